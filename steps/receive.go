package steps

import (
	"slices"
	"strings"

	"federate/federation"
	"federate/steps/record"
)

// A RefusedError is a document that was not kept: it is a secret, or not what the
// step asks for. The findings say what it is and what to do.
type RefusedError struct {
	Kind     federation.Kind
	Title    string // "private key"
	Seems    string // what an unknown document looks like
	Wanted   []string
	Secret   bool
	Findings []federation.Finding
}

func (e *RefusedError) Error() string {
	if e.Kind == "" && len(e.Findings) > 0 { // a secret that was refused at the door
		return federation.Clause(e.Findings[0].Title) + "; it was not kept"
	}
	msg := "this is " + federation.Article(e.Title)
	if e.Kind == "unknown" {
		msg = "this was not recognised as any document"
		if e.Seems != "" {
			msg += ": " + e.Seems
		}
	}
	if e.Secret {
		return msg + "; it was not kept"
	}
	if len(e.Wanted) > 0 {
		return msg + "; wanted is " + federation.Article(strings.Join(e.Wanted, " or "))
	}
	return msg
}

func (v *Snapshot) receive(s *Session, d *draft, h Handed) error {
	a, err := s.know.Recognise(h.Raw)
	if err != nil {
		return err
	}
	a.Origin, a.Key = h.Origin, h.Key
	kind, _ := v.Pair.Terms.Kind(a.Kind)
	wanted := v.accepts(d.event.Step, h)
	var beside []federation.Artifact                // of a recording: what is kept with the message
	for _, part := range slices.Backward(a.Parts) { // of a recording, the newest message that is asked for
		if slices.Contains(wanted, part.Kind) {
			if r, ok := asked(part, requestsOf(a.Parts)); ok {
				beside = append(beside, r)
			}
			if drawn, ok := drawing(a.Doc); ok {
				beside = append(beside, drawn)
			}
			part.Origin, part.Key = a.Origin, a.Key
			a = part
			kind, _ = v.Pair.Terms.Kind(part.Kind)
			break
		}
	}
	if kind.Secret || a.Kind == "unknown" || a.Redacted && a.Raw == nil || wanted != nil && !slices.Contains(wanted, a.Kind) {
		return v.refuse(s, a, wanted)
	}
	if a.Redacted {
		whole := a
		if a, err = v.redact(s, a); err != nil {
			return err
		}
		if who, ok := v.verified(s, whole); ok {
			beside = append(beside, who)
		}
	}
	if kind.Message {
		d.event.Kind = record.Received
		if a.Key == "" {
			a.Key = v.attemptAt(d.event.Step)
		}
	}
	a = a.Choose(func(f federation.Fact) string { return v.told(d, f) })
	if d.event.Step == "" {
		d.event.Step = v.homeOf(a)
	}
	if !kind.Message && v.holds(a) {
		return nil // a message is judged anew, in the state of today; a document says the same again
	}
	for _, b := range beside {
		b.Origin, b.Key = a.Origin, a.Key
		d.keep(b)
	}
	d.keep(a)
	if kind.Message {
		return nil // a message is evidence, and no side's word
	}
	for _, c := range a.Claims {
		c.From.Digest = a.Digest
		told := slices.ContainsFunc(d.event.Claims, func(o federation.Claim) bool { return o.Side == c.Side && o.Fact == c.Fact && o.Key == c.Key })
		if !told && !v.repeats(c) {
			d.event.Claims = append(d.event.Claims, c)
		}
	}
	d.event.Claims = append(d.event.Claims, v.dropped(a)...)
	return nil
}

// dropped takes back the certificates that an older version of a listed and a,
// which lists them all, does not: they are not to be trusted any more.
func (v *Snapshot) dropped(a federation.Artifact) (out []federation.Claim) {
	if _, whole := a.Doc.(federation.Successor); !whole {
		return nil
	}
	for _, w := range v.State.Words(v.State.Last) {
		t, _ := v.Pair.Terms.Term(w.Fact)
		if t.Form != federation.Certificate || w.Key == "" || w.From.Artifact != a.Kind {
			continue
		}
		about := func(c federation.Claim) bool { return c.Side == w.Side && c.Fact == w.Fact }
		if slices.ContainsFunc(a.Claims, about) && !slices.ContainsFunc(a.Claims, func(c federation.Claim) bool { return about(c) && c.Key == w.Key }) {
			out = append(out, federation.Claim{Side: w.Side, Fact: w.Fact, Key: w.Key, Retracted: true, From: federation.Origin{Artifact: a.Kind, Digest: a.Digest}})
		}
	}
	return out
}

// told is the owner's word for f: in this submission, or before.
func (v *Snapshot) told(d *draft, f federation.Fact) string {
	t, _ := v.Pair.Terms.Term(f)
	for _, c := range d.event.Claims {
		if c.Fact == f && c.Side == t.Owner {
			return c.Value
		}
	}
	w, _ := v.Pair.known(v.State, f)
	return w.Value
}

