package pki

import (
	"crypto/x509"
	"encoding/asn1"
)

// oidSigned is the content type of SignedData (RFC 2315 14).
const oidSigned = "1.2.840.113549.1.7.2"

const tagCertificates = tagContext0 // of SignedData, with the bit of a constructed value

// inPKCS7 takes the certificates out of a degenerate or a signed SignedData
// (RFC 2315 9.1), at most so many. It reads BER, whose lengths may be indefinite,
// as Windows and whatever streams writes it; more is how many it left out.
func inPKCS7(ber []byte, most int) (certs []*x509.Certificate, more int, ok bool) {
	info, _, ok := split(ber, 0)
	if !ok || info.tag != tagSequence {
		return nil, 0, false
	}
	kind, rest, _, ok := next(info.body)
	if !ok || kind.tag != tagOID || !isSigned(kind.body) {
		return nil, 0, false
	}
	content, _, ok := split(rest, 0)
	if !ok || content.tag != tagContext0 {
		return nil, 0, false
	}
	signed, _, ok := split(content.body, 0)
	if !ok || signed.tag != tagSequence {
		return nil, 0, false
	}
	const before = 3 // the version, the digests' algorithms and the content
	for part, rest := 0, signed.body; len(rest) > 0; part++ {
		e, size, ok := split(rest, 0)
		if !ok {
			return certs, more, false
		}
		rest = rest[size:]
		if part < before || e.tag != tagCertificates {
			continue
		}
		for set := e.body; len(set) > 0; {
			one, size, ok := split(set, 0)
			if !ok {
				return certs, more, false
			}
			raw := set[:size]
			set = set[size:]
			switch {
			case one.tag != tagSequence: // an attribute certificate, or an older form
				continue
			case len(certs) == most:
				more++
				continue
			}
			c, err := x509.ParseCertificate(raw)
			if err != nil || size > mostCertificate || tooLong(c) {
				return certs, more, false
			}
			certs = append(certs, c)
		}
		break // what follows are the signatures
	}
	return certs, more, true
}

func isSigned(oid []byte) bool {
	var id asn1.ObjectIdentifier
	der, err := asn1.Marshal(asn1.RawValue{Tag: asn1.TagOID, Bytes: oid})
	if err == nil {
		_, err = asn1.Unmarshal(der, &id)
	}
	return err == nil && id.String() == oidSigned
}

// split takes the first element off ber; size is what it takes with its header.
// An indefinite length ends with two zero octets (X.690 8.1.3.6). ok is false for
// what is cut off, or nested deeper than any such file.
func split(ber []byte, depth int) (e element, size int, ok bool) {
	const deepest, constructed = 16, 0x20
	e, rest, whole, ok := next(ber)
	switch {
	case !ok || depth > deepest:
		return e, 0, false
	case whole:
		return e, len(ber) - len(rest), true
	case len(ber) < 2 || ber[1] != 0x80 || ber[0]&constructed == 0:
		return e, 0, false
	}
	for at := 2; at+1 < len(ber); {
		if ber[at] == 0 && ber[at+1] == 0 {
			e.body = ber[2:at]
			return e, at + 2, true
		}
		_, n, ok := split(ber[at:], depth+1)
		if !ok {
			return e, 0, false
		}
		at += n
	}
	return e, 0, false
}
