package issue

import (
	"strings"

	"federate/federation"
)

// The facts of OpenID Connect that drills are about.
const (
	clientID = federation.Fact("oidc.client_id")
	redirect = federation.Fact("oidc.redirect_uri")
	issuer   = federation.Fact("oidc.issuer")
)

// authorizationDrills are requests for a code that cannot lead to a login
// (openid-connect-core-1_0 3.1.2.1).
func authorizationDrills() []Drill {
	return of(federation.KindOIDCRequest, "oidc", federation.Platform,
		Drill{Code: "oidc-request-malformed", What: "The address of the request is damaged", Unanswered: true,
			fault: fault{text: func(_ Exchange, old string) string { return old + "&login_hint=100%" }}},
		Drill{Code: "oidc-request-endpoint-mismatch", What: "The request goes to an old address",
			Needs: []federation.Fact{"oidc.authorization_endpoint"},
			fault: fault{address: func(old string) string { return old + "/old" }}},
		Drill{Code: "oidc-request-response-type", What: "The request asks for a token alone",
			fault: fault{query: parameter("response_type", is("token"))}},
		Drill{Code: "oidc-request-client-id-mismatch", What: "The client ID has a wrong digit", Needs: []federation.Fact{clientID},
			fault: fault{query: parameter("client_id", func(_ Exchange, old string) string { return slipped(old) })}},
		Drill{Code: "oidc-request-redirect-uri-missing", What: "The request does not say where to answer",
			Needs: []federation.Fact{redirect},
			fault: fault{query: parameter("redirect_uri", gone)}},
		Drill{Code: "oidc-request-redirect-uri-mismatch", What: "The redirect URI ends in a slash too many",
			Needs: []federation.Fact{redirect},
			fault: fault{query: parameter("redirect_uri", with("/"))}},
		Drill{Code: "oidc-request-redirect-uri-unregistered", What: "The identity provider was told another redirect URI",
			facts: registered(redirect, with("/old"))},
		Drill{Code: "oidc-request-value", What: "The redirect URI has a fragment, which no redirect URI may have", facts: unsaid(redirect),
			fault: fault{query: parameter("redirect_uri", with("#login"))}},
		Drill{Code: "oidc-request-scope-openid", What: "The request does not ask for a login",
			fault: fault{query: parameter("scope", is("email profile"))}},
		Drill{Code: "oidc-request-scope-email", What: "The request does not ask for the e-mail", Wants: "finds people by their e-mail",
			suits: func(e federation.Expect) bool { return e.IdentityClaim.Value == "email" },
			fault: fault{query: parameter("scope", is("openid profile"))}},
		Drill{Code: "oidc-request-state-missing", What: "The request has no state", fault: fault{query: parameter("state", gone)}},
		Drill{Code: "oidc-request-nonce-missing", What: "The request has neither a nonce nor a challenge",
			fault: fault{query: parameters("nonce", "", "code_challenge", "", "code_challenge_method", "")}},
		Drill{Code: "oidc-request-nonce-required", What: "The request asks for an ID token and has no nonce",
			Wants: "may take its token through the browser",
			suits: func(e federation.Expect) bool { return !e.AuthMethods.Set },
			fault: fault{query: parameters("nonce", "", "response_type", "code id_token")}},
		Drill{Code: "oidc-request-response-mode", What: "The request wants the code behind #, where the platform cannot see it",
			fault: fault{query: parameter("response_mode", is("fragment"))}},
	)
}

// slipped is id with its first digit another.
func slipped(id string) string {
	i := strings.IndexAny(id, "0123456789")
	if i < 0 {
		return id + "1"
	}
	return id[:i] + string('0'+(id[i]-'0'+1)%10) + id[i+1:]
}

