package widget

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"federate/federation"
	"federate/steps/view"
	"federate/ui/theme"
)

// Reads is what a document says, a line each: labels, values and the mark of what the
// other side goes by. A value stands beside its label, or beneath it where it does not
// fit.
func Reads(t *theme.Theme, reads []view.Read, width int) (out []string) {
	const most = 28 // cells of a label that others are lined up with
	column := 0
	for _, r := range reads {
		if w := ansi.StringWidth(r.Label); w <= min(most, width/2) {
			column = max(column, w)
		}
	}
	about := ""
	for _, r := range reads {
		if r.About != about && r.About != "" {
			out = append(out, "", t.Strong.Render(Fit(r.About, width)))
		}
		about = r.About
		label, value := federation.Phrase(r.Label), said(t, r)
		if room := width - column - 2; ansi.StringWidth(label) <= column && ansi.StringWidth(value) <= room {
			out = append(out, Pad(t.Quiet.Render(label), column)+"  "+value)
			continue
		}
		out = append(out, Cells(t.Quiet, label, width)...)
		out = append(out, Indent("  ", cut(value, width-2))...)
	}
	return out
}

// Told is the same in as few cells as possible, for the page of a step.
func Told(t *theme.Theme, reads []view.Read, width int) (out []string) {
	for _, r := range reads {
		label, value := t.Quiet.Render(federation.Phrase(r.Label)), said(t, r)
		if ansi.StringWidth(label)+2+ansi.StringWidth(value) <= width {
			out = append(out, label+"  "+value)
			continue
		}
		out = append(append(out, Fit(label, width)), Indent("  ", Clip(cut(value, width-2), 2, width-2))...)
	}
	return out
}

// said is a value, what follows from it, and the mark.
func said(t *theme.Theme, r view.Read) string {
	value, mark := strings.CutSuffix(r.Said(), view.Used)
	if !mark {
		return t.Plain.Render(value)
	}
	return t.Plain.Render(strings.TrimRight(value, " ")) + "  " + t.Here.Render(view.Used)
}

// cut is line in lines of at most width cells, cut between words where there are any.
func cut(line string, width int) []string {
	return strings.Split(ansi.Wrap(line, max(width, 1), ""), "\n")
}
