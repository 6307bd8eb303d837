package screen

import (
	"errors"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"federate/federation"
	"federate/steps"
	"federate/steps/playbook"
)

// confirm submits what was typed, and then the step: never a step whose evidence could
// not be read.
func (s *Step) confirm() tea.Cmd {
	cmd := s.sheet.leave()
	if s.sheet.busy() {
		s.confirming, s.going = true, true
		return cmd
	}
	return tea.Batch(cmd, s.settle())
}

// settle confirms the step as it stands.
func (s *Step) settle() tea.Cmd {
	if why := s.session.View().Shut(s.step); why != nil {
		return s.override(why)
	}
	return s.do(steps.Confirm{Step: s.step.Ref()})
}

// settled goes on with the confirmation, once what was typed is in.
func (s *Step) settled() tea.Cmd {
	if !s.confirming || s.sheet.busy() {
		return nil
	}
	s.confirming, s.going = false, false
	if s.sheet.refused() {
		return nil
	}
	return s.settle()
}

func (s *Step) override(why []string) tea.Cmd {
	about := []string{"This step is a gate. It is shut, because"}
	for _, w := range why {
		about = append(about, "· "+w)
	}
	about = append(about, "Esc goes back to it. To pass all the same, write the reason: it stands in the history with your name.")
	return Go(Push{NewAsk(s.env, s, steps.Confirm{Step: s.step.Ref()}, "The gate is shut", "", need("a reason is needed to pass"), about...)})
}

// need refuses an empty answer.
func need(why string) func(string) error {
	return func(text string) error {
		if strings.TrimSpace(text) == "" {
			return errors.New(why)
		}
		return nil
	}
}

// told completes c with the reason that was asked for.
func (s *Step) told(c steps.Change, reason string) tea.Cmd {
	switch c := c.(type) {
	case steps.Confirm:
		c.Override = reason
		return s.do(c)
	case steps.Skip:
		c.Reason = reason
		return s.do(c)
	}
	return nil
}

// do makes a change to the step as a whole.
func (s *Step) do(c steps.Change) tea.Cmd {
	s.going = settles(c)
	return submit(s, s.session, c, c)
}

// settles reports whether c ends the work at the step, so that the next one follows.
func settles(c steps.Change) bool {
	switch c.(type) {
	case steps.Confirm, steps.Skip:
		return true
	}
	return false
}

// acted takes what came of c.
func (s *Step) acted(c steps.Change, d done) tea.Cmd {
	var shut *steps.ShutError
	s.going = false
	switch {
	case errors.As(d.err, &shut):
		return s.override(shut.Why)
	case d.err != nil:
		return Go(Say{Text: d.err.Error(), Bad: true})
	}
	s.sheet.sync(d.view)
	cmds := []tea.Cmd{Go(Changed{s.session})}
	if _, undone := c.(steps.Undo); undone {
		cmds = append(cmds, Go(Say{Text: "your last entry was taken back"}))
	}
	if settles(c) {
		coming := slices.ContainsFunc(s.sheet.fields, func(f *field) bool { return f.busy }) // what is missing is on its way
		if at := d.view.Status[s.step.Ref()]; !at.Settled() && !s.warned && (at.State == steps.Wrong || !coming) {
			s.warned, s.end, s.row = true, false, -1
			return tea.Batch(append(cmds, s.toOpen(d.view), Go(Say{Text: unsettled(at), Bad: true}))...)
		}
		next := s.onward(d.view)
		s.going = next != nil
		cmds = append(cmds, next, s.passed(d.view))
	}
	return tea.Batch(cmds...)
}

// unsettled says why a step that was confirmed is not done. How to go on comes first,
// because a long line is cut at its end.
func unsettled(at steps.Status) string {
	switch {
	case at.State == steps.Wrong:
		return "an error was found here; ctrl+d goes on all the same"
	case len(at.Why) > 0:
		return "not done yet, ctrl+d goes on: " + at.Why[0]
	}
	return "not done yet, ctrl+d goes on"
}

