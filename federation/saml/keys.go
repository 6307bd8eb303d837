package saml

import (
	"crypto/rsa"
	"crypto/x509"
	"fmt"
	"slices"
	"strings"

	"federate/federation"
	"federate/federation/check"
	"federate/federation/pki"
)

// keyChecks judge whose key signed a response, and whether the platform has it.
func keyChecks() []federation.Check {
	load := "Load the certificate that {{name \"idp\"}} signs with now into {{platform \"idp.certificate\"}}, after the identity provider's admin confirmed its thumbprint"
	return []federation.Check{
		onResponse(federation.Rule{Code: "saml-signature-untrusted-key", Severity: federation.Error,
			Title:  "The response is signed with another key",
			Remedy: load, Role: federation.PlatformAdmin, Source: federation.Source{Document: "saml-sec-consider-2.0-os"},
			Because: check.Codes("saml-wrapping"),
		}, check.Facts(factCertificate), judgedAny, func(j *check.Judgement, _ *Response, v *view) {
			for _, w := range v.verdicts {
				if w.outcome == untrusted {
					f := j.At(w.Here, federation.Platform, factCertificate,
						"The federation trusts one certificate and %s is signed with the key of another", partName(w.Part))
					f.Want, f.Got = thumbprints(certificates(j, j.Owner(factCertificate))), pki.Thumbprints(w.by)
				}
			}
		}),
		onResponse(federation.Rule{Code: "saml-embedded-certificate-other", Severity: federation.Warning,
			Title:   "The response brings along another certificate",
			Remedy:  "Ask the admin of {{name \"idp\"}} which certificate is active, and load that one; where both are of one key, load the newer",
			Role:    federation.IdPAdmin,
			Source:  federation.Source{Document: "saml-sec-consider-2.0-os"},
			Because: check.Codes("saml-wrapping", "saml-signature-key-not-loaded"),
		}, check.Facts(factCertificate), judgedAny, func(j *check.Judgement, _ *Response, v *view) {
			for _, w := range v.verdicts {
				if w.outcome == trusted && len(w.Certificates) > 0 && !holds(w.Certificates, w.by) {
					f := j.At(w.Here, federation.IdP, factCertificate,
						"The trusted certificate verifies %s, which brings another along: some platforms refuse that", partName(w.Part))
					f.Want, f.Got = pki.Thumbprints(w.by), thumbprints(w.Certificates)
				}
			}
		}),
		onResponse(federation.Rule{Code: "saml-signature-key-length", Severity: federation.Error,
			Title:  "The trusted key cannot make this signature",
			Remedy: load, Role: federation.PlatformAdmin, Source: federation.Source{Document: "RFC 8017", Section: "8.2.2"},
			Because: check.Codes("saml-wrapping", "saml-signature-untrusted-key"),
		}, check.Facts(factCertificate), judgedAny, func(j *check.Judgement, _ *Response, v *view) {
			for _, w := range v.verdicts {
				if (w.outcome == unconfirmed || w.outcome == broken) && !w.fits(v.roots) {
					f := j.At(w.Here, federation.Platform, factCertificate,
						"An RSA signature is as long as the key that made it, and that of %s has another length than every trusted key: another key made it",
						partName(w.Part))
					f.Want, f.Got = lengths(v.roots), fmt.Sprintf("%d bits", 8*w.Length)
				}
			}
		}),
		// An identity provider may have several keys, of which the platform keeps fewer.
		onResponse(federation.Rule{Code: "saml-signature-key-not-loaded", Severity: federation.Error,
			Title:  "The platform does not have the key that signed",
			Remedy: load, Role: federation.PlatformAdmin, Source: metadata("2.4.1.1"), Because: check.Codes("saml-wrapping"),
		}, check.Facts(factCertificate), func(d *federation.Dossier, r *Response) bool {
			return judgedAny(d, r) && slices.ContainsFunc(d.All(),
				func(c federation.Claim) bool { return c.Fact == factCertificate && loaded(c) })
		}, func(j *check.Judgement, _ *Response, v *view) {
			has := certificates(j, federation.Platform)
			for _, w := range v.verdicts {
				if w.outcome != trusted || len(has) == 0 || holds(has, w.by) {
					continue
				}
				f := j.At(w.Here, federation.Platform, factCertificate,
					"%s has several certificates, %s is signed with one of them, and %s was given another",
					j.Words.Name(federation.IdP), partName(w.Part), j.Words.Name(federation.Platform))
				f.Want, f.Got = pki.Thumbprints(w.by), thumbprints(has)
			}
		}),
	}
}

