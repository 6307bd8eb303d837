package command

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"federate/federation"
	"federate/steps"
	"federate/steps/baton"
	"federate/steps/record"
	"federate/steps/view"
	"federate/ui/report"
)

// A conflictError says that something of a baton was left out.
type conflictError struct{ n int }

func (e *conflictError) Error() string {
	what := "1 value differs"
	if e.n > 1 {
		what = fmt.Sprintf("%d values differ", e.n)
	}
	return what + " and was not merged: mend it here, or take the other admin's with --theirs"
}

func (e *conflictError) Unwrap() error { return record.ErrConflict }

func (a *app) merge() *cobra.Command {
	var theirs, asJSON bool
	cmd := &cobra.Command{
		Use:   "merge FILE",
		Short: "Bring a baton home",
		Long: "Brings what the other admin did into the federation that the baton was made from: answers, confirmations, skipped steps, with who did them and when. " +
			"What is here already is passed over, so that a baton may be merged twice.\n\n" +
			"Where both of you told the same value meanwhile, and differently, both are listed and what the other one did there is left out; the exit code is 4. --theirs takes the other admin's.",
		Example: `federate merge back.baton
federate merge back.baton --theirs`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			b, err := readBaton(args[0])
			if err != nil {
				return err
			}
			sh, err := a.shelf()
			if err != nil {
				return err
			}
			id, _, err := baton.Home(cmd.Context(), sh, b)
			switch {
			case err != nil:
				return place(err)
			case id == "":
				return fmt.Errorf("the federation of this baton is not here: %q, begun by %s on %s; federate open %s makes it one of yours",
					b.Opening.Name, b.Begun.Actor, b.Begun.At.UTC().Format(day), args[0])
			}
			return a.bring(cmd.Context(), sh, id, b, theirs, asJSON)
		},
	}
	cmd.Flags().BoolVar(&theirs, "theirs", false, "where both told the same value, take the other admin's")
	jsonFlag(cmd, &asJSON)
	return cmd
}

// bring merges b into federation id and reports the outcome.
func (a *app) bring(ctx context.Context, sh *steps.Shelf, id string, b baton.Baton, theirs, asJSON bool) error {
	s, err := sh.Open(ctx, id)
	if err != nil {
		return &InputError{err}
	}
	r, err := baton.Merge(s, b, theirs)
	after := s.View()
	if closed := s.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return fmt.Errorf("after %d events: %w", r.Merged, err)
	}
	if asJSON {
		err = report.Line(a.Out, mergeReport(id, r, after))
	} else {
		for i, c := range r.Conflicts {
			if i > 0 {
				fmt.Fprintln(a.Out)
			}
			fmt.Fprintf(a.Out, "%s (%s)\n  here, by %s: %s\n  in the baton, by %s: %s\n",
				view.Name(c.Side, c.Fact, c.Key), c.Label, c.OurBy, unsaid(c.Ours), c.TheirBy, unsaid(c.Theirs))
		}
	}
	switch {
	case err != nil:
		return err
	case r.Merged == 0 && r.Held == 0:
		a.say("nothing new: everything in the baton is here already")
	default:
		a.say("brought home to %s: %s, %d known before, %d left out", id, federation.Count(r.Merged, "event"), r.Known, r.Held)
	}
	if len(r.Conflicts) > 0 {
		return &conflictError{len(r.Conflicts)}
	}
	if next, ok := after.Step(after.Next()); ok {
		a.say("next: %s (%s)", next.Ref(), after.Say(next, next.Title))
	}
	return nil
}

type jsonConflict struct {
	Side   federation.Side `json:"side"`
	Fact   federation.Fact `json:"fact"`
	Key    string          `json:"key"`
	Ours   string          `json:"ours"`
	Theirs string          `json:"theirs"`
	OurBy  string          `json:"our_by"`
	TheyBy string          `json:"their_by"`
}

func mergeReport(id string, r baton.Result, v *steps.Snapshot) any {
	var conflicts []jsonConflict
	for _, c := range r.Conflicts {
		conflicts = append(conflicts, jsonConflict{c.Side, c.Fact, c.Key, c.Ours, c.Theirs, c.OurBy, c.TheirBy})
	}
	return struct {
		Version    int            `json:"version"`
		Federation string         `json:"federation"`
		Merged     int            `json:"merged"`
		Known      int            `json:"known"`
		Held       int            `json:"held"`
		Conflicts  []jsonConflict `json:"conflicts"`
		Next       string         `json:"next"`
	}{1, id, r.Merged, r.Known, r.Held, conflicts, v.Next()}
}

func unsaid(value string) string {
	if value == "" {
		return "(nothing)"
	}
	return value
}

// readBaton reads the baton at path.
func readBaton(path string) (baton.Baton, error) {
	raw, err := readFile(path)
	if err != nil {
		return baton.Baton{}, err
	}
	b, err := baton.Read(raw)
	if err != nil {
		return b, &InputError{fmt.Errorf("%s: %w", path, err)}
	}
	return b, nil
}

// namedOrBaton finds the federation that name names, or that the baton at the
// path name becomes here, and for whom it was handed over.
func (a *app) namedOrBaton(ctx context.Context, name string) (*steps.Shelf, string, federation.Role, error) {
	sh, id, err := a.named(ctx, name)
	if err == nil {
		return sh, id, "", nil
	}
	var in *InputError
	if info, stat := os.Stat(name); stat != nil || !info.Mode().IsRegular() || errors.As(err, &in) {
		return nil, "", "", err
	}
	b, err := readBaton(name)
	if err != nil {
		return nil, "", "", err
	}
	if sh, err = a.shelf(); err != nil {
		return nil, "", "", err
	}
	id, adopted, err := baton.Home(ctx, sh, b)
	switch {
	case err != nil:
		return nil, "", "", place(err)
	case id == "":
		id, err = baton.Import(ctx, sh, b)
		if err != nil {
			return nil, "", "", err
		}
		a.say("%q from %s is here now, as %s", b.Opening.Name, b.By, id)
	case !adopted:
		return nil, "", "", fmt.Errorf("this baton belongs to %s, which was begun here: federate merge %s brings it home", id, name)
	default:
		if err := a.bring(ctx, sh, id, b, false, false); err != nil {
			return nil, "", "", err
		}
	}
	return sh, id, b.To, nil
}
