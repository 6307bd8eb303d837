package command

import (
	"fmt"

	"federate/steps/playbook"

	"github.com/spf13/cobra"
)

func (a *app) open() *cobra.Command {
	var step, who string
	var far reach
	cmd := &cobra.Command{
		Use:   "open NAME|BATON",
		Short: "Go on with a federation in the wizard",
		Long: "Opens the wizard at the first step that is not settled, or at --step. With --plain, without a terminal, or on one that cannot show it, " +
			"the same steps are walked in lines; with --no-input they only say how they stand.\n\n" +
			"A BATON is a file that the other admin wrote with federate handoff. It becomes a federation of its own here, and the steps of the role it was handed to are walked; " +
			"opened again, it brings what is new. Its name is said; federate handoff writes the file that goes back.\n\n" +
			"Where metadata is asked for, its address will do: it is fetched, from public addresses alone unless --private is given.\n\n" +
			"An estate opens too: its members, its programme, its questions.",
		Example: `federate open acme
federate open acme --step entra/back-fill
federate open acme --plain --role platform-admin
federate open acme.baton`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: a.all,
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := role(who)
			if err != nil {
				return err
			}
			if sh, id, err := a.either(cmd.Context(), args[0]); err == nil && sh.IsEstate(cmd.Context(), id) {
				if step != "" {
					return fmt.Errorf("%s is an estate: its members have steps", id)
				}
				return a.walk(cmd.Context(), sh, Start{Federation: id, Role: r})
			}
			sh, id, to, err := a.namedOrBaton(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			if r == "" {
				r = to
			}
			v, err := sh.Look(cmd.Context(), id)
			if err != nil {
				return &InputError{err}
			}
			if step != "" {
				var s playbook.Step
				if s, err = v.Find(step); err != nil {
					return err
				}
				step = s.Ref()
			}
			get, err := a.fetcher(true, far)
			if err != nil {
				return err
			}
			return a.walk(cmd.Context(), sh, Start{Federation: id, Step: step, Role: r, Get: get.Get})
		},
	}
	cmd.Flags().StringVar(&step, "step", "", "where to begin, as entra/back-fill")
	far.flags(cmd, "for an address: ")
	cmd.Flags().StringVar(&who, "role", "", "whose steps to walk: idp-admin or platform-admin")
	return cmd
}
