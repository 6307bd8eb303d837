package screen

import (
	"context"
	"fmt"
	"strings"
	"time"

	"federate/federation"
	"federate/steps"
	"federate/steps/trouble"
)

// verdict is what could be said about one document or text.
type verdict struct {
	title   string // of the kind
	report  federation.Report
	pair    *steps.Pair
	message bool                     // it belongs to a login
	parts   int                      // messages in a recording
	drawing func(width int) []string // of a recording
	drawn   []string                 // with it,
	width   int                      // in this width
	texts   []trouble.Entry
	err     error
}

// judge judges raw by federation id, or by the standards alone.
func judge(env *Env, id string, raw []byte, origin string) verdict {
	shelf := env.Shelf
	now := shelf.Now()
	var x verdict
	if env.Trouble != nil {
		if book, err := env.Trouble(); err == nil {
			x.texts = book.Find(string(raw))
		}
	}
	a, err := shelf.Know.Recognise(raw)
	if err != nil {
		x.err = err
		return x
	}
	a.Received, a.Origin = now, origin
	var view *steps.Snapshot
	if id != "" {
		view, x.err = shelf.Look(context.Background(), id)
	} else {
		view, x.err = generic(shelf, now)
	}
	if x.err != nil {
		return x
	}
	pair := view.Pair
	kind, _ := pair.Terms.Kind(a.Kind)
	x.title, x.pair, x.message = kind.Title, pair, kind.Message
	var lasting, messages []federation.Artifact
	if kind.Message {
		messages = append([]federation.Artifact{a}, steps.Parts(a)...)
		x.parts = len(a.Parts)
		x.drawing = drawing(env, a.Doc)
	} else {
		lasting = []federation.Artifact{a}
	}
	x.report, _ = steps.Bench{View: view, Now: now}.Examine(lasting, messages)
	for i := range x.report.Findings {
		view.Locate(&x.report.Findings[i])
	}
	return x
}

// drawing is how doc shows a login as a sequence, in lines of at most width
// columns; nil where it does not.
func drawing(env *Env, doc any) func(width int) []string {
	if d, ok := doc.(interface{ DrawASCII(width int) []string }); ok && env.ASCII {
		return d.DrawASCII
	}
	if d, ok := doc.(interface{ Draw(width int) []string }); ok {
		return d.Draw
	}
	return nil
}

// generic is a federation that nobody has begun, of the pair that knows the
// standards and no console.
func generic(shelf *steps.Shelf, now time.Time) (*steps.Snapshot, error) {
	lib := shelf.Library
	for _, p := range lib.Playbooks(federation.Platform) {
		for _, i := range lib.Playbooks(federation.IdP) {
			if strings.HasPrefix(p.ID, "generic") && strings.HasPrefix(i.ID, "generic") {
				pair, err := lib.Pair(p.ID, i.ID, "saml", "", shelf.Know.Checks)
				if err != nil {
					return nil, err
				}
				return steps.Blank(pair, now)
			}
		}
	}
	return nil, fmt.Errorf("there are no generic playbooks; choose a federation to judge by")
}
