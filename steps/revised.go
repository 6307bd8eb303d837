package steps

import (
	"federate/federation"
	"federate/steps/record"
)

// unchanged is said of a new version that changes nothing that is looked at.
const unchanged = "nothing changed that a federation depends on"

// Revised is what a new version of a document, handed in with event seq, changed
// against the one before, in lines; nil where it was the first.
func (v *Snapshot) Revised(seq int64) []string { return v.revised()[seq] }

// revise compares every document with the one whose place it took.
func revise(events []record.Event, docs documents) map[int64][]string {
	out := map[int64][]string{}
	undone := record.Undoings(events)
	type place struct {
		kind federation.Kind
		key  string
	}
	newest := map[place]federation.Artifact{}
	for _, e := range events {
		for _, a := range e.Artifacts {
			doc, ok := docs[a.Digest]
			next, speaks := doc.Doc.(federation.Successor)
			if !ok || !speaks || undone[e.Seq] {
				continue
			}
			at := place{a.Kind, a.Key}
			if old, ok := newest[at]; ok {
				changes := next.Since(old.Doc)
				if changes == nil {
					changes = []string{unchanged}
				}
				out[e.Seq] = append(out[e.Seq], changes...)
			}
			newest[at] = doc
		}
	}
	return out
}
