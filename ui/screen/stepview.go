package screen

import (
	"slices"

	"federate/federation"
	"federate/steps"
	"federate/steps/playbook"
	"federate/steps/view"
	"federate/ui/theme"
	"federate/ui/widget"
)

// cache keeps the parts of a page that change only with the snapshot or the width, so
// that a key press redraws no more than it changed.
type cache struct {
	view   *steps.Snapshot
	theme  *theme.Theme
	width  int
	height int
	open   bool // the admin unfolded the page

	full     bool // nothing is folded away, by wish or because all of it fits
	top, end []string
	first    int // of the lines of end, those to the end of the first finding; 0: there is none
	rows     []steps.Row

	row      int // the focused row when the lines below were drawn
	rowLines []string
	rowSpans []widget.Span
	rail     []string
	railSize [2]int
	railRole federation.Role
}

// fresh brings the cache up to date. What explains the step is folded away where the
// page is longer than the window with it.
func (s *Step) fresh() {
	t, v, room := s.env.Theme, s.session.View(), s.room()
	c := &s.cache
	if c.view == v && c.theme == t && c.width == room && c.height == s.height && c.open == s.unfolded {
		return
	}
	*c = cache{view: v, theme: t, width: room, height: s.height, open: s.unfolded, row: -2, rows: v.Rows(s.step)}
	s.draw(true)
	if !s.unfolded && s.tooLong() {
		s.draw(false)
		s.sheet.facts = !s.tooLong()
	}
}

// tooLong reports whether the page is longer than the window.
func (s *Step) tooLong() bool { lines, _ := s.compose(); return len(lines) > s.height }

// draw makes the parts of the page that stand around the rows and the fields.
func (s *Step) draw(full bool) {
	c := &s.cache
	p := page{c.theme, c.view, s.step, c.width, full, c.rows}
	c.full, c.row, c.first = full, -2, 0
	s.sheet.facts = true
	c.top = p.head()
	c.end = slices.Concat(s.found(c.view, c.width), p.gate(), p.fold())
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
	s.fresh()
	return s.compose()
}

// compose sets the parts of the page beneath each other.
func (s *Step) compose() (out []string, focus widget.Span) {
	c := &s.cache
	t, v, room := c.theme, c.view, c.width
	out = slices.Clone(c.top)
	section := func(title, aside string) {
		out = append(out, "", widget.Ends(t.Heading.Render(title), t.Quiet.Render(aside), room))
	}
	if len(c.rows) > 0 {
		section("Enter in "+view.Console(v, s.step), s.copying())
		if c.row != s.row {
			c.row = s.row
			c.rowLines, c.rowSpans = widget.Rows(t, c.rows, s.titleOf, room, s.row, c.full)
		}
		if s.row >= 0 && s.row < len(c.rowSpans) {
			focus = widget.Span{From: len(out) + c.rowSpans[s.row].From, To: len(out) + c.rowSpans[s.row].To}
		}
		out = append(out, c.rowLines...)
	}
	if len(s.sheet.fields) > 0 {
		section(s.asks(), "")
		for i := range s.sheet.fields {
			if i > 0 && c.full {
				out = append(out, "")
			}
			from := len(out)
			out = append(out, s.sheet.lines(v, i, room, c.full)...)
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
	found := widget.Span{From: len(out) + 1, To: len(out) + c.first}
	out = append(out, c.end...)
	if c.full || len(c.end) == 0 {
		out = append(out, "")
	}
	from := len(out)
	out = append(out, s.button(v))
	switch {
	case s.reveal && c.first > 0: // what was found is read before anything else
		focus = widget.Span{From: found.From, To: min(len(out), found.From+max(1, s.height-3))}
	case s.end && c.first > 0:
		focus = widget.Span{From: found.From, To: len(out)} // and before the button
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

// copying says how the rows are copied.
func (s *Step) copying() string {
	switch n := len(s.cache.rows); {
	case s.Typing():
		return "ctrl+y copies"
	case n > 3:
		return "1–9 copies · 0 all"
	}
	return "1–9 copies"
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
