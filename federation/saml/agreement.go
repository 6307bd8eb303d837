package saml

import (
	"regexp"
	"slices"
	"strings"

	"federate/federation"
	"federate/federation/check"
	"federate/federation/pki"
)

// agreementChecks compare what was entered in the two consoles.
func agreementChecks() []federation.Check {
	rule := func(code federation.Code, title, remedy string, role federation.Role, source federation.Source) federation.Rule {
		// A value that is wrong by itself differs as well, and needs one mending.
		return federation.Rule{Code: code, Severity: federation.Error, Title: title, Remedy: remedy, Role: role, Source: source,
			Because: []federation.Code{"value-placeholder", "value-white-space", "value-invisible-character", "value-not-a-url",
				"saml-sso-url-not-sign-in", "saml-names-swapped"}}
	}
	return []federation.Check{
		federation.Agree(factEntityID, rule("saml-identifier-mismatch", "The identity provider has another entity ID",
			"Set {{idp \"sp.entity_id\"}} in {{name \"idp\"}} to exactly the wanted value", federation.IdPAdmin, core("2.5.1.4"))),
		federation.Agree(factACS, rule("saml-reply-url-mismatch", "The identity provider answers to another address",
			"Set {{idp \"sp.acs_url\"}} in {{name \"idp\"}} to exactly the wanted value", federation.IdPAdmin, profiles("4.1.4.3"))),
		federation.Agree(factSSO, rule("saml-endpoint-mismatch", "The platform sends people to another address",
			"Set {{platform \"idp.sso_url\"}} in {{name \"platform\"}} to exactly the wanted value",
			federation.PlatformAdmin, metadata("2.4.3"))),
		federation.Agree(factIssuer, rule("saml-issuer-setting-mismatch", "The platform expects another issuer",
			"Set {{platform \"idp.entity_id\"}} in {{name \"platform\"}} to exactly the wanted value",
			federation.PlatformAdmin, profiles("4.1.4.2"))),
		secondAddress(), missingAddress(),
		sameCertificate(rule("saml-certificate-mismatch", "The platform trusts another certificate",
			"Load the signing certificate of {{name \"idp\"}} into {{platform \"idp.certificate\"}}",
			federation.PlatformAdmin, metadata("2.4.1.1"))),
		notSignIn(federation.Rule{Code: "saml-sso-url-not-sign-in", Severity: federation.Error, Title: "The sign-in address is not one",
			Remedy: "Copy {{idp \"idp.sso_url\"}} from {{name \"idp\"}} into {{platform \"idp.sso_url\"}}", Role: federation.PlatformAdmin,
			Source:     metadata("2.4.3"),
			Confidence: federation.Likely}),
		identities(rule("saml-identity-mismatch", "A person has two different names",
			"Set {{platform \"user.external_identity\"}} of the person in {{name \"platform\"}} to exactly what {{name \"idp\"}} sends as {{idp \"user.name_id\"}}",
			federation.Either, core("2.2.3"))),
	}
}

// sameCertificate differs from federation.Agree in that an identity provider
// may have several certificates, any of which will do.
func sameCertificate(rule federation.Rule) federation.Check {
	return federation.Check{Rule: rule, Compares: check.Facts(factCertificate),
		Run: func(d *federation.Dossier) (out []federation.Finding) {
			var owners []federation.Claim
			for _, c := range d.Claims(factCertificate) {
				if c.Side == d.Owner(factCertificate) && !c.Placeholder {
					owners = append(owners, c)
				}
			}
			for _, c := range d.Claims(factCertificate) {
				agrees := func(o federation.Claim) bool { return pki.Same(o.Value, c.Value) }
				if c.Side == d.Owner(factCertificate) || !c.Own() || len(owners) == 0 || slices.ContainsFunc(owners, agrees) {
					continue
				}
				out = append(out, rule.At(c.Subject(), "%s signs with one certificate and %s trusts another",
					d.Words.Name(federation.IdP), d.Words.Name(c.Side)).Differ(pki.Exact(owners[0].Value), pki.Exact(c.Value)))
			}
			return out
		}}
}

// notAddress matches what is often pasted where a sign-in address belongs.
var notAddress = []struct {
	is   *regexp.Regexp
	what string
}{
	{regexp.MustCompile(`(?i)^https?://sts\.windows\.net/`), "the issuer of Entra ID"},
	{regexp.MustCompile(`(?i)^http://www\.okta\.com/`), "the issuer of Okta"},
	{regexp.MustCompile(`(?i)^https://[a-z0-9-]+-admin\.okta(preview|-emea)?\.com(/|$)`), "the address of Okta's admin console"},
	{regexp.MustCompile(`(?i)[^/]/(federation)?metadata([/?.]|$)|\.xml([?#]|$)`), "the address of metadata"},
}

func notSignIn(rule federation.Rule) federation.Check {
	return check.EachClaim(rule, check.Facts(factSSO), func(j *check.Judgement, c federation.Claim) {
		for _, p := range notAddress {
			if p.is.MatchString(strings.TrimSpace(c.Value)) {
				j.About(c.Subject(), "A platform sends people to the sign-in address and %s gives %s", j.Words.Name(c.Side), p.what).Got = c.Value
				return
			}
		}
	})
}

// identities compares, for each person, the name on the platform with the one that
// the identity provider sends.
func identities(rule federation.Rule) federation.Check {
	return federation.Check{Rule: rule, Facts: check.Facts(factExternal, factNameID), Applies: named,
		Run: func(d *federation.Dossier) (out []federation.Finding) {
			for _, want := range d.Claims(factExternal) {
				got, ok := d.Said(d.Owner(factNameID), factNameID, want.Key)
				if !ok || want.Side != d.Owner(factExternal) || !got.Own() || !want.Own() || transformed(want.Value) ||
					transformed(got.Value) || want.Value == got.Value {
					continue
				}
				out = append(out, rule.At(want.Subject(), "%s sends one name and %s knows the person by another",
					d.Words.Name(federation.IdP), d.Words.Name(federation.Platform)).Differ(got.Value, want.Value))
			}
			return out
		}}
}
