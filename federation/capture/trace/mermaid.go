package trace

import (
	"fmt"
	"strings"
)

// Mermaid is the sequence as a Mermaid sequence diagram, for exports in
// Markdown. What has a meaning in Mermaid or HTML is taken out of the words.
func (t *Trace) Mermaid() string {
	var b strings.Builder
	name := func(part Part, title string) string {
		if hosts := t.hosts(part); hosts != "" {
			return title + " (" + tame(hosts) + ")"
		}
		return title
	}
	fmt.Fprintf(&b, "sequenceDiagram\n    participant B as browser\n    participant I as %s\n    participant P as %s\n",
		name(IdP, "IdP"), name(Platform, "platform"))
	letters := map[Part]string{IdP: "I", Platform: "P", Other: "B"}
	for _, r := range t.rows() {
		if r.Step == nil {
			fmt.Fprintf(&b, "    Note over B: %d more\n", r.left)
			continue
		}
		to := letters[r.Part]
		fmt.Fprintf(&b, "    B->>%s: %d. %s\n", to, r.Number, tame(r.up))
		arrow := "-->>"
		if r.broke != "" {
			arrow = "--x"
		}
		fmt.Fprintf(&b, "    %s%sB: %s\n", to, arrow, tame(r.down))
		if r.broke != "" {
			fmt.Fprintf(&b, "    Note over B,P: it broke here: %s\n", tame(r.broke))
		}
	}
	return b.String()
}

// tame keeps the characters that mean nothing to Mermaid, Markdown and HTML.
func tame(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', strings.ContainsRune(" /.,:?=-_~%+()…@", r):
			return r
		}
		return '·'
	}, s)
}
