package estate

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"federate/federation"
	"federate/steps"
	"federate/steps/checklist"
	"federate/steps/playbook"
	"federate/steps/record"
)

// Do makes c of the estate id and returns how it stands then. An estate can be
// undone, waived, renamed and archived; whatever concerns a step is its members'.
func Do(ctx context.Context, sh *steps.Shelf, id string, c steps.Change) (*Estate, error) {
	if r, ok := c.(steps.Rename); ok {
		if other, err := Find(ctx, sh, r.Name); playbook.Slug(r.Name) == "" {
			return nil, errors.New("an estate needs a name with a letter or a digit in it")
		} else if err == nil && other != id {
			return nil, fmt.Errorf("there is an estate %q already", strings.TrimSpace(r.Name))
		}
	}
	for range 5 {
		e, err := Look(ctx, sh, id)
		if err != nil {
			return nil, err
		}
		x, err := steps.EstateEvent(c, sh.Actor, &steps.Snapshot{State: e.State, Events: e.Events, Report: e.Report, Now: e.Now})
		if err != nil || x.Kind == "" {
			return e, err
		}
		x.V, x.At, x.Actor = record.Format, e.Now, sh.Actor
		if err := record.Guard(x); err != nil {
			return nil, err
		}
		err = sh.Store.Append(ctx, id, e.State.Last, x)
		switch {
		case errors.Is(err, record.ErrConflict):
			continue // somebody else was quicker; what they said is read first
		case err != nil:
			return nil, &steps.NotSavedError{Err: err}
		}
		return Look(ctx, sh, id)
	}
	return nil, record.ErrConflict
}

// Forget are the claims that take back the break-glass account label, and when it
// was tried.
func Forget(label string) []federation.Claim {
	return []federation.Claim{{Side: federation.IdP, Fact: FactGlass, Key: label, Retracted: true},
		{Side: federation.IdP, Fact: FactGlassTried, Key: label, Retracted: true}}
}

// History is the journal of e, oldest first.
func (e *Estate) History() []checklist.Entry {
	return checklist.Journal(e.Events, e.Dossier.Words, func(string) string { return "" })
}

// Summary is the estate id as a list shows it: its programme in the place of
// steps.
func Summary(ctx context.Context, sh *steps.Shelf, id string) steps.Summary {
	e, err := Look(ctx, sh, id)
	if err != nil {
		return steps.Summary{ID: id, Name: id, Err: err}
	}
	c := e.Checklist()
	s := steps.Summary{ID: id, Name: e.State.Name, Platform: c.Platform, IdP: c.IdP, Protocol: steps.EstateWord, LastAt: e.State.LastAt, LastBy: e.State.LastBy,
		Archived: e.State.Archived, Settled: c.Settled, All: c.All, Finished: c.Finished}
	for _, x := range c.Steps {
		if !x.Settled && s.Next == "" {
			s.Next = x.Title
		}
	}
	for _, f := range e.Report.Findings {
		switch f.Severity {
		case federation.Error:
			s.Errors++
		case federation.Warning:
			s.Warnings++
		}
	}
	return s
}
