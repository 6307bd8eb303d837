//go:build linux

package command_test

import (
	"bufio"
	"bytes"
	"compress/flate"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf16"
)

// most is the size up to which a document is looked at; package capture has it.
const most = 16 << 20

// A worst is an input that somebody may have made to cost as much as it can.
type worst struct {
	name  string
	write func(w io.Writer)
	args  []string // beside the input
}

// upTo writes head, then body as often as the limit leaves room, then tail. A %d
// in body is its number.
func upTo(limit int, head, body, tail string) func(io.Writer) {
	return func(w io.Writer) {
		n := len(head) + len(tail)
		_, _ = io.WriteString(w, head)
		for i := 0; ; i++ {
			b := body
			if strings.Contains(b, "%d") {
				b = strings.ReplaceAll(b, "%d", fmt.Sprint(i))
			}
			if n += len(b); n > limit {
				break
			}
			_, _ = io.WriteString(w, b)
		}
		_, _ = io.WriteString(w, tail)
	}
}

func whole(head, body, tail string) func(io.Writer) { return upTo(most, head, body, tail) }

// times is the same with a number in the limit's place.
func times(n int, head, body, tail string) func(io.Writer) {
	return func(w io.Writer) {
		_, _ = io.WriteString(w, head)
		for i := range n {
			_, _ = io.WriteString(w, strings.ReplaceAll(body, "%d", fmt.Sprint(i)))
		}
		_, _ = io.WriteString(w, tail)
	}
}

// through writes what write makes as encode packs it.
func through(encode func(io.Writer) io.WriteCloser, write func(io.Writer)) func(io.Writer) {
	return func(w io.Writer) {
		e := encode(w)
		write(e)
		_ = e.Close()
	}
}

func inBase64(w io.Writer) io.WriteCloser { return base64.NewEncoder(base64.StdEncoding, w) }

func deflated(w io.Writer) io.WriteCloser {
	f, _ := flate.NewWriter(w, 9)
	return f
}

// inUTF16 packs ASCII.
type inUTF16 struct{ w io.Writer }

func (u inUTF16) Write(p []byte) (int, error) {
	out := make([]byte, 0, 2*len(p))
	for _, c := range utf16.Encode([]rune(string(p))) {
		out = append(out, byte(c), byte(c>>8))
	}
	_, err := u.w.Write(out)
	return len(p), err
}
func (u inUTF16) Close() error { return nil }

// escaped packs for a form body.
type escaped struct{ w io.Writer }

func (u escaped) Write(p []byte) (int, error) {
	_, err := io.WriteString(u.w, url.QueryEscape(string(p)))
	return len(p), err
}
func (u escaped) Close() error { return nil }

func after(prefix string, write func(io.Writer)) func(io.Writer) {
	return func(w io.Writer) {
		_, _ = io.WriteString(w, prefix)
		write(w)
	}
}

const (
	protocol  = "urn:oasis:names:tc:SAML:2.0:protocol"
	response  = `<p:Response xmlns:p="` + protocol + `" xmlns:a="urn:oasis:names:tc:SAML:2.0:assertion" xmlns:d="http://www.w3.org/2000/09/xmldsig#" ID="_r" Version="2.0" IssueInstant="2026-03-02T09:00:00Z">`
	responded = `</p:Response>`
	metadata  = `<m:EntityDescriptor xmlns:m="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:d="http://www.w3.org/2000/09/xmldsig#" entityID="https://idp.example/"><m:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">`
	described = `<m:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example/sso"/></m:IDPSSODescriptor></m:EntityDescriptor>`
	policy    = `<TrustFrameworkPolicy xmlns="http://schemas.microsoft.com/online/cpim/schemas/2013/06" PolicyId="B2C_1A_x" TenantId="x">`
	exclusive = "http://www.w3.org/2001/10/xml-exc-c14n#"
	inclusive = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
	enveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
)

