package saml

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"sync"

	"federate/federation/certificate"
	"federate/federation/pki"
)

// maxParsed is how many certificates are remembered. A folder of responses has
// a handful.
const maxParsed = 64

// A memory holds what parsing made of a text. Thousands of responses bring the
// same certificate along, and to parse it takes longer than to read the rest of
// a signature. What is parsed is never changed.
type memory struct {
	parse func(text string) (*x509.Certificate, error)

	mu    sync.Mutex
	known map[string]*x509.Certificate
}

func (m *memory) certificate(text string) (*x509.Certificate, error) {
	m.mu.Lock()
	c, ok := m.known[text]
	m.mu.Unlock()
	if ok {
		return c, nil
	}
	c, err := m.parse(text)
	if err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.known == nil || len(m.known) >= maxParsed {
		m.known = make(map[string]*x509.Certificate)
	}
	m.known[text] = c
	return c, nil
}

// The two ways in which a certificate is written: as the value of a fact, and
// in an X509Certificate element.
var (
	ofFacts    = memory{parse: pki.Certificate}
	ofElements = memory{parse: func(text string) (*x509.Certificate, error) {
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
)

// errChained is what an X509Certificate element holds that a whole chain was put
// into.
var errChained = errors.New("several certificates stand in one element")

// triable reports whether signatures can be tried with c in reasonable time: its
// key is of a kind that crypto/x509 knows, and not too long.
func triable(c *x509.Certificate) bool {
	k, ok := c.PublicKey.(*rsa.PublicKey)
	return c.PublicKey != nil && (!ok || k.N.BitLen() <= maxBits)
}

func untriable(c *x509.Certificate) bool { return !triable(c) }

func trustedCertificate(pem string) (*x509.Certificate, error) { return ofFacts.certificate(pem) }

func embeddedCertificate(text string) (*x509.Certificate, error) {
	return ofElements.certificate(text)
}
