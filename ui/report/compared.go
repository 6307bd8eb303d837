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

// Compared returns the two values that should have been equal one above the
// other, and under them a caret at the first character that differs, with what
// the difference is called:
//
//	want https://sp.example/saml
//	got  https://sp.example/saml/
//	                            ^ a slash too many at the end
//
// Values that do not fit into width columns are cut to a window around the
// difference; 0 means never. What cannot be seen is made visible: ␠ is a space
// at either end, · one of several in a row, <U+200B> any other invisible
// character. A certificate, or another value of several lines, is shown in one
// line and without a caret. Where only one of the two is given, only that one
// is shown.
func Compared(want, got string, width int) []string {
	switch {
	case want == "" && got == "":
		return nil
	case want == "":
		return []string{gotWord + fit(shown(got), width-len(gotWord), 0)}
	case lines(want) || lines(got):
		return []string{wantWord + fit(brief(want), width-len(wantWord), 0), gotWord + fit(brief(got), width-len(gotWord), 0)}
	}
	d, differs := federation.Compare(want, got)
	w, g := cells(want), cells(got)
	if got == "" {
		g = []string{"(nothing)"}
	}
	// The prefixes are the same, but not how their spaces look: a space is at
	// the end of one value and inside the other.
	at := max(ansi.StringWidth(strings.Join(w[:d.Rune], "")), ansi.StringWidth(strings.Join(g[:d.Rune], "")))
	// Two words that have nothing in common need no pointing at.
	alike := d.Rune >= 3 || !strings.HasPrefix(d.Name, "from character")
	if !differs || !alike {
		return []string{wantWord + fit(shown(want), width-len(wantWord), 0), gotWord + fit(shown(got), width-len(gotWord), 0)}
	}
	room := 0
	if width > 0 {
		room = max(width-len(wantWord), 12)
	}
	cut := 0 // columns left out on the left
	if room > 0 && at >= room-1 {
		cut = at - room/2
	}
	out := []string{wantWord + window(w, cut, room), gotWord + window(g, cut, room)}
	caret := len(gotWord) + at - cut
	switch {
	case width <= 0 || caret+2+ansi.StringWidth(d.Name) <= width:
		out = append(out, strings.Repeat(" ", caret)+"^ "+d.Name)
	case ansi.StringWidth(d.Name)+1 <= caret:
		out = append(out, strings.Repeat(" ", caret-1-ansi.StringWidth(d.Name))+d.Name+" ^")
	default:
		out = append(out, strings.Repeat(" ", caret)+"^")
		for _, l := range strings.Split(ansi.Wordwrap(d.Name, max(width-len(gotWord), 12), ""), "\n") {
			out = append(out, strings.Repeat(" ", len(gotWord))+l)
		}
	}
	return out
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
