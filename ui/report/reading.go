package report

import (
	"fmt"
	"io"
	"path"
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
	}
	for _, l := range view.Legends(ds, words) {
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

// read is what documents say, a table each, and what marked values mean.
func (d *document) read(documents []view.Document, marked []string) {
	if len(documents) == 0 {
		return
	}
	d.heading("What was read")
	for _, l := range marked {
		d.text(text(l))
	}
	for _, x := range documents {
		if len(x.Read) == 0 {
			continue
		}
		title := federation.Sentence(x.Title)
		if x.Key != "" {
			title += ", " + x.Key
		}
		d.subheading(title)
		d.text(textf("From %s, ", path.Base(strings.ReplaceAll(x.Path, `\`, "/"))).and(code(x.Digest)))
		d.table([]string{"What it says", "Value", "Note"}, each(x.Read, func(r view.Read) []rich {
			label, note := r.Label, r.Note
			if r.About != "" {
				label = r.About + ": " + label
			}
			if r.Used {
				note = strings.TrimPrefix(note+", "+view.Used, ", ")
			}
			return []rich{text(federation.Phrase(label)), code(federation.Phrase(r.Value)), text(note)}
		}))
	}
}
