package steps

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"federate/federation"
	"federate/steps/playbook"
	"federate/steps/record"
	"federate/steps/vault"
)

// A Change is one submission. It becomes one event, or none where it changes
// nothing.
type Change interface {
	// event says what happened, given the state it happens to.
	event(s *Session, v *Snapshot) (draft, error)
	// concerns tells whether an event of somebody else in the meantime speaks of
	// the same thing, so that whoever submitted has to look again.
	concerns(v *Snapshot, theirs record.Event) bool
}

// draft is an event in the making, with the documents it cites.
type draft struct {
	event     record.Event
	artifacts []federation.Artifact
	secrets   map[string]vault.Secret // by name, for the vault alone
}

// Told is one value as somebody gave it.
type Told struct {
	Side  federation.Side // the fact's owner if empty
	Fact  federation.Fact
	Key   string
	Value string // empty takes the word back, unless emptiness is an answer

	// Secret is the value of a secret fact; a zero one says only that it was given.
	Secret vault.Secret
}

// Handed is one document as somebody gave it.
type Handed struct {
	Raw    []byte
	Origin string          // a path, "pasted"
	Key    string          // which attempt
	Kind   federation.Kind // what it is said to be; empty: whatever it is
}

// Answer tells values and hands over documents, at a step or at none.
type Answer struct {
	Step      string
	Facts     []Told
	Documents []Handed
}

// Confirm says that a step was done in its console. The values it takes become
// claims of its side.
type Confirm struct {
	Step, Note string
	Override   string // why a gate is passed that is shut
}

// Reopen takes a confirmation or a skip back.
type Reopen struct{ Step string }

// Skip leaves a step out.
type Skip struct{ Step, Reason string }

// Waive accepts the findings of a code as they are now, until a day.
type Waive struct {
	Code    federation.Code
	Subject *federation.Subject // which of several findings with the code; nil: the first
	Reason  string
	Until   time.Time
}

// Undo takes back the actor's own latest event.
type Undo struct{}

// Rename gives the federation another name. Its id stays.
type Rename struct{ Name string }

// Archive puts the federation away, or brings it back.
type Archive struct{ Back bool }

// ErrShut is the cause of a [ShutError].
var ErrShut = errors.New("the gate is shut")

// A ShutError says why a gate may not be confirmed.
type ShutError struct{ Why []string }

func (e *ShutError) Error() string { return "the gate is shut: " + strings.Join(e.Why, "; ") }
func (e *ShutError) Unwrap() error { return ErrShut }

func (c Confirm) event(s *Session, v *Snapshot) (draft, error) {
	step, err := v.Find(c.Step)
	if err != nil {
		return draft{}, err
	}
	if why := v.Shut(step); why != nil && strings.TrimSpace(c.Override) == "" {
		return draft{}, &ShutError{why}
	}
	e := record.Event{Kind: record.Confirmed, Step: step.Ref(), Note: c.Note, Override: c.Override}
	for _, f := range v.FindingsAt(step.Ref()) {
		if !slices.Contains(e.Shown, f.Code) {
			e.Shown = append(e.Shown, f.Code)
		}
	}
	e.Claims = v.entered(step)
	return draft{event: e}, nil
}

// entered is what confirming step says: the placeholders it plants, the values
// it takes from the other side, and what else had to be entered. What its side
// read back in the console stands until it is read again.
func (v *Snapshot) entered(step playbook.Step) (out []federation.Claim) {
	add := func(f federation.Fact, value string, planted bool) {
		c := federation.Claim{Side: step.Side, Fact: f, Value: value, Placeholder: planted, Copied: !planted}
		old, said := v.State.Said(step.Side, f, "")
		t, _ := v.Pair.Terms.Term(f)
		readBack := said && old.Own() && (planted || !t.Agrees(old.Value, value))
		same := said && old.Claim.Value == value && old.Placeholder == planted
		if !readBack && !same && !(planted && said) {
			out = append(out, c)
		}
	}
	for _, f := range step.Plants {
		if w, ok := v.Pair.known(v.State, f); ok {
			add(f, w.Value, false)
		} else {
			add(f, v.Pair.placeholder(v.State, f), true)
		}
	}
	for _, f := range step.Takes {
		if t, _ := v.Pair.Terms.Term(f); t.Owner != step.Side {
			if w, ok := v.State.Said(t.Owner, f, ""); ok && !t.Secret {
				add(f, w.Value, false)
			}
		}
	}
	for _, e := range step.Enter {
		if e.Fact == "" || e.Key != "" || slices.Contains(step.Plants, e.Fact) || slices.Contains(step.Takes, e.Fact) {
			continue
		}
		value, fixed := "", e.Value != nil
		if fixed {
			value = *e.Value
		} else if value, fixed = v.Pair.demanded(e.Fact); !fixed {
			continue
		}
		add(e.Fact, value, false)
	}
	return out
}

// concerns: a value that this step takes was told anew, or the step itself was spoken of.
func (c Confirm) concerns(v *Snapshot, theirs record.Event) bool {
	step, _ := v.Step(c.Step)
	return slices.ContainsFunc(theirs.Claims, func(o federation.Claim) bool { return slices.Contains(step.Takes, o.Fact) && o.Side != step.Side })
}

