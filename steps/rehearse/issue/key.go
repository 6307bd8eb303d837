package issue

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"time"
)

// A Key signs, and is known by its certificate.
type Key struct {
	private *rsa.PrivateKey
	der     []byte
}

// NewKey returns a new RSA key of 2048 bits with a certificate that it signed itself.
func NewKey(random io.Reader, commonName string, from, until time.Time) (*Key, error) {
	private, err := rsa.GenerateKey(random, 2048)
	if err != nil {
		return nil, fmt.Errorf("signing key: %w", err)
	}
	return certified(private, random, commonName, from, until)
}

// Renewed is the same key under another certificate.
func (k *Key) Renewed(random io.Reader, commonName string, from, until time.Time) (*Key, error) {
	return certified(k.private, random, commonName, from, until)
}

func certified(private *rsa.PrivateKey, random io.Reader, commonName string, from, until time.Time) (*Key, error) {
	serial, err := rand.Int(random, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, fmt.Errorf("serial number: %w", err)
	}
	c := &x509.Certificate{SerialNumber: serial.Add(serial, big.NewInt(1)), Subject: pkix.Name{CommonName: commonName},
		NotBefore: from.UTC().Truncate(time.Second), NotAfter: until.UTC().Truncate(time.Second),
		KeyUsage: x509.KeyUsageDigitalSignature, SignatureAlgorithm: x509.SHA256WithRSA}
	der, err := x509.CreateCertificate(random, c, c, private.Public(), private)
	if err != nil {
		return nil, fmt.Errorf("certificate: %w", err)
	}
	return &Key{private, der}, nil
}

// Certificate is the certificate in DER.
func (k *Key) Certificate() []byte { return k.der }

// PEM is the certificate as consoles take it.
func (k *Key) PEM() string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: k.der}))
}

// ID names the key in a key set and in the tokens it signs.
func (k *Key) ID() string {
	sum := sha256.Sum256(k.der)
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// text is the certificate as XML holds it, without armour.
func (k *Key) text() string { return base64.StdEncoding.EncodeToString(k.der) }

// sign is the RSA signature of a digest (RFC 8017 8.2.1), which needs no randomness.
func (k *Key) sign(hash crypto.Hash, digest []byte) ([]byte, error) {
	return rsa.SignPKCS1v15(nil, k.private, hash, digest)
}
