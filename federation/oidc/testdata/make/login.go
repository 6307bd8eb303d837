//go:build ignore

package main

import (
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"strings"

	"federate/federation/conformance"
)

var (
	signing = rsaKey(2048)
	second  = rsaKey(2048)
	curve   = ecKey()
)

// keySets writes keys.jwks, which stands beside every token, and the key sets
// that are judged.
func keySets() {
	sound := set(public(signing, "entra-1", object{"x5c": x5c(signing), "x5t": "entra-1", "issuer": issuer}), public(second, "entra-2", nil), public(curve, "curve-1", object{"alg": "ES256"}))
	write("keys.jwks", sound)
	doc := func(code, name string, content any) {
		write(code+"/"+name+".jwks", content)
		write(code+"/good.jwks", sound)
	}
	text := conformance.JSON(set(public(signing, "a", nil)))
	doc("oidc-key-set-malformed", "bad", set(public(signing, "a", object{"use": 5})))
	doc("oidc-key-set-duplicate-member", "bad", strings.Replace(text, `"kid"`, `"kid": "b", "kid"`, 1))
	// with k it would be a private key, and package pki would have taken it away
	doc("oidc-key-secret", "bad", set(public(signing, "a", nil), object{"kty": "oct", "kid": "shared", "alg": "HS256"}))
	doc("oidc-key-unreadable", "bad", set(public(signing, "a", nil), public(signing, "b", object{"n": nil})))
	write("oidc-key-unreadable/bad-point.jwks", set(public(signing, "a", nil), public(curve, "b", object{"y": b64([]byte("not on the curve, not on the cur"))})))
	write("oidc-key-unreadable/bad-certificate.jwks", set(public(signing, "a", nil), public(second, "b", object{"x5c": []string{"MIIB"}})))
	doc("oidc-key-set-no-signing-key", "bad", set(public(signing, "a", object{"use": "enc"})))
	write("oidc-key-set-no-signing-key/bad-empty.jwks", set([]object{}...))
	doc("oidc-key-weak", "bad", set(public(rsaKey(1024), "a", nil)))
	doc("oidc-key-certificate-mismatch", "bad", set(public(signing, "a", object{"x5c": x5c(second)})))
	doc("oidc-key-id-twice", "bad", set(public(signing, "a", nil), public(second, "a", nil)))
	write("oidc-key-id-twice/good-algorithms.jwks", set(public(signing, "a", object{"alg": "RS256"}), public(signing, "a", object{"alg": "PS256"}), public(curve, "a", nil)))
}

var header = object{"typ": "JWT", "alg": "RS256", "kid": "entra-1"}

// claims are those of an ID token as Entra writes it.
var claims = object{"aud": client, "iss": issuer, "iat": then, "nbf": then, "exp": then + 3900, "email": mail, "name": "Nick Carraway", "oid": "0f1e2d3c-4b5a-4968-8776-655443322110",
	"preferred_username": mail, "rh": "0.AAAA.", "sub": "qKz3xQn0-y4fWJmP7b2S1dT6u8RvA9cE5hG0iLoNkXw", "tid": tenant, "uti": "abcdefghijklmnopqrstuv", "ver": "2.0"}

