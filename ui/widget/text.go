// Package widget holds what screens share: text with its little mark-up, the
// progress rail, rows of values, findings, the help line and the window that a long
// page is seen through.
//
// A widget is a function from what there is to show, and a width, to lines. It keeps
// no state. Every line closes its own styles, so that lines can be cut, moved and put
// side by side.
package widget

import (
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"federate/ui/theme"
)

// segment is a piece of a word in one style.
type segment struct {
	text  string
	style lipgloss.Style
}

// Rich sets text in lines of at most width cells. **bold** and `code` are the
// only mark-up; a word that is longer than a line is cut.
func Rich(t *theme.Theme, text string, width int) []string { return Styled(t, t.Plain, text, width) }

// Styled is Rich with another style for what has no mark-up.
func Styled(t *theme.Theme, base lipgloss.Style, text string, width int) (out []string) {
	for line := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		if pad := len(line) - len(strings.TrimLeft(line, " ")); pad > 0 && pad < width/2 {
			out = append(out, Indent(strings.Repeat(" ", pad), fill(words(t, base, line), width-pad))...)
			continue
		}
		out = append(out, fill(words(t, base, line), width)...)
	}
	return out
}

// words splits a line at its spaces, keeping the style of every piece.
func words(t *theme.Theme, base lipgloss.Style, line string) (out [][]segment) {
	style, word := base, []segment(nil)
	flush := func() {
		if word != nil {
			out = append(out, word)
			word = nil
		}
	}
	var run strings.Builder
	end := func() {
		if run.Len() > 0 {
			word = append(word, segment{run.String(), style})
			run.Reset()
		}
	}
	bold, code := false, false
	for i := 0; i < len(line); i++ {
		switch {
		case !code && strings.HasPrefix(line[i:], "**"):
			end()
			bold = !bold
			i++
		case line[i] == '`':
			end()
			code = !code
		case line[i] == ' ':
			end()
			flush()
			continue
		default:
			run.WriteByte(line[i])
			continue
		}
		switch {
		case code:
			style = t.Code
		case bold:
			style = base.Bold(true)
		default:
			style = base
		}
	}
	end()
	flush()
	return out
}

func fill(words [][]segment, width int) (out []string) {
	width = max(width, 1)
	var b strings.Builder
	used := 0
	next := func() {
		out = append(out, b.String())
		b.Reset()
		used = 0
	}
	for _, w := range words {
		size := 0
		for _, s := range w {
			size += ansi.StringWidth(s.text)
		}
		if used > 0 && used+1+size > width {
			next()
		}
		if used > 0 {
			b.WriteByte(' ')
			used++
		}
		for _, s := range w {
			rest := s.text
			for ansi.StringWidth(rest) > width-used {
				head := ansi.Truncate(rest, width-used, "")
				if head == "" && used == 0 {
					break
				}
				b.WriteString(s.style.Render(head))
				rest = strings.TrimPrefix(rest, head)
				next()
			}
			if rest != "" {
				b.WriteString(s.style.Render(rest))
				used += ansi.StringWidth(rest)
			}
		}
	}
	if used > 0 || len(out) == 0 {
		next()
	}
	return out
}

// Cells sets a value in lines of at most width cells, cutting anywhere: a value
// is shown whole, to the character.
func Cells(style lipgloss.Style, value string, width int) (out []string) {
	width = max(width, 1)
	for line := range strings.SplitSeq(strings.TrimRight(value, "\n"), "\n") {
		for {
			head := ansi.Truncate(line, width, "")
			if head == "" || head == line {
				out = append(out, style.Render(line))
				break
			}
			out = append(out, style.Render(head))
			line = strings.TrimPrefix(line, head)
		}
	}
	return out
}

// Indent puts prefix before the first line and as many spaces before the others.
func Indent(prefix string, lines []string) []string {
	pad := strings.Repeat(" ", ansi.StringWidth(prefix))
	out := make([]string, len(lines))
	for i, l := range lines {
		if i == 0 {
			out[i] = prefix + l
			continue
		}
		out[i] = pad + l
	}
	return out
}

// Clip is the first n of lines, the last of them with an ellipsis where something
// is lost; it is never wider than width cells.
func Clip(lines []string, n, width int) []string {
	if len(lines) <= n || n < 1 {
		return lines
	}
	out := append([]string{}, lines[:n]...)
	last := ansi.Truncate(out[n-1], max(width-2, 0), "")
	if ansi.StringWidth(last) < ansi.StringWidth(out[n-1]) { // cut at a word
		if i := strings.LastIndexByte(ansi.Strip(last), ' '); i > 0 {
			last = ansi.Truncate(last, ansi.StringWidth(ansi.Strip(last)[:i]), "")
		}
	}
	out[n-1] = last + " …"
	return out
}

// Fit cuts line to width cells, with an ellipsis where something is lost.
func Fit(line string, width int) string { return ansi.Truncate(line, max(width, 0), "…") }

// Pad is line in exactly width cells.
func Pad(line string, width int) string {
	line = Fit(line, width)
	return line + strings.Repeat(" ", max(0, width-ansi.StringWidth(line)))
}

// Ends sets left and right at the two ends of a line; left gives way.
func Ends(left, right string, width int) string {
	room := width - ansi.StringWidth(right)
	if right != "" {
		room -= 2
	}
	if room < 8 {
		return Fit(left, width)
	}
	if right == "" {
		return Fit(left, width)
	}
	return Pad(left, room) + "  " + right
}
