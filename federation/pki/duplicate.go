package pki

import (
	"crypto/x509"
	"slices"

	"federate/federation"
	"federate/federation/check"
)

// twice finds a certificate that was handed over twice, as happens where the next
// one was meant and the old one was copied.
func twice() federation.Check {
	r := federation.Rule{
		Code:     "pki-certificate-twice",
		Severity: federation.Note,
		Title:    "The same certificate is there twice",
		Remedy:   `Leave one of them out; if the second was to be the next signing certificate, download that one from {{name "idp"}}`,
		Role:     federation.IdPAdmin,
		Source:   federation.Source{Document: "saml-metadata-2.0-os", Section: "2.4.1.1"},
	}
	return onHanded(r, holders, func(j *check.Judgement, a federation.Artifact) {
		certificates := bundle(a).Certificates
		for i, c := range certificates {
			if first := slices.IndexFunc(certificates, c.Equal); first < i {
				j.About(about(a), "certificate %d of %d is the same as number %d: %s, SHA-1 %s, SHA-256 %s",
					i+1, len(certificates), first+1, name(c), SHA1(c), SHA256(c))
				return
			}
		}
	})
}

// distinct is certificates, each once.
func distinct(certificates []*x509.Certificate) (out []*x509.Certificate) {
	for _, c := range certificates {
		if !slices.ContainsFunc(out, c.Equal) {
			out = append(out, c)
		}
	}
	return out
}
