package pki

import (
	"crypto/x509"
	"encoding/asn1"

	"federate/federation/ber"
	"federate/federation/certificate"
)

// oidSigned is the content type of SignedData (RFC 2315 14).
const oidSigned = "1.2.840.113549.1.7.2"

const tagCertificates = ber.Context0 // of SignedData, with the bit of a constructed value

// inPKCS7 takes the certificates out of a degenerate or a signed SignedData (RFC
// 2315 9.1), at most so many. It reads BER, whose lengths may be indefinite, as
// Windows and streaming programs write it; more is how many it left out.
func inPKCS7(file []byte, most int) (certs []*x509.Certificate, more int, ok bool) {
	info, _, ok := ber.Split(file)
	if !ok || info.Tag != ber.Sequence {
		return nil, 0, false
	}
	kind, rest, _, ok := ber.Next(info.Body)
	if !ok || kind.Tag != ber.OID || !isSigned(kind.Body) {
		return nil, 0, false
	}
	content, _, ok := ber.Split(rest)
	if !ok || content.Tag != ber.Context0 {
		return nil, 0, false
	}
	signed, _, ok := ber.Split(content.Body)
	if !ok || signed.Tag != ber.Sequence {
		return nil, 0, false
	}
	const before = 3 // the version, the digests' algorithms and the content
	for part, rest := 0, signed.Body; len(rest) > 0; part++ {
		e, size, ok := ber.Split(rest)
		if !ok {
			return certs, more, false
		}
		rest = rest[size:]
		if part < before || e.Tag != tagCertificates {
			continue
		}
		for set := e.Body; len(set) > 0; {
			one, size, ok := ber.Split(set)
			if !ok {
				return certs, more, false
			}
			raw := set[:size]
			set = set[size:]
			switch {
			case one.Tag != ber.Sequence: // an attribute certificate, or an older form
				continue
			case len(certs) == most:
				more++
				continue
			}
			c, err := certificate.Parse(raw)
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