// toOpen moves to the first field that something is wrong with, or that has no
// answer.
func (s *Step) toOpen(v *steps.Snapshot) tea.Cmd {
	open := slices.IndexFunc(s.sheet.fields, func(f *field) bool { return len(f.about(v)) > 0 })
	if open < 0 {
		open = slices.IndexFunc(s.sheet.fields, func(f *field) bool { return !f.Optional && !v.Has(s.step, f.Field) })
	}
	if open < 0 {
		return nil
	}
	return s.sheet.move(open)
}

// onward goes to the next step that is not done, or to the end.
func (s *Step) onward(v *steps.Snapshot) tea.Cmd {
	passed := false
	for _, o := range v.Plan {
		if passed && !o.Optional && !v.Status[o.Ref()].Settled() && o.For(s.env.Role) {
			return s.show(o.Ref())
		}
		passed = passed || o.Ref() == s.step.Ref()
	}
	next := first(s.env, v)
	if next == s.step.Ref() {
		return nil // it is not done yet, and says why
	}
	if next == "" || v.Finished {
		return Go(Replace{NewFinish(s.env, s.session)})
	}
	if o, _ := v.Step(next); !o.For(s.env.Role) {
		return tea.Sequence(s.show(next), Go(Say{Text: "nothing is left for the " + s.env.Role.Title() + ": this is somebody else's step"}))
	}
	return s.show(next)
}

// passed says which optional steps the way onward leaves behind.
func (s *Step) passed(v *steps.Snapshot) tea.Cmd {
	var over []string
	for _, o := range v.Plan[slices.IndexFunc(v.Plan, func(o playbook.Step) bool { return o.Ref() == s.step.Ref() })+1:] {
		if !o.For(s.env.Role) || v.Status[o.Ref()].Settled() {
			continue
		}
		if !o.Optional {
			break
		}
		over = append(over, "“"+v.Say(o, o.Title)+"”")
	}
	switch len(over) {
	case 0:
		return nil
	case 1:
		return Go(Say{Text: "passed over, as it is optional: " + over[0] + "; ctrl+p goes back to it"})
	}
	return Go(Say{Text: "passed over, as they are optional: " + strings.Join(over, ", ")})
}

func (s *Step) show(ref string) tea.Cmd { return Go(Replace{NewStep(s.env, s.session, ref)}) }

// beside goes to the previous or the next step of the role, whatever its state.
func (s *Step) beside(by int) tea.Cmd {
	v := s.session.View()
	i := slices.IndexFunc(v.Plan, func(o playbook.Step) bool { return o.Ref() == s.step.Ref() }) + by
	for i >= 0 && i < len(v.Plan) && !v.Plan[i].For(s.env.Role) {
		i += by
	}
	if i < 0 || i >= len(v.Plan) {
		said := map[int]string{-1: "this is the first step", 1: "this is the last step"}[by]
		if s.env.Role != "" {
			said += " of the " + s.env.Role.Title() + "; ctrl+t shows everybody's"
		}
		return Go(Say{Text: said})
	}
	cmd := s.sheet.leave()
	return tea.Sequence(cmd, s.show(v.Plan[i].Ref()))
}

// turnRole switches to the next role: everybody's steps, the IdP admin's, the platform
// admin's. It goes to the first step of that role that is not done, unless the step on
// screen belongs to it.
func (s *Step) turnRole() tea.Cmd {
	roles := []federation.Role{"", federation.IdPAdmin, federation.PlatformAdmin}
	s.env.Role = roles[(slices.Index(roles, s.env.Role)+1)%len(roles)]
	if s.env.Role == "" {
		return Go(Say{Text: "everybody's steps"})
	}
	said := Say{Text: "only the steps of the " + s.env.Role.Title() + " are gone through"}
	if s.step.For(s.env.Role) {
		return Go(said)
	}
	next := s.session.View().NextFor(s.env.Role)
	if next == "" {
		said.Text = "nothing is left for the " + s.env.Role.Title()
		return Go(said)
	}
	return tea.Sequence(s.sheet.leave(), s.show(next), Go(said))
}
