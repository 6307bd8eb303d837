package saml

import (
	"crypto/rsa"
	"fmt"
	"slices"

	"federate/federation"
	"federate/federation/check"
	"federate/federation/pki"
)

// spKeyChecks judge the certificates in a platform's metadata as those of an
// identity provider. By the standard their dates do not count (SAML V2.0 Metadata
// Interoperability Profile 2.6.1), but some identity providers look at them.
func spKeyChecks() []federation.Check {
	rule := func(code federation.Code, title string, source federation.Source) federation.Rule {
		return federation.Rule{Code: code, Severity: federation.Warning, Title: title, Role: federation.PlatformAdmin, Source: source,
			Remedy: "Create a new certificate in {{name \"platform\"}}, export its metadata again and load that into {{name \"idp\"}}"}
	}
	expired := rule("saml-sp-metadata-certificate-expired",
		"A certificate in the platform's metadata has expired", federation.Source{Document: "RFC 5280", Section: "4.1.2.5"})
	expired.Confidence = federation.Likely
	return []federation.Check{
		onEntity(federation.KindSPMetadata, expired, func(j *check.Judgement, _ *Metadata, e *Entity) {
			over := func(c Certificate) bool { return c.X509 != nil && j.Now.After(c.X509.NotAfter) }
			eachKey(j, e, func(k Key, c Certificate) {
				// A valid certificate for the same use is its successor.
				successor := slices.ContainsFunc(e.SP.Keys, func(o Key) bool {
					return (o.Use.Text == k.Use.Text || o.Use.Text == "") && len(o.Certificates) > 0 &&
						o.Certificates[0].X509 != nil && !over(o.Certificates[0])
				})
				if over(c) && !successor {
					j.At(c.Value, federation.Platform, "",
						"The certificate %s ended before now, %s, and some identity providers look at that",
						pki.Brief(pki.PEM(c.X509)), federation.Stamp(j.Now)).
						Got = federation.Stamp(c.X509.NotAfter)
				}
			})
		}),
		onEntity(federation.KindSPMetadata, rule("saml-sp-metadata-key-weak",
			"A key in the platform's metadata is too short", federation.Source{Document: "NIST SP 800-57 Part 1 Rev. 5", Section: "5.6.3"}),
			func(j *check.Judgement, _ *Metadata, e *Entity) {
				eachKey(j, e, func(_ Key, c Certificate) {
					if k, ok := c.X509.PublicKey.(*rsa.PublicKey); ok && k.N.BitLen() < pki.LeastRSA {
						f := j.At(c.Value, federation.Platform, "",
							"An RSA key needs %d bits and that of the certificate %s has fewer", pki.LeastRSA, pki.Brief(pki.PEM(c.X509)))
						f.Want, f.Got = fmt.Sprintf("RSA %d", pki.LeastRSA), fmt.Sprintf("RSA %d", k.N.BitLen())
					}
				})
			}),
	}
}

// eachKey calls judge with every readable key of a platform; further certificates of
// the same key are its chain.
func eachKey(j *check.Judgement, e *Entity, judge func(Key, Certificate)) {
	if e.SP == nil {
		return
	}
	for _, k := range e.SP.Keys {
		if len(k.Certificates) > 0 && k.Certificates[0].X509 != nil {
			judge(k, k.Certificates[0])
		}
	}
}
