package steps

import (
	"fmt"
	"slices"
	"strings"

	"federate/federation"
	"federate/steps/record"
	"federate/steps/vault"
)

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
	value := term.Meant(strings.Trim(t.Value, "\r\n\t"))
	c := federation.Claim{Side: t.Side, Fact: t.Fact, Key: t.Key, Value: value}
	switch {
	case term.Secret:
		c.Value, c.Withheld = "", true
		return c, nil, v.checkSecret(s, t)
	case value == "" && !term.Blank:
		c.Retracted = true
		return c, nil, nil
	case term.Form == federation.Certificate:
		return c, &Handed{Raw: []byte(t.Value), Origin: "typed", Kind: federation.KindCertificate}, nil
	}
	if len(value) > 30 { // shorter ones are no key, token or secret
		if a, err := s.know.Recognise([]byte(value)); err == nil {
			k, _ := v.Pair.Terms.Kind(a.Kind)
			switch {
			case k.Secret || a.Redacted:
				return c, nil, v.refuse(s, a, nil)
			case len(a.Claims) > 0 && !k.Message && term.Form != federation.Prose: // it holds the value
				return c, &Handed{Raw: []byte(t.Value), Origin: "typed", Kind: a.Kind}, nil
			}
		}
	}
	c.Placeholder = t.Side != term.Owner && federation.LooksLikePlaceholder(value)
	return c, nil, nil
}

// repeats reports whether c says what its side said already.
func (v *Snapshot) repeats(c federation.Claim) bool {
	old, ok := v.State.ToldBy(c.Side, c.Fact, c.Key, v.State.Last)
	if !ok {
		return c.Retracted
	}
	if now, _ := v.State.Said(c.Side, c.Fact, c.Key); now.Follows != nil && c.From.Artifact == "" {
		return false // by hand, where a document's word gives way
	}
	return !c.Retracted && !c.Withheld && old.Value == c.Value && !old.Copied
}

// home is the step whose field c answers, for answers given without one. A
// placeholder belongs to the first that asks, any other value to the last, which
// is where it had to be right.
func (v *Snapshot) home(c federation.Claim) (ref string) {
	for _, s := range v.Plan {
		for _, f := range s.Fields {
			if f.Fact == c.Fact && f.Key == c.Key && f.Speaker(s) == c.Side {
				if ref = s.Ref(); c.Placeholder {
					return ref
				}
			}
		}
	}
	return ref
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
		pastWords[e.Theirs.Kind], federation.Moment(e.Theirs.At))
}

var pastWords = map[record.Kind]string{record.Answered: "answered", record.Confirmed: "confirmed the step", record.Received: "handed in a response",
	record.Undone: "took something back", record.Merged: "brought a baton home"}
