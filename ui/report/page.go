package report

import (
	"fmt"
	"strings"

	"federate/federation"
	"federate/steps/view"
)

// Page is the page of a rule in Markdown: what it means, what to do, who does it, and its
// source, with prose where there is more to say. words are those of the consoles, or the
// general ones.
func Page(r federation.Rule, words federation.Words, prose string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n**%s**\n\n", r.Code, r.Title)
	c := r.Confidence
	if c == "" {
		c = federation.Solid
	}
	severity := r.Severity
	if !r.Uncapped {
		severity = c.Cap(severity)
	}
	fmt.Fprintf(&b, "%s · %s · %s\n", severity, r.Role.Title(), sureness(c))
	if p := strings.TrimSpace(prose); p != "" {
		fmt.Fprintf(&b, "\n%s\n", p)
	}
	fmt.Fprintf(&b, "\n## What to do\n\n%s.\n", strings.TrimSuffix(words.Say(r.Remedy), "."))
	if len(r.Because) > 0 {
		b.WriteString("\n## Not reported beside\n\n")
		for _, code := range r.Because {
			fmt.Fprintf(&b, "- %s\n", code)
		}
	}
	if r.Source.Document != "" {
		fmt.Fprintf(&b, "\n## Source\n\n%s\n", cite(view.Source(r.Source)).markdown())
	}
	return b.String()
}

// sureness is a mark of confidence as a sentence says it.
func sureness(c federation.Confidence) string {
	switch c {
	case federation.Likely:
		return "likely: official, but old, single or inferred"
	case federation.DocumentOnly:
		return "document only: one document says so and nobody else"
	case federation.Doubtful:
		return "doubtful: sources contradict each other"
	case federation.Unverified:
		return "unverified: known from practice"
	}
	return "solid"
}
