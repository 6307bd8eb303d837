package widget

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"federate/federation"
	"federate/ui/report"
	"federate/ui/theme"
)

// Finding is f as it stands beneath a field: what is wrong, both values one
// above the other, what to do.
func Finding(t *theme.Theme, f federation.Finding, width int) (out []string) {
	sign, style := Weight(t, f.Severity)
	head := style.Render(sign+" "+f.Severity.String()) + "  "
	out = Indent(head, Styled(t, t.Strong, f.Title, width-ansi.StringWidth(head)))
	if f.Detail != "" && (f.Want == "" && f.Got == "" || !strings.EqualFold(f.Detail, f.Title)) {
		out = append(out, Indent("  ", Styled(t, t.Plain, federation.Sentence(f.Detail), width-2))...)
	}
	for i, l := range report.Compared(f.Want, f.Got, width-4) {
		ink := t.Plain
		if i > 1 || i == 1 && strings.TrimLeft(l, " ") != l {
			ink = style
		}
		for _, l := range differenceLines(l, width-4) {
			out = append(out, "    "+ink.Render(l))
		}
	}
	if f.Remedy != "" {
		out = append(out, Indent("  "+t.Quiet.Render("fix")+" ", Styled(t, t.Plain, f.Remedy, width-6))...)
	}
	return out
}

// differenceLines breaks the line that names a difference where it is too long:
// the caret stays where it is, the words go under it.
func differenceLines(l string, width int) []string {
	if ansi.StringWidth(l) <= width {
		return []string{l}
	}
	at := strings.IndexByte(l, '^')
	if at < 0 || strings.TrimSpace(l[:at]) != "" {
		return []string{Fit(l, width)}
	}
	var out []string
	for _, w := range strings.Split(ansi.Wrap(strings.TrimSpace(l[at+1:]), max(width-6, 10), ""), "\n") {
		out = append(out, "     "+w)
	}
	return append([]string{l[:at+1]}, out...)
}

// FindingLine is f in one line, for a list.
func FindingLine(t *theme.Theme, f federation.Finding, width int, focused bool) string {
	sign, style := Weight(t, f.Severity)
	mark, ink := "  ", t.Plain
	if focused {
		mark, ink = t.Here.Render("› "), t.Here
	}
	word := Pad(style.Render(sign+" "+f.Severity.String()), 10)
	return Fit(mark+word+ink.Render(f.Title), width)
}
