package oidc

import (
	"slices"
	"strings"

	"federate/federation"
	"federate/federation/check"
)

const codeRequestMalformed federation.Code = "oidc-request-malformed"

// requestChecks judge what the platform asks for.
func requestChecks() []federation.Check {
	return slices.Concat(requestAddressChecks(), requestValueChecks())
}

// authenticationRequest is where the parameters of a request are described.
var authenticationRequest = core("3.1.2.1")

// requestRule is a rule that the platform's admin mends.
func requestRule(code federation.Code, severity federation.Severity, title, remedy string, source federation.Source,
	because ...federation.Code) federation.Rule {
	return federation.Rule{Code: code, Severity: severity, Title: title, Remedy: remedy, Role: federation.PlatformAdmin, Source: source,
		Because: because}
}

// onRequest is a check of every request that can be read whole.
func onRequest(rule federation.Rule, facts []federation.Fact, run func(*check.Judgement, *Request)) federation.Check {
	return check.On(federation.KindOIDCRequest, rule, facts, func(_ *federation.Dossier, r *Request) bool { return r.whole() }, run)
}

// requestAddressChecks judge whether the request can be read, who asks, where it goes
// and where it wants the answer.
func requestAddressChecks() []federation.Check {
	const platform = federation.Platform
	return []federation.Check{
		check.On(federation.KindOIDCRequest, federation.Rule{Code: codeRequestMalformed, Severity: federation.Error,
			Title: "The login request cannot be read", Uncapped: true,
			Remedy: "Copy the whole address that the browser was sent to, from https:// to its end", Role: federation.Either,
			Source: rfc("6749", "3.1")},
			nil, check.Always, func(j *check.Judgement, r *Request) {
				if r.Malformed != "" {
					j.At(Value{Path: "address", Line: 1}, "", "",
						"A request is an address with parameters and this is none: %s", r.Malformed)
				}
				for _, v := range r.Twice {
					j.At(v, "", "", "A parameter may be there once and %s is there again", v.Text)
				}
			}),
		check.On(federation.KindOIDCRequest, requestRule("oidc-request-endpoint-mismatch", federation.Error, "The request goes to another address",
			"Set {{platform \"oidc.authorization_endpoint\"}} in {{name \"platform\"}} to exactly the wanted value", core("3.1.2")),
			check.Facts(factAuthorization), func(_ *federation.Dossier, r *Request) bool { return r.Readable() && r.Address.Text != "" },
			func(j *check.Judgement, r *Request) {
				want := bare(j.Value(factAuthorization))
				if r.Address.Text != want && !otherName(r.Address.Text, want) {
					j.Differ(r.Address, platform, factAuthorization, want,
						"The identity provider listens at one address and the request goes to another")
				}
			}),
		onRequest(requestRule("oidc-request-response-type", federation.Error, "The request does not ask for a code",
			"Set {{name \"platform\"}} to the authorization code flow; a token in the address bar is refused by most identity providers",
			authenticationRequest), nil, func(j *check.Judgement, r *Request) {
			v, code := r.Parameter("response_type"), j.Expect.AuthMethods
			switch {
			case v.Text == "code", !code.Set && tells(v.Text):
			case code.Set: // it fetches the token with a code and its secret
				check.Rests(j.Differ(v, platform, "", "code",
					"%s logs in with the authorization code flow and the request asks for something else", j.Words.Name(platform)), code)
			default:
				j.Differ(v, platform, "", "code", "A login asks for a code or an ID token and the request asks for neither")
			}
		}),
		onRequest(requestRule("oidc-request-client-id-mismatch", federation.Error, "The request comes from another application",
			"Set {{platform \"oidc.client_id\"}} in {{name \"platform\"}} to exactly the wanted value", authenticationRequest), check.Facts(factClientID),
			func(j *check.Judgement, r *Request) {
				if v := r.Parameter("client_id"); v.Text != j.Value(factClientID) {
					j.Differ(v, platform, factClientID, j.Value(factClientID),
						"The identity provider knows one client ID and the request names another")
				}
			}),
		onRequest(requestRule("oidc-request-redirect-uri-missing", federation.Error, "The request does not say where to answer",
			"Set {{platform \"oidc.redirect_uri\"}} in {{name \"platform\"}}", authenticationRequest), nil, func(j *check.Judgement, r *Request) {
			if r.Parameter("redirect_uri").Text == "" {
				j.At(Value{Path: "parameter redirect_uri", Line: 1}, platform, factRedirect,
					"Every request names the address to answer to and this one does not")
			}
		}),
		onRequest(requestRule("oidc-request-redirect-uri-mismatch", federation.Error, "The request asks for an answer to another address",
			"Add the address that the request names to {{idp \"oidc.redirect_uri\"}} in {{name \"idp\"}}, or correct it in {{name \"platform\"}}",
			authenticationRequest, "oidc-request-redirect-uri-missing"),
			check.Facts(factRedirect), func(j *check.Judgement, r *Request) {
				if v := r.Parameter("redirect_uri"); v.Text != "" && v.Text != j.Value(factRedirect) {
					j.Differ(v, platform, factRedirect, j.Value(factRedirect),
						"The federation has one redirect URI and the request names another")
				}
			}),
		check.Only(func(d *federation.Dossier) bool {
			c, ok := d.Said(federation.IdP, factRedirect, "")
			owner, known := d.Known(factRedirect)
			return ok && !c.Placeholder && (!known || owner.Value == c.Value)
		}, onRequest(requestRule("oidc-request-redirect-uri-unregistered", federation.Error,
			"The identity provider does not answer to that address",
			"Add the address that the request names to {{idp \"oidc.redirect_uri\"}} in {{name \"idp\"}}; behind a proxy, tell {{name \"platform\"}} its outside address",
			authenticationRequest,
			"oidc-request-redirect-uri-missing", "oidc-request-redirect-uri-mismatch"), nil, func(j *check.Judgement, r *Request) {
			v := r.Parameter("redirect_uri")
			c, _ := j.Said(federation.IdP, factRedirect, "")
			// An address that cannot work is reported by another rule: registering
			// it would not help.
			broken := slices.ContainsFunc(flaws(j, v, factRedirect),
				func(w federation.Finding) bool { return w.Severity == federation.Error })
			if v.Text != "" && v.Text != c.Value && !broken {
				f := j.At(v, federation.IdP, factRedirect,
					"The request wants the answer at one address and %s was told of another, so it will refuse",
					j.Words.Name(federation.IdP))
				f.Want, f.Got = v.Text, c.Value
			}
		})),
	}
}

