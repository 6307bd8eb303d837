//go:build ignore

package main

import "federate/federation/conformance"

import "strings"

const (
	tenant  = "aaaabbbb-0000-cccc-1111-dddd2222eeee"
	other   = "bbbbcccc-1111-dddd-2222-eeee3333ffff"
	login   = "https://login.microsoftonline.com/"
	client  = "00001111-aaaa-2222-bbbb-3333cccc4444"
	back    = "https://cxone.niceincontact.com/auth/callback"
	known   = "/.well-known/openid-configuration"
	issuer  = login + tenant + "/v2.0"
	mail    = "nick.carraway@classics.com"
	keyclok = "https://sso.contoso.example/realms/agents"
)

// entra is a discovery document as Entra writes it.
func entra(tenant string) object {
	return object{
		"token_endpoint": login + tenant + "/oauth2/v2.0/token", "token_endpoint_auth_methods_supported": []string{"client_secret_post", "private_key_jwt", "client_secret_basic", "self_signed_tls_client_auth"},
		"jwks_uri": login + tenant + "/discovery/v2.0/keys", "response_modes_supported": []string{"query", "fragment", "form_post"}, "subject_types_supported": []string{"pairwise"},
		"id_token_signing_alg_values_supported": []string{"RS256"}, "response_types_supported": []string{"code", "id_token", "code id_token", "id_token token"},
		"scopes_supported": []string{"openid", "profile", "email", "offline_access"}, "issuer": login + tenant + "/v2.0", "request_uri_parameter_supported": false,
		"userinfo_endpoint": "https://graph.microsoft.com/oidc/userinfo", "authorization_endpoint": login + tenant + "/oauth2/v2.0/authorize",
		"device_authorization_endpoint": login + tenant + "/oauth2/v2.0/devicecode", "http_logout_supported": true, "frontchannel_logout_supported": true,
		"end_session_endpoint": login + tenant + "/oauth2/v2.0/logout",
		"claims_supported":     []string{"sub", "iss", "cloud_instance_name", "aud", "exp", "iat", "auth_time", "acr", "nonce", "preferred_username", "name", "tid", "ver", "at_hash", "c_hash", "email"},
		"kerberos_endpoint":    login + tenant + "/kerberos", "mtls_endpoint_aliases": object{"token_endpoint": "https://mtlsauth.microsoft.com/" + tenant + "/oauth2/v2.0/token"},
		"tenant_region_scope": "EU", "cloud_instance_name": "microsoftonline.com", "cloud_graph_host_name": "graph.windows.net", "msgraph_host": "graph.microsoft.com", "rbac_url": "https://pas.windows.net",
	}
}

func v1() object {
	return with(entra(tenant), object{"issuer": "https://sts.windows.net/" + tenant + "/", "authorization_endpoint": login + tenant + "/oauth2/authorize", "token_endpoint": login + tenant + "/oauth2/token",
		"jwks_uri": login + "common/discovery/keys", "userinfo_endpoint": login + tenant + "/openid/userinfo", "end_session_endpoint": login + tenant + "/oauth2/logout"})
}

// told writes a fixture that is a setup.
func told(name string, facts object, expect ...object) {
	s := object{"facts": facts}
	if len(expect) > 0 {
		s["expect"] = expect[0]
	}
	write(name, s)
}

