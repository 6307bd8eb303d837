package command

import (
	"github.com/spf13/cobra"

	"federate/steps"
)

func (a *app) rename() *cobra.Command {
	return &cobra.Command{
		Use:               "rename NAME NEW-NAME",
		Short:             "Give a federation or an estate another name; its id stays",
		Example:           `federate rename acme "Acme production"`,
		Args:              cobra.ExactArgs(2),
		ValidArgsFunction: a.all,
		RunE: func(cmd *cobra.Command, args []string) error {
			_, after, err := a.doEither(cmd.Context(), args[0], steps.Rename{Name: args[1]})
			if err == nil {
				a.say("%s is called “%s” now", after.State.ID, after.State.Name)
			}
			return err
		},
	}
}
