// Package checklist is what was done in a federation, by whom, and what is left: the
// model that every export renders.
//
// An auditor, a colleague and a program ask the same questions: which value stands in
// which box, who entered it and when, what is known to be wrong, who accepted it and
// until which day. There is no secret in it, because the journal holds none: only that
// one was given. A certificate is described by its thumbprint and its dates.
package checklist

import (
	"slices"

	"federate/federation"
	"federate/steps"
	"federate/steps/playbook"
	"federate/steps/record"
	"federate/steps/view"
)

// Version is the version of the model as JSON. It only grows.
const Version = 1

// A Checklist is one federation as it stood at one moment. The fields with a name in
// JSON are what programs read; the others are for people, or follow from the rest.
type Checklist struct {
	ID          string      `json:"id"`
	Name        string      `json:"name"`
	Platform    string      `json:"platform"` // title of the playbook
	IdP         string      `json:"idp"`      // title of the playbook
	Protocol    string      `json:"protocol"`
	Route       string      `json:"route"` // title of the documented order; empty where the steps were joined by facts
	RouteSource view.Source `json:"-"`
	Created     view.Moment `json:"created"`
	By          string      `json:"by"` // who began it
	At          view.Moment `json:"at"`
	Archived    bool        `json:"archived"`
	Finished    bool        `json:"finished"`
	Overridden  []string    `json:"overridden"` // gates that somebody passed although they were shut, each as a sentence
	Settled     int         `json:"settled"`
	All         int         `json:"all"`
	Next        string      `json:"next"` // reference of the step to go on with

	Steps        []Step               `json:"steps"`
	Findings     []view.Finding       `json:"findings"` // worst first
	Waived       []view.Accepted      `json:"waived"`
	Lapsed       []view.Accepted      `json:"-"` // accepted once, and no longer
	Waiting      []federation.Waiting `json:"waiting"`
	Placeholders []Placeholder        `json:"placeholders"`
	Certificates []Certificate        `json:"certificates"`
	Attempts     []Attempt            `json:"attempts"`
	Deadlines    []Deadline           `json:"-"`       // the next first
	History      []Entry              `json:"history"` // oldest first
}

// A Step is one step with what was done at it.
type Step struct {
	Number   int             `json:"-"`
	Ref      string          `json:"ref"`
	Phase    string          `json:"phase"` // title: "Back-fill"
	Title    string          `json:"title"`
	Side     federation.Side `json:"-"`
	Role     federation.Role `json:"role"`
	Console  string          `json:"console"`
	Where    []string        `json:"where"` // breadcrumb of console labels
	Optional bool            `json:"optional"`
	State    steps.State     `json:"state"`
	Why      []string        `json:"why"`
	Settled  bool            `json:"-"`

	Done     string      `json:"done"` // "confirmed" or "skipped"; empty where nobody said so
	By       string      `json:"by"`
	At       view.Moment `json:"at"`
	Note     string      `json:"note"`
	Reason   string      `json:"reason"`   // of a skipped step
	Override string      `json:"override"` // why a gate was passed that was shut

	Do         []string              `json:"-"` // what to do, in order; as the playbook marks it up
	Values     []Value               `json:"values"`
	Asks       []Ask                 `json:"-"` // what to bring back
	Source     view.Source           `json:"source"`
	Confidence federation.Confidence `json:"confidence"`
}

// A Value is one box of a console, or one answer brought back from it.
type Value struct {
	Label       string          `json:"label"`
	Fact        federation.Fact `json:"fact"`
	Entered     bool            `json:"entered"` // into the console; otherwise read from it
	Value       string          `json:"value"`   // in one line; empty while it is not known
	Whole       string          `json:"-"`       // as it has to be entered; of a certificate the PEM
	Note        string          `json:"-"`       // what else there is to say about the box
	Placeholder bool            `json:"placeholder"`
	Clear       bool            `json:"clear"`  // the box is to be left empty
	Secret      bool            `json:"secret"` // that it was given, never what
	Now         string          `json:"now"`    // what belongs there now, where that differs
	Need        string          `json:"-"`      // the same, as it has to be entered
	By          string          `json:"by"`
	At          view.Moment     `json:"at"`
}

