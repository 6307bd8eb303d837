package screen

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"federate/federation"
	"federate/steps"
	"federate/ui/widget"
)

func (p *estateTopic) View(width, height int) []string {
	p.size.Width, p.size.Height = width, height
	lines, focus := p.lines()
	return widget.Window(p.of.env.Theme, lines, p.offset(focus, len(lines), p.size.Height), height)
}

// lines is the whole page, and where the cursor stands. What explains the topic is
// folded away where the page is longer than the window with it.
func (p *estateTopic) lines() (out []string, focus widget.Span) {
	out, focus = p.compose(true)
	if !p.unfolded && len(out) > p.size.Height {
		return p.compose(false)
	}
	return out, focus
}

func (p *estateTopic) compose(full bool) (out []string, focus widget.Span) {
	t, s, v, room := p.of.env.Theme, p.step, p.view(), min(p.size.Width-4, 92)
	frame := page{t, v, s, room, full, nil}
	put := func(lines ...string) {
		for _, l := range lines {
			out = append(out, strings.TrimRight("  "+l, " "))
		}
	}
	heading := func(text string) {
		out = append(out, "")
		put(t.Heading.Render(text))
	}
	put(frame.head()...)
	if rows := v.MembersSay(s); len(rows) > 0 {
		heading("What the members say")
		put(p.rows(rows, room)...)
	}
	asks := false
	last := ""
	for i, x := range p.items() {
		if !asks && x.finding == nil {
			heading("What is agreed")
			asks = true
		}
		from := len(out)
		switch {
		case x.finding != nil:
			if last != "finding" {
				heading("Found")
			}
			from, last = len(out), "finding"
			put(widget.FindingLine(t, *x.finding, room, i == p.at))
			if i == p.at {
				put(widget.Indent("    ", widget.Styled(t, t.Quiet, federation.Sentence(x.finding.Detail), room-4))...)
			}
		default:
			if head := x.ask.Label; x.ask.Lines && head+x.ask.Key != last {
				last = head + x.ask.Key
				put("  " + widget.Fit(t.Plain.Render(x.ask.Of+": "+head), room-2))
				if x.ask.From != "" {
					put("    " + t.Quiet.Render("as the federation itself says"))
				}
			}
			put(p.item(x, i == p.at, room)...)
			if x.add != "" || !x.ask.Lines {
				put(p.wrong(x.ask, room)...)
			}
		}
		if i == p.at {
			focus = widget.Span{From: from, To: len(out)}
		}
	}
	if waived := v.WaivedAt(s); len(waived) > 0 {
		heading("Accepted")
		for _, w := range waived {
			put(widget.Indent("  ", widget.Styled(t, t.Quiet, w.Finding.Title+", by "+w.Waiver.By+" until "+
				federation.Day(w.Waiver.Until)+": "+w.Waiver.Reason, room-2))...)
		}
	}
	if waits := v.WaitsAt(s); len(waits) > 0 {
		heading("Not told yet, which is not passing")
		put(widget.Indent("  ", widget.Styled(t, t.Quiet, v.NeedsByMember(waits), room-2))...)
	}
	put(frame.fold()...)
	return out, focus
}

// rows are what and value, side by side where there is room.
func (p *estateTopic) rows(rows [][2]string, room int) (out []string) {
	t, column := p.of.env.Theme, 0
	for _, r := range rows {
		column = max(column, ansi.StringWidth(r[0]))
	}
	for _, r := range rows {
		value := widget.Styled(t, t.Quiet, "not told yet", room)
		if r[1] != "" {
			value = nil
		}
		if column+3+30 <= room {
			if value == nil {
				value = widget.Styled(t, t.Code, r[1], room-column-5)
			}
			out = append(out, widget.Indent("  "+widget.Pad(t.Plain.Render(r[0]), column)+"   ", value)...)
			continue
		}
		if value == nil {
			value = widget.Styled(t, t.Code, r[1], room-6)
		}
		out = append(out, "  "+widget.Fit(t.Plain.Render(r[0]), room-2))
		out = append(out, widget.Indent("      ", value)...)
	}
	return out
}

// item is a question with its answer.
func (p *estateTopic) item(x item, focused bool, room int) []string {
	t, a := p.of.env.Theme, x.ask
	mark, ink := "  ", t.Plain
	if focused {
		mark, ink = t.Here.Render("› "), t.Here
	}
	switch {
	case x.add != "" && a.Lines:
		return []string{"  " + widget.Fit(mark+ink.Render("+ "+x.add), room-2)}
	case x.add != "":
		return []string{widget.Fit(mark+ink.Render("+ "+x.add), room)}
	case x.line >= 0:
		return widget.Indent("  "+mark, widget.Styled(t, ink, grants(a.Value)[x.line], room-6))
	}
	label := a.Label
	if a.Of != "" {
		label = a.Of + ": " + a.Label
	}
	value := t.Quiet.Render("not told yet")
	if a.Value != "" {
		value = t.Code.Render(p.view().Means(a.Fact, a.Value))
	}
	out := []string{widget.Fit(mark+ink.Render(label), room)}
	if w := ansi.StringWidth(out[0]) + 2 + ansi.StringWidth(value); w <= room {
		out = []string{widget.Ends(mark+ink.Render(label), value, room)}
	} else {
		out = append(out, widget.Indent("      ", widget.Styled(t, t.Code, ansi.Strip(value), room-6))...)
	}
	if a.From != "" {
		out = append(out, "      "+t.Quiet.Render("as the federation itself says"))
	}
	if focused && a.Help != "" {
		out = append(out, widget.Indent("      ", widget.Styled(t, t.Quiet, a.Help, room-6))...)
	}
	return out
}

// wrong is what was found about a question.
func (p *estateTopic) wrong(a steps.Ask, room int) (out []string) {
	for _, f := range p.view().FindingsAt(p.step.Ref()) {
		if a.Fact != "" && about(a, f) {
			out = append(out, widget.Indent("    ", widget.Finding(p.of.env.Theme, f, room-4))...)
		}
	}
	return out
}

// grants are the lines of a role matrix.
func grants(text string) (out []string) {
	for l := range strings.SplitSeq(text, "\n") {
		if strings.TrimSpace(l) != "" {
			out = append(out, strings.TrimSpace(l))
		}
	}
	return out
}
