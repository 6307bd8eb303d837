package steps_test

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"federate/federation"
	"federate/steps"
)

// signed is a token about the pilot of the fixtures, and the key set to try it with.
func signed(t *testing.T, at time.Time, claims map[string]any) (token string, keys []byte) {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: key, KeyID: "k1"}}, (&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		t.Fatal(err)
	}
	const tenant = "aaaabbbb-0000-cccc-1111-dddd2222eeee"
	all := map[string]any{"iss": "https://login.microsoftonline.com/" + tenant + "/v2.0", "tid": tenant, "ver": "2.0", "sub": "s", "aud": "00001111-aaaa-2222-bbbb-3333cccc4444",
		"iat": at.Unix(), "nbf": at.Unix(), "exp": at.Add(time.Hour).Unix(), "email": "nick.carraway@classics.example"}
	for name, value := range claims {
		all[name] = value
	}
	raw, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	made, err := signer.Sign(raw)
	if err != nil {
		t.Fatal(err)
	}
	if token, err = made.CompactSerialize(); err != nil {
		t.Fatal(err)
	}
	keys, err = json.Marshal(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: key.Public(), KeyID: "k1", Algorithm: "RS256", Use: "sig"}}})
	if err != nil {
		t.Fatal(err)
	}
	return token, keys
}

// An ID token is judged whole and kept without its signature: what is written
// down judges the same, and is no login.
func TestTokenIsKeptWithoutItsSignature(t *testing.T) {
	m, sh, id := created(t, "oidc")
	s := open(t, sh, id)
	const at = "cxone/token-oidc"
	do(t, s, tell("oidc.client_id", "00001111-aaaa-2222-bbbb-3333cccc4444"))
	do(t, s, tell("oidc.issuer", "https://login.microsoftonline.com/aaaabbbb-0000-cccc-1111-dddd2222eeee/v2.0"))
	do(t, s, tell("user.external_identity", "claim(email):nick.carraway@classics.example"))
	hand := func(raw []byte, key string) steps.Answer {
		return steps.Answer{Step: at, Documents: []steps.Handed{{Raw: raw, Key: key, Origin: "pasted"}}}
	}
	ofToken := func(v *steps.Snapshot) (out []string) {
		for _, f := range v.Report.Findings {
			if f.Subject.Artifact == "id-token" {
				out = append(out, string(f.Code))
			}
		}
		return out
	}
	token, keys := signed(t, s.View().Now, nil)
	other, _ := signed(t, s.View().Now, map[string]any{"email": "jordan.baker@classics.example"})
	do(t, s, hand(keys, ""))

	_, err := s.Do(hand([]byte(other), "token")).Wait()
	var refused *steps.RefusedError
	if !errors.As(err, &refused) || !refused.Secret || len(refused.Findings) != 1 || refused.Findings[0].Code != "oidc-token-signature-broken" {
		t.Fatalf("signed with another key: %v %+v", err, refused)
	}
	if _, err = s.Do(hand([]byte(token[:strings.LastIndex(token, ".")+20]), "token")).Wait(); !errors.As(err, &refused) {
		t.Errorf("a signature that breaks off: %v", err)
	}

	v := do(t, s, hand([]byte(token), "token"))
	for _, w := range v.Attempts[0].Report.Waiting {
		if w.For[0].Kind == "oidc-request" { // that is the other test's
			t.Errorf("the token waits for a request: %+v", w)
		}
	}
	if !slices.ContainsFunc(v.Report.Waiting, func(w federation.Waiting) bool { return w.For[0].Kind == "oidc-request" }) {
		t.Error("nobody waits for the request of the other test any more")
	}
	if got := ofToken(v); got != nil {
		t.Errorf("a sound token: %v", got)
	}
	if v.Status[at].State != steps.Open {
		t.Errorf("the step is %s: %v", v.Status[at].State, v.Status[at].Why)
	}
	signature := token[strings.LastIndex(token, ".")+1:]
	bits, err := base64.RawURLEncoding.DecodeString(signature)
	if err != nil {
		t.Fatal(err)
	}
	kept := 0
	for _, e := range s.View().Events {
		for _, a := range e.Artifacts {
			raw, err := m.GetArtifact(t.Context(), id, a.Digest)
			if err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(raw, []byte(signature)) || bytes.Contains(raw, bits) || bytes.Contains(raw, []byte(token[:20])) {
				t.Errorf("%s keeps the token: %s", a.Kind, raw)
			}
			if a.Kind == "id-token" && bytes.Contains(raw, []byte("nick.carraway")) {
				kept++
			}
		}
	}
	if dump := fmt.Sprintf("%+v", s.View().Events); kept != 1 || strings.Contains(dump, signature) {
		t.Errorf("%d kept; the journal: %s", kept, dump)
	}
	if got := ofToken(open(t, sh, id).View()); got != nil {
		t.Errorf("opened again: %v", got)
	}

	// What it claims counts as much when it comes decoded.
	decoded := `{"alg":"RS256","kid":"k1"}.{"iss":"https://login.microsoftonline.com/aaaabbbb-0000-cccc-1111-dddd2222eeee/v2.0","ver":"2.0","sub":"s",` +
		`"tid":"aaaabbbb-0000-cccc-1111-dddd2222eeee","aud":"00001111-aaaa-2222-bbbb-3333cccc4444","email":"Nick.Carraway@classics.example","iat":%d,"exp":%d}.[Signature]`
	now := s.View().Now.Unix()
	v = do(t, s, hand(fmt.Appendf(nil, decoded, now, now+3600), "token"))
	if got := ofToken(v); len(got) != 1 || got[0] != "oidc-token-identity-mismatch" || v.Status[at].State != steps.Wrong {
		t.Errorf("another name: %v, %s", got, v.Status[at].State)
	}

	// Typed and not submitted, or typed where a value belongs: it goes nowhere.
	if dropped := s.KeepDraft(at, map[string]string{"token": token}); len(dropped) != 1 || len(s.Draft(at)) != 0 {
		t.Errorf("the draft keeps it: %v", s.Draft(at))
	}
	if _, err = s.Do(tell("cxone.authenticator_name", token)).Wait(); !errors.As(err, &refused) || !refused.Secret {
		t.Errorf("as the name of the authenticator: %v", err)
	}
	const secret = "abC8Q~0123456789abcdefABCDEF~._-01234"
	_, err = s.Do(tell("cxone.authenticator_name", secret)).Wait()
	if !errors.As(err, &refused) || !refused.Secret || len(refused.Findings) != 1 || refused.Findings[0].Code != "oidc-secret-misplaced" {
		t.Errorf("a client secret as the name of the authenticator: %v, %+v", err, refused)
	}
	if dropped := s.KeepDraft(at, map[string]string{"name": secret}); len(dropped) != 1 || len(s.Draft(at)) != 0 {
		t.Errorf("the draft keeps the client secret: %v", s.Draft(at))
	}
}

// Who logs in by OpenID Connect is judged as such before any value of the protocol
// is known: steps may be done in any order.
func TestIdentityIsOfTheProtocol(t *testing.T) {
	_, sh, id := created(t, "oidc")
	v := do(t, open(t, sh, id), tell("user.external_identity", "claim(email): nick@classics.example"))
	if got := v.Report.Findings; len(got) != 1 || got[0].Code != "oidc-identity-prefix" {
		t.Errorf("%+v", got)
	}
}
