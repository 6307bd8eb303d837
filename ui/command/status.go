package command

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"federate/federation"
	"federate/steps"
	"federate/steps/vault"
	"federate/ui/report"
)

type statusReport struct {
	Version      int                 `json:"version"`
	ID           string              `json:"id"`
	Name         string              `json:"name"`
	Platform     string              `json:"platform"`
	IdP          string              `json:"idp"`
	Protocol     string              `json:"protocol"`
	Route        string              `json:"route"`
	Settled      int                 `json:"settled"`
	All          int                 `json:"all"`
	Archived     bool                `json:"archived"`
	Finished     bool                `json:"finished"`
	Next         string              `json:"next"`
	Steps        []statusStep        `json:"steps"`
	Facts        []statusFact        `json:"facts"`
	Placeholders []statusPlaceholder `json:"placeholders"`
	Findings     []report.Finding    `json:"findings"`
	Waiting      []statusWaiting     `json:"waiting"`
	Attempts     []statusAttempt     `json:"attempts"`
	Overridden   []string            `json:"overridden"` // gates passed although they were shut, each as a sentence
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

type statusFact struct {
	Fact   federation.Fact `json:"fact"`
	Title  string          `json:"title"`
	Owner  federation.Side `json:"owner"`
	Values []string        `json:"values"` // what it may be, where that is a closed list
	Claims []statusClaim   `json:"claims"` // the owner's first
	Agree  *bool           `json:"agree"`  // null where only one side has spoken
}

type statusClaim struct {
	Side        federation.Side `json:"side"`
	Key         string          `json:"key"`
	Value       string          `json:"value"`
	Placeholder bool            `json:"placeholder"`
	Copied      bool            `json:"copied"`
	Secret      bool            `json:"secret"`
	Step        string          `json:"step"`
	By          string          `json:"by"`
	At          string          `json:"at"`
	Kept        vault.Place     `json:"kept"` // of a secret: keyring, or empty where it is not kept
	short       string
}

type statusPlaceholder struct {
	Side  federation.Side `json:"side"`
	Fact  federation.Fact `json:"fact"`
	Value string          `json:"value"`
	Step  string          `json:"step"`
}

// A statusAttempt is a login that was handed in and judged.
type statusAttempt struct {
	Key    string           `json:"key"`
	Kind   federation.Kind  `json:"kind"`
	Digest string           `json:"digest"`
	Worst  string           `json:"worst"` // severity of the worst finding; empty: none
	Proof  report.JSONProof `json:"proof"`
}

type statusWaiting struct {
	Code federation.Code   `json:"code"`
	For  []federation.Need `json:"for"`
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
			v, err := a.look(cmd.Context(), args[0])
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
	s := statusReport{Version: 1, ID: v.State.ID, Name: v.State.Name, Platform: v.State.Platform, IdP: v.State.IdP, Protocol: v.State.Protocol,
		Route: v.State.Route, Archived: v.State.Archived, Finished: v.Finished, Next: v.Next(), Steps: []statusStep{},
		Facts: facts(v), Placeholders: []statusPlaceholder{}, Findings: report.Findings(v.Report.Findings), Waiting: []statusWaiting{}, Attempts: []statusAttempt{}, Overridden: append([]string{}, v.Overridden()...)}
	s.Settled, s.All = v.Count()
	for _, st := range v.Plan {
		standing := v.Status[st.Ref()]
		s.Steps = append(s.Steps, statusStep{st.Ref(), v.Say(st, st.Title), st.Phase, st.Role, st.Optional, standing.State, append([]string{}, standing.Why...)})
	}
	for _, p := range v.Planted {
		s.Placeholders = append(s.Placeholders, statusPlaceholder{p.Side, p.Fact, p.Value, p.Step})
	}
	for _, a := range v.Attempts {
		worst := ""
		if w := a.Report.Worst(); w > 0 {
			worst = w.String()
		}
		s.Attempts = append(s.Attempts, statusAttempt{a.Key, a.Document.Kind, a.Document.Digest, worst, report.ProofOf(a.Proof)})
	}
	for _, w := range v.Report.Waiting {
		s.Waiting = append(s.Waiting, statusWaiting{w.Code, append([]federation.Need{}, w.For...)})
	}
	return s
}

// facts is what each side says, fact by fact in the order of the vocabulary.
func facts(v *steps.Snapshot) []statusFact {
	out := []statusFact{}
	words := v.State.Words(v.State.Last)
	for _, t := range v.Pair.Terms.Terms() {
		f := statusFact{Fact: t.Fact, Title: t.Title, Owner: t.Owner, Values: append([]string{}, t.Values...), Claims: []statusClaim{}}
		for _, w := range words {
			if w.Fact != t.Fact {
				continue
			}
			c := statusClaim{w.Side, w.Key, w.Value, w.Planted, w.Copied, w.Withheld, w.Step, w.By, w.At.UTC().Format(time.RFC3339), "", t.Short(w.Value)}
			if w.Withheld {
				c.Value, c.Kept = "", v.Kept(w)
				c.short = fmt.Sprintf("given by %s on %s, %s", w.By, w.At.UTC().Format(day), c.Kept.Says())
			}
			f.Claims = append(f.Claims, c)
		}
		if len(f.Claims) == 0 {
			continue
		}
		slices.SortStableFunc(f.Claims, func(x, y statusClaim) int {
			return owns(y.Side, t.Owner) - owns(x.Side, t.Owner)
		})
		for _, x := range f.Claims {
			for _, y := range f.Claims {
				if x.Side == t.Owner && y.Side != t.Owner && x.Key == y.Key && !x.Secret {
					agree := t.Agrees(x.Value, y.Value) && (f.Agree == nil || *f.Agree)
					f.Agree = &agree
				}
			}
		}
		out = append(out, f)
	}
	return out
}

func owns(side, owner federation.Side) int {
	if side == owner {
		return 1
	}
	return 0
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
var signs = map[steps.State]string{steps.Done: "[x]", steps.Skipped: "[-]", steps.Wrong: "[!]", steps.Stale: "[~]", steps.Waiting: "[.]", steps.Open: "[ ]"}

func (s statusReport) text(w io.Writer, v *steps.Snapshot) {
	fmt.Fprintf(w, "%s (%s)\n%s → %s, %s: %d of %d steps settled, %s\n\n", s.Name, s.ID, v.Pair.IdP.Title, v.Pair.Platform.Title, s.Protocol,
		s.Settled, s.All, report.Tally(v.Report.Findings))
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
				name := string(f.Fact)
				if c.Key != "" {
					name += "#" + c.Key
				}
				value := strings.ReplaceAll(c.short, "\n", " ")
				switch {
				case c.Placeholder:
					value += " (a placeholder)"
				case c.Side != f.Owner && f.Agree != nil && !*f.Agree:
					value += " (differs)"
				}
				rows = append(rows, []string{"  " + name, string(c.Side), value})
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
		for _, line := range report.Waits(v.Report.Waiting) {
			fmt.Fprintf(w, "  %s\n", line)
		}
	}
	if st, ok := v.Step(s.Next); ok {
		fmt.Fprintf(w, "\nnext: %s (%s, %s)\n", s.Next, v.Say(st, st.Title), st.Role.Title())
	}
}
