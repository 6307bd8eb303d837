package screen

import (
	"cmp"
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"federate/federation"
	"federate/steps"
	"federate/steps/record"
	"federate/ui/widget"
)

// Values is every question of the plan on one page, by side: for a federation
// that exists already. Its steps can then be confirmed as found.
type Values struct {
	env           *Env
	session       *steps.Session
	sheet         *sheet
	scroll        int
	free, moved   bool
	width, height int

	next, prev, on, page, pageUp key.Binding
}

// NewValues asks for all values of a session.
func NewValues(env *Env, session *steps.Session) *Values {
	v := session.View()
	var fields []*field
	for _, s := range v.Plan {
		for _, f := range s.Fields {
			t, _ := v.Pair.Terms.Term(f.Fact)
			asked := slices.ContainsFunc(fields, func(o *field) bool {
				return o.Name() == f.Name() && v.Speaker(o.step, o.Field) == v.Speaker(s, f)
			})
			if asked || s.Kind == steps.Test || t.Form == federation.Prose {
				continue
			}
			fields = append(fields, &field{Field: f, step: s})
		}
	}
	slices.SortStableFunc(fields, func(a, b *field) int {
		return cmp.Or(cmp.Compare(v.Speaker(b.step, b.Field), v.Speaker(a.step, a.Field)), // the platform first
			cmp.Compare(btoi(a.Optional), btoi(b.Optional)))
	})
	x := &Values{env: env, session: session, next: bind([]string{"tab", "down", "enter"}, "tab", "next field"),
		prev: bind([]string{"shift+tab", "up"}, "shift+tab", "field before"), on: bind([]string{"ctrl+d"}, "ctrl+d", "go on to the steps"),
		page: bind([]string{"pgdown"}, "pgdn", "scroll"), pageUp: bind([]string{"pgup"}, "pgup", "scroll back")}
	x.sheet = newSheet(env, x, session, "", fields)
	if len(fields) > 0 {
		x.sheet.move(0)
	}
	return x
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Unasked reports whether v was adopted and nothing was told of it yet.
func Unasked(v *steps.Snapshot) bool {
	return v.State.Adopted && !slices.ContainsFunc(v.Events, func(e record.Event) bool { return e.Kind != record.Opened })
}

func (x *Values) Init() tea.Cmd           { return nil }
func (x *Values) Title() string           { return x.session.View().State.Name }
func (x *Values) Place() string           { return "its values" }
func (x *Values) Session() *steps.Session { return x.session }
func (x *Values) Flush() tea.Cmd          { return x.sheet.flush() }
func (x *Values) Typing() bool            { return x.sheet.focus >= 0 }
func (x *Values) Keys() []key.Binding {
	return []key.Binding{x.on, x.next, x.prev, x.page, x.pageUp}
}

func (x *Values) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		x.width, x.height = msg.Width, msg.Height
		x.sheet.resize(min(x.width-4, 92) - 2)
	case Changed, Returned:
		x.sheet.sync(x.session.View())
	case tea.PasteMsg:
		x.moved, x.free = true, false
		return x.sheet.paste(msg, x.sheet.current())
	case tea.KeyPressMsg:
		return x.press(msg)
	default:
		cmd, _ := x.sheet.answered(msg)
		return cmd
	}
	return nil
}

func (x *Values) press(msg tea.KeyPressMsg) tea.Cmd {
	if key.Matches(msg, x.page, x.pageUp) {
		x.turn(key.Matches(msg, x.page))
		return nil
	}
	x.moved = true
	f, last := x.sheet.current(), len(x.sheet.fields)-1
	several := f != nil && f.form(x.session.View()) == federation.Choice
	switch name := msg.String(); {
	case key.Matches(msg, x.on):
		return tea.Sequence(x.sheet.leave(), Go(Replace{NewStep(x.env, x.session, "")}))
	case name == "down" && several, name == "up" && several:
	case key.Matches(msg, x.next):
		x.free = false
		if x.sheet.focus == last {
			return x.sheet.leave()
		}
		return x.sheet.move(x.sheet.focus + 1)
	case key.Matches(msg, x.prev):
		x.free = false
		return x.sheet.move(max(0, x.sheet.focus-1))
	}
	x.free = false
	return x.sheet.typed(msg)
}

func (x *Values) turn(down bool) {
	lines, focus := x.lines()
	if !x.free {
		x.scroll, x.free = 0, true
		if x.moved {
			x.scroll = widget.Reach(focus.From, focus.To, len(lines), x.height)
		}
	}
	by := max(1, x.height-3)
	if !down {
		by = -by
	}
	x.scroll = max(0, min(x.scroll+by, len(lines)-x.height+1))
}

func (x *Values) lines() (out []string, focus widget.Span) {
	t, v, room := x.env.Theme, x.session.View(), min(x.width-4, 92)
	put := func(lines ...string) {
		for _, l := range lines {
			out = append(out, "  "+l)
		}
	}
	out = append(out, "")
	put(t.Strong.Render("What stands in the two consoles now"))
	put(widget.Styled(t, t.Quiet, "Enter what you know, in any order. A pasted metadata document fills what it holds. Each value is judged at once, and so is what the two consoles make of each other.", room)...)
	side := federation.Side("")
	for i, f := range x.sheet.fields {
		if s := v.Speaker(f.step, f.Field); s != side {
			side = s
			out = append(out, "")
			put(t.Heading.Render(v.Pair.Words.Name(side)))
		} else {
			out = append(out, "")
		}
		from := len(out)
		put(x.sheet.lines(v, i, room)...)
		if i == x.sheet.focus {
			focus = widget.Span{From: from, To: len(out)}
		}
	}
	if x.sheet.trouble != "" {
		put(widget.Styled(t, t.Failure, "✗ "+x.sheet.trouble, room)...)
	}
	return out, focus
}

func (x *Values) View(width, height int) []string {
	x.width = width
	lines, focus := x.lines()
	offset := widget.Reach(focus.From, focus.To, len(lines), height)
	if x.free {
		offset = x.scroll
	} else if !x.moved {
		offset = 0
	}
	return widget.Window(x.env.Theme, lines, offset, height)
}
