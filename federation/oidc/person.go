package oidc

import (
	"slices"
	"strings"

	"federate/federation"
	"federate/federation/check"
)

const (
	codePrefix   federation.Code = "oidc-identity-prefix"
	codeIdentity federation.Code = "oidc-identity-mismatch"
	codeNotMail  federation.Code = "oidc-identity-not-an-address"
)

// IdentityValue is what has to be entered as a person's identity in the platform:
// the platform's prefix ("claim(email):") and the claim, to the character.
func IdentityValue(prefix, claim string) string { return prefix + claim }

// Identity is what has to be entered in a platform for the person of t; empty where
// the platform finds people in another way, or t does not tell.
func (t *Token) Identity(e federation.Expect) string {
	if !e.IdentityPrefix.Set || !e.IdentityClaim.Set || !t.Readable() {
		return ""
	}
	if claim := t.Claim(e.IdentityClaim.Value).Text; claim != "" {
		return IdentityValue(e.IdentityPrefix.Value, claim)
	}
	return ""
}

// personChecks judge whether the platform will recognise the person who logs in.
func personChecks() []federation.Check {
	const idp = federation.IdP
	typed := "Set {{platform \"user.external_identity\"}} of the person in {{name \"platform\"}} to exactly the wanted value"
	return []federation.Check{
		person(federation.Rule{Code: codePrefix, Severity: federation.Error, Title: "The identity lacks the name of the claim",
			Remedy: typed, Role: federation.PlatformAdmin,
			Source: nice(valuesToAzure), Confidence: federation.Likely,
		}, func(d *federation.Dossier) bool {
			return d.Expect.IdentityPrefix.Set && d.Expect.IdentityPrefix.Value != ""
		}, func(j *check.Judgement, c federation.Claim) {
			prefix := j.Expect.IdentityPrefix
			if rest, ok := strings.CutPrefix(c.Value, prefix.Value); ok && strings.TrimSpace(rest) == rest {
				return
			}
			claim := bareIdentity(c.Value)
			if mail, ok := j.Said(idp, factEmail, c.Key); ok && mail.Stated() {
				claim = mail.Value
			}
			f := j.Claim(c, IdentityValue(prefix.Value, claim),
				"%s finds people by %s and the value behind it, without a space, and this is written otherwise",
				j.Words.Name(federation.Platform), prefix.Value)
			check.Rests(f, prefix)
		}),
		person(federation.Rule{Code: codeNotMail, Severity: federation.Error, Title: "The identity is not a whole e-mail address",
			Remedy: "Copy the e-mail claim of the person, from {{name \"idp\"}}, behind the prefix",
			Role:   federation.PlatformAdmin, Source: nice(valuesToAzure), Confidence: federation.Likely,
			Because: check.Codes(codePrefix, codeIdentity),
		}, func(d *federation.Dossier) bool {
			return d.Expect.IdentityClaim.Set && d.Expect.IdentityClaim.Value == "email"
		}, func(j *check.Judgement, c federation.Claim) {
			rest, ok := strings.CutPrefix(c.Value, j.Expect.IdentityPrefix.Value)
			if at := strings.Index(rest, "@"); ok && (at < 1 || at == len(rest)-1) {
				j.Claim(c, "", "The platform compares it with the e-mail claim, and this is none")
			}
		}),
		withMail(person(federation.Rule{Code: codeIdentity, Severity: federation.Error,
			Title: "The platform knows the person by another e-mail", Remedy: typed, Role: federation.PlatformAdmin,
			Source: nice(valuesToAzure), Because: check.Codes(codePrefix),
		}, func(d *federation.Dossier) bool { return d.Expect.IdentityPrefix.Set }, func(j *check.Judgement, c federation.Claim) {
			if want, ok := identity(j.Dossier, c.Key); ok && c.Value != want {
				j.Claim(c, want, "The claim and the identity are compared to the character, and dots and capitals count")
			}
		})),
		onToken(federation.Rule{Code: "oidc-token-identity-mismatch", Severity: federation.Error,
			Title:  "The platform does not know the person of this token",
			Remedy: typed, Role: federation.PlatformAdmin, Source: nice(valuesToAzure)},
			check.Facts(factExternal), func(d *federation.Dossier, t *Token) bool {
				_, known := d.Known(factExternal)
				claim := t.Claim(d.Expect.IdentityClaim.Value).Text
				return t.Readable() && d.Expect.IdentityClaim.Set && claim != "" && !federation.Redacted(claim) &&
					(!known || len(recorded(d)) > 0)
			}, tokenIdentity),
		onToken(federation.Rule{Code: "oidc-token-identity-claim-missing", Severity: federation.Error,
			Title:  "The token does not have the claim that names the person",
			Remedy: "Add the claim to the ID token in {{name \"idp\"}}, give the person a value for it, and log in afresh",
			Role:   federation.IdPAdmin, Source: microsoft(optional)},
			nil, func(d *federation.Dossier, t *Token) bool { return t.Readable() && d.Expect.IdentityClaim.Set },
			func(j *check.Judgement, t *Token) {
				want := j.Expect.IdentityClaim
				if t.Claim(want.Value).Text == "" {
					f := j.At(Value{Path: "/claims/" + pointer.Replace(want.Value)}, idp, factEmail,
						"%s finds the person by the claim %s and the token does not have it, or it is empty",
						j.Words.Name(federation.Platform), want.Value)
					f.Want, f.Got = want.Value, listed(t.Names())
				}
			}),
		onToken(federation.Rule{Code: "oidc-token-email-unverified", Severity: federation.Warning,
			Title:  "The e-mail of the person is not verified",
			Remedy: "Have the person's e-mail verified in {{name \"idp\"}}: platforms may refuse one that is not",
			Role:   federation.IdPAdmin, Source: core("5.7")},
			nil, nil, func(j *check.Judgement, t *Token) {
				if t.EmailVerified.Text == "false" {
					j.At(t.EmailVerified, idp, factEmail, "A person is to be known by a verified e-mail and the identity provider says it is not verified").Got = "false"
				}
			}),
		onToken(federation.Rule{Code: "oidc-token-groups-overage", Severity: federation.Warning,
			Title:  "The person is in too many groups for the token",
			Remedy: "Reduce the groups in the token to those assigned to the application in {{name \"idp\"}}", Role: federation.IdPAdmin,
			Source: microsoft(idTokens)},
			nil, nil, func(j *check.Judgement, t *Token) {
				if t.Overage.Present() && t.Overage.Text != "false" {
					j.At(t.Overage, idp, "",
						"A token carries a limited number of groups and this one has a reference in their place, which a platform does not follow")
				}
			}),
	}
}

