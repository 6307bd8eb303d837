package command

import (
	"errors"

	"github.com/spf13/cobra"

	"federate/steps"
)

func (a *app) confirm() *cobra.Command {
	var note, override string
	var reopen, asJSON bool
	cmd := &cobra.Command{
		Use:   "confirm NAME STEP",
		Short: "Say that a step was done in its console",
		Long: "Says that a step was done in its console. The values that the step takes from the other side become what stands there.\n\n" +
			"A gate opens when everything before it is settled; until then the exit code is 5, and --override says why it is passed all the same. " +
			"--reopen takes a confirmation or a skip back. Findings at the step are printed; they do not stop the confirmation, and the exit code is 0.",
		Example: `federate confirm acme entra/application --note "Change 4711"
federate confirm acme cxone/roll-out --override "pilot accepted by the team lead"
federate confirm acme entra/application --reopen`,
		Args:              cobra.ExactArgs(2),
		ValidArgsFunction: a.names,
		RunE: func(cmd *cobra.Command, args []string) error {
			var c steps.Change = steps.Confirm{Step: args[1], Note: note, Override: override}
			if reopen {
				if note != "" || override != "" {
					return errors.New("--reopen takes no --note and no --override")
				}
				c = steps.Reopen{Step: args[1]}
			}
			before, after, err := a.do(cmd.Context(), args[0], c)
			if err != nil {
				return err
			}
			return a.changed(before, after, asJSON)
		},
	}
	cmd.Flags().StringVar(&note, "note", "", "what is to be remembered with it")
	cmd.Flags().StringVar(&override, "override", "", "why a gate is passed that is shut")
	cmd.Flags().BoolVar(&reopen, "reopen", false, "take a confirmation or a skip back")
	jsonFlag(cmd, &asJSON)
	return cmd
}
