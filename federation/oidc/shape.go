package oidc

import (
	"federate/federation"
	"federate/federation/check"
)

const (
	codeTokenMalformed federation.Code = "oidc-token-malformed"
	codeClaimType      federation.Code = "oidc-token-claim-type"
)

// onToken returns a check of the claims of an ID token.
func onToken(rule federation.Rule, facts []federation.Fact, applies func(*federation.Dossier, *Token) bool,
	run func(*check.Judgement, *Token)) federation.Check {
	return check.On(federation.KindIDToken, rule, facts, applies, run)
}

// shapeChecks judge whether there is a token to judge.
func shapeChecks() []federation.Check {
	const idp = federation.IdP
	return []federation.Check{
		onToken(federation.Rule{Code: codeTokenMalformed, Severity: federation.Error, Title: "The token cannot be read",
			Remedy: "Copy the value of id_token again, whole and without what stands around it", Role: federation.Either,
			Source: rfc("7519", "7.2"), Uncapped: true,
		}, nil, check.Always, func(j *check.Judgement, t *Token) {
			if t.Malformed != "" {
				j.At(Value{Line: t.Line}, "", "", "A token is a header, claims and a signature, and this one is not: %s", t.Malformed)
			}
		}),
		onToken(federation.Rule{Code: "oidc-token-encrypted", Severity: federation.Error, Title: "The token is encrypted",
			Remedy: "Turn off the encryption of ID tokens for this application in {{name \"idp\"}}", Role: federation.IdPAdmin,
			Source: rfc("7519", "11.2"),
		}, nil, func(_ *federation.Dossier, t *Token) bool { return t.Encrypted || t.Readable() }, func(j *check.Judgement, t *Token) {
			if t.Encrypted {
				j.At(t.ContentType.Or(Value{Path: "/header"}), idp, "", "A platform reads the claims as they are, and these are encrypted or wrapped in another token").Got = t.Algorithm.Text
			}
		}),
		onToken(federation.Rule{Code: "oidc-token-duplicate-member", Severity: federation.Error, Title: "The token says something twice",
			Remedy: "Remove one of the two claim mappings with that name in {{name \"idp\"}}", Role: federation.IdPAdmin,
			Source: rfc("7519", "4"),
		}, nil, nil, func(j *check.Judgement, t *Token) {
			twice(j, &t.Header, idp)
			twice(j, &t.Document, idp)
		}),
		onToken(federation.Rule{Code: codeClaimType, Severity: federation.Error, Title: "A claim has another type than it should",
			Remedy: "Correct or remove the claim mapping in {{name \"idp\"}} that fills this claim", Role: federation.IdPAdmin,
			Source: rfc("7519", "4.1"),
		}, nil, nil, func(j *check.Judgement, t *Token) {
			for _, d := range []*Document{&t.Header, &t.Document} {
				for _, w := range d.Wrong {
					j.At(w, idp, "", "A platform cannot read this: %s", w.Text)
				}
			}
			for _, v := range []Value{t.Expires, t.NotBefore, t.IssuedAt} {
				if _, ok := v.NumericDate(); v.Present() && !ok {
					j.At(v, idp, "", "A time is a number, the seconds since 1970, and this is none or far beyond").Got = v.Text
				}
			}
		}),
		onToken(federation.Rule{Code: "oidc-token-claim-missing", Severity: federation.Error,
			Title:  "The token lacks a claim that every one has",
			Remedy: "Copy the ID token, not an access token; if it is the ID token, report it to the maker of {{name \"idp\"}}",
			Role:   federation.Either, Source: core("2"),
			Because: check.Codes(codeClaimType),
		}, nil, nil, func(j *check.Judgement, t *Token) {
			for _, c := range []struct {
				name string
				here bool
			}{{"iss", t.Issuer.Text != ""}, {"sub", t.Subject.Text != ""}, {"aud", len(t.Audience) > 0}, {"exp", t.Expires.Present()},
				{"iat", t.IssuedAt.Present()}} {
				if !c.here {
					j.At(Value{Path: "/claims/" + c.name}, idp, "", "Every ID token has the claim %s and this one has not", c.name)
				}
			}
		}),
	}
}
