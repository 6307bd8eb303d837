package command

import (
	"cmp"
	"context"
	"fmt"

	"federate/federation"
	"federate/steps"
	"federate/ui/progress"
	"federate/ui/report"
)

// checkAll judges every federation that is not archived. One that cannot be opened is
// reported and does not keep the others from being judged.
func (a *app) checkAll(ctx context.Context, f checkFlags, failOn federation.Severity) error {
	sh, err := a.shelf()
	if err != nil {
		return err
	}
	ids, err := sh.IDs(ctx)
	if err != nil {
		return &InputError{err}
	}
	type looked struct {
		view *steps.Snapshot
		err  error
	}
	a, met, done := a.watched(progress.Of("federations"))
	defer done()
	met.Expect(int64(len(ids)))
	worst, failed := federation.Severity(0), 0
	err = inOrder(ctx, len(ids), func(i int) (x looked) {
		x.view, x.err = sh.Look(ctx, ids[i])
		return x
	}, func(i int, x looked) error {
		met.Add(1)
		in := report.Input{Path: ids[i], Err: x.err}
		var r federation.Report
		switch {
		case x.err != nil:
			failed++
			a.say("federate: %s: %v", ids[i], x.err)
		case x.view.State.Archived:
			return nil
		default:
			in.Kind, r = "federation", x.view.Report
		}
		if worst = max(worst, r.Worst()); f.strict && len(r.Waiting) > 0 {
			worst = max(worst, failOn)
		}
		switch {
		case f.asJSON:
			return report.JSON(a.Out, []report.Input{in}, nil, r)
		case x.err == nil:
			fmt.Fprintf(a.Out, "%s: %s\n", ids[i], sum(r))
		}
		return nil
	})
	return ended(cmp.Or(ctx.Err(), err), failed, worst >= failOn)
}
