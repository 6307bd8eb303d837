package view

import (
	"fmt"
	"slices"
	"strings"

	"federate/federation"
	"federate/steps"
	"federate/steps/errorbook"
	"federate/steps/playbook"
)

// An Explanation is what a vendor's error means, in the words of a pair, and in a
// federation with its values and the steps to go back to.
type Explanation struct {
	Code       string                `json:"code"` // as the text gives it
	Same       []string              `json:"same"` // other codes of the text that mean the same
	System     string                `json:"system"`
	Vendor     string                `json:"vendor"`
	Guess      bool                  `json:"guess"` // found by words that many could have said
	Vague      bool                  `json:"vague"` // the text tells nothing about the cause
	Known      bool                  `json:"known"` // false: a code of this vendor that is in no book
	Means      string                `json:"means"`
	Causes     []string              `json:"causes"`
	Signs      []string              `json:"signs"` // by which each cause is told from the others; empty where there is none
	Remedy     string                `json:"remedy"`
	Role       federation.Role       `json:"role"` // who does the remedy; empty: not said
	Steps      []string              `json:"steps"`
	Facts      []ExplainedFact       `json:"facts"`
	Values     []ExplainedValue      `json:"values"` // that stand in the text and are no facts
	Codes      []federation.Code     `json:"codes"`
	Confidence federation.Confidence `json:"confidence"`
	Source     Source                `json:"source"`

	Marked errorbook.Entry `json:"-"` // its texts with their emphasis, for a face that can show it
	Back   []string        `json:"-"` // the steps of the federation with title and state
}

// An ExplainedFact is one to look at.
type ExplainedFact struct {
	Fact        federation.Fact   `json:"fact"`
	Title       string            `json:"title"`
	Values      map[string]string `json:"values"`      // by side: what it says in this federation
	Text        string            `json:"text"`        // what the error text says; empty where it says nothing
	Placeholder bool              `json:"placeholder"` // what the text says was never replaced by the real value
	Differences map[string]string `json:"differences"` // by side: how what it says differs from the text; empty where it does not

	Said []string `json:"-"` // what the text says, and what each side says compared with it, line by line
}

// An ExplainedValue is one that stands in the text.
type ExplainedValue struct {
	Name  string `json:"name"` // "field"
	Value string `json:"value"`
}

// AGuess is said of an explanation that is one.
const AGuess = "This is a guess, by the words of the text: bring the code, or more of the page."

var sides = []federation.Side{federation.Platform, federation.IdP}

// Explain says what entries mean. v is the federation, or nil.
func Explain(entries []errorbook.Entry, words federation.Words, v *steps.Snapshot) (out []Explanation) {
	for _, e := range entries {
		e = e.In(words)
		x := Explanation{Code: e.Code, System: e.System, Vendor: e.Vendor, Guess: e.Guess, Vague: e.Vague, Role: e.Role, Known: !e.Unknown, Means: Plain(e.Means),
			Remedy: Plain(e.Remedy), Codes: e.Codes, Confidence: e.Confidence, Source: Source(e.Source), Marked: e}
		if len(e.Asked) > 0 { // one entry may be about several codes
			x.Code, x.Same = e.Asked[0], e.Asked[1:]
		}
		for _, c := range e.Causes {
			x.Causes = append(x.Causes, Plain(c.Text))
			x.Signs = append(x.Signs, Plain(c.Sign))
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
		x.Facts, x.Values = evidence(e, words, v)
		out = append(out, x)
	}
	return out
}

// evidence are the facts that e is about, those whose values stand in the text
// first, and the other values of the text.
func evidence(e errorbook.Entry, words federation.Words, v *steps.Snapshot) (facts []ExplainedFact, values []ExplainedValue) {
	protocol := ""
	if v != nil {
		protocol = v.State.Protocol
	}
	for _, x := range e.Values {
		t, ok := words.Terms.Term(x.Fact(protocol))
		if !ok {
			values = append(values, ExplainedValue{x.Name, federation.Visible(x.Value)})
			continue
		}
		facts = append(facts, explained(v, words, t, x.Value))
	}
	for _, f := range e.Facts {
		if foreign(f, protocol) || slices.ContainsFunc(facts, func(x ExplainedFact) bool { return x.Fact == f }) {
			continue
		}
		if t, ok := words.Terms.Term(f); ok {
			facts = append(facts, explained(v, words, t, ""))
		}
	}
	return facts, values
}

// foreign reports whether f belongs to the other protocol.
func foreign(f federation.Fact, protocol string) bool {
	oidc := strings.HasPrefix(string(f), "oidc.")
	return protocol == "saml" && oidc || protocol == "oidc" && (strings.HasPrefix(string(f), "saml.") || strings.HasPrefix(string(f), "sp."))
}

// explained is what each side of v says of a fact, in one line, beside what a text
// says of it.
func explained(v *steps.Snapshot, words federation.Words, t federation.Term, text string) ExplainedFact {
	x := ExplainedFact{Fact: t.Fact, Title: t.Title, Values: map[string]string{}, Text: federation.Visible(text),
		Placeholder: federation.LooksLikePlaceholder(text)}
	if text != "" {
		x.Differences = map[string]string{}
	}
	if text != "" {
		line := "the text says: " + x.Text
		if x.Placeholder {
			line += " (a placeholder that was never replaced)"
		}
		x.Said = append(x.Said, line)
	}
	for _, side := range sides {
		w, ok := said(v, side, t.Fact)
		if !ok {
			continue
		}
		x.Values[string(side)] = t.Short(w)
		line := fmt.Sprintf("in %s: %s", words.Name(side), t.Short(w))
		if d, differs := federation.Compare(text, w); text != "" && differs && !t.Agrees(w, text) {
			x.Differences[string(side)] = d.Name
			line += " (not what the text says: " + d.Name + ")"
		} else if text != "" {
			line += " (the same)"
		}
		x.Said = append(x.Said, line)
	}
	return x
}

// said is what side says of f in v, if anything.
func said(v *steps.Snapshot, side federation.Side, f federation.Fact) (string, bool) {
	if v == nil {
		return "", false
	}
	w, ok := v.State.Said(side, f, "")
	return w.Value, ok && !w.Withheld
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
