// Package report writes findings, pages and checklists for people and for
// programs.
//
// It believes that both read the same thing: whatever the text says, the JSON
// holds too, and no format knows a secret, because none is given one. What is
// written here has no colour; whoever wants some adds it.
package report

import (
	"fmt"
	"io"
	"strings"

	"federate/federation"
)

// textWidth is how wide values are shown in text, in columns. Most terminals
// are narrower and wrap; a value that is cut can no longer be copied.
const textWidth = 200

// Text writes f as a block of lines, the first one unindented: what is wrong,
// where it was seen, both values with a caret under the difference, what to do,
// who does it, and on whose authority.
func Text(w io.Writer, f federation.Finding) {
	fmt.Fprintf(w, "%s[%s] %s\n", f.Severity, f.Code, Plain(f.Title))
	if at := place(f.Subject); at != "" {
		fmt.Fprintf(w, "  at %s\n", at)
	}
	if f.Detail != "" {
		fmt.Fprintf(w, "  %s\n", Plain(f.Detail))
	}
	for _, l := range Compared(f.Want, f.Got, textWidth) {
		fmt.Fprintf(w, "    %s\n", l)
	}
	if f.Remedy != "" {
		fmt.Fprintf(w, "  fix: %s\n", Plain(f.Remedy))
	}
	who := ""
	if f.Role != "" {
		who = "who: " + f.Role.Title()
	}
	switch {
	case f.Step != "" && who != "":
		fmt.Fprintf(w, "  step: %s      %s\n", f.Step, who)
	case f.Step != "":
		fmt.Fprintf(w, "  step: %s\n", f.Step)
	case who != "":
		fmt.Fprintf(w, "  %s\n", who)
	}
	see := "federate explain " + string(f.Code)
	if f.Source.Document != "" {
		see = Authority(f.Source) + " · " + see
	}
	fmt.Fprintf(w, "  see: %s\n", see)
}

// place is where a finding was seen, in words.
func place(s federation.Subject) string {
	var parts []string
	if s.Artifact != "" {
		parts = append(parts, string(s.Artifact))
	}
	if s.Path != "" {
		parts = append(parts, s.Path)
	}
	if s.Line > 0 && s.Path == "" {
		parts = append(parts, fmt.Sprintf("line %d", s.Line))
	}
	if len(parts) > 0 {
		return strings.Join(parts, " ")
	}
	if s.Fact == "" {
		return ""
	}
	at := string(s.Fact)
	if s.Side != "" {
		at = string(s.Side) + "/" + at
	}
	if s.Key != "" {
		at += "#" + s.Key
	}
	return at
}

// Plain takes the emphasis out of a text, for where there is none.
func Plain(text string) string { return strings.ReplaceAll(text, "**", "") }

// Tally is how many findings there are, in words: "2 errors, 1 warning".
func Tally(fs []federation.Finding) string {
	var count [4]int
	for _, f := range fs {
		count[min(int(f.Severity), 3)]++
	}
	var parts []string
	for _, s := range []federation.Severity{federation.Error, federation.Warning, federation.Note} {
		switch n := count[s]; n {
		case 0:
		case 1:
			parts = append(parts, "1 "+s.String())
		default:
			parts = append(parts, fmt.Sprintf("%d %ss", n, s))
		}
	}
	if len(parts) == 0 {
		return "no findings"
	}
	return strings.Join(parts, ", ")
}
