package steps

import (
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"time"

	"federate/federation"
	"federate/steps/playbook"
	"federate/steps/record"
)

// KindRehearsal is what is kept of a login that was rehearsed on somebody's machine. It
// is evidence of its own kind: it settles no step, because the platform itself let
// nobody in.
const KindRehearsal federation.Kind = "rehearsal"

// A Rehearsal is one login that a stand-in for the platform judged.
type Rehearsal struct {
	Version   int               `json:"version"` // 1
	At        time.Time         `json:"at"`
	Start     federation.Start  `json:"start"`
	Accepted  bool              `json:"accepted"`
	Verdict   string            `json:"verdict"` // "would be let in"
	Codes     []federation.Code `json:"codes,omitempty"`
	Subject   string            `json:"subject,omitempty"` // whom the login was about
	Recording string            `json:"recording"`         // digest of the recording: "sha256:…"

	Step   string `json:"-"` // reference
	By     string `json:"-"`
	Digest string `json:"-"` // of what is kept
}

// Rehearsed keeps what came of a rehearsal beside a step.
type Rehearsed struct {
	Step string
	Rehearsal
}

func (c Rehearsed) event(_ *Session, v *Snapshot) (draft, error) {
	step, err := v.Find(c.Step)
	if err != nil {
		return draft{}, err
	}
	// It belongs where a login is tested that begins as this one did.
	if i := slices.IndexFunc(v.Plan, func(s playbook.Step) bool { return s.Kind == playbook.Test && s.Attempt() == string(c.Start) }); i >= 0 {
		step = v.Plan[i]
	}
	c.Version = 1
	return noted(step, KindRehearsal, string(c.Start), federation.Clause(c.Verdict), c.Rehearsal)
}

func (Rehearsed) concerns(*Snapshot, record.Event) bool { return false }

// Rehearsals are the logins that were rehearsed, oldest first.
func (v *Snapshot) Rehearsals() (out []Rehearsal) {
	for n := range v.notes(KindRehearsal) {
		r := Rehearsal{Step: n.step, By: n.by, Digest: n.digest}
		if json.Unmarshal(n.raw, &r) == nil && !slices.ContainsFunc(out, func(o Rehearsal) bool { return o.Recording == r.Recording }) {
			out = append(out, r)
		}
	}
	return out
}

// A note is what was kept beside a step and is no document of a console.
type note struct {
	step, by, digest string
	raw              []byte
}

// noted keeps what, which says said, as a note of kind beside step.
func noted(step playbook.Step, kind federation.Kind, key, said string, what any) (draft, error) {
	raw, err := json.Marshal(what)
	if err != nil {
		return draft{}, fmt.Errorf("%s: %w", kind, err)
	}
	d := draft{event: record.Event{Kind: record.Received, Step: step.Ref(), Note: said}}
	d.keep(federation.Artifact{Kind: kind, Key: key, Raw: raw, Digest: record.Digest(raw), Origin: "on this machine"})
	return d, nil
}

// isNote reports whether documents of kind are notes, which the program wrote itself.
func isNote(kind federation.Kind) bool {
	return slices.Contains([]federation.Kind{KindSequence, KindVerified, KindRehearsal, KindMatching}, kind)
}

// notes are those of kind that nobody took back, oldest first.
func (v *Snapshot) notes(kind federation.Kind) iter.Seq[note] {
	return func(yield func(note) bool) {
		gone := record.Undoings(v.Events)
		for _, e := range v.Events {
			for _, a := range e.Artifacts {
				doc, ok := v.docs[a.Digest]
				if a.Kind != kind || gone[e.Seq] || !ok {
					continue
				}
				n := note{e.Step, e.Actor, a.Digest, doc.Raw}
				if e.Origin != nil {
					n.by = e.Origin.Actor
				}
				if !yield(n) {
					return
				}
			}
		}
	}
}
