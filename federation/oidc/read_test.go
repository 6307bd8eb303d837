package oidc_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	jose "github.com/go-jose/go-jose/v4"

	"federate/federation"
	"federate/federation/conformance"
	"federate/federation/oidc"
	"federate/federation/vocabulary"
)

func TestDiscoveryClaims(t *testing.T) {
	claims := oidc.ReadDiscovery(conformance.Read(t, "testdata/sound/okta-custom/configuration.discovery")).Claims()
	got := map[federation.Fact]string{}
	for _, c := range claims {
		if c.Side != federation.IdP || c.From.Artifact != federation.KindDiscovery || c.From.Path == "" || c.From.Line == 0 {
			t.Errorf("%+v", c)
		}
		got[c.Fact] = c.Value
	}
	const base = "https://dev-1.okta.com/oauth2/default"
	for fact, want := range map[federation.Fact]string{"oidc.issuer": base, "oidc.authorization_endpoint": base + "/v1/authorize", "oidc.token_endpoint": base + "/v1/token", "oidc.jwks_uri": base + "/v1/keys",
		"oidc.userinfo_endpoint": base + "/v1/userinfo", "oidc.revocation_endpoint": base + "/v1/revoke", "oidc.end_session_endpoint": base + "/v1/logout"} {
		if got[fact] != want {
			t.Errorf("%s is %q, not %q", fact, got[fact], want)
		}
	}
	for _, c := range oidc.ReadDiscovery(conformance.Read(t, "testdata/oidc-issuer-template/bad-common.discovery")).Claims() {
		if c.Fact == "oidc.issuer" {
			t.Errorf("a template is claimed: %q", c.Value)
		}
	}
}

func TestUnreadable(t *testing.T) {
	for text, why := range map[string]string{
		"":                                 "breaks off",
		`{"issuer": "https://a.exam`:       "breaks off",
		`{"issuer": }`:                     "not JSON",
		`{"a": 1} {"b": 2}`:                "more after the end",
		`["issuer"]`:                       "a list, where an object is needed",
		"{\"a\": \"\xff\"}":                "not UTF-8",
		strings.Repeat(`{"a":`, 40) + `1`:  "nested more than",
		strings.Repeat(`[`, 100_000):       "nested more than",
		strings.Repeat(" ", 2<<20):         "KiB",
		`[` + strings.Repeat("1,", 30_000): "more than 20000 values",
	} {
		d := oidc.ReadDiscovery([]byte(text))
		if d.Readable() || !strings.Contains(d.Malformed, why) {
			t.Errorf("%.40q: %q", text, d.Malformed)
		}
	}
	d := oidc.ReadDiscovery([]byte("\ufeff{\n\"issuer\": \"a\",\n\"issuer\": \"b\", \"x\": {\"y/z\": 1, \"y/z\": 2}}"))
	if !d.Readable() || d.Issuer.Text != "b" || len(d.Twice) != 2 || d.Twice[0].Line != 3 || d.Twice[1].Path != "/x/y~1z" {
		t.Errorf("%+v", d)
	}
}

// Nothing of a token, a code or a secret key is left once it was read.
func TestNothingSecretIsKept(t *testing.T) {
	text := strings.TrimSpace(string(conformance.Read(t, "testdata/oidc-token-malformed/good.jwt")))
	kept := fmt.Sprintf("%+v %q", oidc.ReadToken([]byte(text)), fmt.Sprint(oidc.ReadToken([]byte(text))))
	for _, part := range append(strings.Split(text, "."), text) {
		if strings.Contains(kept, part) {
			t.Errorf("the token keeps %.20s", part)
		}
	}
	c := oidc.ReadCallback([]byte("https://a.example/cb?code=0.very-secret&state=state-secret&id_token=token-secret"))
	if !c.Code || !c.State || !c.Token || strings.Contains(fmt.Sprintf("%+v", c), "secret") {
		t.Errorf("%+v", c)
	}
	r := oidc.ReadRequest([]byte("https://a.example/authorize?client_id=c&response_type=code&state=a-secret&login_hint=a-secret&client_secret=a-secret"))
	if !r.Parameter("state").Present() || strings.Contains(fmt.Sprintf("%+v", r), "a-secret") {
		t.Errorf("%+v", r)
	}
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []jose.JSONWebKey{{Key: k, KeyID: "private"}, {Key: []byte("0123456789abcdef"), KeyID: "shared"}} {
		raw, err := json.Marshal(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{key}})
		if err != nil {
			t.Fatal(err)
		}
		s := oidc.ReadKeySet(raw)
		var members struct{ Keys []map[string]any }
		if err := json.Unmarshal(raw, &members); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"d", "p", "k"} {
			if m, ok := members.Keys[0][name].(string); ok && strings.Contains(fmt.Sprintf("%+v", s), m) {
				t.Errorf("the set keeps %s", name)
			}
		}
		d := &federation.Dossier{Terms: vocabulary.New()}
		d.Receive(federation.Artifact{Kind: federation.KindKeySet, Doc: s})
		if !s.Secret() || !slices.Contains(conformance.Found(federation.Examine(d, oidc.Checks())), "oidc-key-secret") {
			t.Errorf("%s: %v", key.KeyID, conformance.Found(federation.Examine(d, oidc.Checks())))
		}
	}
}

