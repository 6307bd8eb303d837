package issue

import (
	"encoding/base64"
	"strings"
	"time"

	"federate/federation"
)

// tokenDrills are tokens that claim something wrong (openid-connect-core-1_0 2,
// 3.1.3.7).
func tokenDrills() []Drill {
	const login = "https://login.microsoftonline.com/" + tenant + "/v2.0"
	const org = "https://dev-1.okta.com"
	called := func(name string) func(*Exchange) { // the endpoints stay where they are
		return func(x *Exchange) {
			if x.IdP.Issuer != name {
				x.IdP.Base, x.IdP.Issuer = x.IdP.endpoint(""), name
			}
		}
	}
	set := func(name string, value any) fault { return fault{claims: members(map[string]any{name: value})} }
	to := func(name string, c change) fault { return fault{claims: member(name, c)} }
	at := func(name string, when func(Exchange) time.Duration) fault {
		return fault{claims: func(x Exchange, m map[string]any) { m[name] = x.At.Add(when(x)).Unix() }}
	}
	return ofTokens(
		Drill{Code: "oidc-token-issuer-mismatch", What: "The issuer ends in a slash too many", Needs: []federation.Fact{issuer},
			fault: to("iss", with("/"))},
		Drill{Code: "oidc-token-v1", What: "The token comes from v1.0 of Entra ID", setup: called(login),
			fault: fault{claims: members(map[string]any{"iss": "https://sts.windows.net/" + tenant + "/", "ver": "1.0"})}},
		Drill{Code: "oidc-token-okta-server", What: "The token comes from another authorization server of Okta", setup: called(org),
			fault: set("iss", org+"/oauth2/default")},
		Drill{Code: "oidc-token-audience-mismatch", What: "The token is for another application", Needs: []federation.Fact{clientID},
			fault: to("aud", func(_ Exchange, old string) string { return "api://" + old })},
		Drill{Code: "oidc-token-authorized-party", What: "Another application asked for the token", Needs: []federation.Fact{clientID},
			fault: set("azp", "another-application")},
		Drill{Code: "oidc-token-several-audiences", What: "The token is for two applications, and does not say who asked",
			fault: fault{claims: func(x Exchange, m map[string]any) { m["aud"] = []string{x.Platform.ClientID, "account"} }}},
		Drill{Code: "oidc-token-nonce-mismatch", What: "The token answers another request", Needs: []federation.Fact{"oidc.nonce"},
			fault: set("nonce", "another")},
		Drill{Code: "oidc-token-at-hash", What: "The access token beside it is one of another login",
			fault: to("at_hash", func(x Exchange, _ string) string { return half(x.AccessToken + "another") })},

		Drill{Code: "oidc-token-expired", What: "The token was over before it was sent",
			fault: at("exp", func(x Exchange) time.Duration { return -x.tolerance() - 10*time.Minute })},
		Drill{Code: "oidc-token-issued-in-future", What: "The identity provider's clock is far ahead",
			fault: fault{clock: func(x Exchange) time.Duration { return x.tolerance() + 10*time.Minute }}},
		Drill{Code: "oidc-token-not-yet-valid", What: "The token begins later than it arrives",
			fault: at("nbf", func(x Exchange) time.Duration { return x.tolerance() + 10*time.Minute })},
		Drill{Code: "oidc-token-time-within-tolerance", What: "The identity provider's clock is some seconds ahead",
			Wants: "does not say for certain how far clocks may differ",
			suits: vague, fault: at("nbf", seconds)},

		Drill{Code: "oidc-token-claim-missing", What: "The token does not name its subject", fault: to("sub", gone)},
		Drill{Code: "oidc-token-claim-type", What: "The end of the token is written as text", fault: set("exp", "tomorrow")},
		Drill{Code: "oidc-token-duplicate-member", What: "Two mappings send the same claim",
			fault: fault{body: func(_ Exchange, old string) string {
				return strings.Replace(old, `"iss"`, `"given_name":"Bob","iss"`, 1)
			}}},
		Drill{Code: "oidc-token-identity-claim-missing", What: "The token lacks the claim that names the person",
			Wants: "finds people by a claim", suits: claims,
			fault: fault{claims: func(x Exchange, m map[string]any) { delete(m, x.Platform.Expect.IdentityClaim.Value) }}},
		Drill{Code: "oidc-token-identity-mismatch", What: "The e-mail has capitals that the platform does not know",
			Wants: "finds people by a claim", suits: claims,
			Needs: []federation.Fact{external},
			fault: fault{claims: func(x Exchange, m map[string]any) { member(x.Platform.Expect.IdentityClaim.Value, capitals)(x, m) }}},
		Drill{Code: "oidc-token-email-unverified", What: "The e-mail of the person is not verified", fault: set("email_verified", false)},
		Drill{Code: "oidc-token-groups-overage", What: "The person is in too many groups to be listed", fault: set("hasgroups", true)},
	)
}

// claims reports whether a platform finds people by a claim.
func claims(e federation.Expect) bool { return e.IdentityClaim.Set }

// tokenSignatureDrills are tokens that cannot be read or verified (RFC 7515, RFC 7519).
func tokenSignatureDrills() []Drill {
	header := func(name string, value any) fault { return fault{header: members(map[string]any{name: value})} }
	return ofTokens(
		Drill{Code: "oidc-token-malformed", What: "The token loses a letter on the way",
			fault: fault{text: func(_ Exchange, old string) string { return strings.Replace(old, ".ey", ".", 1) }}},
		Drill{Code: "oidc-token-encrypted", What: "The token is encrypted", fault: fault{text: func(Exchange, string) string {
			return base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"RSA-OAEP-256","enc":"A256GCM","cty":"JWT"}`)) + ".b25l.dHdv.dGhyZWU.Zm91cg"
		}}},
		Drill{Code: "oidc-token-unsigned", What: "The token has no signature", fault: fault{header: members(map[string]any{"alg": "none"}),
			text: func(_ Exchange, old string) string { return old[:strings.LastIndexByte(old, '.')+1] }}},
		Drill{Code: "oidc-token-algorithm-symmetric", What: "The token is signed with the client secret", fault: header("alg", "HS256")},
		Drill{Code: "oidc-token-algorithm-unknown", What: "The token names an algorithm that does not exist",
			fault: header("alg", "RS257")},
		Drill{Code: "oidc-token-algorithm-mismatch", What: "The token names an algorithm that its key cannot be used with",
			fault: header("alg", "ES256")},
		Drill{Code: "oidc-token-algorithm-not-announced", What: "The token is signed in a way that the discovery document does not list",
			fault: fault{header: members(map[string]any{"alg": "RS384"}), signing: func(_ Exchange, s *signing) { s.algorithm = rsaSHA384 },
				claims: member("at_hash", gone)}}, // it would have to be of the same digest
		Drill{Code: "oidc-token-key-unknown", What: "The token names a key that is not in the key set", fault: header("kid", "another")},
		Drill{Code: "oidc-token-signature-broken", What: "Another key made the signature",
			fault: fault{signing: func(x Exchange, s *signing) { s.key = x.IdP.Other }}},
	)
}
