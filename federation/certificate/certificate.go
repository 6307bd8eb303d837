// Package certificate reads X.509 certificates as OpenSSL does.
//
// A certificate that thousands of logins depend on is read whatever rule its maker
// broke: Windows made negative serial numbers for years, and appliances repeat
// extensions. crypto/x509 is asked first; what it refuses is read field by field.
// The name, the dates and the thumbprint have to be there, and the key has to be a
// key.
package certificate

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"strings"

	"federate/federation/ber"
)

// Parse reads one certificate and nothing behind it. What comes back has been
// read only as far as [x509.Certificate] says, where [Unusual] is not empty: its
// names, dates, key, serial number, and what it may be used for. The error is
// that of crypto/x509.
func Parse(der []byte) (*x509.Certificate, error) {
	c, err := x509.ParseCertificate(der)
	if err == nil {
		return c, nil
	}
	if c, ok := read(der); ok {
		return c, nil
	}
	return nil, err
}

// Chained is how many certificates der holds, one behind the other, as programs
// write them that take the lines of a PEM file with a chain for one text.
func Chained(der []byte) (n int) {
	for len(der) > 0 {
		e, size, ok := ber.Split(der)
		if !ok || e.Tag != ber.Sequence {
			return 0
		}
		n, der = n+1, der[size:]
	}
	return n
}

// Unusual is why strict programs refuse c, as part of a sentence: "negative
// serial number". It is empty where they do not.
func Unusual(c *x509.Certificate) string {
	if len(c.Extensions) > 0 {
		return "" // of one that was read field by field they are left out
	}
	if _, err := x509.ParseCertificate(c.Raw); err != nil {
		return Reason(err)
	}
	return ""
}

// Reason is an error of crypto/x509 without the names of the packages that
// found it.
func Reason(err error) string {
	s := err.Error()
	for _, p := range []string{"x509: ", "asn1: ", "malformed certificate: "} {
		s = strings.TrimPrefix(s, p)
	}
	return s
}

// parts are the fields of a certificate (RFC 5280 4.1).
type part struct {
	ber.Element
	raw []byte
}

// split is all that is in body; ok is false where there is more than most, or
// something is cut off.
func split(body []byte, most int) (out []part, ok bool) {
	for len(body) > 0 {
		e, size, whole := ber.Split(body)
		if !whole || len(out) == most {
			return nil, false
		}
		out, body = append(out, part{e, body[:size]}), body[size:]
	}
	return out, true
}

// The fields of a TBSCertificate that every certificate has, in their order and
// behind its version.
const (
	serial = iota
	signature
	issuer
	validity
	subject
	publicKey
	required
)

func read(der []byte) (*x509.Certificate, bool) {
	const mostFields = 10 // of a TBSCertificate
	whole, size, ok := ber.Split(der)
	if !ok || whole.Tag != ber.Sequence || size != len(der) {
		return nil, false
	}
	outer, ok := split(whole.Body, 3)
	if !ok || len(outer) != 3 || outer[0].Tag != ber.Sequence || outer[1].Tag != ber.Sequence ||
		outer[2].Tag != ber.BitString || len(outer[2].Body) == 0 {
		return nil, false
	}
	fields, ok := split(outer[0].Body, mostFields)
	c := &x509.Certificate{Raw: der, RawTBSCertificate: outer[0].raw, Signature: outer[2].Body[1:], Version: 1}
	if ok && len(fields) > 0 && fields[0].Tag == ber.Context0 {
		c.Version, fields = version(fields[0].Body), fields[1:]
	}
	if !ok || len(fields) < required || fields[serial].Tag != ber.Integer {
		return nil, false
	}
	for _, f := range fields[signature:required] {
		if f.Tag != ber.Sequence {
			return nil, false
		}
	}
	c.SerialNumber = integer(fields[serial].Body)
	c.RawIssuer, c.RawSubject = fields[issuer].raw, fields[subject].raw
	c.RawSubjectPublicKeyInfo = fields[publicKey].raw
	c.SignatureAlgorithm = signatures[oidOf(outer[1].Body)]
	var from, until bool
	times, ok := split(fields[validity].Body, 2)
	if !ok || len(times) != 2 {
		return nil, false
	}
	c.NotBefore, from = moment(times[0].Element)
	c.NotAfter, until = moment(times[1].Element)
	if !from || !until || !names(&c.Issuer, fields[issuer].Body) || !names(&c.Subject, fields[subject].Body) || !key(c) {
		return nil, false
	}
	for _, f := range fields[required:] {
		if f.Tag == ber.Context3 {
			extensions(c, f.Body)
		}
	}
	return c, true
}

