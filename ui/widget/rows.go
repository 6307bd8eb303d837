package widget

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"federate/steps"
	"federate/ui/theme"
)

// A Span is the lines from From up to, but not with, To.
type Span struct{ From, To int }

// Rows is what has to be entered in a console: number, the console's label, the
// value whole. Where a label and its value do not fit side by side, all of them
// stand one above the other. title names the step that a value waits for; the
// spans say which lines belong to which row.
func Rows(t *theme.Theme, rows []steps.Row, title func(ref string) string, width, focus int) (lines []string, spans []Span) {
	const margin = 5 // mark, number, two spaces
	column, beside := 0, true
	for _, r := range rows {
		column = max(column, ansi.StringWidth(r.Label))
	}
	for _, r := range rows {
		beside = beside && column <= width/2-margin && margin+column+3+ansi.StringWidth(r.Short) <= width
	}
	for i, r := range rows {
		from := len(lines)
		mark, number := "  ", t.Quiet.Render(figure(i))
		label := t.Plain
		if i == focus {
			mark, number, label = t.Here.Render("› "), t.Here.Render(figure(i)), t.Here
		}
		head := mark + number + "  "
		state, value := rowValue(t, r, title, width-margin)
		if beside {
			text := state
			if len(value) > 0 {
				text = value[0]
				if state != "" {
					text += "  " + state
				}
			}
			pad := Pad(label.Render(r.Label), column) + "   "
			beneath := []string{text}
			if room := width - margin - column - 3; ansi.StringWidth(text) > room { // the state goes under it
				beneath = append(value[:min(1, len(value))], Styled(t, t.Quiet, ansi.Strip(state), room)...)
			}
			lines = append(lines, Indent(head+pad, beneath)...)
			lines = append(lines, note(t, r, margin+column+3, width)...)
		} else {
			if i > 0 {
				lines = append(lines, "")
				from++
			}
			labels := Styled(t, label, r.Label, width-margin)
			if n := len(labels) - 1; state != "" && ansi.StringWidth(labels[n])+2+ansi.StringWidth(state) <= width-margin {
				labels[n] += "  " + state
				state = ""
			}
			lines = append(lines, Indent(head, labels)...)
			if state != "" {
				lines = append(lines, Indent("     ", Styled(t, t.Quiet, ansi.Strip(state), width-margin))...)
			}
			lines = append(lines, Indent("     ", value)...)
			lines = append(lines, note(t, r, margin, width)...)
		}
		spans = append(spans, Span{from, len(lines)})
	}
	return lines, spans
}

// figure is the key that copies row i, and a space where there is none.
func figure(i int) string {
	if i < 9 {
		return fmt.Sprint(i + 1)
	}
	return " "
}

func note(t *theme.Theme, r steps.Row, indent, width int) []string {
	if r.Note == "" {
		return nil
	}
	return Indent(strings.Repeat(" ", indent), Styled(t, t.Quiet, r.Note, width-indent))
}

// rowValue is what there is to say of a row's value, and the value.
func rowValue(t *theme.Theme, r steps.Row, title func(ref string) string, width int) (state string, value []string) {
	switch {
	case r.Waits && r.Awaits != "":
		return t.Quiet.Render("◌ waits for “" + title(r.Awaits) + "”"), nil
	case r.Waits:
		return t.Quiet.Render("◌ not known yet"), nil
	case r.Clear:
		return t.Quiet.Render("leave empty"), nil
	}
	value = Cells(t.Code, r.Short, width)
	if r.Short != r.Value { // a description, which nobody has to copy by hand
		value = Styled(t, t.Code, r.Short, width)
	}
	if r.Placeholder {
		return t.Caution.Render("placeholder"), value
	}
	return "", value
}
