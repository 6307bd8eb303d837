package screen

import (
	"context"

	"federate/federation"
	"federate/steps"
	"federate/steps/errorbook"
	"federate/steps/view"
)

// verdict is what could be said about one document or text.
type verdict struct {
	steps.Verdict
	title   string // of the kind
	pair    *steps.Pair
	message bool                     // it belongs to a login
	parts   int                      // messages in a recording
	drawing func(width int) []string // of a recording
	drawn   []string                 // with it,
	width   int                      // in this width
	texts   []view.Explanation       // of the error texts in it
	err     error
}

// judge judges raw by federation id, or by the standards alone.
func judge(env *Env, id string, raw []byte, origin string) verdict {
	shelf := env.Shelf
	now := shelf.Now()
	var x verdict
	x.texts = view.Explain(entriesFor(env, raw), federation.Words{Terms: shelf.Know.Terms}, nil)
	a, err := shelf.Know.Recognise(raw)
	if err != nil {
		x.err = err
		return x
	}
	a.Origin = origin
	var v *steps.Snapshot
	if id != "" {
		v, x.err = shelf.Look(context.Background(), id)
	} else {
		v, x.err = shelf.Standards()
	}
	if x.err != nil {
		return x
	}
	begun := v
	if id == "" {
		begun = nil
	}
	x.texts = view.Explain(entriesFor(env, raw, v.State.Platform, v.State.IdP), v.Pair.Words, begun)
	pair := v.Pair
	kind, _ := pair.Terms.Kind(a.Kind)
	x.title, x.pair, x.message = kind.Title, pair, kind.Message
	x.parts = len(a.Parts)
	x.Verdict = steps.Bench{View: v, Now: now}.Judge([]federation.Artifact{a})
	for _, p := range x.Pictures {
		x.drawing = p.Draw
		if env.ASCII {
			x.drawing = p.DrawASCII
		}
	}
	return x
}

// entriesFor is what vendors' books say of raw, which came up between the consoles of
// playbooks.
func entriesFor(env *Env, raw []byte, playbooks ...string) []errorbook.Entry {
	if env.ErrorBook == nil {
		return nil
	}
	book, err := env.ErrorBook()
	if err != nil {
		return nil
	}
	return book.Find(string(raw), playbooks...)
}
