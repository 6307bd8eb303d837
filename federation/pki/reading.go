package pki

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"fmt"
	"slices"
	"strings"
	"time"

	"federate/federation"
	"federate/federation/certificate"
)

// mostDescribed is how many certificates of one document are described. A login has two.
const mostDescribed = 20

// Describe says whose each certificate is, until when it is valid, and both thumbprints.
// The one that is taken for the signing one comes first. Of a key it says which sort it
// is and nothing else.
func (b *Bundle) Describe(d *federation.Dossier) []federation.Read {
	var r federation.Reads
	if len(b.Certificates) == 0 {
		r.Say("Key", b.Key).Main = true
		return r.All
	}
	signs := b.Leaves()
	first := slices.Clone(signs)
	for _, c := range b.Certificates {
		if !slices.Contains(signs, c) {
			first = append(first, c)
		}
	}
	for i, c := range first[:min(len(first), mostDescribed)] {
		if len(first) > 1 {
			r.About = fmt.Sprintf("certificate %d of %d", i+1, len(first))
		}
		from := len(r.All)
		Describe(&r, c, d.Now)
		r.All[from].Used = slices.Contains(signs, c)
		for j := range r.All[from:] {
			r.All[from+j].Main = r.All[from+j].Main && i == 0
		}
	}
	if r.About = ""; len(first) > mostDescribed {
		r.Say("Certificates", fmt.Sprintf("%d more", len(first)-mostDescribed))
	}
	r.Say("Form", formNames[b.Form])
	return r.All
}

var formNames = map[string]string{FormPEM: "PEM", FormDER: "DER", FormBase64: "base64, without BEGIN and END",
	FormRepaired: "PEM, damaged on its way", FormPKCS7: "PKCS#7"}

// Identify says which certificate c is, in as few words as tell it from others.
func Identify(r *federation.Reads, c *x509.Certificate, now time.Time) {
	subject, _ := names(c)
	r.Say("Subject", subject)
	r.Moment("Valid until", c.NotAfter, now)
	r.Say("SHA-1", SHA1(c))
	r.Say("SHA-256", SHA256(c))
}

// Describe says what is known of c.
func Describe(r *federation.Reads, c *x509.Certificate, now time.Time) {
	subject, issuer := names(c)
	r.Say("Subject", subject).Main = true
	if x := r.Say("Issuer", issuer); issuer == subject {
		x.Note = "it signed itself"
	}
	r.Moment("Valid from", c.NotBefore, now)
	x := r.Moment("Valid until", c.NotAfter, now)
	if x.Main = true; c.NotAfter.Before(now) {
		x.Note = "expired " + x.Note
	}
	r.Say("SHA-1", SHA1(c)).Main = true
	r.Say("SHA-256", SHA256(c)).Main = true
	r.Say("Key", keyOf(c))
	r.Say("Signature algorithm", c.SignatureAlgorithm.String())
	if c.SerialNumber != nil {
		r.Say("Serial number", fmt.Sprintf("%X", c.SerialNumber))
	}
}

// names are the subject and the issuer of c. A certificate has to have a name, and some
// have an empty one.
func names(c *x509.Certificate) (subject, issuer string) {
	said := func(s string) string {
		if s == "" {
			return "(empty)"
		}
		return s
	}
	return said(c.Subject.String()), said(c.Issuer.String())
}

// keyOf is the kind of the key of c and how strong it is.
func keyOf(c *x509.Certificate) string {
	switch k := c.PublicKey.(type) {
	case *rsa.PublicKey:
		return fmt.Sprintf("RSA with %d bits", k.N.BitLen())
	case *ecdsa.PublicKey:
		return "EC on " + k.Params().Name
	case ed25519.PublicKey:
		return "Ed25519"
	}
	return strings.TrimSpace(certificate.KeyType(c) + " " + certificate.Curve(c))
}

// Outline is every field of each certificate.
func (b *Bundle) Outline() (out []string) {
	for i, c := range b.Certificates[:min(len(b.Certificates), mostDescribed)] {
		if i > 0 {
			out = append(out, "")
		}
		out = append(out, "Certificate")
		for _, f := range fields(c) {
			out = append(out, "  "+f)
		}
	}
	return out
}

// fields are those of RFC 5280 4.1, a line each, with the extensions that matter here.
func fields(c *x509.Certificate) []string {
	subject, issuer := names(c)
	out := []string{
		fmt.Sprintf("version: %d", c.Version), fmt.Sprintf("serialNumber: %X", c.SerialNumber), "signature: " + c.SignatureAlgorithm.String(),
		"issuer: " + issuer, "validity",
		"  notBefore: " + federation.Stamp(c.NotBefore), "  notAfter: " + federation.Stamp(c.NotAfter),
		"subject: " + subject, "subjectPublicKeyInfo: " + keyOf(c), "extensions",
	}
	bare := len(out)
	say := func(name, value string) {
		if value != "" {
			out = append(out, "  "+name+": "+value)
		}
	}
	if c.BasicConstraintsValid {
		say("basicConstraints", fmt.Sprintf("cA %t", c.IsCA))
	}
	say("keyUsage", uses(c))
	say("subjectAltName", strings.Join(slices.Concat(c.DNSNames, c.EmailAddresses), ", "))
	say("subjectKeyIdentifier", hexed(c.SubjectKeyId))
	say("authorityKeyIdentifier", hexed(c.AuthorityKeyId))
	if len(out) == bare {
		out = out[:bare-1]
	}
	return append(out, "SHA-1: "+SHA1(c), "SHA-256: "+SHA256(c))
}

func hexed(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	return fmt.Sprintf("%X", b)
}

// uses are the names of RFC 5280 4.2.1.3, in the order of its bits.
func uses(c *x509.Certificate) string {
	var out []string
	for i, name := range []string{"digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment", "keyAgreement",
		"keyCertSign", "cRLSign", "encipherOnly", "decipherOnly"} {
		if c.KeyUsage&(1<<i) != 0 {
			out = append(out, name)
		}
	}
	return strings.Join(out, ", ")
}

// Document is the value of a certificate fact as a document; nil where it is none.
func Document(value string) any {
	if b, ok := Read([]byte(value)); ok {
		return b
	}
	return nil
}
