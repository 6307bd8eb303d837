package saml

import (
	"fmt"
	"slices"

	"federate/federation"
)

// A look is one rule looking at one document.
type look struct {
	*federation.Dossier
	rule  federation.Rule
	kind  federation.Kind
	found []federation.Finding
}

// at reports the rule about v, which the console of side mends at fact.
func (l *look) at(v Value, side federation.Side, fact federation.Fact, format string, args ...any) *federation.Finding {
	l.found = append(l.found, federation.Finding{Rule: l.rule, Detail: fmt.Sprintf(format, args...),
		Subject: federation.Subject{Side: side, Fact: fact, Artifact: l.kind, Path: v.Path, Line: v.Line}})
	return &l.found[len(l.found)-1]
}

// differ reports that v is not want.
func (l *look) differ(v Value, side federation.Side, fact federation.Fact, want, format string, args ...any) *federation.Finding {
	f := l.at(v, side, fact, format, args...)
	f.Want, f.Got = want, v.Text
	return f
}

// rests notes that a finding stands on what a playbook expects, and no firmer.
func rests[T any](f *federation.Finding, e federation.Expected[T]) { f.Rule = e.Cite(f.Rule) }

// onText returns a check of a response that may not have been readable.
func onText(rule federation.Rule, run func(*look, *Response)) federation.Check {
	return onResponse(rule, nil, func(*federation.Dossier, *Response) bool { return true },
		func(l *look, r *Response, _ *view) { run(l, r) })
}

// onResponse returns a check of a response. Where there is none it waits; where
// applies says so, or applies is nil and the document could not be read, it
// has nothing to say.
func onResponse(rule federation.Rule, facts []federation.Fact, applies func(*federation.Dossier, *Response) bool,
	run func(*look, *Response, *view)) federation.Check {
	return federation.Check{
		Rule: rule, Kinds: []federation.Kind{KindResponse}, Facts: facts,
		Applies: func(d *federation.Dossier) bool {
			r, ok := federation.Doc[*Response](d, KindResponse)
			if !ok {
				return true
			}
			if applies == nil {
				return r.Readable()
			}
			return applies(d, r)
		},
		Run: func(d *federation.Dossier) []federation.Finding {
			r, ok := federation.Doc[*Response](d, KindResponse)
			if !ok {
				return nil
			}
			l := &look{Dossier: d, rule: rule, kind: KindResponse}
			var v *view
			if r.Readable() {
				v = r.view(d)
			}
			run(l, r, v)
			return l.found
		},
	}
}

// onAssertions returns a check of every assertion that can be read. One that is
// encrypted was not looked at: then it waits for the key that opens it.
func onAssertions(rule federation.Rule, facts []federation.Fact, applies func(*federation.Dossier) bool,
	run func(*look, *Assertion)) federation.Check {
	c := onResponse(rule, facts,
		func(_ *federation.Dossier, r *Response) bool {
			return r.Readable() && len(r.Assertions)+len(r.Encrypted) > 0
		},
		func(l *look, _ *Response, v *view) {
			for _, a := range v.message.Assertions {
				run(l, a)
			}
		})
	c.Rest = sealed(func(v *view) bool { return len(v.message.Encrypted) > 0 })
	if applies == nil {
		return c
	}
	return only(applies, c)
}

// sealed returns what a check waits for of which hides is true: the key that
// opens what is encrypted.
func sealed(hides func(*view) bool) func(*federation.Dossier) []federation.Need {
	return func(d *federation.Dossier) []federation.Need {
		if r, ok := federation.Doc[*Response](d, KindResponse); ok && r.Readable() && hides(r.view(d)) {
			return []federation.Need{{Fact: factDecryptionKey}}
		}
		return nil
	}
}

// ofNames returns c, a check of NameIDs: one that is encrypted was not looked at.
func ofNames(c federation.Check) federation.Check {
	c.Rest = sealed(func(v *view) bool {
		return len(v.message.Encrypted) > 0 || slices.ContainsFunc(v.message.Assertions, func(a *Assertion) bool { return a.EncryptedID })
	})
	return c
}

// ofAttributes is ofNames for attributes.
func ofAttributes(c federation.Check) federation.Check {
	c.Rest = sealed(func(v *view) bool {
		return len(v.message.Encrypted) > 0 || slices.ContainsFunc(v.message.Assertions, func(a *Assertion) bool { return a.EncryptedAttribute.Present() })
	})
	return c
}

// only returns c for those pairs alone of which where is true, whether there is
// a document or not.
func only(where func(*federation.Dossier) bool, c federation.Check) federation.Check {
	document := c.Applies
	c.Applies = func(d *federation.Dossier) bool { return where(d) && document(d) }
	return c
}

// onSignatures returns a check of every signature that stands where one belongs.
func onSignatures(rule federation.Rule, run func(*look, *Signature)) federation.Check {
	return onResponse(rule, nil, hasSignature, func(l *look, r *Response, _ *view) {
		for _, s := range r.Signatures {
			if s.Part != "" {
				run(l, s)
			}
		}
	})
}

// onAlgorithms returns a check of how each of them, and one beside the message,
// was made.
func onAlgorithms(rule federation.Rule, run func(*look, Value)) federation.Check {
	return onResponse(rule, nil, func(d *federation.Dossier, r *Response) bool {
		return hasSignature(d, r) || r.Readable() && r.Query != nil
	}, func(l *look, r *Response, _ *view) {
		for _, s := range r.Signatures {
			if s.Part != "" {
				run(l, s.Algorithm)
			}
		}
		if r.Query != nil {
			run(l, r.Query.Algorithm)
		}
	})
}

// judgedAny reports whether a signature of r was tried with a certificate: what
// was not is no proof of anything.
func judgedAny(d *federation.Dossier, r *Response) bool {
	return hasSignature(d, r) && slices.ContainsFunc(r.view(d).verdicts, func(v verdict) bool { return v.outcome != unjudged })
}

func hasSignature(_ *federation.Dossier, r *Response) bool {
	return r.Readable() && len(r.Signatures) > 0
}

func codes(cs ...federation.Code) []federation.Code { return cs }

func facts(fs ...federation.Fact) []federation.Fact { return fs }
