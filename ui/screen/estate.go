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
	"federate/steps/playbook"
	"federate/steps/view"
	"federate/ui/report"
	"federate/ui/widget"
)

// Estate is several federations on one identity provider: its members, and the
// programme in order. It is there before the estate was read.
type Estate struct {
	env     *Env
	id      string
	session *steps.Session // nil until it was opened
	first   string         // the topic to begin at; empty: none
	trouble string
	opening string
	moved   bool
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

// tookBack is said of an undo.
const tookBack = "your last entry was taken back"

// tell records what was agreed on, and says said once it is kept. Where another
// admin has answered the same since, it asks whose word it is to be.
func (s *Estate) tell(said string, seen int64, claims ...federation.Claim) tea.Cmd {
	return s.change(said, steps.Agree{Seen: seen, Claims: claims})
}

// change makes c of the estate, and says said once it is kept.
func (s *Estate) change(said string, c steps.Change) tea.Cmd {
	return submit(s, s.session, c, said)
}

// changed says what came of a change.
func (s *Estate) changed(d done) tea.Cmd {
	said, _ := d.what.(string)
	var clash *steps.AgreeError
	switch {
	case errors.As(d.err, &clash):
		return tea.Batch(Go(Changed{s.session}), s.clash(clash, said))
	case d.err != nil:
		return Go(Say{Text: d.err.Error(), Bad: true})
	}
	s.at = max(0, min(s.at, s.count()-1))
	return tea.Batch(Go(Changed{s.session}), Go(Say{Text: said}))
}

func (s *Estate) Init() tea.Cmd {
	if s.session != nil {
		topic, ok := s.view().Step(s.first)
		if !ok {
			return nil
		}
		return Go(Push{newEstateTopic(s, topic)})
	}
	shelf, id := s.env.Shelf, s.id
	return func() tea.Msg {
		session, err := shelf.OpenEstate(context.Background(), id)
		return Opened{Session: session, For: s, Err: err}
	}
}

func (s *Estate) Session() *steps.Session { return s.session }

// view is the estate as it stands; nil until it was opened.
func (s *Estate) view() *steps.Snapshot {
	if s.session == nil {
		return nil
	}
	return s.session.View()
}

func (s *Estate) Title() string {
	if v := s.view(); v != nil {
		return v.State.Name
	}
	return s.id
}

func (s *Estate) Place() string {
	v := s.view()
	if v == nil {
		return ""
	}
	settled, all := v.Count()
	return fmt.Sprintf("%d of %d done", settled, all)
}

// Progress is how much of the programme is settled.
func (s *Estate) Progress() (settled, all int) {
	if v := s.view(); v != nil {
		return v.Count()
	}
	return 0, 0
}

func (s *Estate) Keys() []key.Binding {
	there := s.session != nil
	member := there && s.at < len(s.view().Members)
	return append([]key.Binding{on(s.enter, there), on(s.findings, there), on(s.export, there), on(s.add, there), on(s.out, member), on(s.history, there),
		on(s.undo, there)}, s.keys()...)
}

func (s *Estate) count() int {
	v := s.view()
	if v == nil {
		return 0
	}
	return len(v.Members) + len(v.Plan)
}

func (s *Estate) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case Opened:
		if s.session = msg.Session; msg.Err != nil {
			s.session, s.trouble = nil, msg.Err.Error()
		}
	case done:
		return s.changed(msg)
	case Changed:
		s.at = max(0, min(s.at, s.count()-1))
	case Returned:
		s.opening = ""
		return s.refresh()
	case Told:
		if id, ok := msg.What.(leaving); ok && strings.HasPrefix(msg.Text, "take") {
			return s.change("taken out; the federation stays as it is", s.view().Leave([]string{string(id)}))
		}
		if c, ok := msg.What.(clashed); ok && msg.Text == keepMine {
			return s.change(c.said, c.Again)
		}
	case tea.KeyPressMsg:
		if s.session != nil {
			return s.press(msg)
		}
	}
	return nil
}

