package command

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"federate/federation"
	"federate/federation/estate"
	"federate/steps"
	"federate/ui/report"
)

func (a *app) estate() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "estate",
		Short: "Judge several federations on one identity provider together",
		Long: "An estate is several federations on one identity provider: two platforms, say. It names its members and judges what no federation sees by itself: " +
			"whether each has an application of its own, clocks, certificates that end together, sessions, provisioning, roles, and ways in without the identity provider.",
		Example: `federate estate new "Acme" acme-cxone acme-genesys
federate estate status acme
federate estate check acme`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.estateNew(), a.estateList(), a.estateAdd(), a.estateRemove(), a.estateAnswer(), a.estateStatus(), a.estateCheck(), a.estateGenerate())
	return cmd
}

// memberIDs are the federations that names name.
func memberIDs(ctx context.Context, sh *steps.Shelf, names []string) (ids []string, err error) {
	for _, n := range names {
		id, err := sh.Find(ctx, n)
		if err != nil {
			return nil, place(err)
		}
		if sh.IsEstate(ctx, id) {
			return nil, fmt.Errorf("%s is an estate, and an estate has federations for members", id)
		}
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// estateNamed finds the estate that name names.
func (a *app) estateNamed(ctx context.Context, name string) (*steps.Shelf, string, error) {
	sh, err := a.shelf()
	if err != nil {
		return nil, "", err
	}
	id, err := sh.FindEstate(ctx, name)
	if err != nil {
		return nil, "", place(err)
	}
	return sh, id, nil
}

// estateLook is the estate that name names, judged.
func (a *app) estateLook(ctx context.Context, name string) (*steps.Snapshot, error) {
	sh, id, err := a.estateNamed(ctx, name)
	if err != nil {
		return nil, err
	}
	v, err := sh.LookEstate(ctx, id)
	if err != nil {
		return nil, &InputError{err}
	}
	return v, nil
}

// agree submits what agreement makes of the estate id as it stands, and says how it
// stands then.
func (a *app) agree(ctx context.Context, sh *steps.Shelf, id string, asJSON bool, agreement func(*steps.Snapshot) (steps.Agree, error)) error {
	s, err := sh.OpenEstate(ctx, id)
	if err != nil {
		return &InputError{err}
	}
	c, err := agreement(s.View())
	if err != nil {
		return errors.Join(err, s.Close())
	}
	_, after, err := submit(s, c)
	if err != nil {
		return err
	}
	if asJSON {
		return a.estateJSON(after)
	}
	a.say("%s has %s: %s", after.State.Name, count(len(after.Members), "member", "members"), report.Tally(after.Report.Findings))
	return nil
}

// estateNames completes an estate, then federations.
func (a *app) estateNames(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	sh, err := a.shelf()
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	list := sh.Estates
	if len(args) > 0 {
		list = sh.IDs
	}
	ids, _ := list(cmd.Context())
	return ids, cobra.ShellCompDirectiveNoFileComp
}

func (a *app) estateNew() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "new NAME [FEDERATION ...]",
		Short:   "Begin an estate",
		Long:    "Begins an estate of the federations named and prints its id. Nothing is written to the federations.",
		Example: `federate estate new "Acme" acme-cxone acme-genesys`,
		Args:    cobra.MinimumNArgs(1),
		ValidArgsFunction: func(cmd *cobra.Command, args []string, to string) ([]string, cobra.ShellCompDirective) {
			if len(args) == 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return a.estateNames(cmd, args, to)
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			sh, err := a.shelf()
			if err != nil {
				return err
			}
			members, err := memberIDs(cmd.Context(), sh, args[1:])
			if err != nil {
				return err
			}
			id, err := sh.CreateEstate(cmd.Context(), args[0], members)
			if err != nil {
				return place(err)
			}
			if asJSON {
				return report.Line(a.Out, struct {
					Version int      `json:"version"`
					ID      string   `json:"id"`
					Name    string   `json:"name"`
					Members []string `json:"members"`
				}{1, id, args[0], append([]string{}, members...)})
			}
			fmt.Fprintln(a.Out, id)
			a.say("to go on: federate estate status %s", id)
			return nil
		},
	}
	jsonFlag(cmd, &asJSON)
	return cmd
}

func (a *app) estateAdd() *cobra.Command {
	return a.estateMembers("add", "Add federations to an estate", "Adds federations to an estate. One that is in it already stays.", (*steps.Snapshot).Join)
}

func (a *app) estateRemove() *cobra.Command {
	return a.estateMembers("remove", "Take federations out of an estate",
		"Takes federations out of an estate, with what was said about them there. The federations themselves stay as they are.", (*steps.Snapshot).Leave)
}

