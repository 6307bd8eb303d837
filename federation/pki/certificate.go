// Package pki knows certificates and keys: what was pasted, in which form, for how
// long it is valid, and which form a platform accepts.
//
// Who pastes the wrong thing is told what it was, and a private key that was shown
// to anybody is no longer private.
package pki

import (
	"bytes"
	"crypto/sha1" //nolint:gosec // consoles show SHA-1 thumbprints; nothing is trusted by them
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"strings"

	"federate/federation/certificate"
)

// Certificate parses the value of a certificate fact: one PEM block.
func Certificate(value string) (*x509.Certificate, error) { return certificate.FromPEM(value) }

// PEM is c as the value of a certificate fact: one block, 64 columns, LF.
func PEM(c *x509.Certificate) string {
	var b bytes.Buffer
	_ = pem.Encode(&b, &pem.Block{Type: "CERTIFICATE", Bytes: c.Raw}) // a Buffer does not fail
	return b.String()
}

// SHA1 is the thumbprint that consoles show: 40 upper-case hex digits.
func SHA1(c *x509.Certificate) string { return fmt.Sprintf("%X", sha1.Sum(c.Raw)) }

// SHA256 is the SHA-256 thumbprint: 64 upper-case hex digits.
func SHA256(c *x509.Certificate) string { return fmt.Sprintf("%X", sha256.Sum256(c.Raw)) }

// Thumbprints are both of them: consoles differ in which one they show.
func Thumbprints(c *x509.Certificate) string { return "SHA-1 " + SHA1(c) + ", SHA-256 " + SHA256(c) }

// Exact identifies a certificate in one line.
func Exact(value string) string {
	c, err := Certificate(value)
	if err != nil {
		return "not a certificate"
	}
	return Thumbprints(c)
}

// Same reports whether two values hold the same certificate, however wrapped.
func Same(a, b string) bool {
	if a == b {
		return true
	}
	x, err := Certificate(a)
	if err != nil {
		return false
	}
	y, err := Certificate(b)
	return err == nil && x.Equal(y)
}

// Brief is a certificate in one line: subject, last day, start of its SHA-1 thumbprint.
func Brief(value string) string {
	c, err := Certificate(value)
	if err != nil {
		return "not a certificate"
	}
	name := c.Subject.CommonName
	if name == "" {
		name = strings.TrimSpace(c.Subject.String())
	}
	return fmt.Sprintf("%s, until %s, SHA-1 %s…", name, c.NotAfter.UTC().Format("2006-01-02"), SHA1(c)[:8])
}
