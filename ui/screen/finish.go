package screen

import (
	"fmt"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"federate/federation"
	"federate/steps"
	"federate/steps/checklist"
	"federate/steps/playbook"
	"federate/steps/view"
	"federate/ui/widget"
)

// Finish is where the plan ends: what was proved, what keeps it from being
// finished, and what comes next in the calendar.
type Finish struct {
	env     *Env
	session *steps.Session
	scroller
	width, height int

	export, jump, findings, history, files, hom, page, pageUp key.Binding
}

// NewFinish sums a federation up.
func NewFinish(env *Env, session *steps.Session) *Finish {
	return &Finish{env: env, session: session, export: bind([]string{"ctrl+o", "x", "enter"}, "x", "export the checklist"),
		jump: bind([]string{"ctrl+g", "g"}, "g", "all steps"), findings: bind([]string{"ctrl+e", "e"}, "e", "findings"),
		history: bind([]string{"ctrl+l", "h"}, "h", "history"), files: bind([]string{"ctrl+f", "f"}, "f", "files it makes"),
		hom: bind([]string{"esc"}, "esc", "back to the list"), page: bind([]string{"pgdown", "down", "space"}, "pgdn", "scroll"),
		pageUp: bind([]string{"pgup", "up"}, "pgup", "scroll back")}
}

func (f *Finish) Init() tea.Cmd           { return nil }
func (f *Finish) Title() string           { return f.session.View().State.Name }
func (f *Finish) Session() *steps.Session { return f.session }
func (f *Finish) Keys() []key.Binding {
	return []key.Binding{f.export, f.jump, f.page, f.findings, f.history, on(f.files, makes(f.env, f.session.View())), f.pageUp, f.hom}
}

// Progress is how much of the plan is settled.
func (f *Finish) Progress() (settled, all int) { return f.session.View().Count() }

func (f *Finish) Place() string {
	done, all := f.session.View().Count()
	return fmt.Sprintf("%d of %d done", done, all)
}

func (f *Finish) Update(msg tea.Msg) tea.Cmd {
	k, ok := msg.(tea.KeyPressMsg)
	if size, resized := msg.(tea.WindowSizeMsg); resized {
		f.width, f.height = size.Width, size.Height
	}
	switch {
	case !ok:
	case key.Matches(k, f.page, f.pageUp):
		f.turn(key.Matches(k, f.page), widget.Span{}, len(f.lines()), f.height)
	case key.Matches(k, f.export):
		return Go(Push{NewExport(f.env, f.session)})
	case key.Matches(k, f.jump):
		return Go(Push{NewJump(f.env, f.session, "")})
	case key.Matches(k, f.findings):
		return Go(Push{NewFindings(f.env, f.session)})
	case key.Matches(k, f.history):
		return Go(Push{NewHistory(f.env, f.session)})
	case key.Matches(k, f.files) && makes(f.env, f.session.View()):
		return Go(Push{NewMade(f.env, f.session, playbook.Step{})})
	}
	return nil
}

// sum is what a finished federation amounts to, no more than is known.
func (f *Finish) sum(v *steps.Snapshot) string {
	done, skipped := 0, 0
	for _, s := range v.Plan {
		switch v.Status[s.Ref()].State {
		case steps.Done:
			done++
		case steps.Skipped:
			skipped++
		}
	}
	text := federation.Count(done, "step") + " done"
	if skipped > 0 {
		text += fmt.Sprintf(", %d left out with a reason", skipped)
	}
	text += ". No placeholder stands, and no check finds an error."
	if v.Proved() {
		text += " **" + v.Pair.IdP.Title + "** and **" + v.Pair.Platform.Title + "** agree, and a login proved it."
	} else {
		text += " No login was proved here."
	}
	for _, line := range v.Overridden() {
		text += " " + line + "."
	}
	return text
}

func (f *Finish) View(width, height int) []string {
	f.width, f.height = width, height // a screen may be drawn before it was told its size
	lines := f.lines()
	return widget.Window(f.env.Theme, lines, f.offset(widget.Span{}, len(lines), height), height)
}

// lines is the whole page.
func (f *Finish) lines() (out []string) {
	t, v, room := f.env.Theme, f.session.View(), max(20, min(f.width-4, 84))
	out = []string{""}
	put := func(lines ...string) { out = append(out, widget.Indent("  ", lines)...) }
	if v.Finished {
		put(t.Success.Render("✓ ")+t.Strong.Render("The federation is finished"), "")
		put(widget.Rich(t, f.sum(v), room)...)
	} else {
		put(t.Caution.Render("! ")+t.Strong.Render("Not finished yet"), "")
		put(widget.Rich(t, "What is left:", room)...)
		for _, s := range v.Plan {
			if st := v.Status[s.Ref()]; !st.Settled() && !s.Optional {
				put("  " + widget.Pad(widget.State(t, st.State), 10) + widget.Fit(v.Say(s, s.Title), room-12))
			}
		}
		for _, p := range v.Placeholders {
			where := v.Pair.Words.Call(p.Side, p.Fact) + " in " + v.Pair.Words.Name(p.Side)
			put(widget.Indent("  "+t.Caution.Render("placeholder")+"  ", widget.Styled(t, t.Plain, where, room-15))...)
		}
		for _, o := range v.Report.Findings {
			if o.Severity == federation.Error {
				put("  " + t.Failure.Render("✗ error") + "   " + widget.Fit(o.Title, room-12))
			}
		}
	}
	out = append(out, "")
	put(counts(t, v.Report))
	if len(v.Placeholders) == 0 && len(v.Report.Waived) > 0 {
		put(t.Quiet.Render(federation.Count(len(v.Report.Waived), "finding") + " accepted"))
	}
	if endings := checklist.Endings(v); len(endings) > 0 {
		out = append(out, "")
		put(t.Heading.Render("In the calendar"))
		for _, end := range endings {
			put(widget.Styled(t, t.Plain, end, room)...)
		}
	}
	for i, l := range view.Logins(v) {
		if i == 0 {
			out = append(out, "")
			put(t.Heading.Render("Logins that were judged"))
		}
		mark := t.Success.Render("✓ ")
		if l.Proves == nil {
			mark = t.Caution.Render("! ")
		}
		put(widget.Indent(mark, widget.Styled(t, t.Plain, l.String(), room-2))...)
		if held := l.Held(); held != "" && l.Proves != nil {
			put(widget.Indent("  ", widget.Styled(t, t.Quiet, held, room-2))...)
		}
	}
	out = append(out, "")
	put(widget.Styled(t, t.Quiet, "x writes the checklist: each step with who and when, the values, and what was found.", room)...)
	return out
}
