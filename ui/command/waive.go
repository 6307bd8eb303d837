package command

import (
	"errors"

	"github.com/spf13/cobra"

	"federate/federation"
	"federate/steps"
)

func (a *app) waive() *cobra.Command {
	var reason, until string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "waive NAME CODE",
		Short: "Accept a finding until a day",
		Long: "Accepts a finding as it is now, until a day. It is for one code and one value: it lapses when the value changes, and after the day named. " +
			"The reason and your name go into the journal and into every export.",
		Example:           `federate waive acme pki-expires-within-30-days --reason "renewal is planned, change 4711" --until 2026-12-31`,
		Args:              cobra.ExactArgs(2),
		ValidArgsFunction: a.all,
		RunE: func(cmd *cobra.Command, args []string) error {
			if reason == "" || until == "" {
				return errors.New("a waiver needs --reason TEXT and --until DATE")
			}
			last, err := moment(until, true)
			if err != nil {
				return err
			}
			c := steps.Waive{Code: federation.Code(args[1]), Reason: reason, Until: last}
			before, after, err := a.doEither(cmd.Context(), args[0], c)
			if err != nil {
				return err
			}
			return a.changed(before, after, asJSON)
		},
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why it is accepted")
	cmd.Flags().StringVar(&until, "until", "", "the last day, as 2026-12-31")
	jsonFlag(cmd, &asJSON)
	return cmd
}
