package screen

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"federate/federation"
	"federate/steps"
	"federate/ui/theme"
	"federate/ui/widget"
)

// Findings is everything the checks have to say: what is wrong, worst first,
// then what waits, what follows from something else, and what was accepted.
type Findings struct {
	env     *Env
	session *steps.Session
	menu
	enter, step, waive, undo key.Binding
}

// NewFindings lists the findings of a session.
func NewFindings(env *Env, session *steps.Session) *Findings {
	return &Findings{env: env, session: session, menu: newMenu(env, false), enter: bind([]string{"enter"}, "enter", "explain"),
		step: bind([]string{"g"}, "g", "go to its step"), waive: bind([]string{"w"}, "w", "accept it until a day"), undo: undoing()}
}

func (f *Findings) Init() tea.Cmd           { return nil }
func (f *Findings) Title() string           { return "Findings" }
func (f *Findings) Place() string           { return foundAndPassed(f.session.View().Report) }
func (f *Findings) Session() *steps.Session { return f.session }
func (f *Findings) Keys() []key.Binding {
	v := f.session.View()
	return append(append([]key.Binding{f.enter, f.step, on(f.waive, f.at < len(v.Report.Findings))}, f.keys()...), f.undo)
}

// all are the findings that can be opened, in the order shown.
func (f *Findings) all() (out []federation.Finding) {
	r := f.session.View().Report
	out = append(out, r.Findings...)
	for _, m := range r.Muted {
		out = append(out, m.Finding)
	}
	for _, w := range r.Waived {
		out = append(out, w.Finding)
	}
	return out
}

func (f *Findings) Update(msg tea.Msg) tea.Cmd {
	all := f.all()
	f.at = max(0, min(f.at, len(all)-1))
	switch msg := msg.(type) {
	case Told:
		if a, ok := msg.What.(accepting); ok {
			return a.told(f.env, f, f.session, msg.Text)
		}
	case done:
		said := Say{Text: tookBack}
		if _, ok := msg.what.(accepting); ok {
			said.Text = acceptedSo
		}
		if msg.err != nil {
			said = Say{Text: msg.err.Error(), Bad: true}
		}
		return tea.Batch(Go(Changed{f.session}), Go(said))
	case tea.KeyPressMsg:
		return f.press(msg, all)
	}
	return nil
}

func (f *Findings) press(msg tea.KeyPressMsg, all []federation.Finding) tea.Cmd {
	v := f.session.View()
	switch {
	case key.Matches(msg, f.undo):
		return submit(f, f.session, steps.Undo{}, nil)
	case f.at >= len(all):
	case key.Matches(msg, f.enter):
		return Go(Push{NewFinding(f.env, f.session, all[f.at])})
	case key.Matches(msg, f.waive) && f.at < len(v.Report.Findings):
		return accept(f.env, f, all[f.at])
	case key.Matches(msg, f.step):
		if step := all[f.at].Step; step != "" {
			return GoTo(f.env, f.session, step)
		}
		return Go(Say{Text: "no step of this plan is to blame"})
	}
	f.update(msg, len(all))
	return nil
}

func (f *Findings) View(width, height int) []string {
	t, v := f.env.Theme, f.session.View()
	r := v.Report
	l := newFindingList(t, width, f.at, func(o federation.Finding, aside string) string {
		var parts []string
		for _, part := range []string{aside, string(o.Code), o.Step, o.Attempt} {
			if part != "" {
				parts = append(parts, part)
			}
		}
		return strings.Join(parts, " · ")
	})
	l.found(r)
	if len(r.Muted) > 0 {
		l.heading("Follow from something above", len(r.Muted))
		for _, m := range r.Muted {
			l.entry(m.Finding, "because of "+string(m.Because))
		}
	}
	l.accepted(r)
	l.waiting(r, func(room int) (out []string) {
		if v.IsEstate() {
			return waitingTopics(t, v, room)
		}
		for _, w := range waiting(t, v.Pair.Words, r.Waiting, room-2) {
			out = append(out, "    "+w)
		}
		return out
	})
	return l.window(height)
}

// waitingTopics is what each topic of the estate v waits for.
func waitingTopics(t *theme.Theme, v *steps.Snapshot, room int) (out []string) {
	for _, s := range v.Plan {
		if waits := v.WaitsAt(s); len(waits) > 0 {
			out = append(out, widget.Indent("    ", widget.Styled(t, t.Quiet, "**"+s.Title+"** waits for "+v.NeedsByMember(waits), room-4))...)
		}
	}
	return out
}
