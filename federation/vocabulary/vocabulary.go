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
	out := terms()
	for i, t := range out {
		w := said[t.Fact]
		out[i].About, out[i].Also = w.about, w.also
	}
	return out
}

func terms() []federation.Term {
	const (
		platform = federation.Platform
		idp      = federation.IdP
	)
	return []federation.Term{
		{Fact: "idp.entity_id", Title: "the identity provider's entity ID (issuer)", Label: "Issuer", Owner: idp},
		{Fact: "idp.sso_url", Title: "the identity provider's sign-in address", Label: "Single sign-on URL", Owner: idp, Form: federation.URL},
		{Fact: "idp.certificate", Title: "the signing certificate", Label: "Signing certificate", Owner: idp, Form: federation.Certificate, Many: true,
			Same: pki.Same, Brief: pki.Brief, Exact: pki.Exact, Document: pki.Document},
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
		{Fact: "saml.whole_message", Title: "the message as it was sent, and not a redacted copy", Label: "Message as it was sent", Owner: idp, Scope: federation.Attempt, Many: true},
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
		{Fact: "rollout.local_login", Title: "the day on which the local login was tried", Label: "Local login tried on", Owner: platform, Form: federation.Date, Past: true},
	}
}

// Kinds returns the kinds of documents that every surface knows.
func Kinds() []federation.KindTerm {
	return []federation.KindTerm{
		{Kind: federation.KindCertificate, Title: "certificate"},
		{Kind: federation.KindPrivateKey, Title: "private key", Secret: true},
		{Kind: federation.KindPublicKey, Title: "public key"},
		{Kind: federation.KindCSR, Title: "certificate signing request"},
		{Kind: federation.KindPKCS7, Title: "PKCS#7 bundle"},
		{Kind: federation.KindClientSecret, Title: "client secret", Secret: true},
		{Kind: federation.KindPKCS12, Title: "PKCS#12 file", Secret: true},
		{Kind: federation.KindSSHKey, Title: "OpenSSH key", Secret: true},
		{Kind: federation.KindHTML, Title: "HTML page"},
		{Kind: federation.KindIdPMetadata, Title: "identity provider metadata"},
		{Kind: federation.KindSPMetadata, Title: "service provider metadata"},
		{Kind: federation.KindSAMLResponse, Title: "SAML response", Message: true},
		{Kind: federation.KindSAMLRequest, Title: "SAML request", Message: true},
		{Kind: federation.KindDiscovery, Title: "OpenID discovery document"},
		{Kind: federation.KindKeySet, Title: "key set"},
		{Kind: federation.KindIDToken, Title: "ID token", Message: true},
		{Kind: federation.KindOIDCRequest, Title: "authorization request", Message: true},
		{Kind: federation.KindOIDCCallback, Title: "redirect with the answer", Message: true, Secret: true},
		{Kind: federation.KindOIDCError, Title: "token endpoint error", Message: true},
		{Kind: "login-sequence", Title: "drawn login"},
		{Kind: "rehearsal", Title: "rehearsed login"},
		{Kind: "people-matching", Title: "comparison of people"},
		{Kind: federation.KindHAR, Title: "HAR file", Message: true, Secret: true},
		{Kind: federation.KindSAMLTrace, Title: "SAML-tracer export", Message: true, Secret: true},
		{Kind: federation.KindErrorPage, Title: "error page", Message: true},
		{Kind: federation.KindB2CPolicy, Title: "B2C policy"},
		{Kind: federation.KindUsers, Title: "list of users"},
		{Kind: federation.KindUnknown, Title: "unknown document"},
	}
}
