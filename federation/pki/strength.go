package pki

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"fmt"

	"federate/federation"
)

// leastRSA is what NIST SP 800-57 table 2 gives for 112 bits of security.
const leastRSA = 2048

// strength are the checks of what a certificate is made of.
func strength() []federation.Check {
	return []federation.Check{
		each(federation.Rule{
			Code:     "pki-weak-key",
			Severity: federation.Warning,
			Title:    "The RSA key is shorter than 2048 bits",
			Remedy:   `Create a new signing certificate with an RSA key of 2048 bits or more`,
			Role:     federation.IdPAdmin,
			Source:   nist57,
		}, func(_ *federation.Dossier, s stated) (string, string, bool) {
			k, ok := s.cert.PublicKey.(*rsa.PublicKey)
			if !ok {
				return "", "", false
			}
			bits := k.N.BitLen()
			return fmt.Sprintf("the key of %s has %d bits", name(s.cert), bits), fmt.Sprintf("RSA %d", bits), bits < leastRSA
		}),
		weakCurve(),
		each(federation.Rule{
			Code:       "pki-key-type",
			Severity:   federation.Warning,
			Title:      "The key is neither RSA nor elliptic curve",
			Remedy:     `Create a new signing certificate with an RSA key of 2048 bits, which platforms commonly verify`,
			Role:       federation.IdPAdmin,
			Source:     federation.Source{Document: "xmldsig-core1", Section: "6.4", URL: "https://www.w3.org/TR/xmldsig-core1/#sec-SignatureAlg"},
			Confidence: federation.Likely,
		}, func(_ *federation.Dossier, s stated) (string, string, bool) {
			a := s.cert.PublicKeyAlgorithm
			return fmt.Sprintf("the key of %s is of the type %s, which few platforms verify", name(s.cert), a), a.String(),
				a != x509.RSA && a != x509.ECDSA
		}),
		each(federation.Rule{
			Code:     "pki-sha1-signature",
			Severity: federation.Note,
			Title:    "The certificate itself is signed with SHA-1 or MD5",
			Remedy:   `Create the next signing certificate with SHA-256; nothing breaks until then unless the platform refuses this one`,
			Role:     federation.IdPAdmin,
			Source:   federation.Source{Document: "NIST SP 800-131A Rev. 2", Section: "9", URL: "https://doi.org/10.6028/NIST.SP.800-131Ar2"},
		}, func(_ *federation.Dossier, s stated) (string, string, bool) {
			switch a := s.cert.SignatureAlgorithm; a {
			case x509.SHA1WithRSA, x509.ECDSAWithSHA1, x509.DSAWithSHA1, x509.MD5WithRSA, x509.MD2WithRSA:
				return fmt.Sprintf("%s was signed with %s; that is another setting than the signature of the responses", name(s.cert), a), a.String(), true
			}
			return "", "", false
		}),
		each(federation.Rule{
			Code:     "pki-ca-certificate",
			Severity: federation.Warning,
			Title:    "This is an authority's certificate, not a signing one",
			Remedy:   `Download the certificate that signs the responses, labelled {{idp "idp.certificate"}}, not that of the authority which issued it`,
			Role:     federation.IdPAdmin,
			Source:   rfc(5280, "4.2.1.3"),
		}, func(_ *federation.Dossier, s stated) (string, string, bool) {
			return fmt.Sprintf("%s is allowed to issue certificates", name(s.cert)), "CA:TRUE", isAuthority(s.cert) && !s.spare
		}),
	}
}

// isAuthority reports whether c can only be meant for issuing. CA:TRUE alone
// says little: openssl writes it into every self-signed certificate, and those
// sign responses all over the world.
func isAuthority(c *x509.Certificate) bool {
	if !c.BasicConstraintsValid || !c.IsCA {
		return false
	}
	signs := c.KeyUsage&x509.KeyUsageDigitalSignature != 0
	issues := c.KeyUsage&x509.KeyUsageCertSign != 0
	return issues && !signs || !bytes.Equal(c.RawIssuer, c.RawSubject)
}

// weakCurve also looks at certificates that crypto/x509 cannot read because of
// their curve.
func weakCurve() federation.Check {
	r := federation.Rule{
		Code:     "pki-weak-curve",
		Severity: federation.Warning,
		Title:    "The key is on a weak or uncommon curve",
		Remedy:   `Create a new signing certificate with an RSA key of 2048 bits, or on one of the curves P-256, P-384 and P-521`,
		Role:     federation.IdPAdmin,
		Source:   federation.Source{Document: "FIPS 186-5", Section: "6.1", URL: "https://doi.org/10.6028/NIST.FIPS.186-5"},
	}
	return federation.Check{Rule: r,
		Applies: func(d *federation.Dossier) bool { return len(d.Claims(fact)) > 0 || received(holders...)(d) },
		Run: func(d *federation.Dossier) (out []federation.Finding) {
			for _, s := range certificates(d) {
				if k, ok := s.cert.PublicKey.(*ecdsa.PublicKey); ok && k.Curve.Params().BitSize < 256 {
					curve := k.Curve.Params().Name
					out = append(out, r.At(s.claim.Subject(), "the key of %s is on the curve %s", name(s.cert), curve).Saw(curve))
				}
			}
			for _, a := range current(d, holders...) {
				for _, f := range bundle(a).Malformed {
					if f.Curve != "" {
						out = append(out, r.At(about(a), "the key of the certificate is on the curve %s, which few programs know", f.Curve).Saw(f.Curve))
					}
				}
			}
			return out
		}}
}
