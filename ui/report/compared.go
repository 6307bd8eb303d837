package report

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/charmbracelet/x/ansi"

	"federate/federation"
	"federate/federation/pki"
)

// The words in front of the two values. They are of one length, so that the
// values stand exactly one above the other.
const (
	wantWord = "want "
	gotWord  = "got  "
)

// A Comparison is two values that should have been equal, one above the other, and
// where they part.
type Comparison struct {
	Values []string // with the word in front of each; none where there is no value
	Caret  int      // the column in which they part; -1 where that is not to be pointed at
	Name   string   // what the difference is called
}

// Compare sets the two values one above the other. Values that do not fit into width
// columns are cut to a window around the difference; 0 means never. What cannot be
// seen is made visible: ␠ is a space at either end, · one of several in a row,
// <U+200B> any other invisible character. A certificate, or another value of several
// lines, is shown in one line and without a caret. Where only one of the two is
// given, only that one is shown.
func Compare(want, got string, width int) Comparison {
	switch {
	case want == "" && got == "":
		return Comparison{Caret: -1}
	case want == "":
		return Comparison{alone(shown(got), width), -1, ""}
	case lines(want) || lines(got):
		return both(brief(want), brief(got), width)
	}
	d, differs := federation.Compare(want, got)
	w, g := cells(want), cells(got)
	if got == "" {
		g = []string{"(nothing)"}
	}
	// Two words that have nothing in common need no pointing at.
	alike := d.Rune >= 3 || !strings.HasPrefix(d.Name, "from character")
	if !differs || !alike {
		return both(shown(want), shown(got), width)
	}
	// The prefixes are the same, but not how their spaces look: a space is at
	// the end of one value and inside the other.
	at := max(ansi.StringWidth(strings.Join(w[:d.Rune], "")), ansi.StringWidth(strings.Join(g[:d.Rune], "")))
	room := 0
	if width > 0 {
		room = max(width-len(wantWord), 12)
	}
	cut := 0 // columns left out on the left
	if room > 0 && at >= room-1 {
		cut = at - room/2
	}
	return Comparison{[]string{wantWord + window(w, cut, room), gotWord + window(g, cut, room)}, len(gotWord) + at - cut, d.Name}
}

// mostAlone is how many lines a value takes at most that stands alone.
const mostAlone = 4

// alone is one value, in as many lines as it takes: nothing shows what is wrong with it
// but the value as a whole.
func alone(got string, width int) (out []string) {
	room := width - len(gotWord)
	if width <= 0 || ansi.StringWidth(got) <= max(room, 12) {
		return []string{gotWord + got}
	}
	for i, l := range strings.Split(ansi.Hardwrap(got, max(room, 12), true), "\n") {
		switch {
		case i == 0:
			out = append(out, gotWord+l)
		case i == mostAlone-1:
			return append(out, strings.Repeat(" ", len(gotWord))+ansi.Truncate(l, max(room, 12)-1, "")+"…")
		default:
			out = append(out, strings.Repeat(" ", len(gotWord))+l)
		}
	}
	return out
}

// both is two values in one line each, without a caret.
func both(want, got string, width int) Comparison {
	return Comparison{[]string{wantWord + fit(want, width-len(wantWord), 0), gotWord + fit(got, width-len(gotWord), 0)}, -1, ""}
}

// Pointer is the lines under the values in width columns: a caret, and what the
// difference is called.
//
//	want https://sp.example/saml
//	got  https://sp.example/saml/
//	                            ^ a slash too many at the end
func (c Comparison) Pointer(width int) []string {
	switch name := ansi.StringWidth(c.Name); {
	case c.Caret < 0:
		return nil
	case width <= 0 || c.Caret+2+name <= width:
		return []string{strings.Repeat(" ", c.Caret) + "^ " + c.Name}
	case name+1 <= c.Caret:
		return []string{strings.Repeat(" ", c.Caret-1-name) + c.Name + " ^"}
	}
	out := []string{strings.Repeat(" ", c.Caret) + "^"}
	for l := range strings.SplitSeq(ansi.Wordwrap(c.Name, max(width-len(gotWord), 12), ""), "\n") {
		out = append(out, strings.Repeat(" ", len(gotWord))+l)
	}
	return out
}

// Compared is the values and the pointer under them.
func Compared(want, got string, width int) []string {
	c := Compare(want, got, width)
	return append(c.Values, c.Pointer(width)...)
}

// cells is value rune by rune, each as it is shown.
func cells(value string) []string {
	rs := []rune(value)
	first, last := 0, len(rs)
	for first < len(rs) && rs[first] == ' ' {
		first++
	}
	for last > first && rs[last-1] == ' ' {
		last--
	}
	out := make([]string, len(rs))
	for i, r := range rs {
		switch {
		case r == ' ' && (i < first || i >= last):
			out[i] = "␠"
		case r == ' ' && (rs[i-1] == ' ' || rs[i+1] == ' '):
			out[i] = "·"
		case r == '\u00a0' || unicode.IsControl(r) || federation.Obeyed(r) || unicode.Is(unicode.Mn, r) || r == unicode.ReplacementChar:
			out[i] = fmt.Sprintf("<U+%04X>", r)
		default:
			out[i] = string(r)
		}
	}
	return out
}

func shown(value string) string { return strings.Join(cells(value), "") }

// window is what is left of cells after cut columns, in room columns at most.
func window(cells []string, cut, room int) string {
	s := strings.Join(cells, "")
	return fit(s, room, cut)
}

// fit cuts s to room columns, leaving out the first cut ones; 0 is any room.
func fit(s string, room, cut int) string {
	if cut > 0 {
		s = ansi.TruncateLeft(s, cut+1, "…")
	}
	if room > 0 {
		s = ansi.Truncate(s, room, "…")
	}
	return s
}

// lines reports whether value is of several lines.
func lines(value string) bool {
	return strings.Contains(strings.Trim(value, "\r\n"), "\n") || strings.Contains(value, "-----BEGIN ")
}

// brief is value in one line.
func brief(value string) string {
	if strings.Contains(value, "-----BEGIN CERTIFICATE") {
		if _, err := pki.Certificate(value); err == nil {
			return pki.Brief(value)
		}
	}
	if !lines(value) {
		return shown(value)
	}
	first, rest, _ := strings.Cut(strings.Trim(value, "\r\n"), "\n")
	return fmt.Sprintf("%s … (%d more lines)", shown(strings.TrimRight(first, "\r")), 1+strings.Count(rest, "\n"))
}
