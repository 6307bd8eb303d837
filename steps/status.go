package steps

import (
	"fmt"
	"slices"

	"federate/federation"
	"federate/steps/playbook"
	"federate/steps/record"
)

// State is how a step stands.
type State string

// The states, in the order of their precedence.
const (
	Skipped State = "skipped" // left out, with a reason
	Waiting State = "waiting" // a fact it takes is not known
	Wrong   State = "wrong"   // an error points at it
	Stale   State = "stale"   // a value it used has changed since it was confirmed
	Done    State = "done"
	Open    State = "open"
)

// A Status is the state of one step and the reasons, as sentences without a
// full stop.
type Status struct {
	State State
	Why   []string
	Mark  record.Mark // zero where nobody confirmed or skipped it
}

// Settled reports whether nothing is left to do at the step.
func (s Status) Settled() bool { return s.State == Done || s.State == Skipped }

// stepFor is where to go back to for what o names. A document is mended where it
// is first asked for, and the owner's word where it was typed: in the last step
// that asks for it. Anybody else's word only repeats it, so the last task of that
// side that touches the fact is where it went wrong.
func (v *Snapshot) stepFor(o federation.Subject) string {
	t, _ := v.Pair.Terms.Term(o.Fact)
	kind, _ := v.Pair.Terms.Kind(o.Artifact)
	if o.Artifact != "" && !kind.Message {
		for _, s := range v.Plan {
			if s.Side == o.Side && slices.ContainsFunc(s.Fields, func(f playbook.Field) bool { return slices.Contains(f.Accepts, o.Artifact) }) {
				return s.Ref()
			}
		}
	}
	for _, s := range slices.Backward(v.Plan) {
		for _, f := range s.Fields {
			if f.Fact == o.Fact && f.Key == o.Key && f.Speaker(s) == o.Side && (o.Side == t.Owner || o.Key != "") {
				return s.Ref()
			}
		}
	}
	for _, s := range slices.Backward(v.Plan) {
		if s.Kind == playbook.Task && s.Touches(o.Side, o.Fact) {
			return s.Ref()
		}
	}
	return ""
}

// statusOf derives the status of s. before are the titles of the steps before it that
// are not settled.
func (v *Snapshot) statusOf(s playbook.Step, before []string) Status {
	if s.Kind == playbook.Agreed {
		return v.agreed(s, before)
	}
	st, mark := v.State, record.Mark{}
	if m, ok := st.Mark(s.Ref()); ok {
		mark = m
	}
	is := func(state State, why ...string) Status { return Status{state, why, mark} }
	if mark.Kind == record.Skipped {
		return is(Skipped, mark.Reason)
	}
	if why := v.unknown(s); why != nil {
		return is(Waiting, why...)
	}
	if why := v.errorsAt(s, mark); why != nil {
		return is(Wrong, why...)
	}
	if mark.Kind != record.Confirmed {
		why := v.missing(s)
		if s.Kind == playbook.Test {
			why = append(why, v.unproven(s, mark)...)
		}
		return is(Open, why...)
	}
	if why := v.changed(s, mark); why != nil {
		return is(Stale, why...)
	}
	if why := v.missing(s); why != nil {
		if s.Kind == playbook.Test {
			why = append(why, v.unproven(s, mark)...)
		}
		return is(Open, why...)
	}
	switch s.Kind {
	case playbook.Test:
		if why := v.waitingChecks(s); why != nil {
			return is(Waiting, why...)
		}
		if why := v.unproven(s, mark); why != nil {
			return is(Open, why...)
		}
	case playbook.Gate:
		shut := v.Shut(s)
		switch {
		case mark.Elsewhere && shut != nil:
			return is(Open, append([]string{fmt.Sprintf("%s passed it in another place, and here it is shut", mark.By)}, shut...)...)
		case mark.Override != "":
			return is(Done, fmt.Sprintf("it was shut, and %s passed it all the same: %s", mark.By, mark.Override))
		}
	}
	return is(Done)
}

// unknown says which facts that s takes nobody has told yet. A fact that s
// itself gives, or a placeholder, is no obstacle.
func (v *Snapshot) unknown(s playbook.Step) (why []string) {
	for _, f := range s.Takes {
		if slices.Contains(s.Gives, f) {
			continue
		}
		if _, ok := v.Pair.known(v.State, f); ok || v.absent(f) {
			continue
		}
		why = append(why, fmt.Sprintf("waits for %s%s", v.Pair.Terms.Title(f), v.fromStep(giver(v.Plan, f))))
	}
	return why
}

// absent reports whether f has no value, as far as anybody knows: its owner's console may
// have none, and the step that asks for it was confirmed without one.
func (v *Snapshot) absent(f federation.Fact) bool {
	t, _ := v.Pair.Terms.Term(f)
	m, _ := v.State.Mark(giver(v.Plan, f))
	return m.Kind == record.Confirmed && slices.Contains(v.Pair.playbook(t.Owner).Absent, f)
}