// requestValueChecks judge what else the request carries.
func requestValueChecks() []federation.Check {
	const platform = federation.Platform
	return []federation.Check{
		onRequest(requestRule("oidc-request-value", federation.Error, "A value in the request cannot work",
			"Correct the value in {{name \"platform\"}}: the request carries what its console holds", authenticationRequest,
			"oidc-request-redirect-uri-mismatch", "oidc-request-redirect-uri-unregistered", "oidc-request-client-id-mismatch"), nil,
			func(j *check.Judgement, r *Request) {
				for _, x := range []struct {
					name string
					fact federation.Fact
				}{{"client_id", factClientID}, {"redirect_uri", factRedirect}} {
					v := r.Parameter(x.name)
					for _, w := range flaws(j, v, x.fact) {
						if v.Text != "" {
							f := j.At(v, platform, x.fact, "The %s of the request breaks a rule of its kind, %s: %s", x.name, w.Code,
								w.Title)
							f.Want, f.Got, f.Severity = w.Want, v.Text, w.Confidence.Cap(w.Severity)
						}
					}
				}
			}),
		onRequest(requestRule("oidc-request-scope-openid", federation.Error, "The request does not ask for a login",
			"Add openid to the scopes in {{name \"platform\"}}", authenticationRequest), nil, func(j *check.Judgement, r *Request) {
			if !slices.Contains(r.scopes(), "openid") {
				j.Differ(r.Parameter("scope").Or(Value{Path: "parameter scope", Line: 1}), platform, "", "openid",
					"Without the scope openid there is no ID token")
			}
		}),
		check.Only(func(d *federation.Dossier) bool {
			return d.Expect.IdentityClaim.Set && d.Expect.IdentityClaim.Value == "email"
		},
			onRequest(requestRule("oidc-request-scope-email", federation.Warning, "The request does not ask for the e-mail",
				"Add email to the scopes in {{name \"platform\"}}", core("5.4"), "oidc-request-scope-openid"), nil,
				func(j *check.Judgement, r *Request) {
					if !slices.Contains(r.scopes(), "email") {
						f := j.Differ(r.Parameter("scope").Or(Value{Path: "parameter scope", Line: 1}), platform, "", "openid email",
							"%s finds the person by the e-mail and the request does not ask for it", j.Words.Name(platform))
						check.Rests(f, j.Expect.IdentityClaim)
					}
				})),
		onRequest(requestRule("oidc-request-state-missing", federation.Warning, "The request has no state",
			"Report it to the maker of {{name \"platform\"}}: without a state somebody else's login can be slipped in",
			rfc("6749", "10.12")), nil, func(j *check.Judgement, r *Request) {
			if !r.Parameter("state").Present() {
				j.At(Value{Path: "parameter state", Line: 1}, platform, "",
					"A state ties the answer to the browser that asked and this request has none")
			}
		}),
		onRequest(requestRule("oidc-request-nonce-missing", federation.Warning, "The request has no nonce",
			"Report it to the maker of {{name \"platform\"}}: without a nonce a token can be used again", core("15.5.2")), nil,
			func(j *check.Judgement, r *Request) {
				if r.Parameter("nonce").Text == "" && !r.Parameter("code_challenge").Present() && !r.wantsToken() {
					j.At(Value{Path: "parameter nonce", Line: 1}, platform, "",
						"A nonce ties the token to the request and this request has none")
				}
			}),
		onRequest(requestRule("oidc-request-nonce-required", federation.Error, "The request for an ID token has no nonce",
			"Set {{name \"platform\"}} to send a nonce, or to the authorization code flow", core("3.2.2.1")), nil,
			func(j *check.Judgement, r *Request) {
				if v := r.Parameter("nonce"); v.Text == "" && r.wantsToken() {
					j.At(v.Or(Value{Path: "parameter nonce", Line: 1}), platform, "",
						"The response type %q brings an ID token through the browser, which needs a nonce, and this request has none",
						r.Parameter("response_type").Text)
				}
			}),
		onRequest(requestRule("oidc-request-response-mode", federation.Error, "The answer would not reach the platform",
			"Remove response_mode=fragment in {{name \"platform\"}}, or set it to form_post or query",
			federation.Source{Document: "oauth-v2-multiple-response-types-1_0", Section: "2.1"}),
			nil, func(j *check.Judgement, r *Request) {
				if v := r.Parameter("response_mode"); v.Text == "fragment" && r.Parameter("response_type").Text == "code" {
					j.Differ(v, platform, "", "query or form_post",
						"What stands behind # stays in the browser, and a code has to reach the platform")
				}
			}),
	}
}

