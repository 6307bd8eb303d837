package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"federate/federation"
	"federate/steps/checklist"
	"federate/steps/view"
)

// Markdown writes c as a document that can be filed: what stands, who did which
// step and when, with which values, what was found, and the journal behind it.
func Markdown(out io.Writer, c checklist.Checklist) error {
	w := bufio.NewWriter(out)
	fmt.Fprintf(w, "# %s\n\n", inline(c.Name))
	fmt.Fprintf(w, "Single sign-on from %s to %s, as it stood on %s.\n\n", inline(c.IdP), inline(c.Platform), c.At)
	summary(w, c)
	if left := c.Left(); len(left) > 0 || len(c.Placeholders) > 0 {
		w.WriteString("\n## What is left\n\n")
		for _, s := range left {
			why := s.Why
			if len(why) > 1 {
				why = []string{why[0], fmt.Sprintf("and %d more", len(why)-1)}
			}
			fmt.Fprintf(w, "- %d. %s (%s): %s%s\n", s.Number, inline(s.Title), s.Role.Title(), s.State, because(why))
		}
		for _, p := range c.Placeholders {
			fmt.Fprintf(w, "- %s in %s still holds the placeholder %s\n", inline(p.Label), inline(p.Where), code(p.Value))
		}
	}
	checks(w, c)
	stepList(w, c)
	if len(c.Certificates) > 0 {
		w.WriteString("\n## Certificates\n\n| Certificate | Subject | SHA-1 thumbprint | Valid from | Last day |\n|---|---|---|---|---|\n")
		for _, x := range c.Certificates {
			fmt.Fprintf(w, "| %s | %s | %s | %s | %s |\n", cell(x.Label), cell(x.Subject), codeCell(x.Thumbprint), x.First.Day(), x.Last.Day())
		}
	}
	if len(c.Attempts) > 0 {
		w.WriteString("\n## Logins that were judged\n\n| Login | Document | Handed in | Verdict | Findings |\n|---|---|---|---|---|\n")
		for _, a := range c.Attempts {
			fmt.Fprintf(w, "| %s | %s | %s by %s | %s | %s |\n", cell(attemptWord(a.Key)), codeCell(a.Digest), a.At, cell(a.By), a.Verdict, view.Tally(a.Findings))
		}
		for _, a := range c.Attempts {
			fmt.Fprintf(w, "\n%s:\n\n", inline(attemptWord(a.Key)))
			for _, line := range a.Proof.Lines {
				fmt.Fprintf(w, "- %s\n", inline(line))
			}
		}
		for _, a := range c.Attempts {
			if a.Sequence != nil {
				fmt.Fprintf(w, "\n%s, as it was recorded:\n\n    %s\n", inline(attemptWord(a.Key)), strings.Join(a.Sequence, "\n    "))
			}
		}
	}
	history(w, c)
	return w.Flush()
}

func summary(w *bufio.Writer, c checklist.Checklist) {
	state := fmt.Sprintf("%d of %d steps settled", c.Settled, c.All)
	if c.Finished {
		state = "finished, " + state
	}
	if c.Archived {
		state += ", archived"
	}
	w.WriteString("| | |\n|---|---|\n")
	row := func(what, value string) {
		if value != "" {
			fmt.Fprintf(w, "| %s | %s |\n", what, value)
		}
	}
	row("State", state)
	for _, line := range c.Overridden {
		row("Gate", cell(line))
	}
	row("Platform", cell(c.Platform))
	row("Identity provider", cell(c.IdP))
	row("Protocol", cell(protocol(c.Protocol)))
	route := cell(c.Route)
	if route == "" {
		route = "joined by the values that each step takes and gives"
	} else if c.RouteSource.Document != "" {
		route += ", " + cell(cite(c.RouteSource))
	}
	row("Order of the steps", route)
	row("Begun", c.Created.String()+by(cell(c.By)))
	row("Findings", view.Tally(c.Findings))
	if n := len(c.Waived); n > 0 {
		row("Accepted findings", fmt.Sprint(n))
	}
	if n := len(c.Waiting); n > 0 {
		row("Checks that wait", fmt.Sprint(n))
	}
}