// A Placeholder still stands in a console.
type Placeholder struct {
	Side  federation.Side `json:"side"`
	Fact  federation.Fact `json:"fact"`
	Where string          `json:"-"` // name of the console's owner
	Label string          `json:"label"`
	Value string          `json:"value"`
	Step  string          `json:"step"` // reference of the step that replaces it
}

// A Certificate is one that a side holds, with its last day.
type Certificate struct {
	Side       federation.Side `json:"side"`
	Fact       federation.Fact `json:"fact"`
	Label      string          `json:"label"`
	Subject    string          `json:"subject"`
	Thumbprint string          `json:"thumbprint"` // SHA-1, as consoles show it
	First      view.Moment     `json:"from"`
	Last       view.Moment     `json:"until"`
}

// An Attempt is a login that was tried and judged.
type Attempt struct {
	Key      string          `json:"key"` // "sp-initiated"
	Kind     federation.Kind `json:"kind"`
	Digest   string          `json:"digest"`
	At       view.Moment     `json:"at"` // when its message was handed in
	By       string          `json:"by"`
	Verdict  string          `json:"verdict"`
	Proof    view.Proof      `json:"proof"`
	Findings []view.Finding  `json:"findings"`
	Sequence []string        `json:"sequence"` // the login as it was drawn from a recording, in lines of at most 78 columns
}

// verdict is what came of a in one word: "passed", "passed with warnings",
// "waiting", "failed", or "no proof" where nothing is wrong with what is too old.
// What waits for another document does not count: a login that was captured without
// its request is judged whole.
func verdict(a steps.Attempt) string {
	switch worst := a.Report.Worst(); {
	case worst >= federation.Error:
		return "failed"
	case !a.Proof.Fresh():
		return "no proof"
	case slices.ContainsFunc(a.Report.Waiting, func(w federation.Waiting) bool { return !w.ForDocument() }):
		return "waiting"
	case worst == federation.Warning:
		return "passed with warnings"
	}
	return "passed"
}

// Left returns the steps that are not settled and that nobody may leave out.
func (c Checklist) Left() (out []Step) {
	for _, s := range c.Steps {
		if !s.Settled && !s.Optional {
			out = append(out, s)
		}
	}
	return out
}

// Of is v as a checklist.
func Of(v *steps.Snapshot) Checklist {
	st := v.State
	c := Checklist{ID: st.ID, Name: st.Name, Platform: v.Pair.Platform.Title, IdP: v.Pair.IdP.Title, Protocol: v.Pair.Protocol,
		Created: view.At(st.Created), At: view.At(v.Now), Archived: st.Archived, Finished: v.Finished, Overridden: v.Overridden(), Next: v.Next(),
		Findings: view.Findings(v.Report.Findings), Waived: view.Waived(v.Report.Waived), Waiting: v.Report.Waiting,
		Placeholders: Placeholders(v), History: History(v)}
	if len(v.Events) > 0 {
		c.By = v.Events[0].Actor
	}
	if r := v.Pair.Route; r != nil {
		c.Route, c.RouteSource = r.Title, view.Source(r.Source)
	}
	c.Settled, c.All = v.Count()
	for i, s := range v.Plan {
		c.Steps = append(c.Steps, step(v, i+1, s))
	}
	for _, w := range st.Waivers() {
		if !v.Now.Before(w.Until) || !covers(v.Report.Waived, w) {
			c.Lapsed = append(c.Lapsed, view.AcceptedOf(w, ""))
		}
	}
	for _, w := range st.Words(st.Last) {
		t, _ := v.Pair.Terms.Term(w.Fact)
		if cert, ok := described(w.Value); ok && t.Form == federation.Certificate {
			cert.Label, cert.Fact, cert.Side = v.Pair.Words.Call(w.Side, w.Fact), w.Fact, w.Side
			c.Certificates = append(c.Certificates, cert)
		}
	}
	for _, a := range v.Attempts {
		d := a.Document
		c.Attempts = append(c.Attempts, Attempt{Key: d.Key, Kind: d.Kind, Digest: d.Digest, At: view.At(d.At), By: d.By, Verdict: verdict(a),
			Proof: view.ProofOf(a.Proof), Findings: view.Findings(a.Report.Findings), Sequence: a.Sequence})
	}
	if v.IsEstate() {
		c.gather(v)
	} else {
		c.Deadlines = deadlines(v, c)
	}
	return c
}

