package plain

import (
	"fmt"
	"strings"

	"federate/federation"
	"federate/steps"
	"federate/steps/playbook"
	"federate/steps/view"
	"federate/ui/report"
)

// present says what step s is, how it stands, and what to do in its console.
func (w *walk) present(v *steps.Snapshot, s playbook.Step) {
	if s.Kind == playbook.Agreed {
		w.presentTopic(v, s)
		return
	}
	w.say("")
	w.say("%s", w.heading(v, s))
	st := v.Status[s.Ref()]
	for _, why := range st.Why {
		if why != "" {
			w.say("Because: %s", federation.Stopped(unmarked(why)))
		}
	}
	if s.Optional {
		w.say("This step may be left out.")
	}
	if len(s.Do) > 0 {
		w.say("What to do:")
		for i, do := range s.Do {
			w.say("%d. %s", i+1, unmarked(v.Say(s, do)))
		}
	}
	if rows := v.Rows(s); len(rows) > 0 {
		w.say("What to enter in the console:")
		for i, r := range rows {
			w.row(v, i+1, r)
		}
	}
	for _, c := range s.Cautions {
		text := federation.Stopped(unmarked(v.Say(s, c.Text)))
		if c.Dispute {
			text += " The sources disagree here."
		}
		w.say("Caution: %s Source: %s. Confidence: %s.", text, view.Source(c.Source), c.Confidence)
	}
	if s.Why != "" {
		w.say("Why: %s", federation.Stopped(unmarked(v.Say(s, s.Why))))
	}
	w.say("Source: %s. Confidence: %s.", view.Source(s.Source), s.Confidence)
	for _, a := range v.Attempts {
		if s.Kind == playbook.Test && v.Tests(s, a) {
			w.say("Handed in: %s", federation.Stopped(strings.Join(a.Proof.Lines(), "; ")))
		}
	}
	if s.Kind == playbook.Test && s.Attempt() != "" {
		w.say("It can be rehearsed first, from another terminal: federate rehearse %s", v.State.ID)
	}
	if text := view.RehearsedAt(v, s.Ref()); text != "" {
		w.say("%s", federation.Stopped(federation.Sentence(text)))
	}
	if found := v.FindingsAt(s.Ref()); len(found) > 0 {
		w.findings(v, found)
	}
}

// heading is a step in one line.
func (w *walk) heading(v *steps.Snapshot, s playbook.Step) string {
	out := fmt.Sprintf("%s, %s State: %s. Who: %s. Console: %s.", federation.Sentence(view.Numbered(v, s)),
		federation.Stopped(unmarked(s.Title)), v.Status[s.Ref()].State, s.Role.Title(), view.Console(v, s))
	if len(s.Where) > 0 {
		out += " Where: " + strings.Join(s.Where, ", ") + "."
	}
	return out
}

// called is a step as it is spoken of: by its number, where it has one, and its title.
func called(v *steps.Snapshot, s playbook.Step) string {
	if s.Optional {
		return "the optional step " + unmarked(s.Title)
	}
	return fmt.Sprintf("step %d, %s", v.Position(s.Ref()), unmarked(s.Title))
}

// row says one box of the console. Nothing follows a value on its line, so that
// the line can be copied to its end.
func (w *walk) row(v *steps.Snapshot, n int, r steps.Row) {
	switch {
	case r.Clear:
		w.say("%d. %s: leave this empty", n, r.Label)
	case r.Waits:
		from := ""
		if s, ok := v.Step(r.Awaits); ok {
			from = ", it comes from " + called(v, s)
		}
		w.say("%d. %s: not known yet%s", n, r.Label, from)
	default:
		w.say("%d. %s: %s", n, r.Label, r.Short)
	}
	if r.Placeholder {
		w.say("   This is a placeholder. A later step replaces it.")
	}
	if r.Value != r.Short && !r.Clear && !r.Waits {
		w.say("   v %d says the whole value.", n)
	}
	if r.Note != "" {
		w.say("   %s", federation.Stopped(unmarked(r.Note)))
	}
	if len(r.Also) > 0 {
		w.say("   Also called: %s.", strings.Join(r.Also, ", "))
	}
}

// whole says the whole value of box n.
func (w *walk) whole(v *steps.Snapshot, s playbook.Step, arg string) {
	for i, r := range v.Rows(s) {
		if fmt.Sprint(i+1) != arg {
			continue
		}
		if r.Value == "" {
			w.row(v, i+1, r)
			return
		}
		w.say("%s:", r.Label)
		w.say("%s", strings.TrimRight(r.Value, "\n"))
		return
	}
	w.say("This step has no box %s.", arg)
}

// overview says every step in one line.
func (w *walk) overview(v *steps.Snapshot) {
	if v.IsEstate() {
		w.overviewEstate(v)
		return
	}
	phase := ""
	for _, s := range v.Plan {
		if s.Phase != phase {
			phase = s.Phase
			w.say("%s:", view.Phase(phase))
		}
		number, optional := fmt.Sprintf("%d.", v.Position(s.Ref())), ""
		if s.Optional {
			number, optional = "Optional:", ", may be left out"
		}
		w.say("%s %s: %s, %s%s", number, unmarked(s.Title), v.Status[s.Ref()].State, s.Role.Title(), optional)
	}
}

// findings says fs, the worst first.
func (w *walk) findings(v *steps.Snapshot, fs []federation.Finding) {
	if len(fs) == 0 {
		w.say("No findings.")
		return
	}
	w.say("%s:", federation.Sentence(report.Tally(fs)))
	for _, f := range fs {
		w.finding(f)
	}
}
