package catalog_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"federate/federation"
	"federate/federation/catalog"
)

// TestForgedTokenIsNeverClean: where a key set is trusted, no ID token is clean
// that its keys did not sign, letter by letter (RFC 7515 5.2, RFC 8725 2).
func TestForgedTokenIsNeverClean(t *testing.T) {
	now := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	know := catalog.Knowledge()
	ours, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	web := func(key *rsa.PrivateKey) jose.JSONWebKey {
		return jose.JSONWebKey{Key: &key.PublicKey, KeyID: "k", Use: "sig"}
	}
	der, err := x509.MarshalPKIXPublicKey(&ours.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	set, err := json.Marshal(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{web(ours)}})
	if err != nil {
		t.Fatal(err)
	}
	claims := func(edits ...string) string {
		return strings.NewReplacer(edits...).Replace(fmt.Sprintf(`{"iss":"https://idp.example","sub":"jane","aud":"client","iat":%d,"exp":%d,"email":"jane@classics.example","nonce":"n-0S6_WzA2Mj"}`, now.Unix(), now.Unix()+600))
	}
	part := func(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
	signed := func(header string, key crypto.Signer, claims string) string {
		input := part(header) + "." + part(claims)
		sum := sha256.Sum256([]byte(input))
		raw, err := key.Sign(rand.Reader, sum[:], crypto.SHA256)
		if err != nil {
			t.Fatal(err)
		}
		return input + "." + part(string(raw))
	}
	const head = `{"alg":"RS256","typ":"JWT","kid":"k"}`
	sound := signed(head, ours, claims())

	// worst is the worst that is said of text, and whether it was read as a token.
	worst := func(token string) (federation.Severity, bool) {
		d := &federation.Dossier{Terms: know.Terms, Now: now}
		for _, raw := range []string{string(set), token} {
			a, err := know.Recognise([]byte(raw))
			if err != nil || a.Kind == "unknown" {
				return federation.Error, false
			}
			a.Received = now
			d.Receive(a)
		}
		return federation.Examine(d, know.Checks).Worst(), d.Artifacts()[1].Kind == federation.KindIDToken
	}
	if got, judged := worst(sound); !judged || got == federation.Error {
		t.Fatalf("the sound one: %v %v", got, judged)
	}

	forged := map[string]string{}
	for _, alg := range []string{"none", "None", "nOnE", "", "HS256", "HS512", "RS384", "PS256", "ES256", "EdDSA", "dir", "RSA-OAEP"} {
		h := strings.Replace(head, "RS256", alg, 1)
		forged["alg "+alg] = part(h) + sound[strings.Index(sound, "."):]
		forged["alg "+alg+", no signature"] = part(h) + "." + part(claims("jane", "mallory")) + "."
	}
	for name, secret := range map[string][]byte{"the PEM": pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), "the DER": der, "nothing": nil, "the modulus": ours.N.Bytes(), "the key set": set} {
		input := part(strings.Replace(head, "RS256", "HS256", 1)) + "." + part(claims("jane", "mallory"))
		mac := hmac.New(sha256.New, secret)
		mac.Write([]byte(input))
		forged["HMAC with "+name] = input + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
	}
	key, err := json.Marshal(web(theirs))
	if err != nil {
		t.Fatal(err)
	}
	for name, h := range map[string]string{"as it is": head, "no kid": `{"alg":"RS256"}`, "another kid": strings.Replace(head, `"k"`, `"q"`, 1), "the key inside": `{"alg":"RS256","jwk":` + string(key) + `}`,
		"an address of keys": `{"alg":"RS256","kid":"k","jku":"https://mallory.example/keys"}`, "a certificate": `{"alg":"RS256","kid":"k","x5u":"https://mallory.example/c"}`,
		"crit": `{"alg":"RS256","kid":"k","crit":["b64"],"b64":false}`, "twice": `{"alg":"none","alg":"RS256","kid":"k"}`, "a path": strings.Replace(head, `"k"`, `"../../dev/null"`, 1)} {
		forged["another key, "+name] = signed(h, theirs, claims("jane", "mallory"))
	}
	forged["another kind of key"] = signed(strings.Replace(head, "RS256", "ES256", 1), curve, claims("jane", "mallory"))
	cut := strings.LastIndex(sound, ".")
	forged["no signature"], forged["two parts"], forged["the signature of nothing"] = sound[:cut+1], sound[:cut], sound[:cut]+".AAAA"
	forged["other claims"] = part(head) + "." + part(claims("jane", "mallory")) + sound[cut:]
	forged["a longer signature"], forged["a part more"] = sound+"AAAA", sound+"."+part(claims("jane", "mallory"))
	forged["the claims twice"] = part(head) + "." + part(claims()+claims("jane", "mallory")) + sound[cut:]
	for i := range len(sound) {
		for _, c := range "A_z." {
			other := sound[:i] + string(c) + sound[i+1:]
			if other == sound || i > cut && same(other[cut+1:], sound[cut+1:]) {
				continue
			}
			forged[fmt.Sprintf("letter %d is %c", i, c)] = other
		}
		if i > 0 && i < len(sound)-1 {
			forged[fmt.Sprintf("cut off at %d", i)] = sound[:i]
		}
	}
	judged := 0
	for name, token := range forged {
		texts := []string{token, "id_token=" + token, `{"id_token":"` + token + `"}`}
		if strings.HasPrefix(name, "letter") {
			texts = texts[:1]
		}
		for _, text := range texts {
			got, ok := worst(text)
			if got != federation.Error {
				t.Fatalf("%s: the worst is %v\n%s", name, got, text)
			}
			if ok {
				judged++
			}
		}
	}
	t.Logf("%d forgeries, of which %d were read as tokens", len(forged), judged)
	if judged < 1500 {
		t.Errorf("only %d of the forgeries were read as tokens", judged)
	}
}

// same reports whether two texts are one signature: base64 has letters with bits
// that count for nothing.
func same(a, b string) bool {
	x, err1 := base64.RawURLEncoding.DecodeString(a)
	y, err2 := base64.RawURLEncoding.DecodeString(b)
	return err1 == nil && err2 == nil && bytes.Equal(x, y)
}
