package saml

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"federate/federation/certificate"
)

// ofElements remembers the certificates of X509Certificate elements.
var ofElements = certificate.Memory{Parse: func(text string) (*x509.Certificate, error) {
	if len(text) > maxEncoded {
		return nil, errors.New("more than any certificate has")
	}
	text = squeeze(text)
	der, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		der = nil
		for piece := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '=' }) { // each padded by itself
			more, bad := base64.RawStdEncoding.DecodeString(piece)
			if bad != nil {
				return nil, fmt.Errorf("its base64 is damaged: %w", err)
			}
			der = append(der, more...)
		}
	}
	if n := certificate.Chained(der); n > 1 {
		return nil, fmt.Errorf("%w, %d of them one behind the other", errChained, n)
	}
	c, err := certificate.Parse(der)
	if err == nil && c.PublicKey != nil && !triable(c) {
		err = fmt.Errorf("its key has more than %d bits", maxBits)
	}
	return c, err
}}

// errChained is an X509Certificate element that holds a whole chain.
var errChained = errors.New("several certificates stand in one element")

// triable reports whether signatures can be verified with c in reasonable time: its
// key is of a kind that crypto/x509 knows, and not too long.
func triable(c *x509.Certificate) bool {
	k, ok := c.PublicKey.(*rsa.PublicKey)
	return c.PublicKey != nil && (!ok || k.N.BitLen() <= maxBits)
}

func untriable(c *x509.Certificate) bool { return !triable(c) }

func trustedCertificate(pem string) (*x509.Certificate, error) { return certificate.FromPEM(pem) }

func embeddedCertificate(text string) (*x509.Certificate, error) {
	return ofElements.Certificate(text)
}
