package command

import (
	"fmt"

	"github.com/spf13/cobra"

	"federate/federation"
	"federate/steps"
	"federate/steps/view"
	"federate/ui/report"
)

type listed struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Platform string `json:"platform"`
	IdP      string `json:"idp"`
	Protocol string `json:"protocol"`
	Settled  int    `json:"settled"`
	All      int    `json:"all"`
	Errors   int    `json:"errors"`
	Warnings int    `json:"warnings"`
	Next     string `json:"next"` // title of the step
	LastAt   string `json:"last_at"`
	LastBy   string `json:"last_by"`
	Archived bool   `json:"archived"`
	Finished bool   `json:"finished"`
	Error    string `json:"error"` // why it cannot be opened; empty where it can
}

func (a *app) list() *cobra.Command {
	var archived, asJSON bool
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the federations with their state",
		Long: "Lists the federations with their state. One that cannot be opened is listed with the reason, and the exit code is 3. " +
			"--archived lists those that were put away, and only those.",
		Example: `federate list
federate list --json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			sh, err := a.shelf()
			if err != nil {
				return err
			}
			ids, err := sh.IDs(cmd.Context())
			if err != nil {
				return &InputError{err}
			}
			var out []listed
			var broken error
			err = inOrder(cmd.Context(), len(ids), func(i int) steps.Summary { return sh.Summary(cmd.Context(), ids[i]) },
				func(_ int, s steps.Summary) error {
					l := listed{s.ID, s.Name, s.Platform, s.IdP, s.Protocol, s.Settled, s.All, s.Errors, s.Warnings, s.Next,
						federation.Stamp(s.LastAt), s.LastBy, s.Archived, s.Finished, ""}
					if s.Err != nil {
						l.LastAt, l.Error = "", s.Err.Error()
						broken = &InputError{fmt.Errorf("%s cannot be opened: %w", s.ID, s.Err)}
					}
					if s.Err != nil || s.Archived == archived {
						out = append(out, l)
					}
					return nil
				})
			if err != nil {
				return err
			}
			if asJSON {
				if err := report.Line(a.Out, struct {
					Version     int      `json:"version"`
					Federations []listed `json:"federations"`
				}{1, out}); err != nil {
					return err
				}
				return broken
			}
			var rows [][]string
			for _, l := range out {
				done := fmt.Sprintf("%d/%d", l.Settled, l.All)
				rows = append(rows, []string{l.ID, l.Name, view.Between(l.Protocol, l.IdP, l.Platform), done, l.standing()})
			}
			table(a.Out, rows)
			if len(rows) == 0 {
				a.say("no federations yet: federate new begins one")
			}
			return broken
		},
	}
	cmd.Flags().BoolVar(&archived, "archived", false, "those that were put away")
	jsonFlag(cmd, &asJSON)
	return cmd
}

// standing is how l stands, in words.
func (l listed) standing() string {
	switch {
	case l.Error != "":
		return "cannot be opened: " + l.Error
	case l.Errors == 1:
		return "1 error"
	case l.Errors > 1:
		return fmt.Sprintf("%d errors", l.Errors)
	case l.Finished:
		return "finished"
	case l.Next != "":
		return "next: " + l.Next
	}
	return "open"
}
