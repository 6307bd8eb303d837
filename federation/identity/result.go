package identity

import (
	"iter"
	"slices"
	"strings"

	"federate/federation"
)

// A Result is what came of a match. It reads from the two lists, and so lives as long as
// they do: who fails is kept as two numbers, and said when somebody asks.
type Result struct {
	Platform, IdP Column // that were compared
	People        int    // on the platform, who are active
	Failing       int    // of them, with an error
	LockedOut     int    // of them, who cannot log in by a password either once logins are enforced

	Duties Duties  // who gets which role
	Glass  []Glass // the break-glass accounts

	hits          []hit // in the order in which they are said
	taken         set   // of the identity provider: somebody of the platform has the very name
	here, there   *List
	prefix        string
	roles         []string
	authenticator string
	mostGroups    int
	remedies      []string // of the rules, in the words of both consoles
	// The role matrix, and the groups inside groups by the inner one.
	matrix, nested map[string][]string
}

// A Failure is a person who will not get in, or who is in doubt, and why.
type Failure struct {
	federation.Finding
	Person string // what to call the person
	Other  int    // the line of the other list that was meant; zero: none
}

// A hit is one failure, as small as can be.
type hit struct {
	at    uint64 // whose it is, in the order in which failures are said
	other uint32 // one more than who of the identity provider was meant; zero: nobody
	n     uint32 // how many share something, or which column it is
	rule  uint8
}

// The order of failures: those who share an identity, everybody of the platform, and those
// whom the platform does not know.
const (
	persons   = 1 << 40
	strangers = 1 << 41
	perPerson = 8 // failures of one person
)

// The order of failures of one person.
const (
	ofRole = iota
	ofAuthenticator
	ofName
	ofTwins
	ofAccount
)

func double(n int) uint64        { return uint64(n) * perPerson }
func person(n, which int) uint64 { return persons | uint64(n)*perPerson + uint64(which) }
func stranger(n int) uint64      { return strangers | uint64(n)*perPerson }
func other32(n int) uint32       { return uint32(n + 1) }
func (h hit) who() int           { return int(h.at & (persons - 1) / perPerson) }
func numberOf(r federation.Rule) uint8 {
	return uint8(slices.IndexFunc(rules, func(x federation.Rule) bool { return x.Code == r.Code }))
}

// A Filter chooses failures.
type Filter struct {
	Code   federation.Code // empty: any
	Search string          // in what the person is called, on either side, in any capitals; empty: anybody
}

// Counts are how many failures there are of each code that there is any of.
func (r *Result) Counts() map[federation.Code]int {
	var n [256]int
	for _, h := range r.hits {
		n[h.rule]++
	}
	out := map[federation.Code]int{}
	for i, rule := range rules {
		if n[i] > 0 {
			out[rule.Code] = n[i]
		}
	}
	return out
}

// All are the failures that f chooses, one after the other. An error ends them: a list
// could not be read any more.
func (r *Result) All(f Filter) iter.Seq2[Failure, error] {
	return func(yield func(Failure, error) bool) {
		s := r.speaker()
		for _, h := range r.hits {
			if f.Code != "" && rules[h.rule].Code != f.Code {
				continue
			}
			x, err := s.say(h)
			if err == nil && !x.has(f.Search) {
				continue
			}
			if !yield(x, err) || err != nil {
				return
			}
		}
	}
}

// has reports whether text stands in what f's person is called.
func (f Failure) has(text string) bool {
	text = strings.ToLower(text)
	return text == "" || slices.ContainsFunc([]string{f.Person, f.Got, f.Want}, func(s string) bool {
		return strings.Contains(strings.ToLower(s), text)
	})
}

// Page is a part of All: n failures behind the first skipped, and how many there are in all.
// Without a search only those that are asked for are looked up.
func (r *Result) Page(f Filter, skipped, n int) (page []Failure, all int, err error) {
	s := r.speaker()
	for _, h := range r.hits {
		if f.Code != "" && rules[h.rule].Code != f.Code {
			continue
		}
		wanted := all >= skipped && all < skipped+n
		if f.Search == "" && !wanted {
			all++
			continue
		}
		x, err := s.say(h)
		if err != nil {
			return nil, 0, err
		}
		if !x.has(f.Search) {
			continue
		}
		if wanted {
			page = append(page, x)
		}
		all++
	}
	return page, all, nil
}
