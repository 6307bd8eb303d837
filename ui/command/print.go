package command

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"

	"federate/federation"
	"federate/steps"
	"federate/steps/view"
	"federate/ui/report"
)

// say writes a line for the person at the terminal, on the standard error.
func (a *app) say(format string, args ...any) {
	fmt.Fprintln(a.Err, federation.Unsaid(fmt.Sprintf(format, args...)))
}

// blocks writes findings one under the other.
func blocks(w io.Writer, fs []federation.Finding) {
	for i, f := range fs {
		if i > 0 {
			fmt.Fprintln(w)
		}
		report.Text(w, view.Of(f))
	}
}

// table writes rows in columns as wide as they need to be. The last column is
// left as it is.
func table(w io.Writer, rows [][]string) {
	var widths []int
	for _, r := range rows {
		for i, c := range r {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], ansi.StringWidth(c))
		}
	}
	for _, r := range rows {
		var b strings.Builder
		for i, c := range r {
			b.WriteString(c)
			if i < len(r)-1 {
				b.WriteString(strings.Repeat(" ", widths[i]-ansi.StringWidth(c)+2))
			}
		}
		fmt.Fprintln(w, strings.TrimRight(b.String(), " "))
	}
}

// An outcome is what a change led to, as JSON has it.
type outcome struct {
	Version    int            `json:"version"`
	Federation string         `json:"federation"`
	Seq        int64          `json:"seq"`     // of the newest event
	Changed    bool           `json:"changed"` // false: nothing new was said
	Steps      []outcomeStep  `json:"steps"`   // the ones concerned
	Findings   []view.Finding `json:"findings"`
	Next       string         `json:"next"`
}

type outcomeStep struct {
	Ref   string      `json:"ref"`
	State steps.State `json:"state"`
	Why   []string    `json:"why"`
}

// changed prints what a change led to: how the steps concerned stand now, and
// every finding that leads back to them.
func (a *app) changed(before, after *steps.Snapshot, asJSON bool) error {
	if after.IsEstate() {
		return a.changedEstate(after, asJSON)
	}
	out := outcome{Version: 1, Federation: after.State.ID, Seq: after.State.Last, Changed: after.State.Last > before.State.Last,
		Next: after.Next()}
	var found []federation.Finding
	for _, ref := range concerned(before, after) {
		st := after.Status[ref]
		out.Steps = append(out.Steps, outcomeStep{ref, st.State, st.Why})
		for _, f := range after.FindingsAt(ref) {
			if !slices.ContainsFunc(found, func(o federation.Finding) bool {
				return o.Code == f.Code && o.Subject == f.Subject && o.Attempt == f.Attempt
			}) {
				found = append(found, f)
			}
		}
	}
	out.Findings = view.Findings(found)
	if asJSON {
		return report.Line(a.Out, out)
	}
	if !out.Changed {
		a.say("nothing new: it was said already")
	}
	w := a.Out
	for _, s := range out.Steps {
		fmt.Fprintf(w, "%s is %s%s\n", s.Ref, s.State, because(s.Why))
	}
	if len(found) > 0 {
		fmt.Fprintln(w)
		blocks(w, found)
	}
	if s, ok := after.Step(out.Next); ok {
		a.say("next: %s (%s)", s.Ref(), after.Say(s, s.Title))
	} else if after.Finished {
		a.say("nothing is left to do")
	}
	return nil
}

// concerned are the steps that the newest events speak of: where they were made,
// and where the findings about their claims lead.
func concerned(before, after *steps.Snapshot) (refs []string) {
	add := func(ref string) {
		if _, ok := after.Step(ref); ok && !slices.Contains(refs, ref) {
			refs = append(refs, ref)
		}
	}
	for _, e := range after.Events {
		if e.Seq <= before.State.Last {
			continue
		}
		add(e.Step)
		for _, f := range after.Report.Findings {
			for _, c := range e.Claims {
				if f.Subject.Side == c.Side && f.Subject.Fact == c.Fact && f.Subject.Key == c.Key {
					add(f.Step)
				}
			}
		}
	}
	return refs
}

func because(why []string) string {
	if len(why) == 0 || len(why) == 1 && why[0] == "" {
		return ""
	}
	return ": " + strings.Join(why, "; ")
}

// jsonFlag adds --json.
func jsonFlag(cmd *cobra.Command, asJSON *bool) {
	cmd.Flags().BoolVar(asJSON, "json", false, "print JSON")
}
