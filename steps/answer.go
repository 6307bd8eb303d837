package steps

import (
	"fmt"
	"slices"
	"strings"

	"federate/federation"
	"federate/steps/record"
	"federate/steps/vault"
)

// A RefusedError is a document that was not kept: it is a secret, or not what the
// step asks for. The findings say what it is and what to do.
type RefusedError struct {
	Kind     federation.Kind
	Title    string // "private key"
	Wanted   []string
	Secret   bool
	Findings []federation.Finding
}

func (e *RefusedError) Error() string {
	if e.Kind == "" && len(e.Findings) > 0 { // a secret that was refused at the door
		title := e.Findings[0].Title
		return strings.ToLower(title[:1]) + title[1:] + "; it was not kept"
	}
	msg := "this is a " + e.Title
	if strings.ContainsAny(e.Title[:1], "aeiouAEIOU") {
		msg = "this is an " + e.Title
	}
	if e.Kind == "unknown" {
		msg = "this was not recognised as any document"
	}
	if e.Secret {
		return msg + "; it was not kept"
	}
	if len(e.Wanted) > 0 {
		return msg + "; wanted is a " + strings.Join(e.Wanted, " or ")
	}
	return msg
}

func (c Answer) event(s *Session, v *Snapshot) (draft, error) {
	d := draft{event: record.Event{Kind: record.Answered}}
	if c.Step != "" {
		step, err := v.Find(c.Step)
		if err != nil {
			return d, err
		}
		d.event.Step = step.Ref()
	}
	documents := slices.Clone(c.Documents)
	for _, t := range c.Facts {
		claim, doc, err := v.claim(s, t)
		switch {
		case err != nil:
			return d, err
		case doc != nil:
			documents = append(documents, *doc)
		case !v.repeats(claim):
			d.event.Claims = append(d.event.Claims, claim)
			if secret := t.secret(); claim.Withheld && !secret.IsZero() {
				if d.secrets == nil {
					d.secrets = map[string]vault.Secret{}
				}
				d.secrets[secretName(claim)] = secret
			}
			if d.event.Step == "" {
				d.event.Step = v.home(claim)
			}
		}
	}
	for _, h := range documents {
		if err := v.receive(s, &d, h); err != nil {
			return d, err
		}
	}
	if len(d.event.Claims) == 0 && len(d.event.Artifacts) == 0 {
		return draft{}, nil
	}
	return d, nil
}

// claim turns what was told into a claim, or into a document where the fact is
// one, as a certificate is.
func (v *Snapshot) claim(s *Session, t Told) (federation.Claim, *Handed, error) {
	if err := v.Pair.Terms.CheckFact(t.Fact); err != nil {
		return federation.Claim{}, nil, err
	}
	term, _ := v.Pair.Terms.Term(t.Fact)
	if t.Side == "" {
		t.Side = term.Owner
	}
	// A line end is what a copy brings along; a space may be in the console too.
	value := strings.Trim(t.Value, "\r\n\t")
	c := federation.Claim{Side: t.Side, Fact: t.Fact, Key: t.Key, Value: value}
	switch {
	case term.Secret:
		c.Value, c.Withheld = "", true
		return c, nil, v.atDoor(s, t)
	case value == "" && !term.Blank:
		c.Retracted = true
		return c, nil, nil
	case term.Form == federation.Certificate:
		return c, &Handed{Raw: []byte(t.Value), Origin: "typed", Kind: "certificate"}, nil
	}
	if strings.ContainsRune(value, '\n') || len(value) > 200 {
		if a, err := s.know.Recognise([]byte(value)); err == nil {
			if k, _ := v.Pair.Terms.Kind(a.Kind); k.Secret {
				return c, nil, v.refuse(s, a, nil)
			}
		}
	}
	c.Planted = t.Side != term.Owner && federation.LooksPlanted(value)
	return c, nil, nil
}

// repeats reports whether c says what its side said already.
func (v *Snapshot) repeats(c federation.Claim) bool {
	old, ok := v.State.Said(c.Side, c.Fact, c.Key)
	if !ok {
		return c.Retracted
	}
	return !c.Retracted && !c.Withheld && old.Value == c.Value && !old.Copied
}

