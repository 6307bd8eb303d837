package view

import (
	"fmt"

	"federate/federation"
	"federate/steps"
	"federate/steps/record"
	"federate/steps/vault"
)

// A Fact is one fact with what each side says of it.
type Fact struct {
	Fact   federation.Fact `json:"fact"`
	Title  string          `json:"title"`
	Owner  federation.Side `json:"owner"`
	Values []string        `json:"values"` // what it may be, where that is a closed list
	Claims []Claim         `json:"claims"` // the owner's first
	Agree  *bool           `json:"agree"`  // nil where only one side has spoken
}

// A Claim is what one side says of a fact.
type Claim struct {
	Side        federation.Side `json:"side"`
	Key         string          `json:"key"`
	Value       string          `json:"value"`
	Placeholder bool            `json:"placeholder"`
	Copied      bool            `json:"copied"`
	Secret      bool            `json:"secret"`
	Step        string          `json:"step"`
	By          string          `json:"by"`
	At          Moment          `json:"at"`
	Follows     string          `json:"follows,omitempty"` // where nobody told it: what it follows from
	Kept        vault.Place     `json:"kept"`              // of a secret: keyring, or empty where it is not kept

	Short string `json:"-"` // the value in one line; of a secret, that it was given
}

// Facts is what each side says, fact by fact in the order of the vocabulary.
func Facts(v *steps.Snapshot) (out []Fact) {
	words := v.State.Words(v.State.Last)
	for _, t := range v.Pair.Terms.Terms() {
		f := Fact{Fact: t.Fact, Title: t.Title, Owner: t.Owner, Values: t.Values}
		for _, owner := range []bool{true, false} {
			for _, w := range words {
				if w.Fact == t.Fact && (w.Side == t.Owner) == owner {
					f.Claims = append(f.Claims, claimOf(v, t, w))
				}
			}
		}
		if len(f.Claims) == 0 {
			continue
		}
		f.compare(t)
		out = append(out, f)
	}
	return out
}

func claimOf(v *steps.Snapshot, t federation.Term, w record.Word) Claim {
	c := Claim{w.Side, w.Key, w.Value, w.Placeholder, w.Copied, w.Withheld, w.Step, w.By, At(w.At), v.Follows(w), "", t.Short(w.Value)}
	if w.Withheld {
		c.Value, c.Kept, c.Short = "", v.Kept(w), Given(v, w)
	}
	return c
}

// Given says of a secret that it was given, by whom and when, and where it is.
func Given(v *steps.Snapshot, w record.Word) string {
	return fmt.Sprintf("given by %s on %s, %s", w.By, federation.Moment(w.At), v.Kept(w).Says())
}

// compare sets whether the sides agree.
func (f *Fact) compare(t federation.Term) {
	for _, x := range f.Claims {
		for _, y := range f.Claims {
			if x.Side == t.Owner && y.Side != t.Owner && x.Key == y.Key && !x.Secret {
				agree := t.Agrees(x.Value, y.Value) && (f.Agree == nil || *f.Agree)
				f.Agree = &agree
			}
		}
	}
}
