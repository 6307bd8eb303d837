package screen

import (
	"strings"

	"federate/federation"
	"federate/ui/widget"
)

func (b *Broken) View(width, height int) []string {
	t, room := b.env.Theme, min(width-4, 92)
	out := []string{""}
	put := func(lines ...string) { out = append(out, widget.Indent("  ", lines)...) }
	put(widget.Ends(t.Strong.Render("What came of it?"), t.Quiet.Render("judged by ")+t.Plain.Render(b.judgedBy()), room))
	if b.result != nil && b.result.by.mark != "" {
		put(widget.Styled(t, t.Quiet, "since it names "+b.result.by.mark+"; ctrl+f takes another", room)...)
	} else if b.result == nil {
		put(widget.Styled(t, t.Quiet, "A recording of the browser, a SAML response, a certificate, metadata, the address or the text of an error page: as you have it. Nothing of it is kept.", room)...)
	}
	out = append(out, "")
	put(t.Here.Render("▌ ") + draw(b.env, &b.input, room-3))
	var focus widget.Span
	if b.meter != nil {
		put("", t.Quiet.Render("judging: "+b.meter.Say(b.env.Shelf.Now())+"; esc stops"))
	} else if b.result != nil {
		focus = b.judged(&out, room)
	}
	offset := b.scroll
	if b.at >= 0 && b.scroll == 0 {
		offset = widget.Reach(focus.From, focus.To, len(out), height)
	}
	return widget.Window(t, out, offset, height)
}

// judgedBy is whose rules count, or counted.
func (b *Broken) judgedBy() string {
	with := b.with
	if b.result != nil && b.result.by != (by{}) {
		with = b.result.by
	}
	switch {
	case with.federation != "":
		return "“" + with.name + "”"
	case with.platform != "":
		return "the rules of " + with.name
	case b.result == nil && len(b.others()) > 0 && !with.chosen:
		return "the federation that it names"
	}
	return "the standards alone"
}

func (b *Broken) judged(out *[]string, room int) (focus widget.Span) {
	t, x := b.env.Theme, b.result
	put := func(lines ...string) { *out = append(*out, widget.Indent("  ", lines)...) }
	*out = append(*out, "")
	for _, e := range x.texts {
		put(explanation(t, e, room)...)
		*out = append(*out, "")
	}
	if x.err != nil {
		put(widget.Styled(t, t.Failure, "✗ "+x.err.Error(), room)...)
		return focus
	}
	if x.title == "" || x.title == "unknown document" {
		if len(x.texts) == 0 {
			put(t.Quiet.Render(x.thing.origin), "")
			put(widget.Styled(t, t.Plain, "Nothing is known of this. Copy more of the page, with its code or its address, or the SAMLResponse itself.", room)...)
		}
		return focus
	}
	if len(x.texts) > 0 && x.thing.doc.Kind == federation.KindErrorPage {
		return focus // what the page means is said, and that it is one helps nobody
	}
	put(widget.Ends(t.Heading.Render("The verdict: "+x.title), t.Quiet.Render(x.thing.origin), room))
	if x.parts > 0 {
		put(t.Quiet.Render("with " + federation.Count(x.parts, "message") + " in it, each judged at its own time"))
	}
	put(counts(t, x.Report))
	for _, n := range x.Notes {
		put(widget.Styled(t, t.Quiet, strings.TrimPrefix(n, x.thing.origin+": "), room)...)
	}
	for _, text := range x.Said {
		for _, l := range strings.Split(text, "\n") {
			put(widget.Styled(t, t.Plain, l, room)...)
		}
	}
	for i, f := range x.Report.Findings {
		*out = append(*out, "")
		from := len(*out)
		mark := "  "
		if i == b.at {
			mark = t.Here.Render("› ")
		}
		*out = append(*out, widget.Indent(mark, widget.Finding(t, f, room))...)
		if i == b.at {
			focus = widget.Span{From: from, To: len(*out)}
		}
	}
	if len(x.Report.Findings) == 0 {
		put("", t.Success.Render("✓ nothing found")+t.Quiet.Render("  by what could be checked"))
	}
	if told := x.told(t, room); len(told) > 0 {
		put(append([]string{""}, told...)...)
	}
	if x.drawing != nil {
		if x.width != room {
			x.drawn, x.width = x.drawing(room), room
		}
		put("", t.Heading.Render("The login, as it went"), "")
		for _, l := range x.drawn {
			put(t.Plain.Render(l))
		}
	}
	// A document by itself leaves most of a federation unknown: to list that
	// helps nobody. Of a message it says what else to bring.
	if len(x.Report.Waiting) > 0 && x.message {
		*out = append(*out, "")
		put(waiting(t, x.pair.Words, x.Report.Waiting, room)...)
	}
	return focus
}
