package capture_test

import (
	"bytes"
	"compress/flate"
	"compress/zlib"
	"encoding/base64"
	"errors"
	"html"
	"net/url"
	"os"
	"strings"
	"testing"
	"unicode/utf16"

	"federate/federation"
	"federate/federation/capture"
)

// response is not padded to a multiple of three, so that the end counts, and
// its base64 holds "+", so that lost ones count.
const response = `<?xml version="1.0" encoding="UTF-8"?>
<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_1" Version="2.0">
  <saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">https://idp.example/~>>?öä€/metadata1</saml:Issuer>
</samlp:Response>`

const request = `<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_2" Version="2.0"/>`

func b64(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

// folded is s in lines of n characters.
func folded(s string, n int, end string) string {
	var b strings.Builder
	for ; len(s) > n; s = s[n:] {
		b.WriteString(s[:n] + end)
	}
	return b.String() + s
}

func deflated(t testing.TB, s string) string {
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(s)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func utf16le(s string) string {
	out := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(s)) {
		out = append(out, byte(u), byte(u>>8))
	}
	return string(out)
}

func read(t testing.TB, name string) string {
	t.Helper()
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// Whatever the wrapping, the bytes inside are the same.
func TestWrappings(t *testing.T) {
	plus := b64(response)
	if !strings.Contains(plus, "+") || !strings.HasSuffix(plus, "=") {
		t.Fatalf("the sample does not test what it should: %s", plus)
	}
	form := "SAMLResponse=" + url.QueryEscape(plus) + "&RelayState=" + url.QueryEscape("secret-relay")
	page := `<!DOCTYPE html><html><head><title>Working...</title></head><body onload="document.forms[0].submit()">
<!-- <input type="hidden" name="SAMLResponse" value="old"> -->
<form method="POST" action="https://sp.example/acs"><input type="hidden" name="SAMLResponse" value="` + html.EscapeString(plus) + `"/>
<input type="hidden" name="RelayState" value="secret-relay"><noscript><p>x</p></noscript></form></body></html>`
	var z bytes.Buffer
	zw := zlib.NewWriter(&z)
	_, _ = zw.Write([]byte(response))
	_ = zw.Close()
	for name, raw := range map[string]string{
		"XML":                            response,
		"white space around":             "\n\n  " + response + "\n",
		"byte order mark":                "\ufeff" + response,
		"UTF-16":                         utf16le(response),
		"HTML escapes":                   html.EscapeString(response),
		"a log line":                     "2026-06-01 12:00 DEBUG " + strings.SplitN(response, "\n", 2)[1] + " done",
		"base64":                         plus,
		"base64 in lines":                folded(plus, 64, "\n"),
		"base64 in lines with CRLF":      folded(plus, 76, "\r\n"),
		"base64 with spaces in lines":    folded(plus, 64, " "),
		"base64 with \\n":                folded(plus, 64, `\n`),
		"base64 without padding":         strings.TrimRight(plus, "="),
		"base64 of the URL alphabet":     base64.URLEncoding.EncodeToString([]byte(response)),
		"base64 with spaces for plus":    strings.ReplaceAll(plus, "+", " "),
		"base64 in quotes":               `"` + plus + `"`,
		"base64 of UTF-16":               b64(utf16le(response)),
		"base64 twice":                   b64(plus),
		"base64, URL-encoded":            url.QueryEscape(plus),
		"base64, URL-encoded twice":      url.QueryEscape(url.QueryEscape(plus)),
		"deflated":                       b64(deflated(t, response)),
		"deflated, URL-encoded":          url.QueryEscape(b64(deflated(t, response))),
		"zlib":                           b64(z.String()),
		"form body":                      form,
		"form body, RelayState first":    "RelayState=secret-relay&SAMLResponse=" + url.QueryEscape(plus),
		"form body, decoded":             "SAMLResponse=" + plus + "&RelayState=secret-relay",
		"form body with spaces for plus": "SAMLResponse=" + strings.ReplaceAll(plus, "+", " ") + "&RelayState=secret-relay",
		"network view":                   "SAMLResponse: " + plus + "\nRelayState: secret-relay",
		"network view in lines":          "SAMLResponse\n" + plus + "\nRelayState\nsecret-relay\n",
		"command line":                   `curl 'https://sp.example/acs' -H 'Cookie: a=secret-relay' --data-raw '` + form + `'`,
		"JSON":                           `{"SAMLResponse": "` + plus + `", "RelayState": "secret-relay"}`,
		"address":                        "https://sp.example/acs?SAMLResponse=" + url.QueryEscape(b64(deflated(t, response))) + "&RelayState=secret-relay&SigAlg=x&Signature=y",
		"address in an address":          "https://login.example/?continue=" + url.QueryEscape("https://sp.example/acs?SAMLResponse="+url.QueryEscape(b64(deflated(t, response)))+"&RelayState=secret-relay"),
		"page":                           page,
		"page, single quotes":            strings.NewReplacer(`"hidden"`, "hidden", `name="SAMLResponse" value="`+html.EscapeString(plus)+`"`, `value='`+html.EscapeString(plus)+`' name='SAMLResponse'`).Replace(page),
		"page as XHTML":                  `<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "x.dtd"><html xmlns="http://www.w3.org/1999/xhtml">` + page[strings.Index(page, "<body"):],
		"piece of a page":                `<noscript></noscript><input type="hidden" name="SAMLResponse" value="` + plus + `">`,
		"response and request":           "SAMLRequest=" + url.QueryEscape(b64(deflated(t, request))) + "&SAMLResponse=" + url.QueryEscape(plus),
	} {
		c, err := capture.Unwrap([]byte(raw))
		if err != nil || c.Kind != federation.KindSAMLResponse {
			t.Errorf("%s: got %s %v %v", name, c.Kind, c.Layers, err)
			continue
		}
		want := response
		if name == "a log line" {
			want = strings.SplitN(response, "\n", 2)[1]
		}
		if string(c.Inner) != want {
			t.Errorf("%s: the bytes differ:\n%s", name, c.Inner)
		}
		if bytes.Contains(c.Inner, []byte("secret-relay")) || strings.Contains(c.Seems(), "secret-relay") {
			t.Errorf("%s: the RelayState was kept", name)
		}
		again, err := capture.Unwrap(c.Inner)
		if err != nil || again.Kind != c.Kind || !bytes.Equal(again.Inner, c.Inner) {
			t.Errorf("%s: what was kept is read as something else", name)
		}
	}
}

const (
	idp  = `<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"/>`
	sp   = `<md:SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"/>`
	open = `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="x">`
	shut = `</md:EntityDescriptor>`
	head = "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9"
)

// Every kind, by its shape alone.
func TestKinds(t *testing.T) {
	fixtures := "../pki/testdata/"
	token := head + ".eyJpc3MiOiJ4In0.c2ln"
	for raw, want := range map[string]federation.Kind{
		response: federation.KindSAMLResponse,
		request:  federation.KindSAMLRequest,
		"https://idp.example/sso?SAMLRequest=" + url.QueryEscape(b64(deflated(t, request))) + "&RelayState=x": federation.KindSAMLRequest,
		`<!DOCTYPE r [<!ENTITY e "x">]>` + request:                                                            federation.KindSAMLRequest,
		`<!DOCTYPE r SYSTEM "http://x.example/evil.dtd">` + response[39:]:                                     federation.KindSAMLResponse,
		response[:len(response)-10]:                                                                           federation.KindSAMLResponse, // cut off
		open + idp + shut:                                                                                     federation.KindIdPMetadata,
		open + sp + shut:                                                                                      federation.KindSPMetadata,
		open + sp + idp + shut:                                                                                federation.KindIdPMetadata,
		open + shut:                                                                                           federation.KindIdPMetadata,
		open + sp:                                                                                             federation.KindSPMetadata, // cut off
		`<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata">` + open + sp + shut + `</EntitiesDescriptor>`: federation.KindSPMetadata,
		b64(open + idp + shut): federation.KindIdPMetadata,
		"This XML file does not appear to have any style information.\n" + open + idp + shut:       federation.KindIdPMetadata,
		`<?xml version="1.0" encoding="iso-8859-1"?>` + open + "<!-- \xfc -->" + idp + shut:        federation.KindIdPMetadata,
		`<TrustFrameworkPolicy xmlns="http://schemas.microsoft.com/online/cpim/schemas/2013/06"/>`: federation.KindB2CPolicy,
		`<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"/>`:                     federation.KindUnknown,
		`<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"/>`:                federation.KindUnknown,
		`<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:1.0:protocol"/>`:                     federation.KindUnknown,
		`<Response/>`: federation.KindUnknown,
		`<a><b></a>`:  federation.KindUnknown,
		`{"issuer":"https://x","jwks_uri":"https://x/keys"}`:                       federation.KindDiscovery,
		"\ufeff" + `{"issuer":"https://x","authorization_endpoint":"https://x/a"}`: federation.KindDiscovery,
		`{"issuer":"https://x"}`:                      federation.KindUnknown,
		`{"keys":[{"kty":"RSA","n":"x","e":"AQAB"}]}`: federation.KindKeySet,
		`{"keys":[]}`:                                   federation.KindKeySet,
		`{"kty":"RSA","n":"x","e":"AQAB"}`:              federation.KindKeySet,
		`{"keys":["a"]}`:                                federation.KindUnknown,
		`{"kty":"RSA","n":"x","e":"AQAB","d":"secret"}`: "private-key",
		token:                   federation.KindIDToken,
		"Bearer " + token:       federation.KindIDToken,
		folded(token, 20, "\n"): federation.KindIDToken,
		head + ".a.b.c.d":       federation.KindIDToken,
		`{"access_token":"secret","id_token":"` + token + `"}`:                                                      federation.KindIDToken,
		`{"typ":"JWT","alg":"RS256"}` + "\n.\n" + `{"iss":"https://x","aud":"a"}.[Signature]`:                       federation.KindIDToken,
		`{"alg":"RS256"}.{"iss":"https://x"}`:                                                                       federation.KindIDToken,
		`{"iss":"https://x","sub":"s","aud":["a"],"exp":2,"iat":1,"email":"a@b.example"}`:                           federation.KindIDToken,
		`{"iss":"https://x","sub":"s","aud":"a"}`:                                                                   federation.KindUnknown,
		`{"alg":"RS256"}.{"iss":"https://x"} and more`:                                                              federation.KindUnknown,
		`{"alg":"RS256"} {"iss":"https://x"}`:                                                                       federation.KindUnknown,
		`{"kid":"x"}.{"iss":"https://x"}`:                                                                           federation.KindUnknown,
		"abC8Q~0123456789abcdefABCDEF~._-01234":                                                                     federation.KindClientSecret,
		" abC8Q~0123456789abcdefABCDEF~._-01234\n":                                                                  federation.KindClientSecret,
		"abCxQ~0123456789abcdefABCDEF~._-01234":                                                                     federation.KindUnknown,
		"https://login.example/authorize?client_id=1&response_type=code&nonce=https://sp.example/cb?code=1&state=2": federation.KindOIDCCallback,
		"a.b.c":           federation.KindUnknown,
		"www.example.com": federation.KindUnknown,
		`{"error":"invalid_grant","error_description":"AADSTS70008"}`:                           federation.KindOIDCError,
		"https://login.example/authorize?client_id=1&response_type=code&redirect_uri=x":         federation.KindOIDCRequest,
		"https://sp.example/cb?code=1&state=2":                                                  federation.KindOIDCCallback,
		"https://sp.example/cb#id_token=" + token:                                               federation.KindOIDCCallback,
		"https://sp.example/cb?error=access_denied&error_description=no":                        federation.KindOIDCCallback,
		"https://sp.example/cb?page=1":                                                          federation.KindUnknown,
		`<html><form><input name=code value=1><input name=state value=2></form></html>`:         federation.KindOIDCCallback,
		`<html><title>Sign in to your account</title></html>`:                                   federation.KindHTML,
		"<!-- saved -->\n<!doctype HTML><html>":                                                 federation.KindHTML,
		`<html><body>Sorry: AADSTS50011: the reply URL does not match</body></html>`:            federation.KindErrorPage,
		`{"log":{"version":"1.2","entries":[]}}`:                                                federation.KindHAR,
		`{"log":{"entries":[{"text":"-----BEGIN CERTIFICATE-----\nxx"}]}}`:                      federation.KindHAR,
		`{"log":{"entries":[{"text":"a(\"-----BEGIN PRIVATE KEY-----\\n\"+b(c))"}]}}`:           federation.KindHAR,
		`{"requests":[{"method":"GET","url":"https://x","requestHeaders":[]}],"timestamp":"x"}`: federation.KindSAMLTrace,
		"": federation.KindUnknown, " \n": federation.KindUnknown, "hello": federation.KindUnknown,
		"https://idp.example/saml": federation.KindUnknown, "[1]": federation.KindUnknown, "{": federation.KindUnknown, "<": federation.KindUnknown,
		"https://sp.example/acs": federation.KindUnknown,
		"SAMLResponse=":          federation.KindUnknown, "%%%%%%%%%%%%%%%%%%%%": federation.KindUnknown,
		read(t, fixtures+"entra.pem"):                                                          "certificate",
		read(t, fixtures+"pki-not-pem/bad.cer"):                                                "certificate",
		read(t, fixtures+"pki-not-pem/bad.txt"):                                                "certificate",
		read(t, fixtures+"pki-not-pem/bad.p7b"):                                                "pkcs7",
		read(t, fixtures+"pki-repaired/bad-utf16.pem"):                                         "certificate",
		read(t, fixtures+"pki-csr/bad.csr"):                                                    "csr",
		read(t, fixtures+"pki-public-key/bad.pem"):                                             "public-key",
		read(t, fixtures+"pki-pkcs12/bad.pfx"):                                                 "pkcs12",
		read(t, fixtures+"pki-ssh-key/bad.pub"):                                                "ssh-key",
		read(t, fixtures+"pki-html-page/bad.cer"):                                              federation.KindHTML,
		read(t, fixtures+"pki-private-key/bad.der"):                                            "private-key",
		open + "<!--" + read(t, fixtures+"pki-private-key/bad-pkcs1.pem") + "-->" + idp + shut: "private-key",
		"<KeyInfo><X509Certificate>x</X509Certificate></KeyInfo>":                              federation.KindUnknown,
	} {
		c, err := capture.Unwrap([]byte(raw))
		if err != nil || c.Kind != want {
			t.Errorf("%.80q: got %s %v %v, want %s", raw, c.Kind, c.Layers, err, want)
		}
		secret := want == "private-key" || want == "pkcs12" || want == federation.KindClientSecret
		if want != federation.KindUnknown && secret != (c.Inner == nil) {
			t.Errorf("%.80q: inner %.40q", raw, c.Inner)
		}
		if bytes.Contains(c.Inner, []byte("secret")) {
			t.Errorf("%.80q: a secret was kept", raw)
		}
	}
}

// Private keys are dropped however they are wrapped.
func TestPrivateKeysAreDropped(t *testing.T) {
	for _, name := range []string{"bad-pkcs8.pem", "bad-legacy.pem", "bad-openssh", "bad.der", "bad-with-certificate.pem"} {
		key := read(t, "../pki/testdata/pki-private-key/"+name)
		for how, raw := range map[string]string{
			"itself": key, "base64": b64(key), "base64 twice": b64(b64(key)), "form": "key=" + url.QueryEscape(key), "escaped": url.PathEscape(key),
			"quotes": `"` + strings.ReplaceAll(key, "\n", `\n`) + `"`, "JSON": `{"k":"` + strings.ReplaceAll(key, "\n", `\n`) + `"}`,
			"UTF-16": utf16le(key), "mail": "Hello,\nhere it is:\n" + key + "\nbye",
		} {
			binary := name == "bad.der"
			if binary && how != "itself" && how != "base64" {
				continue
			}
			c, err := capture.Unwrap([]byte(raw))
			if err != nil || c.Inner != nil || c.Bundle == nil || !c.Bundle.Private {
				t.Errorf("%s, %s: %s kept %.60q", name, how, c.Kind, c.Inner)
			}
		}
	}
}

// A document that says it is Latin-1 becomes UTF-8, and says so.
func TestEncodingIsRewritten(t *testing.T) {
	raw := `<?xml version="1.0" encoding='ISO-8859-1'?>` + open + "<!-- M\xfcller -->" + idp + shut
	c, err := capture.Unwrap([]byte(raw))
	if err != nil || string(c.Inner) != `<?xml version="1.0" encoding="UTF-8"?>`+open+"<!-- Müller -->"+idp+shut {
		t.Errorf("got %q %v", c.Inner, err)
	}
	c, err = capture.Unwrap([]byte(utf16le(`<?xml version="1.0" encoding="utf-16"?>` + open + "<!-- Müller -->" + idp + shut)))
	if err != nil || string(c.Inner) != `<?xml version="1.0" encoding="UTF-8"?>`+open+"<!-- Müller -->"+idp+shut {
		t.Errorf("got %q %v", c.Inner, err)
	}
}

func TestTooLarge(t *testing.T) {
	if _, err := capture.Unwrap(make([]byte, capture.Most+1)); !errors.Is(err, capture.ErrTooLarge) {
		t.Errorf("got %v", err)
	}
	bomb := b64(deflated(t, "<a>"+strings.Repeat(" ", capture.Most)+"</a>"))
	if len(bomb) > 1<<20 {
		t.Fatalf("the bomb is %d bytes", len(bomb))
	}
	if _, err := capture.Unwrap([]byte(bomb)); !errors.Is(err, capture.ErrTooLarge) {
		t.Errorf("inflated: got %v", err)
	}
	for raw, want := range map[string]error{
		strings.Repeat("<a>", 1000) + strings.Repeat(" ", 1<<20):                   nil,
		strings.Repeat("<a/>", 9000):                                               nil,
		strings.Repeat("<a></a>", 9000):                                            nil,
		"<!--" + strings.Repeat("<a>", 9000) + "--><b/>":                           nil,
		"<b><![CDATA[" + strings.Repeat("<a>", 9000) + "]]></b>":                   nil,
		"<b c='" + strings.Repeat(" x=y>", 9000) + "'/>":                           nil,
		strings.Repeat("<a b='/'>", 1001):                                          capture.ErrFlooded,
		"<a" + strings.Repeat(" b=''", 1001) + "/>":                                capture.ErrFlooded,
		"<a" + strings.Repeat(" b", 5000):                                          capture.ErrFlooded,
		b64("<a" + strings.Repeat("\n", 9) + strings.Repeat(" b=''", 2000) + "/>"): capture.ErrFlooded,
	} {
		if _, err := capture.Unwrap([]byte(raw)); !errors.Is(err, want) {
			t.Errorf("%.40q: got %v, want %v", raw, err, want)
		}
	}
}

// What is unknown says what it looks like.
func TestGuess(t *testing.T) {
	for raw, want := range map[string]string{
		"": "empty",
		`<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"/>`: "assertion without the response",
		`<x/>`:    "root element x",
		`{"a":1}`: "JSON of a kind",
		`<t:RequestSecurityTokenResponse xmlns:t="http://schemas.xmlsoap.org/ws/2005/02/trust"/>`: "WS-Federation",
		"https://x.example/?wa=wsignin1.0&wtrealm=y":                                              "WS-Federation",
	} {
		c, _ := capture.Unwrap([]byte(raw))
		if c.Kind != federation.KindUnknown || !strings.Contains(c.Seems(), want) || string(c.Inner) != raw {
			t.Errorf("%q: got %+v", raw, c)
		}
	}
	for raw, want := range map[string]string{
		"SAMLRequest=" + url.QueryEscape(b64(deflated(t, "<x/>"))): "inside the field SAMLRequest, URL encoding, base64 and DEFLATE, it is XML with the root element x",
		utf16le("<x/>"):                       "inside UTF-16, it is XML with the root element x",
		"\ufeff<x/>":                          "it is XML with the root element x",
		b64("a text that holds nothing else"): "it is text without a document in it that is known here",
	} {
		if c, _ := capture.Unwrap([]byte(raw)); c.Seems() != want {
			t.Errorf("%q: %s, want %s", raw, c.Seems(), want)
		}
	}
}

// A form is read as a browser reads it that runs no scripts.
func TestForm(t *testing.T) {
	message := html.EscapeString(b64(response))
	for page, want := range map[string]federation.Kind{
		`<input name=SAMLResponse value=` + message + `>`:                                                          federation.KindSAMLResponse,
		`<input name=SAMLResponse name=x value="` + message + `" value=y>`:                                         federation.KindSAMLResponse,
		`<INPUT VALUE='` + strings.ReplaceAll(message, "+", "&#43;") + `' NAME="SAML&#82;esponse">`:                federation.KindSAMLResponse,
		`<textarea name=SAMLResponse>` + strings.ReplaceAll(message, "=", "&#x3d;") + `</textarea>`:                federation.KindSAMLResponse,
		`<noscript><input name=SAMLResponse value="` + message + `"></noscript>`:                                   federation.KindSAMLResponse,
		`<p title="<input name=SAMLResponse>"><input name=SAMLResponse value="` + message + `">`:                   federation.KindSAMLResponse,
		`<script>if(a<b){"<input name='SAMLResponse'>"}</script><input name=SAMLResponse value="` + message + `">`: federation.KindSAMLResponse,
		`<!-- <input name=SAMLResponse value="` + message + `"> -->`:                                               federation.KindHTML,
		`<input name=SAMLResponse value="` + message:                                                               federation.KindHTML,
		`<input name=RelayState value="` + message + `">`:                                                          federation.KindHTML,
	} {
		if c, err := capture.Unwrap([]byte("<!DOCTYPE html><form>" + page)); err != nil || c.Kind != want {
			t.Errorf("%.80s: %s %v", page, c.Kind, err)
		}
	}
}

// A logout is a message of SAML and no part of a login, whatever it came in; only
// a message that was packed is signed beside itself.
func TestMessages(t *testing.T) {
	const logout = `<p:LogoutRequest xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol"/>`
	signed := "&SigAlg=a&Signature=b"
	for raw, want := range map[string]struct{ noLogin, query bool }{
		logout: {noLogin: true},
		"SAMLRequest=" + url.QueryEscape(b64(deflated(t, logout))) + signed:  {noLogin: true},
		"SAMLRequest=" + url.QueryEscape(b64(deflated(t, request))) + signed: {query: true},
		"SAMLRequest=" + url.QueryEscape(b64(request)) + signed:              {},
		`<x/>`: {},
	} {
		if c, err := capture.Unwrap([]byte(raw)); err != nil || c.NoLogin != want.noLogin || (c.SignedQuery != nil) != want.query {
			t.Errorf("%s: %v, no login %v, signed %s", raw, err, c.NoLogin, c.SignedQuery)
		}
	}
}

func FuzzUnwrap(f *testing.F) {
	plus := b64(response)
	for _, s := range []string{response, request, plus, url.QueryEscape(plus), "SAMLResponse=" + url.QueryEscape(plus) + "&RelayState=x",
		b64(deflated(f, request)), utf16le(response), open + sp + shut, `{"keys":[{"kty":"RSA"}]}`, `{"log":{"entries":[]}}`, head + ".e30.c2ln",
		`<!DOCTYPE html><html><input name="SAMLResponse" value="` + plus + `"></html>`, "&lt;a&gt;", `"x"`,
		"https://sp.example/cb?code=1&state=2", read(f, "../pki/testdata/entra.pem"), read(f, "../pki/testdata/pki-private-key/bad-pkcs8.pem"),
		`<?xml version="1.0" encoding="iso-8859-1"?><a/>`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		c, err := capture.Unwrap(raw)
		if c.Kind == "" {
			t.Errorf("no kind, error %v", err)
		}
		if c.Bundle != nil && c.Bundle.Private && c.Inner != nil {
			t.Error("a private key was kept")
		}
		if c.Kind == federation.KindUnknown && err == nil && !bytes.Equal(c.Inner, raw) {
			t.Error("what is unknown was changed")
		}
	})
}

// What is left of a damaged document is still that document, in whatever it was
// wrapped, and no error page. What is whole and something else is that.
func TestDamaged(t *testing.T) {
	long := strings.Replace(response, "</samlp:Response>", strings.Repeat("<x>urn:oasis:names:tc:SAML:2.0:status:Success</x>\n", 40)+"</samlp:Response>", 1)
	metadata := `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="e"><SPSSODescriptor/></EntityDescriptor>`
	for name, c := range map[string]struct {
		text string
		want federation.Kind
	}{
		"namespace lost":        {strings.Replace(long, ` xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"`, "", 1), federation.KindSAMLResponse},
		"no prefix":             {strings.NewReplacer("samlp:Response", "Response").Replace(long), federation.KindSAMLResponse},
		"a name that is none":   {strings.Replace(long, " ID=", " ::x='' ID=", 1), federation.KindSAMLResponse},
		"cut off":               {long[:len(long)/2], federation.KindSAMLResponse},
		"cut off in its tag":    {long[:strings.Index(long, "ID=")], federation.KindSAMLResponse},
		"cut off behind a text": {"the log says:\n" + long[39:len(long)/2], federation.KindSAMLResponse},
		"beginning lost":        {long[70:], federation.KindSAMLResponse},
		"a request":             {strings.Replace(request, " ID", " ::x='' ID", 1), federation.KindSAMLRequest},
		"a platform's metadata": {strings.Replace(metadata, " entityID", " ::x='' entityID", 1), federation.KindSPMetadata},
		"an IdP's metadata":     {strings.ReplaceAll(strings.Replace(metadata, " entityID", " ::x='' entityID", 1), "SPSSO", "IDPSSO"), federation.KindIdPMetadata},
		"a second root":         {long + "<more/>", federation.KindSAMLResponse},
		"a label before it":     {"SAMLResponse:\n" + response, federation.KindSAMLResponse},
		"two marks before it":   {"\ufeff\ufeff" + response, federation.KindSAMLResponse},
		"text, then XML":        {"copied on Monday\n" + response, federation.KindSAMLResponse},
		"another label":         {"Base64 response:\r\n" + folded(b64(response), 60, "\r\n"), federation.KindSAMLResponse},
		"another language":      {`<Response xmlns="urn:other:thing"><a>urn:oasis:names:tc:SAML:2.0:protocol</a></Response>`, federation.KindUnknown},
		"prose":                 {"a <samlp:Response> is what urn:oasis:names:tc:SAML:2.0:protocol calls it", federation.KindUnknown},
		"SAML 1.1":              {`<Response xmlns:a="urn:oasis:names:tc:SAML:2.0:x" ::x='' MajorVersion="1"/>`, federation.KindUnknown},
		"a page of success":     {`<html><title>x</title>urn:oasis:names:tc:SAML:2.0:status:Success</html>`, federation.KindHTML},
		"a page of an error":    {`<html><title>x</title>urn:oasis:names:tc:SAML:2.0:status:Success urn:oasis:names:tc:SAML:2.0:status:Responder</html>`, federation.KindErrorPage},
	} {
		for wrapping, raw := range map[string]string{"": c.text, "base64": b64(c.text), "field": "SAMLResponse=" + url.QueryEscape(b64(c.text))} {
			if wrapping != "" && (c.want == federation.KindHTML || c.want == federation.KindErrorPage || strings.HasPrefix(name, "cut off behind") || strings.Contains(name, "label")) {
				continue
			}
			got, err := capture.Unwrap([]byte(raw))
			if err != nil || got.Kind != c.want {
				t.Errorf("%s, %s: %s %v %v", name, wrapping, got.Kind, err, got.Layers)
			}
		}
	}
}

// What seems to be something is said to seem so through its wrapping.
func TestSeemsThroughWrapping(t *testing.T) {
	old := `<Response xmlns="urn:oasis:names:tc:SAML:1.0:protocol" MajorVersion="1" MinorVersion="1"/>`
	for _, raw := range []string{old, b64(old), "SAMLResponse=" + url.QueryEscape(b64(old)) + "&TARGET=x"} {
		if c, err := capture.Unwrap([]byte(raw)); err != nil || c.Kind != federation.KindUnknown || !strings.Contains(c.Seems(), "SAML 1") {
			t.Errorf("%.40s: %s %q", raw, c.Kind, c.Seems())
		}
	}
}

// A request copied for the command line of Windows is full of carets.
func TestCarets(t *testing.T) {
	body := strings.NewReplacer("%", "^%", "&", "^&").Replace("SAMLResponse=" + url.QueryEscape(b64(response)) + "&RelayState=a")
	raw := "curl ^\"https://sp.example/acs^\" ^\r\n  -H ^\"content-type: application/x-www-form-urlencoded^\" ^\r\n  --data-raw ^\"" + body + "^\""
	if c, err := capture.Unwrap([]byte(raw)); err != nil || c.Kind != federation.KindSAMLResponse || string(c.Inner) != response {
		t.Errorf("%s %v %v", c.Kind, err, c.Layers)
	}
}
