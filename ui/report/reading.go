package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"federate/federation"
	"federate/steps/view"
)

// mostRead is how many lines of one document are shown in text; JSON has them all.
const mostRead = 40

// mostLabel is the widest label that values stand beside, in columns: an attribute may
// have an address for its name, and its value stands beneath that.
const mostLabel = 34

// Readings writes what was read of each document, a line each, and what the mark means.
func Readings(w io.Writer, ds []view.Document, words federation.Words) {
	var legends []string
	for i, d := range ds {
		if i > 0 {
			fmt.Fprintln(w)
		}
		fmt.Fprintf(w, "%s (%s)\n", d.Path, d.Title)
		reads(w, d, "  ")
		for _, p := range d.Parts {
			fmt.Fprintf(w, "  %s (%s)\n", p.Path, p.Title)
			reads(w, p, "    ")
		}
		if l := d.Legend(words); l != "" && !slices.Contains(legends, l) {
			legends = append(legends, l)
		}
	}
	for _, l := range legends {
		fmt.Fprintf(w, "\n%s\n", l)
	}
}

// reads writes the lines of d, the values beneath each other.
func reads(w io.Writer, d view.Document, indent string) {
	shown := d.Read[:min(len(d.Read), mostRead)]
	width := 0
	for _, r := range shown {
		if n := ansi.StringWidth(r.Label); n <= mostLabel {
			width = max(width, n)
		}
	}
	about := ""
	for _, r := range shown {
		if r.About != about && r.About != "" {
			fmt.Fprintf(w, "%s%s\n", indent, r.About)
		}
		about = r.About
		label := federation.Phrase(r.Label)
		if about != "" {
			label = "  " + label
		}
		room := width + 2
		if ansi.StringWidth(label) > room {
			fmt.Fprintf(w, "%s%s\n", indent, label)
			label = ""
		}
		fmt.Fprintf(w, "%s%s%s  %s\n", indent, label, strings.Repeat(" ", room-ansi.StringWidth(label)), r.Said())
	}
	if more := len(d.Read) - len(shown); more > 0 {
		fmt.Fprintf(w, "%sand %s; --json has them all\n", indent, federation.Count(more, "more line"))
	}
}
