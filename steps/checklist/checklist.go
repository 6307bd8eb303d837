// Package checklist is what was done in a federation, by whom, and what is left:
// the model that every export renders.
//
// It believes that an auditor, a colleague and a program ask the same questions:
// which value stands where, who entered it and when, what is known to be wrong,
// who accepted it and until which day. It holds no secret, because the journal
// holds none: of a secret there is only that it was given. A certificate is told
// by its thumbprint and its dates.
package checklist

import (
	"slices"
	"time"

	"federate/federation"
	"federate/steps"
	"federate/steps/playbook"
	"federate/steps/record"
)

// Version is the version of the model as JSON. It only grows.
const Version = 1

// A Checklist is one federation as it stood at one moment.
type Checklist struct {
	ID, Name      string
	Platform, IdP string // titles of the playbooks
	Protocol      string
	Route         string // title of the documented order; empty where the steps were joined by facts
	RouteSource   federation.Source
	Created       time.Time
	By            string // who began it
	At            time.Time
	Archived      bool
	Finished      bool
	Overridden    []string // gates that somebody passed although they were shut, each as a sentence
	Settled, All  int
	Next          string // reference of the step to go on with

	Steps        []Step
	Findings     []federation.Finding // worst first
	Waived       []federation.Waived
	Lapsed       []federation.Waiver // accepted once, and no longer
	Waiting      []federation.Waiting
	Placeholders []Placeholder
	Certificates []Certificate
	Attempts     []Attempt
	Deadlines    []Deadline // the next first
	History      []Entry    // oldest first
}

// A Step is one step with what was done at it.
type Step struct {
	Number     int
	Phase      string // title: "Back-fill"
	Ref, Title string
	Side       federation.Side
	Role       federation.Role
	Console    string
	Where      []string // breadcrumb of console labels
	Optional   bool
	State      steps.State
	Why        []string
	Settled    bool

	Done     string // "confirmed" or "skipped"; empty where nobody said so
	By       string
	At       time.Time
	Note     string
	Reason   string // of a skipped step
	Override string // why a gate was passed that was shut

	Do         []string // what to do, in order; as the playbook marks it up
	Values     []Value
	Asks       []Ask // what to bring back
	Source     federation.Source
	Confidence federation.Confidence
}

// A Value is one box of a console, or one answer brought back from it.
type Value struct {
	Label   string
	Fact    federation.Fact
	Entered bool   // into the console; otherwise read from it
	Value   string // in one line; empty while it is not known
	Whole   string // as it has to be entered; of a certificate the PEM
	Note    string // what else there is to say about the box
	Planted bool   // a placeholder
	Clear   bool   // the box is to be left empty
	Secret  bool   // that it was given, never what
	Now     string // what belongs there now, where that differs
	Need    string // the same, as it has to be entered
	By      string
	At      time.Time
}

// A Placeholder still stands in a console.
type Placeholder struct {
	Fact  federation.Fact
	Side  federation.Side
	Where string // name of the console's owner
	Label string
	Value string
	Step  string // reference of the step that replaces it
}

// A Certificate is one that a side holds, with its last day.
type Certificate struct {
	Label      string
	Fact       federation.Fact
	Side       federation.Side
	Subject    string
	Thumbprint string // SHA-1, as consoles show it
	First      time.Time
	Last       time.Time
}

// An Attempt is a login that was tried and judged.
type Attempt struct {
	Key      string // "sp-initiated"
	Kind     federation.Kind
	Digest   string
	At       time.Time // when its message was handed in
	By       string
	Passed   int
	Waiting  []federation.Waiting
	Findings []federation.Finding
	Proof    steps.Proof
	Sequence []string // the login as it was drawn from a recording, in lines of at most 78 columns
}

