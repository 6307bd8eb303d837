package oidc

import (
	"slices"

	"federate/federation"
	"federate/federation/check"
)

const (
	codeTokenV1   federation.Code = "oidc-token-v1"
	codeTokenOkta federation.Code = "oidc-token-okta-server"
)

// addresseeChecks judge who issued the token and whom it is for.
func addresseeChecks() []federation.Check {
	const idp, platform = federation.IdP, federation.Platform
	rule := func(code federation.Code, title, remedy string, role federation.Role, source federation.Source,
		because ...federation.Code) federation.Rule {
		return federation.Rule{Code: code, Severity: federation.Error, Title: title, Remedy: remedy, Role: role, Source: source,
			Because: because}
	}
	return []federation.Check{
		onToken(rule(codeTokenV1, "The token is of v1.0 of Entra ID",
			"Copy every address into {{name \"platform\"}} from the discovery document of v2.0, and ask for the token there",
			federation.PlatformAdmin, microsoft(idTokens)),
			check.Facts(factIssuer), nil, func(j *check.Judgement, t *Token) {
				known, ok := readEntra(j.Value(factIssuer))
				from, _ := readEntra(t.Issuer.Text)
				if ok && known.version == 2 && (from.version == 1 || t.Version.Text == "1.0") {
					j.Differ(t.Issuer.Or(t.Version), platform, factIssuer, j.Value(factIssuer),
						"The federation was set up with v2.0 and the token comes from v1.0")
				}
			}),
		onToken(rule(codeTokenOkta, "The token is of another authorization server",
			"Choose one authorization server in {{name \"idp\"}} and copy every address into {{name \"platform\"}} from its discovery document",
			federation.Either, okta("Authorization servers")),
			check.Facts(factIssuer), nil, func(j *check.Judgement, t *Token) {
				want := j.Value(factIssuer)
				if t.Issuer.Text != "" && t.Issuer.Text != want && oktaServer(t.Issuer.Text) != "" && oktaServer(want) != "" &&
					(oktaHost().MatchString(want) || oktaHost().MatchString(t.Issuer.Text)) {
					j.Differ(t.Issuer, platform, factIssuer, want,
						"The federation was set up with %s and the token comes from %s", oktaKind(want), oktaKind(t.Issuer.Text))
				}
			}),
		onToken(rule("oidc-token-issuer-mismatch", "The token comes from another issuer",
			"Set {{platform \"oidc.issuer\"}} in {{name \"platform\"}} to the issuer that the token names, if it is yours",
			federation.PlatformAdmin, core("3.1.3.7"), codeTokenV1, codeTokenOkta),
			check.Facts(factIssuer), nil, func(j *check.Judgement, t *Token) {
				if t.Issuer.Text != "" && t.Issuer.Text != j.Value(factIssuer) {
					j.Differ(t.Issuer, platform, factIssuer, j.Value(factIssuer),
						"The federation knows one issuer and the token names another")
				}
			}),
		onToken(rule("oidc-token-audience-mismatch", "The token is for another application",
			"Set {{platform \"oidc.client_id\"}} in {{name \"platform\"}} to the ID of this application, or log in to the right one",
			federation.PlatformAdmin, core("3.1.3.7")),
			check.Facts(factClientID), nil, func(j *check.Judgement, t *Token) {
				if want := j.Value(factClientID); len(t.Audience) > 0 && !has(t.Audience, want) {
					f := j.Differ(t.Audience[0], platform, factClientID, want,
						"The federation has one client ID and the token is for another")
					f.Got = listed(texts(t.Audience))
				}
			}),
		onToken(rule("oidc-token-authorized-party", "The token was issued to another application",
			"Request the token with the client ID of this federation", federation.PlatformAdmin, core("3.1.3.7"),
			"oidc-token-audience-mismatch"),
			check.Facts(factClientID), nil, func(j *check.Judgement, t *Token) {
				if want := j.Value(factClientID); t.AuthorizedParty.Text != "" && t.AuthorizedParty.Text != want {
					j.Differ(t.AuthorizedParty, platform, factClientID, want, "The federation has one client ID and azp names another")
				}
			}),
		onToken(federation.Rule{Code: "oidc-token-several-audiences", Severity: federation.Warning,
			Title:  "The token is for several applications",
			Remedy: "Leave one audience, the client ID, in the ID tokens of {{name \"idp\"}}", Role: federation.IdPAdmin, Source: core("2"),
			Because: check.Codes("oidc-token-audience-mismatch")},
			nil, nil, func(j *check.Judgement, t *Token) {
				if len(t.Audience) > 1 && t.AuthorizedParty.Text == "" {
					j.At(t.Audience[1], idp, "", "A token for several has to say in azp who asked for it, and this one does not").Got = listed(texts(t.Audience))
				}
			}),
		onToken(rule("oidc-token-nonce-mismatch", "The token answers another login request",
			"Capture request and token of one and the same login, and start the login afresh", federation.Either, core("3.1.3.7")),
			nil, func(d *federation.Dossier, t *Token) bool {
				_, ok := nonce(d, federation.KindIDToken)
				return t.Readable() && ok
			},
			func(j *check.Judgement, t *Token) {
				if want, _ := nonce(j.Dossier, federation.KindIDToken); t.Nonce.Text != want.Value {
					f := j.Differ(t.Nonce.Or(Value{Path: "/claims/nonce"}), platform, factNonce, want.Value,
						"The request has one nonce and the token has another, or none")
					f.Subject.Key = want.Key
				}
			}),
	}
}

// nonce is the nonce of this login's request; the attempt is named by the dossier,
// or by the document.
func nonce(d *federation.Dossier, kind federation.Kind) (federation.Claim, bool) {
	keys := []string{d.Attempt}
	for _, a := range slices.Backward(d.Artifacts()) {
		if a.Kind == kind {
			keys = append(keys, a.Key)
			break
		}
	}
	for _, key := range append(keys, "") {
		if c, ok := d.Said(d.Owner(factNonce), factNonce, key); ok && c.Stated() {
			return c, true
		}
	}
	if r, ok := federation.Doc[*Request](d, federation.KindOIDCRequest); ok { // it came along
		if v := r.Parameter("nonce"); v.Text != "" && v.Text != federation.LeftOut && !federation.Redacted(v.Text) {
			return federation.Claim{Side: federation.Platform, Fact: factNonce, Value: v.Text}, true
		}
	}
	return federation.Claim{}, false
}