// ofOIDC reports whether this federation speaks OpenID Connect at all: with SAML the
// same person has another identity. Where no protocol was chosen, a value of OpenID
// Connect tells.
func ofOIDC(d *federation.Dossier) bool {
	return d.Protocol == "oidc" || slices.ContainsFunc(d.All(),
		func(c federation.Claim) bool { return strings.HasPrefix(string(c.Fact), "oidc.") })
}

// person returns a check of every identity that the platform is known to hold.
func person(rule federation.Rule, applies func(*federation.Dossier) bool, run func(*check.Judgement, federation.Claim)) federation.Check {
	return check.Only(func(d *federation.Dossier) bool { return ofOIDC(d) && applies(d) },
		check.EachClaim(rule, check.Facts(factExternal), func(j *check.Judgement, c federation.Claim) {
			if c.Side == j.Owner(factExternal) {
				run(j, c)
			}
		}))
}

// withMail returns c for dossiers in which somebody's e-mail is known.
func withMail(c federation.Check) federation.Check {
	return check.Only(func(d *federation.Dossier) bool {
		return slices.ContainsFunc(d.Claims(factEmail), federation.Claim.Stated)
	}, c)
}

// identity is what the platform has to know the person called key by, where their
// e-mail is known.
func identity(d *federation.Dossier, key string) (string, bool) {
	mail, ok := d.Said(d.Owner(factEmail), factEmail, key)
	return IdentityValue(d.Expect.IdentityPrefix.Value, mail.Value), ok && mail.Stated()
}

// bareIdentity is value without what was meant as its prefix: "Claim[email]: x".
func bareIdentity(value string) string {
	v := strings.TrimSpace(value)
	if len(v) > 5 && strings.EqualFold(v[:5], "claim") {
		if _, rest, ok := strings.Cut(v, ":"); ok {
			return strings.TrimSpace(rest)
		}
	}
	return v
}

// recorded are the people that the platform is known to hold, without those whose
// identity was found wrong before the login: that is reported without a token.
func recorded(d *federation.Dossier) (out []federation.Claim) {
	for _, c := range d.Claims(factExternal) {
		known, told := identity(d, c.Key)
		if c.Side == d.Owner(factExternal) && c.Stated() && strings.HasPrefix(c.Value, d.Expect.IdentityPrefix.Value) &&
			(!told || known == c.Value) {
			out = append(out, c)
		}
	}
	return out
}

// tokenIdentity compares the token with every person that the platform is known to
// hold: it is about one of them.
func tokenIdentity(j *check.Judgement, t *Token) {
	claim := t.Claim(j.Expect.IdentityClaim.Value)
	want := IdentityValue(j.Expect.IdentityPrefix.Value, claim.Text)
	var near federation.Claim
	for _, c := range recorded(j.Dossier) {
		switch {
		case c.Value == want:
			return
		case near.Fact == "" || folded(c.Value) == folded(want):
			near = c
		}
	}
	if near.Fact == "" {
		return
	}
	f := j.Differ(claim, federation.Platform, factExternal, want,
		"%s knows the person by one name and the token has another", j.Words.Name(federation.Platform))
	f.Got, f.Subject.Key = near.Value, near.Key
	check.Rests(f, j.Expect.IdentityPrefix)
}

// folded is an identity without capitals, dots and spaces.
func folded(s string) string {
	return strings.NewReplacer(".", "", " ", "").Replace(strings.ToLower(s))
}
