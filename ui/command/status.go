package command

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"federate/federation"
	"federate/steps"
	"federate/steps/checklist"
	"federate/steps/view"
	"federate/ui/report"
)

type statusReport struct {
	Version      int                     `json:"version"`
	ID           string                  `json:"id"`
	Name         string                  `json:"name"`
	Platform     string                  `json:"platform"`
	IdP          string                  `json:"idp"`
	Protocol     string                  `json:"protocol"`
	Route        string                  `json:"route"`
	Settled      int                     `json:"settled"`
	All          int                     `json:"all"`
	Archived     bool                    `json:"archived"`
	Finished     bool                    `json:"finished"`
	Next         string                  `json:"next"`
	Steps        []statusStep            `json:"steps"`
	Facts        []view.Fact             `json:"facts"`
	Placeholders []checklist.Placeholder `json:"placeholders"`
	Findings     []view.Finding          `json:"findings"`
	Waiting      []federation.Waiting    `json:"waiting"`
	Attempts     []statusAttempt         `json:"attempts"`
	Overridden   []string                `json:"overridden"` // gates passed although they were shut, each as a sentence
}

type statusStep struct {
	Ref      string          `json:"ref"`
	Title    string          `json:"title"`
	Phase    string          `json:"phase"`
	Role     federation.Role `json:"role"`
	Optional bool            `json:"optional"`
	State    steps.State     `json:"state"`
	Why      []string        `json:"why"`
}

// A statusAttempt is a login that was handed in and judged.
type statusAttempt struct {
	Key    string          `json:"key"`
	Kind   federation.Kind `json:"kind"`
	Digest string          `json:"digest"`
	Worst  string          `json:"worst"` // severity of the worst finding; empty: none
	Proof  view.Proof      `json:"proof"`
}

func (a *app) status() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "status NAME",
		Short: "Say how a federation stands",
		Long: "Says how a federation stands: its steps, the facts with what each side says, the placeholders that are left, the findings, and what waits for what. " +
			"It asks nothing and changes nothing; the exit code is 0 whatever it has to say. federate check --name NAME gives a verdict.",
		Example: `federate status acme
federate status acme --json`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: a.names,
		RunE: func(cmd *cobra.Command, args []string) error {
			v, err := a.snapshot(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			s := statusOf(v)
			if asJSON {
				return report.Line(a.Out, s)
			}
			s.text(a.Out, v)
			return nil
		},
	}
	jsonFlag(cmd, &asJSON)
	return cmd
}

func statusOf(v *steps.Snapshot) statusReport {
	st := v.State
	s := statusReport{Version: 1, ID: st.ID, Name: st.Name, Platform: st.Platform, IdP: st.IdP, Protocol: st.Protocol, Route: st.Route,
		Archived: st.Archived, Finished: v.Finished, Next: v.Next(), Facts: view.Facts(v), Placeholders: checklist.Placeholders(v),
		Findings: view.Findings(v.Report.Findings), Waiting: v.Report.Waiting, Overridden: v.Overridden()}
	s.Settled, s.All = v.Count()
	for _, x := range v.Plan {
		standing := v.Status[x.Ref()]
		s.Steps = append(s.Steps, statusStep{x.Ref(), v.Say(x, x.Title), x.Phase, x.Role, x.Optional, standing.State, standing.Why})
	}
	for _, a := range v.Attempts {
		worst := ""
		if w := a.Report.Worst(); w > 0 {
			worst = w.String()
		}
		s.Attempts = append(s.Attempts, statusAttempt{a.Key, a.Document.Kind, a.Document.Digest, worst, view.ProofOf(a.Proof)})
	}
	return s
}

// attemptName is the login that a was, or the document where it has no name.
func attemptName(v *steps.Snapshot, a steps.Attempt) string {
	if a.Key != "" {
		return a.Key
	}
	kind, _ := v.Pair.Terms.Kind(a.Document.Kind)
	return kind.Title
}

// signs are the marks of the states; the word stands beside each.
var signs = map[steps.State]string{
	steps.Done: "[x]", steps.Skipped: "[-]", steps.Wrong: "[!]", steps.Stale: "[~]", steps.Waiting: "[.]", steps.Open: "[ ]",
}

func (s statusReport) text(w io.Writer, v *steps.Snapshot) {
	sides := view.Between(s.Protocol, v.Pair.IdP.Title, v.Pair.Platform.Title)
	fmt.Fprintf(w, "%s (%s)\n%s, %s: %d of %d steps settled, %s\n\n", s.Name, s.ID, sides, s.Protocol,
		s.Settled, s.All, view.Tally(s.Findings))
	var rows [][]string
	for _, st := range s.Steps {
		state := string(st.State)
		if st.Optional && st.State == steps.Open {
			state = "optional"
		}
		why := st.Why
		if len(why) > 1 {
			why = []string{why[0], fmt.Sprintf("and %d more", len(why)-1)}
		}
		rows = append(rows, []string{signs[st.State] + " " + state, st.Ref, st.Title + because(why)})
	}
	table(w, rows)
	if len(s.Facts) > 0 {
		fmt.Fprint(w, "\nfacts\n")
		rows = nil
		for _, f := range s.Facts {
			for _, c := range f.Claims {
				value := strings.ReplaceAll(c.Short, "\n", " ")
				switch {
				case c.Placeholder:
					value += " (a placeholder)"
				case c.Side != f.Owner && f.Agree != nil && !*f.Agree:
					value += " (differs)"
				}
				rows = append(rows, []string{"  " + view.Name("", f.Fact, c.Key), string(c.Side), value})
			}
		}
		table(w, rows)
	}
	if len(v.Attempts) > 0 {
		fmt.Fprint(w, "\nlogins\n")
		for _, x := range v.Attempts {
			fmt.Fprintf(w, "  %s: %s\n", attemptName(v, x), strings.Join(x.Proof.Lines(), "; "))
		}
	}
	if len(s.Overridden) > 0 {
		fmt.Fprint(w, "\ngates passed although they were shut\n")
		for _, line := range s.Overridden {
			fmt.Fprintf(w, "  %s\n", line)
		}
	}
	if len(s.Placeholders) > 0 {
		fmt.Fprint(w, "\nplaceholders\n")
		for _, p := range s.Placeholders {
			fmt.Fprintf(w, "  %s/%s is to be replaced at %s\n", p.Side, p.Fact, p.Step)
		}
	}
	if len(s.Findings) > 0 {
		fmt.Fprint(w, "\nfindings\n\n")
		blocks(w, v.Report.Findings)
	}
	if len(s.Waiting) > 0 {
		fmt.Fprint(w, "\nwaiting\n")
		for _, line := range report.Waits(s.Waiting) {
			fmt.Fprintf(w, "  %s\n", line)
		}
	}
	if st, ok := v.Step(s.Next); ok {
		fmt.Fprintf(w, "\nnext: %s (%s, %s)\n", s.Next, v.Say(st, st.Title), st.Role.Title())
	}
}
