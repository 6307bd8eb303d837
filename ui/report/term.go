package report

import (
	"fmt"
	"io"
	"strings"

	"federate/federation"
	"federate/steps/view"
)

// Term writes what a name means: what it is, what each console calls it and which
// steps hold it.
func Term(w io.Writer, x view.Term, words federation.Words) {
	fmt.Fprintf(w, "%s, %s\n", x.Fact, x.Title)
	if x.About != "" {
		fmt.Fprintf(w, "  %s\n", x.About)
	}
	if x.Owner != "" {
		fmt.Fprintf(w, "  whose word counts: %s\n", words.Name(x.Owner))
	}
	for i, c := range x.Calls {
		if i == 0 {
			fmt.Fprintln(w, "  what each console calls it, and the steps that hold it:")
		}
		label := c.Label
		if label == "" {
			label = "(no label of its own)"
		}
		fmt.Fprintf(w, "    %s: %s\n", c.Title, label)
		if len(c.Steps) > 0 {
			fmt.Fprintf(w, "      %s\n", strings.Join(c.Steps, ", "))
		}
	}
	if len(x.Also) > 0 {
		fmt.Fprintf(w, "  also called: %s\n", strings.Join(x.Also, ", "))
	}
}
