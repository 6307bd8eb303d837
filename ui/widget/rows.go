package widget

import (
	"fmt"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"federate/steps"
	"federate/ui/theme"
)

// A Span is the lines from From up to, but not with, To.
type Span struct{ From, To int }

// Rows is what has to be entered in a console: number, the console's label, the value
// whole. The value stands beside its label, in a column, or beneath it where it does not
// fit. A note stands beneath the row that has the focus, and with notes beneath all.
// title names the step that a value waits for; the spans say which lines belong to
// which row.
func Rows(t *theme.Theme, rows []steps.Row, title func(ref string) string, width, focus int, notes bool) (lines []string, spans []Span) {
	const margin, gap = 5, 3 // mark, number, two spaces; between label and value
	column := 0
	for _, r := range rows {
		if w := ansi.StringWidth(r.Label); w <= width/2-margin {
			column = max(column, w)
		}
	}
	for i, r := range rows {
		from := len(lines)
		mark, number := "  ", t.Quiet.Render(figure(i))
		label := t.Plain
		if i == focus {
			mark, number, label = t.Here.Render("› "), t.Here.Render(figure(i)), t.Here
		}
		head := mark + number + "  "
		value := rowValue(t, r, title)
		at := margin
		if room := width - margin - column - gap; ansi.StringWidth(r.Label) <= column && ansi.StringWidth(value) <= room && !strings.Contains(r.Short, "\n") {
			at += column + gap
			lines = append(lines, head+Pad(label.Render(r.Label), column)+strings.Repeat(" ", gap)+value)
		} else {
			lines = append(lines, beneath(t, r, title, head, label, width-margin)...)
		}
		if r.Note != "" && (notes || i == focus) {
			lines = append(lines, Indent(strings.Repeat(" ", at), Styled(t, t.Quiet, r.Note, width-at))...)
		}
		spans = append(spans, Span{from, len(lines)})
	}
	return lines, spans
}

// beneath is a row whose value stands beneath its label: the state beside the label,
// where it fits there.
func beneath(t *theme.Theme, r steps.Row, title func(string) string, head string, label lipgloss.Style, width int) (lines []string) {
	labels, state := Styled(t, label, r.Label, width), rowState(t, r, title)
	if n := len(labels) - 1; state != "" && ansi.StringWidth(labels[n])+2+ansi.StringWidth(state) <= width {
		labels[n] += "  " + state
		state = ""
	}
	lines = Indent(head, labels)
	if state != "" {
		lines = append(lines, Indent("     ", Styled(t, t.Quiet, ansi.Strip(state), width))...)
	}
	switch {
	case r.Waits, r.Clear:
	case r.Short != r.Value: // a description, which nobody has to copy by hand
		lines = append(lines, Indent("     ", Styled(t, t.Code, r.Short, width))...)
	default:
		lines = append(lines, Indent("     ", Cells(t.Code, r.Short, width))...)
	}
	return lines
}

// figure is the key that copies row i, and a space where there is none.
func figure(i int) string {
	if i < 9 {
		return fmt.Sprint(i + 1)
	}
	return " "
}

// rowState is what there is to say of a row's value, if it is no ordinary one.
func rowState(t *theme.Theme, r steps.Row, title func(ref string) string) string {
	switch {
	case r.Waits && r.Awaits != "":
		return t.Quiet.Render("◌ waits for “" + title(r.Awaits) + "”")
	case r.Waits:
		return t.Quiet.Render("◌ not known yet")
	case r.Clear:
		return t.Quiet.Render("leave empty")
	case r.Placeholder:
		return t.Caution.Render("placeholder")
	}
	return ""
}

// rowValue is the value with its state, in one line however long.
func rowValue(t *theme.Theme, r steps.Row, title func(ref string) string) string {
	state := rowState(t, r, title)
	switch {
	case r.Waits, r.Clear:
		return state
	case state != "":
		return t.Code.Render(r.Short) + "  " + state
	}
	return t.Code.Render(r.Short)
}