// KindSequence is the drawing of a recorded login, as text in lines of at most
// 78 columns: all that is kept of a recording beside its messages.
const KindSequence federation.Kind = "login-sequence"

// KindVerified says by whom a message was signed that is kept without its
// signature: what only the whole could show, as text.
const KindVerified federation.Kind = "verified-signature"

// verified is who signed message a, where that can be told and will not stand in
// what is kept of it.
func (v *Snapshot) verified(s *Session, a federation.Artifact) (federation.Artifact, bool) {
	w, ok := a.Doc.(federation.Witness)
	if !ok {
		return a, false
	}
	now := record.Document{Artifact: record.Artifact{Kind: a.Kind, Key: a.Key}, Seq: v.State.Last + 1, At: v.Now}
	who := w.Testimony(v.attempted(s.docs, now, a)).Phrased().Signer
	return federation.Artifact{Kind: KindVerified, Raw: []byte(who)}, who != ""
}

// drawing is what doc, a recording, shows of the login; ok is false where it does
// not draw.
func drawing(doc any) (a federation.Artifact, ok bool) {
	d, ok := doc.(interface{ Draw(width int) []string })
	if !ok {
		return a, false
	}
	return federation.Artifact{Kind: KindSequence, Raw: []byte(strings.Join(d.Draw(78), "\n"))}, true
}

// keep adds a to what is written down.
func (d *draft) keep(a federation.Artifact) {
	d.artifacts = append(d.artifacts, a)
	d.event.Artifacts = append(d.event.Artifacts, record.Artifact{Kind: a.Kind, Key: a.Key, Digest: a.Digest, Origin: a.Origin})
}

// redact is what may be kept of a. What only the whole of a can show, as its
// signature, is judged now or never: an error of that kind refuses it.
func (v *Snapshot) redact(s *Session, a federation.Artifact) (federation.Artifact, error) {
	kept, err := s.know.Recognise(a.Raw)
	if err != nil {
		return a, err
	}
	kept.Origin, kept.Key = a.Origin, a.Key
	now := record.Document{Artifact: record.Artifact{Kind: a.Kind, Key: a.Key}, Seq: v.State.Last + 1, At: v.Now}
	of := func(a federation.Artifact) []federation.Finding {
		return federation.Examine(v.attempted(s.docs, now, a), v.Pair.passing).Findings
	}
	rest := of(kept)
	lost := slices.DeleteFunc(of(a), func(f federation.Finding) bool {
		return f.Severity < federation.Error || slices.ContainsFunc(rest, func(o federation.Finding) bool { return o.Code == f.Code && o.Subject == f.Subject })
	})
	if len(lost) == 0 {
		return kept, nil
	}
	for i := range lost {
		v.locate(&lost[i])
	}
	return a, &RefusedError{Secret: true, Findings: lost}
}

// holds reports whether a is here already, and everything that it says.
func (v *Snapshot) holds(a federation.Artifact) bool {
	return slices.ContainsFunc(v.State.Documents(), func(d record.Document) bool { return d.Kind == a.Kind && d.Key == a.Key && d.Digest == a.Digest }) &&
		!slices.ContainsFunc(a.Claims, func(c federation.Claim) bool { return !v.repeats(c) })
}

// accepts is what the step takes where h was given; nil where anything goes.
func (v *Snapshot) accepts(ref string, h Handed) (out []federation.Kind) {
	if h.Kind != "" {
		out = append(out, h.Kind)
		if h.Kind == federation.KindCertificate {
			out = append(out, federation.KindPKCS7, federation.KindIdPMetadata)
		}
		return out
	}
	s, _ := v.Step(ref)
	for _, f := range s.Fields {
		out = append(out, f.Accepts...)
	}
	return out
}

func (v *Snapshot) attemptAt(ref string) string {
	s, _ := v.Step(ref)
	return s.Attempt()
}

// homeOf is the step that asks for a document like a.
func (v *Snapshot) homeOf(a federation.Artifact) string {
	for _, s := range v.Plan {
		for _, f := range s.Fields {
			if slices.Contains(f.Accepts, a.Kind) && (f.Key == a.Key || a.Key == "") {
				return s.Ref()
			}
		}
	}
	return ""
}

func (v *Snapshot) refuse(s *Session, a federation.Artifact, wanted []federation.Kind) error {
	kind, _ := v.Pair.Terms.Kind(a.Kind)
	r := &RefusedError{Kind: a.Kind, Title: kind.Title, Seems: a.Seems, Secret: kind.Secret || a.Redacted}
	if r.Title == "" {
		r.Title = string(a.Kind)
	}
	for _, k := range wanted {
		t, _ := v.Pair.Terms.Kind(k)
		r.Wanted = append(r.Wanted, t.Title)
	}
	alone := v.Pair.dossier(v.Now)
	alone.Receive(a)
	for _, f := range federation.Examine(alone, v.Pair.Checks).Findings {
		if f.Subject.Artifact == a.Kind {
			r.Findings = append(r.Findings, f)
		}
	}
	return r
}