// What go-jose says of a signature is what we say, for every algorithm.
func TestSignaturesAsGoJose(t *testing.T) {
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	curve := func(c elliptic.Curve) *ecdsa.PrivateKey {
		k, err := ecdsa.GenerateKey(c, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	claims, err := json.Marshal(map[string]any{"iss": "https://a.example", "sub": "s", "aud": "c", "iat": june.Unix(), "exp": june.Unix() + 60})
	if err != nil {
		t.Fatal(err)
	}
	for alg, key := range map[jose.SignatureAlgorithm]any{jose.RS256: k, jose.RS384: k, jose.RS512: k, jose.PS256: k, jose.PS384: k, jose.PS512: k,
		jose.ES256: curve(elliptic.P256()), jose.ES384: curve(elliptic.P384()), jose.ES512: curve(elliptic.P521())} {
		signer, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: key}, (&jose.SignerOptions{}).WithHeader("kid", "k"))
		if err != nil {
			t.Fatal(err)
		}
		signed, err := signer.Sign(claims)
		if err != nil {
			t.Fatal(err)
		}
		text, err := signed.CompactSerialize()
		if err != nil {
			t.Fatal(err)
		}
		web := jose.JSONWebKey{Key: key, KeyID: "k"}
		set, err := json.Marshal(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{web.Public()}})
		if err != nil {
			t.Fatal(err)
		}
		cut := strings.LastIndex(text, ".")
		flip := func(i int) string {
			b := []byte(text)
			if b[i] == 'A' {
				b[i] = 'B'
			} else {
				b[i] = 'A'
			}
			return string(b)
		}
		for name, token := range map[string]string{"whole": text, "signature": flip(cut + 5), "claims": flip(cut - 6)} {
			d := &federation.Dossier{Terms: vocabulary.New(), Now: june}
			d.Receive(understand(federation.KindKeySet, set))
			d.Receive(understand(federation.KindIDToken, []byte(token)))
			r := federation.Examine(d, oidc.Checks())
			theirs := false
			if parsed, err := jose.ParseSignedCompact(token, []jose.SignatureAlgorithm{alg}); err == nil {
				_, err = parsed.Verify(web.Public())
				theirs = err == nil
			}
			readable := oidc.ReadToken([]byte(token)).Readable()
			if ours := slices.Contains(r.Passed, "oidc-token-signature-broken"); ours != theirs || theirs != (name == "whole") || !theirs && readable != slices.Contains(conformance.Found(r), "oidc-token-signature-broken") {
				t.Errorf("%s, %s: we say %v and go-jose %v; found %v", alg, name, ours, theirs, conformance.Found(r))
			}
		}
	}
}

func TestSecretID(t *testing.T) {
	for value, want := range map[string]bool{
		"5f0e1d2c-3b4a-4958-8776-655443322110": true, " 5F0E1D2C-3B4A-4958-8776-655443322110\n": true,
		"abC8Q~0123456789abcdefABCDEF~._-0123456": false, "": false, "5f0e1d2c3b4a49588776655443322110": false,
	} {
		if oidc.LooksLikeSecretID(value) != want {
			t.Errorf("%q: %v", value, !want)
		}
	}
	if f := oidc.SecretIDFinding(federation.Platform); f.Code != "oidc-secret-id" || f.Got != "" || f.Detail == "" || f.Subject.Fact != "oidc.client_secret" {
		t.Errorf("%+v", f)
	}
	if got := oidc.IdentityValue("claim(email):", "nick.carraway@classics.com"); got != "claim(email):nick.carraway@classics.com" {
		t.Error(got)
	}
}

