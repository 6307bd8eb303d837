// Package vocabulary is the one list of every fact and every kind of document.
// What is not listed here does not exist.
//
// It stands below the packages that judge documents, so that their own tests speak
// its words and no others.
package vocabulary

import (
	"federate/federation"
	"federate/federation/pki"
)

// New is the vocabulary of all that is listed here.
func New() *federation.Vocabulary { return federation.NewVocabulary(Terms(), Kinds()) }

// Terms returns the facts that every surface knows. Playbooks add their own.
func Terms() []federation.Term {
	const (
		platform = federation.Platform
		idp      = federation.IdP
	)
	return []federation.Term{
		{Fact: "idp.entity_id", Title: "the identity provider's entity ID (issuer)", Label: "Issuer", Owner: idp},
		{Fact: "idp.sso_url", Title: "the identity provider's sign-in address", Label: "Single sign-on URL", Owner: idp, Form: federation.URL},
		{Fact: "idp.certificate", Title: "the signing certificate", Label: "Signing certificate", Owner: idp, Form: federation.Certificate, Many: true,
			Same: pki.Same, Brief: pki.Brief, Exact: pki.Exact},
		{Fact: "idp.metadata_url", Title: "the address of the identity provider's metadata", Label: "Metadata URL", Owner: idp, Form: federation.URL},
		{Fact: "idp.start_url", Title: "the address that starts a login at the identity provider", Label: "Start URL", Owner: idp, Form: federation.URL},

		{Fact: "sp.entity_id", Title: "the platform's entity ID", Label: "Entity ID", Owner: platform},
		{Fact: "sp.acs_url", Title: "the platform's assertion consumer service", Label: "Assertion Consumer Service URL", Owner: platform, Form: federation.URL},
		{Fact: "sp.relay_state", Title: "the relay state", Label: "Relay State", Owner: platform, Blank: true},
		{Fact: "sp.requested_authn_context", Title: "the requested authentication context", Label: "Requested Authentication Context", Owner: platform, Blank: true},
		{Fact: "sp.login_url", Title: "the platform's login address", Label: "Login URL", Owner: platform, Form: federation.URL},

		{Fact: "saml.signed", Title: "which part of the response is signed", Label: "Signing option", Owner: idp, Form: federation.Choice,
			Values: []string{"message", "assertion", "both"}},
		{Fact: "saml.signature_algorithm", Title: "the signature algorithm", Label: "Signing algorithm", Owner: idp, Form: federation.Choice,
			Values: []string{"rsa-sha256", "rsa-sha1"}},
		{Fact: "saml.encryption", Title: "whether assertions are encrypted", Label: "Assertion encryption", Owner: idp, Form: federation.Choice,
			Values: []string{"none", "encrypted"}},
		{Fact: "saml.decryption_key", Title: "the key that opens encrypted assertions", Label: "Decryption key", Owner: platform, Secret: true},
		{Fact: "saml.name_id_format", Title: "the NameID format", Label: "NameID format", Owner: idp, Form: federation.Choice,
			Values: []string{"emailAddress", "unspecified", "persistent", "transient", "WindowsDomainQualifiedName"}},
		{Fact: "saml.name_id_source", Title: "the user attribute that becomes the NameID", Label: "NameID source attribute", Owner: idp},

		{Fact: "user.name_id", Title: "the pilot's NameID", Label: "NameID", Owner: idp, Scope: federation.Person, Many: true},
		{Fact: "user.external_identity", Title: "the pilot's identity in the platform", Label: "External identity", Owner: platform, Scope: federation.Person, Many: true},
		{Fact: "user.email", Title: "the pilot's e-mail claim", Label: "E-mail", Owner: idp, Scope: federation.Person, Many: true},
		{Fact: "request.id", Title: "the ID of the login request", Label: "Request ID", Owner: platform, Scope: federation.Attempt, Many: true},

		{Fact: "oidc.issuer", Title: "the issuer", Label: "Issuer", Owner: idp, Form: federation.URL},
		{Fact: "oidc.discovery_url", Title: "the discovery address", Label: "Discovery endpoint", Owner: idp, Form: federation.URL},
		{Fact: "oidc.authorization_endpoint", Title: "the authorization endpoint", Label: "Authorization endpoint", Owner: idp, Form: federation.URL},
		{Fact: "oidc.token_endpoint", Title: "the token endpoint", Label: "Token endpoint", Owner: idp, Form: federation.URL},
		{Fact: "oidc.jwks_uri", Title: "the address of the key set", Label: "JSON Web Key Set endpoint", Owner: idp, Form: federation.URL},
		{Fact: "oidc.userinfo_endpoint", Title: "the UserInfo endpoint", Label: "UserInfo endpoint", Owner: idp, Form: federation.URL},
		{Fact: "oidc.revocation_endpoint", Title: "the revocation endpoint", Label: "Revocation endpoint", Owner: idp, Form: federation.URL},
		{Fact: "oidc.end_session_endpoint", Title: "the end-session endpoint", Label: "End session endpoint", Owner: idp, Form: federation.URL},
		{Fact: "oidc.client_id", Title: "the client ID", Label: "Client ID", Owner: idp},
		{Fact: "oidc.client_secret", Title: "the client secret", Label: "Client secret", Owner: idp, Secret: true},
		{Fact: "oidc.client_secret_expires", Title: "the last day of the client secret", Label: "Client secret expires", Owner: idp, Form: federation.Date},
		{Fact: "oidc.redirect_uri", Title: "the redirect URI", Label: "Redirect URI", Owner: platform, Form: federation.URL},
		{Fact: "oidc.post_logout_redirect_uri", Title: "the sign-out redirect URI", Label: "Sign-out redirect URI", Owner: platform, Form: federation.URL},
		{Fact: "oidc.auth_method", Title: "the client authentication method", Label: "Client authentication method", Owner: platform, Form: federation.Choice,
			Values: []string{"client_secret_basic", "client_secret_post"}},
		{Fact: "oidc.nonce", Title: "the nonce of the login request", Label: "Nonce", Owner: platform, Scope: federation.Attempt, Many: true},

		{Fact: "rollout.window", Title: "the maintenance window", Label: "Maintenance window", Owner: platform},
		{Fact: "rollout.message", Title: "the message to the agents", Label: "Message to agents", Owner: platform, Form: federation.Prose},
		{Fact: "rollout.way_back", Title: "the way back", Label: "Way back", Owner: platform, Form: federation.Prose},
		{Fact: "rollout.local_admin", Title: "the administrator who keeps a local login", Label: "Administrator with a local login", Owner: platform},
		{Fact: "rollout.refused_user", Title: "a person who is not assigned", Label: "Person who was refused", Owner: idp},
		{Fact: "rollout.tried_roles", Title: "one person of each role who got in", Label: "One person of each role", Owner: platform},
		{Fact: "rollout.local_login", Title: "the day on which the local login was tried", Label: "Local login tried on", Owner: platform, Form: federation.Date},
	}
}

