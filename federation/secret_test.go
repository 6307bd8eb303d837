package federation_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"net/url"
	"os"
	"strings"
	"testing"

	"federate/federation"
)

// What nobody may write down is seen by its form, alone and within a sentence,
// and is not repeated.
func TestSecret(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	pkcs8, _ := x509.MarshalPKCS8PrivateKey(key)
	sec1, _ := x509.MarshalECPrivateKey(curve)
	encrypted := ders(t, "MIIFHDBWBgkqhkiG9w0BBQ0wSTAoBgkqhkiG9w0BBQwwGwQUv1Bk2c6GbNfXt1ZpMVrYdWRGvKgCAgTSMB0GCWCGSAFlAwQBKgQQ")
	keyStore := ders(t, "MIIKRwIBAzCCCf0GCSqGSIb3DQEHAaCCCe4EggnqMIIJ5jCCBF4GCSqGSIb3DQEHBqCCBE8wggRLAgEAMIIERAYJKoZIhvcNAQcB")
	for _, secret := range []string{
		string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8})),
		base64.StdEncoding.EncodeToString(pkcs8),
		base64.StdEncoding.EncodeToString(x509.MarshalPKCS1PrivateKey(key)),
		base64.StdEncoding.EncodeToString(sec1),
		"abc8Q~dEfGhIjKlMnOpQrStUvWxYz0123456789abcd",
		"eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJl",
		"Bearer 0123456789abcdefghij",
		"GOCSPX-0123456789abcdefghijklmn",
		"AKIAIOSFODNN7EXAMPLE",
		"https://ann:pass@idp.example/sso",
		"ldaps://cn=svc:Winter@dc.example:636",
		"https://rp.example/cb?client_secret=s3cr3ts3cr3t",
		"password: Winter2026!",
		"client_secret=hunter2hunter2",
		`{"client_secret": "aBcDeFgHiJkLmN"}`,
		`{"kty":"RSA","n":"AQAB","d":"c2VjcmV0c2VjcmV0c2VjcmV0"}`,
		base64.StdEncoding.EncodeToString(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8})),
		base64.RawURLEncoding.EncodeToString(pkcs8),
		base64.StdEncoding.EncodeToString(encrypted),
		base64.StdEncoding.EncodeToString(keyStore),
		hex.EncodeToString(pkcs8),
		strings.ReplaceAll(fmt.Sprintf("% x", pkcs8), " ", ":"),
		url.QueryEscape(string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8}))),
		"https%3A%2F%2Fann%3Apass%40idp.example%2Fsso",
		"https://:pass@idp.example/sso",
		"https://idp.example/cb?code=0.AXkA8sFbSDfEqN1jK",
		"https://idp.example/cb?token=0123456789abcdef",
		"eyJhbGciOiJSUzI1NiJ9.eyJzdWIi\u200bOiJhbm4ifQ.c2lnbmF0dXJl",
		"eyJhbGciOiJSUzI1\nNiJ9.eyJzdWIi\r\nOiJhbm4ifQ.c2lnbmF0dXJl",
		"\u200be\u200by\u200bJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJl",
		"glpat-0123456789abcdefghij",
		"sk_live_0123456789abcdefghijklmn",
		"SAMLResponse=" + url.QueryEscape(base64.StdEncoding.EncodeToString([]byte("<samlp:Response xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"_1\">"))),
	} {
		for _, text := range []string{secret, "It is " + secret + " as told.", "first line\n" + secret + "\n"} {
			what := federation.Secret(text)
			if what == "" {
				t.Errorf("not seen: %.60q", text)
			} else if strings.Contains(what, secret) {
				t.Errorf("repeated: %q", what)
			} else if said := federation.Unsaid("there is no step " + text); strings.Contains(said, secret) || federation.Secret(said) != "" {
				t.Errorf("said again: %.80q", said)
			}
		}
	}
	certificate, err := os.ReadFile("pki/testdata/sound/entra.pem")
	if err != nil {
		certificate, err = os.ReadFile("saml/testdata/idp.pem")
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"", "done at noon, ticket INC-0012345", "c2f0a7d1-5e3b-4c8e-9b61-7a5d0e8f1234", "E4B6D2D949F648DD1EDEDEED17EF7E9AAF5DF938",
		"https://login.microsoftonline.com/5b0f6c0e-7f5e-4d0a-9f61-0d1c8a7e2b11/saml2?appid=c2f0a7d1", "https://cxone.niceincontact.com:8443/acs", "mailto:ann@example.org",
		"the secret ID is c2f0a7d1-5e3b-4c8e-9b61-7a5d0e8f1234", "the password was reset yesterday", "password: reset by the help desk", "client secret: rotated on 2026-11-27", "the secret is in the vault",
		"claim(email):nick.carraway@classics.com", "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent", "http://www.okta.com/exk1abcdefGHIJKLM1d7", string(certificate),
		strings.NewReplacer("\n", "").Replace(string(certificate)), "https://idp.example/a:b@c", "basic authentication is off", "Bearer confirmation", "https://idp.example/authorize?response_type=code&client_id=0oa1&code_challenge_method=S256&state=1",
		"https://login.example/sso?code=DE", "thumbprint AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01", strings.Repeat("0123456789abcdef", 8), hex.EncodeToString([]byte(certificate)), strings.Repeat("notes about the login ", 20),
		"Most of the people in the region have to be told before the day of the change, and MIIgration is on Monday", "password: https://wiki.example/x1"} {
		if what := federation.Secret(text); what != "" {
			t.Errorf("a false alarm, %s: %.80q", what, text)
		}
		if said := federation.Unsaid(text); said != text {
			t.Errorf("%.80q is said as %.80q", text, said)
		}
	}
}

func ders(t *testing.T, text string) []byte {
	t.Helper()
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
