package saml

import (
	"regexp"
	"slices"
	"strings"

	"federate/federation"
	"federate/federation/check"
)

// idpNames are entity IDs that only identity providers have.
var idpNames = []struct {
	is   *regexp.Regexp
	what string
}{
	{regexp.MustCompile(`(?i)^https://sts\.windows\.net/[0-9a-f-]{36}/?$`), "Entra ID's"},
	{regexp.MustCompile(`(?i)^https://accounts\.google\.com/o/saml2\?idpid=`), "Google's"},
	{regexp.MustCompile(`(?i)/adfs/services/trust/?$`), "AD FS's"},
	{regexp.MustCompile(`^http://www\.okta\.com/exk[0-9A-Za-z]+$`), "Okta's"},
}

// ofIdP says which product's identity provider entityID belongs to, by its form;
// empty where the form does not tell.
func ofIdP(entityID string) string {
	for _, n := range idpNames {
		if n.is.MatchString(strings.TrimSpace(entityID)) {
			return n.what
		}
	}
	return ""
}

// nameChecks find the entity ID of one side in the place of the other's: both
// consoles ask for the other side's.
func nameChecks() []federation.Check {
	const platform, idp = federation.Platform, federation.IdP
	rule := func(code federation.Code, title, remedy string, role federation.Role, source federation.Source) federation.Rule {
		return federation.Rule{Code: code, Severity: federation.Error, Title: title, Remedy: remedy, Role: role, Source: source}
	}
	// swapped says what is wrong with name, which stands where the platform's name
	// or address belongs.
	swapped := func(d *federation.Dossier, name string) (what string, ok bool) {
		for _, own := range []struct {
			fact federation.Fact
			is   string
		}{{factIssuer, " calls itself exactly that"}, {factSSO, " has exactly that as its sign-in address"}} {
			if c, known := d.Known(own.fact); known && !c.Placeholder && name == c.Value {
				return d.Words.Name(idp) + own.is, true
			}
		}
		if name != "" && described(d, name) {
			return d.Words.Name(idp) + " has that among its sign-in addresses", true
		}
		if whose := ofIdP(name); whose != "" {
			return "this is " + whose + " way to call an identity provider", true
		}
		return "", false
	}
	names := rule("saml-names-swapped", "The identity provider's name stands in the platform's place",
		"Copy {{platform \"sp.entity_id\"}} from {{name \"platform\"}}; that of {{name \"idp\"}} belongs into {{platform \"idp.entity_id\"}}",
		federation.Either, core("8.3.6"))
	standing := check.EachClaim(names, check.Facts(factEntityID, factACS), func(j *check.Judgement, c federation.Claim) {
		what, ok := swapped(j.Dossier, c.Value)
		switch {
		case !ok:
		case c.Fact == factEntityID:
			j.About(c.Subject(), "The platform's name belongs here, and %s", what).Got = c.Value
		default:
			f := j.About(c.Subject(), "The platform's address belongs here, and %s", what)
			f.Remedy = "Copy {{platform \"sp.acs_url\"}} from {{name \"platform\"}}; that of {{name \"idp\"}} belongs into {{platform \"idp.sso_url\"}}"
			f.Got = c.Value
		}
	})
	request := onRequest(rule("saml-request-issuer-is-idp", "The request is issued in the identity provider's name",
		"Set {{platform \"sp.entity_id\"}} in {{name \"platform\"}} to the platform's own name; the request carries what stands there",
		federation.PlatformAdmin, profiles("4.1.4.1")),
		nil, nil, func(j *check.Judgement, r *Request) {
			if what, ok := swapped(j.Dossier, r.Issuer.Text); ok && r.Issuer.Text != "" {
				f := j.At(r.Issuer, platform, factEntityID, "A request is issued by the platform, and %s", what)
				f.Want, f.Got = owns(j, factEntityID, r.Issuer.Text), r.Issuer.Text
			}
		})
	address := onRequest(rule("saml-request-acs-is-idp", "The request wants the answer at the identity provider",
		"Set {{platform \"sp.acs_url\"}} in {{name \"platform\"}} to the platform's own address; that of {{name \"idp\"}} belongs into {{platform \"idp.sso_url\"}}",
		federation.PlatformAdmin, profiles("4.1.4.1")),
		nil, nil, func(j *check.Judgement, r *Request) {
			at := r.answerTo(j.Dossier)
			what, ok := swapped(j.Dossier, at.Text)
			if own := at.Text != "" && at.Text == r.Destination.Text; own && !ok {
				what, ok = "the request itself is sent there", true
			}
			if ok && at.Text != "" {
				f := j.At(at, platform, factACS, "The platform's address belongs here, and %s", what)
				f.Want, f.Got = owns(j, factACS, at.Text), at.Text
			}
		})
	response := onResponse(rule("saml-issuer-is-platform", "The response is issued in the platform's name",
		"Set the issuer of the application in {{name \"idp\"}} back to its own entity ID", federation.IdPAdmin, profiles("4.1.4.2")),
		check.Facts(factEntityID), nil, func(j *check.Judgement, _ *Response, v *view) {
			if m := v.message; m.Issuer.Text != "" && m.Issuer.Text == j.Value(factEntityID) && m.Issuer.Text != j.Value(factIssuer) {
				f := j.At(m.Issuer, idp, factIssuer,
					"A response is issued by the identity provider, and %s calls itself exactly that", j.Words.Name(platform))
				f.Want, f.Got = j.Value(factIssuer), m.Issuer.Text
			}
		})
	audience := onAssertions(rule("saml-audience-is-idp", "The assertion is addressed to the identity provider",
		"Set {{idp \"sp.entity_id\"}} in {{name \"idp\"}} to the platform's name, not its own", federation.IdPAdmin, core("2.5.1.4")),
		nil, nil, func(j *check.Judgement, a *Assertion) {
			own := j.Value(factEntityID)
			for _, any := range a.Audiences {
				if own != "" && ofIdP(own) == "" && slices.ContainsFunc(any, func(v Value) bool { return v.Text == own }) {
					continue // one that names the platform as well is for the platform
				}
				for _, v := range any {
					if what, ok := swapped(j.Dossier, v.Text); ok {
						f := j.At(v, idp, factEntityID, "An assertion is addressed to the platform, and %s", what)
						f.Want, f.Got = owns(j, factEntityID, v.Text), v.Text
					}
				}
			}
		})
	return []federation.Check{standing, request, address, response, audience}
}

// owns is the owner's value of f where that differs from got.
func owns(j *check.Judgement, f federation.Fact, got string) string {
	if want := j.Value(f); want != got {
		return want
	}
	return ""
}
