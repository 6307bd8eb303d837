package screen

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"federate/federation"
	"federate/steps"
	"federate/steps/trouble"
)

// verdict is what could be said about one document or text.
type verdict struct {
	title    string // of the kind
	report   federation.Report
	pair     *steps.Pair
	message  bool            // it belongs to a login
	snapshot *steps.Snapshot // nil: the standards alone
	texts    []trouble.Entry
	err      error
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
	var pair *steps.Pair
	d := &federation.Dossier{Now: now, Final: true}
	if id != "" {
		if x.snapshot, x.err = shelf.Look(context.Background(), id); x.err != nil {
			return x
		}
		pair = x.snapshot.Pair
		d.Waivers = x.snapshot.State.Waivers()
		for _, w := range x.snapshot.State.Words(x.snapshot.State.Last) {
			d.Hear(w.Claim)
		}
	} else if pair, x.err = generic(shelf); x.err != nil {
		return x
	}
	d.Terms, d.Expect, d.Words = pair.Terms, pair.Expect, pair.Words
	kind, _ := pair.Terms.Kind(a.Kind)
	x.title, x.pair, x.message = kind.Title, pair, kind.Message
	if kind.Message {
		a.Key = "this"
		if i := slices.Index(pair.Expect.Starts.Value, federation.StartIdP); i >= 0 {
			a.Key = string(federation.StartIdP)
		}
		a.Claims = nil
		d.Now, d.Attempt = a.Moment(), a.Key
	}
	d.Receive(a)
	x.report = federation.Examine(d, relevant(pair, a, kind))
	return x
}

// relevant are the checks that have to do with a: the others would only say
// that they wait for a whole federation.
func relevant(pair *steps.Pair, a federation.Artifact, kind federation.KindTerm) []federation.Check {
	lasting, passing := pair.Terms.Split(pair.Checks)
	if kind.Message {
		return passing
	}
	return lasting
}

// generic is the pair that knows the standards and no console.
func generic(shelf *steps.Shelf) (*steps.Pair, error) {
	lib := shelf.Library
	for _, p := range lib.Playbooks(federation.Platform) {
		for _, i := range lib.Playbooks(federation.IdP) {
			if strings.HasPrefix(p.ID, "generic") && strings.HasPrefix(i.ID, "generic") {
				return lib.Pair(p.ID, i.ID, "saml", "", shelf.Know.Checks)
			}
		}
	}
	return nil, fmt.Errorf("there are no generic playbooks; choose a federation to judge by")
}
