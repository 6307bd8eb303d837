package plain

import (
	"fmt"
	"strings"

	"federate/federation"
	"federate/steps"
	"federate/steps/record"
	"federate/steps/view"
)

// others announces what somebody else did since the last question, and reports
// whether there was anything.
func (w *walk) others() (any bool) {
	if _, err := w.s.Refresh().Wait(); err != nil && err.Error() != w.deaf {
		w.deaf = err.Error()
		w.say("Whether somebody else was here could not be looked up: %v.", err)
	}
	for _, e := range w.s.Others(w.seen) {
		if e.Seq != w.clashed {
			any = true
			w.say("Meanwhile: %s", w.event(w.s.View(), e))
		}
	}
	w.seen = w.s.View().State.Last
	return any
}

// event is e as a sentence.
func (w *walk) event(v *steps.Snapshot, e record.Event) string {
	what := view.Did(e)
	if s, ok := v.Step(e.Step); ok && e.Kind != record.Waived {
		at := " " + called(v, s) + ","
		if e.Kind != record.Confirmed && e.Kind != record.Reopened && e.Kind != record.Skipped {
			what += " at"
		}
		what += at
	}
	out := fmt.Sprintf("%s %s on %s.", e.Actor, strings.TrimSuffix(what, ","), federation.Moment(e.At))
	for _, c := range e.Claims {
		if !c.Copied && !c.Placeholder {
			out += " " + federation.Stopped(w.claim(v, c))
		}
	}
	for _, a := range e.Artifacts {
		k, _ := v.Pair.Terms.Kind(a.Kind)
		out += fmt.Sprintf(" Document: %s, %s.", k.Title, a.Origin)
	}
	for _, why := range []string{e.Reason, e.Override, e.Note} {
		if why != "" {
			out += " " + federation.Stopped("Reason: "+why)
		}
	}
	return out
}

// claim is c in one line.
func (w *walk) claim(v *steps.Snapshot, c federation.Claim) string {
	t, _ := v.Pair.Terms.Term(c.Fact)
	value := brief(t.Short(c.Value))
	switch {
	case c.Retracted:
		value = "taken back"
	case c.Withheld:
		value = "given, not kept"
	case c.Value == "":
		value = "empty"
	case t.Form == federation.Choice:
		value = v.Pair.Words.Option(t.Owner, c.Fact, c.Value)
	}
	return fmt.Sprintf("%s: %s", v.Pair.Words.Call(c.Side, c.Fact), value)
}
