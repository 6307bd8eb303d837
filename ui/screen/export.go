package screen

import (
	"bytes"
	"cmp"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"federate/federation"
	"federate/steps"
	"federate/steps/checklist"
	"federate/ui/report"
	"federate/ui/widget"
)

// Export shows the checklist as it would be written, and writes it.
type Export struct {
	env     *Env
	session *steps.Session  // nil for an estate
	called  string          // empty: Export
	about   [][]string      // of each form, above its text and no part of it; nil: nothing
	asks    []func() Screen // of each form, for what it is made of; nil: nothing
	forms   []form
	form    int // of forms
	text    []string
	wraps   bool // a line that is too long goes on beneath
	trouble string
	scroll  int
	height  int

	write, format, page, pageUp, copyAll, ask key.Binding
}

// A form is one thing that can be written.
type form struct {
	title string // at the top of the page
	name  string // of a file
	make  func() ([]byte, error)
}

// checklists are a checklist in every format, in the order in which a key goes through
// them; a format for one role comes once for each.
func checklists(id string, of func() checklist.Checklist) (out []form) {
	add := func(f report.Format, r federation.Role) {
		x := form{f.Title, id + f.Suffix, func() ([]byte, error) {
			var b bytes.Buffer
			err := f.Write(&b, of(), r)
			return b.Bytes(), err
		}}
		if r != "" {
			x.title, x.name = f.Title+" for the "+r.Title(), id+"-"+string(r)+f.Suffix
		}
		out = append(out, x)
	}
	for _, f := range report.Formats() {
		if !f.Needs {
			add(f, "")
			continue
		}
		for _, r := range []federation.Role{federation.IdPAdmin, federation.PlatformAdmin} {
			add(f, r)
		}
	}
	return out
}

// NewExport shows the checklist of a session as Markdown.
func NewExport(env *Env, session *steps.Session) *Export {
	e := newExport(env, checklists(session.ID, func() checklist.Checklist { return checklist.Of(session.View()) }))
	e.session = session
	return e
}

func newExport(env *Env, forms []form) *Export {
	return &Export{env: env, forms: forms, write: bind([]string{"w", "enter"}, "w", "write to a file"),
		format: bind([]string{"f", "tab"}, "f", "another format"), copyAll: bind([]string{"y", "ctrl+y"}, "y", "copy all of it"),
		ask:  bind([]string{"a"}, "a", "answer what it is made of"),
		page: bind([]string{"pgdown", "space", "down", "j"}, "pgdn", "scroll"), pageUp: bind([]string{"pgup", "up", "k"}, "pgup", "scroll back")}
}

type rendered struct {
	form int
	text string
	err  error
}

type written struct {
	path string
	err  error
}

func (e *Export) Init() tea.Cmd           { return e.render() }
func (e *Export) Title() string           { return cmp.Or(e.called, "Export") }
func (e *Export) Session() *steps.Session { return e.session }
func (e *Export) Keys() []key.Binding {
	return []key.Binding{on(e.ask, e.asking() != nil), e.write, e.format, e.copyAll, e.page, e.pageUp}
}

func (e *Export) Place() string { return e.now().title }

func (e *Export) now() form { return e.forms[e.form] }

// asking makes the screen that asks for the values the form needs; nil if there is none.
func (e *Export) asking() func() Screen {
	if e.asks == nil {
		return nil
	}
	return e.asks[e.form]
}

func (e *Export) render() tea.Cmd {
	f, form := e.now(), e.form
	return Tell(e, func() tea.Msg {
		b, err := f.make()
		return rendered{form, string(b), err}
	})
}

func (e *Export) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case rendered:
		if msg.form != e.form {
			return nil // another one was asked for meanwhile
		}
		e.text = strings.Split(strings.TrimRight(msg.text, "\n"), "\n")
		e.trouble = ""
		if msg.err != nil {
			e.trouble = msg.err.Error()
		}
	case Changed, Returned:
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
		case key.Matches(msg, e.ask) && e.asking() != nil:
			if s := e.asking()(); s != nil {
				return Go(Push{s})
			}
			return Go(Say{Text: "everything that it is made of is answered"})
		case e.trouble != "" && key.Matches(msg, e.write, e.copyAll):
			return Go(Say{Text: "there is nothing to write yet", Bad: true})
		case key.Matches(msg, e.write):
			return Go(Push{NewAsk(e.env, e, "path", "Write it where?", e.now().name, need("name a file"),
				"The file holds no secret. It names people and addresses all the same.")})
		case key.Matches(msg, e.format):
			e.form, e.scroll, e.text = (e.form+1)%len(e.forms), 0, nil
			return e.render()
		case key.Matches(msg, e.copyAll):
			return Copy(e.env, "all of it", strings.Join(e.text, "\n")+"\n")
		case key.Matches(msg, e.page):
			if s := msg.String(); s == "down" || s == "j" {
				by = 1
			}
			e.scroll += by
			if !e.wraps { // else the page knows how long it is
				e.scroll = max(0, min(e.scroll, len(e.text)-e.height+2))
			}
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
	out := []string{""}
	if e.about != nil {
		for _, a := range e.about[e.form] {
			for _, l := range widget.Styled(t, t.Quiet, a, width-4) {
				out = append(out, "  "+l)
			}
		}
	}
	if len(out) > 1 {
		out = append(out, "")
	}
	if e.trouble != "" {
		for _, l := range widget.Styled(t, t.Failure, "✗ "+e.trouble, width-4) {
			out = append(out, "  "+l)
		}
		if e.asking() != nil {
			out = append(out, "", "  "+t.Strong.Render("a")+t.Plain.Render(" asks for what is missing, here and now."))
		}
		return out
	}
	for _, l := range e.text {
		l = strings.ReplaceAll(strings.TrimSuffix(l, "\r"), "\t", "  ")
		ink := t.Plain
		if strings.HasPrefix(l, "#") {
			ink = t.Strong
		}
		if e.wraps {
			for part := range strings.SplitSeq(ansi.Wrap(l, width-4, ""), "\n") {
				out = append(out, "  "+ink.Render(part))
			}
			continue
		}
		out = append(out, "  "+ink.Render(widget.Fit(l, width-4)))
	}
	if e.wraps {
		e.scroll = max(0, min(e.scroll, len(out)-height+1))
	}
	return widget.Window(t, out, e.scroll, height)
}
