package steps

import (
	"slices"

	"federate/federation"
	"federate/steps/playbook"
	"federate/steps/record"
)

// idle reports whether w waits for what nobody will bring: a document that no step
// asks for, or one of another protocol.
func (v *Snapshot) idle(w federation.Waiting) bool {
	return w.Foreign(v.Pair.Protocol) || slices.ContainsFunc(w.For, v.unasked)
}

// unasked reports whether need is a kind of document that no test insists on: a
// check of one has nothing to say until somebody brings it along, and nobody
// waits for it.
func (v *Snapshot) unasked(need federation.Need) bool {
	return need.Kind != "" && !slices.ContainsFunc(v.Plan, func(s playbook.Step) bool {
		return s.Kind == playbook.Test && slices.ContainsFunc(s.Fields, func(f playbook.Field) bool { return !f.Optional && slices.Contains(f.Accepts, need.Kind) })
	})
}

// ofOther reports whether w, of the login attempt, waits for a message that belongs
// to the test of another one.
func (v *Snapshot) ofOther(w federation.Waiting, attempt string) bool {
	return slices.ContainsFunc(w.For, func(n federation.Need) bool {
		t, _ := v.Pair.Terms.Kind(n.Kind)
		return t.Message && !slices.ContainsFunc(v.Plan, func(s playbook.Step) bool {
			return slices.ContainsFunc(s.Fields, func(f playbook.Field) bool { return f.Key == attempt && slices.Contains(f.Accepts, n.Kind) })
		})
	})
}

// never reports whether w waits for a value that nobody will tell any more: no step
// that is still to be done asks for it, and none insists on it.
func (v *Snapshot) never(w federation.Waiting) bool {
	return !v.IsEstate() && slices.ContainsFunc(w.For, func(n federation.Need) bool {
		return n.Kind == "" && !slices.ContainsFunc(v.Plan, func(s playbook.Step) bool { return v.maySay(s, n) })
	})
}

// maySay reports whether somebody may still tell what n is about at step s.
func (v *Snapshot) maySay(s playbook.Step, n federation.Need) bool {
	side := n.Side
	if side == "" {
		t, _ := v.Pair.Terms.Term(n.Fact)
		side = t.Owner
	}
	for _, f := range s.Fields {
		if f.Fact == n.Fact && f.Speaker(s) == side && !f.Optional {
			return true
		}
	}
	_, marked := v.State.Mark(s.Ref())
	return !marked && s.Touches(side, n.Fact)
}

// A shower is a message that shows what one side says of a person.
type shower interface{ Shows() []federation.Claim }

// showing are the words that the logins which were proved show and nobody told: the
// NameID that stands in a response. A person who was chosen since is another one.
func (v *Snapshot) showing(docs documents) (out []record.Word) {
	for _, a := range slices.Backward(v.Attempts) {
		m, ok := docs[a.Document.Digest].Doc.(shower)
		if !ok || !v.Proves(a) || v.otherPerson(a.Document.Seq) {
			continue
		}
		for _, c := range m.Shows() {
			_, told := v.State.Said(c.Side, c.Fact, c.Key)
			if told || slices.ContainsFunc(out, func(w record.Word) bool { return w.Side == c.Side && w.Fact == c.Fact && w.Key == c.Key }) {
				continue
			}
			c.From = federation.Origin{Artifact: a.Document.Kind, Digest: a.Document.Digest}
			out = append(out, record.Word{Claim: c, Step: a.Document.Step, By: a.Document.By, At: a.Document.At, Seq: a.Document.Seq})
		}
	}
	return out
}

// otherPerson reports whether something was told about a person after event seq.
func (v *Snapshot) otherPerson(seq int64) bool {
	return slices.ContainsFunc(v.State.Words(v.State.Last), func(w record.Word) bool {
		t, _ := v.Pair.Terms.Term(w.Fact)
		return t.Scope == federation.Person && w.Seq > seq && !w.Copied
	})
}

// Shown is what a judged login shows of what field f of step s asks for, where nobody
// answered it.
func (v *Snapshot) Shown(s playbook.Step, f playbook.Field) (record.Word, bool) {
	i := slices.IndexFunc(v.shown, func(w record.Word) bool { return w.Side == f.Speaker(s) && w.Fact == f.Fact && w.Key == f.Key })
	if i < 0 || f.Fact == "" {
		return record.Word{}, false
	}
	return v.shown[i], true
}
