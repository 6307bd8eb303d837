//go:build ignore

package main

import (
	"crypto"
	"strings"
)

// A provider is how one product describes itself and what it sends.
type provider struct {
	name      string
	issuer    string
	address   string // of the discovery document, where it is not the issuer's
	discovery object
	keys      object
	key       crypto.Signer
	header    object
	claims    object
}

// sound writes what products send when nothing is wrong, in their own shape.
func sound() {
	rsa, ec, box := rsaKey(2048), ecKey(), rsaKey(2048)
	rs := func(kid string) object { return object{"alg": "RS256", "kid": kid} }
	person := func(issuer string, more object) object {
		return with(object{"iss": issuer, "aud": client, "sub": "00u1abcd", "email": mail, "iat": then, "exp": then + 3600}, more)
	}
	okta := func(name, issuer, base string) provider {
		return provider{name: name, issuer: issuer, discovery: object{"issuer": issuer, "authorization_endpoint": base + "/v1/authorize", "token_endpoint": base + "/v1/token", "userinfo_endpoint": base + "/v1/userinfo",
			"registration_endpoint": strings.Split(base, "/oauth2")[0] + "/oauth2/v1/clients", "jwks_uri": base + "/v1/keys", "response_types_supported": []string{"code", "id_token"}, "subject_types_supported": []string{"public"},
			"id_token_signing_alg_values_supported": []string{"RS256"}, "scopes_supported": []string{"openid", "email"}, "token_endpoint_auth_methods_supported": []string{"client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt", "none"},
			"introspection_endpoint": base + "/v1/introspect", "revocation_endpoint": base + "/v1/revoke", "end_session_endpoint": base + "/v1/logout", "request_parameter_supported": true, "dpop_signing_alg_values_supported": []string{"RS256"}},
			keys: set(public(rsa, "okta-kid", object{"alg": "RS256"})), key: rsa, header: rs("okta-kid"),
			claims: person(issuer, object{"ver": 1, "jti": "ID.x", "amr": []string{"pwd"}, "idp": "00o1", "auth_time": then - 20, "at_hash": "x", "preferred_username": mail})}
	}
	const keycloak = "https://sso.contoso.example/realms/agents"
	const am = "https://am.contoso.example:443/am/oauth2/realms/root/realms/agents"
	const ping = "https://auth.pingone.eu/11112222-aaaa-3333-bbbb-4444cccc5555/as"
	const federate = "https://ping.contoso.example"
	const auth0 = "https://contoso.eu.auth0.com/"
	const b2c = "https://contoso.b2clogin.com/" + tenant + "/v2.0/"
	const policy = "https://contoso.b2clogin.com/contoso.onmicrosoft.com/b2c_1a_signin"
	all := []string{"PS384", "ES384", "RS384", "HS256", "HS512", "ES256", "RS256", "HS384", "ES512", "PS256", "PS512", "RS512"}
	basic := object{"response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"}, "id_token_signing_alg_values_supported": []string{"RS256"},
		"token_endpoint_auth_methods_supported": []string{"client_secret_basic", "client_secret_post"}}
	for _, p := range []provider{
		{name: "entra", issuer: issuer, discovery: entra(tenant), keys: set(public(rsa, "entra-kid", object{"x5c": x5c(rsa), "x5t": "entra-kid", "issuer": issuer}), public(box, "entra-next", object{"x5c": x5c(box)})),
			key: rsa, header: object{"typ": "JWT", "alg": "RS256", "kid": "entra-kid"}, claims: with(claims, object{"iat": then, "nonce": "n-1"})},
		{name: "entra-domain", issuer: issuer, address: login + "contoso.onmicrosoft.com/v2.0" + known + "?appid=" + client, discovery: entra(tenant), keys: set(public(rsa, "entra-kid", nil)),
			key: rsa, header: rs("entra-kid"), claims: claims},
		{name: "b2c", issuer: b2c, address: policy + "/v2.0" + known, discovery: with(basic, object{"issuer": b2c, "authorization_endpoint": policy + "/oauth2/v2.0/authorize", "token_endpoint": policy + "/oauth2/v2.0/token",
			"jwks_uri": policy + "/discovery/v2.0/keys", "end_session_endpoint": policy + "/oauth2/v2.0/logout"}), keys: set(public(rsa, "X5eXk4xyojNFum1kl2Ytv8dlNP4-c57dO6QGTVBwaNk", object{"nbf": 1493763266})),
			key: rsa, header: rs("X5eXk4xyojNFum1kl2Ytv8dlNP4-c57dO6QGTVBwaNk"), claims: person(b2c, object{"nbf": then, "ver": "1.0", "tfp": "B2C_1A_signin"})},
		okta("okta-org", "https://dev-1.okta.com", "https://dev-1.okta.com/oauth2"),
		okta("okta-custom", "https://dev-1.okta.com/oauth2/default", "https://dev-1.okta.com/oauth2/default"),
		okta("okta-domain", "https://login.contoso.example/oauth2/aus1abcd", "https://login.contoso.example/oauth2/aus1abcd"),
		okta("okta-domain-org", "https://login.contoso.example", "https://login.contoso.example/oauth2"),
		{name: "pingone", issuer: ping, discovery: with(basic, object{"issuer": ping, "authorization_endpoint": ping + "/authorize", "token_endpoint": ping + "/token", "userinfo_endpoint": ping + "/userinfo", "jwks_uri": ping + "/jwks",
			"end_session_endpoint": ping + "/signoff", "revocation_endpoint": ping + "/revoke", "scopes_supported": []string{"openid", "email"}}), keys: set(public(rsa, "p1", object{"x5t": "a", "x5c": x5c(rsa)})),
			key: rsa, header: rs("p1"), claims: person(ping, object{"env": "1", "org": "2", "sid": "3", "acr": "Single_Factor"})},
		{name: "pingfederate", issuer: federate, discovery: with(basic, object{"issuer": federate, "authorization_endpoint": federate + "/as/authorization.oauth2", "token_endpoint": federate + "/as/token.oauth2", "userinfo_endpoint": federate + "/idp/userinfo.openid",
			"jwks_uri": federate + "/pf/JWKS", "revocation_endpoint": federate + "/as/revoke_token.oauth2", "ping_end_session_endpoint": federate + "/idp/startSLO.ping",
			"id_token_signing_alg_values_supported": append([]string{"none"}, all...)}), keys: set(public(rsa, "pf", nil), public(ec, "pf-ec", nil)), key: ec, header: object{"alg": "ES256", "kid": "pf-ec"},
			claims: person(federate, object{"jti": "x", "pi.sri": "y"})},
		{name: "forgerock", issuer: am, discovery: with(basic, object{"issuer": am, "authorization_endpoint": am + "/authorize", "token_endpoint": am + "/access_token", "userinfo_endpoint": am + "/userinfo", "jwks_uri": am + "/connect/jwk_uri",
			"end_session_endpoint": am + "/connect/endSession", "revocation_endpoint": am + "/token/revoke", "id_token_signing_alg_values_supported": all,
			"token_endpoint_auth_methods_supported": []string{"client_secret_post", "private_key_jwt", "self_signed_tls_client_auth", "none", "client_secret_basic"}}),
			keys: set(public(box, "enc=", object{"use": "enc", "alg": "RSA-OAEP"}), public(box, "enc=", object{"use": "enc", "alg": "RSA-OAEP-256"}), public(rsa, "sig=", object{"alg": "PS256"}), public(rsa, "sig=", object{"alg": "RS256"}),
				public(ec, "ec=", object{"alg": "ES256"})), key: rsa, header: object{"typ": "JWT", "kid": "sig=", "alg": "RS256"},
			claims: person(am, object{"at_hash": "x", "s_hash": "y", "azp": client, "auth_time": then, "realm": "/agents", "tokenType": "JWTToken", "org.forgerock.openidconnect.ops": "z", "auditTrackingId": "1"})},
		{name: "keycloak", issuer: keycloak, discovery: with(basic, object{"issuer": keycloak, "authorization_endpoint": keycloak + "/protocol/openid-connect/auth", "token_endpoint": keycloak + "/protocol/openid-connect/token",
			"userinfo_endpoint": keycloak + "/protocol/openid-connect/userinfo", "jwks_uri": keycloak + "/protocol/openid-connect/certs", "end_session_endpoint": keycloak + "/protocol/openid-connect/logout",
			"revocation_endpoint": keycloak + "/protocol/openid-connect/revoke", "id_token_signing_alg_values_supported": append([]string{"EdDSA"}, all...), "request_object_signing_alg_values_supported": append([]string{"none"}, all...),
			"mtls_endpoint_aliases": object{"token_endpoint": keycloak + "/protocol/openid-connect/token"}}), keys: set(public(box, "kc-enc", object{"use": "enc", "alg": "RSA-OAEP", "x5c": x5c(box)}), public(rsa, "kc", object{"alg": "RS256", "x5c": x5c(rsa)}),
			object{"kty": "OKP", "crv": "Ed25519", "kid": "ed", "use": "sig", "alg": "EdDSA", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}),
			key: rsa, header: object{"alg": "RS256", "typ": "JWT", "kid": "kc"}, claims: person(keycloak, object{"jti": "1", "typ": "ID", "azp": client, "session_state": "2", "acr": "1", "email_verified": true})},
		{name: "google", issuer: "https://accounts.google.com", discovery: with(basic, object{"issuer": "https://accounts.google.com", "authorization_endpoint": "https://accounts.google.com/o/oauth2/v2/auth",
			"device_authorization_endpoint": "https://oauth2.googleapis.com/device/code", "token_endpoint": "https://oauth2.googleapis.com/token", "userinfo_endpoint": "https://openidconnect.googleapis.com/v1/userinfo",
			"revocation_endpoint": "https://oauth2.googleapis.com/revoke", "jwks_uri": "https://www.googleapis.com/oauth2/v3/certs"}), keys: set(public(rsa, "g1", object{"alg": "RS256"}), public(box, "g2", object{"alg": "RS256"})),
			key: rsa, header: object{"alg": "RS256", "kid": "g1", "typ": "JWT"}, claims: person("https://accounts.google.com", object{"azp": client, "hd": "classics.com", "email_verified": true, "at_hash": "x"})},
		{name: "auth0", issuer: auth0, discovery: with(basic, object{"issuer": auth0, "authorization_endpoint": auth0 + "authorize", "token_endpoint": auth0 + "oauth/token", "userinfo_endpoint": auth0 + "userinfo", "jwks_uri": auth0 + ".well-known/jwks.json",
			"revocation_endpoint": auth0 + "oauth/revoke", "end_session_endpoint": auth0 + "oidc/logout", "id_token_signing_alg_values_supported": []string{"HS256", "RS256", "PS256"}}),
			keys: set(public(rsa, "a0", object{"alg": "RS256", "x5t": "a", "x5c": x5c(rsa)})), key: rsa, header: object{"alg": "RS256", "typ": "JWT", "kid": "a0"},
			claims: person(auth0, object{"nickname": "nick", "updated_at": "2027-06-01T11:59:59.000Z", "email_verified": true, "sid": "x"})},
	} {
		dir := "sound/" + p.name
		write(dir+"/configuration.discovery", p.discovery)
		write(dir+"/keys.jwks", p.keys)
		write(dir+"/token.jwt", sign(p.key, p.header, p.claims)+"\n")
		address := p.address
		if address == "" {
			address = strings.TrimSuffix(p.issuer, "/") + known
		}
		authorize := p.discovery["authorization_endpoint"].(string)
		write(dir+"/request.url", authorize+"?client_id="+client+"&response_type=code&scope=openid+email&redirect_uri=https%3A%2F%2Fcxone.niceincontact.com%2Fauth%2Fcallback&state=x&nonce=n-1\n")
		write(dir+"/callback.url", back+"?code=throw-away&state=x\n")
		// first the discovery document, so that what it says is known of the rest
		write(dir+"/setup.json", object{"documents": []string{dir + "/configuration.discovery", dir + "/keys.jwks"}, "facts": object{"oidc.discovery_url": address, "oidc.issuer": p.issuer}})
	}
}
