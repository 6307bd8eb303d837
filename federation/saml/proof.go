package saml

import (
	"slices"

	"federate/federation"
	"federate/federation/check"
)

// vouchingChecks judge what every other verdict on a response depends on: that a
// trusted party signed what is read.
func vouchingChecks() []federation.Check {
	c := onResponse(federation.Rule{Code: "saml-unproven", Severity: federation.Error, Title: "No trusted signature covers what is read",
		Remedy: "Treat the response as if anybody could have written it: have {{name \"idp\"}} sign the whole message, {{idp \"saml.signed\"}}, and capture a new login",
		Role:   federation.IdPAdmin,
		Source: profiles("4.1.4.5"),
		// Each of these is always an error, and says why no signature counts.
		Because: check.Codes("saml-wrapping", "saml-unsigned", "saml-duplicate-id", "saml-status", "saml-no-assertion"), Firm: true,
	}, check.Facts(factCertificate), nil, func(j *check.Judgement, r *Response, v *view) {
		if v.vouched() {
			return
		}
		at, why := v.unvouched(r)
		f := j.At(at, federation.IdP, factSigned,
			"Where a certificate is trusted, only what a signature of it covers counts as said, and %s", why)
		if v.refused(j.Dossier) {
			f.Because = append(slices.Clone(f.Because), "saml-signature-broken", "saml-signature-key-length",
				"saml-signature-untrusted-key", "saml-signature-reference",
				"saml-signature-transform", "saml-signature-unsupported", "saml-encrypted-assertion")
		}
	})
	c.Needs = func(d *federation.Dossier) []federation.Need {
		r, ok := federation.Doc[*Response](d, federation.KindSAMLResponse)
		switch {
		case !ok || !r.Readable():
			return nil
		case len(r.view(d).trusts) == 0: // a placeholder is no certificate
			return []federation.Need{{Fact: factCertificate}}
		case r.sealed(d):
			return []federation.Need{{Fact: factDecryptionKey}}
		case r.LeftOut():
			return []federation.Need{{Fact: factWhole}}
		}
		return nil
	}
	return []federation.Check{c}
}

// vouched reports whether a trusted signature covers everything that is read:
// the message, or each assertion of it.
func (v *view) vouched() bool {
	if v.beside == trusted || v.trusts != nil &&
		slices.ContainsFunc(v.verdicts, func(w verdict) bool { return w.outcome == trusted && w.Part == federation.SignedMessage }) {
		return true
	}
	n := 0
	for _, w := range v.verdicts {
		if w.outcome == trusted && w.Part == federation.SignedAssertion {
			n++
		}
	}
	return n > 0 && n == len(v.message.Assertions) && len(v.message.Encrypted) == 0
}

// sealed reports whether everything that counts in r is encrypted, nothing around it
// is signed, and the platform is known to open such responses: the signature is
// inside.
func (r *Response) sealed(d *federation.Dossier) bool {
	e := d.Expect.Encryption
	return len(r.Assertions) == 0 && len(r.Encrypted) > 0 && len(r.Signatures) == 0 && r.Redirect == nil && e.Set &&
		e.Value != federation.EncryptionNone
}

// refused reports whether another rule certainly reports the same as an error: a
// signature that did not verify, or one that cannot be verified.
func (v *view) refused(d *federation.Dossier) bool {
	if e := d.Expect.Encryption; len(v.message.Encrypted) > 0 && e.Set && e.Value == federation.EncryptionNone &&
		e.Confidence.Cap(federation.Error) == federation.Error {
		return true // saml-encrypted-assertion
	}
	return v.beside == unconfirmed || slices.ContainsFunc(v.verdicts, func(w verdict) bool {
		switch w.outcome {
		case broken, unconfirmed: // saml-signature-broken, saml-signature-key-length
			return true
		case untrusted: // saml-signature-untrusted-key
			return true
		case unjudged: // saml-signature-reference, -transform, -unsupported
			return w.Part != "" && (!w.covers() || !w.supported())
		}
		return false
	})
}

// unvouched says where the proof ends and why.
func (v *view) unvouched(r *Response) (at Value, why string) {
	covered := map[federation.Signed]bool{}
	for _, w := range v.verdicts {
		covered[w.Part] = covered[w.Part] || w.outcome == trusted
	}
	switch encrypted := v.message.Encrypted; {
	case r.tries() < len(r.Signatures) && !slices.ContainsFunc(v.verdicts, func(w verdict) bool { return w.outcome == trusted }):
		return r.Signatures[0].Here, "there are more signatures than anybody tries"
	case len(v.roots) == 0:
		return r.Start(), "the trusted certificate has a key that no signature can be tried with"
	case len(encrypted) > 0 && covered[federation.SignedAssertion]:
		return encrypted[0], "an encrypted assertion stands beside the signed one: nobody vouches for it"
	case len(encrypted) > 0:
		return encrypted[0],
			"the assertion is encrypted and nothing around it is signed: whether it is signed inside cannot be seen without the key"
	case covered[federation.SignedAssertion]:
		for i, a := range r.Assertions {
			if !slices.ContainsFunc(v.verdicts, func(w verdict) bool { return w.outcome == trusted && w.el.Parent() == r.assertions[i] }) {
				return a.Here, "this assertion stands beside the signed one without a signature of its own"
			}
		}
	}
	return r.signedAt().OrAt(r.Start()), "none was found to hold"
}
