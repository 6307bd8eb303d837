package pki

import (
	"bytes"

	"federate/federation"
	"federate/federation/ber"
)

// tags is the identifier octets of es, for comparing shapes.
func tags(es []ber.Element) string {
	b := make([]byte, len(es))
	for i, e := range es {
		b[i] = e.Tag
	}
	return string(b)
}

func starts(es []ber.Element, shape ...byte) bool {
	return bytes.HasPrefix([]byte(tags(es)), shape)
}

// oidData starts the content types of PKCS#7 (RFC 2315 14): 1.2.840.113549.1.7.
var oidData = []byte{0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07}

// shapeOf tells by its structure what der holds, and which key; kind is empty where
// the structure is unknown here. It reads no secret value.
func shapeOf(der []byte) (kind federation.Kind, key string) {
	outer, rest, whole, ok := ber.Next(der)
	if !ok || outer.Tag != ber.Sequence || len(bytes.TrimSpace(rest)) > 0 {
		return "", ""
	}
	if !whole && len(outer.Body) < 8 {
		return "", ""
	}
	es := ber.Children(outer.Body)
	if len(es) == 0 {
		return "", ""
	}
	switch es[0].Tag {
	case ber.Integer:
		return keyShape(es)
	case ber.OID:
		if bytes.HasPrefix(es[0].Body, oidData) {
			return federation.KindPKCS7, ""
		}
	case ber.Sequence:
		return signedShape(es)
	}
	return "", ""
}

// keyShape tells apart what starts with a number.
func keyShape(es []ber.Element) (federation.Kind, string) {
	version := es[0].Body
	zero, one := bytes.Equal(version, []byte{0}), bytes.Equal(version, []byte{1})
	switch {
	case bytes.Equal(version, []byte{3}) && starts(es, ber.Integer, ber.Sequence):
		if inner := ber.Children(es[1].Body); len(inner) > 0 && inner[0].Tag == ber.OID && bytes.HasPrefix(inner[0].Body, oidData) {
			return federation.KindPKCS12, ""
		}
	case (zero || one) && starts(es, ber.Integer, ber.Sequence, ber.Octets), (zero || one) && len(es) == 2 && isAlgorithm(es[1]):
		return federation.KindPrivateKey, "private key (PKCS#8)"
	case one && starts(es, ber.Integer, ber.Octets):
		return federation.KindPrivateKey, "elliptic curve private key (SEC 1)"
	case zero && starts(es, ber.Integer, ber.Integer) && len(es) != 2,
		zero && len(es) == 2 && es[1].Tag == ber.Integer && len(es[1].Body) > 32: // cut off within the modulus
		if len(es) == 6 {
			return federation.KindPrivateKey, "DSA private key"
		}
		return federation.KindPrivateKey, "RSA private key (PKCS#1)"
	case len(version) > 32 && (len(es) == 1 || len(es) == 2 && es[1].Tag == ber.Integer):
		return federation.KindPublicKey, "RSA public key (PKCS#1)"
	}
	return "", ""
}

// signedShape tells apart what starts with a sequence.
func signedShape(es []ber.Element) (federation.Kind, string) {
	inner := ber.Children(es[0].Body)
	switch {
	case len(es) == 2 && es[1].Tag == ber.BitString && isAlgorithm(es[0]):
		return federation.KindPublicKey, "public key (SubjectPublicKeyInfo)"
	case len(es) == 2 && es[1].Tag == ber.Octets && isAlgorithm(es[0]):
		return federation.KindPrivateKey, "encrypted private key (PKCS#8)"
	// RFC 2986 4.1: a version of 0, the name, the key; a certificate of version 1
	// has its serial number, an algorithm, and the issuer there.
	case starts(inner, ber.Integer, ber.Sequence, ber.Sequence, ber.Context0),
		len(inner) == 3 && starts(inner, ber.Integer, ber.Sequence, ber.Sequence) &&
			starts(ber.Children(inner[2].Body), ber.Sequence, ber.BitString):
		return federation.KindCSR, ""
	case starts(inner, ber.Context0, ber.Integer, ber.Sequence),
		starts(inner, ber.Integer, ber.Sequence, ber.Sequence, ber.Sequence, ber.Sequence, ber.Sequence):
		return federation.KindCertificate, ""
	}
	return "", ""
}

// isAlgorithm reports whether e is an AlgorithmIdentifier (RFC 5280 4.1.1.2).
func isAlgorithm(e ber.Element) bool {
	es := ber.Children(e.Body)
	return e.Tag == ber.Sequence && len(es) > 0 && es[0].Tag == ber.OID
}