// Placeholders are those that still stand.
func Placeholders(v *steps.Snapshot) (out []Placeholder) {
	for _, p := range v.Placeholders {
		out = append(out, Placeholder{p.Side, p.Fact, v.Pair.Words.Name(p.Side), v.Pair.Words.Call(p.Side, p.Fact), p.Value, p.Step})
	}
	return out
}

func covers(waived []federation.Waived, w federation.Waiver) bool {
	return slices.ContainsFunc(waived, func(o federation.Waived) bool { return o.Waiver == w })
}

func step(v *steps.Snapshot, number int, s playbook.Step) Step {
	standing := v.Status[s.Ref()]
	out := Step{Number: number, Phase: view.Phase(s.Phase), Ref: s.Ref(), Title: v.Say(s, s.Title), Side: s.Side, Role: s.Role,
		Where: s.Where, Optional: s.Optional, State: standing.State, Why: standing.Why, Settled: standing.Settled(),
		Source: view.Source(s.Source), Confidence: s.Confidence}
	out.Console = view.Console(v, s)
	if m := standing.Mark; m.Kind != "" {
		out.Done, out.By, out.At, out.Note, out.Reason, out.Override = string(m.Kind), m.By, view.At(m.At), m.Note, m.Reason, m.Override
	}
	for _, line := range s.Do {
		out.Do = append(out.Do, v.Say(s, line))
	}
	if v.IsEstate() {
		out.Values = topicValues(v, s)
		return out
	}
	out.Values, out.Asks = values(v, s, standing.Mark.Kind == record.Confirmed), asks(v, s)
	return out
}

// values is what goes into the boxes of s, and what was brought back from there.
func values(v *steps.Snapshot, s playbook.Step, confirmed bool) (out []Value) {
	for _, r := range v.Rows(s) {
		x := Value{Label: r.Label, Fact: r.Fact, Entered: true, Note: r.Note, Value: show(v.Pair.Terms, r.Fact, r.Value, r.Short), Whole: r.Value,
			Placeholder: r.Placeholder, Clear: r.Clear}
		// What was entered counts, and it may be older than what belongs there now.
		if w, ok := v.State.Said(s.Side, r.Fact, ""); ok && confirmed && w.Copied && w.Step == s.Ref() {
			t, _ := v.Pair.Terms.Term(r.Fact)
			was := w.Value
			if t.Form == federation.Choice {
				was = v.Pair.Words.Option(t.Owner, r.Fact, was)
			}
			x.By, x.At = w.By, view.At(w.At)
			if !t.Agrees(was, r.Value) {
				x.Now, x.Need, x.Whole, x.Value = x.Value, r.Value, was, show(v.Pair.Terms, r.Fact, was, t.Short(was))
			}
		}
		out = append(out, x)
	}
	for _, f := range s.Fields {
		x := Value{Label: v.Label(s, f), Fact: f.Fact}
		if w, ok := v.Answer(s, f); ok && f.Fact != "" {
			t, _ := v.Pair.Terms.Term(f.Fact)
			x.By, x.At, x.Placeholder, x.Secret = w.By, view.At(w.At), w.Placeholder, w.Withheld
			x.Whole, x.Value = w.Value, show(v.Pair.Terms, f.Fact, w.Value, t.Short(w.Value))
			if w.Withheld {
				x.Value, x.Whole = "given", ""
			}
		} else if d, ok := v.Document(f); ok && len(f.Accepts) > 0 {
			x.By, x.At, x.Value = d.By, view.At(d.At), string(d.Kind)+" "+d.Digest
		}
		out = append(out, x)
	}
	return out
}

// show is value in one line: of a certificate its thumbprint and its dates.
func show(terms *federation.Vocabulary, f federation.Fact, value, short string) string {
	if t, _ := terms.Term(f); t.Form == federation.Certificate {
		if c, ok := described(value); ok {
			return c.String()
		}
	}
	return short
}

// For is c with the steps of role r alone, and of either; an empty r is everybody's.
func (c Checklist) For(r federation.Role) Checklist {
	if r == "" || r == federation.Either {
		return c
	}
	var mine []Step
	for _, s := range c.Steps {
		if s.Role == r || s.Role == federation.Either {
			mine = append(mine, s)
		}
	}
	c.Steps = mine
	return c
}
