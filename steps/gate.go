package steps

import (
	"slices"

	"federate/federation"
	"federate/steps/playbook"
	"federate/steps/record"
)

// final reports whether placeholders have had their time: a step that replaces
// one was confirmed, or a login was tried, or a gate was passed.
func (v *Snapshot) final() bool {
	for _, d := range v.State.Documents() {
		if t, _ := v.Pair.Terms.Kind(d.Kind); t.Message {
			return true
		}
	}
	planted := map[federation.Fact]bool{}
	for _, s := range v.Plan {
		for _, f := range s.Plants {
			planted[f] = true
		}
		m, _ := v.State.Mark(s.Ref())
		if m.Kind != record.Confirmed {
			continue
		}
		if s.Kind != playbook.Task || slices.ContainsFunc(s.Takes, func(f federation.Fact) bool {
			t, _ := v.Pair.Terms.Term(f)
			return planted[f] && t.Owner != s.Side
		}) {
			return true
		}
	}
	return false
}

// Shut says why gate s may not be confirmed; nil where it is open. Every step
// before it has to be settled, what it takes written down, a login tested, and no
// placeholder left. One test may be left out with a reason; all of them may not.
func (v *Snapshot) Shut(s playbook.Step) (why []string) {
	if s.Kind != playbook.Gate {
		return nil
	}
	tests, tested := 0, 0
	for _, o := range v.Plan {
		if o.Ref() == s.Ref() {
			break
		}
		if o.Kind == playbook.Test {
			tests++
			if v.Status[o.Ref()].State != Skipped {
				tested++ // or it is open, which says so itself
			}
		}
		if st := v.Status[o.Ref()]; !o.Optional && !st.Settled() {
			why = append(why, "“"+o.Title+"” is "+string(st.State))
		}
	}
	if tests > 0 && tested == 0 {
		why = append(why, "no login was tested: every test was left out")
	}
	for _, f := range s.Takes { // a step that was left out has given nothing
		if _, ok := v.Pair.known(v.State, f); !ok && !v.absent(f) && !slices.Contains(s.Gives, f) {
			why = append(why, v.Pair.Terms.Title(f)+" is not written down")
		}
	}
	if at, ok := v.Gate(); ok && at.Ref() == s.Ref() {
		if reason := v.unmatched(); reason != "" {
			why = append(why, reason)
		}
	}
	for _, p := range v.Placeholders {
		why = append(why, "a placeholder still stands in "+v.Pair.Words.Name(p.Side)+", "+v.Pair.Words.Call(p.Side, p.Fact))
	}
	return why
}