// standing writes what is judged without a login.
func standing() {
	write("setup.json", object{
		"documents": []string{"keys.jwks"},
		"facts": object{"oidc.issuer": issuer, "oidc.discovery_url": issuer + known, "oidc.client_id": client, "oidc.redirect_uri": back, "oidc.auth_method": "client_secret_post",
			"user.external_identity": "claim(email):" + mail, "user.email": mail},
		"expect": object{"oidc.auth_methods": []string{"client_secret_basic", "client_secret_post"}, "oidc.identity_claim": "email", "oidc.identity_prefix": "claim(email):"},
	})
	good := entra(tenant)
	doc := func(code, name string, content any) {
		write(code+"/"+name+".discovery", content)
		write(code+"/good.discovery", good)
	}
	doc("oidc-discovery-malformed", "bad", with(good, object{"token_endpoint_auth_methods_supported": "client_secret_post"}))
	doc("oidc-discovery-malformed", "bad-deep", with(good, object{"x": deep(40)}))
	doc("oidc-discovery-duplicate-member", "bad", strings.Replace(conformance.JSON(good), `  "jwks_uri"`, `  "jwks_uri": "https://keys.example/other",`+"\n"+`  "jwks_uri"`, 1))
	doc("oidc-discovery-oauth-only", "bad", with(good, object{"id_token_signing_alg_values_supported": nil, "subject_types_supported": nil, "userinfo_endpoint": nil}))
	doc("oidc-endpoint-missing", "bad", with(good, object{"token_endpoint": nil}))
	doc("oidc-endpoint-missing", "bad-empty", with(good, object{"jwks_uri": ""}))
	doc("oidc-issuer-missing", "bad", with(good, object{"issuer": nil}))
	doc("oidc-issuer-missing", "bad-empty", with(good, object{"issuer": ""}))
	doc("oidc-issuer-template", "bad-common", with(entra("common"), object{"issuer": login + "{tenantid}/v2.0"}))
	doc("oidc-algorithm-none", "bad", with(good, object{"id_token_signing_alg_values_supported": []string{"none", "HS256"}}))
	doc("oidc-algorithm-symmetric", "bad", with(good, object{"id_token_signing_alg_values_supported": []string{"HS256", "HS512"}}))
	doc("oidc-algorithm-rs256", "bad", with(good, object{"id_token_signing_alg_values_supported": []string{"ES256"}}))
	doc("oidc-auth-methods-differ", "bad", with(good, object{"token_endpoint_auth_methods_supported": []string{"private_key_jwt"}}))
	doc("oidc-auth-method-not-offered", "bad", with(good, object{"token_endpoint_auth_methods_supported": []string{"client_secret_basic"}}))
	write("oidc-auth-method-not-offered/bad-default.discovery", with(good, object{"token_endpoint_auth_methods_supported": nil}))
	methods := object{"oidc.auth_methods": []string{"client_secret_post"}}
	told("oidc-auth-method-unsupported/bad.json", object{"oidc.auth_method": "client_secret_basic"}, methods)
	told("oidc-auth-method-unsupported/good.json", object{"oidc.auth_method": "client_secret_post"}, methods)

	two := func(code string, fact string, right, wrong string, more object) {
		told(code+"/bad.json", with(object{fact: right, "platform/" + fact: wrong}, more))
		told(code+"/good.json", with(object{fact: right, "platform/" + fact: right}, more))
	}
	two("oidc-issuer-mismatch", "oidc.issuer", keyclok, keyclok+"/", nil)
	write("oidc-issuer-mismatch/setup.json", object{"facts": object{"platform/oidc.issuer": issuer}})
	write("oidc-issuer-mismatch/bad-slash.discovery", with(good, object{"issuer": issuer + "/"}))
	write("oidc-issuer-mismatch/good.discovery", good)
	address := func(code, bad, good string, more object) {
		told(code+"/bad.json", with(object{"oidc.discovery_url": bad}, more))
		told(code+"/good.json", with(object{"oidc.discovery_url": good}, more))
	}
	address("oidc-discovery-address", issuer, issuer+known, nil)
	for name, bad := range map[string]string{"keycloak": keyclok + "/", "half": keyclok + "/.well-known", "oauth": "https://dev-1.okta.com/.well-known/oauth-authorization-server/oauth2/default",
		"saml": login + tenant + "/federationmetadata/2007-06/federationmetadata.xml", "authorize": login + tenant + "/oauth2/v2.0/authorize", "okta": "https://dev-1.okta.com/oauth2/v1/authorize"} {
		told("oidc-discovery-address/bad-"+name+".json", object{"oidc.discovery_url": bad})
	}
	told("oidc-discovery-address/good-policy.json", object{"oidc.discovery_url": "https://contoso.b2clogin.com/contoso.onmicrosoft.com/v2.0" + known + "?p=B2C_1A_signin"})
	address("oidc-issuer-not-of-address", "https://old.contoso.example/realms/agents"+known, keyclok+known, object{"oidc.issuer": keyclok})
	told("oidc-issuer-not-of-address/good-slash.json", object{"oidc.discovery_url": "https://contoso.eu.auth0.com" + known, "oidc.issuer": "https://contoso.eu.auth0.com/"})
	told("oidc-issuer-not-of-address/good-domain.json", object{"oidc.discovery_url": login + "contoso.onmicrosoft.com/v2.0" + known, "oidc.issuer": issuer})
	address("oidc-multi-tenant-address", login+"organizations/v2.0"+known, issuer+known, object{"oidc.issuer": issuer})
	address("oidc-tenants-mixed", login+other+"/v2.0"+known, issuer+known, object{"oidc.issuer": issuer})
	told("oidc-entra-versions-mixed/bad.json", object{"oidc.discovery_url": issuer + known, "oidc.issuer": "https://sts.windows.net/" + tenant + "/"})
	told("oidc-entra-versions-mixed/good.json", object{"oidc.discovery_url": issuer + known, "oidc.issuer": issuer})
	told("oidc-entra-versions-mixed/bad-token.json", object{"oidc.issuer": issuer, "oidc.token_endpoint": login + tenant + "/oauth2/token"})
	write("oidc-entra-v1/setup.json", object{"facts": object{"oidc.discovery_url": login + tenant + known, "oidc.issuer": nil}})
	write("oidc-entra-v1/bad.discovery", v1())
	told("oidc-entra-v1/good.json", object{"oidc.discovery_url": issuer + known, "oidc.issuer": issuer})
	okta := "https://dev-1.okta.com"
	address("oidc-okta-server", okta+known, okta+"/oauth2/default"+known, object{"oidc.issuer": okta + "/oauth2/default", "oidc.token_endpoint": okta + "/oauth2/default/v1/token"})
	told("oidc-okta-server/bad-domain.json", object{"oidc.issuer": "https://login.contoso.example/oauth2/default", "oidc.token_endpoint": okta + "/oauth2/default/v1/token"})
	told("oidc-okta-server/bad-sides.json", object{"oidc.issuer": okta, "platform/oidc.issuer": okta + "/oauth2/default"})
	told("oidc-okta-server/good-org.json", object{"oidc.issuer": okta, "oidc.discovery_url": okta + known, "oidc.jwks_uri": okta + "/oauth2/v1/keys"})

	for name, id := range map[string]string{"mail": "admin@contoso.example", "name": "CXone Mpower OIDC", "address": "https://cxone.niceincontact.com", "braces": "{" + client + "}"} {
		told("oidc-client-id-form/bad-"+name+".json", object{"oidc.client_id": client, "platform/oidc.client_id": id, "oidc.issuer": issuer})
	}
	told("oidc-client-id-form/good.json", object{"oidc.client_id": client, "oidc.issuer": issuer})
	told("oidc-client-id-form/good-google.json", object{"oidc.client_id": "1234-abc.apps.googleusercontent.com", "oidc.issuer": "https://accounts.google.com"})
	two("oidc-client-id-mismatch", "oidc.client_id", client, strings.Replace(client, "3333", "3334", 1), nil)
	told("oidc-redirect-uri-mismatch/bad.json", object{"oidc.redirect_uri": back, "idp/oidc.redirect_uri": back + "/"})
	told("oidc-redirect-uri-mismatch/good.json", object{"oidc.redirect_uri": back, "idp/oidc.redirect_uri": back})
	out := "https://cxone.niceincontact.com/auth/signout"
	told("oidc-sign-out-uri-mismatch/bad.json", object{"oidc.post_logout_redirect_uri": out, "idp/oidc.post_logout_redirect_uri": back})
	told("oidc-sign-out-uri-mismatch/good.json", object{"oidc.post_logout_redirect_uri": out, "idp/oidc.post_logout_redirect_uri": out})
	two("oidc-endpoint-mismatch", "oidc.token_endpoint", keyclok+"/protocol/openid-connect/token", keyclok+"/protocol/openid-connect/auth", nil)

	ends := func(code, bad, good string, more object) {
		write(code+"/setup.json", object{"now": "2027-06-01T12:00:00Z"})
		told(code+"/bad.json", with(object{"oidc.client_secret_expires": bad}, more))
		told(code+"/good.json", with(object{"oidc.client_secret_expires": good}, more))
	}
	ends("oidc-secret-date", "30.06.2028", "2028-06-30", nil)
	ends("oidc-secret-expired", "2027-05-31", "2028-06-01", nil)
	ends("oidc-secret-expires-within-7-days", "2027-06-01", "2028-06-09", nil)
	told("oidc-secret-expires-within-7-days/bad-7.json", object{"oidc.client_secret_expires": "2027-06-08"})
	ends("oidc-secret-expires-within-30-days", "2027-06-09", "2028-06-09", nil)
	told("oidc-secret-expires-within-30-days/bad-30.json", object{"oidc.client_secret_expires": "2027-07-01"})
	ends("oidc-secret-expires-within-60-days", "2027-07-02", "2027-08-01", nil)
	told("oidc-secret-expires-within-60-days/bad-60.json", object{"oidc.client_secret_expires": "2027-07-31"})
	ends("oidc-secret-lasts-too-long", "2030-01-01", "2029-06-01", object{"oidc.issuer": issuer})
	told("oidc-secret-lasts-too-long/good-okta.json", object{"oidc.issuer": okta, "oidc.client_secret_expires": "2030-01-01"})

	expect := object{"oidc.identity_claim": "email", "oidc.identity_prefix": "claim(email):"}
	person := func(code, name, identity string, more object) {
		told(code+"/"+name+".json", with(object{"oidc.issuer": issuer, "user.external_identity": identity}, more), expect)
	}
	has := object{"user.email": mail}
	person("oidc-identity-prefix", "bad", mail, has)
	person("oidc-identity-prefix", "bad-space", "claim(email): "+mail, nil)
	person("oidc-identity-prefix", "bad-brackets", "Claim[email]:"+mail, nil)
	person("oidc-identity-prefix", "good", "claim(email):"+mail, has)
	person("oidc-identity-not-an-address", "bad", "claim(email):nick.carraway", nil)
	person("oidc-identity-not-an-address", "bad-empty", "claim(email):", nil)
	person("oidc-identity-not-an-address", "good", "claim(email):"+mail, nil)
	person("oidc-identity-mismatch", "bad", "claim(email):nickcarraway@classics.com", has)
	person("oidc-identity-mismatch", "bad-case", "claim(email):Nick.Carraway@classics.com", has)
	person("oidc-identity-mismatch", "good", "claim(email):"+mail, has)
}

func deep(n int) any {
	if n == 0 {
		return "down here"
	}
	return object{"a": deep(n - 1)}
}
