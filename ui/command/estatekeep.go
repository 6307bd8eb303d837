package command

import (
	"context"

	"github.com/spf13/cobra"

	"federate/federation"
	"federate/steps"
	"federate/steps/checklist"
	"federate/steps/estate"
	"federate/steps/view"
	"federate/ui/report"
)

// either finds the federation that name names, else the estate: a federation's
// name comes first, and an estate's id is always its own.
func (a *app) either(ctx context.Context, name string) (sh *steps.Shelf, id string, whole bool, err error) {
	if sh, id, err = a.named(ctx, name); err == nil {
		return sh, id, sh.IsEstate(ctx, id), nil
	}
	if sh, of, wrong := a.estateNamed(ctx, name); wrong == nil {
		return sh, of, true, nil
	}
	return nil, "", false, err
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

// ofEstate does c to the estate that name names; ok is false where it is none.
func (a *app) ofEstate(ctx context.Context, name string, c steps.Change) (e *estate.Estate, ok bool, err error) {
	sh, id, whole, err := a.either(ctx, name)
	if err != nil || !whole {
		return nil, false, nil // the federation's own way says what is wrong
	}
	e, err = estate.Do(ctx, sh, id, c)
	return e, true, err
}

// recorded is what export and history read of a federation or of an estate.
func (a *app) recorded(ctx context.Context, name string) (c checklist.Checklist, err error) {
	sh, id, whole, err := a.either(ctx, name)
	if err != nil {
		return c, err
	}
	if whole {
		e, err := estate.Look(ctx, sh, id)
		if err != nil {
			return c, &InputError{err}
		}
		return e.Checklist(), nil
	}
	v, err := sh.Look(ctx, id)
	if err != nil {
		return c, &InputError{err}
	}
	return checklist.Of(v), nil
}

// estateDone says how the estate e stands after a change, and what is found.
func (a *app) estateDone(e *estate.Estate, asJSON bool) error {
	if asJSON {
		return a.estateJSON(e)
	}
	for _, f := range e.Report.Findings {
		if f.Severity == federation.Error {
			report.Text(a.Out, view.Of(f))
		}
	}
	a.say("%s has %s: %s", e.State.Name, count(len(e.Members), "member", "members"), report.Tally(e.Report.Findings))
	return nil
}