// Kinds returns the kinds of documents that every surface knows.
func Kinds() []federation.KindTerm {
	return []federation.KindTerm{
		{Kind: "certificate", Title: "certificate"},
		{Kind: "private-key", Title: "private key", Secret: true},
		{Kind: "public-key", Title: "public key"},
		{Kind: "csr", Title: "certificate signing request"},
		{Kind: "pkcs7", Title: "PKCS#7 bundle"},
		{Kind: "client-secret", Title: "client secret", Secret: true},
		{Kind: "pkcs12", Title: "PKCS#12 file", Secret: true},
		{Kind: "ssh-key", Title: "OpenSSH key", Secret: true},
		{Kind: "html", Title: "HTML page"},
		{Kind: "idp-metadata", Title: "identity provider metadata"},
		{Kind: "sp-metadata", Title: "service provider metadata"},
		{Kind: "saml-response", Title: "SAML response", Message: true},
		{Kind: "saml-request", Title: "SAML request", Message: true},
		{Kind: "oidc-discovery", Title: "OpenID discovery document"},
		{Kind: "jwks", Title: "key set"},
		{Kind: "id-token", Title: "ID token", Message: true},
		{Kind: "oidc-request", Title: "authorization request", Message: true},
		{Kind: "oidc-callback", Title: "redirect with the answer", Message: true, Secret: true},
		{Kind: "oidc-error", Title: "token endpoint error", Message: true},
		{Kind: "login-sequence", Title: "drawn login"},
		{Kind: "har", Title: "HAR file", Message: true, Secret: true},
		{Kind: "saml-trace", Title: "SAML-tracer export", Message: true, Secret: true},
		{Kind: "error-page", Title: "error page", Message: true},
		{Kind: "b2c-policy", Title: "B2C policy"},
		{Kind: "users", Title: "list of users"},
		{Kind: "unknown", Title: "unknown document"},
	}
}
