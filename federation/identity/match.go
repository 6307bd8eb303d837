package identity

import (
	"slices"
	"strings"
	"unicode"

	"federate/federation"
)

// Options are what a match goes by.
type Options struct {
	Platform Column // that names a person on the platform; empty: the first that can
	IdP      Column // that the identity provider sends; empty: the one that fits most people
	// Prefix stands in front of the identity on the platform: "claim(email):".
	Prefix string
	Roles  []string         // that use the login authenticator; empty: not looked at
	Words  federation.Words // in which remedies are said
}

// A Failure is a person who will not get in, or who is in doubt, and why.
type Failure struct {
	federation.Finding
	Person string // what to call the person
	Other  int    // the line of the other list that was meant; zero: none
}

// A Result is what came of a match.
type Result struct {
	Platform, IdP Column // that were compared
	People        int    // on the platform, who are active
	Failing       int    // of them, with an error
	Failures      []Failure
}

// Match looks for every person of the platform among those of the identity
// provider, and for everybody who is assigned there on the platform. Names agree
// where they are equal to the character.
func Match(platform, idp *List, o Options) Result {
	m := &match{Options: o, here: platform, there: idp, seen: map[int]bool{}}
	m.Result.Platform = platform.Choose(o.Platform)
	m.Result.IdP = idp.Choose(o.IdP)
	if o.IdP == "" || !idp.Has(o.IdP) {
		m.Result.IdP = m.best()
	}
	m.index()
	m.twice()
	for i, p := range platform.People {
		if p.idle() {
			m.asleep(p)
			continue
		}
		m.Result.People++
		before := len(m.Failures)
		m.person(i, p)
		if slices.ContainsFunc(m.Failures[before:], func(f Failure) bool { return f.Severity == federation.Error }) || m.double[i] {
			m.Failing++
		}
	}
	m.strangers()
	return m.Result
}

type match struct {
	Options
	Result
	here, there *List

	exact   map[string][]int            // people of the IdP by the name that is sent
	others  map[Column]map[string][]int // by their other names
	folded  map[string][]int            // by the name without capitals
	bare    map[string][]int            // by the name without dots and capitals
	visible map[string][]int            // by the name without what cannot be seen
	near    *nearest                    // made when it is asked for
	seen    map[int]bool                // people of the IdP who were found here
	double  map[int]bool                // people of the platform who share their identity
}

// best is the column of the IdP's list that has the most names of the platform.
func (m *match) best() Column {
	names := make(map[string]bool, len(m.here.People))
	for _, p := range m.here.People {
		names[strings.TrimPrefix(p.Values[m.Result.Platform], m.Prefix)] = true
	}
	best, most := m.there.Choose(), 0
	for _, c := range identities {
		n := 0
		for _, p := range m.there.People {
			if v := p.Values[c]; v != "" && names[v] {
				n++
			}
		}
		if n > most {
			best, most = c, n
		}
	}
	return best
}

func (m *match) index() {
	m.exact, m.folded, m.bare, m.visible = map[string][]int{}, map[string][]int{}, map[string][]int{}, map[string][]int{}
	m.others = map[Column]map[string][]int{}
	for i, p := range m.there.People {
		v := p.Values[m.Result.IdP]
		if v == "" {
			continue
		}
		m.exact[v] = append(m.exact[v], i)
		f := strings.ToLower(v)
		m.folded[f] = append(m.folded[f], i)
		b := strings.ReplaceAll(f, ".", "")
		m.bare[b] = append(m.bare[b], i)
		s := seen(v)
		m.visible[s] = append(m.visible[s], i)
	}
	for _, c := range identities {
		if c == m.Result.IdP || !m.there.Has(c) {
			continue
		}
		m.others[c] = map[string][]int{}
		for i, p := range m.there.People {
			if v := p.Values[c]; v != "" {
				m.others[c][v] = append(m.others[c][v], i)
			}
		}
	}
}

// twice finds identities that two people of one side have.
func (m *match) twice() {
	m.double = map[int]bool{}
	by := map[string][]int{}
	for i, p := range m.here.People {
		if v := p.Values[m.Result.Platform]; known(v) && !p.idle() {
			by[v] = append(by[v], i)
		}
	}
	for i, p := range m.here.People {
		v := p.Values[m.Result.Platform]
		if same := by[v]; len(same) > 1 && !p.idle() {
			m.double[i] = true
			m.say(twiceHere, federation.Platform, p, 0, "", v, "%d people have it; one of them would be logged in as another", len(same))
		}
	}
}

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
		m.say(r, federation.Platform, p, other.Line, want, full, "%s", why)
		if r.Code == nearMiss.Code {
			return // who was meant is a guess
		}
	}
	if r.Code == "" && len(m.exact[name]) > 1 {
		m.say(twiceThere, federation.IdP, p, other.Line, "", name, "%d accounts have it as %s", len(m.exact[name]), m.there.Headers[m.Result.IdP])
	}
	m.account(p, other)
}

// account judges the account that p has at the identity provider.
func (m *match) account(p, other Person) {
	switch {
	case other.idle():
		m.say(notActive, federation.IdP, p, other.Line, "", other.Values[Active], "the platform lets the person in, and the identity provider will not")
	case other.barred(m.there):
		m.say(unassigned, federation.IdP, p, other.Line, "", other.Values[Assigned], "whoever is not assigned gets an error page in place of the platform")
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
		return at[0], whiteSpace, "the identity provider's list has white space or an invisible character in the name"
	}
	for _, c := range identities {
		if at := m.others[c][name]; one(at) {
			return at[0], attribute, "the platform holds the person's " + m.there.Headers[c] + ", and " + m.there.Headers[m.Result.IdP] + " is sent"
		}
	}
	f := strings.ToLower(s)
	if at := m.folded[f]; one(at) {
		return at[0], capitals, ""
	}
	if at := m.bare[strings.ReplaceAll(f, ".", "")]; one(at) {
		return at[0], dot, ""
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
		m.say(wrongRole, federation.Platform, p, 0, strings.Join(m.Roles, " or "), p.Values[Role], "the person goes on logging in with a password")
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
	if other := m.there.People[at[0]]; m.there.Has(Assigned) && !other.idle() && !other.barred(m.there) {
		m.say(offHere, federation.Platform, p, other.Line, "", p.Values[Active], "the identity provider lets the person in, and the platform will not")
	}
}

// strangers finds who is assigned at the IdP and was not found here. Without a
// column of assignments nobody knows who is meant to come.
func (m *match) strangers() {
	if !m.there.Has(Assigned) {
		return
	}
	for i, p := range m.there.People {
		if !m.seen[i] && !p.idle() && !p.barred(m.there) {
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

// seen is s without white space and without what cannot be seen.
func seen(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, s)
}