// tells reports whether a response type leads to an ID token
// (openid-connect-core-1_0 3). Its words may stand in any order.
func tells(responseType string) bool {
	words := strings.Fields(responseType)
	known := func(w string) bool { return w == "code" || w == "id_token" || w == "token" }
	return (slices.Contains(words, "code") || slices.Contains(words, "id_token")) &&
		!slices.ContainsFunc(words, func(w string) bool { return !known(w) })
}

// flaws is what is wrong with v by itself, by the rules for its fact.
func flaws(j *check.Judgement, v Value, fact federation.Fact) []federation.Finding {
	return federation.Flaws(j.Dossier, federation.Claim{Side: federation.Platform, Fact: fact, Value: v.Text})
}

// wantsToken reports whether the answer to r brings an ID token by itself, not
// only a code for one.
func (r *Request) wantsToken() bool {
	return slices.Contains(strings.Fields(r.Parameter("response_type").Text), "id_token")
}

// otherName reports whether two addresses of Entra ID differ only by the tenant, and
// one of them names it by a domain: only Entra ID knows whether they agree.
func otherName(a, b string) bool {
	one, ok := readEntra(a)
	two, also := readEntra(b)
	return ok && also && (strings.Contains(one.tenant, ".") || strings.Contains(two.tenant, ".")) &&
		strings.Replace(a, one.tenant, two.tenant, 1) == b
}
