package screen

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"federate/federation"
	"federate/steps"
	"federate/steps/generate"
	"federate/ui/widget"
)

// Wanted asks for the values that a file is made of: those that are missing, and
// those that no step of the plan asks for.
type Wanted struct {
	env           *Env
	session       *steps.Session
	artifact      generate.Artifact
	sheet         *sheet
	scroll        int
	free          bool
	width, height int

	next, prev, page, pageUp key.Binding
}

// NewWanted asks the questions of a, of which there is one at least.
func NewWanted(env *Env, session *steps.Session, a generate.Artifact) *Wanted {
	var fields []*field
	for _, q := range a.Questions(session.View()) {
		fields = append(fields, &field{Field: q.Field, step: q.Step})
	}
	w := &Wanted{env: env, session: session, artifact: a, next: bind([]string{"tab", "enter"}, "enter", "next field, then the file"),
		prev: bind([]string{"shift+tab"}, "shift+tab", "field before"), page: bind([]string{"pgdown"}, "pgdn", "scroll"), pageUp: bind([]string{"pgup"}, "pgup", "scroll back")}
	w.sheet = newSheet(env, w, session, "", fields)
	w.sheet.move(0)
	return w
}

func (w *Wanted) Init() tea.Cmd           { return nil }
func (w *Wanted) Title() string           { return w.artifact.Title }
func (w *Wanted) Place() string           { return plural(len(w.sheet.fields), "value") }
func (w *Wanted) Session() *steps.Session { return w.session }
func (w *Wanted) Flush() tea.Cmd          { return w.sheet.flush() }
func (w *Wanted) Typing() bool            { return true }
func (w *Wanted) Keys() []key.Binding     { return []key.Binding{w.next, w.prev, w.page, w.pageUp} }

func (w *Wanted) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		w.width, w.height = msg.Width, msg.Height
		w.sheet.resize(min(w.width-4, 92) - 2)
	case Changed, Returned:
		w.sheet.sync(w.session.View())
	case tea.PasteMsg:
		w.free = false
		return w.sheet.paste(msg, w.sheet.current())
	case tea.KeyPressMsg:
		return w.press(msg)
	default:
		cmd, _ := w.sheet.answered(msg)
		return cmd
	}
	return nil
}

func (w *Wanted) press(msg tea.KeyPressMsg) tea.Cmd {
	prose := w.sheet.current().form(w.session.View()) == federation.Prose
	switch name := msg.String(); {
	case key.Matches(msg, w.page), key.Matches(msg, w.pageUp):
		lines, focus := w.lines()
		if !w.free {
			w.scroll, w.free = widget.Reach(focus.From, focus.To, len(lines), w.height), true
		}
		by := max(1, w.height-3)
		if key.Matches(msg, w.pageUp) {
			by = -by
		}
		w.scroll = max(0, min(w.scroll+by, len(lines)-w.height+1))
		return nil
	case key.Matches(msg, w.next) && !(prose && name == "enter"): // in prose, enter is a line
		w.free = false
		if w.sheet.focus == len(w.sheet.fields)-1 {
			return tea.Sequence(w.sheet.leave(), Go(Pop{}))
		}
		return w.sheet.move(w.sheet.focus + 1)
	case key.Matches(msg, w.prev):
		w.free = false
		return w.sheet.move(max(0, w.sheet.focus-1))
	}
	w.free = false
	return w.sheet.typed(msg)
}

func (w *Wanted) lines() (out []string, focus widget.Span) {
	t, v, room := w.env.Theme, w.session.View(), min(w.width-4, 92)
	put := func(lines ...string) {
		for _, l := range lines {
			out = append(out, "  "+l)
		}
	}
	out = append(out, "")
	put(widget.Styled(t, t.Plain, w.artifact.For, room)...)
	put(widget.Styled(t, t.Quiet, "The file is made of these values. Each is kept with the federation and judged at once.", room)...)
	for i := range w.sheet.fields {
		out = append(out, "")
		from := len(out)
		put(w.sheet.lines(v, i, room)...)
		if i == w.sheet.focus {
			focus = widget.Span{From: from, To: len(out)}
		}
	}
	if w.sheet.trouble != "" {
		put(widget.Styled(t, t.Failure, "✗ "+w.sheet.trouble, room)...)
	}
	return out, focus
}

func (w *Wanted) View(width, height int) []string {
	w.width = width
	lines, focus := w.lines()
	offset := 0
	if w.free {
		offset = w.scroll
	} else if focus.To > height {
		offset = widget.Reach(focus.From, focus.To, len(lines), height)
	}
	return widget.Window(w.env.Theme, lines, offset, height)
}
