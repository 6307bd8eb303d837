package command_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"federate/federation/pki"
	"federate/steps/fetch"
)

// A discovery document leads to the key set, and the key set says who signed a token.
// Without --fetch the token waits for it, and the flag is named.
func TestFetchFollowsTheKeySet(t *testing.T) {
	const oidc = "../../federation/oidc/testdata/"
	keys, err := os.ReadFile(oidc + "keys.jwks")
	if err != nil {
		t.Fatal(err)
	}
	asked := map[string]int{}
	var site *httptest.Server
	describe := func(issuer string) string {
		return fmt.Sprintf(`{"issuer":%q,"authorization_endpoint":"%[2]s/authorize","token_endpoint":"%[2]s/token","jwks_uri":"%[2]s/keys","response_types_supported":["code"],"subject_types_supported":["public"],"id_token_signing_alg_values_supported":["RS256"]}`, issuer, site.URL)
	}
	site = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch asked[r.URL.Path]++; r.URL.Path {
		case "/keys":
			_, _ = w.Write(keys)
		case "/.well-known/openid-configuration":
			fmt.Fprint(w, describe(site.URL))
		case "/other/.well-known/openid-configuration":
			fmt.Fprint(w, describe(site.URL+"/another"))
		case "/loop/.well-known/openid-configuration":
			fmt.Fprint(w, strings.Replace(describe(site.URL+"/loop"), "/keys", "/loop/.well-known/openid-configuration", 1))
		default:
			http.NotFound(w, r)
		}
	}))
	defer site.Close()
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	ca := file("company.pem", pki.PEM(site.Certificate()))
	described := file("discovery.json", describe("https://login.microsoftonline.com/aaaabbbb-0000-cccc-1111-dddd2222eeee/v2.0"))
	d := newDesk(t)
	d.Fetch = func(o fetch.Options) *fetch.Fetcher {
		o.Loopback = true
		return fetch.New(o)
	}
	fetched := func(code int, args ...string) string {
		t.Helper()
		d.must(t, code, append(args, "--fetch", "--ca", ca)...)
		return d.out.String()
	}
	address := site.URL + "/.well-known/openid-configuration"
	if out := fetched(0, "check", address); asked["/keys"] != 1 || !strings.Contains(out, site.URL+"/keys (jwks)") {
		t.Errorf("the keys were asked for %d times: %s", asked["/keys"], out)
	}
	if out := fetched(1, "check", site.URL+"/other/.well-known/openid-configuration"); !strings.Contains(out, "oidc-issuer-not-of-address") {
		t.Errorf("a document of another issuer than the one asked: %s", out)
	}
	good, bad := oidc+"oidc-token-signature-broken/good.jwt", oidc+"oidc-token-signature-broken/bad.jwt"
	if d.must(t, 0, "check", "--at", "2027-06-01T12:01:00Z", good, described); !strings.Contains(d.out.String(), "waiting for: jwks") || !strings.Contains(d.err.String(), "--fetch gets it from "+site.URL+"/keys") {
		t.Errorf("without --fetch: %s%s", d.out.String(), d.err.String())
	}
	if out := fetched(0, "check", "--at", "2027-06-01T12:01:00Z", good, described, "--json"); !strings.Contains(out, `"oidc-token-signature-broken"`) || strings.Contains(out, `"for":["jwks"]`) {
		t.Errorf("the signature was not judged: %s", out)
	}
	if out := fetched(1, "check", "--at", "2027-06-01T12:01:00Z", bad, described); !strings.Contains(out, "error[oidc-token-signature-broken]") {
		t.Errorf("a broken signature: %s", out)
	}
	if out := fetched(1, "check", "--at", "2027-06-01T12:01:00Z", bad, "--fact", "oidc.jwks_uri="+site.URL+"/keys"); !strings.Contains(out, "error[oidc-token-signature-broken]") {
		t.Errorf("by the address that was told: %s", out)
	}
	before := asked["/keys"]
	fetched(0, "check", "--at", "2027-06-01T12:01:00Z", good, described, oidc+"keys.jwks")
	if asked["/keys"] != before {
		t.Error("keys that were given are asked for again")
	}
	fetched(0, "check", site.URL+"/loop/.well-known/openid-configuration")
	if asked["/loop/.well-known/openid-configuration"] != 1 {
		t.Errorf("a document that leads to itself was asked for %d times", asked["/loop/.well-known/openid-configuration"])
	}
}
