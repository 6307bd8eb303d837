package federation

import (
	"fmt"
	"strings"
	"unicode"
)

// Obeyed reports whether r is a character that a terminal acts on or hides: the
// control characters except the line end and the tab, those that change the
// direction of text or have no width, and the line ends that only Unicode has.
func Obeyed(r rune) bool {
	if r < unicode.MaxASCII { // nearly everything that is printed
		return r < ' ' && r != '\n' && r != '\t'
	}
	return unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point)
}

// Visible names every character of s that a terminal would obey or hide:
// "<U+202E>". What it lets stand is text.
func Visible(s string) string { return VisibleAs(s, "<U+%04X>") }

// VisibleAs is Visible with each character named by format, for text in which
// angle brackets mean something.
func VisibleAs(s, format string) string {
	if strings.IndexFunc(s, Obeyed) < 0 {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if Obeyed(r) {
			fmt.Fprintf(&b, format, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}
