package steps

import (
	"fmt"
	"slices"
	"time"

	"federate/federation"
	"federate/steps/playbook"
	"federate/steps/record"
)

// A Proof is what a message is worth as evidence that a login works, whatever the
// verdict on it: when it was made, by whom, for whom. Old proof is no proof.
type Proof struct {
	Issued time.Time // the message's own word; zero where it has none
	Handed time.Time // when it was handed in
	federation.Testimony
	Copied bool     // it is a redacted copy, without its signature
	Begun  bool     // it shows that a login began, and not that it arrived
	Why    []string // why it proves nothing about today, as sentences without a full stop; nil where it does
}

const (
	// freshest is how old a message may be when it is handed in. Copying one takes
	// minutes; a day leaves time for two admins.
	freshest = 24 * time.Hour
	// apart is how far the clocks of two sound machines are apart at the most.
	apart = time.Minute
)

// Age is how old the message was when it was handed in; zero where it does not say.
func (p Proof) Age() time.Duration {
	if p.Issued.IsZero() || p.Issued.After(p.Handed) {
		return 0
	}
	return p.Handed.Sub(p.Issued)
}

// Lines say how old the message was, who signed it and for whom it was, and what
// it is worth, a sentence each without its full stop.
func (p Proof) Lines() (out []string) {
	switch {
	case p.Issued.IsZero():
		out = append(out, "handed in on "+federation.Moment(p.Handed)+"; when it was made is not known")
	case p.Issued.After(p.Handed):
		out = append(out, "issued on "+federation.Moment(p.Issued)+", which was still to come when it was handed in")
	default:
		out = append(out, fmt.Sprintf("issued on %s, %s before it was handed in", federation.Moment(p.Issued), Span(p.Age())))
	}
	out = append(out, p.Testimonials()...)
	if p.Begun {
		out = append(out, "it shows that a login began; that it arrived is the word of whoever confirms the step")
	}
	for _, w := range p.Why {
		out = append(out, "no proof: "+w)
	}
	return out
}

// Testimonials say who signed the message and for whom it is; none where it does
// not say.
func (p Proof) Testimonials() (out []string) {
	if p.Testimony == (federation.Testimony{}) {
		return nil
	}
	out = append(out, "signed by nobody who is known to be trusted")
	switch {
	case p.Signer != "":
		out[0] = "signed with " + p.Signer
	case p.Copied:
		out[0] = "by whom it was signed cannot be told of a redacted copy"
	}
	if p.Audience != "" {
		out = append(out, "for "+p.Audience)
	}
	if p.Subject != "" {
		out = append(out, "about "+p.Subject)
	}
	return out
}

// Fresh reports whether the message counts as proof.
func (p Proof) Fresh() bool { return len(p.Why) == 0 }

// Overridden are the gates that somebody passed although they were shut, with by
// whom and why.
func (v *Snapshot) Overridden() (out []string) {
	for _, s := range v.Plan {
		if m, _ := v.State.Mark(s.Ref()); s.Kind == playbook.Gate && m.Override != "" {
			where := ""
			if m.Elsewhere {
				where = " in another place"
			}
			out = append(out, fmt.Sprintf("“%s” was shut, and %s passed it all the same%s on %s: %s", s.Title, m.By, where, federation.Moment(m.At), m.Override))
		}
	}
	return out
}

// Proved reports whether a login that was judged here, fresh and without an
// error, shows that the federation works.
func (v *Snapshot) Proved() bool {
	return slices.ContainsFunc(v.Attempts, v.Proves)
}

// Proves reports whether a is such a login.
func (v *Snapshot) Proves(a Attempt) bool {
	return v.answers(a.Document.Kind) && a.Proof.Fresh() && a.Report.Worst() < federation.Error && !slices.ContainsFunc(a.Report.Waiting, v.withheld)
}

// Compared are the facts that a was held against without finding a difference, in the
// order of the vocabulary.
func (v *Snapshot) Compared(a Attempt) (out []federation.Fact) {
	facts := map[federation.Fact]bool{}
	for _, c := range v.Pair.passing {
		if slices.Contains(a.Report.Passed, c.Rule.Code) {
			for _, f := range slices.Concat(c.Facts, c.Compares) {
				facts[f] = true
			}
		}
	}
	for _, t := range v.Pair.Terms.Terms() {
		if facts[t.Fact] {
			out = append(out, t.Fact)
		}
	}
	return out
}

// withheld reports whether w waits for a fact: something of the message was not
// judged then.
func (v *Snapshot) withheld(w federation.Waiting) bool {
	return !w.Foreign(v.Pair.Protocol) && !w.ForDocument()
}

