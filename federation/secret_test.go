package federation_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
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
	} {
		for _, text := range []string{secret, "It is " + secret + " as told.", "first line\n" + secret + "\n"} {
			what := federation.Secret(text)
			if what == "" {
				t.Errorf("not seen: %.60q", text)
			} else if strings.Contains(what, secret) {
				t.Errorf("repeated: %q", what)
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
		strings.NewReplacer("\n", "").Replace(string(certificate)), "https://idp.example/a:b@c", "basic authentication is off", "Bearer confirmation", "password: https://wiki.example/x1"} {
		if what := federation.Secret(text); what != "" {
			t.Errorf("a false alarm, %s: %.80q", what, text)
		}
	}
}