// home is the step whose field c answers, for answers given without one. A
// placeholder belongs to the first that asks, any other value to the last, which
// is where it had to be right.
func (v *Snapshot) home(c federation.Claim) (ref string) {
	for _, s := range v.Plan {
		for _, f := range s.Fields {
			if f.Fact == c.Fact && f.Key == c.Key && f.speaker(s) == c.Side {
				if ref = s.Ref(); c.Planted {
					return ref
				}
			}
		}
	}
	return ref
}

func (v *Snapshot) receive(s *Session, d *draft, h Handed) error {
	a, err := s.know.Recognise(h.Raw)
	if err != nil {
		return err
	}
	a.Origin, a.Key = h.Origin, h.Key
	kind, _ := v.Pair.Terms.Kind(a.Kind)
	wanted := v.accepts(d.event.Step, h)
	for _, part := range slices.Backward(a.Parts) { // of a recording, the newest message that is asked for
		if slices.Contains(wanted, part.Kind) {
			part.Origin, part.Key = a.Origin, a.Key
			a = part
			kind, _ = v.Pair.Terms.Kind(part.Kind)
			break
		}
	}
	if kind.Secret || a.Kind == "unknown" || wanted != nil && !slices.Contains(wanted, a.Kind) {
		return v.refuse(s, a, wanted)
	}
	if kind.Message {
		d.event.Kind = record.Received
		if a.Key == "" {
			a.Key = v.attemptAt(d.event.Step)
		}
	}
	if d.event.Step == "" {
		d.event.Step = v.homeOf(a)
	}
	if !kind.Message && v.holds(a) {
		return nil // a message is judged anew, in the state of today; a document says the same again
	}
	d.artifacts = append(d.artifacts, a)
	d.event.Artifacts = append(d.event.Artifacts, record.Artifact{Kind: a.Kind, Key: a.Key, Digest: a.Digest, Origin: a.Origin})
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
	return nil
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
		if h.Kind == "certificate" {
			out = append(out, "pkcs7", "idp-metadata")
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
	return s.attempt()
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
	r := &RefusedError{Kind: a.Kind, Title: kind.Title, Secret: kind.Secret}
	if r.Title == "" {
		r.Title = string(a.Kind)
	}
	for _, k := range wanted {
		t, _ := v.Pair.Terms.Kind(k)
		r.Wanted = append(r.Wanted, t.Title)
	}
	alone := &federation.Dossier{Now: v.Now, Terms: v.Pair.Terms, Expect: v.Pair.Expect, Words: v.Pair.Words}
	alone.Receive(a)
	for _, f := range federation.Examine(alone, v.Pair.Checks).Findings {
		if f.Subject.Artifact == a.Kind {
			r.Findings = append(r.Findings, f)
		}
	}
	return r
}

// concerns: somebody else told the same fact another value meanwhile.
func (c Answer) concerns(v *Snapshot, theirs record.Event) bool {
	return slices.ContainsFunc(c.Facts, func(t Told) bool {
		term, _ := v.Pair.Terms.Term(t.Fact)
		side := t.Side
		if side == "" {
			side = term.Owner
		}
		return slices.ContainsFunc(theirs.Claims, func(o federation.Claim) bool {
			return o.Side == side && o.Fact == t.Fact && o.Key == t.Key && (o.Value != t.Value || term.Secret)
		})
	}) || slices.ContainsFunc(c.Documents, func(h Handed) bool {
		return slices.ContainsFunc(theirs.Artifacts, func(o record.Artifact) bool { return o.Kind == h.Kind && o.Key == h.Key && h.Kind != "" })
	})
}

// A ClashError is a submission about something that somebody else has spoken of
// since: nothing was changed, and both values are to be looked at.
type ClashError struct{ Theirs record.Event }

func (e *ClashError) Error() string {
	return fmt.Sprintf("%s %s meanwhile, on %s: look at both values and submit again", e.Theirs.Actor,
		pastWords[e.Theirs.Kind], e.Theirs.At.Format("2 January 2006, 15:04:05"))
}

var pastWords = map[record.Kind]string{record.Answered: "answered", record.Confirmed: "confirmed the step", record.Received: "handed in a response",
	record.Undone: "took something back", record.Merged: "brought a baton home"}