// fits reports whether one of certificates has a key that can make a signature as
// long as s. Only RSA shows that (RFC 8017 8.2.2: a signature of another length than
// the key is invalid).
func (s *Signature) fits(certificates []*x509.Certificate) bool {
	if s.Length == 0 || !strings.HasPrefix(short(s.Algorithm.Text), "rsa-") {
		return true
	}
	return len(certificates) == 0 || slices.ContainsFunc(certificates, func(c *x509.Certificate) bool {
		k, ok := c.PublicKey.(*rsa.PublicKey)
		return !ok || k.Size() == s.Length
	})
}

func lengths(certificates []*x509.Certificate) string {
	var out []string
	for _, c := range certificates {
		if k, ok := c.PublicKey.(*rsa.PublicKey); ok {
			out = append(out, fmt.Sprintf("%d bits", k.N.BitLen()))
		}
	}
	return strings.Join(slices.Compact(out), " or ")
}

// loaded reports whether c is a certificate that was loaded into the platform.
func loaded(c federation.Claim) bool { return c.Side == federation.Platform && !c.Placeholder }

// certificates are those that side states, as far as they can be read.
func certificates(j *check.Judgement, side federation.Side) (out []*x509.Certificate) {
	for _, c := range j.Claims(factCertificate) {
		if c.Side != side || c.Placeholder {
			continue
		}
		if cert, err := trustedCertificate(c.Value); err == nil {
			out = append(out, cert)
		}
	}
	return out
}

func thumbprints(cs []*x509.Certificate) string {
	var out []string
	for _, c := range cs {
		out = append(out, pki.Thumbprints(c))
	}
	return strings.Join(out, " or ")
}

