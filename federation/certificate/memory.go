package certificate

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"sync"
)

// mostRemembered is how many certificates are remembered. A folder of responses
// has a handful.
const mostRemembered = 64

// A Memory holds what parsing made of a text. Thousands of responses bring the
// same certificate along, and to parse it takes longer than to read the rest of
// a signature. What is parsed is never changed.
type Memory struct {
	Parse func(text string) (*x509.Certificate, error)

	mu    sync.Mutex
	known map[string]*x509.Certificate
}

// Certificate is what Parse makes of text, or made of it before.
func (m *Memory) Certificate(text string) (*x509.Certificate, error) {
	m.mu.Lock()
	c, ok := m.known[text]
	m.mu.Unlock()
	if ok {
		return c, nil
	}
	c, err := m.Parse(text)
	if err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.known == nil || len(m.known) >= mostRemembered {
		m.known = make(map[string]*x509.Certificate)
	}
	m.known[text] = c
	return c, nil
}

// ofFacts remembers the values of certificate facts.
var ofFacts = Memory{Parse: func(value string) (*x509.Certificate, error) {
	block, _ := pem.Decode([]byte(value))
	if block == nil || block.Type != "CERTIFICATE" {
		return nil, errors.New("no CERTIFICATE block")
	}
	return Parse(block.Bytes)
}}

// FromPEM reads the value of a certificate fact: one PEM block.
func FromPEM(value string) (*x509.Certificate, error) { return ofFacts.Certificate(value) }
