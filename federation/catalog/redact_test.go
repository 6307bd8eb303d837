package catalog_test

import (
	"bytes"
	"encoding/base64"
	"os"
	"strings"
	"testing"

	"federate/federation"
	"federate/federation/catalog"
	"federate/federation/vocabulary"
)

// What is kept of a message lets nobody log in, leads nowhere, and reads the same
// when it is taken up again.
func TestNothingToLogInWithIsKept(t *testing.T) {
	signed, err := os.ReadFile("../saml/testdata/saml-request-signature-broken/good.query")
	if err != nil {
		t.Fatal(err)
	}
	part := base64.RawURLEncoding.EncodeToString
	inner := part([]byte(`{"alg":"RS256"}`)) + "." + part([]byte(`{"iss":"x"}`)) + ".c2ln"
	request := "https://login.example/authorize?client_id=1&response_type=code&scope=openid&nonce=n1"
	for name, c := range map[string]struct {
		in     string
		secret string // must be gone
		kept   string // must be there
	}{
		"the RelayState of a signed redirect": {string(bytes.ReplaceAll(bytes.TrimSpace(signed), []byte("&SigAlg="), []byte("&RelayState=deep-link&SigAlg="))), "deep-link", "Signature="},
		"the hint in a login request": {"https://login.example/authorize?client_id=1&response_type=code&id_token_hint=" + inner + "&state=st4te&login_hint=ann&nonce=n1&scope=openid",
			inner, "nonce=n1"},
		"the person in a login request":  {request + "&login_hint=ann%40acme.example", "ann%40acme.example", "login_hint=left-out"},
		"the person in a logout request": {request + "&logout_hint=ann%40acme.example", "ann%40acme.example", "logout_hint=left-out"},
		"a secret in a login request":    {request + "&client_secret=hunter2", "hunter2", "client_secret=left-out"},
		"an assertion of the client":     {request + "&client_assertion=" + inner, inner, "client_assertion=left-out"},
		"a signed login request":         {request + "&request=" + inner, inner, "request=left-out"},
		"the state of a login request":   {"https://login.example/authorize?client_id=1&response_type=code&state=st4te&nonce=n1", "st4te", "state=left-out"},
		"a token within a token": {part([]byte(`{"alg":"RS256"}`)) + "." + part([]byte(`{"iss":"x","idp_access_token":"opaque-one","other":"`+inner+`","email":"a@b.example"}`)) + ".c2ln",
			"opaque-one", `"email":"a@b.example"`},
		"a JSON web token in a claim": {`{"alg":"RS256"}.{"iss":"x","other":"` + inner + `"}.[Signature]`, inner, `"iss":"x"`},
	} {
		a, err := catalog.Recognise([]byte(c.in))
		if err != nil || a.Raw == nil {
			t.Errorf("%s: %s %v", name, a.Kind, err)
			continue
		}
		if bytes.Contains(a.Raw, []byte(c.secret)) || !bytes.Contains(a.Raw, []byte(c.kept)) {
			t.Errorf("%s: %s keeps %s", name, a.Kind, a.Raw)
		}
		if x, ok := a.Doc.(federation.Described); ok {
			for _, r := range x.Describe(&federation.Dossier{Terms: vocabulary.New()}) {
				if strings.Contains(r.Value, c.secret) {
					t.Errorf("%s: %s says %s: %s", name, a.Kind, r.Label, r.Value)
				}
			}
		}
		again, err := catalog.Recognise(a.Raw)
		if err != nil || again.Kind != a.Kind || again.Digest != a.Digest || again.Redacted {
			t.Errorf("%s: read again it is %s %s %v, redacted %v, %v", name, again.Kind, again.Digest, a.Digest, again.Redacted, err)
		}
	}
}

// Of a document that is a secret of its own not a byte comes back, whoever asks.
func TestNothingOfASecretDocumentIsKept(t *testing.T) {
	file := func(name string) string {
		raw, err := os.ReadFile("../" + name)
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	samples := map[federation.Kind]string{
		"private-key":   file("pki/testdata/pki-private-key/bad-pkcs8.pem"),
		"pkcs12":        file("pki/testdata/pki-pkcs12/bad.pfx"),
		"ssh-key":       file("pki/testdata/pki-ssh-key/bad.pub"),
		"client-secret": "AbC8Q~" + "0123456789abcdefghijklmnopqrstuvwx",
		"oidc-callback": "https://sp.example/cb?code=0.very-secret&state=state-secret",
		"har":           `{"log":{"version":"1.2","creator":{"name":"x","version":"1"},"entries":[]}}`,
		"saml-trace":    `{"requests":[],"timestamp":"2026-03-02T09:00:00Z"}`,
	}
	for _, k := range vocabulary.Kinds() {
		if !k.Secret {
			continue
		}
		sample, ok := samples[k.Kind]
		if !ok {
			t.Errorf("no sample of a %s", k.Kind)
			continue
		}
		a, err := catalog.Recognise([]byte(sample))
		if err != nil || a.Kind != k.Kind {
			t.Errorf("%s: read as %q, %v", k.Kind, a.Kind, err)
		}
		if a.Raw != nil || a.Claims != nil || a.Digest != "" {
			t.Errorf("%s: kept %q, claims %v, digest %s", k.Kind, a.Raw, a.Claims, a.Digest)
		}
	}
}
