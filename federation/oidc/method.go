package oidc

import (
	"slices"
	"strings"

	"federate/federation"
	"federate/federation/check"
)

const codeNoMethod federation.Code = "oidc-auth-methods-differ"

// methodChecks judge how tokens are signed and how the platform authenticates
// itself.
func methodChecks() []federation.Check {
	const idp, platform = federation.IdP, federation.Platform
	// signing is a check of the algorithms that a document lists.
	signing := func(code federation.Code, severity federation.Severity, title, remedy string,
		wrong func(d *Discovery) string) federation.Check {
		return check.On(federation.KindDiscovery, federation.Rule{Code: code, Severity: severity, Title: title, Remedy: remedy,
			Role: federation.IdPAdmin, Source: discovery("3"),
			Because: check.Codes(codeDiscoveryMalformed)}, nil,
			func(_ *federation.Dossier, d *Discovery) bool { return d.Readable() && d.saysAlgorithms },
			func(j *check.Judgement, d *Discovery) {
				if why := wrong(d); why != "" {
					f := j.At(d.place("id_token_signing_alg_values_supported"), idp, "", "%s", why)
					f.Want, f.Got = "RS256", listed(texts(d.Algorithms))
				}
			})
	}
	use := "Set the signature algorithm of ID tokens to RS256 in {{name \"idp\"}}"
	return []federation.Check{
		signing("oidc-algorithm-none", federation.Error, "ID tokens are not signed", use, func(d *Discovery) string {
			if !d.asymmetric() && has(d.Algorithms, "none") {
				return "An ID token has to be signed with a key of the key set and the list offers no such algorithm, only to leave it unsigned"
			}
			return ""
		}),
		signing("oidc-algorithm-symmetric", federation.Error,
			"ID tokens are signed with a shared secret only", use, func(d *Discovery) string {
				if !d.asymmetric() && !has(d.Algorithms, "none") {
					return "An ID token has to be signed with a key of the key set, and no such algorithm is listed"
				}
				return ""
			}),
		signing("oidc-algorithm-rs256", federation.Warning, "RS256 is not among the algorithms", use, func(d *Discovery) string {
			if d.asymmetric() && !has(d.Algorithms, "RS256") {
				return "Every provider has to offer RS256, which every client understands, and this one does not"
			}
			return ""
		}),
		check.On(federation.KindDiscovery, federation.Rule{Code: codeNoMethod, Severity: federation.Error,
			Title:  "Both sides share no way to authenticate the client",
			Remedy: "Allow client_secret_post or client_secret_basic for the application in {{name \"idp\"}}", Role: federation.IdPAdmin,
			Source:  core("9"),
			Because: check.Codes(codeDiscoveryMalformed),
		}, nil, func(d *federation.Dossier, doc *Discovery) bool { return doc.Readable() && d.Expect.AuthMethods.Set },
			func(j *check.Judgement, d *Discovery) {
				want := j.Expect.AuthMethods
				offered := d.methods()
				if !slices.ContainsFunc(want.Value, func(m string) bool { return slices.Contains(offered, m) }) {
					f := j.At(d.place("token_endpoint_auth_methods_supported"), idp, "",
						"%s takes some methods and the document offers others", j.Words.Name(platform))
					f.Want, f.Got = strings.Join(want.Value, " or "), listed(offered)
					check.Rests(f, want)
				}
			}),
		check.EachClaim(federation.Rule{Code: "oidc-auth-method-unsupported", Severity: federation.Error,
			Title:  "The platform does not take this authentication method",
			Remedy: "Choose one of the wanted methods as {{platform \"oidc.auth_method\"}} in {{name \"platform\"}}",
			Role:   federation.PlatformAdmin, Source: core("9"),
			Because: check.Codes("value-not-a-choice"),
		}, check.Facts(factAuthMethod), func(j *check.Judgement, c federation.Claim) {
			if want := j.Expect.AuthMethods; want.Set && !slices.Contains(want.Value, c.Value) {
				f := j.Claim(c, strings.Join(want.Value, " or "), "%s takes some methods and this is none of them", j.Words.Name(platform))
				check.Rests(f, want)
			}
		}),
		methodOffered(federation.Rule{Code: "oidc-auth-method-not-offered", Severity: federation.Error,
			Title:  "The identity provider does not offer this method",
			Remedy: "Choose one of the wanted methods as {{platform \"oidc.auth_method\"}} in {{name \"platform\"}}",
			Role:   federation.PlatformAdmin, Source: discovery("3"),
			Confidence: federation.Likely, Because: check.Codes(codeNoMethod, "oidc-auth-method-unsupported", "value-not-a-choice"),
		}),
	}
}

func methodOffered(rule federation.Rule) federation.Check {
	return check.On(federation.KindDiscovery, rule, check.Facts(factAuthMethod), nil, func(j *check.Judgement, d *Discovery) {
		offered := d.methods()
		for _, c := range j.Claims(factAuthMethod) {
			if c.Stated() && !slices.Contains(offered, c.Value) {
				both := offered
				if want := j.Expect.AuthMethods; want.Set {
					both = slices.DeleteFunc(slices.Clone(offered), func(m string) bool { return !slices.Contains(want.Value, m) })
				}
				if len(both) > 0 {
					j.Claim(c, strings.Join(both, " or "),
						"The discovery document offers some methods and the chosen one is not among them")
				}
			}
		}
	})
}

// asymmetric reports whether an algorithm is listed that needs no shared secret.
func (d *Discovery) asymmetric() bool {
	return slices.ContainsFunc(d.Algorithms, func(v Value) bool {
		return !strings.HasPrefix(v.Text, "HS") && v.Text != "none"
	})
}
