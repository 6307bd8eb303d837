package command

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"federate/federation"
	"federate/steps/baton"
)

func (a *app) handoff() *cobra.Command {
	var to, out string
	cmd := &cobra.Command{
		Use:   "handoff NAME --to ROLE -o FILE",
		Short: "Hand the other admin's steps over in a file",
		Long: "Writes a baton: a file with the values and marks that the other admin's steps need, and no more. It holds no document and no secret, and nobody but you can read it until you send it. " +
			"The other admin opens it with federate open FILE, works, and hands it back the same way; federate merge FILE brings it home.",
		Example: `federate handoff acme --to platform-admin -o acme.baton
federate handoff acme --to idp-admin -o back.baton`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: a.names,
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := role(to)
			switch {
			case err != nil:
				return err
			case r == "":
				return fmt.Errorf("to whom? say --to %s or --to %s", federation.IdPAdmin, federation.PlatformAdmin)
			case out == "":
				return errors.New("where to? say -o FILE")
			}
			v, err := a.snapshot(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			raw, err := baton.Pack(v, r, a.who()).Encode()
			if err != nil {
				return err
			}
			if err := a.deliver(out, raw); err != nil {
				return err
			}
			switch n := baton.Steps(v, r); n {
			case 0:
				a.say("no step is left for the %s", r.Title())
			case 1:
				a.say("1 step is left for the %s, who opens the file with: federate open FILE", r.Title())
			default:
				a.say("%d steps are left for the %s, who opens the file with: federate open FILE", n, r.Title())
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&to, "to", "", "who takes over: idp-admin or platform-admin")
	cmd.Flags().StringVarP(&out, "output", "o", "", "file to write; - is the standard output")
	return cmd
}
