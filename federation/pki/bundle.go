package pki

import (
	"bytes"
	"crypto/rsa"
	"crypto/x509"
	"fmt"

	"federate/federation"
	"federate/federation/ber"
	"federate/federation/certificate"
)

// The forms a document comes in. The first three are also those that a
// platform may ask for.
const (
	FormPEM      = "pem"      // RFC 7468, as a strict reader takes it
	FormDER      = "der"      // the bytes themselves
	FormBase64   = "base64"   // the bytes in base64, without BEGIN and END
	FormRepaired = "repaired" // PEM that was damaged on its way and is whole again
	FormPKCS7    = "pkcs7"    // certificates inside a PKCS#7 file
	FormJWK      = "jwk"      // RFC 7517; only private ones are recognised here
	FormSSH      = "ssh"      // one of OpenSSH's, SSH2's or PuTTY's own
)

// A Bundle is what somebody pasted, as far as it concerns certificates and keys. It
// holds no byte of a key. Where there was a private one, it holds no certificate
// either, because nothing that came along with it may be used.
type Bundle struct {
	Kind         federation.Kind
	Form         string
	Certificates []*x509.Certificate // in the order written
	Key          string              // what sort of key: "RSA private key (PKCS#1)"
	Private      bool                // a private key was among it
	Mended       []string            // what was wrong with the form, as sentences
	Malformed    []Fault

	over bool // it held more certificates than are read
}

// A Fault is a certificate that could not be read.
type Fault struct {
	Line   int    // 1-based, of its BEGIN line; zero when unknown
	Reason string // "the base64 is cut off"
}

// The limits of what is read. Real ones stay far below: a certificate has some
// kB, and the largest lists of authorities hold a few hundred.
const (
	mostCertificates = 500
	mostCertificate  = 256 << 10 // bytes of one, in DER
	mostBits         = 16384     // of an RSA key
	mostText         = 4 << 20   // bytes of base64 without BEGIN and END, or within
)

// Read tells what raw is and reads its certificates: PEM (RFC 7468), DER, bare
// base64, PKCS#7, and PEM that lost its line ends, its dashes or its encoding on the
// way. It reports false for what is neither a certificate nor a key.
func Read(raw []byte) (*Bundle, bool) { return read(raw, 0) }

func read(raw []byte, depth int) (*Bundle, bool) {
	const deepest = 2 // base64 around base64 around PEM
	if kind, _ := shapeOf(raw); kind != "" {
		return fromDER(raw, FormDER), true
	}
	text, saved := Text(raw)
	if bytes.Contains(text, []byte("BEGIN")) { // a copy of a large text costs
		s := string(text)
		if found := armour(s); len(found) > 0 {
			return fromPEM(raw, s, found, saved.mended()), true
		}
	}
	if b := fromSSH(text); b != nil {
		return b, true
	}
	if b := fromJWK(text); b != nil {
		return b, true
	}
	if len(text) > mostText {
		return nil, false
	}
	der, ok := bare(string(text))
	if !ok {
		return nil, false
	}
	if kind, _ := shapeOf(der); kind != "" {
		b := fromDER(der, FormBase64)
		b.Mended = saved.mended()
		return b, true
	}
	if depth == deepest {
		return nil, false
	}
	b, ok := read(der, depth+1)
	if ok {
		b.Mended = append(b.Mended, "base64 was wrapped around it once more")
		if b.Form == FormPEM {
			b.Form = FormRepaired
		}
	}
	return b, ok
}

// fromDER reads one structure that shapeOf knows.
func fromDER(der []byte, form string) *Bundle {
	kind, key := shapeOf(der)
	b := &Bundle{Kind: kind, Form: form, Key: key, Private: kind == federation.KindPrivateKey}
	b.add(kind, der, 0)
	return b
}

// add takes the certificates of one structure into b.
func (b *Bundle) add(kind federation.Kind, der []byte, line int) {
	_, rest, whole, ok := ber.Next(der)
	der = der[:len(der)-len(rest)]
	switch kind {
	case federation.KindCertificate:
		if b.full(line) {
			return
		}
		if len(der) > mostCertificate {
			b.fault(Fault{Line: line, Reason: fmt.Sprintf("it has %d KiB, and %d are read at most", len(der)>>10, mostCertificate>>10)})
			return
		}
		c, err := certificate.Parse(der)
		switch {
		case err == nil && tooLong(c):
			b.fault(Fault{Line: line, Reason: fmt.Sprintf("its RSA key has more than %d bits, and no platform computes with that",
				mostBits)})
		case err == nil:
			b.Certificates = append(b.Certificates, c)
		case !ok || !whole:
			b.fault(Fault{Line: line, Reason: "it is cut off before its end"})
		default:
			b.fault(Fault{Line: line, Reason: certificate.Reason(err)})
		}
	case federation.KindPKCS7:
		b.Form = FormPKCS7
		if b.full(line) {
			return
		}
		certs, more, ok := inPKCS7(der, mostCertificates-len(b.Certificates))
		b.Certificates = append(b.Certificates, certs...)
		switch {
		case more > 0:
			b.full(line)
		case !ok:
			b.fault(Fault{Line: line, Reason: "the PKCS#7 file around it is damaged or cut off"})
		case len(certs) == 0:
			b.fault(Fault{Line: line, Reason: "the PKCS#7 file holds no certificate"})
		}
	}
}

func tooLong(c *x509.Certificate) bool {
	k, ok := c.PublicKey.(*rsa.PublicKey)
	return ok && k.N.BitLen() > mostBits
}

// full notes, once, that no more certificates are read.
func (b *Bundle) full(line int) bool {
	if len(b.Certificates) < mostCertificates {
		return false
	}
	if !b.over {
		b.over = true
		b.fault(Fault{Line: line, Reason: fmt.Sprintf("the file holds more than %d of them, of which the first were read",
			mostCertificates)})
	}
	return true
}

func (b *Bundle) fault(f Fault) { b.Malformed = append(b.Malformed, f) }

// Leaves are the certificates that issued no other one of b, and so can be meant as
// signing certificates. Where each issued another, the first is.
func (b *Bundle) Leaves() (out []*x509.Certificate) {
	issued := map[string]bool{}
	for _, c := range b.Certificates {
		if !bytes.Equal(c.RawIssuer, c.RawSubject) {
			issued[string(c.RawIssuer)] = true
		}
	}
	seen := map[string]bool{}
	for _, c := range b.Certificates {
		if !issued[string(c.RawSubject)] && !seen[string(c.Raw)] {
			out = append(out, c)
			seen[string(c.Raw)] = true
		}
	}
	if len(out) == 0 && len(b.Certificates) > 0 {
		out = b.Certificates[:1]
	}
	return out
}

// Claims are the facts that b states: the first leaf is the identity provider's
// signing certificate, and further leaves are keyed by their SHA-256 thumbprint.
// Digest is the artifact's.
func (b *Bundle) Claims(digest string) (out []federation.Claim) {
	for i, c := range b.Leaves() {
		claim := federation.Claim{
			Side: federation.IdP, Fact: fact, Value: PEM(c),
			From: federation.Origin{Artifact: b.Kind, Digest: digest},
		}
		if i > 0 {
			claim.Key = SHA256(c)
			claim.From.Path = fmt.Sprintf("certificate %d", b.place(c))
		}
		out = append(out, claim)
	}
	return out
}

// place is the 1-based position of c in b.
func (b *Bundle) place(c *x509.Certificate) int {
	for i, o := range b.Certificates {
		if o == c {
			return i + 1
		}
	}
	return 0
}

// fact is the one fact that this package knows.
const fact federation.Fact = "idp.certificate"
