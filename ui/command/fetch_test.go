package command_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
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
