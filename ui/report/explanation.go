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
func Explanation(w io.Writer, x view.Explanation) {
	fmt.Fprintf(w, "%s (%s)\n", strings.Join(append([]string{x.Code}, x.Same...), ", "), x.Vendor)
	if x.Guess {
		fmt.Fprintf(w, "  %s\n", view.AGuess)
	}
	fmt.Fprintf(w, "  %s\n", x.Means)
	for i, c := range x.Causes {
		if i == 0 {
			fmt.Fprintln(w, "  causes, the likeliest first:")
		}
		fmt.Fprintf(w, "    %d. %s\n", i+1, c)
		if x.Signs[i] != "" {
			fmt.Fprintf(w, "       sign: %s\n", x.Signs[i])
		}
	}
	if x.Remedy != "" {
		fmt.Fprintf(w, "  fix: %s\n", x.Remedy)
	}
	if x.Role != "" {
		fmt.Fprintf(w, "  who: %s\n", x.Role.Title())
	}
	for _, v := range x.Values {
		fmt.Fprintf(w, "  the text says: %s: %s\n", v.Name, v.Value)
	}
	for i, f := range x.Facts {
		if i == 0 {
			fmt.Fprintln(w, "  look at:")
		}
		fmt.Fprintf(w, "    %s, %s\n", f.Fact, f.Title)
		for _, line := range f.Said {
			fmt.Fprintf(w, "      %s\n", line)
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
