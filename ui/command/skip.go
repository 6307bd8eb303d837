package command

import (
	"github.com/spf13/cobra"

	"federate/steps"
)

func (a *app) skip() *cobra.Command {
	var reason string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "skip NAME STEP",
		Short: "Leave a step out, with a reason",
		Long: "Leaves a step out. The reason goes into the journal and into every export; only a step that is optional needs none. " +
			"federate confirm NAME STEP --reopen takes it back.",
		Example:           `federate skip acme entra/certificate-mails --reason "mails go to the shared mailbox already"`,
		Args:              cobra.ExactArgs(2),
		ValidArgsFunction: a.names,
		RunE: func(cmd *cobra.Command, args []string) error {
			before, after, err := a.do(cmd.Context(), args[0], steps.Skip{Step: args[1], Reason: reason})
			if err != nil {
				return err
			}
			return a.changed(before, after, asJSON)
		},
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why it is left out")
	jsonFlag(cmd, &asJSON)
	return cmd
}
