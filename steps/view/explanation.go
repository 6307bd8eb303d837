package view

import (
	"fmt"
	"slices"

	"federate/federation"
	"federate/steps"
	"federate/steps/errorbook"
	"federate/steps/playbook"
)

// An Explanation is what a vendor's error means, in the words of a pair, and in a
// federation with its values and the steps to go back to.
type Explanation struct {
	Code       string                `json:"code"`
	System     string                `json:"system"`
	Vendor     string                `json:"vendor"`
	Guess      bool                  `json:"guess"` // found by words that many could have said
	Known      bool                  `json:"known"` // false: a code of this vendor that is in no book
	Means      string                `json:"means"`
	Causes     []string              `json:"causes"`
	Remedy     string                `json:"remedy"`
	Steps      []string              `json:"steps"`
	Facts      []ExplainedFact       `json:"facts"`
	Codes      []federation.Code     `json:"codes"`
	Confidence federation.Confidence `json:"confidence"`
	Source     Source                `json:"source"`

	Marked errorbook.Entry `json:"-"` // its texts with their emphasis, for a face that can show it
	Back   []string        `json:"-"` // the steps of the federation with title and state
}

// An ExplainedFact is one to look at.
type ExplainedFact struct {
	Fact   federation.Fact   `json:"fact"`
	Title  string            `json:"title"`
	Values map[string]string `json:"values"` // by side: what it says in this federation
}

// AGuess is said of an explanation that is one.
const AGuess = "This is a guess, by the words of the text: bring the code, or more of the page."

// Explain says what entries mean. v is the federation, or nil.
func Explain(entries []errorbook.Entry, words federation.Words, v *steps.Snapshot) (out []Explanation) {
	for _, e := range entries {
		e = e.In(words)
		x := Explanation{Code: e.Code, System: e.System, Vendor: e.Vendor, Guess: e.Guess, Known: !e.Unknown, Means: Plain(e.Means),
			Remedy: Plain(e.Remedy), Codes: e.Codes, Confidence: e.Confidence, Source: Source(e.Source), Marked: e}
		for _, c := range e.Causes {
			x.Causes = append(x.Causes, Plain(c))
		}
		for _, s := range backTo(e, v) {
			if !slices.Contains(x.Steps, s.Ref()) {
				x.Steps = append(x.Steps, s.Ref())
				x.Back = append(x.Back, fmt.Sprintf("%s (%s), which is %s", s.Ref(), v.Say(s, s.Title), v.Status[s.Ref()].State))
			}
		}
		if v == nil {
			x.Steps = e.Steps
		}
		for _, f := range e.Facts {
			if t, ok := words.Terms.Term(f); ok {
				x.Facts = append(x.Facts, ExplainedFact{f, t.Title, said(v, t)})
			}
		}
		out = append(out, x)
	}
	return out
}

// said is what each side of v says of a fact, in one line.
func said(v *steps.Snapshot, t federation.Term) map[string]string {
	out := map[string]string{}
	if v == nil {
		return out
	}
	for _, side := range []federation.Side{federation.Platform, federation.IdP} {
		if w, ok := v.State.Said(side, t.Fact, ""); ok && !w.Withheld {
			out[string(side)] = t.Short(w.Value)
		}
	}
	return out
}

// backTo are the steps of v that e names or, if v has none of them, the steps where the
// facts of e are put right.
func backTo(e errorbook.Entry, v *steps.Snapshot) (out []playbook.Step) {
	if v == nil {
		return nil
	}
	for _, ref := range e.Steps {
		if s, ok := v.Step(ref); ok {
			out = append(out, s)
		}
	}
	if len(out) > 0 {
		return out
	}
	for _, f := range e.Facts {
		out = append(out, v.StepsAbout(f)...)
	}
	return out
}