// Verdict is what came of a in one word: "passed", "passed with warnings",
// "waiting", "failed", or "no proof" where nothing is wrong with what is too old.
func (a Attempt) Verdict() string {
	worst := federation.Report{Findings: a.Findings}.Worst()
	switch {
	case worst >= federation.Error:
		return "failed"
	case !a.Proof.Fresh():
		return "no proof"
	case len(a.Waiting) > 0:
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
	c := Checklist{ID: st.ID, Name: st.Name, Platform: v.Pair.Platform.Title, IdP: v.Pair.IdP.Title, Protocol: st.Protocol,
		Created: st.Created, At: v.Now, Archived: st.Archived, Finished: v.Finished, Overridden: v.Overridden(), Next: v.Next(),
		Findings: v.Report.Findings, Waived: v.Report.Waived, Waiting: v.Report.Waiting, History: History(v)}
	if len(v.Events) > 0 {
		c.By = v.Events[0].Actor
	}
	if r := v.Pair.Route; r != nil {
		c.Route, c.RouteSource = r.Title, r.Source
	}
	c.Settled, c.All = v.Count()
	for i, s := range v.Plan {
		c.Steps = append(c.Steps, step(v, i+1, s))
	}
	for _, w := range st.Waivers() {
		if !v.Now.Before(w.Until) || !covers(v.Report.Waived, w) {
			c.Lapsed = append(c.Lapsed, w)
		}
	}
	for _, p := range v.Planted {
		c.Placeholders = append(c.Placeholders, Placeholder{p.Fact, p.Side, v.Pair.Words.Name(p.Side), v.Pair.Words.Call(p.Side, p.Fact), p.Value, p.Step})
	}
	for _, w := range st.Words(st.Last) {
		t, _ := v.Pair.Terms.Term(w.Fact)
		if cert, ok := described(w.Value); ok && t.Form == federation.Certificate {
			cert.Label, cert.Fact, cert.Side = v.Pair.Words.Call(w.Side, w.Fact), w.Fact, w.Side
			c.Certificates = append(c.Certificates, cert)
		}
	}
	for _, a := range v.Attempts {
		c.Attempts = append(c.Attempts, Attempt{Key: a.Key, Kind: a.Document.Kind, Digest: a.Document.Digest, At: a.Document.At,
			By: a.Document.By, Passed: len(a.Report.Passed), Waiting: forFacts(a.Report.Waiting), Findings: a.Report.Findings, Proof: a.Proof, Sequence: a.Sequence})
	}
	c.Deadlines = deadlines(v, c)
	return c
}

// forFacts leaves out what waits for another document: a login that was captured
// without its request is judged whole.
func forFacts(ws []federation.Waiting) (out []federation.Waiting) {
	for _, w := range ws {
		if !w.ForDocument() {
			out = append(out, w)
		}
	}
	return out
}

func covers(waived []federation.Waived, w federation.Waiver) bool {
	return slices.ContainsFunc(waived, func(o federation.Waived) bool { return o.Waiver == w })
}

func step(v *steps.Snapshot, number int, s playbook.Step) Step {
	standing := v.Status[s.Ref()]
	out := Step{Number: number, Phase: phase(s.Phase), Ref: s.Ref(), Title: v.Say(s, s.Title), Side: s.Side, Role: s.Role,
		Where: s.Where, Optional: s.Optional, State: standing.State, Why: standing.Why, Settled: standing.Settled(),
		Source: s.Source, Confidence: s.Confidence}
	pb := v.Pair.Platform
	if s.Side == federation.IdP {
		pb = v.Pair.IdP
	}
	out.Console = pb.Consoles[s.Console]
	if m := standing.Mark; m.Kind != "" {
		out.Done, out.By, out.At, out.Note, out.Reason, out.Override = string(m.Kind), m.By, m.At, m.Note, m.Reason, m.Override
	}
	for _, line := range s.Do {
		out.Do = append(out.Do, v.Say(s, line))
	}
	out.Values, out.Asks = values(v, s, standing.Mark.Kind == record.Confirmed), asks(v, s)
	return out
}

// values is what goes into the boxes of s, and what was brought back from there.
func values(v *steps.Snapshot, s playbook.Step, confirmed bool) (out []Value) {
	for _, r := range v.Rows(s) {
		x := Value{Label: r.Label, Fact: r.Fact, Entered: true, Note: r.Note, Value: show(v.Pair.Terms, r.Fact, r.Value, r.Short), Whole: r.Value, Planted: r.Planted, Clear: r.Clear}
		// What was entered counts, and it may be older than what belongs there now.
		if w, ok := v.State.Said(s.Side, r.Fact, ""); ok && confirmed && w.Copied && w.Step == s.Ref() {
			t, _ := v.Pair.Terms.Term(r.Fact)
			was := w.Value
			if t.Form == federation.Choice {
				was = v.Pair.Words.Option(t.Owner, r.Fact, was)
			}
			x.By, x.At = w.By, w.At
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
			x.By, x.At, x.Planted, x.Secret = w.By, w.At, w.Planted, w.Withheld
			x.Whole, x.Value = w.Value, show(v.Pair.Terms, f.Fact, w.Value, t.Short(w.Value))
			if w.Withheld {
				x.Value, x.Whole = "given", ""
			}
		} else if d, ok := v.Document(f); ok && len(f.Accepts) > 0 {
			x.By, x.At, x.Value = d.By, d.At, string(d.Kind)+" "+d.Digest
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

func phase(id string) string {
	for _, p := range playbook.Phases {
		if p.ID == id {
			return p.Title
		}
	}
	return id
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