// refresh looks how the members stand now.
func (s *Estate) refresh() tea.Cmd {
	if s.session == nil {
		return nil
	}
	session, r := s.session, s.session.Refresh()
	return func() tea.Msg {
		if _, err := r.Wait(); err != nil {
			return Say{Text: err.Error(), Bad: true}
		}
		return Changed{session}
	}
}

// leaving is the id of a member that is to be taken out.
type leaving string

func (s *Estate) press(msg tea.KeyPressMsg) tea.Cmd {
	v := s.view()
	members := len(v.Members)
	switch {
	case key.Matches(msg, s.enter):
		s.moved = true
		if s.at >= members {
			return Go(Push{newEstateTopic(s, v.Plan[s.at-members])})
		}
		if s.opening == "" {
			s.opening = v.Members[s.at].ID
			return Open(s.env, s.opening, "", false)
		}
	case key.Matches(msg, s.add):
		return Go(Push{newEstatePick(s.env, s)})
	case key.Matches(msg, s.out) && s.at < members:
		m := v.Members[s.at]
		return Go(Push{NewChoose(s.env, s, leaving(m.ID), "Take “"+v.MemberName(m.ID)+"” out of the estate?",
			[]string{"The federation stays as it is. What was said about it here goes with it; ctrl+z brings it back."}, "take it out", "go back")})
	case key.Matches(msg, s.findings):
		return Go(Push{NewFindings(s.env, s.session)})
	case key.Matches(msg, s.export):
		return Go(Push{newEstateExport(s.env, s.session, "")})
	case key.Matches(msg, s.history):
		return Go(Push{NewHistory(s.env, s.session)})
	case key.Matches(msg, s.undo):
		return s.change(tookBack, steps.Undo{})
	default:
		s.moved = true
		s.update(msg, s.count())
	}
	return nil
}

func (s *Estate) View(width, height int) []string {
	t, room, e := s.env.Theme, min(width-4, 100), s.view()
	switch {
	case s.trouble != "":
		return widget.Window(t, append([]string{""}, widget.Indent("  ", widget.Styled(t, t.Failure, "✗ "+s.trouble, room))...), 0, height)
	case e == nil:
		return []string{"", "  " + t.Quiet.Render("reading the estate")}
	}
	out := []string{"", "  " + widget.Ends(t.Heading.Render(federation.Count(len(e.Members), "member")), t.Quiet.Render(report.Tally(e.Report.Findings)), room)}
	var focus widget.Span
	put := func(i int, lines ...string) {
		if i == s.at {
			focus = widget.Span{From: len(out), To: len(out) + len(lines)}
		}
		for _, l := range lines {
			out = append(out, "  "+l)
		}
	}
	for i, m := range e.Members {
		put(i, s.member(m, i == s.at, room)...)
	}
	if len(e.Members) == 0 {
		out = append(out, "    "+t.Quiet.Render("none yet: a adds federations"))
	}
	out = append(out, "", "  "+t.Heading.Render("The programme, in order"))
	for i, x := range e.Plan {
		n := len(e.Members) + i
		put(n, s.part(i, x, n == s.at, room)...)
	}
	offset := 0
	if s.moved {
		offset = widget.Reach(focus.From, focus.To, len(out), height)
	}
	return widget.Window(t, out, offset, height)
}

func (s *Estate) member(m steps.Member, focused bool, room int) []string {
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

func (s *Estate) part(i int, x playbook.Step, focused bool, room int) []string {
	t, st := s.env.Theme, s.view().Status[x.Ref()]
	mark, ink := "  ", t.Plain
	if focused {
		mark, ink = t.Here.Render("› "), t.Here
	}
	out := []string{widget.Ends(mark+t.Quiet.Render(fmt.Sprint(i+1))+"  "+ink.Render(x.Title), widget.State(t, st.State), room)}
	if focused && len(st.Why) > 0 {
		out = append(out, widget.Indent("     ", widget.Clip(widget.Styled(t, t.Quiet, strings.Join(st.Why, "; "), room-5), 3, room-5))...)
	}
	return out
}
