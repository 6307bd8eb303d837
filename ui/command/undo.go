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
			if e, ok, err := a.ofEstate(cmd.Context(), args[0], steps.Undo{}); ok {
				if err != nil {
					return err
				}
				if !asJSON {
					a.say("event %d was taken back", e.Events[len(e.Events)-1].Undoes)
				}
				return a.estateDone(e, asJSON)
			}
			before, after, err := a.do(cmd.Context(), args[0], steps.Undo{})
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
