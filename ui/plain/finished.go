package plain

import (
	"federate/federation"
	"federate/steps"
	"federate/steps/checklist"
	"federate/ui/report"
)

// finished says that all is done, what is left to know, and what ends when.
func (w *walk) finished(v *steps.Snapshot) {
	w.say("Finished: every step is settled, no placeholder is left, and nothing is wrong.")
	if fs := v.Report.Findings; len(fs) > 0 {
		w.say("Left to know: %s. f says them.", report.Tally(fs))
	}
	for _, line := range v.Overridden() {
		w.say("Look at this: %s", federation.Stopped(line))
	}
	if n := len(v.Report.Waived); n > 0 {
		w.say("%s accepted with a reason.", federation.Sentence(federation.Count(n, "finding")))
	}
	for _, s := range v.Plan {
		switch st := v.Status[s.Ref()]; {
		case st.State == steps.Skipped:
			w.say("Skipped: %s", federation.Stopped(called(v, s)))
		case !st.Settled():
			w.say("Left out, and not needed: %s", federation.Stopped(called(v, s)))
		}
	}
	for _, end := range checklist.Endings(v) {
		w.say("%s.", end)
	}
	id := v.State.ID
	w.say("To write it down: federate export %s --format md -o %s.md", id, id)
	w.say("For the calendar: federate export %s --format ics -o %s.ics", id, id)
	w.say("To look again later: federate status %s", id)
}

// left says what is not settled yet, and whose it is.
func (w *walk) left(v *steps.Snapshot) {
	w.say("This is the end of the plan. Not settled:")
	others := map[federation.Role]bool{}
	for _, s := range v.Plan {
		st := v.Status[s.Ref()]
		if st.Settled() {
			continue
		}
		w.say("%s: %s, %s", federation.Sentence(called(v, s)), st.State, s.Role.Title())
		if !w.mine(s) {
			others[s.Role] = true
		}
	}
	for _, p := range v.Placeholders {
		w.say("A placeholder still stands in %s, %s.", v.Pair.Words.Name(p.Side), v.Pair.Words.Call(p.Side, p.Fact))
	}
	if n := len(v.Report.Findings); n > 0 {
		w.say("%s. f says them.", federation.Sentence(report.Tally(v.Report.Findings)))
	}
	for _, r := range []federation.Role{federation.IdPAdmin, federation.PlatformAdmin} {
		if others[r] {
			w.say("To hand over to the %s: federate handoff %s --to %s -o FILE", r.Title(), v.State.ID, r)
		}
	}
}
