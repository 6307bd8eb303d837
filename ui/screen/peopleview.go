package screen

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"federate/federation"
	"federate/federation/identity"
	"federate/ui/widget"
)

// roomy is how high a window is that shows more than the people.
const roomy = 18

func (p *People) View(width, height int) []string {
	t, room := p.env.Theme, min(width-4, 100)
	out := []string{""}
	put := func(lines ...string) { out = append(out, widget.Indent("  ", lines)...) }
	w := p.session.View().Pair.Words
	switch {
	case p.meters != nil:
		put(t.Strong.Render("Comparing the people of both sides"))
		for i, what := range []string{"read      ", "compared  "} {
			put(t.Quiet.Render(what + p.meters[i].Say(p.env.Shelf.Now())))
		}
		return widget.Window(t, out, 0, height)
	case p.found == nil:
		put(t.Strong.Render("Compare the people of both sides"))
		if p.trouble != nil {
			put(widget.Styled(t, t.Failure, "✗ "+p.trouble.Error(), room)...)
		}
		put(widget.Styled(t, t.Plain, fmt.Sprintf("Whom %s sends and whom %s knows are compared before anybody tries to log in. Enter names the two files.", w.Name(federation.IdP), w.Name(federation.Platform)), room)...)
		return widget.Window(t, out, 0, height)
	}
	m := p.found.Matching()
	switch {
	case m.Failing > 0:
		put(widget.Styled(t, t.Failure, fmt.Sprintf("✗ %d of %d will not get in", m.Failing, m.Active), room)...)
	case m.Active == 0:
		put(widget.Styled(t, t.Caution, "! nobody was compared: no account in the platform's list is on", room)...)
	case m.Unread:
		put(widget.Styled(t, t.Caution, "! nobody is known to fail, and not everybody was looked at", room)...)
	default:
		put(widget.Styled(t, t.Success, "✓ everybody will get in", room)...)
	}
	put(widget.Styled(t, t.Quiet, fmt.Sprintf("compared: %s with %s", m.Platform.Column, m.IdP.Column), room)...)
	for _, said := range p.found.Said() {
		put(widget.Styled(t, t.Caution, said, room)...)
	}
	if height >= roomy && m.Active > 0 { // else the people come first
		for _, line := range p.found.Enforced() {
			put(widget.Styled(t, t.Quiet, line, room)...)
		}
	}
	if len(p.reasons) == 0 {
		return widget.Window(t, out, 0, height)
	}
	out = append(out, "")
	bars := p.bars(room)
	at, shown := max(0, p.reason-1), min(len(p.reasons), max(4, height/3))
	put(widget.Window(t, bars, widget.Reach(at, at+1, len(bars), shown), shown)...)
	out = append(out, "", p.line(fmt.Sprintf("%d of %d", min(p.at+1, p.shown.many), p.shown.many), width))
	if p.shown.err != nil {
		put(widget.Styled(t, t.Failure, "✗ "+p.shown.err.Error(), room)...)
	}
	lines, focus := p.list(room)
	above := len(out)
	return append(out, widget.Window(t, lines, widget.Reach(focus.From, focus.To, len(lines), height-above), height-above)...)
}

// titleOf is what a reason is called.
func titleOf(code federation.Code) string {
	for _, r := range identity.Rules() {
		if r.Code == code {
			return r.Title
		}
	}
	return string(code)
}

// bars are the reasons with how many people each has, the chosen one marked.
func (p *People) bars(room int) (out []string) {
	t, most, digits := p.env.Theme, 1, 1
	for _, r := range p.reasons {
		most, digits = max(most, r.People), max(digits, len(fmt.Sprint(r.People)))
	}
	words := 0
	for _, r := range p.reasons {
		words = max(words, ansi.StringWidth(titleOf(r.Code)))
	}
	words = min(words, room-digits-4)
	for i, r := range p.reasons {
		mark, ink := "  ", t.Plain
		if i+1 == p.reason {
			mark, ink = t.Here.Render("› "), t.Here
		}
		bar := ""
		if space := room - words - digits - 5; space >= shortest {
			bar = strings.Repeat("█", max(1, space*r.People/most))
		}
		if p.env.ASCII {
			bar = strings.Repeat("#", len([]rune(bar)))
		}
		out = append(out, mark+widget.Pad(ink.Render(widget.Fit(titleOf(r.Code), words)), words)+
			t.Plain.Render(fmt.Sprintf(" %*d ", digits, r.People))+t.Quiet.Render(bar))
	}
	return out
}

// shortest is the least room in which bars tell anything.
const shortest = 4

// list are the people on the page, the one under the cursor with both values.
func (p *People) list(room int) (out []string, focus widget.Span) {
	t := p.env.Theme
	for i, f := range p.shown.page {
		from := len(out)
		if p.shown.from+i != p.at {
			out = append(out, "    "+widget.Fit(t.Plain.Render(federation.OneLine(f.Person))+t.Quiet.Render("  "+f.Title), room-2))
			continue
		}
		out = append(out, "  "+t.Here.Render("› ")+widget.Fit(t.Here.Render(federation.OneLine(f.Person))+t.Quiet.Render(fmt.Sprintf("  line %d", f.Subject.Line)), room-2))
		where := fmt.Sprintf("in the list of %s · %s", p.session.View().Pair.Words.Name(f.Subject.Side), f.Role.Title())
		out = append(out, widget.Indent("    ", widget.Styled(t, t.Quiet, where, room-4))...)
		out = append(out, widget.Indent("    ", widget.Finding(t, f.Finding, room-4))...)
		focus = widget.Span{From: from, To: len(out)}
	}
	return out, focus
}
