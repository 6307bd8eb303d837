package identity

import (
	"cmp"
	"context"
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
	Roles  []string         // that use the login authenticator; empty: not looked at
	Words  federation.Words // in which remedies are said
	Place  spill.Place      // where there is room for what is compared
	Batch  int              // how many people without an equal name are looked for at a time; zero: as many as fit
	Watch  Watch            // is told of people; nil: nobody looks on
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
	m := &match{Options: o, hash: newHasher(), Result: &Result{here: platform, there: idp, prefix: o.Prefix, roles: o.Roles, words: o.Words}}
	m.Result.Platform, m.Result.IdP = platform.Choose(o.Platform), idp.Choose(o.IdP)
	m.fails, m.residue = newSet(platform.Len()), newSet(platform.Len())
	m.seen, m.off, m.out = newSet(idp.Len()), newSet(idp.Len()), newSet(idp.Len())
	for _, step := range []func(context.Context) error{m.equal, m.others, m.uninvited} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	m.Failing = m.fails.len()
	slices.SortFunc(m.hits, func(a, b hit) int { return cmp.Compare(a.at, b.at) })
	return m.Result, nil
}

type match struct {
	Options
	*Result
	hash hasher

	fails, residue set // of the platform: who does not get in, and who has no equal name
	seen, off, out set // of the identity provider: who was found here, is switched off, is not assigned

	mu sync.Mutex // over Result.hits
}

// found adds what was found of somebody, by several goroutines.
func (m *match) found(h hit, r federation.Rule) {
	h.rule = numberOf(r)
	if r.Severity == federation.Error && h.at < strangers {
		m.fails.add(h.who())
	}
	m.mu.Lock()
	m.hits = append(m.hits, h)
	m.mu.Unlock()
}

// account judges the account that n of the platform has at the identity provider.
func (m *match) account(n, other int) {
	switch {
	case m.off.has(other):
		m.found(hit{at: person(n, 3), other: other32(other)}, notActive)
	case m.out.has(other):
		m.found(hit{at: person(n, 3), other: other32(other)}, unassigned)
	}
}

// uninvited finds who is assigned at the identity provider and was not found here. Without
// a column of assignments nobody knows who is meant to come.
func (m *match) uninvited(context.Context) error {
	if !m.there.Has(Assigned) {
		return nil
	}
	for n := range m.there.Len() {
		if !m.seen.has(n) && !m.off.has(n) && !m.out.has(n) {
			m.found(hit{at: stranger(n), other: other32(n)}, noAccount)
		}
	}
	return nil
}
