package command

import (
	"bufio"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"federate/steps"
)

func (a *app) delete() *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use:   "delete NAME",
		Short: "Forget a federation with everything kept for it",
		Long: "Forgets a federation: its journal, its documents, its drafts, its secrets, and with them what they say of people. Nothing brings it back. " +
			"It asks first; a script says --yes.",
		Example: `federate delete acme
federate delete acme --yes`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: a.all,
		RunE: func(cmd *cobra.Command, args []string) error {
			sh, id, err := a.either(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			if !yes {
				if a.noInput || !a.Terminal {
					return errors.New("nothing was deleted: nobody can be asked here, so say --yes")
				}
				fmt.Fprintf(a.Err, "Delete %s with its journal and documents, for ever? Type yes: ", id)
				line, _ := bufio.NewReader(a.In).ReadString('\n')
				if strings.TrimSpace(line) != "yes" {
					return errors.New("nothing was deleted")
				}
			}
			if err := sh.Delete(cmd.Context(), id); err != nil {
				var left *steps.SecretsError
				if !errors.As(err, &left) {
					return &steps.NotSavedError{Err: err}
				}
				a.say("%v", left)
			}
			a.say("%s is deleted", id)
			return nil
		},
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "do not ask")
	return cmd
}
