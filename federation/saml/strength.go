package saml

import (
	"slices"
	"strings"

	"federate/federation"
	"federate/federation/check"
)

// strengthChecks judge the algorithms, whether or not the signature verifies.
func strengthChecks() []federation.Check {
	const idp = federation.IdP
	return []federation.Check{
		onAlgorithms(federation.Rule{Code: "saml-signature-algorithm", Severity: federation.Warning,
			Title:  "The signature algorithm is weak or unwelcome",
			Remedy: "Set {{idp \"saml.signature_algorithm\"}} to {{option \"saml.signature_algorithm\" \"rsa-sha256\"}}",
			Role:   federation.IdPAdmin,
			Source: federation.Source{Document: "NIST SP 800-131A Rev. 2", Section: "3"},
		}, func(j *check.Judgement, at Value) {
			name := short(at.Text)
			want := j.Expect.SignatureAlgorithms
			switch {
			case !known(algorithms, at.Text):
			case want.Set && len(want.Value) > 0 && !slices.Contains(want.Value, name):
				f := j.At(at, idp, factAlgorithm, "%s takes %s and the identity provider signed with %s",
					j.Words.Name(federation.Platform), strings.Join(want.Value, " or "), name)
				f.Want, f.Got, f.Severity = strings.Join(want.Value, " or "), name, federation.Error
				check.Rests(f, want)
			case strings.HasSuffix(name, "sha1") && !want.Set:
				f := j.At(at, idp, factAlgorithm, "Signatures should be made over SHA-256 and the identity provider used SHA-1")
				f.Got = name
			}
		}),
		onSignatures(federation.Rule{Code: "saml-digest-algorithm", Severity: federation.Warning, Title: "The digest algorithm is weak",
			Remedy: "Set {{idp \"saml.signature_algorithm\"}} to {{option \"saml.signature_algorithm\" \"rsa-sha256\"}} and the digest to SHA-256",
			Role:   federation.IdPAdmin,
			Source: federation.Source{Document: "NIST SP 800-131A Rev. 2", Section: "9"}, Because: check.Codes("saml-signature-algorithm"),
		}, func(j *check.Judgement, s *Signature) {
			for _, ref := range s.References {
				if short(ref.Digest.Text) == "sha1" {
					j.At(ref.Digest, idp, factAlgorithm, "Digests should be SHA-256 and the identity provider used SHA-1").Got = "sha1"
				}
			}
		}),
		onSignatures(federation.Rule{Code: "saml-signature-unsupported", Severity: federation.Warning,
			Title:  "The signature uses an uncommon algorithm",
			Remedy: "Set {{idp \"saml.signature_algorithm\"}} to {{option \"saml.signature_algorithm\" \"rsa-sha256\"}}",
			Role:   federation.IdPAdmin,
			Source: core("5.4.1"), Confidence: federation.Likely, Because: check.Codes("saml-wrapping"),
		}, func(j *check.Judgement, s *Signature) {
			trusts := len(certificates(j, j.Owner(factCertificate))) > 0
			report := func(v Value, what string) {
				f := j.At(v.OrAt(s.Here), idp, factAlgorithm,
					"Platforms know RSA and ECDSA over SHA-2 and the identity provider used another %s, so the signature was not judged",
					what)
				f.Got = v.Text
				if trusts { // then a signature counts, and this one says nothing
					f.Severity = federation.Error
				}
			}
			if !known(algorithms, s.Algorithm.Text) {
				report(s.Algorithm, "signature algorithm")
			}
			if !slices.Contains(canonicalizations, s.Canonicalization.Text) {
				report(s.Canonicalization, "canonical form")
			}
			for _, ref := range s.References {
				if !known(digests, ref.Digest.Text) {
					report(ref.Digest, "digest")
				}
			}
		}),
		onSignatures(federation.Rule{Code: "saml-signature-transform", Severity: federation.Error,
			Title:  "A signature transforms what it signs",
			Remedy: "Report the response to the maker of the identity provider: only enveloped signatures and canonical forms are in use",
			Role:   federation.IdPAdmin,
			Source: core("5.4.4"), Because: check.Codes("saml-wrapping"),
		}, func(j *check.Judgement, s *Signature) {
			for _, ref := range s.References {
				for _, t := range ref.Transforms {
					switch {
					case foreign(t):
						f := j.At(t, idp, "", "SAML allows two kinds of transforms and the signature names another")
						f.Got = t.Text
					case slices.Contains(canonicalizations, t.Text) && !slices.Contains(exclusive, t.Text):
						f := j.At(t, idp, "",
							"SAML asks for exclusive canonicalisation and the signature uses the inclusive one, which some platforms refuse")
						f.Got, f.Severity = t.Text, federation.Warning
					}
				}
			}
		}),
		onSignatures(federation.Rule{Code: "saml-signature-certificate-unreadable", Severity: federation.Warning,
			Title:  "The certificate in the signature is unreadable",
			Remedy: "Renew the signing certificate in {{name \"idp\"}}, or report the response to its maker", Role: federation.IdPAdmin,
			Source: federation.Source{Document: "xmldsig-core1", Section: "4.5.4"},
		}, func(j *check.Judgement, s *Signature) {
			if s.Unreadable {
				j.At(s.Here, idp, factCertificate, "A signature may bring its certificate along and this one brings something that is none")
			}
		}),
	}
}
