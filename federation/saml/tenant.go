package saml

import (
	"regexp"
	"strings"

	"federate/federation"
	"federate/federation/check"
	"federate/federation/lazy"
)

const guid = `[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}`

var (
	entraTenant = lazy.Regexp(`^https://(?:login\.(?:microsoftonline\.com|microsoftonline\.us|partner\.microsoftonline\.cn)|sts\.(?:windows\.net|chinacloudapi\.cn))/(` + guid + `)(?:/|$)`)
	oktaKey     = lazy.Regexp(`^https?://[^/]+/(?:app/)?(?:[A-Za-z0-9_-]+/)?(exk[A-Za-z0-9]{17})(?:/|$)`)
)

// tenantChecks compare the values of one identity provider with each other: each may
// be sound by itself and still belong to another tenant or application.
func tenantChecks() []federation.Check {
	rule := func(code federation.Code, title, remedy string, c federation.Confidence, source federation.Source) federation.Rule {
		return federation.Rule{Code: code, Severity: federation.Error, Title: title, Remedy: remedy, Role: federation.IdPAdmin,
			Source: source, Confidence: c,
			Because: []federation.Code{"value-placeholder", "value-white-space", "value-invisible-character"}}
	}
	entra := federation.Source{Document: "Microsoft Entra documentation: Single sign-on SAML protocol",
		URL: "https://learn.microsoft.com/entra/identity-platform/single-sign-on-saml-protocol"}
	okta := federation.Source{Document: "Okta documentation: Create SAML app integrations",
		URL: "https://help.okta.com/oie/en-us/content/topics/apps/apps_app_integration_wizard_saml.htm"}
	return []federation.Check{
		alike(rule("saml-tenants-mixed", "Values of two Entra tenants are mixed",
			"Copy issuer and every address again from one application of one tenant", federation.Solid, entra),
			"tenant", entraTenant()),
		alike(rule("saml-okta-keys-mixed", "Values of two Okta applications are mixed",
			"Copy issuer and sign-in address again from the setup page of one application", federation.Likely, okta),
			"application", oktaKey()),
	}
}

// alike returns the check that the part which form finds in the issuer, the sign-in
// address and the address of the metadata is the same in all; the first value that
// has it counts. A value without the part says nothing. what names the part.
func alike(rule federation.Rule, what string, form *regexp.Regexp) federation.Check {
	part := func(v string) string {
		if m := form.FindStringSubmatch(v); m != nil {
			return m[1]
		}
		return ""
	}
	known := func(d *federation.Dossier) (out []federation.Claim) {
		for _, f := range check.Facts(factIssuer, factSSO, "idp.metadata_url") {
			if c, ok := d.Known(f); ok && c.Own() && part(c.Value) != "" {
				out = append(out, c)
			}
		}
		return out
	}
	return federation.Check{Rule: rule, Applies: func(d *federation.Dossier) bool { return len(known(d)) > 1 },
		Run: func(d *federation.Dossier) (out []federation.Finding) {
			cs := known(d)
			first := part(cs[0].Value)
			for _, c := range cs[1:] {
				if got := part(c.Value); !strings.EqualFold(got, first) {
					out = append(out, rule.At(c.Subject(),
						"%s is of one %s and %s of another", d.Words.Call(c.Side, cs[0].Fact), what, d.Words.Call(c.Side, c.Fact)).
						Differ(strings.Replace(c.Value, got, first, 1), c.Value))
				}
			}
			return out
		}}
}
