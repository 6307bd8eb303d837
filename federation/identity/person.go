package identity

import (
	"slices"
	"strings"

	"federate/federation"
)

// person judges one active person of the platform.
func (m *match) person(at int, p Person) {
	full := p.Values[m.Result.Platform]
	if !known(full) {
		m.say(empty, federation.Platform, p, 0, "", "", "the column %s is empty", m.here.Headers[m.Result.Platform])
		return
	}
	m.role(p)
	name, ok := strings.CutPrefix(full, m.Prefix)
	if !ok {
		m.noPrefix(p, full)
		return
	}
	if m.Prefix == "" && strings.HasPrefix(strings.ToLower(strings.TrimSpace(name)), "claim(") {
		_, bare, _ := strings.Cut(name, ":")
		m.say(anyPrefix, federation.Platform, p, 0, strings.TrimSpace(bare), full, "only OpenID Connect uses it")
		return
	}
	to, r, why := m.meant(name)
	if to < 0 {
		m.say(unknown, federation.Platform, p, 0, "", full, "neither this name nor one like it is in the list")
		return
	}
	for _, i := range append(m.exact[name], to) {
		m.seen[i] = true
	}
	other := m.there.People[to]
	if r.Code != "" {
		want := m.Prefix + other.Values[m.Result.IdP]
		if why == "" {
			why = difference(want, full)
		}
		if r.Code == hiddenThere.Code { // what is wanted is the platform's
			m.say(r, federation.IdP, p, other.Line, full, want, "%s", why)
		} else {
			m.say(r, federation.Platform, p, other.Line, want, full, "%s", why)
		}
		if r.Code == nearMiss.Code || r.Code == otherDomain.Code {
			return // who was meant is a guess
		}
	}
	if r.Code == "" && len(m.exact[name]) > 1 {
		m.say(twiceThere, federation.IdP, p, other.Line, "", name, "%d accounts have it as %s", len(m.exact[name]),
			m.there.Headers[m.Result.IdP])
	}
	m.account(p, other)
}

// account judges the account that p has at the identity provider.
func (m *match) account(p, other Person) {
	switch {
	case other.Idle():
		m.say(notActive, federation.IdP, p, other.Line, "", other.Values[Active],
			"the platform lets the person in, and the identity provider will not")
	case other.barred(m.there):
		m.say(unassigned, federation.IdP, p, other.Line, "", other.Values[Assigned],
			"whoever is not assigned gets an error page in place of the platform")
	}
}

// noPrefix says what the identity of p would be with its prefix.
func (m *match) noPrefix(p Person, full string) {
	name := strings.TrimSpace(full)
	if i := strings.IndexByte(name, ':'); i >= 0 && strings.Contains(strings.ToLower(name[:i]), "claim") {
		name = strings.TrimSpace(name[i+1:])
	}
	to, _, _ := m.meant(name)
	line := 0
	if to >= 0 {
		m.seen[to] = true
		name, line = m.there.People[to].Values[m.Result.IdP], m.there.People[to].Line
	}
	m.say(noPrefix, federation.Platform, p, line, m.Prefix+name, full, "the platform wants %s in front of the name", m.Prefix)
}

// meant is who of the IdP's people name stands for, and which slip lies between;
// -1 where nobody does. A name that stands for several is nobody's, unless it is
// equal.
func (m *match) meant(name string) (int, federation.Rule, string) {
	if at := m.exact[name]; len(at) > 0 {
		return at[0], federation.Rule{}, ""
	}
	one := func(at []int) bool { return len(at) == 1 }
	s := seen(name)
	if at := m.exact[s]; one(at) {
		return at[0], whiteSpace, ""
	}
	if at := m.visible[s]; one(at) {
		return at[0], hiddenThere, "the identity provider's list has white space or an invisible character in the name"
	}
	for _, c := range identities {
		if at := m.others[c][name]; one(at) {
			return at[0], attribute,
				"the platform holds the person's " + m.there.Headers[c] + ", and " + m.there.Headers[m.Result.IdP] + " is sent"
		}
	}
	f := strings.ToLower(s)
	if at := m.folded[f]; one(at) {
		return at[0], capitals, ""
	}
	if at := m.bare[strings.ReplaceAll(f, ".", "")]; one(at) {
		return at[0], dot, ""
	}
	if m.rare == nil {
		m.rare = m.indexRare()
	}
	if at, r, why := m.rare.meant(name, s); at >= 0 {
		return at, r, why
	}
	if m.near == nil {
		names := make([]string, len(m.there.People))
		for i, p := range m.there.People {
			names[i] = strings.ToLower(p.Values[m.Result.IdP])
		}
		m.near = newNearest(names)
	}
	if at, ok := m.near.find(f); ok {
		return at, nearMiss, ""
	}
	if at, ok := m.rare.elsewhere(s); ok {
		return at, otherDomain, ""
	}
	return -1, federation.Rule{}, ""
}

// role judges whether p has a role that logs in at the identity provider.
func (m *match) role(p Person) {
	if len(m.Roles) == 0 || !m.here.Has(Role) {
		return
	}
	have := func(r string) bool {
		return slices.ContainsFunc(strings.FieldsFunc(p.Values[Role], func(c rune) bool { return c == ';' || c == '|' || c == ',' }),
			func(h string) bool { return strings.TrimSpace(h) == r })
	}
	if !slices.Contains(m.Roles, strings.TrimSpace(p.Values[Role])) && !slices.ContainsFunc(m.Roles, have) {
		m.say(wrongRole, federation.Platform, p, 0, strings.Join(m.Roles, " or "), p.Values[Role],
			"the person goes on logging in with a password")
	}
}

// asleep judges a person whose account on the platform is off.
func (m *match) asleep(p Person) {
	name := strings.TrimPrefix(p.Values[m.Result.Platform], m.Prefix)
	at := m.exact[name]
	if len(at) == 0 {
		return
	}
	m.seen[at[0]] = true
	if other := m.there.People[at[0]]; m.there.Has(Assigned) && !other.Idle() && !other.barred(m.there) {
		m.say(offHere, federation.Platform, p, other.Line, "", p.Values[Active],
			"the identity provider lets the person in, and the platform will not")
	}
}

// strangers finds who is assigned at the IdP and was not found here. Without a
// column of assignments nobody knows who is meant to come.
func (m *match) strangers() {
	if !m.there.Has(Assigned) {
		return
	}
	for i, p := range m.there.People {
		if !m.seen[i] && !p.Idle() && !p.barred(m.there) {
			m.say(noAccount, federation.IdP, p, p.Line, "", p.Values[m.Result.IdP], "nobody on the platform has this identity")
		}
	}
}

// say adds a failure of p.
func (m *match) say(r federation.Rule, side federation.Side, p Person, other int, want, got, format string, args ...any) {
	line := p.Line
	if side == federation.IdP && other > 0 {
		line = other
	}
	f := r.At(subject(side, line), format, args...).Differ(want, got)
	f.Remedy = m.Words.Say(f.Remedy)
	m.Failures = append(m.Failures, Failure{f, p.Label(), other})
}
