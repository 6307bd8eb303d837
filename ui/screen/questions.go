package screen

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"federate/steps"
	"federate/ui/widget"
)

// questions are a sheet as a whole page.
type questions struct {
	env           *Env
	session       *steps.Session
	sheet         *sheet
	width, height int
	scroller

	head func(room int) []string // stands over the fields
	over func(i int) string      // stands over field i; empty: nothing

	next, prev, page, pageUp key.Binding
}

// newQuestions asks for fields on the page owner and begins with the first.
func newQuestions(env *Env, owner Screen, session *steps.Session, fields []*field) questions {
	q := questions{env: env, session: session, sheet: newSheet(env, owner, session, "", fields),
		page: bind([]string{"pgdown"}, "pgdn", "scroll"), pageUp: bind([]string{"pgup"}, "pgup", "scroll back")}
	if len(fields) > 0 {
		q.sheet.move(0)
	}
	return q
}

func (q *questions) Init() tea.Cmd           { return nil }
func (q *questions) Session() *steps.Session { return q.session }
func (q *questions) Flush() tea.Cmd          { return q.sheet.flush() }
func (q *questions) Typing() bool            { return q.sheet.typing() }
func (q *questions) Answers() int            { return q.sheet.answers() }
func (q *questions) Refuses(string) string   { return "" }
func (q *questions) Keys() []key.Binding     { return []key.Binding{q.next, q.prev, q.page, q.pageUp} }

// update takes everything but keys, which each page reads for itself first.
func (q *questions) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		q.width, q.height = msg.Width, msg.Height
		q.sheet.resize(q.room() - 2)
	case Changed, Returned:
		q.sheet.sync(q.session.View())
	case tea.PasteMsg:
		q.follow()
		return q.sheet.paste(msg, q.sheet.current())
	default:
		cmd, _ := q.sheet.answered(msg)
		return cmd
	}
	return nil
}

// press scrolls, goes from field to field, or types. A key that is own belongs to
// the field; end is what comes after the last one.
func (q *questions) press(msg tea.KeyPressMsg, own bool, end tea.Cmd) tea.Cmd {
	if key.Matches(msg, q.page, q.pageUp) {
		lines, focus := q.lines()
		q.turn(key.Matches(msg, q.page), focus, len(lines), q.height)
		return nil
	}
	q.follow()
	switch {
	case own:
	case key.Matches(msg, q.next) && q.sheet.focus == len(q.sheet.fields)-1:
		return tea.Sequence(q.sheet.leave(), end)
	case key.Matches(msg, q.next):
		return q.sheet.move(q.sheet.focus + 1)
	case key.Matches(msg, q.prev):
		return q.sheet.move(max(0, q.sheet.focus-1))
	}
	return q.sheet.typed(msg)
}

func (q *questions) room() int { return min(q.width-4, 92) }

func (q *questions) lines() (out []string, focus widget.Span) {
	t, v, room := q.env.Theme, q.session.View(), q.room()
	put := func(lines ...string) { out = append(out, widget.Indent("  ", lines)...) }
	out = append(out, "")
	put(q.head(room)...)
	for i := range q.sheet.fields {
		out = append(out, "")
		if h := q.over(i); h != "" {
			put(h)
		}
		from := len(out)
		put(q.sheet.lines(v, i, room, false)...)
		if i == q.sheet.focus {
			focus = widget.Span{From: from, To: len(out)}
		}
	}
	if q.sheet.trouble != "" {
		put(widget.Styled(t, t.Failure, "✗ "+q.sheet.trouble, room)...)
	}
	return out, focus
}

func (q *questions) View(width, height int) []string {
	q.width = width
	lines, focus := q.lines()
	return widget.Window(q.env.Theme, lines, q.offset(focus, len(lines), height), height)
}
