// Package oidc judges OpenID Connect: discovery documents, key sets, ID tokens,
// login requests and what comes back from them.
//
// Both sides read one document and still hold two values, so every address and every
// name is compared to the character. Reading never fails: what is wrong with a
// document is noted, and the rest of it is judged. A token is somebody's login: its
// claims are judged, and the token itself, a code or a secret is never kept.
package oidc

import (
	"federate/federation"
	"federate/federation/check"
)

// The facts that these documents are measured against.
const (
	factIssuer        federation.Fact = "oidc.issuer"
	factDiscovery     federation.Fact = "oidc.discovery_url"
	factAuthorization federation.Fact = "oidc.authorization_endpoint"
	factToken         federation.Fact = "oidc.token_endpoint"
	factKeySet        federation.Fact = "oidc.jwks_uri"
	factUserinfo      federation.Fact = "oidc.userinfo_endpoint"
	factRevocation    federation.Fact = "oidc.revocation_endpoint"
	factEndSession    federation.Fact = "oidc.end_session_endpoint"
	factClientID      federation.Fact = "oidc.client_id"
	factSecret        federation.Fact = "oidc.client_secret"
	factSecretExpires federation.Fact = "oidc.client_secret_expires"
	factRedirect      federation.Fact = "oidc.redirect_uri"
	factSignOut       federation.Fact = "oidc.post_logout_redirect_uri"
	factAuthMethod    federation.Fact = "oidc.auth_method"
	factNonce         federation.Fact = "oidc.nonce"
	factExternal      federation.Fact = "user.external_identity"
	factEmail         federation.Fact = "user.email"
)

// endpoints are the addresses that a discovery document names.
func endpoints() []federation.Fact {
	return check.Facts(factAuthorization, factToken, factKeySet, factUserinfo, factRevocation, factEndSession)
}

// The documents that the rules cite.
func core(section string) federation.Source {
	return federation.Source{Document: "openid-connect-core-1_0", Section: section}
}

func discovery(section string) federation.Source {
	return federation.Source{Document: "openid-connect-discovery-1_0", Section: section}
}

func rfc(number, section string) federation.Source {
	return federation.Source{Document: "RFC " + number, Section: section}
}

func microsoft(title string) federation.Source {
	return federation.Source{Document: "Microsoft identity platform: " + title}
}

func okta(title string) federation.Source {
	return federation.Source{Document: "Okta Developer: " + title}
}

func nice(section string) federation.Source {
	return federation.Source{Document: "NICE CXone Mpower help: Manage Federation with Azure", Section: section}
}

const (
	protocol    = "OpenID Connect (OIDC)"
	credentials = "Add and manage application credentials"
	optional    = "Optional claims reference"
	errorCodes  = "Microsoft Entra authentication and authorization error codes"
	idTokens    = "ID token claims reference"

	valuesToAzure = "Add CXone Mpower Values to Azure"
)

// Checks returns the checks of this package, in the order they read best.
func Checks() []federation.Check {
	var all []federation.Check
	for _, group := range [][]federation.Check{
		describedChecks(), issuerChecks(), entraChecks(), methodChecks(), keyChecks(), clientChecks(), expiryChecks(),
		shapeChecks(), signatureChecks(), besideChecks(), addresseeChecks(), timeChecks(), personChecks(),
		requestChecks(), callbackChecks(),
	} {
		all = append(all, group...)
	}
	return federation.Of("oidc", all)
}
