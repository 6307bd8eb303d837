package saml

import (
	"fmt"
	"slices"
	"strings"

	"federate/federation"
	"federate/federation/check"
)

// signatureChecks judge who signed the response, and which part of it.
func signatureChecks() []federation.Check {
	const idp = federation.IdP
	return []federation.Check{
		onResponse(federation.Rule{Code: "saml-wrapping", Severity: federation.Error, Title: "What is read is not what was signed",
			Remedy: "Treat the response as forged: find out who changed it between the identity provider and the platform",
			Role:   federation.Either,
			Source: federation.Source{Document: "On Breaking SAML: Be Whoever You Want to Be", Section: "USENIX Security 2012"},
		}, nil, hasSignature, wrapping),

		onResponse(federation.Rule{Code: "saml-unsigned", Severity: federation.Error, Title: "Nothing in the response is signed",
			Remedy: "Switch on signing in {{name \"idp\"}}: {{idp \"saml.signed\"}}", Role: federation.IdPAdmin,
			Source:  profiles("4.1.4.5"),
			Because: check.Codes("saml-status", "saml-no-assertion", "saml-wrapping"),
		}, nil, func(_ *federation.Dossier, r *Response) bool {
			return r.Readable() && len(r.Encrypted) == 0 && r.Redirect == nil
		},
			func(j *check.Judgement, r *Response, _ *view) {
				switch {
				case r.part() != "":
				case len(r.Signatures) == 0:
					j.At(r.Start(), idp, factSigned,
						"A platform trusts signatures alone and the identity provider signed neither the message nor the assertion")
				default:
					j.At(r.Signatures[0].Here, idp, factSigned,
						"A platform trusts signatures of the message and of its assertions, and the one that is there stands elsewhere, where it covers nothing that is read")
				}
			}),

		check.Only(func(d *federation.Dossier) bool { return d.Expect.Signed.Set && len(d.Expect.Signed.Value) > 0 },
			onResponse(federation.Rule{Code: "saml-signed-part", Severity: federation.Error,
				Title:  "The wrong part of the response is signed",
				Remedy: "Set {{idp \"saml.signed\"}} to what {{name \"platform\"}} takes", Role: federation.IdPAdmin, Source: core("5.3"),
				Because: check.Codes("saml-wrapping", "saml-status"),
			}, nil, func(d *federation.Dossier, r *Response) bool {
				return hasSignature(d, r) && len(r.Encrypted) == 0 && r.part() != ""
			}, func(j *check.Judgement, r *Response, _ *view) {
				want := j.Expect.Signed
				got := r.part()
				if slices.Contains(want.Value, got) {
					return
				}
				f := j.At(r.signedAt(), idp, factSigned, "%s wants %s signed and the identity provider signed %s",
					j.Words.Name(federation.Platform), alternatives(want.Value), partName(got))
				f.Want, f.Got = joined(want.Value), string(got)
				f.Remedy = fmt.Sprintf("Set {{idp %q}} to {{option %q %q}}", factSigned, factSigned, want.Value[0])
				check.Rests(f, want)
			})),

		onSignatures(federation.Rule{Code: "saml-signature-reference", Severity: federation.Error,
			Title:  "A signature does not name what it signs",
			Remedy: "Report the response to the maker of the identity provider, or find out who changed it on the way",
			Role:   federation.IdPAdmin,
			Source: core("5.4.2"), Because: check.Codes("saml-wrapping"),
		}, func(j *check.Judgement, s *Signature) {
			if s.covers() {
				return
			}
			want := "#" + id(s.el.Parent())
			if len(s.References) != 1 {
				j.At(s.Here, idp, "", "A signature has to have one reference and this one has %d", len(s.References))
				return
			}
			j.Differ(s.References[0].URI.OrAt(s.Here), idp, "", want,
				"A signature has to name the element it stands in and this one names another")
		}),

		onResponse(federation.Rule{Code: "saml-signature-broken", Severity: federation.Error, Title: "A signature does not verify",
			Remedy:  "Capture the response again, unchanged; if it is broken again, look for a proxy or a plug-in that rewrites it",
			Role:    federation.Either,
			Source:  federation.Source{Document: "xmldsig-core1", Section: "3.2"},
			Because: check.Codes("saml-wrapping"), // what is named wrongly, or by another key, is not judged at all
		}, nil, func(d *federation.Dossier, r *Response) bool {
			return r.Readable() && r.Redirect != nil && r.view(d).beside > unknownKey || hasSignature(d, r) &&
				slices.ContainsFunc(r.view(d).verdicts, func(v verdict) bool {
					return v.outcome > unknownKey || v.element != nil
				})
		}, func(j *check.Judgement, _ *Response, v *view) {
			if v.beside == unconfirmed {
				j.At(Value{Path: "parameter Signature", Line: 1}, idp, factCertificate,
					"The signature in the address has to verify with the trusted certificate and does not: either it was changed or another key made it")
			}
			for _, w := range v.verdicts {
				switch w.outcome {
				case broken:
					j.At(w.Here, idp, "",
						"The signature of %s has to verify with its own certificate and does not: what was signed has changed since",
						partName(w.Part))
				case unconfirmed:
					if !w.fits(v.roots) {
						continue // that is said by itself
					}
					j.At(w.Here, idp, factCertificate,
						"The signature of %s has to verify with the trusted certificate and does not; it brings none of its own, so either it was changed or another key made it",
						partName(w.Part))
				}
			}
		}),

		redactedCopy(),

		onSignatures(federation.Rule{Code: "saml-signature-misplaced", Severity: federation.Warning,
			Title:  "A signature does not stand after the issuer",
			Remedy: "Report the response to the maker of the identity provider: platforms that check the schema refuse it",
			Role:   federation.IdPAdmin,
			Source: core("2.3.3"), Because: check.Codes("saml-wrapping"),
		}, func(j *check.Judgement, s *Signature) {
			if !s.AfterIssuer {
				j.At(s.Here, idp, "", "The schema puts the signature right after the issuer and the identity provider put it elsewhere")
			}
		}),
	}
}

