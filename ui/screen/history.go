package screen

import (
	"fmt"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"federate/steps"
	"federate/steps/checklist"
	"federate/ui/widget"
)

// History is the journal read upwards: who, when, what, from which value to which.
type History struct {
	env     *Env
	session *steps.Session
	menu
	step key.Binding
}

// NewHistory shows the journal of a session.
func NewHistory(env *Env, session *steps.Session) *History {
	return &History{env: env, session: session, menu: newMenu(env, true), step: bind([]string{"enter"}, "enter", "go to its step")}
}

func (h *History) Init() tea.Cmd           { return nil }
func (h *History) Title() string           { return "History" }
func (h *History) Typing() bool            { return true }
func (h *History) Session() *steps.Session { return h.session }
func (h *History) Keys() []key.Binding {
	return append([]key.Binding{h.step}, h.keys()...)
}

func (h *History) entries() (out []checklist.Entry) {
	for _, e := range slices.Backward(checklist.History(h.session.View())) {
		if words := strings.Fields(h.search.Value()); !slices.ContainsFunc(words, func(w string) bool { return !e.Mentions(w) }) {
			out = append(out, e)
		}
	}
	return out
}

func (h *History) Update(msg tea.Msg) tea.Cmd {
	entries := h.entries()
	if k, ok := msg.(tea.KeyPressMsg); ok && key.Matches(k, h.step) {
		if h.at < len(entries) {
			if _, ok := h.session.View().Step(entries[h.at].Step); ok {
				return GoTo(h.env, h.session, entries[h.at].Step)
			}
		}
		return nil
	}
	h.update(msg, len(entries))
	return nil
}

func (h *History) View(width, height int) []string {
	t, entries := h.env.Theme, h.entries()
	room := min(width-4, 100)
	out := []string{"", h.line(entriesWord(len(entries)), room+4), ""}
	var list []string
	var focus widget.Span
	for i, e := range entries {
		from := len(list)
		mark, ink := "  ", t.Plain
		if i == h.at {
			mark, ink = t.Here.Render("› "), t.Here
		}
		what := widget.Pad(string(e.Kind), 10)
		if e.Title != "" {
			what += "  " + e.Title
		}
		if e.Undone {
			what += "  (taken back)"
		}
		who := e.By + "  " + e.At.String()
		if ansi.StringWidth(what)+ansi.StringWidth(who)+6 > room {
			list = append(list, "  "+widget.Fit(mark+ink.Render(what), room), "      "+t.Quiet.Render(who))
		} else {
			list = append(list, "  "+widget.Ends(mark+ink.Render(what), t.Quiet.Render(who), room))
		}
		if e.Text != "" {
			list = append(list, widget.Indent("      ", widget.Styled(t, t.Quiet, e.Text, room-4))...)
		}
		for _, c := range e.Changes {
			list = append(list, h.change(c, room)...)
		}
		for _, d := range e.Documents {
			k, _ := h.env.Shelf.Know.Terms.Kind(d.Kind)
			list = append(list, "      "+widget.Fit(t.Quiet.Render(k.Title+", "+d.Origin), room-4))
		}
		for _, change := range e.Revised {
			list = append(list, widget.Indent("      ", widget.Styled(t, t.Plain, change, room-4))...)
		}
		if i == h.at {
			focus = widget.Span{From: from, To: len(list)}
		}
	}
	if len(entries) == 0 {
		list = append(list, "  "+t.Quiet.Render("nothing in the journal has all of these words"))
	}
	height -= len(out)
	return append(out, widget.Window(t, list, widget.Reach(focus.From, min(focus.To, focus.From+height-2), len(list), height), height)...)
}

func entriesWord(n int) string {
	if n == 1 {
		return "1 entry"
	}
	return fmt.Sprintf("%d entries", n)
}

func (h *History) change(c checklist.Change, room int) []string {
	t := h.env.Theme
	label := c.Label
	if v := h.session.View(); v.IsEstate() && c.Key != "" {
		label = v.MemberName(c.Key) + ": " + label
	}
	return widget.Indent("      ", widget.Cells(t.Quiet, label+"  "+c.String(), room-4))
}
