package screen

import (
	"errors"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"federate/federation"
	"federate/steps"
)

// act is what was done with the step as a whole.
type act struct {
	kind string // confirm override skip reopen undo
	text string
}

// confirm submits what was typed, and then the step.
func (s *Step) confirm() tea.Cmd {
	v := s.session.View()
	s.warned = s.warned || v.Standing[s.step.Ref()].State == steps.Wrong
	if why := v.Shut(s.step); why != nil {
		return tea.Batch(s.sheet.leave(), s.override(why))
	}
	return tea.Batch(s.sheet.leave(), s.do(act{kind: "confirm"}))
}

func (s *Step) override(why []string) tea.Cmd {
	about := []string{"This step is a gate. It is shut, because"}
	for _, w := range why {
		about = append(about, "· "+w)
	}
	about = append(about, "Esc goes back to it. To pass all the same, write the reason: it stands in the history with your name.")
	return Go(Push{NewAsk(s.env, s, act{kind: "override"}, "The gate is shut", "", need("a reason is needed to pass"), about...)})
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

func (s *Step) told(a act, text string) tea.Cmd {
	a.text = text
	return s.do(a)
}

func (s *Step) do(a act) tea.Cmd {
	ref := s.step.Ref()
	var c steps.Change
	switch a.kind {
	case "confirm", "override":
		c = steps.Confirm{Step: ref, Override: a.text}
	case "skip":
		c = steps.Skip{Step: ref, Reason: a.text}
	case "reopen":
		c = steps.Reopen{Step: ref}
	case "undo":
		c = steps.Undo{}
	}
	return submit(s, s.session, c, a)
}

func (s *Step) acted(a act, d done) tea.Cmd {
	var shut *steps.ShutError
	switch {
	case errors.As(d.err, &shut):
		return s.override(shut.Why)
	case d.err != nil:
		return Go(Say{Text: d.err.Error(), Bad: true})
	}
	s.sheet.sync(d.view)
	cmds := []tea.Cmd{Go(Changed{s.session})}
	switch a.kind {
	case "undo":
		cmds = append(cmds, Go(Say{Text: "your last entry was taken back"}))
	case "confirm", "override", "skip":
		if d.view.Standing[s.step.Ref()].State == steps.Wrong && !s.warned {
			s.warned, s.end, s.row = true, false, -1
			return tea.Batch(append(cmds, s.toWrong(d.view), Go(Say{Text: "an error was found here; ctrl+d goes on all the same", Bad: true}))...)
		}
		cmds = append(cmds, s.onward(d.view))
	}
	return tea.Batch(cmds...)
}

// toWrong moves to the first field that something is wrong with.
func (s *Step) toWrong(v *steps.Snapshot) tea.Cmd {
	for i, f := range s.sheet.fields {
		if len(f.about(v)) > 0 {
			return s.sheet.move(i)
		}
	}
	return nil
}

// onward goes to the next step that is not done, or to the end.
func (s *Step) onward(v *steps.Snapshot) tea.Cmd {
	passed := false
	for _, o := range v.Plan {
		if passed && !o.Optional && !v.Standing[o.Ref()].Settled() && s.mine(o) {
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
	return s.show(next)
}

func (s *Step) mine(o steps.Step) bool {
	return s.env.Role == "" || o.Role == s.env.Role || o.Role == federation.Either
}

func (s *Step) show(ref string) tea.Cmd { return Go(Replace{NewStep(s.env, s.session, ref)}) }

// beside goes to the step before or after, whatever their states.
func (s *Step) beside(by int) tea.Cmd {
	v := s.session.View()
	i := slices.IndexFunc(v.Plan, func(o steps.Step) bool { return o.Ref() == s.step.Ref() })
	i += by
	if i < 0 || i >= len(v.Plan) {
		return Go(Say{Text: map[int]string{-1: "this is the first step", 1: "this is the last step"}[by]})
	}
	cmd := s.sheet.leave()
	return tea.Sequence(cmd, s.show(v.Plan[i].Ref()))
}
