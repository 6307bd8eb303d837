package command_test

import (
	"bytes"
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

// An identity provider inside a company has an address in its network and a
// certificate of its authority: either is reached where that is said, and not else.
func TestFetchInside(t *testing.T) {
	metadata, err := os.ReadFile("../../federation/saml/testdata/saml-metadata-no-browser-binding/good.xml")
	if err != nil {
		t.Fatal(err)
	}
	inside := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(metadata) }))
	defer inside.Close()
	ca := filepath.Join(t.TempDir(), "company.pem")
	if err := os.WriteFile(ca, []byte(pki.PEM(inside.Certificate())), 0o600); err != nil {
		t.Fatal(err)
	}
	d := newDesk(t)
	var private bool
	d.Fetch = func(o fetch.Options) *fetch.Fetcher {
		private, o.Loopback = o.Private, true // the server of the test is this machine
		return fetch.New(o)
	}
	d.must(t, 3, "check", inside.URL, "--fetch")
	if private {
		t.Error("a private network is reached unasked")
	}
	d.must(t, 3, "check", inside.URL, "--fetch", "--private")
	if !private {
		t.Error("--private does not reach a private network")
	}
	d.must(t, 0, "check", inside.URL, "--fetch", "--ca", ca)
}

// What an identity provider publishes fills a federation: the metadata, or the
// discovery document and then the keys that it leads to.
func TestFetchFillsAFederation(t *testing.T) {
	metadata, err := os.ReadFile("../../federation/saml/testdata/saml-metadata-no-browser-binding/good.xml")
	if err != nil {
		t.Fatal(err)
	}
	var site *httptest.Server
	asked := map[string]int{}
	site = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked[r.URL.Path]++
		switch r.URL.Path {
		case "/metadata":
			_, _ = w.Write(metadata)
		case "/.well-known/openid-configuration":
			fmt.Fprintf(w, `{"issuer":%q,"authorization_endpoint":%q,"token_endpoint":%q,"jwks_uri":%q,"response_types_supported":["code"],"subject_types_supported":["public"],"id_token_signing_alg_values_supported":["RS256"]}`,
				site.URL, site.URL+"/authorize", site.URL+"/token", site.URL+"/keys")
		case "/keys":
			fmt.Fprint(w, `{"keys":[{"kty":"RSA","use":"sig","kid":"k1","alg":"RS256","e":"AQAB","n":"`+strings.Repeat("u7", 171)+`"}]}`)
		default:
			http.NotFound(w, r)
		}
	}))
	defer site.Close()
	ca := filepath.Join(t.TempDir(), "company.pem")
	if err := os.WriteFile(ca, []byte(pki.PEM(site.Certificate())), 0o600); err != nil {
		t.Fatal(err)
	}
	d := newDesk(t)
	d.Fetch = func(o fetch.Options) *fetch.Fetcher {
		o.Loopback = true
		return fetch.New(o)
	}
	d.must(t, 0, "new", "Saml", "--platform", "cxone", "--idp", "keycloak", "--protocol", "saml")
	if talk := d.must(t, 2, "answer", "saml", "--fetch"); !strings.Contains(talk, "no address of a document is known") {
		t.Errorf("without an address: %s", talk)
	}
	d.must(t, 0, "answer", "saml", "idp.entity_id=https://typed.example/")
	told := func(args ...string) string {
		d.must(t, 0, args...)
		return d.err.String()
	}
	talk := told("answer", "saml", "idp.metadata_url="+site.URL+"/metadata", "--fetch", "--ca", ca)
	for _, want := range []string{"Identity provider metadata at ", site.URL + "/metadata", "was https://typed.example/ and is "} {
		if !strings.Contains(talk, want) {
			t.Errorf("does not say %q: %s", want, talk)
		}
	}
	d.must(t, 0, "status", "saml", "--json")
	if !strings.Contains(d.out.String(), "BEGIN CERTIFICATE") {
		t.Errorf("the certificate is not there: %s", d.out.String())
	}
	if talk := told("answer", "saml", "--fetch", "--ca", ca); !strings.Contains(talk, "nothing new") {
		t.Errorf("again: %s", talk)
	}
	// Each night: what is published is compared with what is held.
	d.must(t, 0, "check", "--name", "saml", "--fetch", "--ca", ca)
	metadata = bytes.ReplaceAll(metadata, []byte("/sso/saml\""), []byte("/sso/saml2\""))
	d.must(t, 1, "check", "--name", "saml", "--fetch", "--ca", ca)
	if !strings.Contains(d.out.String(), "held-value-differs") {
		t.Errorf("another address is published: %s", d.out.String())
	}
	d.must(t, 0, "new", "Nothing", "--platform", "cxone", "--idp", "keycloak", "--protocol", "saml")
	d.must(t, 2, "check", "--name", "nothing", "--fetch")
	d.must(t, 0, "new", "Oidc", "--platform", "cxone", "--idp", "entra", "--protocol", "oidc")
	talk = told("answer", "oidc", "oidc.discovery_url="+site.URL+"/.well-known/openid-configuration", "--fetch", "--ca", ca)
	if asked["/keys"] != 1 || !strings.Contains(talk, site.URL+"/keys") {
		t.Errorf("the keys were asked for %d times: %s", asked["/keys"], talk)
	}
	d.must(t, 3, "answer", "oidc", "oidc.discovery_url="+site.URL+"/none", "--fetch", "--ca", ca)
	d.must(t, 2, "answer", "oidc", "--private")
}
