// Package checklist is what was done in a federation, by whom, and what is left: the
// model that every export renders.
//
// An auditor, a colleague and a program ask the same questions: which value stands in
// which box, who entered it and when, what is known to be wrong, who accepted it and
// until which day. There is no secret in it, because the journal holds none: only that
// one was given. A certificate is described by its thumbprint and its dates.
package checklist

import (
	"fmt"
	"reflect"
	"slices"

	"federate/federation"
	"federate/steps"
	"federate/steps/playbook"
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
	Waits        []Wait               `json:"-"` // the same in words
	Placeholders []Placeholder        `json:"placeholders"`
	Certificates []Certificate        `json:"certificates"`
	Attempts     []Attempt            `json:"attempts"`
	Rehearsals   []view.Rehearsal     `json:"rehearsals"`
	Matchings    []view.Matching      `json:"matchings"`
	Documents    []view.Document      `json:"documents"` // those that count, with what they say
	Marked       []string             `json:"-"`         // what the marks of these mean
	Deadlines    []Deadline           `json:"-"`         // the next first
	History      []Entry              `json:"history"`   // oldest first
	Digest       string               `json:"digest"`    // of the journal's last line, which cites the one before: "sha256:…"
	Made         []Made               `json:"-"`         // the journals that all of this was read from
}

// A Wait is what some checks wait for, as a sentence without a full stop.
type Wait struct {
	Text  string
	Codes []federation.Code
}

// Made is one journal that a checklist was read from.
type Made struct {
	Name   string
	Events int
	Digest string
	Verify string // the command that reads it again
}

// A Step is one step with what was done at it.
type Step struct {
	Number   int             `json:"-"` // as the screens count; zero of one that may be left out
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
	Cautions   []string              `json:"-"` // what goes wrong here, likewise
	Values     []Value               `json:"values"`
	Asks       []Ask                 `json:"-"` // what to bring back
	Source     view.Source           `json:"source"`
	Confidence federation.Confidence `json:"confidence"`
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
		Placeholders: Placeholders(v), History: History(v), Digest: v.Digest(), Made: []Made{made(v)}}
	if len(v.Events) > 0 {
		c.By = v.Events[0].Actor
	}
	if r := v.Pair.Route; r != nil {
		c.Route, c.RouteSource = r.Title, view.Source(r.Source)
	}
	for _, n := range view.Needs(v.Report.Waiting) {
		c.Waits = append(c.Waits, Wait{n.Plainly(v.Need), n.Codes})
	}
	c.Settled, c.All = v.Count()
	for _, s := range v.Plan {
		c.Steps = append(c.Steps, step(v, s))
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
		c.Attempts = append(c.Attempts, attempt(v, a))
	}
	c.Rehearsals, c.Matchings = view.Rehearsals(v), view.Matchings(v)
	c.Documents = view.Documents(v.Held())
	c.Marked = view.Legends(c.Documents, v.Pair.Words)
	if v.IsEstate() {
		c.gather(v)
	} else {
		c.Deadlines = deadlines(v, c)
	}
	return c
}

func made(v *steps.Snapshot) Made {
	return Made{v.State.Name, len(v.Events), v.Digest(), "federate history " + v.State.ID + " --verify"}
}

// Placeholders are those that still stand.
func Placeholders(v *steps.Snapshot) (out []Placeholder) {
	for _, p := range v.Placeholders {
		out = append(out, Placeholder{p.Side, p.Fact, v.Pair.Words.Name(p.Side), v.Pair.Words.Call(p.Side, p.Fact), p.Value, p.Step})
	}
	return out
}

// Numbered is the number of s before its title, in a list: "10. "; empty where it has
// none.
func (s Step) Numbered() string {
	if s.Number == 0 {
		return ""
	}
	return fmt.Sprintf("%d. ", s.Number)
}

// Called is what s is called in a text: "step 10".
func (s Step) Called() string {
	if s.Number == 0 {
		return "optional step"
	}
	return fmt.Sprintf("step %d", s.Number)
}

func covers(waived []federation.Waived, w federation.Waiver) bool {
	return slices.ContainsFunc(waived, func(o federation.Waived) bool { return reflect.DeepEqual(o.Waiver, w) })
}

func step(v *steps.Snapshot, s playbook.Step) Step {
	standing := v.Status[s.Ref()]
	out := Step{Phase: view.Phase(s.Phase), Ref: s.Ref(), Title: v.Say(s, s.Title), Side: s.Side, Role: s.Role,
		Where: s.Where, Optional: s.Optional, State: standing.State, Why: standing.Why, Settled: standing.Settled(),
		Source: view.Source(s.Source), Confidence: s.Confidence}
	if !s.Optional {
		out.Number = v.Position(s.Ref())
	}
	out.Console = view.Console(v, s)
	if m := standing.Mark; m.Kind != "" {
		out.Done, out.By, out.At, out.Note, out.Reason, out.Override = string(m.Kind), m.By, view.At(m.At), m.Note, m.Reason, m.Override
	}
	for _, line := range s.Do {
		out.Do = append(out.Do, v.Say(s, line))
	}
	for _, c := range s.Cautions {
		out.Cautions = append(out.Cautions, v.Say(s, c.Text))
	}
	if v.IsEstate() {
		out.Values = topicValues(v, s)
		return out
	}
	out.Values, out.Asks = values(v, s, standing.Mark), asks(v, s)
	return out
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