// The value to type is said, dot and all.
func TestExactIdentity(t *testing.T) {
	for _, file := range []string{"oidc-identity-prefix/bad.json", "oidc-identity-prefix/bad-space.json", "oidc-identity-prefix/bad-brackets.json", "oidc-identity-mismatch/bad.json"} {
		if f := judge(t, "testdata/"+file).Findings[0]; f.Want != "claim(email):nick.carraway@classics.com" {
			t.Errorf("%s: want %q", file, f.Want)
		}
	}
	f := judge(t, "testdata/oidc-token-identity-mismatch/bad.jwt").Findings[0]
	if f.Want != "claim(email):nickcarraway@classics.com" || f.Got != "claim(email):nick.carraway@classics.com" {
		t.Errorf("want %q got %q", f.Want, f.Got)
	}
}

// The address that somebody meant is offered.
func TestDiscoveryAddresses(t *testing.T) {
	const entra = "https://login.microsoftonline.com/aaaabbbb-0000-cccc-1111-dddd2222eeee/v2.0/.well-known/openid-configuration"
	for name, want := range map[string]string{"bad": entra, "bad-saml": entra, "bad-authorize": entra, "bad-keycloak": "https://sso.contoso.example/realms/agents/.well-known/openid-configuration",
		"bad-half": "https://sso.contoso.example/realms/agents/.well-known/openid-configuration", "bad-oauth": "https://dev-1.okta.com/oauth2/default/.well-known/openid-configuration",
		"bad-okta": "https://dev-1.okta.com/.well-known/openid-configuration"} {
		if f := judge(t, "testdata/oidc-discovery-address/"+name+".json").Findings[0]; f.Want != want {
			t.Errorf("%s: want %q", name, f.Want)
		}
	}
}