// signedBy is a signature over _r as far as its shape goes.
func signedBy(c14n, transforms, references, certificate string) string {
	if references == "" {
		references = `<d:Reference URI="#_r"><d:Transforms>` + transforms + `</d:Transforms><d:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><d:DigestValue>AAAA</d:DigestValue></d:Reference>`
	}
	return `<d:Signature><d:SignedInfo><d:CanonicalizationMethod Algorithm="` + c14n + `"/><d:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>` + references +
		`</d:SignedInfo><d:SignatureValue>AAAA</d:SignatureValue><d:KeyInfo><d:X509Data>` + certificate + `</d:X509Data></d:KeyInfo></d:Signature>`
}

func transform(algorithm string) string { return `<d:Transform Algorithm="` + algorithm + `"/>` }

// A maker makes certificates.
type maker struct {
	t   *testing.T
	key *ecdsa.PrivateKey
	n   int64
}

func (m *maker) der(public any, extra ...pkix.Extension) []byte {
	m.n++
	c := &x509.Certificate{SerialNumber: big.NewInt(m.n), Subject: pkix.Name{CommonName: fmt.Sprint("signer ", m.n)},
		NotBefore: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2029, 1, 1, 0, 0, 0, 0, time.UTC), ExtraExtensions: extra}
	der, err := x509.CreateCertificate(rand.Reader, c, c, public, m.key)
	if err != nil {
		// CreateCertificate checks its own signature, which another's key does not pass.
		parent := *c
		parent.Subject.CommonName, parent.PublicKey = "issuer", &m.key.PublicKey
		if der, err = x509.CreateCertificate(rand.Reader, c, &parent, public, m.key); err != nil {
			m.t.Fatal(err)
		}
	}
	return der
}

func (m *maker) several(n int) (out [][]byte) {
	for range n {
		out = append(out, m.der(&m.key.PublicKey))
	}
	return out
}

// huge is an RSA key that nobody wants to compute with.
func huge(bits int) *rsa.PublicKey {
	n := new(big.Int).Lsh(big.NewInt(1), uint(bits))
	return &rsa.PublicKey{N: n.Sub(n, big.NewInt(159)), E: 1<<31 - 1}
}

func inElement(der []byte) string {
	return `<d:X509Certificate>` + base64.StdEncoding.EncodeToString(der) + `</d:X509Certificate>`
}

func keyDescriptor(der []byte) string {
	return `<m:KeyDescriptor use="signing"><d:KeyInfo><d:X509Data>` + inElement(der) + `</d:X509Data></d:KeyInfo></m:KeyDescriptor>`
}

// pkcs7 is a file of certificates alone.
func pkcs7(ders [][]byte) []byte {
	set := asn1.RawValue{Class: 2, Tag: 0, IsCompound: true, Bytes: bytes.Join(ders, nil)}
	data, _ := asn1.Marshal(struct{ Type asn1.ObjectIdentifier }{asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}})
	empty := asn1.RawValue{Tag: 17, IsCompound: true}
	signed, _ := asn1.Marshal(struct {
		Version int
		Digests asn1.RawValue
		Content asn1.RawValue
		Certs   asn1.RawValue
		Signers asn1.RawValue
	}{1, empty, asn1.RawValue{FullBytes: data}, set, empty})
	out, _ := asn1.Marshal(struct {
		Type    asn1.ObjectIdentifier
		Content asn1.RawValue
	}{asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}, asn1.RawValue{Class: 2, Tag: 0, IsCompound: true, Bytes: signed}})
	return out
}

func pkcs12() []byte {
	mac := struct {
		Digest     struct{ A, B asn1.RawValue }
		Salt       []byte
		Iterations int
	}{Salt: []byte("salt"), Iterations: 1<<31 - 1}
	oid, _ := asn1.Marshal(asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1})
	mac.Digest.A, mac.Digest.B = asn1.RawValue{FullBytes: oid}, asn1.RawValue{FullBytes: []byte{4, 0}}
	data, _ := asn1.Marshal(struct{ Type asn1.ObjectIdentifier }{asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}})
	out, _ := asn1.Marshal(struct {
		Version int
		Content asn1.RawValue
		Mac     any
	}{3, asn1.RawValue{FullBytes: data}, mac})
	return out
}

func bytesOf(b []byte) func(io.Writer) { return func(w io.Writer) { _, _ = w.Write(b) } }

