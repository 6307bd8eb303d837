package screen

import "federate/ui/widget"

// A scroller decides which part of a long page is shown: the beginning until a key is
// pressed, then the part with the focus, and after scrolling by hand the part that was
// scrolled to.
type scroller struct {
	moved bool // a key was pressed: from now on the focus is kept in sight
	free  bool // scrolled by hand
	first int  // the first line, where it is free
}

// follow keeps the focus in sight from now on.
func (s *scroller) follow() { s.moved, s.free = true, false }

// offset is the first of all lines that is shown.
func (s *scroller) offset(focus widget.Span, all, height int) int {
	switch {
	case s.free:
		return s.first
	case !s.moved:
		return 0
	}
	return widget.Reach(focus.From, focus.To, all, height)
}

// turn scrolls by hand, from what is seen now, by not quite a page.
func (s *scroller) turn(down bool, focus widget.Span, all, height int) {
	by := max(1, height-3)
	if !down {
		by = -by
	}
	s.first, s.free = max(0, min(s.offset(focus, all, height)+by, all-height+1)), true
}