func (a *app) estateMembers(verb, short, long string, change func(v *steps.Snapshot, members []string) steps.Agree) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: verb + " NAME FEDERATION ...", Short: short, Long: long, Args: cobra.MinimumNArgs(2), ValidArgsFunction: a.estateNames,
		Example: "federate estate " + verb + " acme acme-genesys",
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			sh, id, err := a.estateNamed(ctx, args[0])
			if err != nil {
				return err
			}
			members, err := memberIDs(ctx, sh, args[1:])
			if err != nil && verb == "remove" {
				members, err = args[1:], nil // one that is gone can be taken out by its id
			}
			if err != nil {
				return err
			}
			return a.agree(ctx, sh, id, asJSON, func(v *steps.Snapshot) (steps.Agree, error) { return change(v, members), nil })
		},
	}
	jsonFlag(cmd, &asJSON)
	return cmd
}

func (a *app) estateAnswer() *cobra.Command {
	var asJSON bool
	var words []string
	for _, t := range estate.Askable() {
		words = append(words, "  "+string(t.Fact)+": "+t.Title+estateChoices(t))
	}
	cmd := &cobra.Command{
		Use:   "answer NAME FACT[#KEY]=VALUE ...",
		Short: "Say what is only known of an estate",
		Long: "Records what is only known of an estate, as one event. What is about one member is keyed by it: estate.session_idle_minutes#acme-cxone=20. " +
			"A break-glass account is keyed by a label of your own, a vault entry say and no person's name, and its value is the federation it gets into, or idp. " +
			"The role matrix of a member is one group a line, GROUP | ROLE; ROLE | DIVISION or team, best from a file: VALUE may be @PATH. " +
			"What a federation says itself (its idle time in seconds, its SCIM address, its roles) is not asked for again. " +
			"An empty value takes an answer back. Where another admin answers the same at that moment, and differently, nothing is kept and both answers are said; " +
			"different lines of a role matrix merge. The facts:\n\n" + strings.Join(words, "\n"),
		Example: `federate estate answer acme estate.session_idle_minutes#acme-cxone=20 estate.clock_alarm_seconds=5
federate estate answer acme estate.break_glass#vault-1=acme-genesys estate.break_glass_tested#vault-1=2026-02-01
federate estate answer acme estate.role_matrix#acme-genesys=@roles.txt`,
		Args: cobra.MinimumNArgs(2), ValidArgsFunction: a.estateNames,
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx := cmd.Context()
			sh, id, err := a.estateNamed(ctx, args[0])
			if err != nil {
				return err
			}
			return a.agree(ctx, sh, id, asJSON, func(v *steps.Snapshot) (steps.Agree, error) {
				claims, err := estateAnswers(args[1:], v.Member)
				return steps.Agree{Seen: v.State.Last, Claims: claims}, err
			})
		},
	}
	jsonFlag(cmd, &asJSON)
	return cmd
}

// estateAnswers reads FACT[#KEY]=VALUE, of which VALUE may be @PATH.
func estateAnswers(args []string, member func(name string) (string, error)) (claims []federation.Claim, err error) {
	for _, arg := range args {
		name, value, _ := strings.Cut(arg, "=")
		if path, ok := strings.CutPrefix(value, "@"); ok {
			raw, err := os.ReadFile(path)
			if err != nil {
				return nil, &InputError{err}
			}
			arg = name + "=" + string(raw)
		}
		c, err := estate.Parse(arg, member)
		if err != nil {
			return nil, err
		}
		claims = append(claims, c)
		if c.Fact == estate.FactGlass && c.Retracted { // what was said of it goes with it
			claims = append(claims, estate.Forget(c.Key)[1:]...)
		}
	}
	return claims, nil
}

func estateChoices(t federation.Term) string {
	if len(t.Values) == 0 {
		return ""
	}
	return " (" + strings.Join(t.Values, ", ") + ")"
}

func (a *app) estateCheck() *cobra.Command {
	var failOn string
	var strict, asJSON bool
	cmd := &cobra.Command{
		Use:   "check NAME",
		Short: "Judge an estate, and change nothing",
		Long: "Judges what the members of an estate cannot see of each other. What was not told yet waits, and waiting is not passing. " +
			"Exit codes: 0 clean, 1 findings at or above --fail-on; with --strict a check that waits counts as a finding.",
		Example: `federate estate check acme
federate estate check acme --fail-on warning --strict --json`,
		Args: cobra.ExactArgs(1), ValidArgsFunction: a.estateNames,
		RunE: func(cmd *cobra.Command, args []string) error {
			limit, err := severity(failOn)
			if err != nil {
				return fmt.Errorf("--fail-on: %w", err)
			}
			v, err := a.estateLook(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			if asJSON {
				if err := report.JSON(a.Out, nil, nil, v.Report); err != nil {
					return err
				}
			} else {
				verdict{report: v.Report}.text(a.Out)
			}
			if v.Report.Worst() >= limit || strict && len(v.Report.Waiting) > 0 {
				return ErrFindings
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&failOn, "fail-on", "error", "mildest severity that makes the exit code 1: note, warning or error")
	cmd.Flags().BoolVar(&strict, "strict", false, "a check that waits counts as a finding")
	jsonFlag(cmd, &asJSON)
	return cmd
}
