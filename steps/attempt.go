package steps

import (
	"slices"
	"strings"

	"federate/federation"
	"federate/steps/record"
)

// An Attempt is one login that was captured, judged in the state and at the
// time of its message.
type Attempt struct {
	Key      string // "sp-initiated"
	Document record.Document
	Report   federation.Report
	Proof    Proof
	Sequence []string // the login as it was drawn from a recording, in lines of at most 78 columns; nil without one
}

func (v *Snapshot) judge(docs documents) {
	lasting, passing := v.Pair.lasting, v.Pair.passing
	var reports []federation.Report
	for _, d := range v.State.Documents() {
		if a, ok := docs[d.Digest]; ok && v.message(d) && !v.answered(docs, d) {
			then := v.attempted(docs, d, a)
			r := federation.Examine(then, passing)
			reports = append(reports, r)
			r.Waiting = slices.DeleteFunc(slices.Clone(r.Waiting), func(w federation.Waiting) bool { return v.idle(w) || v.ofOther(w, d.Key) })
			v.Attempts = append(v.Attempts, Attempt{d.Key, d, r, v.proofOf(docs, d, a, then), v.sequence(docs, d)})
		}
	}
	v.shown = v.showing(docs)
	standing := v.Together
	if standing == nil {
		standing = v.Dossier(v.Now)
	}
	for _, a := range v.inForce(docs, v.State.Last, standing.Value) {
		standing.Take(a) // with what it says: somebody may have told otherwise since
	}
	facts := federation.Examine(standing, lasting)
	facts.Waiting = slices.DeleteFunc(facts.Waiting, v.never)
	if len(v.Attempts) == 0 {
		reports = append(reports, federation.Examine(standing, passing))
	}
	v.Report = federation.Merge(append([]federation.Report{facts}, reports...)...)
	v.Report.Waiting = slices.DeleteFunc(v.Report.Waiting, v.idle)
}

// Earlier are the messages that a took the place of, oldest first, each judged in the
// state and at the time of its own.
func (v *Snapshot) Earlier(a Attempt) (out []Attempt) {
	gone := record.Undoings(v.Events)
	for _, e := range v.Events {
		if gone[e.Seq] || e.Seq >= a.Document.Seq {
			continue
		}
		for _, r := range e.Artifacts {
			doc, ok := v.docs[r.Digest]
			if !ok || r.Key != a.Key || !v.answers(r.Kind) {
				continue
			}
			d := record.Document{Artifact: r, Step: e.Step, By: e.Actor, At: e.At, Seq: e.Seq}
			if e.Origin != nil {
				d.By, d.At = e.Origin.Actor, e.Origin.At
			}
			then := v.attempted(v.docs, d, doc)
			out = append(out, Attempt{a.Key, d, federation.Examine(then, v.Pair.passing), v.proofOf(v.docs, d, doc, then), v.sequence(v.docs, d)})
		}
	}
	return out
}

// sequence is the drawing that came with message d.
func (v *Snapshot) sequence(docs documents, d record.Document) []string {
	if text, ok := v.beside(docs, d, KindSequence); ok {
		return strings.Split(text, "\n")
	}
	return nil
}

// beside returns the text of the given kind that was handed in with message d.
func (v *Snapshot) beside(docs documents, d record.Document, kind federation.Kind) (string, bool) {
	for _, o := range v.State.Documents() {
		if a, ok := docs[o.Digest]; ok && o.Kind == kind && o.Key == d.Key && o.Seq == d.Seq {
			return string(a.Raw), true
		}
	}
	return "", false
}

// message reports whether d is a message of one login and not a lasting document.
func (v *Snapshot) message(d record.Document) bool {
	t, _ := v.Pair.Terms.Kind(d.Kind)
	return t.Message
}

// giveStanding adds to the dossier to the documents that were in force after event seq.
func (v *Snapshot) giveStanding(docs documents, seq int64, to *federation.Dossier) {
	for _, a := range v.inForce(docs, seq, to.Value) {
		a.Claims = nil // they are in the journal, and may have been corrected since
		to.Take(a)
	}
}

// inForce are the documents that were in force after event seq.
func (v *Snapshot) inForce(docs documents, seq int64, value func(federation.Fact) string) (out []federation.Artifact) {
	for _, d := range v.State.DocumentsAt(seq) {
		if a, ok := docs[d.Digest]; ok && !v.message(d) {
			out = append(out, a.Choose(value))
		}
	}
	return out
}

// attempted is what is to be judged with message a, which came as d: the state of
// that moment, and the request that it answers.
func (v *Snapshot) attempted(docs documents, d record.Document, a federation.Artifact) *federation.Dossier {
	a.Received, a.Key, a.Claims = d.At, d.Key, nil
	then := v.dossier(d.Seq, a.Moment())
	then.Attempt, then.Final, then.Kept = d.Key, true, true
	v.giveStanding(docs, d.Seq, then)
	if r, ok := asked(a, v.requests(docs, d, a)); ok {
		then.Receive(r)
	}
	then.Receive(a)
	return then
}

// requests are those that answer, which came as d, can belong to: those that came
// with it or that it names, and the one that nobody has answered yet. One of
// another login, which was recorded before, would put it in the wrong.
func (v *Snapshot) requests(docs documents, d record.Document, answer federation.Artifact) (out []federation.Artifact) {
	for _, o := range v.State.Documents() {
		a, ok := docs[o.Digest]
		if ok && o.Key == d.Key && isRequest(a) && (o.Seq == d.Seq || a.ID != "" && a.ID == answer.Answers || o.Seq < d.Seq && !v.closed(docs, o, a, d.Seq)) {
			out = append(out, a)
		}
	}
	return out
}

// closed reports whether request a, which came as o, had an answer before event
// seq: one that came along with it, or that names it.
func (v *Snapshot) closed(docs documents, o record.Document, a federation.Artifact, seq int64) bool {
	for _, e := range v.Events {
		for _, b := range e.Artifacts {
			answer := docs[b.Digest]
			if b.Key == o.Key && e.Seq < seq && v.answers(b.Kind) && (e.Seq == o.Seq || answer.Answers != "" && answer.Answers == a.ID) {
				return true
			}
		}
	}
	return false
}

// answers reports whether documents of kind are messages that answer a request.
func (v *Snapshot) answers(kind federation.Kind) bool {
	t, _ := v.Pair.Terms.Kind(kind)
	return t.Message && !isRequest(federation.Artifact{Kind: kind})
}

// answered reports whether d is a request whose login went on: it is judged with
// its answer; or the answer that came along with it was overtaken by a later one.
func (v *Snapshot) answered(docs documents, d record.Document) bool {
	if !isRequest(docs[d.Digest]) {
		return false
	}
	for _, e := range v.Events {
		if e.Seq == d.Seq && slices.ContainsFunc(e.Artifacts, func(a record.Artifact) bool { return v.answers(a.Kind) }) {
			return true
		}
	}
	return slices.ContainsFunc(v.State.Documents(), func(o record.Document) bool {
		if o.Key != d.Key || !v.answers(o.Kind) {
			return false
		}
		r, ok := asked(docs[o.Digest], v.requests(docs, o, docs[o.Digest]))
		return ok && r.Digest == d.Digest
	})
}
