package command

import (
	"context"

	"github.com/spf13/cobra"

	"federate/federation"
	"federate/steps"
	"federate/steps/checklist"
	"federate/steps/view"
	"federate/ui/report"
)

// either finds the federation that name names, else the estate: a federation's
// name comes first, and an estate's id is always its own.
func (a *app) either(ctx context.Context, name string) (sh *steps.Shelf, id string, err error) {
	if sh, id, err = a.named(ctx, name); err == nil {
		return sh, id, nil
	}
	if sh, of, wrong := a.estateNamed(ctx, name); wrong == nil {
		return sh, of, nil
	}
	return nil, "", err
}

// all completes the name of a federation or of an estate.
func (a *app) all(cmd *cobra.Command, args []string, to string) ([]string, cobra.ShellCompDirective) {
	ids, what := a.names(cmd, args, to)
	if sh, err := a.shelf(); err == nil && len(args) == 0 {
		estates, _ := sh.Estates(cmd.Context())
		ids = append(ids, estates...)
	}
	return ids, what
}

// doEither is do for a federation or an estate.
func (a *app) doEither(ctx context.Context, name string, c steps.Change) (before, after *steps.Snapshot, err error) {
	sh, id, err := a.either(ctx, name)
	if err != nil {
		return nil, nil, err
	}
	s, err := sh.OpenAny(ctx, id)
	if err != nil {
		return nil, nil, &InputError{err}
	}
	return submit(s, c)
}

// recorded is what export and history read of a federation or of an estate.
func (a *app) recorded(ctx context.Context, name string) (c checklist.Checklist, err error) {
	sh, id, err := a.either(ctx, name)
	if err != nil {
		return c, err
	}
	v, err := sh.LookAny(ctx, id)
	if err != nil {
		return c, &InputError{err}
	}
	return checklist.Of(v), nil
}

// changedEstate says how the estate v stands after a change, and what is wrong.
func (a *app) changedEstate(v *steps.Snapshot, asJSON bool) error {
	if asJSON {
		return a.estateJSON(v)
	}
	for _, f := range v.Report.Findings {
		if f.Severity == federation.Error {
			report.Text(a.Out, view.Of(f))
		}
	}
	a.say("%s has %s: %s", v.State.Name, count(len(v.Members), "member", "members"), report.Tally(v.Report.Findings))
	return nil
}