func version(body []byte) int {
	if e, _, ok := ber.Split(body); ok && len(e.Body) == 1 {
		return int(e.Body[0]) + 1
	}
	return 1
}

// integer is a number in two's complement (X.690 8.3).
func integer(body []byte) *big.Int {
	n := new(big.Int).SetBytes(body)
	if len(body) > 0 && body[0]&0x80 != 0 {
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(body))))
	}
	return n
}

// oidOf is the object identifier at the start of body, in dots; empty where
// there is none.
func oidOf(body []byte) string {
	e, _, ok := ber.Split(body)
	if !ok || e.Tag != ber.OID {
		return ""
	}
	return dotted(e.Body)
}

func dotted(body []byte) string {
	var id asn1.ObjectIdentifier
	der, err := asn1.Marshal(asn1.RawValue{Tag: asn1.TagOID, Bytes: body})
	if err == nil {
		_, err = asn1.Unmarshal(der, &id)
	}
	if err != nil {
		return ""
	}
	return id.String()
}

var signatures = map[string]x509.SignatureAlgorithm{
	"1.2.840.113549.1.1.2":  x509.MD2WithRSA,
	"1.2.840.113549.1.1.4":  x509.MD5WithRSA,
	"1.2.840.113549.1.1.5":  x509.SHA1WithRSA,
	"1.3.14.3.2.29":         x509.SHA1WithRSA,
	"1.2.840.113549.1.1.11": x509.SHA256WithRSA,
	"1.2.840.113549.1.1.12": x509.SHA384WithRSA,
	"1.2.840.113549.1.1.13": x509.SHA512WithRSA,
	"1.2.840.10040.4.3":     x509.DSAWithSHA1,
	"1.2.840.10045.4.1":     x509.ECDSAWithSHA1,
	"1.2.840.10045.4.3.2":   x509.ECDSAWithSHA256,
	"1.2.840.10045.4.3.3":   x509.ECDSAWithSHA384,
	"1.2.840.10045.4.3.4":   x509.ECDSAWithSHA512,
	"1.3.101.112":           x509.PureEd25519,
}

// extensions takes from those of c what is asked of them: the rest may say what
// it likes. Of one that is repeated the first counts.
func extensions(c *x509.Certificate, body []byte) {
	const most = 100
	list, _, ok := ber.Split(body)
	if !ok {
		return
	}
	all, _ := split(list.Body, most)
	seen := map[string]bool{}
	for _, one := range all {
		fields, ok := split(one.Body, 3)
		if !ok || len(fields) < 2 || fields[0].Tag != ber.OID || fields[len(fields)-1].Tag != ber.Octets {
			continue
		}
		id, value := dotted(fields[0].Body), fields[len(fields)-1].Body
		if seen[id] {
			continue
		}
		seen[id] = true
		switch id {
		case "2.5.29.15":
			usage(c, value)
		case "2.5.29.19":
			constraints(c, value)
		}
	}
}

// usage reads a KeyUsage (RFC 5280 4.2.1.3).
func usage(c *x509.Certificate, value []byte) {
	var bits asn1.BitString
	if _, err := asn1.Unmarshal(value, &bits); err != nil {
		return
	}
	const named = 9
	for i := range named {
		c.KeyUsage |= x509.KeyUsage(bits.At(i) << i)
	}
}

// constraints reads BasicConstraints (RFC 5280 4.2.1.9).
func constraints(c *x509.Certificate, value []byte) {
	e, _, ok := ber.Split(value)
	if !ok || e.Tag != ber.Sequence {
		return
	}
	c.BasicConstraintsValid = true
	if ca, _, ok := ber.Split(e.Body); ok && ca.Tag == ber.Boolean && len(ca.Body) == 1 {
		c.IsCA = ca.Body[0] != 0
	}
}

// names reads a Name (RFC 5280 4.1.2.4) into n, whatever its strings hold.
func names(n *pkix.Name, body []byte) bool {
	const most = 200
	sets, ok := split(body, most)
	if !ok {
		return false
	}
	var all pkix.RDNSequence
	for _, set := range sets {
		one, ok := split(set.Body, most)
		if !ok {
			return false
		}
		var rdn pkix.RelativeDistinguishedNameSET
		for _, attribute := range one {
			typed, ok := split(attribute.Body, 2)
			if !ok || len(typed) != 2 || typed[0].Tag != ber.OID {
				return false
			}
			var id asn1.ObjectIdentifier
			if _, err := asn1.Unmarshal(typed[0].raw, &id); err != nil {
				continue
			}
			rdn = append(rdn, pkix.AttributeTypeAndValue{Type: id, Value: text(typed[1].Element)})
		}
		all = append(all, rdn)
	}
	n.FillFromRDNSequence(&all)
	return true
}
