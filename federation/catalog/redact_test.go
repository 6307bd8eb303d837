package catalog_test

import (
	"bytes"
	"encoding/base64"
	"os"
	"testing"

	"federate/federation/catalog"
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
	for name, c := range map[string]struct {
		in     string
		secret string // must be gone
		kept   string // must be there
	}{
		"the RelayState of a signed redirect": {string(bytes.ReplaceAll(bytes.TrimSpace(signed), []byte("&SigAlg="), []byte("&RelayState=deep-link&SigAlg="))), "deep-link", "Signature="},
		"the hint in a login request": {"https://login.example/authorize?client_id=1&response_type=code&id_token_hint=" + inner + "&state=st4te&login_hint=ann&nonce=n1&scope=openid",
			inner, "nonce=n1"},
		"the state of a login request": {"https://login.example/authorize?client_id=1&response_type=code&state=st4te&nonce=n1", "st4te", "state=left-out"},
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
		again, err := catalog.Recognise(a.Raw)
		if err != nil || again.Kind != a.Kind || again.Digest != a.Digest || again.Redacted {
			t.Errorf("%s: read again it is %s %s %v, redacted %v, %v", name, again.Kind, again.Digest, a.Digest, again.Redacted, err)
		}
	}
}
