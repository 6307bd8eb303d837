package screen

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"federate/federation"
	"federate/steps"
	"federate/steps/estate"
	"federate/steps/view"
	"federate/ui/report"
	"federate/ui/widget"
)

// Estate is several federations on one identity provider: its members, and the
// programme in order. It owns what is known of the estate; the screens over it
// read that and ask it for changes.
type Estate struct {
	env       *Env
	id        string
	e         *estate.Estate // nil until it was read
	programme []estate.Stand // of e
	trouble   string
	opening   string
	moved     bool
	menu

	enter, add, out, findings, export, history, undo key.Binding
}

// NewEstate shows the estate id.
func NewEstate(env *Env, id string) *Estate {
	return &Estate{env: env, id: id, menu: newMenu(env, false), enter: bind([]string{"enter"}, "enter", "open"),
		add: bind([]string{"a"}, "a", "add members"), out: bind([]string{"x"}, "x", "take out"), findings: bind([]string{"ctrl+e", "e"}, "e", "findings"),
		export: bind([]string{"ctrl+o", "o"}, "o", "export and copy"), history: bind([]string{"ctrl+l", "h"}, "h", "history"), undo: undoing()}
}

func undoing() key.Binding { return bind([]string{"ctrl+z"}, "ctrl+z", "take your last entry back") }

// estateLooked is an estate as it stands after it was read or changed.
type estateLooked struct {
	e    *estate.Estate
	said string
	err  error
}

// Lost is what to say where the estate was left meanwhile.
func (l estateLooked) Lost() tea.Msg {
	if l.err != nil {
		return Say{Text: l.err.Error(), Bad: true}
	}
	return nil
}

func (s *Estate) look() tea.Cmd {
	shelf, id := s.env.Shelf, s.id
	return Tell(s, func() tea.Msg {
		e, err := estate.Look(context.Background(), shelf, id)
		return estateLooked{e, "", err}
	})
}

// tell records claims of somebody who saw the estate as it was after event seen,
// and says said once they are kept. Where another admin has answered the same
// since, it asks whose word it is to be.
func (s *Estate) tell(said string, seen int64, claims ...federation.Claim) tea.Cmd {
	shelf, id := s.env.Shelf, s.id
	return Tell(s, func() tea.Msg {
		told := estate.Tell(context.Background(), shelf, id, seen, claims)
		var clash *estate.ClashError
		if told != nil && !errors.As(told, &clash) {
			return estateLooked{nil, "", told}
		}
		e, err := estate.Look(context.Background(), shelf, id)
		if err == nil && told != nil {
			err = told
		}
		return estateLooked{e, said, err}
	})
}

// clash asks whose word it is to be.
func (s *Estate) clash(c *estate.ClashError, said string) tea.Cmd {
	t := s.env.Theme
	line := func(whose, value string) string {
		if value == "" {
			value = "(taken back)"
		}
		return t.Quiet.Render(whose) + t.Code.Render(strings.ReplaceAll(value, "\n", " / "))
	}
	about := []string{t.Plain.Render(c.By + " answered " + c.Label), "", line("theirs  ", c.Theirs), line("mine    ", c.Mine)}
	return Go(Push{NewChoose(s.env, s, clashed{c, said}, c.Label+" was answered meanwhile", about, keepTheirs, keepMine)})
}

// clashed is an answer that another admin gave meanwhile.
type clashed struct {
	*estate.ClashError
	said string
}

// change makes c of the estate.
func (s *Estate) change(said string, c steps.Change) tea.Cmd {
	shelf, id := s.env.Shelf, s.id
	return Tell(s, func() tea.Msg {
		e, err := estate.Do(context.Background(), shelf, id, c)
		return estateLooked{e, said, err}
	})
}

func (s *Estate) Init() tea.Cmd { return s.look() }

func (s *Estate) Title() string {
	if s.e == nil {
		return s.id
	}
	return s.e.State.Name
}

func (s *Estate) Place() string {
	if s.e == nil {
		return ""
	}
	done := 0
	for _, t := range s.programme {
		if t.State == steps.Done {
			done++
		}
	}
	return fmt.Sprintf("%d of %d done", done, len(s.programme))
}

func (s *Estate) Keys() []key.Binding {
	there := s.e != nil
	member := there && s.at < len(s.e.Members)
	return append([]key.Binding{on(s.enter, there), on(s.findings, there), on(s.export, there), on(s.add, there), on(s.out, member), on(s.history, there),
		on(s.undo, there)}, s.keys()...)
}

func (s *Estate) count() int {
	if s.e == nil {
		return 0
	}
	return len(s.e.Members) + len(s.programme)
}

func (s *Estate) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case estateLooked:
		return s.looked(msg)
	case Returned:
		s.opening = ""
		return s.look()
	case Told:
		if id, ok := msg.What.(leaving); ok && strings.HasPrefix(msg.Text, "take") {
			return s.leave(string(id))
		}
		if c, ok := msg.What.(clashed); ok && msg.Text == keepMine {
			return s.tell(c.said, c.Seen, c.Claims...)
		}
	case tea.KeyPressMsg:
		if s.e != nil {
			return s.press(msg)
		}
	}
	return nil
}

func (s *Estate) looked(msg estateLooked) tea.Cmd {
	switch {
	case msg.err != nil && s.e == nil:
		s.trouble = msg.err.Error()
		return nil
	case msg.e != nil:
		s.e, s.programme = msg.e, msg.e.Programme()
		s.at = max(0, min(s.at, s.count()-1))
	}
	if clash := (*estate.ClashError)(nil); errors.As(msg.err, &clash) {
		return s.clash(clash, msg.said)
	}
	if msg.err != nil {
		return Go(Say{Text: msg.err.Error(), Bad: true})
	}
	if msg.said != "" {
		return Go(Say{Text: msg.said})
	}
	return nil
}

