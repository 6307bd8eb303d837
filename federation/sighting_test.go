package federation_test

import (
	"testing"
	"time"

	"federate/federation"
)

var addresses = []federation.Fact{"oidc.issuer", "oidc.authorization_endpoint", "oidc.token_endpoint", "oidc.jwks_uri"}

// described is a dossier with a discovery document of these addresses.
func described(values ...string) *federation.Dossier {
	var terms []federation.Term
	for _, f := range addresses {
		terms = append(terms, federation.Term{Fact: f, Owner: federation.IdP, Form: federation.URL})
	}
	words := federation.NewVocabulary(terms, []federation.KindTerm{{Kind: federation.KindDiscovery}})
	d := &federation.Dossier{Terms: words, Words: federation.Words{Terms: words}, Now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
	a := federation.Artifact{Kind: federation.KindDiscovery}
	for i, v := range values {
		a.Claims = append(a.Claims, federation.Claim{Side: federation.IdP, Fact: addresses[i], Value: v, From: federation.Origin{Artifact: a.Kind, Path: "/" + string(addresses[i])}})
	}
	d.Receive(a)
	return d
}

// A provider behind a proxy writes http into each address of its document: that is one
// finding, with every address in it. Another host has another cause, and what was typed
// stands beneath its own field.
func TestOneSlipIsOneFinding(t *testing.T) {
	d := described("http://sso.example/r", "http://sso.example/r/auth", "http://other.example/token", "http://sso.example/r/keys")
	found := federation.Examine(d, federation.ValueChecks()).Findings
	if len(found) != 2 || len(found[0].Also) != 2 || len(found[1].Also) != 0 {
		t.Fatalf("%+v", found)
	}
	last := federation.Sighting{Subject: federation.Subject{Side: federation.IdP, Fact: "oidc.jwks_uri", Artifact: federation.KindDiscovery, Path: "/oidc.jwks_uri"},
		Want: "https://sso.example/r/keys", Got: "http://sso.example/r/keys"}
	if found[0].Got != "http://sso.example/r" || found[0].Also[1] != last || found[1].Got != "http://other.example/token" {
		t.Errorf("%+v", found)
	}
	d = described()
	for _, f := range addresses {
		d.Hear(federation.Claim{Side: federation.IdP, Fact: f, Value: "http://sso.example/" + string(f)})
	}
	if found := federation.Examine(d, federation.ValueChecks()).Findings; len(found) != len(addresses) {
		t.Errorf("typed values: %+v", found)
	}
}

// Who accepts a finding accepts all that it lists, and the waiver lapses for the one
// that changes.
func TestAWaiverIsForEverySighting(t *testing.T) {
	d := described("http://sso.example/r", "http://sso.example/r/auth", "http://sso.example/r/token")
	found := federation.Examine(d, federation.ValueChecks()).Findings
	w := found[0].Waive()
	w.Until = d.Now.Add(time.Hour)
	d.Waivers = []federation.Waiver{w}
	if r := federation.Examine(d, federation.ValueChecks()); len(r.Findings) != 0 || len(r.Waived) != 1 {
		t.Errorf("%+v, waived %+v", r.Findings, r.Waived)
	}
	changed := described("http://sso.example/r", "http://sso.example/r/auth", "http://sso.example/r/token2")
	changed.Waivers = d.Waivers
	if r := federation.Examine(changed, federation.ValueChecks()); len(r.Findings) != 1 || r.Findings[0].Got != "http://sso.example/r/token2" {
		t.Errorf("%+v", r.Findings)
	}
}
