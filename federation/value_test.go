package federation_test

import (
	"testing"

	"federate/federation"
)

// An address without TLS is an error where somebody is known to refuse it: a
// console that says so, and OpenID Connect for its endpoints.
func TestSecureAddresses(t *testing.T) {
	for _, c := range []struct {
		fact    federation.Fact
		refused bool
		want    federation.Severity
	}{
		{"sp.acs_url", false, federation.Warning},
		{"sp.acs_url", true, federation.Error},
		{"oidc.redirect_uri", false, federation.Warning},
		{"oidc.redirect_uri", true, federation.Error},
		{"oidc.token_endpoint", false, federation.Error},
	} {
		words := federation.NewVocabulary([]federation.Term{{Fact: c.fact, Owner: federation.Platform, Form: federation.URL}}, nil)
		d := &federation.Dossier{Terms: words, Words: federation.Words{Terms: words}}
		source := federation.Source{Document: "the console's help"}
		d.Expect.SecureAddresses = federation.Expected[bool]{Value: c.refused, Set: c.refused, Source: source, Confidence: federation.Solid}
		d.Hear(federation.Claim{Side: federation.Platform, Fact: c.fact, Value: "http://voice.classics.example/acs"})
		found := federation.Examine(d, federation.ValueChecks()).Findings
		if len(found) != 1 || found[0].Code != "value-not-https" || found[0].Severity != c.want {
			t.Errorf("%s, refused %v: %+v", c.fact, c.refused, found)
			continue
		}
		if c.refused && found[0].Source != source {
			t.Errorf("%s: on the authority of %s", c.fact, found[0].Source)
		}
	}
}

// Mark-up in a text is no placeholder, and what stands in brackets for a value is.
func TestMarkUpIsNoPlaceholder(t *testing.T) {
	for text, want := range map[string]bool{"call <b>at once</b>": false, "first<br>second": false, "<your-tenant>.example": true, "https://<tenant>.example/<b>": true, "{tenant_id}": true, "x < y and y > z": false} {
		if got := federation.LooksLikePlaceholder(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