func (v *Snapshot) fromStep(ref string) string {
	if s, ok := v.Step(ref); ok {
		return fmt.Sprintf(", from “%s”", s.Title)
	}
	return ""
}

// errorsAt says which errors point at s. An error that a message brought to
// light counts against the step to be mended only until that step is confirmed
// again; the test itself stays wrong until a better message comes.
func (v *Snapshot) errorsAt(s playbook.Step, mark record.Mark) (why []string) {
	for _, f := range v.Report.Findings {
		if f.Severity < federation.Error {
			continue
		}
		mended := f.Attempt != "" && mark.Seq > v.attemptSeq(f.Attempt)
		if f.Step == s.Ref() && !mended || f.Attempt != "" && s.Kind == playbook.Test && s.Attempt() == f.Attempt {
			why = append(why, f.Title)
		}
	}
	return why
}

func (v *Snapshot) attemptSeq(key string) (newest int64) {
	for _, a := range v.Attempts {
		if a.Key == key {
			newest = max(newest, a.Document.Seq)
		}
	}
	return newest
}

// missing says what s still has to bring back.
func (v *Snapshot) missing(s playbook.Step) (why []string) {
	for _, f := range s.Fields {
		if !f.Optional && !v.Has(s, f) {
			why = append(why, fmt.Sprintf("%s is missing", v.Label(s, f)))
		}
	}
	return why
}

// Has reports whether field f of s was answered, by hand or by a document.
func (v *Snapshot) Has(s playbook.Step, f playbook.Field) bool {
	if f.Fact != "" {
		_, ok := v.State.Said(f.Speaker(s), f.Fact, f.Key)
		return ok
	}
	for _, d := range v.State.Documents() {
		if d.Key == f.Key && slices.Contains(f.Accepts, d.Kind) && (v.docs.have(d.Digest) || !v.message(d)) {
			return true // of what is evidence, only what lies here counts
		}
	}
	// A document that only carries facts is not missed once the facts are known.
	return f.Key == "" && len(s.Gives) > 0 && !slices.ContainsFunc(s.Gives, func(g federation.Fact) bool {
		_, ok := v.State.Said(s.Side, g, "")
		return !ok
	})
}

// changed says which values that s used are others now than when it was
// confirmed, or, for a test, than when its message was judged.
func (v *Snapshot) changed(s playbook.Step, mark record.Mark) (why []string) {
	since := mark.Seq
	if s.Kind == playbook.Test {
		if seq := v.attemptSeq(s.Attempt()); seq > 0 {
			since = seq
		}
	}
	used := slices.Clone(s.Takes)
	for _, e := range s.Enter {
		if e.Fact != "" && e.Key == "" && e.Value == nil && !slices.Contains(used, e.Fact) {
			used = append(used, e.Fact)
		}
	}
	for _, f := range s.Plants {
		if w, ok := v.State.SaidBy(s.Side, f, "", since); ok && w.Copied && !v.replaces(s, f) {
			used = append(used, f) // the value itself was entered, and here alone
		}
	}
	for _, f := range used {
		if slices.Contains(s.Plants, f) && v.replaces(s, f) || slices.Contains(s.Gives, f) {
			continue
		}
		t, _ := v.Pair.Terms.Term(f)
		then, knew := v.State.SaidBy(t.Owner, f, "", since)
		now, knows := v.State.Said(t.Owner, f, "")
		// What a baton brought home was entered before it came: what counts is the
		// value that was entered, and not the one that stood here by then.
		if w, ok := v.State.SaidBy(s.Side, f, "", since); ok && w.Copied && slices.Contains(s.Takes, f) {
			then = w
		}
		switch {
		case !knew || then.Seq == now.Seq && knows || knows && t.Agrees(then.Value, now.Value):
		case !knows:
			why = append(why, fmt.Sprintf("%s was taken back since", t.Title))
		default:
			why = append(why, fmt.Sprintf("%s was changed by %s on %s", t.Title, now.By, federation.Moment(now.At)))
		}
	}
	return why
}

// replaces reports whether a later step puts the value of f in place of the one that s
// plants.
func (v *Snapshot) replaces(s playbook.Step, f federation.Fact) bool {
	return slices.ContainsFunc(v.Plan, func(o playbook.Step) bool {
		return o.Side == s.Side && o.Ref() != s.Ref() && slices.Contains(o.Takes, f)
	})
}

// waitingChecks says what the judgement of the message of test s waits for.
func (v *Snapshot) waitingChecks(s playbook.Step) []string {
	needs := map[federation.Fact]bool{}
	for _, a := range v.Attempts {
		if a.Key != s.Attempt() {
			continue
		}
		for _, w := range a.Report.Waiting {
			if v.withheld(w) {
				for _, n := range w.For {
					needs[n.Fact] = true
				}
			}
		}
	}
	var why []string
	for _, t := range v.Pair.Terms.Terms() { // in the order of the vocabulary
		if needs[t.Fact] {
			why = append(why, fmt.Sprintf("the response cannot be judged whole before %s is known", t.Title))
		}
	}
	return why
}
