package certificate_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"os"
	"strings"
	"testing"
	"time"

	"federate/federation/ber"
	"federate/federation/certificate"
)

var (
	from  = time.Date(2026, 1, 2, 3, 4, 0, 0, time.UTC)
	until = time.Date(2029, 1, 2, 3, 4, 0, 0, time.UTC)
)

// sound is a certificate that everybody reads.
func sound(t testing.TB) []byte {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "Login", Organization: []string{"Classics"}},
		NotBefore: from, NotAfter: until, KeyUsage: x509.KeyUsageDigitalSignature, BasicConstraintsValid: true, IsCA: true,
		ExtraExtensions: []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 2, 3, 4}, Value: []byte{4, 1, 'x'}}}}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &k.PublicKey, k)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// tlv is one element, with the shortest length.
func tlv(tag byte, body []byte) []byte {
	switch n := len(body); {
	case n < 0x80:
		return append([]byte{tag, byte(n)}, body...)
	case n < 0x100:
		return append([]byte{tag, 0x81, byte(n)}, body...)
	default:
		return append([]byte{tag, 0x82, byte(n >> 8), byte(n)}, body...)
	}
}

func split(t testing.TB, body []byte) (out [][]byte) {
	t.Helper()
	for len(body) > 0 {
		_, n, ok := ber.Split(body)
		if !ok {
			t.Fatal("the sound one is not")
		}
		out, body = append(out, body[:n]), body[n:]
	}
	return out
}

func body(t testing.TB, text []byte) []byte {
	t.Helper()
	e, _, ok := ber.Split(text)
	if !ok {
		t.Fatal("the sound one is not")
	}
	return e.Body
}

// with is der with its field of that place in the TBSCertificate made anew:
// 1 is the serial number, 3 the issuer, 4 the dates, 5 the subject, 6 the key, 7 the extensions.
func with(t testing.TB, der []byte, place int, change func(field []byte) []byte) []byte {
	t.Helper()
	outer := split(t, body(t, der))
	fields := split(t, body(t, outer[0]))
	fields[place] = change(fields[place])
	outer[0] = tlv(ber.Sequence, bytes.Join(fields, nil))
	return tlv(ber.Sequence, bytes.Join(outer, nil))
}

// What OpenSSL reads and crypto/x509 refuses, each in one way alone.
func TestUnusual(t *testing.T) {
	der := sound(t)
	as := func(text []byte) func([]byte) []byte { return func([]byte) []byte { return text } }
	dates := func(tag byte, a, b string) func([]byte) []byte {
		return as(tlv(ber.Sequence, append(tlv(tag, []byte(a)), tlv(tag, []byte(b))...)))
	}
	name := func(tag byte, text string) func([]byte) []byte {
		return as(tlv(ber.Sequence, tlv(ber.Set, tlv(ber.Sequence, append([]byte{6, 3, 0x55, 4, 3}, tlv(tag, []byte(text))...)))))
	}
	for what, c := range map[string]struct {
		der     []byte
		subject string // where it is another
		refused bool   // by crypto/x509 too, as far as is known
	}{
		"negative serial": {with(t, der, 1, as([]byte{2, 2, 0xff, 0x01})), "", true},
		"padded serial":   {with(t, der, 1, as([]byte{2, 3, 0, 0, 7})), "", true},
		"extension twice": {with(t, der, 7, func(f []byte) []byte {
			list := body(t, body(t, f))
			return tlv(0xa3, tlv(ber.Sequence, append(bytes.Clone(list), list...)))
		}), "", true},
		"nonsense in an extension": {with(t, der, 7, func(f []byte) []byte {
			san := tlv(ber.Sequence, append([]byte{6, 3, 0x55, 0x1d, 0x11}, tlv(ber.Octets, []byte("nonsense"))...))
			return tlv(0xa3, tlv(ber.Sequence, append(bytes.Clone(body(t, body(t, f))), san...)))
		}), "", true},
		"no seconds":     {with(t, der, 4, dates(0x17, "2601020304Z", "2901020304Z")), "", false},
		"another zone":   {with(t, der, 4, dates(0x17, "260102040400+0100", "290102040400+0100")), "", false},
		"fractions":      {with(t, der, 4, dates(0x18, "20260102030400.5Z", "20290102030400.5Z")), "", true},
		"printable name": {with(t, der, 5, name(0x13, "Login@Classics_*")), "Login@Classics_*", true},
		"Latin-1":        {with(t, der, 5, name(0x0c, "B\xfcro")), "Büro", true},
		"BMPString":      {with(t, der, 5, name(0x1e, "\x00B\x00\xfc\x00r\x00o")), "Büro", false},
		"long length":    {append([]byte{0x30, 0x83, 0, der[2], der[3]}, der[4:]...), "", true},
		"indefinite":     {append(append([]byte{0x30, 0x80}, der[4:]...), 0, 0), "", true},
	} {
		_, err := x509.ParseCertificate(c.der)
		if c.refused && err == nil {
			t.Errorf("%s: crypto/x509 reads it: it proves nothing", what)
		}
		got, err := certificate.Parse(c.der)
		if err != nil {
			t.Errorf("%s: %v", what, err)
			continue
		}
		want := "Login"
		if c.subject != "" {
			want = c.subject
		}
		if got.Subject.CommonName != want || got.Issuer.CommonName != "Login" || got.NotBefore.Sub(from).Abs() > time.Second || got.NotAfter.Sub(until).Abs() > time.Second {
			t.Errorf("%s: %q issued by %q, %s to %s", what, got.Subject, got.Issuer, got.NotBefore, got.NotAfter)
		}
		if got.PublicKey == nil || got.KeyUsage != x509.KeyUsageDigitalSignature || !got.IsCA || got.Version != 3 || got.SignatureAlgorithm != x509.ECDSAWithSHA256 || !bytes.Equal(got.Raw, c.der) {
			t.Errorf("%s: the key, its use, the version, the algorithm or the bytes are not there: %+v", what, got)
		}
		if unusual := certificate.Unusual(got); (unusual != "") != c.refused || strings.HasPrefix(unusual, "x509") {
			t.Errorf("%s: unusual because %q", what, unusual)
		}
	}
	got, err := certificate.Parse(with(t, der, 1, as([]byte{2, 2, 0xff, 0x01})))
	if err != nil || got.SerialNumber.Int64() != -255 {
		t.Errorf("serial number %v, %v", got.SerialNumber, err)
	}
}

