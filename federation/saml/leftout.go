package saml

import (
	"slices"

	"federate/federation"
	"federate/federation/check"
)

// LeftOut reports whether r is a redacted copy of a signed response: the signature is
// not in it, and nobody can verify it.
func (r *Response) LeftOut() bool {
	return r.Readable() && (r.Redirect != nil && r.Redirect.leftOut ||
		slices.ContainsFunc(r.Signatures, func(s *Signature) bool { return s.LeftOut && s.Part != "" }))
}

// redactedCopy says of a redacted copy that it is one. Whatever it shows is proven by nobody,
// and it was not forged either.
func redactedCopy() federation.Check {
	signed := func(d *federation.Dossier) bool { // nobody waits for a copy
		r, ok := federation.Doc[*Response](d, federation.KindSAMLResponse)
		return ok && (hasSignature(d, r) || r.LeftOut())
	}
	return check.Only(signed, onResponse(federation.Rule{Code: "saml-signature-left-out", Severity: federation.Warning,
		Title:  "This copy is redacted and cannot be verified",
		Remedy: "Use the response as it was captured: who signed it can be told of that alone",
		Role:   federation.Either,
		Source: federation.Source{Document: "xmldsig-core1", Section: "3.2"}, Because: check.Codes("saml-wrapping"),
	}, nil, nil, func(j *check.Judgement, r *Response, v *view) {
		if !r.LeftOut() {
			return
		}
		f := j.At(r.signedAt().OrAt(r.Start()), "", "",
			"A signature was here and was left out with what it covers when the copy was made; it is neither broken nor proven")
		if v.trusts != nil { // then a signature counts, and this one says nothing
			f.Severity = federation.Error
		}
	}))
}

// leftOutIn returns c, a check of what names somebody, which waits for the message as it
// was sent where hidden finds that it was left out.
func leftOutIn(c federation.Check, hidden func(*Assertion) bool) federation.Check {
	rest := c.Rest
	c.Rest = func(d *federation.Dossier) []federation.Need {
		r, ok := federation.Doc[*Response](d, federation.KindSAMLResponse)
		if ok && r.Readable() && slices.ContainsFunc(r.view(d).message.Assertions, hidden) {
			return []federation.Need{{Fact: factWhole}}
		}
		if rest == nil {
			return nil
		}
		return rest(d)
	}
	return c
}

// nameLeftOut reports whether the NameID is a word that stands for what was left out.
func nameLeftOut(a *Assertion) bool { return federation.Redacted(a.NameID.Text) }

// attributeLeftOut reports whether the value of an attribute is.
func attributeLeftOut(a *Assertion) bool { return slices.ContainsFunc(a.Attributes, Attribute.leftOut) }

func (a Attribute) leftOut() bool {
	return slices.ContainsFunc(a.Values, func(v Value) bool { return federation.Redacted(v.Text) })
}
