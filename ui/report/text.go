// Package report writes findings, pages and checklists for people and for programs.
//
// Both read the same: every format renders the views of federate/steps/view and
// federate/steps/checklist. None of them can leak a secret, because none is given one.
// What is written here has no colour; the screens add it.
package report

import (
	"fmt"
	"io"
	"strings"

	"federate/federation"
	"federate/steps/view"
)

// textWidth is how wide values are shown in text, in columns. Most terminals
// are narrower and wrap; a value that is cut can no longer be copied.
const textWidth = 200

// Text writes f as a block of lines, the first one unindented: what is wrong,
// where it was seen, both values with a caret under the difference, what to do,
// who does it, and on whose authority.
func Text(w io.Writer, f view.Finding) {
	textBlock(w, f, func(c Comparison) []string { return c.Pointer(textWidth) })
}

// Spoken is Text with the difference named and not pointed at: a mark under a
// character says nothing to the ear.
func Spoken(w io.Writer, f view.Finding) {
	textBlock(w, f, func(c Comparison) (out []string) {
		if c.Name != "" {
			out = append(out, "difference: "+c.Name)
		}
		return out
	})
}

func textBlock(w io.Writer, f view.Finding, difference func(Comparison) []string) {
	fmt.Fprintf(w, "%s[%s] %s\n", f.Severity, f.Code, f.Title)
	if at := f.Where(); at != "" {
		fmt.Fprintf(w, "  at %s\n", at)
	}
	if seen := f.Seen(); seen != "" {
		fmt.Fprintf(w, "  %s\n", seen)
	}
	values := Compare(f.Want, f.Got, textWidth)
	for _, l := range append(values.Values, difference(values)...) {
		fmt.Fprintf(w, "    %s\n", l)
	}
	if said := f.Likewise(); said != "" {
		fmt.Fprintf(w, "  %s\n", said)
	}
	for _, o := range f.Also {
		fmt.Fprintf(w, "    at %s\n", o.Where())
		for _, l := range Compare(o.Want, o.Got, textWidth).Values {
			fmt.Fprintf(w, "      %s\n", l)
		}
	}
	if f.Remedy != "" {
		fmt.Fprintf(w, "  fix: %s\n", f.Remedy)
	}
	var who []string
	if f.Step != "" {
		who = append(who, "step: "+f.Step)
	}
	if f.Role != "" {
		who = append(who, "who: "+f.Role.Title())
	}
	if len(who) > 0 {
		fmt.Fprintf(w, "  %s\n", strings.Join(who, "      "))
	}
	see := "federate explain " + string(f.Code)
	if f.Source.Document != "" {
		see = f.Source.String() + " · " + see
	}
	fmt.Fprintf(w, "  see: %s\n", see)
}

// Tally is how many findings there are, in words: "2 errors, 1 warning".
func Tally(fs []federation.Finding) string { return view.Tally(view.Findings(fs)) }
