package report

import (
	"fmt"
	"io"
	"strings"

	"federate/federation"
	"federate/steps/view"
)

// Explanation writes what a vendor's error means: its causes, the likeliest first, what
// to look at, and where to go back to.
func Explanation(w io.Writer, x view.Explanation, words federation.Words) {
	fmt.Fprintf(w, "%s (%s)\n", x.Code, x.Vendor)
	if x.Guess {
		fmt.Fprintf(w, "  %s\n", view.AGuess)
	}
	fmt.Fprintf(w, "  %s\n", x.Means)
	for i, c := range x.Causes {
		if i == 0 {
			fmt.Fprintln(w, "  causes, the likeliest first:")
		}
		fmt.Fprintf(w, "    %d. %s\n", i+1, c)
	}
	if x.Remedy != "" {
		fmt.Fprintf(w, "  fix: %s\n", x.Remedy)
	}
	for i, f := range x.Facts {
		if i == 0 {
			fmt.Fprintln(w, "  look at:")
		}
		fmt.Fprintf(w, "    %s, %s\n", f.Fact, f.Title)
		for _, side := range []federation.Side{federation.Platform, federation.IdP} {
			if value, ok := f.Values[string(side)]; ok {
				fmt.Fprintf(w, "      in %s: %s\n", words.Name(side), value)
			}
		}
	}
	back := x.Back
	if back == nil {
		back = x.Steps
	}
	for i, step := range back {
		if i == 0 {
			fmt.Fprintln(w, "  go back to:")
		}
		fmt.Fprintf(w, "    %s\n", step)
	}
	if len(x.Codes) > 0 {
		fmt.Fprintf(w, "  same story: %s\n", strings.Join(each(x.Codes, func(c federation.Code) string { return string(c) }), ", "))
	}
	if see := x.Source.String(); see != "" {
		fmt.Fprintf(w, "  see: %s (%s)\n", see, x.Confidence)
	}
}
