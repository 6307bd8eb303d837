package screen

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"federate/federation"
	"federate/steps"
	"federate/steps/playbook"
	"federate/steps/record"
	"federate/steps/view"
	"federate/ui/theme"
	"federate/ui/widget"
)

// cache keeps the parts of a page that change only with the snapshot or the width, so
// that a key press redraws no more than it changed.
type cache struct {
	view  *steps.Snapshot
	theme *theme.Theme
	width int

	top, end []string
	rows     []steps.Row

	row      int // the focused row when the lines below were drawn
	rowLines []string
	rowSpans []widget.Span
	rail     []string
	railSize [2]int
	railRole federation.Role
}

// fresh brings the cache up to date.
func (s *Step) fresh() {
	t, v, room := s.env.Theme, s.session.View(), s.room()
	if s.cache.view == v && s.cache.theme == t && s.cache.width == room {
		return
	}
	s.cache = cache{view: v, theme: t, width: room, row: -2}
	s.cache.rows = v.Rows(s.step)
	s.cache.top, s.cache.end = s.top(v, room), s.bottom(v, room)
}

// rows is what has to be entered.
func (s *Step) rows() []steps.Row {
	s.fresh()
	return s.cache.rows
}

// rail is the plan beside the page.
func (s *Step) rail(width, height int) []string {
	s.fresh()
	if c := &s.cache; c.railSize != [2]int{width, height} || c.railRole != s.env.Role {
		c.rail = append([]string{""}, widget.Rail(c.theme, c.view, s.step.Ref(), s.env.Role, width, height-1)...)
		c.railSize, c.railRole = [2]int{width, height}, s.env.Role
	}
	return s.cache.rail
}

// page is the whole step, and which lines have the focus.
func (s *Step) page() (out []string, focus widget.Span) {
	t, v, room := s.env.Theme, s.session.View(), s.room()
	s.fresh()
	out = slices.Clone(s.cache.top)
	section := func(title, aside string) {
		out = append(out, "", widget.Ends(t.Heading.Render(title), t.Quiet.Render(aside), room))
	}
	if rows := s.cache.rows; len(rows) > 0 {
		aside := "1–9 copies"
		if len(rows) > 3 {
			aside += " · 0 all"
		}
		if s.Typing() {
			aside = "ctrl+y copies"
		}
		section("Enter in "+view.Console(v, s.step), aside)
		if s.cache.row != s.row {
			s.cache.row = s.row
			s.cache.rowLines, s.cache.rowSpans = widget.Rows(t, rows, s.titleOf, room, s.row)
		}
		lines, spans := s.cache.rowLines, s.cache.rowSpans
		if s.row >= 0 && s.row < len(spans) {
			focus = widget.Span{From: len(out) + spans[s.row].From, To: len(out) + spans[s.row].To}
		}
		out = append(out, lines...)
	}
	if len(s.sheet.fields) > 0 {
		section(s.asks(), "")
		for i := range s.sheet.fields {
			if i > 0 {
				out = append(out, "")
			}
			from := len(out)
			out = append(out, s.sheet.lines(v, i, room)...)
			if i == s.sheet.focus {
				focus = widget.Span{From: from, To: len(out)}
			}
		}
		if s.sheet.trouble != "" {
			out = append(out, widget.Styled(t, t.Failure, "✗ "+s.sheet.trouble, room)...)
		}
		for _, f := range s.sheet.loose {
			out = append(out, widget.Finding(t, f, room)...)
		}
	}
	verdict := len(out) + 1
	out = append(out, s.cache.end...)
	from := len(out) + 1
	out = append(out, "", s.button(v))
	switch {
	case s.end && s.accused(v):
		focus = widget.Span{From: verdict, To: len(out)} // what was found is read before the button
	case s.end:
		focus = widget.Span{From: from, To: len(out)}
	}
	for i, l := range out {
		if l != "" {
			out[i] = "  " + l
		}
	}
	return out, focus
}

func (s *Step) titleOf(ref string) string {
	o, ok := s.session.View().Step(ref)
	if !ok {
		return ref
	}
	return o.Title
}

// asks is the heading above the fields.
func (s *Step) asks() string {
	if s.step.Kind == playbook.Test {
		return "Bring the evidence"
	}
	if len(s.cache.rows) > 0 {
		return "Bring back"
	}
	if s.step.Console == "desk" { // nothing is open there to bring it from
		return "Write down"
	}
	return "Bring back from " + view.Console(s.session.View(), s.step)
}

// top is what stands above the rows: who, where, how it stands, what to do.
func (s *Step) top(v *steps.Snapshot, room int) (out []string) {
	t, st := s.env.Theme, s.step
	standing := v.Status[st.Ref()]
	parts := []string{view.Phase(st.Phase), st.Role.Title(), view.Console(v, st)}
	if st.Optional {
		parts = append(parts, "optional")
	}
	who := strings.Join(parts, " · ")
	if ansi.StringWidth(who)+12 > room {
		who = strings.Join(parts[1:], " · ") // the rail and the list of steps have the phase
	}
	out = append(out, "", widget.Ends(t.Quiet.Render(who), widget.State(t, standing.State), room))
	out = append(out, widget.Styled(t, t.Strong, st.Title, room)...)
	if len(st.Where) > 0 {
		out = append(out, widget.Styled(t, t.Tint, strings.Join(st.Where, " › "), room)...)
	}
	out = append(out, s.reasons(v, standing, room)...)
	if len(st.Do) > 0 {
		out = append(out, "")
		for i, d := range st.Do {
			number := fmt.Sprintf("%2d  ", i+1)
			out = append(out, widget.Indent(t.Quiet.Render(number), widget.Rich(t, v.Say(st, d), room-len(number)))...)
		}
	}
	return out
}

// reasons says why the step stands as it does.
func (s *Step) reasons(v *steps.Snapshot, standing steps.Status, room int) (out []string) {
	t := s.env.Theme
	_, ink := widget.Sign(t, standing.State)
	if m := standing.Mark; m.Kind == record.Confirmed {
		text := "confirmed by " + m.By + " " + ago(m.At, v.Now)
		if m.Override != "" {
			text += ", past a shut gate: " + m.Override
		}
		out = append(out, widget.Styled(t, t.Quiet, text, room)...)
	}
	// Why an untouched step is open is said by its empty fields.
	if why := standing.Why; len(why) > 0 && (standing.State != steps.Open || standing.Mark.Kind != "") {
		for i, w := range why {
			if w != "" && !slices.Contains(why[:i], w) { // two logins can fail for one reason
				out = append(out, widget.Indent("  ", widget.Styled(t, ink, w, room-2))...)
			}
		}
	}
	if standing.State == steps.Stale {
		out = append(out, widget.Indent("  ", widget.Styled(t, t.Quiet, "Do it again with the new value, then confirm it again.", room-2))...)
	}
	if len(out) > 0 {
		out = append([]string{""}, out...)
	}
	return out
}