// proof judges what message a, which came as d, is worth. then is what was known
// when it came. A message of a kind that never says its time, a login address, is
// taken for as old as it was handed in.
func (v *Snapshot) proof(d record.Document, a federation.Artifact, then *federation.Dossier) Proof {
	p := Proof{Issued: a.Issued, Handed: d.At, Begun: isRequest(a)}
	witness, speaks := a.Doc.(federation.Witness)
	if !speaks {
		return p
	}
	p.Testimony = witness.Testimony(then).Phrased()
	kind, _ := v.Pair.Terms.Kind(d.Kind)
	if c, ok := a.Doc.(federation.Copy); ok && c.LeftOut() {
		p.Copied = true
		p.Why = append(p.Why, fmt.Sprintf("this is a redacted copy of the %s, and nobody can verify who made it: bring it as it was captured", kind.Title))
	}
	switch {
	case p.Issued.IsZero():
		p.Why = append(p.Why, fmt.Sprintf("the %s does not say when it was issued, so it proves nothing about today", kind.Title))
		return p
	case p.Age() > freshest:
		p.Why = append(p.Why, fmt.Sprintf("the %s was %s old when it was handed in, and proof is a day old at most: log in again and bring the new one", kind.Title, Span(p.Age())))
	}
	if w, ok := v.newestProven(d.Seq); ok && w.At.After(p.Issued.Add(apart)) {
		p.Why = append(p.Why, fmt.Sprintf("the %s was issued on %s, before %s was entered by %s on %s: log in again and bring the new one",
			kind.Title, federation.Moment(p.Issued), v.Pair.Terms.Title(w.Fact), w.By, federation.Moment(w.At)))
	}
	return p
}

// proofOf is proof of a message that was kept: one that is kept without its
// signature proves something only where that was verified when it came.
func (v *Snapshot) proofOf(docs documents, d record.Document, a federation.Artifact, then *federation.Dossier) Proof {
	p := v.proof(d, a, then)
	if w, ok := a.Doc.(federation.Unsigned); ok && w.Unsigned() {
		if who, ok := v.beside(docs, d, KindVerified); ok {
			p.Signer = who
		} else {
			kind, _ := v.Pair.Terms.Kind(d.Kind)
			p.Why = append(p.Why, fmt.Sprintf("nobody could verify who made the %s: hand in the key set of the provider first, then the whole %s", kind.Title, kind.Title))
		}
	}
	return p
}

// newestProven is the newest word on a value that a message handed in with event
// seq is proof of: what was told by then, and what was entered in a console since.
// What changed since makes the step stale, which says so by itself.
func (v *Snapshot) newestProven(seq int64) (newest record.Word, ok bool) {
	for _, w := range v.State.Words(v.State.Last) {
		t, _ := v.Pair.Terms.Term(w.Fact)
		if t.Scope != federation.Whole || !slices.Contains(v.Pair.proven, w.Fact) {
			continue
		}
		if w.Seq > seq && !w.Copied {
			if w, ok = v.State.SaidBy(w.Side, w.Fact, w.Key, seq); !ok {
				continue
			}
		}
		if at, _ := v.Step(w.Step); at.Kind == playbook.Test || at.Kind == playbook.Gate {
			continue // to confirm that a login worked enters nothing anywhere
		}
		if w.Seq != seq && w.At.After(newest.At) {
			newest = w
		}
	}
	return newest, newest.Seq > 0
}

// provenBy are the facts that checks of messages compare with what was told.
func provenBy(passing []federation.Check) (out []federation.Fact) {
	for _, c := range passing {
		for _, f := range slices.Concat(c.Facts, c.Compares) {
			if !slices.Contains(out, f) {
				out = append(out, f)
			}
		}
	}
	return out
}

// unproven says why test s is not settled by what lies here: nobody's word that
// it passed counts, only a message that is at hand, fresh and of this login.
func (v *Snapshot) unproven(s playbook.Step, mark record.Mark) (why []string) {
	for _, a := range v.Attempts {
		if v.Tests(s, a) {
			why = append(why, a.Proof.Why...)
		}
	}
	if mark.Elsewhere && len(v.missing(s)) > 0 {
		why = append(why, fmt.Sprintf("%s confirmed it in another place, and the proof did not come along", mark.By))
	}
	return why
}

// Tests reports whether a is the login that test s is about.
func (v *Snapshot) Tests(s playbook.Step, a Attempt) bool {
	return a.Key == s.Attempt() && s.Asks(a.Document.Kind)
}

// Span is d in words, in the largest unit that fits: "3 days".
func Span(d time.Duration) string {
	for _, u := range []struct {
		of   time.Duration
		name string
	}{{24 * time.Hour, "day"}, {time.Hour, "hour"}, {time.Minute, "minute"}} {
		if n := int(d / u.of); n >= 2 || n == 1 && u.of == time.Minute {
			if n == 1 {
				return "1 " + u.name
			}
			return fmt.Sprintf("%d %ss", n, u.name)
		}
	}
	return "less than a minute"
}