func textOf(s string) func(io.Writer) { return bytesOf([]byte(s)) }

func b64url(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

const login = `{"startedDateTime":"2026-03-02T09:00:00.000Z","time":1,"request":{"method":"GET","url":"https://idp.example/%d","headers":[%h],"cookies":[]},"response":{"status":200,"headers":[{"name":"Content-Type","value":"text/html"},{"name":"Set-Cookie","value":"c%d=1; Path=/"}],"content":{"mimeType":"text/html","text":"%b"}}}`

func harEntry(headers, body string) string {
	return strings.NewReplacer("%h", headers, "%b", body).Replace(login)
}

func worstCases(t *testing.T) []worst {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	m := &maker{t: t, key: key}
	certs := m.several(10_000)
	var pems bytes.Buffer
	for i := range 100_000 {
		_ = pem.Encode(&pems, &pem.Block{Type: "CERTIFICATE", Bytes: certs[i%len(certs)]})
		if pems.Len() > most-1000 {
			break
		}
	}
	mebibit := m.der(huge(1 << 20))
	large := m.der(huge(16384))
	rsaPEM := string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: mebibit}))
	giant := m.der(&key.PublicKey, pkix.Extension{Id: asn1.ObjectIdentifier{1, 2, 3, 4}, Value: bytes.Repeat([]byte{5}, 12<<20)})
	var sans []byte
	for i := 0; len(sans) < 8<<20; i++ {
		name := fmt.Sprintf("h%d.example", i)
		sans = append(append(append(sans, 0x82, byte(len(name))), name...), nil...)
	}
	sanSequence, _ := asn1.Marshal(asn1.RawValue{Tag: 16, IsCompound: true, Bytes: sans})
	manyNames := m.der(&key.PublicKey, pkix.Extension{Id: asn1.ObjectIdentifier{2, 5, 29, 17}, Value: sanSequence})

	assertion := `<a:Assertion ID="_a%d" Version="2.0" IssueInstant="2026-03-02T09:00:00Z"><a:Issuer>https://idp.example/</a:Issuer><a:Subject><a:NameID>%d</a:NameID></a:Subject></a:Assertion>`
	name250 := strings.Repeat("n", 250)
	deepNames := response + strings.Repeat("<"+name250+">", 95)
	deepNamesEnd := strings.Repeat("</"+name250+">", 95) + responded
	attributes100 := func() string {
		var b strings.Builder
		for i := range 99 {
			fmt.Fprintf(&b, " %c%c=''", 'a'+i/26, 'a'+i%26)
		}
		return "<a" + b.String() + "/>"
	}()
	scopes := func(depth, each int) (open, end string) {
		var b strings.Builder
		for i := range depth {
			b.WriteString("<a")
			for j := range each {
				fmt.Fprintf(&b, ` xmlns:x%dy%d="u"`, i, j)
			}
			b.WriteString(">")
		}
		return b.String(), strings.Repeat("</a>", depth)
	}
	scopeOpen, scopeEnd := scopes(90, 90)
	signature := signedBy(exclusive, transform(enveloped)+transform(exclusive), "", inElement(large))
	inclusively := signedBy(inclusive, transform(enveloped)+transform(inclusive), "", inElement(large))
	entity := `<m:EntityDescriptor entityID="https://idp%d.example/"><m:IDPSSODescriptor protocolSupportEnumeration="` + protocol + `">` + keyDescriptor(certs[0]) + described
	entities := `<m:EntitiesDescriptor xmlns:m="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:d="http://www.w3.org/2000/09/xmldsig#">`
	var manyKeys, everyKey strings.Builder
	for i := 0; manyKeys.Len() < most-4000; i++ {
		if i < len(certs) {
			manyKeys.WriteString(keyDescriptor(certs[i]))
		} else {
			break
		}
	}
	for i := range 3000 {
		everyKey.WriteString(keyDescriptor(certs[i]))
	}
	keyMetadata := filepath.Join(t.TempDir(), "keys.xml")
	if err := os.WriteFile(keyMetadata, []byte(metadata+everyKey.String()+described), 0o600); err != nil {
		t.Fatal(err)
	}
	jwk := func(n int) string {
		return fmt.Sprintf(`{"kty":"RSA","kid":"k%%d","n":"%s","e":"%s"}`, b64url(huge(n).N.Bytes()), b64url([]byte{0x7f, 0xff, 0xff, 0xff}))
	}
	keySet := filepath.Join(t.TempDir(), "keys.json")
	var set bytes.Buffer
	upTo(1<<20, `{"keys":[{"kty":"oct"}`, `,`+strings.Replace(jwk(16384), "k%d", "k", 1), `]}`)(&set)
	if err := os.WriteFile(keySet, bytes.Replace(set.Bytes(), []byte(`{"kty":"oct"},`), nil, 1), 0o600); err != nil {
		t.Fatal(err)
	}
	token := func(payload string) string {
		return b64url([]byte(`{"alg":"RS256","kid":"k"}`)) + "." + b64url([]byte(payload)) + "." + b64url(bytes.Repeat([]byte{1}, 2048))
	}
	cookies := func() string {
		var b strings.Builder
		for i := range 500 {
			fmt.Fprintf(&b, "%s%d=1; ", strings.Repeat("c", 36), i)
		}
		return `{"name":"Cookie","value":"` + b.String() + `"}`
	}()
	posted := func(xml string) string { return base64.StdEncoding.EncodeToString([]byte(xml)) }
	smallResponse := response + strings.ReplaceAll(strings.Repeat(assertion, 10), "%d", "1") + responded
	harPost := func(body string) string {
		return `{"startedDateTime":"2026-03-02T09:00:00.000Z","time":1,"request":{"method":"POST","url":"https://sp.example/acs","headers":[{"name":"Cookie","value":"a=1"}],"cookies":[],"postData":{"text":"SAMLResponse=` + body + `"}},"response":{"status":302,"headers":[],"content":{}}}`
	}
	tracer := func(body string) string {
		return `{"method":"POST","url":"https://sp.example/acs","requestHeaders":[],"responseHeaders":[],"responseStatus":200,"post":[["SAMLResponse","` + body + `"]],"saml":"` + "x" + `"}`
	}
	long := response + `<a:Assertion ID="_a" Version="2.0" IssueInstant="2026-03-02T09:00:00Z"><a:Issuer>` + strings.Repeat("i", 5<<20) + `</a:Issuer><a:Conditions><a:AudienceRestriction><a:Audience>` + strings.Repeat("u", 5<<20) +
		`</a:Audience></a:AudienceRestriction></a:Conditions></a:Assertion>` + responded
	facts := []string{"--fact", "idp.entity_id=https://idp.example/", "--fact", "sp.entity_id=https://sp.example/", "--fact", "sp.acs_url=https://sp.example/acs"}

	return []worst{
		{"xml elements nested", whole("", "<a>", ""), nil},
		{"xml attributes", whole(response+"<a", ` a%d=""`, "/>"+responded), nil},
		{"xml attributes of many", whole(response, attributes100, responded), nil},
		{"xml namespaces", whole(response+"<a", ` xmlns:a%d="u"`, "/>"+responded), nil},
		{"xml namespaces in scope", times(45_000, response+signature+scopeOpen, "<x0y0:b/>", scopeEnd+responded), nil},
		{"xml namespaces in scope, inclusive", times(45_000, response+inclusively+scopeOpen, "<x0y0:b/>", scopeEnd+responded), nil},
		{"xml text", whole(response+`<a:Issuer>`, "text ", `</a:Issuer>`+responded), nil},
		{"xml values compared", textOf(long), facts},
		{"xml text in pieces", whole(response, "<![CDATA[x]]>", responded), nil},
		{"xml entities", whole(response+"<a>", "&lt;", "</a>"+responded), nil},
		{"xml entities declared", whole(`<!DOCTYPE r [`, `<!ENTITY e%d "&e;&e;&e;&e;">`, `]>`+response+responded), nil},
		{"xml comments", whole(response, "<!---->", responded), nil},
		{"xml comments before the root", whole("", "<!---->", response+responded), nil},
		{"xml one comment", whole(response+"<!--", " text", "-->"+responded), nil},
		{"xml elements", whole(response, "<a/>", responded), nil},
		{"xml elements up to the limit", times(49_000, response, `<a:b xmlns:a="u" c="0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789">0</a:b>`, responded), nil},
		{"xml long names", times(1, deepNames, signedBy(exclusive, "", strings.Repeat(`<d:Reference URI="x"/>`, 5000), ""), deepNamesEnd), nil},
		{"xml assertions hidden deep", times(40_000, deepNames, "<a:Assertion ID='x'/>", deepNamesEnd), nil},
		{"xml ids", times(49_000, response, `<a ID="x"/>`, responded), nil},
		{"xml assertions", whole(response, assertion, responded), nil},
		{"xml assertions of a login", times(200, response, assertion, responded), facts},
		{"xml assertions up to the limit", times(9_500, response, assertion, responded), facts},
		{"xml attribute values", times(4_900, response+`<a:Assertion ID="_a" Version="2.0"><a:AttributeStatement>`, `<a:Attribute Name="n%d"><a:AttributeValue>x</a:AttributeValue></a:Attribute>`, `</a:AttributeStatement></a:Assertion>`+responded), facts},
		{"xml signature references", times(1, response, signedBy(exclusive, "", strings.Repeat(`<d:Reference URI="#_r"><d:Transforms>`+transform(enveloped)+`</d:Transforms></d:Reference>`, 10_000), inElement(large)), responded), nil},
		{"xml signature transforms", times(1, response+`<a:b>`+strings.Repeat("text ", 1<<20)+`</a:b>`, signedBy(exclusive, transform(enveloped)+strings.Repeat(transform(exclusive), 10_000), "", inElement(large)), responded), nil},
		{"xml signatures", times(400, response, strings.ReplaceAll(assertion, "</a:Assertion>", strings.ReplaceAll(signature, "#_r", "#_a%d")+"</a:Assertion>"), responded), nil},
		{"xml signature and many keys", times(1, response, strings.Repeat("<a:b>text</a:b>", 9000)+signedBy(exclusive, transform(enveloped)+transform(exclusive), "", ""), responded), []string{keyMetadata}},
		{"xml signature over 15 MiB", whole(response+signedBy(exclusive, transform(enveloped)+transform(exclusive), "", strings.Repeat(inElement(large), 5))+"<a:b>", "text ", "</a:b>"+responded), []string{keyMetadata}},
		{"xml signature of a mebibit", times(1, response, signedBy(exclusive, transform(enveloped)+transform(exclusive), "", inElement(mebibit)), responded), nil},
		{"metadata of 5,000 parties", times(5_000, entities, entity, `</m:EntitiesDescriptor>`), nil},
		{"metadata of parties up to the limit", whole(entities, entity, `</m:EntitiesDescriptor>`), nil},
		{"metadata keys", textOf(metadata + manyKeys.String() + described), nil},
		{"metadata of 16 MiB", whole(metadata, "<x/>", described), nil},
		{"b2c elements", upTo(1<<20, policy, `<a Id="%d"/>`, `</TrustFrameworkPolicy>`), nil},
		{"b2c long names", upTo(1<<20, policy+`<a Id="`+strings.Repeat("i", 500_000)+`">`, `<a/>`, `</a></TrustFrameworkPolicy>`), nil},
		{"b2c of 16 MiB", whole(policy, `<a Id="%d"/>`, `</TrustFrameworkPolicy>`), nil},

		{"html tags", whole("<html>", "<p>x</p>", ""), nil},
		{"html inputs", whole("<html>", `<input name=a%d value=b>`, ""), nil},
		{"html attributes", whole("<html><input ", `a=b `, ">"), nil},
		{"html quotes", whole("<html>", `<input "`, ""), nil},
		{"html comments", whole("<html>", "<!--", ""), nil},
		{"html escapes", whole("<html><input name=SAMLResponse value='", "&lt;", "'>"), nil},
		{"html around a field", whole("<html><input name=SAMLResponse value='", "PHA6", "'>"), nil},
		{"html almost codes", whole("<html>", "AADSTS123 MSIS12 ", ""), nil},

		{"base64 three times", through(inBase64, through(inBase64, through(inBase64, upTo(6<<20, response, "<a/>", responded)))), nil},
		{"base64 of text", through(inBase64, upTo(11<<20, response+"<a:b>", "text ", "</a:b>"+responded)), nil},
		{"base64 with spaces", upTo(2<<20, "", "AAAA ", ""), nil},
		{"redirect inflating", after("https://idp.example/sso?SAMLRequest=", through(func(w io.Writer) io.WriteCloser { return escaped{w} }, through(inBase64, through(deflated, upTo(1<<30, response, "<a/>", responded))))), nil},
		{"redirect inflating up to the limit", after("https://idp.example/sso?SAMLRequest=", through(func(w io.Writer) io.WriteCloser { return escaped{w} }, through(inBase64, through(deflated, whole(response, "<a>x</a>", responded))))), nil},
		{"redirect of 2 MiB", upTo(2<<20, "https://idp.example/sso?", "SAMLRequest=AAAAAAAAAAAAAAAAAAAA&", ""), nil},
		{"address of many parameters", whole("https://idp.example/?client_id=a&response_type=code&", "a%d=b&", "z=1"), nil},

		{"json nested", times(1_000_000, "", "[", ""), nil},
		{"json nested objects", whole("", `{"a":`, ""), nil},
		{"json keys", times(1_000_000, "{", `"k%d":1,`, `"z":1}`), nil},
		{"json objects", whole(`{"keys":[{"kty":"RSA"}`, ",{}", "]}"), nil},
		{"json one string", whole(`{"issuer":"`, "x", `"}`), nil},
		{"json long names", upTo(1<<20, `{"issuer":"x","jwks_uri":"y","`+strings.Repeat("n", 500_000)+`":[1`, ",1", "]}"), nil},
		{"json keys of a discovery", upTo(1<<20, `{"issuer":"x","jwks_uri":"y"`, `,"k%d":1`, "}"), nil},
		{"key set of 100,000", times(100_000, `{"keys":[{"kty":"oct"}`, `,{"kty":"RSA","n":"AQAB","e":"AQAB"}`, "]}"), nil},
		{"key set of a mebibit", textOf(`{"keys":[` + strings.ReplaceAll(jwk(1<<20), "%d", "") + `]}`), nil},
		{"key set and token", textOf(token(`{"iss":"x"}`)), []string{keySet}},
		{"token of 2 MiB", textOf(token(`{"iss":"` + strings.Repeat("x", 1<<20) + `"}`)), nil},

		{"har one entry", upTo(300<<20, `{"log":{"entries":[{"request":{"url":"https://idp.example/","method":"GET"},"response":{"status":200,"content":{"mimeType":"text/html","text":"`, "SAMLResponse AADSTS50105 text", `"}}}]}}`), nil},
		{"har many entries", times(1_000_000, `{"log":{"entries":[{}`, `,{"request":{"url":"https://idp.example/%d","method":"GET"},"response":{"status":200,"content":{"mimeType":"text/html"}}}`, `]}}`), nil},
		{"har cookies", times(20_000, `{"log":{"entries":[{}`, ","+harEntry(cookies, "x"), `]}}`), nil},
		{"har pages", times(20_000, `{"log":{"entries":[{}`, ","+harEntry(`{"name":"Cookie","value":"a=1"}`, "<input name=SAMLResponse value="+posted(response+responded)+">"), `]}}`), nil},
		{"har messages", times(6_000, `{"log":{"entries":[`+harPost("x"), ","+harPost(url.QueryEscape(posted(strings.ReplaceAll(smallResponse, `ID="_r"`, `ID="_r"`)))), `]}}`), nil},
		{"har other messages", func(w io.Writer) {
			_, _ = io.WriteString(w, `{"log":{"entries":[{}`)
			for i := range 6_000 {
				_, _ = io.WriteString(w, ","+harPost(url.QueryEscape(posted(strings.Replace(smallResponse, `"_r"`, fmt.Sprintf(`"_r%d"`, i), 1)))))
			}
			_, _ = io.WriteString(w, `]}}`)
		}, nil},
		{"har large messages", func(w io.Writer) {
			_, _ = io.WriteString(w, `{"log":{"entries":[{}`)
			for i := range 12 {
				var b bytes.Buffer
				upTo(2900<<10, response+fmt.Sprint(i), "<a:b>x</a:b>", responded)(&b)
				_, _ = io.WriteString(w, ","+harPost(url.QueryEscape(posted(b.String()))))
			}
			_, _ = io.WriteString(w, `]}}`)
		}, nil},
		{"har not first", func(w io.Writer) {
			whole(`{"x":"`+strings.Repeat("y", 5000)+`","log":{"entries":[{}`, `,{"request":{"url":"https://idp.example/"}}`, `]}}`)(w)
		}, nil},
		{"har nested", times(1_000_000, `{"log":{"entries":[`, "[", ""), nil},
		{"tracer one request", upTo(300<<20, `{"requests":[{"method":"GET","url":"https://idp.example/`, "text", `"}]}`), nil},
		{"tracer many requests", times(1_000_000, `{"requests":[{}`, `,{"method":"GET","url":"https://idp.example/%d","responseStatus":200,"requestHeaders":[["Accept","x"]]}`, "]}"), nil},
		{"tracer messages", func(w io.Writer) {
			_, _ = io.WriteString(w, `{"requests":[{}`)
			for i := range 6_000 {
				_, _ = io.WriteString(w, ","+tracer(posted(strings.Replace(smallResponse, `"_r"`, fmt.Sprintf(`"_r%d"`, i), 1))))
			}
			_, _ = io.WriteString(w, "]}")
		}, nil},

		{"pkcs7 of 10,000", bytesOf(pkcs7(certs)), nil},
		{"pkcs7 of 10,000 in base64", textOf(base64.StdEncoding.EncodeToString(pkcs7(certs))), nil},
		{"pkcs12 iterations", bytesOf(pkcs12()), nil},
		{"pem blocks", bytesOf(pems.Bytes()), nil},
		{"pem blocks, tiny", times(100_000, "", "-----BEGIN CERTIFICATE-----\nMAAA%d\n-----END CERTIFICATE-----\n", ""), nil},
		{"pem begins", whole("", "-----BEGIN ", ""), nil},
		{"pem private in the middle", whole("", "PRIVATE BEGIN x ", ""), nil},
		{"certificate of a mebibit", textOf(rsaPEM), nil},
		{"certificate with an extension of 12 MiB", bytesOf(giant), nil},
		{"certificate with a million names", bytesOf(manyNames), nil},
		{"certificate nested", func(w io.Writer) { _, _ = w.Write(bytes.Repeat([]byte{0x30, 0x80}, most/2)) }, nil},
		{"certificate nested, pkcs7", func(w io.Writer) {
			_, _ = w.Write([]byte{0x30, 0x80, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02})
			_, _ = w.Write(bytes.Repeat([]byte{0xa0, 0x80, 0x30, 0x80}, most/4-8))
		}, nil},

		{"utf-16 of xml", through(func(w io.Writer) io.WriteCloser { return inUTF16{w} }, upTo(most/2, "\ufeff"+response, "<a>x</a>", responded)), nil},
		{"utf-16 of text", through(func(w io.Writer) io.WriteCloser { return inUTF16{w} }, upTo(most/2, "\ufeff", "日本", "")), nil},
		{"utf-16 of html", through(func(w io.Writer) io.WriteCloser { return inUTF16{w} }, upTo(most/2, "\ufeff<html>", "<input name=a%d>", "")), nil},
		{"utf-16 of json", through(func(w io.Writer) io.WriteCloser { return inUTF16{w} }, upTo(most/2, "\ufeff{", `"k%d":1,`, `"z":1}`)), nil},
		{"utf-16 of pem", through(func(w io.Writer) io.WriteCloser { return inUTF16{w} }, bytesOf(append([]byte("\ufeff"), pems.Bytes()[:most/2-1000]...))), nil},
		{"zeros", times(most, "", "\x00", ""), nil},
		{"zeros of 300 MB", upTo(300<<20, "", strings.Repeat("\x00", 4096), ""), nil},
		{"text", whole("", "lorem ipsum dolor ", ""), nil},
		{"spaces", whole("", "          ", ""), nil},
		{"line ends", whole("", `\n`, ""), nil},
	}
}