// callbackDrills are answers that are none to the request (openid-connect-core-1_0
// 3.1.2.5, 3.1.2.6, RFC 9207 2).
func callbackDrills() []Drill {
	refused := func(variant, what, code, says string) Drill {
		return Drill{Code: "oidc-callback-error", Variant: variant, What: what,
			fault: fault{query: parameters("code", "", "error", code, "error_description", says)}}
	}
	return of(federation.KindOIDCCallback, "oidc", federation.IdP,
		refused("", "The person may not use this application", "access_denied", "User is not assigned to the client application."),
		refused("login_required", "The person would have to be asked, and the request forbids it", "login_required",
			"The user is not signed in."),
		refused("consent_required", "Nobody has agreed that the application may see the person", "consent_required",
			"An administrator has to give consent."),
		refused("invalid_scope", "The request asks for a scope that the identity provider does not have", "invalid_scope",
			"One or more scopes are not configured."),
		refused("server_error", "The identity provider has failed", "server_error", "The server could not answer."),
		refused("unauthorized_client", "The application may not ask for a code", "unauthorized_client",
			"The client may not use this grant type."),
		Drill{Code: "oidc-callback-malformed", What: "Something on the way gives the state twice",
			fault: fault{text: func(_ Exchange, old string) string { return old + "&state=again" }}},
		Drill{Code: "oidc-callback-state-missing", What: "The answer does not give back the state",
			Wants: "may take logins that the identity provider begins",
			suits: func(e federation.Expect) bool { return !alone(e) },
			fault: fault{query: parameters("state", "", "id_token", "throw-away")}},
		Drill{Code: "oidc-idp-initiated", What: "The identity provider begins the login by itself",
			Wants: "takes logins that begin at itself alone", suits: alone,
			fault: fault{query: parameters("state", "", "code", "", "id_token", "throw-away")}},
		Drill{Code: "oidc-callback-redirect-uri-mismatch", What: "The answer comes to another address", Needs: []federation.Fact{redirect},
			fault: fault{address: func(old string) string { return old + "/" }}},
		Drill{Code: "oidc-callback-issuer-mismatch", What: "The answer names another issuer", Needs: []federation.Fact{issuer},
			fault: fault{query: parameter("iss", is(elsewhere))}},
		Drill{Code: "oidc-callback-token-in-address", What: "The identity provider puts a token into the address",
			fault: fault{query: parameter("id_token", is("throw-away"))}},
	)
}

// alone reports whether a platform begins every login itself.
func alone(e federation.Expect) bool {
	for _, s := range e.Starts.Value {
		if s == federation.StartIdP {
			return false
		}
	}
	return e.Starts.Set
}

// refusalDrills are answers of the token endpoint that bring no token (RFC 6749 5.2).
func refusalDrills() []Drill {
	refused := func(variant, what, code, says string) Drill {
		answer := map[string]any{"error": code}
		if says != "" {
			answer["error_description"] = says
		}
		return Drill{Code: "oidc-token-error", Variant: variant, What: what, fault: fault{claims: members(answer)}}
	}
	return of(federation.KindOIDCError, "oidc", federation.IdP,
		refused("", "The client secret is wrong", "invalid_client",
			"Client authentication failed. Either the client or the client credentials are invalid."),
		refused("secret-id", "The ID of the secret was entered in place of its value", "invalid_client",
			"AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID."),
		refused("secret-expired", "The client secret has expired", "invalid_client",
			"AADSTS7000222: The provided client secret keys are expired."),
		refused("invalid_grant", "The code was used before, or too late", "invalid_grant",
			"The authorization code is invalid or has expired."),
		refused("redirect_uri", "The platform asks for the token under another redirect URI", "redirect_uri_mismatch",
			"The redirect URI is not the one of the authorization request."),
		refused("unauthorized_client", "The application may not trade a code for a token", "unauthorized_client", ""),
		Drill{Code: "oidc-token-error-malformed", What: "The token endpoint answers with something that no client can read",
			fault: fault{claims: members(map[string]any{"error": "invalid_client", "error_description": 5})}},
	)
}
