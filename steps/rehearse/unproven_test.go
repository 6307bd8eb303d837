package rehearse_test

import (
	"context"
	"net/http"
	"slices"
	"testing"

	"federate/federation"
	"federate/steps/rehearse"
	"federate/steps/vault"
)

// TestNotProved logs in by OpenID Connect where no token comes, where nobody can say who
// signed it, and where both are there: only the last would be let in.
func TestNotProved(t *testing.T) {
	idp := begin(t, rehearse.Options{View: blank(t, "cxone", "oidc"), WithIdP: true})
	base := "https://127.0.0.1:" + idp.Port() + "/idp"
	for name, c := range map[string]struct {
		token, keys string
		accepted    bool
	}{
		"no token endpoint":       {"https://127.0.0.1:1/token", base + "/jwks", false},
		"another token endpoint":  {base + "/nothing", base + "/jwks", false},
		"nobody knows the keys":   {base + "/token", "", false},
		"a token and its key set": {base + "/token", base + "/jwks", true},
	} {
		facts := []federation.Claim{{Side: federation.Platform, Fact: "user.external_identity", Value: "claim(email):ann.agent@rehearsal.example"}}
		for fact, value := range map[federation.Fact]string{"oidc.issuer": base, "oidc.client_id": "client", "oidc.authorization_endpoint": base + "/authorize",
			"oidc.token_endpoint": c.token, "oidc.jwks_uri": c.keys} {
			if value != "" {
				facts = append(facts, federation.Claim{Side: federation.IdP, Fact: fact, Value: value})
			}
		}
		s := begin(t, rehearse.Options{View: blank(t, "cxone", "oidc"), Client: idp.client, Secret: vault.New("any"), Facts: facts,
			Get: func(_ context.Context, address string) ([]byte, error) {
				return []byte(idp.send(t, http.MethodGet, address, nil).body), nil
			}})
		s.open(t, s.Address()+"login", nil)
		l := s.heard(t)
		if l.Accepted() != c.accepted {
			t.Errorf("%s: accepted %v, refused %q, %q, waits for %v", name, l.Accepted(), l.Refused, l.Notes, l.Unproven())
		}
		waits := slices.ContainsFunc(l.Unproven(), federation.Waiting.ForDocument)
		if waits != (name == "nobody knows the keys") {
			t.Errorf("%s: waits for %v", name, l.Unproven())
		}
		if (l.Subject == "") != (c.token != base+"/token") {
			t.Errorf("%s: about %q", name, l.Subject)
		}
	}
}

// TestNoCertificate logs in by SAML where nobody knows with which certificate the identity
// provider signs.
func TestNoCertificate(t *testing.T) {
	idp := saml(t)
	base := "https://127.0.0.1:" + idp.Port() + "/idp"
	s := begin(t, rehearse.Options{View: blank(t, "cxone", "saml"), Facts: []federation.Claim{
		{Side: federation.IdP, Fact: "idp.entity_id", Value: base + "/metadata"}, {Side: federation.IdP, Fact: "idp.sso_url", Value: base + "/sso"},
		{Side: federation.Platform, Fact: "user.external_identity", Value: "ann.agent@rehearsal.example"}}})
	s.open(t, s.Address()+"login", nil)
	if l := s.heard(t); l.Accepted() || len(l.Unproven()) == 0 || l.Verdict.Report.Worst() >= federation.Error {
		t.Errorf("accepted %v, waits for %v, %v", l.Accepted(), l.Unproven(), l.Verdict.Report.Findings)
	}
}
