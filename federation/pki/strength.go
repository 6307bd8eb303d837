package pki

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"fmt"
	"slices"
	"strings"

	"federate/federation"
	"federate/federation/certificate"
)

// LeastRSA is what NIST SP 800-57 table 2 gives for 112 bits of security.
const LeastRSA = 2048

// strength are the checks of a certificate's key and signature.
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
			return fmt.Sprintf("the key of %s has %d bits", name(s.cert), bits), fmt.Sprintf("RSA %d", bits), bits < LeastRSA
		}),
		each(federation.Rule{
			Code:     "pki-weak-curve",
			Severity: federation.Warning,
			Title:    "The key is on a weak or uncommon curve",
			Remedy:   `Create a new signing certificate with an RSA key of 2048 bits, or on one of the curves P-256, P-384 and P-521`,
			Role:     federation.IdPAdmin,
			Source:   federation.Source{Document: "FIPS 186-5", Section: "6.1", URL: "https://doi.org/10.6028/NIST.FIPS.186-5"},
		}, func(_ *federation.Dossier, s stated) (string, string, bool) {
			if k, ok := s.cert.PublicKey.(*ecdsa.PublicKey); ok {
				curve := k.Curve.Params()
				return fmt.Sprintf("the key of %s is on the curve %s", name(s.cert), curve.Name), curve.Name, curve.BitSize < 256
			}
			curve := certificate.Curve(s.cert)
			return fmt.Sprintf("the curve of the key of %s is given as %s, which few programs know", name(s.cert), curve), curve,
				curve != ""
		}),
		each(federation.Rule{
			Code:     "pki-key-type",
			Severity: federation.Warning,
			Title:    "The key is neither RSA nor elliptic curve",
			Remedy:   `Create a new signing certificate with an RSA key of 2048 bits, which platforms commonly verify`,
			Role:     federation.IdPAdmin,
			Source: federation.Source{Document: "xmldsig-core1", Section: "6.4",
				URL: "https://www.w3.org/TR/xmldsig-core1/#sec-SignatureAlg"},
			Confidence: federation.Likely,
		}, func(_ *federation.Dossier, s stated) (string, string, bool) {
			a, kind := s.cert.PublicKeyAlgorithm, certificate.KeyType(s.cert)
			return fmt.Sprintf("the key of %s is of the type %s, which few platforms verify", name(s.cert), kind), kind,
				a != x509.RSA && a != x509.ECDSA
		}),
		each(federation.Rule{
			Code:     "pki-unusual",
			Severity: federation.Note,
			Title:    "The certificate breaks a rule, and strict programs refuse it",
			Remedy:   `Create a new signing certificate in {{name "idp"}} where {{name "platform"}} does not take this one; most programs do`,
			Role:     federation.IdPAdmin,
			Source:   rfc(5280, "4.1"),
			Because:  []federation.Code{"pki-weak-curve"},
		}, func(_ *federation.Dossier, s stated) (string, string, bool) {
			why := certificate.Unusual(s.cert)
			return fmt.Sprintf("OpenSSL reads %s, and stricter programs, such as those written in Go, do not: %s", name(s.cert), why), why,
				why != ""
		}),
		each(federation.Rule{
			Code:     "pki-sha1-signature",
			Severity: federation.Note,
			Title:    "The certificate itself is signed with SHA-1 or MD5",
			Remedy:   `Create the next signing certificate with SHA-256; nothing breaks until then unless the platform refuses this one`,
			Role:     federation.IdPAdmin,
			Source: federation.Source{Document: "NIST SP 800-131A Rev. 2", Section: "9",
				URL: "https://doi.org/10.6028/NIST.SP.800-131Ar2"},
		}, func(_ *federation.Dossier, s stated) (string, string, bool) {
			switch a := s.cert.SignatureAlgorithm; a {
			case x509.SHA1WithRSA, x509.ECDSAWithSHA1, x509.DSAWithSHA1, x509.MD5WithRSA, x509.MD2WithRSA:
				return fmt.Sprintf("%s was signed with %s; that is another setting than the signature of the responses", name(s.cert), a),
					a.String(), true
			}
			return "", "", false
		}),
		each(federation.Rule{
			Code:     "pki-web-server",
			Severity: federation.Note,
			Title:    "This looks like the certificate of a web server",
			Remedy:   `Compare its thumbprint with the one that {{name "idp"}} shows for signing responses: that of the host's https connection is another one, mostly`,
			Role:     federation.IdPAdmin,
			Source:   rfc(5280, "4.2.1.12"),
			Because:  []federation.Code{"pki-ca-certificate"},
		}, func(_ *federation.Dossier, s stated) (string, string, bool) {
			return fmt.Sprintf("%s was issued by %s for connections to hosts", name(s.cert), s.cert.Issuer), strings.Join(s.cert.DNSNames, ", "),
				ofWebServer(s.cert) && !s.spare
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

// ofWebServer reports whether c was issued by somebody else for a web server, and for
// nothing besides.
func ofWebServer(c *x509.Certificate) bool {
	return len(c.DNSNames) > 0 && !c.IsCA && !bytes.Equal(c.RawIssuer, c.RawSubject) && slices.Contains(c.ExtKeyUsage, x509.ExtKeyUsageServerAuth) &&
		!slices.ContainsFunc(c.ExtKeyUsage, func(u x509.ExtKeyUsage) bool {
			return u != x509.ExtKeyUsageServerAuth && u != x509.ExtKeyUsageClientAuth
		}) &&
		len(c.UnknownExtKeyUsage) == 0
}

// isAuthority reports whether c can only be meant for issuing. CA:TRUE alone says
// little: openssl writes it into every self-signed certificate, and those sign
// responses all over the world.
func isAuthority(c *x509.Certificate) bool {
	if !c.BasicConstraintsValid || !c.IsCA {
		return false
	}
	signs := c.KeyUsage&x509.KeyUsageDigitalSignature != 0
	issues := c.KeyUsage&x509.KeyUsageCertSign != 0
	return issues && !signs || !bytes.Equal(c.RawIssuer, c.RawSubject)
}
