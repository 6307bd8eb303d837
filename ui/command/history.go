package command

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"federate/federation"
	"federate/steps/checklist"
	"federate/ui/report"
)

func (a *app) history() *cobra.Command {
	var since, until, search string
	var verify, asJSON bool
	cmd := &cobra.Command{
		Use:   "history NAME",
		Short: "Say who did what, and when",
		Long: "Prints the journal, the newest first: who, when, which fact, the value before and after. " +
			"--since and --until take a date or a time as 2026-12-31T12:00:00Z; --search looks in everything that is printed.\n\n" +
			"Each line of the journal cites the one before. --verify reads all of it again, with every document, and says that nothing was changed; " +
			"where something was, the line is named and the exit code is 3.",
		Example: `federate history acme --since 2026-11-01
federate history acme --search sp.acs_url
federate history acme --verify`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: a.all,
		RunE: func(cmd *cobra.Command, args []string) error {
			var from, to time.Time
			var err error
			if since != "" {
				if from, err = moment(since, false); err != nil {
					return err
				}
			}
			if until != "" {
				if to, err = moment(until, true); err != nil {
					return err
				}
			}
			sh, id, err := a.either(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			var whole *bool
			var events, docs int
			if verify {
				if events, docs, err = sh.Verify(cmd.Context(), id); err != nil {
					return &InputError{err}
				}
				yes := true
				whole = &yes
			}
			c, err := a.recorded(cmd.Context(), id)
			if err != nil {
				return err
			}
			var entries []checklist.Entry
			for _, e := range slices.Backward(c.History) {
				if !e.At.Before(from) && (to.IsZero() || !e.At.After(to)) && e.Mentions(search) {
					entries = append(entries, e)
				}
			}
			w := a.Out
			if asJSON {
				return report.Line(w, struct {
					Version int               `json:"version"`
					ID      string            `json:"id"`
					Whole   *bool             `json:"whole"`  // null where it was not asked for
					Digest  string            `json:"digest"` // of the last line, as the checklists cite it
					Events  []checklist.Entry `json:"events"`
				}{1, id, whole, c.Digest, entries})
			}
			for _, e := range entries {
				told := report.Told(e)
				fmt.Fprintf(w, "%d  %s  %s  %s\n", e.Seq, federation.Stamp(e.At.Time), e.By, told[0])
				for _, t := range told[1:] {
					fmt.Fprintf(w, "     %s\n", t)
				}
			}
			if verify {
				a.say("whole: %d events, each citing the one before, and %d documents, each as its digest says", events, docs)
				a.say("the digest of the last line, as a checklist cites it, is %s", strings.TrimPrefix(c.Digest, "sha256:"))
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&since, "since", "", "the first day or moment")
	cmd.Flags().StringVar(&until, "until", "", "the last day or moment")
	cmd.Flags().StringVar(&search, "search", "", "only what speaks of this")
	cmd.Flags().BoolVar(&verify, "verify", false, "say that nothing was changed afterwards")
	jsonFlag(cmd, &asJSON)
	return cmd
}
