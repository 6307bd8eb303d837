package catalog

import (
	"strings"

	"federate/federation"
	"federate/federation/oidc"
)

// CheckSecret says what is wrong with a secret while it can still be looked at. Only
// Entra shows an ID beside a secret, and other providers have secrets that look
// like one: where another issuer is known, or nothing speaks of Entra, nobody is
// refused.
func CheckSecret(d *federation.Dossier, f federation.Fact, value string) []federation.Finding {
	if f != "oidc.client_secret" || !oidc.LooksLikeSecretID(value) || !ofMicrosoft(d) {
		return nil
	}
	return []federation.Finding{oidc.SecretIDFinding(federation.IdP)}
}

// ofMicrosoft reports whether the identity provider of d is one of Microsoft's:
// by its addresses, and where none is known by its name.
func ofMicrosoft(d *federation.Dossier) bool {
	for _, f := range []federation.Fact{"oidc.issuer", "oidc.discovery_url"} {
		if v := d.Value(f); v != "" {
			for _, host := range []string{"login.microsoftonline.", "sts.windows.net", ".b2clogin.com", ".ciamlogin.com"} {
				if strings.Contains(strings.ToLower(v), host) {
					return true
				}
			}
			return false
		}
	}
	name := d.Words.Name(federation.IdP)
	return strings.Contains(name, "Entra") || strings.Contains(name, "Azure")
}
