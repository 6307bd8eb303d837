package screen

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"federate/steps"
	"federate/ui/widget"
)

// judgedBy asks by whose rules and facts a thing is to be judged: those of a federation,
// of a platform alone, or of the standards.
type judgedBy struct {
	env  *Env
	to   Screen
	all  []by
	kind map[by]string // what the name is the name of
	menu
	enter, back key.Binding
}

func newJudgedBy(env *Env, to Screen, others []steps.Summary, now by) *judgedBy {
	j := &judgedBy{env: env, to: to, kind: map[by]string{}, menu: newMenu(env, true),
		enter: bind([]string{"enter"}, "enter", "judge by it"), back: bind([]string{"esc"}, "esc", "back")}
	add := func(b by, kind string) {
		if b == now {
			j.menu.at = len(j.all)
		}
		j.all, j.kind[b] = append(j.all, b), kind
	}
	add(by{}, "")
	for _, s := range others {
		add(by{federation: s.ID, name: s.Name, chosen: true}, "federation, "+s.Platform+" – "+s.IdP)
	}
	for _, p := range env.Shelf.Library.Platforms() {
		add(by{platform: p.ID, name: p.Title, chosen: true}, "platform, its rules alone")
	}
	add(by{chosen: true, name: "the standards alone"}, "")
	return j
}

func (j *judgedBy) Init() tea.Cmd       { return nil }
func (j *judgedBy) Title() string       { return "Judge by" }
func (j *judgedBy) Typing() bool        { return true }
func (j *judgedBy) Keys() []key.Binding { return append([]key.Binding{j.enter, j.back}, j.keys()...) }

func (j *judgedBy) Update(msg tea.Msg) tea.Cmd {
	found := j.found()
	if k, ok := msg.(tea.KeyPressMsg); ok && key.Matches(k, j.enter) {
		if j.at < len(found) {
			return tea.Sequence(Go(Pop{}), Go(To{j.to, found[j.at]}))
		}
		return nil
	}
	j.update(msg, len(found))
	return nil
}

// found are those that the search names.
func (j *judgedBy) found() (out []by) {
	for _, b := range j.all {
		if j.mentions(b.title() + " " + j.kind[b]) {
			out = append(out, b)
		}
	}
	return out
}

// title is the name of b in a list.
func (b by) title() string {
	if b == (by{}) {
		return "the federation that it names itself"
	}
	return b.name
}

func (j *judgedBy) View(width, height int) []string {
	t, room, found := j.env.Theme, min(width-4, 84), j.found()
	out := []string{"", j.line("", width), ""}
	left := height - len(out)
	var list []string
	var focus widget.Span
	for i, b := range found {
		mark, ink, from := "    ", t.Plain, len(list)
		if i == j.at {
			mark, ink = "  "+t.Here.Render("› "), t.Here
		}
		if kind := j.kind[b]; max(8, ansi.StringWidth(b.title()))+2+ansi.StringWidth(kind) <= room-2 {
			list = append(list, mark+widget.Ends(ink.Render(b.title()), t.Quiet.Render(kind), room-2))
		} else {
			list = append(list, mark+ink.Render(widget.Fit(b.title(), room-2)), "      "+t.Quiet.Render(widget.Fit(kind, room-4)))
		}
		if i == j.at {
			focus = widget.Span{From: from, To: len(list)}
		}
	}
	if len(found) == 0 {
		list = append(list, "  "+t.Quiet.Render("nothing has all of these words"))
	}
	return append(out, widget.Window(t, list, widget.Reach(focus.From, focus.To, len(list), left), left)...)
}
