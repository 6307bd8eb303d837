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
		if p.Idle() {
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
	rare    *rare                       // made when it is asked for
	near    *nearest                    // likewise
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
		if v := p.Values[m.Result.Platform]; known(v) && !p.Idle() {
			by[v] = append(by[v], i)
		}
	}
	for i, p := range m.here.People {
		v := p.Values[m.Result.Platform]
		if same := by[v]; len(same) > 1 && !p.Idle() {
			m.double[i] = true
			m.say(twiceHere, federation.Platform, p, 0, "", v, "%d people have it; one of them would be logged in as another", len(same))
		}
	}
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
