package screen

import (
	"fmt"

	"federate/federation"
	"federate/steps"
	"federate/steps/view"
	"federate/ui/widget"
)

// visible are the ids on screen.
func (h *Home) visible() []string {
	first := h.first(h.rows)
	return h.shown[min(first, len(h.shown)):min(first+h.rows, len(h.shown))]
}

// first is the row at the top of the list.
func (h *Home) first(rows int) int { return max(0, min(h.at-rows/2, len(h.shown)-rows)) }

func (h *Home) View(width, height int) []string {
	t := h.env.Theme
	switch {
	case h.trouble != "":
		return widget.Window(t, append([]string{""}, widget.Indent("  ", widget.Styled(t, t.Failure, "✗ "+h.trouble, width-4))...), 0, height)
	case !h.listed:
		return []string{"", "  " + t.Quiet.Render("reading the list of federations")}
	case len(h.ids) == 0:
		return widget.Window(t, h.welcome(width), 0, height)
	}
	out := []string{}
	count := federation.Count(len(h.ids)-h.estates, "federation")
	if h.estates > 0 {
		count = federation.Count(h.estates, "estate") + " · " + count
	}
	head := t.Heading.Render(count)
	if h.finding || h.filter.Value() != "" {
		head = t.Here.Render("/ ") + draw(h.env, &h.filter, width-30)
		if !h.finding {
			head = t.Tint.Render("/ " + h.filter.Value())
		}
		head = widget.Ends(head, t.Quiet.Render(fmt.Sprintf("%d of %d", len(h.shown), len(h.ids))), width-4)
	}
	out = append(out, "  "+head, "")
	gap := h.gap()
	rows := max(1, (height-len(out)-1+gap)/(h.tall(width)+gap))
	first := h.first(rows)
	for i := first; i < min(first+rows, len(h.shown)); i++ {
		for _, l := range h.entry(h.shown[i], i == h.at, width) {
			out = append(out, "  "+l)
		}
		out = append(out, make([]string, gap)...)
	}
	if len(h.shown) == 0 {
		out = append(out, "  "+t.Quiet.Render("nothing has all of these words"))
	}
	if left := len(h.shown) - first - rows; left > 0 {
		for len(out) < height-1 {
			out = append(out, "")
		}
		out = append(out[:height-1], "  "+t.Quiet.Render(fmt.Sprintf("▾ %d more below", left)))
	}
	return out
}

// tall is how many lines an entry takes, and gap how many are left between two.
func (h *Home) tall(width int) int {
	if width >= 100 {
		return 2
	}
	return 3
}

func (h *Home) gap() int {
	if len(h.ids) > 4 && h.width < 100 {
		return 0
	}
	return 1
}

// entry is one federation in two lines, or in three where there is no room.
func (h *Home) entry(id string, focused bool, width int) []string {
	t := h.env.Theme
	mark, name := "  ", t.Strong
	if focused {
		mark, name = t.Here.Render("› "), t.Here
	}
	s, ok := h.known[id]
	room := min(width-4, 116)
	lines := func(l ...string) []string { return append(l, make([]string, h.tall(width)-len(l))...) }
	switch {
	case h.opening == id:
		return lines(mark+name.Render(widget.Fit(id, room-14))+t.Quiet.Render("  opening"), "")
	case !ok:
		return lines(mark+name.Render(widget.Fit(id, room-4)), "")
	case s.Err != nil:
		return lines(mark+name.Render(widget.Fit(id, room-4)), "  "+t.Failure.Render(widget.Fit("✗ cannot be opened: "+s.Err.Error(), room-4)))
	}
	pair := s.Platform + " – " + s.IdP + " – " + view.Protocol(s.Protocol)
	if h.isEstate(id) {
		pair = "Estate: " + s.Platform + " – " + s.IdP
	}
	when := ago(s.LastAt, h.env.Shelf.Now())
	if s.LastBy != "" {
		when = s.LastBy + ", " + when
	}
	next := "next  " + s.Next
	if s.Finished {
		next = "finished"
	} else if s.Next == "" {
		next = "nothing left to do but what is wrong"
	}
	if h.tall(width) == 2 {
		return lines(widget.Ends(mark+widget.Pad(name.Render(s.Name), 28)+"  "+t.Plain.Render(pair), h.progress(s), room),
			widget.Ends("  "+t.Quiet.Render(next), t.Quiet.Render(when), room))
	}
	return lines(widget.Ends(mark+name.Render(s.Name), h.progress(s), room),
		"  "+t.Plain.Render(widget.Fit(pair, room-2)), widget.Ends("  "+t.Quiet.Render(next), t.Quiet.Render(when), room))
}

// progress is how far s is and the worst that is wrong with it.
func (h *Home) progress(s steps.Summary) string {
	t := h.env.Theme
	state := ""
	switch {
	case s.Archived:
		state = t.Quiet.Render("– archived")
	case s.Errors > 0:
		state = t.Failure.Render("✗ " + federation.Count(s.Errors, "error"))
	case s.Finished:
		state = t.Success.Render("✓ done")
	case s.Warnings > 0:
		state = t.Caution.Render("! " + federation.Count(s.Warnings, "warning"))
	default:
		state = t.Plain.Render("· open")
	}
	return state + t.Quiet.Render(fmt.Sprintf("  %2d/%d", s.Settled, s.All))
}

// welcome is what somebody sees who has no federation yet.
func (h *Home) welcome(width int) []string {
	t, room := h.env.Theme, min(width-4, 72)
	out := []string{"", "  " + t.Strong.Render("Single sign-on for your contact centre, step by step"), ""}
	out = append(out, widget.Indent("  ", widget.Rich(t, "This program walks you through both consoles, in order: who does what, where to click, what to enter. "+
		"It judges every value and document on the way, and proves the login before anybody depends on it. "+
		"It changes nothing in either console: you do.", room))...)
	out = append(out, "")
	for _, c := range []struct{ key, title, text string }{
		{"n", "Set up a new federation", "Pick the platform, the identity provider and the protocol, and go."},
		{"l", "A login is broken", "Paste a response, a certificate or an error text, and see what is wrong."},
		{"a", "Adopt one that exists", "Enter its values first; its steps can then be confirmed as found."},
	} {
		out = append(out, "  "+t.Here.Render(c.key)+"   "+t.Strong.Render(c.title))
		out = append(out, widget.Indent("      ", widget.Styled(t, t.Quiet, c.text, room-6))...)
		out = append(out, "")
	}
	return out
}