func TestErrors(t *testing.T) {
	for text, want := range map[string]string{"AADSTS7000215: Invalid client secret.": "AADSTS7000215", "AADB2C90081: The specified client_secret": "AADB2C90081", "invalid": ""} {
		if got := oidc.ErrorCode(text); got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
	f := judge(t, "testdata/oidc-token-error/bad-7000215.error").Findings[0]
	if f.Got != "AADSTS7000215" || f.Role != federation.PlatformAdmin || f.Subject.Fact != "oidc.client_secret" || strings.Contains(f.Detail, "Trace") {
		t.Errorf("%+v", f)
	}
}

// The nonce of another attempt is not the one that is answered.
func TestNonceOfTheAttempt(t *testing.T) {
	d := standing(t, conformance.Case{})
	d.Attempt = "second"
	for key, nonce := range map[string]string{"first": "n-1", "second": "n-2"} {
		d.Hear(federation.Claim{Side: federation.Platform, Fact: "oidc.nonce", Key: key, Value: nonce})
	}
	d.Receive(recognise(t, conformance.Read(t, "testdata/sound/entra/token.jwt"))) // it has n-1
	if got := conformance.Found(federation.Examine(d, oidc.Checks())); !slices.Contains(got, "oidc-token-nonce-mismatch") {
		t.Errorf("found %v", got)
	}
	d.Attempt = "first"
	if got := conformance.Found(federation.Examine(d, oidc.Checks())); slices.Contains(got, "oidc-token-nonce-mismatch") {
		t.Errorf("found %v", got)
	}
}

// What is made to be slow is refused before anything is tried.
func TestNothingIsSlow(t *testing.T) {
	long := strings.Repeat("_", 900_000)
	s := oidc.ReadKeySet([]byte(`{"keys":[{"kty":"RSA","kid":"entra-1","e":"AQAB","n":"` + long + `"}]}`))
	if s.Keys[0].Public != nil || s.Keys[0].Wrong == "" {
		t.Errorf("%q", s.Keys[0].Wrong)
	}
	many := oidc.ReadDiscovery([]byte("{" + strings.Repeat(`"a":1,`, 10_000) + `"a":1}`))
	if n := len(many.Twice); n != 100 {
		t.Errorf("%d members are there again", n)
	}
	if c := oidc.ReadCallback([]byte("https://a.example/?" + strings.Repeat("a=b&", 100_000))); c.Readable() {
		t.Error("read to the end")
	}
}

// What the identity provider's admin typed is measured against the document too.
func TestIssuerTypedAfterTheDocument(t *testing.T) {
	d := standing(t, conformance.Case{})
	d.Receive(understand(federation.KindDiscovery, conformance.Read(t, "testdata/sound/auth0/configuration.discovery")))
	d.Hear(federation.Claim{Side: federation.IdP, Fact: "oidc.issuer", Value: "https://contoso.eu.auth0.com"})
	r := federation.Examine(d, oidc.Checks())
	if got := conformance.Found(r); !slices.Equal(got, []federation.Code{"oidc-issuer-mismatch"}) || r.Findings[0].Want != "https://contoso.eu.auth0.com/" {
		t.Errorf("found %v", got)
	}
}

// An address that is not https is judged like any value, from wherever it comes.
func TestAddressesAreJudgedAsValues(t *testing.T) {
	text := strings.ReplaceAll(string(conformance.Read(t, "testdata/sound/keycloak/configuration.discovery")), "https://sso", "http://sso")
	d := standing(t, conformance.Case{})
	d.Receive(understand(federation.KindDiscovery, []byte(text)))
	r := federation.Examine(d, checks())
	if !slices.Equal(conformance.Found(r), []federation.Code{"value-not-https"}) || r.Findings[0].Subject.Path == "" {
		t.Errorf("found %v", conformance.Found(r))
	}
}

// A name of half a megabyte is not repeated for everything that is inside.
func TestLongNames(t *testing.T) {
	text := `{"issuer":"x","` + strings.Repeat("n", 500_000) + `":{"a":{"response_types_supported":[` + strings.Repeat(`{"b":1},`, 5000) + `1]}}}`
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	oidc.ReadDiscovery([]byte(text))
	runtime.ReadMemStats(&after)
	if allocated := after.TotalAlloc - before.TotalAlloc; allocated > 50<<20 {
		t.Errorf("reading %d bytes takes %d", len(text), allocated)
	}
}

// To the nanosecond: what a tolerance still allows, what is on its way, and when it
// is over.
func TestTolerance(t *testing.T) {
	const allowed = 10 * time.Second
	issued, over := time.Unix(1811851200, 0).UTC(), time.Unix(1811855100, 0).UTC()
	sure := federation.Expected[time.Duration]{Set: true, Value: allowed}
	weak := sure
	weak.Source, weak.Confidence = federation.Source{Document: "a forum"}, federation.Doubtful
	for _, c := range []struct {
		name   string
		now    time.Time
		expect federation.Expected[time.Duration]
		want   string
	}{
		{"when it was issued", issued, weak, ""},
		{"on its way", issued.Add(-time.Second), weak, ""},
		{"longer than on its way", issued.Add(-time.Second - 1), weak, "oidc-token-time-within-tolerance"},
		{"as early as is allowed", issued.Add(-allowed), sure, ""},
		{"earlier", issued.Add(-allowed - 1), sure, "oidc-token-issued-in-future"},
		{"as late as is allowed", over.Add(allowed - 1), sure, ""},
		{"later", over.Add(allowed), sure, "oidc-token-expired"},
	} {
		d := &federation.Dossier{Now: c.now, Terms: vocabulary.New()}
		d.Expect.ClockTolerance = c.expect
		d.Receive(recognise(t, []byte(`{"alg":"RS256","typ":"JWT"}.{"iss":"https://idp.example","aud":"c","sub":"s","exp":1811855100,"iat":1811851200,"nbf":1811851200}.[Signature]`)))
		var got []string
		for _, f := range federation.Examine(d, oidc.Checks()).Findings {
			if strings.HasPrefix(string(f.Code), "oidc-token-") && strings.Contains("oidc-token-expired oidc-token-issued-in-future oidc-token-not-yet-valid oidc-token-time-within-tolerance", string(f.Code)) {
				got = append(got, string(f.Code))
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %v, want %q", c.name, got, c.want)
		}
	}
}
