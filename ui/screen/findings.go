package screen

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"federate/federation"
	"federate/steps"
)

// Findings is everything the checks have to say: what is wrong, worst first,
// then what waits, what follows from something else, and what was accepted.
type Findings struct {
	env     *Env
	session *steps.Session
	menu
	enter, step key.Binding
}

// NewFindings lists the findings of a session.
func NewFindings(env *Env, session *steps.Session) *Findings {
	return &Findings{env: env, session: session, menu: newMenu(env, false), enter: bind([]string{"enter"}, "enter", "explain"),
		step: bind([]string{"g"}, "g", "go to its step")}
}

func (f *Findings) Init() tea.Cmd           { return nil }
func (f *Findings) Title() string           { return "Findings" }
func (f *Findings) Place() string           { return foundAndPassed(f.session.View().Report) }
func (f *Findings) Session() *steps.Session { return f.session }
func (f *Findings) Keys() []key.Binding {
	return append([]key.Binding{f.enter, f.step}, f.keys()...)
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
	if k, ok := msg.(tea.KeyPressMsg); ok && f.at < len(all) {
		switch {
		case key.Matches(k, f.enter):
			return Go(Push{NewFinding(f.env, f.session, all[f.at])})
		case key.Matches(k, f.step):
			if step := all[f.at].Step; step != "" {
				return GoTo(f.env, f.session, step)
			}
			return Go(Say{Text: "no step of this plan is to blame"})
		}
	}
	f.update(msg, len(all))
	return nil
}

func (f *Findings) View(width, height int) []string {
	t, v := f.env.Theme, f.session.View()
	r := v.Report
	l := newFindingList(t, width, f.at, func(o federation.Finding, aside string) string {
		under := string(o.Code)
		for _, more := range []string{o.Step, o.Attempt, aside} {
			if more != "" {
				under += " · " + more
			}
		}
		return under
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
		for _, w := range waiting(t, v.Pair, r.Waiting, room-2) {
			out = append(out, "    "+w)
		}
		return out
	})
	return l.window(height)
}
