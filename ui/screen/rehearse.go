package screen

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"federate/federation"
	"federate/steps"
	"federate/steps/playbook"
	"federate/steps/rehearse"
	"federate/steps/view"
	"federate/ui/report"
	"federate/ui/widget"
)

// Rehearse stands in for the platform on this machine, waits for a login and shows what
// came of it. Each login that was judged is kept beside the step, as what it is.
type Rehearse struct {
	env     *Env
	session *steps.Session
	step    playbook.Step

	stage         *rehearse.Stage
	err           error
	over          bool
	end           context.CancelFunc
	logins        chan rehearse.Login
	all           []rehearse.Login
	lines, height int // of the page as it was drawn last, and of the window
	scroller

	copyNumber, copyAddress, browse, page, pageUp, back key.Binding
}

// rehearses reports whether a login can be rehearsed at s: it is a test with a message.
func rehearses(env *Env, v *steps.Snapshot, s playbook.Step) bool {
	return env.Rehearse != nil && s.Kind == playbook.Test && s.Attempt() != "" && v.Pair.Protocol != playbook.Password
}

// NewRehearse begins a rehearsal of step.
func NewRehearse(env *Env, session *steps.Session, step playbook.Step) *Rehearse {
	return &Rehearse{env: env, session: session, step: step, logins: make(chan rehearse.Login),
		copyAddress: bind([]string{"y", "ctrl+y"}, "y", "copy the address"),
		browse:      bind([]string{"b"}, "b", "open it in a browser"),
		copyNumber:  bind([]string{"1", "2", "3", "4", "5", "6", "7", "8", "9"}, "1–9", "copy a value"),
		page:        bind([]string{"pgdown", "space"}, "pgdn", "scroll"),
		pageUp:      bind([]string{"pgup"}, "pgup", "scroll back"),
		back:        bind([]string{"esc"}, "esc", "end it"),
	}
}

// What a rehearsal tells its screen.
type (
	staged struct {
		stage *rehearse.Stage
		err   error
	}
	arrived struct{ login rehearse.Login }
	ended   struct{}
	clock   struct{}
)

func (r *Rehearse) Init() tea.Cmd {
	ctx, end := context.WithCancel(context.Background())
	r.end = end
	heard := func(l rehearse.Login) {
		select {
		case r.logins <- l:
		case <-ctx.Done():
		}
	}
	return Tell(r, func() tea.Msg {
		stage, err := r.env.Rehearse(ctx, r.session, heard)
		return staged{stage, err}
	})
}

func (r *Rehearse) Title() string           { return "Rehearse the login" }
func (r *Rehearse) Session() *steps.Session { return r.session }
func (r *Rehearse) Keys() []key.Binding {
	up := r.stage != nil && !r.over
	return []key.Binding{on(r.copyAddress, up), on(r.browse, up && r.env.System != nil), on(r.copyNumber, up), r.page, r.pageUp, r.back}
}

// Escape ends the rehearsal on the way back.
func (r *Rehearse) Escape() bool {
	r.end()
	return false
}

// wait waits for the next login.
func (r *Rehearse) wait() tea.Cmd {
	stage := r.stage
	return Tell(r, func() tea.Msg {
		select {
		case l := <-r.logins:
			return arrived{l}
		case <-stage.Done():
			return ended{}
		}
	})
}

// tick draws the clock anew after a while.
func (r *Rehearse) tick() tea.Cmd {
	if r.env.After == nil || r.over {
		return nil
	}
	return r.env.After(time.Second, To{r, clock{}})
}

func (r *Rehearse) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case staged:
		if r.stage, r.err = msg.stage, msg.err; r.err != nil {
			return nil
		}
		return tea.Batch(r.wait(), r.tick())
	case arrived:
		r.all = append(r.all, msg.login)
		r.moved, r.free = false, false
		if msg.login.Strange { // it says nothing of the identity provider
			return r.wait()
		}
		return tea.Batch(r.wait(), r.keep(msg.login))
	case ended:
		r.over = true
	case clock:
		return r.tick()
	case done:
		if msg.err != nil {
			return Go(Say{Text: "not kept: " + msg.err.Error(), Bad: true})
		}
		return Go(Changed{r.session})
	case tea.KeyPressMsg:
		return r.press(msg)
	}
	return nil
}

// keep hands in what came of l.
func (r *Rehearse) keep(l rehearse.Login) tea.Cmd {
	return submit(r, r.session, steps.Rehearsed{Step: r.step.Ref(), Rehearsal: l.Evidence(report.Verdict(l))}, l.Number)
}

func (r *Rehearse) press(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case key.Matches(msg, r.page, r.pageUp):
		r.turn(key.Matches(msg, r.page), widget.Span{}, r.lines, r.height)
	case r.stage == nil || r.over:
	case key.Matches(msg, r.copyAddress):
		return Copy(r.env, "the address", r.stage.Address())
	case key.Matches(msg, r.browse):
		system, address := r.env.System, r.stage.Address()
		return func() tea.Msg {
			if err := system.Browse(address); err != nil {
				return Say{Text: "no browser can be opened from here: copy the address with y", Bad: true}
			}
			return Say{Text: "opened in a browser"}
		}
	case key.Matches(msg, r.copyNumber):
		if i, all := int(msg.String()[0]-'1'), r.stage.Front(true).Values; i < len(all) {
			return Copy(r.env, all[i].Label, all[i].Value)
		}
	}
	return nil
}