// TestMain lets the test binary be the small process in between.
func TestMain(m *testing.M) {
	if os.Getenv("WORST_RUN") == "" {
		os.Exit(m.Run())
	}
	c := exec.Command(os.Args[1], os.Args[2:]...)
	c.Stdout, c.Stderr = os.Stdout, os.Stderr
	stop := time.AfterFunc(45*time.Second, func() { _ = c.Process.Kill() })
	_ = c.Run()
	stop.Stop()
	p := c.ProcessState
	fmt.Fprintf(os.Stderr, "\nmeasured %d %d %d", p.ExitCode(), memory(p), p.UserTime()+p.SystemTime())
}

// What anybody hands over takes less than 256 MB and ends soon, with a word
// about what it was: no input may stop the machine of whoever looks at it.
func TestPeerWorst(t *testing.T) {
	if os.Getenv("FEDERATE_PEERS") == "" {
		t.Skip("FEDERATE_PEERS is not set")
	}
	bin := program(t)
	only := os.Getenv("WORST")
	var mu sync.Mutex
	var lines []string
	t.Cleanup(func() {
		slices.Sort(lines) // they end in any order
		if out := os.Getenv("WORST_TABLE"); out != "" {
			_ = os.WriteFile(out, []byte(strings.Join(lines, "\n")+"\n"), 0o600)
		}
	})
	for _, w := range worstCases(t) {
		if !strings.Contains(w.name, only) {
			continue
		}
		t.Run(strings.ReplaceAll(w.name, " ", "-"), func(t *testing.T) {
			t.Parallel() // what counts is the processor's time
			file := filepath.Join(t.TempDir(), "input")
			f, err := os.Create(file)
			if err != nil {
				t.Fatal(err)
			}
			buffered := bufio.NewWriter(f)
			w.write(buffered)
			if err := buffered.Flush(); err != nil {
				t.Fatal(err)
			}
			info, _ := f.Stat()
			f.Close()
			// The memory of a process is at the least that of the one which starts it: a
			// small one in between makes it the program's own.
			c := exec.Command(os.Args[0], append([]string{bin, "check", file}, w.args...)...)
			c.Env = slices.DeleteFunc(os.Environ(), func(s string) bool { return strings.HasPrefix(s, "GOMEMLIMIT=") || strings.HasPrefix(s, "GOGC=") })
			c.Env = append(c.Env, "WORST_RUN=1")
			var out, talk bytes.Buffer
			c.Stdout, c.Stderr = &out, &talk
			start := time.Now()
			_ = c.Run()
			took := time.Since(start)
			var code int
			var peak int64
			var cpu time.Duration
			report := talk.String()
			if i := strings.LastIndex(report, "\nmeasured "); i >= 0 {
				_, err = fmt.Sscanf(report[i:], "\nmeasured %d %d %d", &code, &peak, &cpu)
				report = report[:i]
			}
			if peak == 0 || err != nil {
				t.Fatalf("it did not end: %v\n%.2000s", err, report)
			}
			said := strings.TrimSpace(report)
			if said == "" {
				said, _, _ = strings.Cut(out.String(), "\n")
			}
			said, _, _ = strings.Cut(said, "\n")
			line := fmt.Sprintf("%-42s %4d MB in: exit %d, %4d MB, %5.2f s, %5.2f s of processor time: %.120s", w.name, info.Size()>>20, code, peak>>20, took.Seconds(), cpu.Seconds(),
				strings.ReplaceAll(said, file, "input"))
			mu.Lock()
			lines = append(lines, line)
			mu.Unlock()
			t.Log(line)
			if code != 0 && code != 1 && code != 3 {
				t.Errorf("exit code %d: %.2000s", code, talk.String())
			}
			if peak > 256_000_000 {
				t.Errorf("it takes %d MB", peak>>20)
			}
			if cpu > 4*time.Second {
				t.Errorf("it takes %v of processor time", cpu)
			}
			if talk.Len()+out.Len() > 2<<20 {
				t.Errorf("it prints %d bytes", talk.Len()+out.Len())
			}
		})
	}
}
