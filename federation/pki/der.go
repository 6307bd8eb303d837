package pki

import (
	"bytes"
	"encoding/asn1"

	"federate/federation"
)

// An element is one ASN.1 value: its identifier octet and its contents. The
// reader below is content with a file that was cut off, because the start of a
// private key is a private key.
type element struct {
	tag  byte
	body []byte
}

// The identifier octets that the shapes are told by (X.690 8.1.2).
const (
	tagInteger   = 0x02
	tagBitString = 0x03
	tagOctets    = 0x04
	tagOID       = 0x06
	tagSequence  = 0x30
	tagContext0  = 0xa0
)

// next splits the first element off der; whole is false where its length
// points beyond the end, or is indefinite.
func next(der []byte) (e element, rest []byte, whole, ok bool) {
	if len(der) < 2 || der[0]&0x1f == 0x1f { // no structure known here uses high tag numbers
		return e, nil, false, false
	}
	e.tag = der[0]
	length, at := int(der[1]), 2
	if length == 0x80 {
		e.body = der[at:]
		return e, nil, false, true
	}
	if length > 0x80 {
		n := length & 0x7f
		if n > 4 {
			return e, nil, false, false
		}
		length = 0
		for ; n > 0; n-- {
			if at == len(der) {
				return e, nil, false, true
			}
			length = length<<8 | int(der[at])
			at++
		}
	}
	if length > len(der)-at {
		e.body = der[at:]
		return e, nil, false, true
	}
	e.body = der[at : at+length]
	return e, der[at+length:], true, true
}

// children are the first elements in body, at most ten: no shape needs more.
func children(body []byte) (out []element) {
	for len(body) > 0 && len(out) < 10 {
		e, rest, whole, ok := next(body)
		if !ok {
			break
		}
		out = append(out, e)
		if !whole {
			break
		}
		body = rest
	}
	return out
}

// tags is the identifier octets of es, for comparing shapes.
func tags(es []element) string {
	b := make([]byte, len(es))
	for i, e := range es {
		b[i] = e.tag
	}
	return string(b)
}

func starts(es []element, shape ...byte) bool {
	return bytes.HasPrefix([]byte(tags(es)), shape)
}

// oidData starts the content types of PKCS#7 (RFC 2315 14): 1.2.840.113549.1.7.
var oidData = []byte{0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07}

// shapeOf tells by its structure what der holds, and which key; kind is empty
// where it is nothing known here. It reads no secret value.
func shapeOf(der []byte) (kind federation.Kind, key string) {
	outer, rest, whole, ok := next(der)
	if !ok || outer.tag != tagSequence || len(bytes.TrimSpace(rest)) > 0 {
		return "", ""
	}
	if !whole && len(outer.body) < 8 {
		return "", ""
	}
	es := children(outer.body)
	if len(es) == 0 {
		return "", ""
	}
	switch es[0].tag {
	case tagInteger:
		return keyShape(es)
	case tagOID:
		if bytes.HasPrefix(es[0].body, oidData) {
			return KindPKCS7, ""
		}
	case tagSequence:
		return signedShape(es)
	}
	return "", ""
}

// keyShape tells apart what starts with a number.
func keyShape(es []element) (federation.Kind, string) {
	version := es[0].body
	zero, one := bytes.Equal(version, []byte{0}), bytes.Equal(version, []byte{1})
	switch {
	case bytes.Equal(version, []byte{3}) && starts(es, tagInteger, tagSequence):
		if inner := children(es[1].body); len(inner) > 0 && inner[0].tag == tagOID && bytes.HasPrefix(inner[0].body, oidData) {
			return KindPKCS12, ""
		}
	case (zero || one) && starts(es, tagInteger, tagSequence, tagOctets), (zero || one) && len(es) == 2 && isAlgorithm(es[1]):
		return KindPrivateKey, "private key (PKCS#8)"
	case one && starts(es, tagInteger, tagOctets):
		return KindPrivateKey, "elliptic curve private key (SEC 1)"
	case zero && starts(es, tagInteger, tagInteger) && len(es) != 2,
		zero && len(es) == 2 && es[1].tag == tagInteger && len(es[1].body) > 32: // cut off within the modulus
		if len(es) == 6 {
			return KindPrivateKey, "DSA private key"
		}
		return KindPrivateKey, "RSA private key (PKCS#1)"
	case len(version) > 32 && (len(es) == 1 || len(es) == 2 && es[1].tag == tagInteger):
		return KindPublicKey, "RSA public key (PKCS#1)"
	}
	return "", ""
}

// signedShape tells apart what starts with a sequence.
func signedShape(es []element) (federation.Kind, string) {
	inner := children(es[0].body)
	switch {
	case len(es) == 2 && es[1].tag == tagBitString && isAlgorithm(es[0]):
		return KindPublicKey, "public key (SubjectPublicKeyInfo)"
	case len(es) == 2 && es[1].tag == tagOctets && isAlgorithm(es[0]):
		return KindPrivateKey, "encrypted private key (PKCS#8)"
	// RFC 2986 4.1: a version of 0, the name, the key; a certificate of version 1
	// has its serial number, an algorithm, and the issuer there.
	case starts(inner, tagInteger, tagSequence, tagSequence, tagContext0),
		len(inner) == 3 && starts(inner, tagInteger, tagSequence, tagSequence) && starts(children(inner[2].body), tagSequence, tagBitString):
		return KindCSR, ""
	case starts(inner, tagContext0, tagInteger, tagSequence),
		starts(inner, tagInteger, tagSequence, tagSequence, tagSequence, tagSequence, tagSequence):
		return KindCertificate, ""
	}
	return "", ""
}

// isAlgorithm reports whether e is an AlgorithmIdentifier (RFC 5280 4.1.1.2).
func isAlgorithm(e element) bool {
	es := children(e.body)
	return e.tag == tagSequence && len(es) > 0 && es[0].tag == tagOID
}

// curves are names for the curves that crypto/x509 does not know, so that a
// certificate with one of them is not called unreadable.
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

// oddCurve names the curve of a certificate that crypto/x509 refuses because
// of it; empty where that is not the reason.
func oddCurve(der []byte) string {
	var c struct {
		TBS struct {
			Version   int `asn1:"optional,explicit,default:0,tag:0"`
			Serial    asn1.RawValue
			Signature asn1.RawValue
			Issuer    asn1.RawValue
			Validity  asn1.RawValue
			Subject   asn1.RawValue
			SPKI      struct {
				Algorithm struct{ OID, Curve asn1.ObjectIdentifier }
			}
			Extensions []asn1.RawValue `asn1:"optional,explicit,tag:3"`
		}
		Algorithm asn1.RawValue
		Value     asn1.BitString
	}
	_, err := asn1.Unmarshal(der, &c)
	oid := c.TBS.SPKI.Algorithm.OID.String()
	if err != nil || oid != "1.2.840.10045.2.1" {
		return ""
	}
	curve := c.TBS.SPKI.Algorithm.Curve.String()
	if name := curves[curve]; name != "" {
		return name
	}
	switch curve {
	case "1.3.132.0.33", "1.2.840.10045.3.1.7", "1.3.132.0.34", "1.3.132.0.35":
		return "" // known to crypto/x509, so something else is wrong
	}
	return curve
}