// wrapping finds what the known signature wrapping attacks have in common: the
// signed element is not the one that a platform would read.
func wrapping(j *check.Judgement, r *Response, _ *view) {
	report := func(at Value, format string, args ...any) {
		j.At(at, "", "", format, args...)
	}
	if len(r.misplaced) > 0 {
		report(r.misplaced[0], "A platform reads the response and its own assertions, and a further one is hidden here")
		return
	}
	message, signed := false, 0
	for _, s := range r.Signatures {
		switch s.Part {
		case federation.SignedMessage:
			message = true
		case federation.SignedAssertion:
			signed++
		}
		for _, ref := range s.References {
			name := strings.TrimPrefix(ref.URI.Text, "#")
			if r.ids[name] > 0 && name != id(s.el.Parent()) {
				report(s.Here, "A signature has to sign the element it stands in and this one signs another, %q", name)
				return
			}
		}
	}
	if !message && signed > 0 && signed < len(r.assertions) {
		report(r.Assertions[0].Here, "Every assertion has to be signed and only %d of %d are", signed, len(r.assertions))
	}
}

// part says which part is signed.
func (r *Response) part() federation.Signed {
	var message, assertion bool
	for _, s := range r.Signatures {
		message = message || s.Part == federation.SignedMessage
		assertion = assertion || s.Part == federation.SignedAssertion
	}
	switch {
	case message && assertion:
		return federation.SignedBoth
	case message:
		return federation.SignedMessage
	case assertion:
		return federation.SignedAssertion
	}
	return ""
}

func (r *Response) signedAt() Value {
	for _, s := range r.Signatures {
		if s.Part != "" {
			return s.Here
		}
	}
	return Value{}
}

func partName(p federation.Signed) string {
	switch p {
	case federation.SignedMessage:
		return "the message"
	case federation.SignedAssertion:
		return "the assertion"
	}
	return "both"
}

func alternatives(ps []federation.Signed) string {
	var out []string
	for _, p := range ps {
		out = append(out, partName(p))
	}
	return strings.Join(out, " or ")
}

func joined(ps []federation.Signed) string {
	var out []string
	for _, p := range ps {
		out = append(out, string(p))
	}
	return strings.Join(out, " or ")
}