func checks(w *bufio.Writer, c checklist.Checklist) {
	w.WriteString("\n## Findings\n\n")
	if len(c.Findings) == 0 {
		w.WriteString("None is open.\n")
	}
	for _, f := range c.Findings {
		fmt.Fprintf(w, "- **%s** %s: %s", f.Severity, code(string(f.Code)), inline(f.Title))
		if f.Attempt != "" {
			fmt.Fprintf(w, ", in the %s login", attemptWord(f.Attempt))
		}
		w.WriteString("\n")
		if f.Detail != "" {
			fmt.Fprintf(w, "  - Seen: %s\n", inline(f.Detail))
		}
		if f.Want != "" {
			fmt.Fprintf(w, "  - Wanted: %s\n", code(brief(f.Want)))
		}
		if f.Got != "" {
			fmt.Fprintf(w, "  - Found: %s\n", code(brief(f.Got)))
		}
		fmt.Fprintf(w, "  - To do (%s%s): %s\n", f.Role.Title(), at(f.Step), inline(f.Remedy))
		if f.Source.Document != "" {
			fmt.Fprintf(w, "  - Source: %s\n", inline(f.Source.String()))
		}
	}
	if len(c.Waived)+len(c.Lapsed) > 0 {
		w.WriteString("\n### Accepted\n\n| Finding | Reason | By | On | Until |\n|---|---|---|---|---|\n")
		for _, x := range c.Waived {
			waiver(w, x, "")
		}
		for _, x := range c.Lapsed {
			waiver(w, x, " (no longer)")
		}
	}
	if len(c.Waiting) > 0 {
		w.WriteString("\n### Not judged yet\n\nWaiting is not passing.\n\n")
		for _, line := range Waits(c.Waiting) {
			fmt.Fprintf(w, "- %s\n", inline(line))
		}
	}
}

func waiver(w *bufio.Writer, x view.Accepted, suffix string) {
	fmt.Fprintf(w, "| %s%s | %s | %s | %s | %s |\n", codeCell(string(x.Code)), suffix, cell(x.Reason), cell(x.By), x.At, x.Until.Day())
}

func stepList(w *bufio.Writer, c checklist.Checklist) {
	w.WriteString("\n## Steps\n")
	phase := ""
	for _, s := range c.Steps {
		if s.Phase != phase {
			phase = s.Phase
			fmt.Fprintf(w, "\n### %s\n\n", phase)
		}
		mark := " "
		if s.Settled {
			mark = "x"
		}
		fmt.Fprintf(w, "- [%s] %d. **%s** (%s", mark, s.Number, inline(s.Title), s.Role.Title())
		if s.Console != "" {
			fmt.Fprintf(w, ", %s", inline(s.Console))
		}
		w.WriteString(")\n")
		if len(s.Where) > 0 {
			fmt.Fprintf(w, "  - Where: %s\n", inline(strings.Join(s.Where, " > ")))
		}
		switch {
		case s.Done == "":
			fmt.Fprintf(w, "  - %s%s%s\n", federation.Sentence(string(s.State)), optional(s), because(s.Why))
		case s.Settled:
			fmt.Fprintf(w, "  - %s by %s on %s%s\n", federation.Sentence(s.Done), inline(s.By), s.At, colon(s.Reason+s.Note))
		default:
			fmt.Fprintf(w, "  - %s by %s on %s%s; now %s%s\n", federation.Sentence(s.Done), inline(s.By), s.At, colon(s.Reason+s.Note), s.State, because(s.Why))
		}
		if s.Override != "" {
			fmt.Fprintf(w, "  - The gate was shut and was passed all the same: %s\n", inline(s.Override))
		}
		for _, v := range s.Values {
			fmt.Fprintf(w, "  - %s: %s\n", inline(v.Label), value(v))
		}
		if s.Source.Document != "" {
			fmt.Fprintf(w, "  - Source: %s (%s)\n", inline(s.Source.String()), s.Confidence)
		}
	}
}

func value(v checklist.Value) string {
	out := code(v.Value)
	switch {
	case v.Secret:
		out = "given, not shown"
	case v.Clear:
		out = "left empty"
	case v.Value == "":
		out = "not known yet"
	}
	if v.Placeholder {
		out += " (a placeholder)"
	}
	if v.Now != "" {
		out += "; belongs there now: " + code(v.Now)
	}
	if v.By != "" && !v.At.IsZero() {
		out += ", " + inline(v.By) + " on " + v.At.String()
	}
	return out
}

func history(w *bufio.Writer, c checklist.Checklist) {
	w.WriteString("\n## Journal\n\n| | When | Who | What |\n|---|---|---|---|\n")
	for _, e := range c.History {
		fmt.Fprintf(w, "| %d | %s | %s | %s |\n", e.Seq, e.At, cell(e.By), cell(strings.Join(Told(e), "; ")))
	}
}
