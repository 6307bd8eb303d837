package identity

import (
	"iter"
	"strings"

	"federate/federation"
)

// A Change is another name for somebody of the platform's list.
type Change struct {
	Failure
	Becomes string
	Left    string // why it is not made; empty where it is

	place int // of the person in the list
}

// surely are the rules behind which one name is right, and known.
var surely = []federation.Rule{noPrefix, anyPrefix, whiteSpace, capitals, dot, form, attribute}

// Guesses are the rules behind which a name is right if it is the same person: somebody has
// to say so.
func Guesses() []federation.Rule {
	return []federation.Rule{lookAlike, guest, otherDomain, oldDomain, nearMiss}
}

// Changes are the names that would let in those who fail by theirs, in the order of the
// platform's list. accepted are those of Guesses that somebody said yes to. What is a guess,
// or would give two people one name, is left.
func (r *Result) Changes(accepted ...federation.Code) iter.Seq2[Change, error] {
	return func(yield func(Change, error) bool) {
		guesses := map[uint8]bool{}
		for _, g := range Guesses() {
			guesses[numberOf(g)] = true
		}
		for _, code := range accepted {
			for g := range guesses {
				if rules[g].Code == code {
					guesses[g] = false
				}
			}
		}
		sure := map[uint8]bool{}
		for _, s := range surely {
			sure[numberOf(s)] = true
		}
		wanted, often := newSet(r.there.Len()), newSet(r.there.Len())
		changes := func(h hit) bool {
			guess, is := guesses[h.rule]
			return h.at >= persons && (sure[h.rule] || is && !guess)
		}
		for _, h := range r.hits {
			if n := int(h.other) - 1; n >= 0 && changes(h) {
				if wanted.has(n) {
					often.add(n)
				}
				wanted.add(n)
			}
		}
		s := r.speaker()
		for _, h := range r.hits {
			guess := guesses[h.rule]
			if h.at < persons || !guess && !sure[h.rule] && !changes(h) {
				continue
			}
			x, err := s.say(h)
			c := Change{Failure: x, Becomes: x.Want, place: h.who()}
			n := int(h.other) - 1
			switch {
			case guess:
				c.Left = "it is a guess that this is the same person"
			case n < 0 && h.rule == numberOf(noPrefix):
				c.Left = "nobody at the identity provider has this name"
			case n >= 0 && r.taken.has(n):
				c.Left = "somebody else on the platform has the wanted name already"
			case n >= 0 && often.has(n):
				c.Left = "two people would get the same name"
			case h.rule == numberOf(noPrefix) && !strings.EqualFold(x.Want, r.prefix+unprefixed(x.Got)):
				c.Left = "it is a guess that this is the same person"
			}
			if !yield(c, err) || err != nil {
				return
			}
		}
	}
}
