package command

import (
	"github.com/spf13/cobra"

	"federate/steps"
)

func (a *app) archive() *cobra.Command {
	var back bool
	cmd := &cobra.Command{
		Use:   "archive NAME",
		Short: "Put a federation away, or bring it back",
		Long:  "Puts a federation away: it is kept whole, and listed only with federate list --archived. --back brings it back.",
		Example: `federate archive acme
federate archive acme --back`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: a.all,
		RunE: func(cmd *cobra.Command, args []string) error {
			_, after, err := a.doEither(cmd.Context(), args[0], steps.Archive{Back: back})
			if err != nil {
				return err
			}
			if after.State.Archived {
				a.say("%s is archived", after.State.ID)
			} else {
				a.say("%s is back", after.State.ID)
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&back, "back", false, "bring it back")
	return cmd
}
