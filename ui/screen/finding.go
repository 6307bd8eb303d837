package screen

import (
	"io/fs"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"federate/federation"
	"federate/steps"
	"federate/steps/view"
	"federate/ui/report"
	"federate/ui/widget"
)

// Finding is the page of one finding: both values, what to do, who does it, on
// whose authority, and what else there is to know.
type Finding struct {
	env     *Env
	session *steps.Session // nil where it was found outside a federation
	finding federation.Finding
	prose   string
	scroll  int

	step, waive, page, pageUp key.Binding
}

// NewFinding explains f.
func NewFinding(env *Env, session *steps.Session, f federation.Finding) *Finding {
	return &Finding{env: env, session: session, finding: f, step: bind([]string{"g", "enter"}, "g", "go to its step"),
		waive: bind([]string{"w"}, "w", "accept it until a day"), page: bind([]string{"pgdown", "space", "down", "j"}, "pgdn", "scroll"),
		pageUp: bind([]string{"pgup", "up", "k"}, "pgup", "scroll back")}
}

type prose string

// Init reads what there is about the code. It lies in the program.
func (f *Finding) Init() tea.Cmd {
	codes, code := f.env.Codes, f.finding.Code
	if codes == nil {
		return nil
	}
	return Tell(f, func() tea.Msg {
		b, err := fs.ReadFile(codes, string(code)+".md")
		if err != nil {
			return prose("")
		}
		return prose(b)
	})
}

func (f *Finding) Title() string { return string(f.finding.Code) }

// Session is what the finding is of; the app never asks where there is none.
func (f *Finding) Session() *steps.Session { return f.session }

func (f *Finding) Keys() []key.Binding {
	open := f.session != nil
	return []key.Binding{on(f.step, f.finding.Step != "" && open), on(f.waive, open && f.finding.Severity > 0), f.page, f.pageUp}
}

func (f *Finding) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case prose:
		f.prose = string(msg)
	case Told:
		if a, ok := msg.What.(accepting); ok {
			return a.told(f.env, f, f.session, msg.Text)
		}
	case done:
		if msg.err != nil {
			return Go(Say{Text: msg.err.Error(), Bad: true})
		}
		return tea.Sequence(Go(Changed{f.session}), Go(Pop{}), Go(Say{Text: acceptedSo}))
	case tea.KeyPressMsg:
		switch {
		case key.Matches(msg, f.page):
			f.scroll += 5
		case key.Matches(msg, f.pageUp):
			f.scroll = max(0, f.scroll-5)
		case f.session == nil:
		case key.Matches(msg, f.step) && f.finding.Step != "":
			return GoTo(f.env, f.session, f.finding.Step)
		case key.Matches(msg, f.waive):
			return accept(f.env, f, f.finding)
		}
	}
	return nil
}

func (f *Finding) View(width, height int) []string {
	t, o, room := f.env.Theme, f.finding, min(width-4, 92)
	out := []string{""}
	put := func(lines ...string) { out = append(out, widget.Indent("  ", lines)...) }
	put(widget.Finding(t, o, room)...)
	for _, x := range view.Of(o).Also {
		put("", "  "+t.Quiet.Render(x.Where()))
		for _, l := range report.Compare(x.Want, x.Got, room-4).Values {
			put("    " + t.Plain.Render(widget.Fit(l, room-4)))
		}
	}
	out = append(out, "")
	row := func(name, text string) {
		if text != "" {
			put(widget.Indent(t.Quiet.Render(widget.Pad(name, 9)), widget.Styled(t, t.Plain, text, room-9))...)
		}
	}
	row("who", o.Role.Title())
	if f.session != nil {
		if s, ok := f.session.View().Step(o.Step); ok {
			row("step", f.session.View().Say(s, s.Title)+"  ("+o.Step+")")
		}
	}
	if o.Subject.Artifact != "" {
		row("where", view.Of(o).Where())
	}
	if f.session != nil {
		row("login", o.Attempt)
	}
	row("see", authority(o.Source, sure(o.Confidence)))
	row("address", o.Source.URL)
	row("code", string(o.Code))
	if f.prose != "" {
		out = append(out, "")
		for _, l := range paragraphs(f.prose) {
			if h := strings.TrimLeft(l, "# "); h != l && strings.HasPrefix(l, "#") {
				put(t.Heading.Render(h))
				continue
			}
			if text, ok := strings.CutPrefix(l, "- "); ok {
				put(widget.Indent("- ", widget.Rich(t, text, room-2))...)
				continue
			}
			put(widget.Rich(t, l, room)...)
		}
	}
	f.scroll = min(f.scroll, max(0, len(out)-height+1))
	return widget.Window(t, out, f.scroll, height)
}

// paragraphs are the lines of a page, those of one paragraph or of one item of a
// list joined: a page is broken for an editor and not for this window.
func paragraphs(page string) (out []string) {
	for l := range strings.SplitSeq(strings.TrimSpace(page), "\n") {
		l = strings.TrimRight(l, " ")
		starts := l == "" || strings.HasPrefix(l, "#") || strings.HasPrefix(l, "- ") || strings.HasPrefix(l, "    ") || strings.HasPrefix(l, "|")
		if n := len(out) - 1; !starts && n >= 0 && out[n] != "" && !strings.HasPrefix(out[n], "#") {
			out[n] += " " + strings.TrimSpace(l)
			continue
		}
		out = append(out, l)
	}
	return out
}

// sure is c, which for a rule is solid where nothing is said.
func sure(c federation.Confidence) federation.Confidence {
	if c == "" {
		return federation.Solid
	}
	return c
}
