package screen

import (
	"fmt"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"federate/federation"
	"federate/steps"
	"federate/ui/widget"
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
func (f *Findings) Session() *steps.Session { return f.session }
func (f *Findings) Keys() []key.Binding {
	return append([]key.Binding{f.enter, f.step}, f.keys()...)
}

func (f *Findings) Place() string {
	r := f.session.View().Report
	return fmt.Sprintf("%d found · %d passed", len(r.Findings), len(r.Passed))
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
	r, room := v.Report, min(width-4, 100)
	out := []string{""}
	var focus widget.Span
	n := 0
	entry := func(o federation.Finding, aside string) {
		focused := n == f.at
		from := len(out)
		out = append(out, "  "+widget.FindingLine(t, o, room, focused))
		under := string(o.Code)
		if o.Step != "" {
			under += " · " + o.Step
		}
		if o.Attempt != "" {
			under += " · " + o.Attempt
		}
		if aside != "" {
			under += " · " + aside
		}
		out = append(out, widget.Indent("              ", widget.Styled(t, t.Quiet, under, room-12))...)
		if focused {
			focus = widget.Span{From: from, To: len(out)}
		}
		n++
	}
	heading := func(text string, many int) {
		if len(out) > 1 {
			out = append(out, "")
		}
		out = append(out, "  "+t.Heading.Render(fmt.Sprintf("%s  %d", text, many)))
	}
	if len(r.Findings) == 0 {
		out = append(out, "  "+t.Success.Render("✓ nothing found")+t.Quiet.Render(fmt.Sprintf("   %d checks passed, %d wait for something", len(r.Passed), len(r.Waiting))))
	} else {
		heading("Found", len(r.Findings))
	}
	for _, o := range r.Findings {
		entry(o, "")
	}
	if len(r.Muted) > 0 {
		heading("Follow from something above", len(r.Muted))
		for _, m := range r.Muted {
			entry(m.Finding, "because of "+string(m.Because))
		}
	}
	if len(r.Waived) > 0 {
		heading("Accepted", len(r.Waived))
		for _, w := range r.Waived {
			entry(w.Finding, "by "+w.Waiver.By+" until "+w.Waiver.Until.Format("2 January 2006")+": "+w.Waiver.Reason)
		}
	}
	if len(r.Waiting) > 0 {
		heading("Waiting, which is not passing", len(r.Waiting))
		for _, l := range waiting(t, v.Pair, r.Waiting, room-2) {
			out = append(out, "    "+l)
		}
	}
	return widget.Window(t, out, widget.Reach(focus.From, focus.To, len(out), height), height)
}
