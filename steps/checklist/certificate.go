package checklist

import (
	"crypto/sha1"
	"crypto/x509"
	"encoding/pem"
	"fmt"
)

// certificate reads the first certificate of a claim, which is PEM.
func certificate(value string) (Certificate, bool) {
	block, _ := pem.Decode([]byte(value))
	if block == nil || block.Type != "CERTIFICATE" {
		return Certificate{}, false
	}
	c, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return Certificate{}, false
	}
	return Certificate{Subject: c.Subject.String(), Thumbprint: fmt.Sprintf("%X", sha1.Sum(c.Raw)),
		First: c.NotBefore.UTC(), Last: c.NotAfter.UTC()}, true
}

// String is c in one line.
func (c Certificate) String() string {
	const day = "2006-01-02"
	return fmt.Sprintf("%s, SHA-1 %s, from %s until %s", c.Subject, c.Thumbprint, c.First.Format(day), c.Last.Format(day))
}
