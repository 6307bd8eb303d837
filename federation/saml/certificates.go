package saml

import (
	"crypto/x509"
	"encoding/base64"
	"sync"

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
		der, err := base64.StdEncoding.DecodeString(squeeze(text))
		if err != nil {
			return nil, err
		}
		return x509.ParseCertificate(der)
	}}
)

func trustedCertificate(pem string) (*x509.Certificate, error) { return ofFacts.certificate(pem) }

func embeddedCertificate(text string) (*x509.Certificate, error) {
	return ofElements.certificate(text)
}
