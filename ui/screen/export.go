package screen

import (
	"bytes"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"federate/federation"
	"federate/steps"
	"federate/steps/checklist"
	"federate/ui/report"
	"federate/ui/widget"
)

// Export shows the checklist as it would be written, and writes it.
type Export struct {
	env     *Env
	session *steps.Session
	form    int // of forms
	text    []string
	trouble string
	scroll  int
	height  int

	write, format, page, pageUp, copyAll key.Binding
}

// A form is a format, for one role where it is for one.
type form struct {
	report.Format
	role federation.Role
}

// forms are all there are, in the order in which one key goes through them.
func forms() (out []form) {
	for _, f := range report.Formats() {
		if !f.Needs {
			out = append(out, form{f, ""})
			continue
		}
		for _, r := range []federation.Role{federation.IdPAdmin, federation.PlatformAdmin} {
			out = append(out, form{f, r})
		}
	}
	return out
}

// title is what the form is called at the top of the page.
func (f form) title() string {
	if f.role == "" {
		return f.Title
	}
	return f.Title + " for the " + f.role.Title()
}

// NewExport shows the checklist of a session as Markdown.
func NewExport(env *Env, session *steps.Session) *Export {
	return &Export{env: env, session: session, write: bind([]string{"w", "enter"}, "w", "write to a file"),
		format: bind([]string{"f", "tab"}, "f", "another format"), copyAll: bind([]string{"y", "ctrl+y"}, "y", "copy all of it"),
		page: bind([]string{"pgdown", "space", "down", "j"}, "pgdn", "scroll"), pageUp: bind([]string{"pgup", "up", "k"}, "pgup", "scroll back")}
}

type rendered struct {
	text string
	err  error
}

type written struct {
	path string
	err  error
}

func (e *Export) Init() tea.Cmd           { return e.render() }
func (e *Export) Title() string           { return "Export" }
func (e *Export) Session() *steps.Session { return e.session }
func (e *Export) Keys() []key.Binding {
	return []key.Binding{e.write, e.format, e.copyAll, e.page, e.pageUp}
}

func (e *Export) Place() string { return e.now().title() }

func (e *Export) now() form { return forms()[e.form] }

func (e *Export) render() tea.Cmd {
	v, f := e.session.View(), e.now()
	return Tell(e, func() tea.Msg {
		var b bytes.Buffer
		err := f.Write(&b, checklist.Of(v), f.role)
		return rendered{b.String(), err}
	})
}

func (e *Export) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case rendered:
		e.text = strings.Split(strings.TrimRight(msg.text, "\n"), "\n")
		if msg.err != nil {
			e.trouble = msg.err.Error()
		}
	case Changed:
		return e.render()
	case tea.WindowSizeMsg:
		e.height = msg.Height
	case Told:
		data, system := []byte(strings.Join(e.text, "\n")+"\n"), e.env.System
		return Tell(e, func() tea.Msg {
			path, err := system.Write(strings.TrimSpace(msg.Text), data)
			return written{path, err}
		})
	case written:
		if msg.err != nil {
			return Go(Say{Text: "not written: " + msg.err.Error(), Bad: true})
		}
		return Go(Say{Text: "written to " + msg.path + ", readable by you alone"})
	case tea.KeyPressMsg:
		by := max(1, e.height-3)
		switch {
		case key.Matches(msg, e.write):
			name := e.session.ID
			if r := e.now().role; r != "" {
				name += "-" + string(r)
			}
			return Go(Push{NewAsk(e.env, e, "path", "Write it where?", name+e.now().Suffix, need("name a file"),
				"The file holds no secret. It names people and addresses all the same.")})
		case key.Matches(msg, e.format):
			e.form, e.scroll = (e.form+1)%len(forms()), 0
			return e.render()
		case key.Matches(msg, e.copyAll):
			return Copy(e.env, "all of it", strings.Join(e.text, "\n")+"\n")
		case key.Matches(msg, e.page):
			if s := msg.String(); s == "down" || s == "j" {
				by = 1
			}
			e.scroll = max(0, min(e.scroll+by, len(e.text)-e.height+2))
		case key.Matches(msg, e.pageUp):
			if s := msg.String(); s == "up" || s == "k" {
				by = 1
			}
			e.scroll = max(0, e.scroll-by)
		}
	}
	return nil
}

func (e *Export) View(width, height int) []string {
	t := e.env.Theme
	if e.trouble != "" {
		return []string{"", "  " + t.Failure.Render("✗ "+e.trouble)}
	}
	out := []string{""}
	for _, l := range e.text {
		l = strings.ReplaceAll(strings.TrimSuffix(l, "\r"), "\t", "  ")
		ink := t.Plain
		if strings.HasPrefix(l, "#") {
			ink = t.Strong
		}
		out = append(out, "  "+ink.Render(widget.Fit(l, width-4)))
	}
	return widget.Window(t, out, e.scroll, height)
}
