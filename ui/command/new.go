package command

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"federate/steps/record"
	"federate/ui/report"
)

func (a *app) new() *cobra.Command {
	var o record.Opening
	var noOpen, asJSON bool
	cmd := &cobra.Command{
		Use:   "new NAME",
		Short: "Begin a federation",
		Long: "Begins a federation and prints its id. On a terminal the wizard opens at its first step, unless --no-open says otherwise.\n\n" +
			"Without --idp the identity provider is one of which nothing is known but the standards. --like repeats the choices of another federation, never its values. " +
			"federate playbook list says which platforms and identity providers there are.",
		Example: `federate new "Acme production" --platform cxone --idp entra --protocol saml
federate new "Acme test" --like "Acme production" --no-open`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Name = args[0]
			if o.Like == "" {
				switch {
				case o.Platform == "":
					return errors.New("which platform? say --platform P; federate playbook list names them")
				case o.Protocol == "":
					return errors.New("which protocol? say --protocol saml, oidc or password")
				}
				if o.IdP == "" {
					l, err := a.library()
					if err != nil {
						return err
					}
					o.IdP = l.Generic(o.Protocol)
				}
			}
			sh, err := a.shelf()
			if err != nil {
				return err
			}
			id, err := sh.Create(cmd.Context(), o)
			if err != nil {
				return place(err)
			}
			if asJSON {
				if err := report.Line(a.Out, struct {
					Version int    `json:"version"`
					ID      string `json:"id"`
					Name    string `json:"name"`
				}{1, id, o.Name}); err != nil {
					return err
				}
			} else {
				fmt.Fprintln(a.Out, id)
			}
			if noOpen || asJSON || a.noInput || !a.Terminal {
				with := ""
				if a.playbooks != "" {
					with = " --playbooks " + a.playbooks
				}
				a.say("to go on: federate open %s%s", id, with)
				return nil
			}
			return a.walk(cmd.Context(), sh, Start{Federation: id})
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.Platform, "platform", "", "contact-centre platform")
	f.StringVar(&o.IdP, "idp", "", "identity provider")
	f.StringVar(&o.Protocol, "protocol", "", "saml, oidc or password")
	f.StringVar(&o.Route, "route", "", "a documented order of the steps, where there are several")
	f.StringVar(&o.Like, "like", "", "a federation whose choices are repeated")
	f.BoolVar(&noOpen, "no-open", false, "do not open the wizard")
	jsonFlag(cmd, &asJSON)
	return cmd
}
