package identity

import (
	"cmp"
	"context"
	"math/bits"
	"slices"
	"sync"

	"federate/federation"
	"federate/federation/identity/spill"
)

// Options are what a match goes by.
type Options struct {
	Platform Column // that names a person on the platform; empty: the first that can
	IdP      Column // that the identity provider sends; empty: the one that fits most people
	// Prefix stands in front of the identity on the platform: "claim(email):".
	Prefix string
	Roles  []string // that use the login authenticator; empty: not looked at
	// Authenticator is the name of the login authenticator of this federation; empty: not looked at
	Authenticator string
	// Matrix is which group of the identity provider gives which roles; empty: not looked at.
	Matrix     map[string][]string
	MostGroups int              // that the identity provider sends of one person; zero: not looked at
	Glass      []string         // accounts that have to get in without the identity provider
	Words      federation.Words // in which remedies are said
	Place      spill.Place      // where there is room for what is compared
	Batch      int              // how many people without an equal name are looked for at a time; zero: as many as fit
	Watch      Watch            // is told of people; nil: nobody looks on
}

// Match looks for every person of the platform among those of the identity
// provider, and for everybody who is assigned there on the platform. Names agree
// where they are equal to the character.
//
// Equal names meet by their hashes, on piles that a core's cache holds. Whoever has no equal
// is looked for by everything that the name could have been meant for.
func Match(ctx context.Context, platform, idp *List, o Options) (*Result, error) {
	if o.Watch == nil {
		o.Watch = unwatched{}
	}
	m := &match{Options: o, hash: newHasher(), Result: &Result{here: platform, there: idp,
		prefix: o.Prefix, roles: o.Roles, authenticator: o.Authenticator, mostGroups: o.MostGroups}}
	m.Result.Platform, m.Result.IdP = platform.Choose(o.Platform), idp.Choose(o.IdP)
	m.fails, m.spared, m.residue = newSet(platform.Len()), newSet(platform.Len()), newSet(platform.Len())
	m.seen, m.taken = newSet(idp.Len()), newSet(idp.Len())
	for _, r := range rules {
		m.remedies = append(m.remedies, o.Words.Say(r.Remedy))
	}
	m.glass.look(o.Glass)
	for i := range m.states {
		m.states[i] = newSet(idp.Len())
	}
	for _, step := range []func(context.Context) error{m.equal, m.others, m.moved, m.uninvited, m.duties} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	m.Failing = m.fails.len()
	m.Result.Glass = m.glass.all(o.Glass)
	m.LockedOut = m.fails.without(m.spared)
	slices.SortFunc(m.hits, func(a, b hit) int { return cmp.Compare(a.at, b.at) })
	return m.Result, nil
}

type match struct {
	Options
	*Result
	hash hasher

	fails, residue set // of the platform: who does not get in, and who has no equal name
	spared         set // of the platform: who goes on logging in there
	glass          glass
	seen           set // of the identity provider: who was found here
	// states are those accounts at the identity provider that are off, outside, and so on.
	states [5]set

	mu sync.Mutex // over Result.hits
}

// found adds what was found of somebody, by several goroutines.
func (m *match) found(h hit, r federation.Rule) {
	h.rule = numberOf(r)
	if m.severe(r) == federation.Error && h.at < strangers && r.Code != glassInside.Code && r.Code != glassOff.Code {
		m.fails.add(h.who())
	}
	m.mu.Lock()
	m.hits = append(m.hits, h)
	m.mu.Unlock()
}

// is reports whether the account n at the identity provider is in a state.
func (m *match) is(n int, state uint8) bool { return m.states[bits.TrailingZeros8(state)].has(n) }

// comes reports whether the identity provider lets n in.
func (m *match) comes(n int) bool { return !m.is(n, off) && !m.is(n, outside) }

// account judges the account that n of the platform has at the identity provider.
func (m *match) account(n, other int) {
	for _, x := range []struct {
		state uint8
		rule  federation.Rule
	}{{deleted, gone}, {invited, notActivated}, {locked, lockedOut}, {off, notActive}, {outside, unassigned}} {
		if m.is(other, x.state) {
			m.found(hit{at: person(n, ofAccount), other: other32(other)}, x.rule)
			return
		}
	}
}

// severe is the severity of a rule as far as is known here: which roles use the login
// authenticator is a guess where nobody said it.
func (r *Result) severe(x federation.Rule) federation.Severity {
	if x.Code == noRole.Code && len(r.roles) == 0 {
		return federation.Warning
	}
	return x.Severity
}

// uninvited finds who is assigned at the identity provider and was not found here. Without
// a column of assignments nobody knows who is meant to come.
func (m *match) uninvited(context.Context) error {
	if !m.there.Has(Assigned) {
		return nil
	}
	for n := range m.there.Len() {
		if !m.seen.has(n) && m.comes(n) {
			m.found(hit{at: stranger(n), other: other32(n)}, noAccount)
		}
	}
	return nil
}