// What has no name, no dates or no key is none, and neither is what goes on behind its end.
func TestNone(t *testing.T) {
	der := sound(t)
	as := func(text []byte) func([]byte) []byte { return func([]byte) []byte { return text } }
	for what, c := range map[string][]byte{
		"nothing":      nil,
		"cut off":      der[:len(der)-1],
		"more":         append(bytes.Clone(der), 0),
		"twice":        append(bytes.Clone(der), der...),
		"no date":      with(t, der, 4, as(tlv(ber.Sequence, append(tlv(0x17, []byte("soon")), tlv(0x17, []byte("later"))...)))),
		"no key":       with(t, der, 6, func(k []byte) []byte { return tlv(ber.Sequence, nil) }),
		"point off it": with(t, der, 6, func(k []byte) []byte { k = bytes.Clone(k); k[len(k)-1] ^= 1; return k }),
	} {
		if got, err := certificate.Parse(c); err == nil {
			t.Errorf("%s: read as %+v", what, got)
		}
	}
}

func TestChained(t *testing.T) {
	der := sound(t)
	for n, text := range [][]byte{nil, der, append(bytes.Clone(der), der...)} {
		if got := certificate.Chained(text); got != n {
			t.Errorf("%d of %d", got, n)
		}
	}
	if got := certificate.Chained(append(bytes.Clone(der), "rest"...)); got != 0 {
		t.Errorf("%d and something else", got)
	}
}

// The year of a UTCTime has two digits, and half of them belong to the last century.
func TestCentury(t *testing.T) {
	der := sound(t)
	odd := with(t, der, 1, func([]byte) []byte { return []byte{2, 1, 0xff} })
	got, err := certificate.Parse(with(t, odd, 4, func([]byte) []byte {
		return tlv(ber.Sequence, append(tlv(0x17, []byte("500101000000Z")), tlv(0x17, []byte("491231235959Z"))...))
	}))
	if err != nil || got.NotBefore.Year() != 1950 || got.NotAfter.Year() != 2049 {
		t.Errorf("%v, %v", got, err)
	}
}

func FuzzParse(f *testing.F) {
	der := sound(f)
	f.Add(der)
	f.Add(with(f, der, 1, func([]byte) []byte { return []byte{2, 1, 0xff} }))
	f.Fuzz(func(t *testing.T, der []byte) {
		c, err := certificate.Parse(der)
		if err != nil {
			return
		}
		if c.SerialNumber == nil || !bytes.Equal(c.Raw, der) {
			t.Error("read without a serial number, or as something else")
		}
		certificate.Curve(c)
		certificate.KeyType(c)
		_ = c.Subject.String()
	})
}

// A curve that is spelt out is read where it is one that has a name, to the last
// number.
func TestExplicitCurve(t *testing.T) {
	text, err := os.ReadFile("../pki/testdata/pki-unusual/bad-explicit.pem")
	if err != nil {
		t.Fatal(err)
	}
	c, err := certificate.FromPEM(string(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.CheckSignature(c.SignatureAlgorithm, c.RawTBSCertificate, c.Signature); err != nil || certificate.Curve(c) != "" {
		t.Errorf("%v, curve %q", err, certificate.Curve(c))
	}
	p := elliptic.P256().Params()
	for what, number := range map[string]*big.Int{"prime": p.P, "b": p.B, "generator": p.Gx, "order": p.N, "a": new(big.Int).Sub(p.P, big.NewInt(3))} {
		bytesOf := number.Bytes()
		i := bytes.Index(c.Raw, bytesOf)
		if i < 0 {
			t.Fatalf("there is no %s", what)
		}
		other := bytes.Clone(c.Raw)
		other[i+len(bytesOf)-1] ^= 2
		got, err := certificate.Parse(other)
		if err != nil || got.PublicKey != nil || certificate.Curve(got) != "explicit parameters" {
			t.Errorf("another %s: %v, %+v", what, err, got)
		}
	}
}