// leaving is the id of a member that is to be taken out.
type leaving string

func (s *Estate) press(msg tea.KeyPressMsg) tea.Cmd {
	members := len(s.e.Members)
	switch {
	case key.Matches(msg, s.enter):
		s.moved = true
		if s.at >= members {
			return Go(Push{newEstateTopic(s, s.programme[s.at-members].ID)})
		}
		if s.opening == "" {
			s.opening = s.e.Members[s.at].ID
			return Open(s.env, s.opening, "", false)
		}
	case key.Matches(msg, s.add):
		return Go(Push{newEstatePick(s.env, s)})
	case key.Matches(msg, s.out) && s.at < members:
		m := s.e.Members[s.at]
		return Go(Push{NewChoose(s.env, s, leaving(m.ID), "Take “"+s.e.Name(m.ID)+"” out of the estate?",
			[]string{"The federation stays as it is. What was said about it here goes with it; ctrl+z brings it back."}, "take it out", "go back")})
	case key.Matches(msg, s.findings):
		return Go(Push{newEstateFindings(s)})
	case key.Matches(msg, s.export):
		return Go(Push{newEstateExport(s, "")})
	case key.Matches(msg, s.history):
		return Go(Push{newEstateHistory(s)})
	case key.Matches(msg, s.undo):
		return s.change("your last entry was taken back", steps.Undo{})
	default:
		s.moved = true
		s.update(msg, s.count())
	}
	return nil
}

func (s *Estate) leave(id string) tea.Cmd {
	shelf, of := s.env.Shelf, s.id
	return Tell(s, func() tea.Msg {
		if err := estate.Leave(context.Background(), shelf, of, []string{id}); err != nil {
			return estateLooked{nil, "", err}
		}
		e, err := estate.Look(context.Background(), shelf, of)
		return estateLooked{e, "taken out; the federation stays as it is", err}
	})
}

func (s *Estate) View(width, height int) []string {
	t, room := s.env.Theme, min(width-4, 100)
	switch {
	case s.trouble != "":
		return widget.Window(t, append([]string{""}, widget.Indent("  ", widget.Styled(t, t.Failure, "✗ "+s.trouble, room))...), 0, height)
	case s.e == nil:
		return []string{"", "  " + t.Quiet.Render("reading the estate")}
	}
	out := []string{"", "  " + widget.Ends(t.Heading.Render(federation.Count(len(s.e.Members), "member")), t.Quiet.Render(report.Tally(s.e.Report.Findings)), room)}
	var focus widget.Span
	put := func(i int, lines ...string) {
		if i == s.at {
			focus = widget.Span{From: len(out), To: len(out) + len(lines)}
		}
		for _, l := range lines {
			out = append(out, "  "+l)
		}
	}
	for i, m := range s.e.Members {
		put(i, s.member(m, i == s.at, room)...)
	}
	if len(s.e.Members) == 0 {
		out = append(out, "    "+t.Quiet.Render("none yet: a adds federations"))
	}
	out = append(out, "", "  "+t.Heading.Render("The programme, in order"))
	for i, x := range s.programme {
		n := len(s.e.Members) + i
		put(n, s.part(i, x, n == s.at, room)...)
	}
	offset := 0
	if s.moved {
		offset = widget.Reach(focus.From, focus.To, len(out), height)
	}
	return widget.Window(t, out, offset, height)
}

func (s *Estate) member(m estate.Member, focused bool, room int) []string {
	t := s.env.Theme
	mark, ink := "  ", t.Plain
	if focused {
		mark, ink = t.Here.Render("› "), t.Here
	}
	if m.Err != nil {
		return []string{widget.Fit(mark+ink.Render(m.ID), room), "    " + t.Failure.Render(widget.Fit("✗ "+m.Err.Error(), room-4))}
	}
	v := m.View
	settled, all := v.Count()
	state := t.Plain.Render("· open")
	switch n, _ := tally(v.Report); {
	case s.opening == m.ID:
		state = t.Quiet.Render("opening")
	case v.State.Archived:
		state = t.Quiet.Render("– archived")
	case n > 0:
		state = t.Failure.Render("✗ " + federation.Count(n, "error"))
	case v.Finished:
		state = t.Success.Render("✓ done")
	}
	out := []string{widget.Ends(mark+ink.Render(v.State.Name), state+t.Quiet.Render(fmt.Sprintf("  %2d/%d", settled, all)), room)}
	if focused {
		gate := "not rolled out"
		if m.Passed() {
			gate = "rolled out"
		}
		tests := map[string]string{"right": "tests right", "wrong": "a test is wrong", "open": "tests open"}[m.Tests()]
		out = append(out, "    "+t.Quiet.Render(widget.Fit(v.Pair.Platform.Title+" – "+v.Pair.IdP.Title+" – "+view.Protocol(v.State.Protocol), room-4)),
			"    "+t.Quiet.Render(widget.Fit(tests+" · "+gate, room-4)))
	}
	return out
}

func (s *Estate) part(i int, x estate.Stand, focused bool, room int) []string {
	t := s.env.Theme
	mark, ink := "  ", t.Plain
	if focused {
		mark, ink = t.Here.Render("› "), t.Here
	}
	out := []string{widget.Ends(mark+t.Quiet.Render(fmt.Sprint(i+1))+"  "+ink.Render(x.Title), widget.State(t, x.State), room)}
	if focused && len(x.Why) > 0 {
		out = append(out, widget.Indent("     ", widget.Clip(widget.Styled(t, t.Quiet, strings.Join(x.Why, "; "), room-5), 3, room-5))...)
	}
	return out
}
