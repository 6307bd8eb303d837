package command

import (
	"github.com/spf13/cobra"

	"federate/steps"
)

func (a *app) undo() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "undo NAME",
		Short: "Take back what you said last",
		Long: "Takes back your own latest event. It stays in the journal, marked as taken back. Where somebody else has spoken of the same since, " +
			"nothing is taken back: change the value instead.",
		Example:           "federate undo acme",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: a.all,
		RunE: func(cmd *cobra.Command, args []string) error {
			before, after, err := a.doEither(cmd.Context(), args[0], steps.Undo{})
			if err != nil {
				return err
			}
			if e := after.Events[len(after.Events)-1]; e.Undoes > 0 && !asJSON {
				a.say("event %d was taken back", e.Undoes)
			}
			return a.changed(before, after, asJSON)
		},
	}
	jsonFlag(cmd, &asJSON)
	return cmd
}