func (c Reopen) event(s *Session, v *Snapshot) (draft, error) {
	step, err := v.Find(c.Step)
	if err != nil {
		return draft{}, err
	}
	if _, ok := v.State.Mark(step.Ref()); !ok {
		return draft{}, fmt.Errorf("%s is neither confirmed nor skipped", step.Ref())
	}
	return draft{event: record.Event{Kind: record.Reopened, Step: step.Ref()}}, nil
}

func (c Skip) event(s *Session, v *Snapshot) (draft, error) {
	step, err := v.Find(c.Step)
	if err != nil {
		return draft{}, err
	}
	if strings.TrimSpace(c.Reason) == "" && !step.Optional {
		return draft{}, fmt.Errorf("%s is not optional: say why it is skipped", step.Ref())
	}
	return draft{event: record.Event{Kind: record.Skipped, Step: step.Ref(), Reason: c.Reason}}, nil
}

func (c Waive) event(s *Session, v *Snapshot) (draft, error) {
	if strings.TrimSpace(c.Reason) == "" {
		return draft{}, errors.New("a waiver needs a reason")
	}
	if !c.Until.After(v.Now) {
		return draft{}, errors.New("a waiver needs a last day that lies ahead")
	}
	for _, f := range v.Report.Findings {
		if f.Code == c.Code && (c.Subject == nil || f.Subject == *c.Subject) {
			step := f.Step
			if v.IsEstate() {
				step = "" // its events are at no step
			}
			w := f.Waive()
			w.Reason, w.By, w.At, w.Until = c.Reason, s.actor, v.Now, c.Until.UTC()
			return draft{event: record.Event{Kind: record.Waived, Step: step, Waiver: &w}}, nil
		}
	}
	var codes []string
	for _, f := range v.Report.Findings {
		codes = append(codes, string(f.Code))
	}
	return draft{}, fmt.Errorf("there is no finding %s to waive%s", c.Code, federation.DidYouMean(string(c.Code), codes))
}

func (Undo) event(s *Session, v *Snapshot) (draft, error) {
	gone := record.Undoings(v.Events)
	for _, e := range slices.Backward(v.Events) {
		if e.Actor != s.actor || e.Kind == record.Undone || gone[e.Seq] {
			continue
		}
		if e.Kind == record.Opened {
			return draft{}, errors.New("there is nothing of yours left to take back")
		}
		for _, later := range v.Events {
			if later.Seq > e.Seq && later.Actor != s.actor && !gone[later.Seq] && overlaps(e, later) {
				return draft{}, fmt.Errorf("%s has spoken of the same on %s: change the value instead of taking yours back",
					later.Actor, federation.Moment(later.At))
			}
		}
		return draft{event: record.Event{Kind: record.Undone, Step: e.Step, Undoes: e.Seq}}, nil
	}
	return draft{}, errors.New("there is nothing of yours to take back")
}

// overlaps reports whether two events speak of the same claim or step.
func overlaps(a, b record.Event) bool {
	if a.Step != "" && a.Step == b.Step && (a.Kind != record.Answered || b.Kind != record.Answered) {
		return true
	}
	return slices.ContainsFunc(a.Claims, func(c federation.Claim) bool {
		return slices.ContainsFunc(b.Claims, func(d federation.Claim) bool { return c.Side == d.Side && c.Fact == d.Fact && c.Key == d.Key })
	})
}

func (c Rename) event(s *Session, v *Snapshot) (draft, error) {
	name := strings.TrimSpace(c.Name)
	if name == "" {
		return draft{}, errors.New("a federation needs a name")
	}
	if err := record.CheckName(name); err != nil {
		return draft{}, err
	}
	return draft{event: record.Event{Kind: record.Renamed, Name: name}}, nil
}

func (c Archive) event(s *Session, v *Snapshot) (draft, error) {
	if v.State.Archived != c.Back {
		return draft{}, nil
	}
	return draft{event: record.Event{Kind: record.Archived, Back: c.Back}}, nil
}

func (Reopen) concerns(*Snapshot, record.Event) bool  { return false }
func (Skip) concerns(*Snapshot, record.Event) bool    { return false }
func (Waive) concerns(*Snapshot, record.Event) bool   { return false }
func (Undo) concerns(*Snapshot, record.Event) bool    { return false }
func (Rename) concerns(*Snapshot, record.Event) bool  { return false }
func (Archive) concerns(*Snapshot, record.Event) bool { return false }

// Find returns the step that ref names, by its whole reference or, where only
// one step has it, by its id alone.
func (v *Snapshot) Find(ref string) (playbook.Step, error) {
	if s, ok := v.Step(ref); ok {
		return s, nil
	}
	var refs []string
	var found []playbook.Step
	for _, s := range v.Plan {
		refs = append(refs, s.Ref())
		if s.ID == ref {
			found = append(found, s)
		}
	}
	if len(found) == 1 {
		return found[0], nil
	}
	return playbook.Step{}, fmt.Errorf("there is no step %q%s", ref, federation.DidYouMean(ref, refs))
}