func (r *Rehearse) View(width, height int) []string {
	t, room := r.env.Theme, min(width-4, 92)
	out := []string{""}
	put := func(lines ...string) { out = append(out, widget.Indent("  ", lines)...) }
	say := func(text string) { put(widget.Styled(t, t.Plain, text, room)...) }
	quiet := func(text string) { put(widget.Styled(t, t.Quiet, text, room)...) }
	aside := ""
	switch {
	case r.over:
		aside = "it is over"
	case r.stage != nil:
		aside = "ends in " + steps.Span(r.stage.Until().Sub(r.env.Shelf.Now()))
	}
	put(widget.Ends(t.Strong.Render("Rehearse the login"), t.Quiet.Render(aside), room))
	if r.err != nil {
		put(widget.Styled(t, t.Failure, "✗ "+r.err.Error(), room)...)
		return widget.Window(t, out, 0, height)
	}
	if r.stage == nil {
		quiet("preparing …")
		return widget.Window(t, out, 0, height)
	}
	f := r.stage.Front(true)
	if len(r.all) == 0 {
		quiet(fmt.Sprintf("This machine stands in for %s and judges what %s sends. It proves nothing about %s itself.", f.Platform, f.IdP, f.Platform))
		out = append(out, "")
		say("1. Make a test application at " + f.IdP + " with these values; remove it afterwards:")
		var rows []steps.Row
		for _, v := range f.Values {
			rows = append(rows, steps.Row{Fact: v.Fact, Label: v.Label, Value: v.Value, Short: v.Value})
		}
		lines, _ := widget.Rows(t, rows, func(string) string { return "" }, room, -1, true)
		put(lines...)
		out = append(out, "")
		say("2. Open this in a browser on this machine, and log in:")
		put("   " + t.Here.Render(r.stage.Address()) + t.Quiet.Render(" or "+r.stage.PlainAddress()))
		quiet("The browser warns of its certificate, which was made for this run. SHA-256:")
		print := r.stage.Print() // in two lines, so that none of it is cut off
		put("   "+t.Quiet.Render(print[:len(print)/2]), "   "+t.Quiet.Render(print[len(print)/2:]))
		quiet(fmt.Sprintf("Over SSH, first on your own machine: ssh -L %s:localhost:%s HOST. Or leave with esc and paste the response at the step.", r.stage.Port(), r.stage.Port()))
		if f.Missing != nil {
			put(widget.Styled(t, t.Caution, "A login that begins at the platform needs this first: "+strings.Join(f.Missing, ", "), room)...)
		}
		out = append(out, "")
		if r.over {
			quiet("no login arrived")
		} else {
			quiet("waiting for a login …")
		}
	}
	for i := len(r.all) - 1; i >= 0; i-- {
		put(r.login(r.all[i], room, i == len(r.all)-1)...)
		out = append(out, "")
	}
	if len(r.all) > 0 {
		if !r.over {
			put(t.Plain.Render("Again: ") + t.Here.Render(r.stage.Address()))
		}
		quiet("When you are through:")
		for _, l := range view.AfterRehearsal(r.session.View()) {
			put(widget.Indent("· ", widget.Styled(t, t.Quiet, l, room-2))...)
		}
	}
	r.lines, r.height = len(out), height
	return widget.Window(t, out, r.offset(widget.Span{}, len(out), height), height)
}

// login is what came of l, with its findings where it is the last.
func (r *Rehearse) login(l rehearse.Login, room int, whole bool) (out []string) {
	t := r.env.Theme
	mark, verdict := t.Failure.Render("✗ "), report.Verdict(l)
	switch {
	case l.Accepted():
		mark = t.Success.Render("✓ ")
	case l.Verdict.Report.Worst() < federation.Error && l.Refused == "":
		mark = t.Caution.Render("! ")
	}
	who := ""
	if l.Subject != "" {
		who = " · " + federation.Phrase(l.Subject)
	}
	out = append(out, mark+widget.Fit(t.Strong.Render(fmt.Sprintf("Login %d: %s", l.Number, federation.Clause(verdict)))+t.Quiet.Render(who), room-2))
	if l.Refused != "" {
		out = append(out, widget.Styled(t, t.Plain, federation.Sentence(l.Refused)+".", room)...)
	}
	if !whole {
		return append(out, t.Quiet.Render("  "+report.Tally(l.Verdict.Report.Findings)))
	}
	for _, f := range l.Verdict.Report.Findings {
		out = append(out, "")
		out = append(out, widget.Finding(t, f, room)...)
	}
	if rest := l.Unproven(); len(rest) > 0 {
		out = append(out, widget.Styled(t, t.Caution, "Not judged, because it waits for "+strings.Join(view.Named(rest, r.session.View().Pair.Words.Need), ", "), room)...)
	}
	for _, said := range slices.Concat(l.Verdict.Said, l.Notes) {
		out = append(out, "")
		out = append(out, widget.Styled(t, t.Plain, said, room)...)
	}
	return out
}