// metadataKeyChecks judge the keys in metadata, its own signature, and what it
// demands of login requests.
func metadataKeyChecks() []federation.Check {
	const idp = federation.IdP
	return []federation.Check{
		changed(federation.KindIdPMetadata, "saml-metadata-signature-broken", "The metadata was changed after it was signed", idp),
		changed(federation.KindSPMetadata, "saml-sp-metadata-signature-broken",
			"The platform's metadata was changed after it was signed", federation.Platform),
		onIdP(federation.Rule{Code: "saml-metadata-certificate-mismatch", Severity: federation.Error,
			Title:  "The certificate does not belong to the metadata",
			Remedy: "Export certificate and metadata again from the same application in {{name \"idp\"}}", Role: federation.IdPAdmin,
			Source:  metadata("2.4.1.1"),
			Because: check.Codes("saml-metadata-tenant-wide"),
		}, func(j *check.Judgement, _ *Metadata, e *Entity) {
			has := signers(e.IdP.Keys)
			for _, c := range j.Claims(factCertificate) {
				if c.Side != idp || !c.Own() || c.From.Artifact == federation.KindIdPMetadata || len(has) == 0 {
					continue
				}
				cert, err := trustedCertificate(c.Value)
				if err != nil || holds(has, cert) {
					continue
				}
				f := j.At(e.IdP.Here, idp, factCertificate,
					"The metadata signs with one certificate and the one that was handed over is another")
				f.Subject.Key, f.Want, f.Got = c.Key, thumbprints(has), pki.Thumbprints(cert)
			}
		}),
		check.Only(func(d *federation.Dossier) bool {
			return d.Expect.CertificateCount.Set && d.Expect.CertificateCount.Value > 0
		},
			onIdP(federation.Rule{Code: "saml-metadata-several-keys", Severity: federation.Note,
				Title:  "The metadata has more keys than the platform keeps",
				Remedy: "Ask the admin of {{name \"idp\"}} for the thumbprint of the active certificate and load that one into {{platform \"idp.certificate\"}}",
				Role:   federation.Either, Source: metadata("2.4.1.1"), Because: check.Codes("saml-metadata-tenant-wide"),
			}, func(j *check.Judgement, _ *Metadata, e *Entity) {
				has, most := signers(e.IdP.Keys), j.Expect.CertificateCount
				if len(has) <= most.Value {
					return
				}
				f := j.At(e.IdP.Here, idp, factCertificate,
					"%s keeps %d, the metadata has %d certificates that sign, and it does not say which one is active",
					j.Words.Name(federation.Platform), most.Value, len(has))
				f.Got = thumbprints(has)
				check.Rests(f, most)
			})),
		onIdP(federation.Rule{Code: "saml-metadata-no-browser-binding", Severity: federation.Error,
			Title:  "The metadata has no sign-in address for browsers",
			Remedy: "Switch on HTTP-Redirect or HTTP-POST for single sign-on in {{name \"idp\"}}, then export the metadata again",
			Role:   federation.IdPAdmin, Source: profiles("4.1.2"),
		}, func(j *check.Judgement, _ *Metadata, e *Entity) {
			for _, s := range e.IdP.SSO {
				if s.Binding.Text == bindingGet || s.Binding.Text == bindingPost {
					return
				}
			}
			if len(e.IdP.SSO) > 0 {
				b := e.IdP.SSO[0].Binding
				j.At(b.OrAt(e.IdP.Here), idp, factSSO, "A browser brings requests by redirect or by POST and the metadata has neither").Got = b.Text
			}
		}),
		check.Only(func(d *federation.Dossier) bool {
			return d.Expect.RequestBindings.Set && len(d.Expect.RequestBindings.Value) > 0
		}, onIdP(federation.Rule{Code: "saml-metadata-platform-binding", Severity: federation.Error,
			Title:  "The platform's binding is not in the metadata",
			Remedy: "Switch on the wanted binding for single sign-on in {{name \"idp\"}}, then export the metadata again",
			Role:   federation.IdPAdmin, Source: bindings("3.4"),
			Because: check.Codes("saml-metadata-no-browser-binding"),
		}, func(j *check.Judgement, _ *Metadata, e *Entity) {
			var has []string
			for _, s := range e.IdP.SSO {
				if has = append(has, last(s.Binding.Text)); slices.Contains(j.Expect.RequestBindings.Value, last(s.Binding.Text)) {
					return
				}
			}
			if len(has) > 0 {
				f := j.At(e.IdP.SSO[0].Binding.OrAt(e.IdP.Here), idp, factSSO,
					"%s sends its requests in one way and the metadata has no sign-in address for it", j.Words.Name(federation.Platform))
				f.Want, f.Got = strings.Join(j.Expect.RequestBindings.Value, " or "), strings.Join(has, " and ")
				check.Rests(f, j.Expect.RequestBindings)
			}
		})),
	}
}

// changed returns the check that the signatures of metadata verify with the
// certificates that they bring along. Whose certificates these are is not asked,
// because hardly anybody publishes the key that signs metadata. Where a signature
// brings no certificate, or cannot be verified, and no other is broken, the check
// has not passed.
func changed(kind federation.Kind, code federation.Code, title string, side federation.Side) federation.Check {
	return check.Only(func(d *federation.Dossier) bool {
		m, ok := federation.Doc[*Metadata](d, kind)
		return !ok || m.Readable() && len(m.Signatures) > 0 &&
			(m.unjudged.Path == "" && !slices.ContainsFunc(m.Signatures, (*Signature).alone) || len(m.broken()) > 0)
	}, onMetadata(kind, federation.Rule{Code: code, Severity: federation.Error, Title: title,
		Remedy: fmt.Sprintf("Download the metadata again from {{name %q}} and hand over the file as it is, not what a browser or an editor made of it",
			side),
		Role: side.Role(), Source: metadata("3.1"),
	}, func(j *check.Judgement, m *Metadata) {
		for _, s := range m.broken() {
			j.At(s.Here, side, "",
				"The signature of the metadata has to verify with its own certificate and does not: what was signed has changed since")
		}
	}))
}

// alone reports whether s brings nothing along that it could be verified with.
func (s *Signature) alone() bool { return !s.judgeable() || len(s.Certificates) == 0 }

// broken are the signatures of m that do not verify with their own certificate.
func (m *Metadata) broken() (out []*Signature) {
	for _, s := range m.Signatures {
		if !s.alone() && s.judge(nil).outcome == broken {
			out = append(out, s)
		}
	}
	return out
}

func signers(keys []Key) (out []*x509.Certificate) {
	for _, c := range signing(keys) {
		out = append(out, c.X509)
	}
	return out
}
