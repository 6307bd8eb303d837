package saml

import (
	"slices"

	"federate/federation"
	"federate/federation/check"
)

// onText returns a check of a response that may not have been readable.
func onText(rule federation.Rule, run func(*check.Judgement, *Response)) federation.Check {
	return check.On(federation.KindSAMLResponse, rule, nil, check.Always, run)
}

// onResponse returns a check of a response and of what is to be read in it.
func onResponse(rule federation.Rule, facts []federation.Fact, applies func(*federation.Dossier, *Response) bool,
	run func(*check.Judgement, *Response, *view)) federation.Check {
	return check.On(federation.KindSAMLResponse, rule, facts, applies, func(j *check.Judgement, r *Response) {
		var v *view
		if r.Readable() {
			v = r.view(j.Dossier)
		}
		run(j, r, v)
	})
}

// onAssertions returns a check of every assertion that can be read. One that is
// encrypted was not looked at: then it waits for the key that opens it.
func onAssertions(rule federation.Rule, facts []federation.Fact, applies func(*federation.Dossier) bool,
	run func(*check.Judgement, *Assertion)) federation.Check {
	c := onResponse(rule, facts,
		func(_ *federation.Dossier, r *Response) bool {
			return r.Readable() && len(r.Assertions)+len(r.Encrypted) > 0
		},
		func(j *check.Judgement, _ *Response, v *view) {
			for _, a := range v.message.Assertions {
				run(j, a)
			}
		})
	c.Rest = sealed(func(v *view) bool { return len(v.message.Encrypted) > 0 })
	if applies == nil {
		return c
	}
	return check.Only(applies, c)
}

// sealed returns what a check waits for where the response hides something from
// it: the key that opens what is encrypted.
func sealed(hides func(*view) bool) func(*federation.Dossier) []federation.Need {
	return func(d *federation.Dossier) []federation.Need {
		if r, ok := federation.Doc[*Response](d, federation.KindSAMLResponse); ok && r.Readable() && hides(r.view(d)) {
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
		return len(v.message.Encrypted) > 0 ||
			slices.ContainsFunc(v.message.Assertions, func(a *Assertion) bool { return a.EncryptedAttribute.Present() })
	})
	return c
}

// onSignatures returns a check of every signature that stands where one belongs.
func onSignatures(rule federation.Rule, run func(*check.Judgement, *Signature)) federation.Check {
	return onResponse(rule, nil, hasSignature, func(j *check.Judgement, r *Response, _ *view) {
		for _, s := range r.Signatures {
			if s.Part != "" {
				run(j, s)
			}
		}
	})
}

// onAlgorithms returns a check of how each of them, and one beside the message,
// was made.
func onAlgorithms(rule federation.Rule, run func(*check.Judgement, Value)) federation.Check {
	return onResponse(rule, nil, func(d *federation.Dossier, r *Response) bool {
		return hasSignature(d, r) || r.Readable() && r.Redirect != nil
	}, func(j *check.Judgement, r *Response, _ *view) {
		for _, s := range r.Signatures {
			if s.Part != "" {
				run(j, s.Algorithm)
			}
		}
		if r.Redirect != nil {
			run(j, r.Redirect.Algorithm)
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

func onRequest(rule federation.Rule, facts []federation.Fact, applies func(*federation.Dossier, *Request) bool,
	run func(*check.Judgement, *Request)) federation.Check {
	return check.On(federation.KindSAMLRequest, rule, facts, applies, run)
}

func onMetadata(kind federation.Kind, rule federation.Rule, run func(*check.Judgement, *Metadata)) federation.Check {
	return check.On(kind, rule, nil, nil, run)
}

// onEntity returns a check of metadata that describes exactly one party.
func onEntity(kind federation.Kind, rule federation.Rule, run func(*check.Judgement, *Metadata, *Entity)) federation.Check {
	return check.On(kind, rule, nil, func(_ *federation.Dossier, m *Metadata) bool { return len(m.Entities) == 1 },
		func(j *check.Judgement, m *Metadata) { run(j, m, m.Entities[0]) })
}

// onIdP returns a check of metadata that describes one identity provider.
func onIdP(rule federation.Rule, run func(*check.Judgement, *Metadata, *Entity)) federation.Check {
	return check.On(federation.KindIdPMetadata, rule, nil, func(_ *federation.Dossier, m *Metadata) bool {
		return len(m.Entities) == 1 && m.Entities[0].IdP != nil
	}, func(j *check.Judgement, m *Metadata) { run(j, m, m.Entities[0]) })
}
