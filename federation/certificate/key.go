package certificate

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/x509"
	"math/big"

	"federate/federation/ber"
)

// key reads the public key of c. One of a kind, or on a curve, that crypto/x509
// does not know is none to it and is no fault; of one that it knows, the numbers
// have to make sense.
func key(c *x509.Certificate) bool {
	c.PublicKeyAlgorithm = algorithms[keyID(c)]
	k, err := x509.ParsePKIXPublicKey(c.RawSubjectPublicKeyInfo)
	if err == nil {
		c.PublicKey = k
		return true
	}
	if parts := keyParts(c); c.PublicKeyAlgorithm == x509.RSA && len(parts) == 2 && len(parts[1].Body) > 0 {
		k, err := x509.ParsePKCS1PublicKey(parts[1].Body[1:]) // without the NULL behind the algorithm
		if err == nil {
			c.PublicKey = k
		}
		return err == nil
	}
	if k := explicit(c); k != nil {
		c.PublicKey = k
		return true
	}
	return c.PublicKeyAlgorithm == x509.UnknownPublicKeyAlgorithm && keyID(c) != "" || c.PublicKeyAlgorithm == x509.ECDSA && Curve(c) != ""
}

// keyParts are the algorithm and the bits of the key of c.
func keyParts(c *x509.Certificate) []part {
	e, _, ok := ber.Split(c.RawSubjectPublicKeyInfo)
	if !ok {
		return nil
	}
	parts, ok := split(e.Body, 2)
	if !ok || len(parts) != 2 || parts[0].Tag != ber.Sequence || parts[1].Tag != ber.BitString {
		return nil
	}
	return parts
}

// keyID is the object identifier of the key's algorithm.
func keyID(c *x509.Certificate) string {
	parts := keyParts(c)
	if len(parts) != 2 {
		return ""
	}
	return oidOf(parts[0].Body)
}

var algorithms = map[string]x509.PublicKeyAlgorithm{
	"1.2.840.113549.1.1.1": x509.RSA,
	"1.2.840.10040.4.1":    x509.DSA,
	"1.2.840.10045.2.1":    x509.ECDSA,
	"1.3.101.112":          x509.Ed25519,
}

// KeyType is the kind of the key of c, as people know it.
func KeyType(c *x509.Certificate) string {
	if c.PublicKeyAlgorithm != x509.UnknownPublicKeyAlgorithm {
		return c.PublicKeyAlgorithm.String()
	}
	id := keyID(c)
	if name := kinds[id]; name != "" {
		return name
	}
	return id
}

// kinds are names for the keys that crypto/x509 does not know.
var kinds = map[string]string{
	"1.2.840.113549.1.1.10": "RSASSA-PSS",
	"1.2.840.113549.1.1.7":  "RSAES-OAEP",
	"1.3.101.110":           "X25519",
	"1.3.101.111":           "X448",
	"1.3.101.113":           "Ed448",
	"1.2.840.10046.2.1":     "Diffie-Hellman",
	"1.2.643.7.1.1.1.1":     "GOST R 34.10-2012",
	"1.2.643.7.1.1.1.2":     "GOST R 34.10-2012",
	"1.2.643.2.2.19":        "GOST R 34.10-2001",
}

// Curve names the curve of an elliptic key that crypto/x509 does not know, or
// says that it is spelt out; empty for every other key.
func Curve(c *x509.Certificate) string {
	parts := keyParts(c)
	if _, known := c.PublicKey.(*ecdsa.PublicKey); known || len(parts) != 2 {
		return ""
	}
	algorithm, ok := split(parts[0].Body, 2)
	if !ok || len(algorithm) != 2 || dotted(algorithm[0].Body) != "1.2.840.10045.2.1" {
		return ""
	}
	if algorithm[1].Tag != ber.OID {
		return "explicit parameters"
	}
	id := dotted(algorithm[1].Body)
	switch id {
	case "1.3.132.0.33", "1.2.840.10045.3.1.7", "1.3.132.0.34", "1.3.132.0.35":
		return "" // known to crypto/x509, so something else is wrong
	}
	if name := curves[id]; name != "" {
		return name
	}
	return id
}

var curves = map[string]string{
	"1.2.840.10045.3.1.1":   "P-192",
	"1.3.132.0.10":          "secp256k1",
	"1.3.132.0.31":          "secp192k1",
	"1.3.132.0.32":          "secp224k1",
	"1.3.132.0.8":           "secp160r1",
	"1.3.36.3.3.2.8.1.1.7":  "brainpoolP256r1",
	"1.3.36.3.3.2.8.1.1.11": "brainpoolP384r1",
	"1.3.36.3.3.2.8.1.1.13": "brainpoolP512r1",
}

// explicit reads an elliptic key whose curve is spelt out (RFC 3279 2.3.5), where
// it is one that has a name: every number has to be that curve's, or a signature
// could be made by somebody who chose another generator. It is nil for all others.
func explicit(c *x509.Certificate) *ecdsa.PublicKey {
	parts := keyParts(c)
	if len(parts) != 2 || len(parts[1].Body) == 0 {
		return nil
	}
	algorithm, ok := split(parts[0].Body, 2)
	if !ok || len(algorithm) != 2 || algorithm[1].Tag != ber.Sequence || dotted(algorithm[0].Body) != "1.2.840.10045.2.1" {
		return nil
	}
	const field, equation, base, order = 1, 2, 3, 4 // behind the version
	numbers, ok := split(algorithm[1].Body, 7)
	if !ok || len(numbers) <= order || numbers[base].Tag != ber.Octets {
		return nil
	}
	prime, ok := split(numbers[field].Body, 2)
	if !ok || len(prime) != 2 || dotted(prime[0].Body) != "1.2.840.10045.1.1" {
		return nil
	}
	ab, ok := split(numbers[equation].Body, 3)
	if !ok || len(ab) < 2 {
		return nil
	}
	for _, curve := range []elliptic.Curve{elliptic.P224(), elliptic.P256(), elliptic.P384(), elliptic.P521()} {
		p := curve.Params()
		size := (p.BitSize + 7) / 8
		a := new(big.Int).Sub(p.P, big.NewInt(3)) // of all of them
		generator := append(append([]byte{4}, p.Gx.FillBytes(make([]byte, size))...), p.Gy.FillBytes(make([]byte, size))...)
		if integer(prime[1].Body).Cmp(p.P) != 0 || new(big.Int).SetBytes(ab[0].Body).Cmp(a) != 0 ||
			new(big.Int).SetBytes(ab[1].Body).Cmp(p.B) != 0 ||
			!bytes.Equal(numbers[base].Body, generator) || integer(numbers[order].Body).Cmp(p.N) != 0 {
			continue
		}
		k, err := ecdsa.ParseUncompressedPublicKey(curve, parts[1].Body[1:])
		if err != nil {
			return nil
		}
		return k
	}
	return nil
}