func tokens() {
	good := sign(signing, header, claims)
	raw := func(code, name, text string) {
		write(code+"/"+name+".jwt", text+"\n")
		write(code+"/good.jwt", good+"\n")
	}
	doc := func(code, name string, changes object) { raw(code, name, sign(signing, header, with(claims, changes))) }
	headed := func(code, name string, changes object) { raw(code, name, sign(signing, with(header, changes), claims)) }
	setup := func(code string, s object) { write(code+"/setup.json", s) }

	raw("oidc-token-malformed", "bad", sign(signing, header, "this is no JSON"))
	raw("oidc-token-malformed", "bad-list", sign(signing, header, "[]"))
	raw("oidc-token-malformed", "bad-cut", strings.Replace(good, ".ey", ".", 1))
	box := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"RSA-OAEP-256","enc":"A256GCM","cty":"JWT"}`))
	raw("oidc-token-encrypted", "bad", box+".b25l.dHdv.dGhyZWU.Zm91cg")
	headed("oidc-token-encrypted", "bad-nested", object{"cty": "JWT"})
	list := conformance.JSON(claims)
	raw("oidc-token-duplicate-member", "bad", sign(signing, header, strings.Replace(list, `"email"`, `"email": "daisy@classics.com", "email"`, 1)))
	doc("oidc-token-claim-type", "bad", object{"exp": "2027-06-01T13:00:00Z"})
	doc("oidc-token-claim-type", "bad-milliseconds", object{"exp": (then + 3900) * 1000})
	doc("oidc-token-claim-type", "bad-audience", object{"aud": 5})
	doc("oidc-token-claim-missing", "bad", object{"sub": nil})

	raw("oidc-token-unsigned", "bad", sign(nil, object{"alg": "none"}, claims))
	raw("oidc-token-unsigned", "bad-empty", sign(nil, header, claims))
	headed("oidc-token-algorithm-symmetric", "bad", object{"alg": "HS256"})
	raw("oidc-token-unproven", "bad", conformance.JSON(header)+"."+conformance.JSON(claims))
	raw("oidc-token-unproven", "bad-claims", conformance.JSON(claims))
	headed("oidc-token-algorithm-unknown", "bad", object{"alg": "RS257"})
	headed("oidc-token-algorithm-unknown", "bad-eddsa", object{"alg": "EdDSA"})
	headed("oidc-token-algorithm-unknown", "bad-missing", object{"alg": ""})
	raw("oidc-token-algorithm-not-announced", "bad", sign(curve, object{"alg": "ES256", "kid": "curve-1"}, claims))
	setup("oidc-token-algorithm-not-announced", object{"documents": []string{"keys.jwks", "sound/entra/configuration.discovery"}})
	headed("oidc-token-key-unknown", "bad", object{"kid": "entra-3"})
	headed("oidc-token-algorithm-mismatch", "bad", object{"kid": "curve-1"})
	raw("oidc-token-algorithm-mismatch", "bad-curve", sign(signing, with(header, object{"alg": "ES256"}), claims))
	raw("oidc-token-signature-broken", "bad", sign(second, header, claims))
	parts := strings.Split(good, ".")
	changed := strings.Split(sign(signing, header, with(claims, object{"name": "Jay Gatsby"})), ".")
	raw("oidc-token-signature-broken", "bad-changed", parts[0]+"."+changed[1]+"."+parts[2])
	raw("oidc-token-signature-broken", "bad-no-kid", sign(rsaKey(2048), object{"alg": "RS256"}, claims))
	raw("oidc-token-signature-broken", "good-no-kid", sign(second, object{"alg": "RS256"}, claims))
	raw("oidc-token-signature-broken", "good-curve", sign(curve, object{"alg": "ES256", "kid": "curve-1"}, claims))

	doc("oidc-token-v1", "bad", object{"iss": "https://sts.windows.net/" + tenant + "/", "ver": "1.0"})
	doc("oidc-token-issuer-mismatch", "bad", object{"iss": login + other + "/v2.0", "tid": other})
	doc("oidc-token-issuer-mismatch", "bad-slash", object{"iss": issuer + "/"})
	okta := "https://dev-1.okta.com"
	setup("oidc-token-okta-server", object{"facts": object{"oidc.issuer": okta, "oidc.discovery_url": okta + known}})
	doc("oidc-token-okta-server", "bad", object{"iss": okta + "/oauth2/default", "ver": 1})
	write("oidc-token-okta-server/good.jwt", sign(signing, header, with(claims, object{"iss": okta, "ver": 1})))
	doc("oidc-token-audience-mismatch", "bad", object{"aud": "api://" + client})
	doc("oidc-token-authorized-party", "bad", object{"azp": "99991111-aaaa-2222-bbbb-3333cccc4444"})
	doc("oidc-token-several-audiences", "bad", object{"aud": []string{client, "account"}})
	doc("oidc-token-several-audiences", "good-azp", object{"aud": []string{client, "account"}, "azp": client})
	setup("oidc-token-nonce-mismatch", object{"facts": object{"oidc.nonce": "n-0S6_WzA2Mj"}})
	doc("oidc-token-nonce-mismatch", "bad", object{"nonce": "n-another"})
	doc("oidc-token-nonce-mismatch", "bad-missing", nil)
	write("oidc-token-nonce-mismatch/good.jwt", sign(signing, header, with(claims, object{"nonce": "n-0S6_WzA2Mj"})))

	setup("oidc-token-at-hash", object{"documents": []string{}})
	for name, access := range map[string]string{"bad": "of another login", "good": "throw-away"} {
		half := sha256.Sum256([]byte("throw-away"))
		write("oidc-token-at-hash/"+name+".answer", object{"token_type": "Bearer", "expires_in": 3600, "access_token": access,
			"id_token": sign(signing, header, with(claims, object{"at_hash": base64.RawURLEncoding.EncodeToString(half[:16])}))})
	}

	later := object{"iat": then + 7200, "nbf": then + 7200, "exp": then + 11100}
	at := func(code, now string) { setup(code, object{"now": now}) }
	at("oidc-token-expired", "2027-06-01T14:00:00Z")
	doc("oidc-token-expired", "bad", nil)
	write("oidc-token-expired/good.jwt", sign(signing, header, with(claims, later)))
	at("oidc-token-issued-in-future", "2027-06-01T12:00:05Z")
	doc("oidc-token-issued-in-future", "bad", later)
	at("oidc-token-not-yet-valid", "2027-06-01T12:00:05Z")
	doc("oidc-token-not-yet-valid", "bad", object{"nbf": then + 600})
	at("oidc-token-time-within-tolerance", "2027-06-01T12:00:05Z")
	doc("oidc-token-time-within-tolerance", "bad", object{"nbf": then + 65})
	doc("oidc-token-time-within-tolerance", "bad-expired", object{"exp": then + 3})

	doc("oidc-token-identity-claim-missing", "bad", object{"email": nil})
	doc("oidc-token-identity-claim-missing", "bad-empty", object{"email": ""})
	setup("oidc-token-identity-mismatch", object{"facts": object{"user.email": nil}})
	doc("oidc-token-identity-mismatch", "bad", object{"email": "nickcarraway@classics.com"})
	doc("oidc-token-identity-mismatch", "bad-case", object{"email": "Nick.Carraway@classics.com"})
	doc("oidc-token-email-unverified", "bad", object{"email_verified": false})
	doc("oidc-token-email-unverified", "good-true", object{"email_verified": true})
	doc("oidc-token-groups-overage", "bad", object{"hasgroups": true})
	doc("oidc-token-groups-overage", "bad-source", object{"_claim_names": object{"groups": "src1"}, "_claim_sources": object{"src1": object{"endpoint": "https://graph.windows.net/x"}}})
	doc("oidc-token-groups-overage", "good-groups", object{"groups": []string{"agents"}})
}

// messages writes what passes through the address bar.
func messages() {
	authorize := login + tenant + "/oauth2/v2.0/authorize"
	ask := map[string]string{"client_id": client, "response_type": "code", "redirect_uri": back, "scope": "openid email profile", "state": "af0ifjsldkj", "nonce": "n-0S6_WzA2Mj"}
	address := func(base string, changes map[string]string) string {
		q := url.Values{}
		for k, v := range ask {
			q.Set(k, v)
		}
		for k, v := range changes {
			if q.Set(k, v); v == "" {
				q.Del(k)
			}
		}
		return base + "?" + q.Encode()
	}
	good := address(authorize, nil)
	request := func(code, name, text string) {
		write(code+"/"+name+".url", text+"\n")
		write(code+"/good.url", good+"\n")
	}
	doc := func(code string, name, value string) {
		request(code, "bad", address(authorize, map[string]string{name: value}))
	}
	request("oidc-request-malformed", "bad", good+"&login_hint=100%")
	request("oidc-request-malformed", "bad-twice", good+"&state=again")
	request("oidc-request-endpoint-mismatch", "bad", address(login+tenant+"/oauth2/authorize", nil))
	write("oidc-request-endpoint-mismatch/setup.json", object{"facts": object{"oidc.authorization_endpoint": authorize}})
	request("oidc-request-endpoint-mismatch", "good-domain", address(login+"contoso.onmicrosoft.com/oauth2/v2.0/authorize", nil))
	doc("oidc-request-response-type", "response_type", "id_token")
	doc("oidc-request-client-id-mismatch", "client_id", "99991111-aaaa-2222-bbbb-3333cccc4444")
	doc("oidc-request-redirect-uri-missing", "redirect_uri", "")
	doc("oidc-request-redirect-uri-mismatch", "redirect_uri", back+"/")
	doc("oidc-request-scope-openid", "scope", "email profile")
	doc("oidc-request-scope-email", "scope", "openid profile")
	doc("oidc-request-state-missing", "state", "")
	doc("oidc-request-nonce-missing", "nonce", "")
	request("oidc-request-nonce-missing", "good-pkce", address(authorize, map[string]string{"nonce": "", "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"}))
	const required = "oidc-request-nonce-required" // of a platform that takes more than a code
	for name, changes := range map[string]map[string]string{"none": {"response_type": "id_token", "nonce": ""}, "none-hybrid": {"response_type": "code id_token", "nonce": "", "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"},
		"token": {"response_type": "id_token"}} {
		request(required, name, address(authorize, changes))
	}
	for name, document := range map[string]string{"bad": "none", "bad-hybrid": "none-hybrid", "good-token": "token"} {
		write(required+"/"+name+".json", object{"documents": []string{required + "/" + document + ".url"}})
	}
	doc("oidc-request-response-mode", "response_mode", "fragment")
	request("oidc-request-state-missing", "good-object", authorize+"?client_id="+client+"&response_type=code&request_uri=urn%3Aexample%3Aabc")

	answer := func(code, name, text string) {
		write(code+"/"+name+".url", text+"\n")
		write(code+"/good.url", back+"?code=throw-away&state=af0ifjsldkj&session_state=x\n")
	}
	answer("oidc-callback-malformed", "bad", back+"?code=a%zz&state=b")
	answer("oidc-callback-malformed", "bad-twice", back+"?code=a&state=b&state=c")
	answer("oidc-callback-error", "bad", back+"?error=invalid_client&error_description=AADSTS7000222%3a+The+provided+client+secret+keys+for+app+%27"+client+"%27+are+expired.%0d%0aTrace+ID%3a+x&state=b")
	answer("oidc-callback-error", "bad-denied", back+"#error=access_denied&error_description=User+is+not+assigned+to+the+client+application.&state=b")
	answer("oidc-callback-error", "bad-unknown", back+"?error=temporarily_unavailable&state=b")
	answer("oidc-idp-initiated", "bad", "iss="+url.QueryEscape(issuer)+"&id_token=throw-away")
	write("oidc-idp-initiated/setup.json", object{"expect": object{"saml.starts": []string{"sp-initiated"}}})
	answer("oidc-callback-state-missing", "bad", "code=throw-away&id_token=throw-away")
	answer("oidc-callback-redirect-uri-mismatch", "bad", back+"/?code=a&state=b")
	answer("oidc-callback-issuer-mismatch", "bad", back+"?code=a&state=b&iss=https%3A%2F%2Fattacker.example")
	answer("oidc-callback-token-in-address", "bad", back+"#id_token=throw-away&state=b")

	failed := func(code, name string, content object) {
		write(code+"/"+name+".error", content)
		write(code+"/good.error", object{"token_type": "Bearer", "expires_in": 3600, "access_token": "throw-away", "id_token": sign(signing, header, claims)})
	}
	failed("oidc-token-error-malformed", "bad", object{"error": "invalid_client", "error_description": 5})
	for number, text := range map[string]string{"7000215": "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '" + client + "'.",
		"7000222": "The provided client secret keys for app '" + client + "' are expired.", "50011": "The redirect URI '" + back + "/' specified in the request does not match the redirect URIs configured for the application '" + client + "'."} {
		failed("oidc-token-error", "bad-"+number, object{"error": "invalid_client", "error_description": "AADSTS" + number + ": " + text + " Trace ID: 0f1e Correlation ID: 0f1e Timestamp: 2027-06-01 12:00:00Z",
			"error_codes": []int{7000215}, "timestamp": "2027-06-01 12:00:00Z", "trace_id": "0f1e", "correlation_id": "0f1e"})
	}
	failed("oidc-token-error", "bad-okta", object{"error": "invalid_client", "error_description": "Client authentication failed. Either the client or the client credentials are invalid."})
	failed("oidc-token-error", "bad-plain", object{"error": "invalid_grant"})
}
