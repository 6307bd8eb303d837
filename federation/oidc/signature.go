package oidc

import (
	"strings"

	"federate/federation"
	"federate/federation/check"
)

const codeUnsigned federation.Code = "oidc-token-unsigned"

// signatureChecks judge who signed the token.
func signatureChecks() []federation.Check {
	const idp = federation.IdP
	rule := func(code federation.Code, title, remedy string, role federation.Role, source federation.Source) federation.Rule {
		return federation.Rule{Code: code, Severity: federation.Error, Title: title, Remedy: remedy, Role: role, Source: source}
	}
	use := "Set the signature algorithm of ID tokens to RS256 for this application in {{name \"idp\"}}"
	return []federation.Check{
		onToken(rule(codeUnsigned, "The token is not signed", use, federation.IdPAdmin, core("3.1.3.7")), nil, nil,
			func(j *check.Judgement, t *Token) {
				if strings.EqualFold(t.Algorithm.Text, "none") || len(t.proof.signature) == 0 && !t.Decoded {
					j.At(t.Algorithm.Or(Value{Path: "/header/alg"}), idp, "", "A token has to be signed with a key of the key set and this one has no signature").Got = t.Algorithm.Text
				}
			}),
		onToken(rule("oidc-token-algorithm-symmetric", "The token is signed with a shared secret", use, federation.IdPAdmin, core("10.1")),
			nil, nil, func(j *check.Judgement, t *Token) {
				if strings.HasPrefix(t.Algorithm.Text, "HS") {
					f := j.At(t.Algorithm, idp, "", "A key set proves who signed, and this token is signed with the client secret")
					f.Want, f.Got = "RS256", t.Algorithm.Text
				}
			}),
		beside(federation.KindKeySet, onToken(rule("oidc-token-unproven", "The token came without its signature",
			"Copy the token itself, from eyJ on with its two dots, and not what a debugger made of it", federation.Either, core("3.1.3.7")),
			nil,
			func(d *federation.Dossier, t *Token) bool { return t.Readable() && !d.Kept }, func(j *check.Judgement, t *Token) {
				if !t.Decoded {
					return
				}
				j.At(t.Algorithm.Or(Value{Path: "/header"}), "", "",
					"Whoever has a key set wants to know who made the token, and this one came as text without its signature: anybody could have written it")
			})),
		onToken(rule("oidc-token-algorithm-unknown",
			"The signature of the token cannot be judged", use, federation.IdPAdmin, rfc("7518", "3.1")), nil,
			func(_ *federation.Dossier, t *Token) bool { return t.Readable() && len(t.proof.signature) > 0 },
			func(j *check.Judgement, t *Token) {
				if a := t.Algorithm.Text; !t.asymmetric() && !strings.HasPrefix(a, "HS") && !strings.EqualFold(a, "none") {
					f := j.At(t.Algorithm.Or(Value{Path: "/header/alg"}), idp, "",
						"Tokens are signed with RSA or ECDSA over SHA-2 and this one names another way or none, so its signature was not judged and proves nothing")
					f.Want, f.Got = "RS256", a
				}
			}),
		beside(federation.KindDiscovery,
			onToken(rule("oidc-token-algorithm-not-announced", "The token is signed in a way that is not announced",
				"Set the signature algorithm of this application in {{name \"idp\"}} to one of the wanted, or copy the discovery document again",
				federation.IdPAdmin, core("3.1.3.7")),
				nil, nil, func(j *check.Judgement, t *Token) {
					d, ok := federation.Doc[*Discovery](j.Dossier, federation.KindDiscovery)
					if ok && d.saysAlgorithms && t.asymmetric() && !has(d.Algorithms, t.Algorithm.Text) {
						f := j.At(t.Algorithm, idp, "", "The discovery document lists some algorithms and the token uses another")
						f.Want, f.Got = strings.Join(texts(d.Algorithms), " or "), t.Algorithm.Text
					}
				})),
		onProof(rule("oidc-token-key-unknown", "No key of the set made this token",
			"Copy the key set of the issuer of this token again; if the key is still missing, the token comes from another provider or tenant",
			federation.Either, core("10.1.1")),
			func(*KeySet, *Token) bool { return true }, func(j *check.Judgement, t *Token, s *KeySet) {
				if len(s.named(t)) == 0 {
					f := j.At(t.KeyID.Or(Value{Path: "/header/kid"}), idp, factKeySet,
						"The token names a key and the key set has none of that ID")
					f.Got = t.KeyID.Text
				}
			}),
		onProof(rule("oidc-token-algorithm-mismatch",
			"Key and algorithm of the token do not fit", use, federation.IdPAdmin, rfc("7517", "4.4")),
			func(s *KeySet, t *Token) bool { return len(s.named(t)) > 0 }, func(j *check.Judgement, t *Token, s *KeySet) {
				if named := s.named(t); len(s.fitting(t)) == 0 {
					f := j.At(t.Algorithm, idp, factKeySet, "The token says it was signed with %s and %s cannot do that: it is %s",
						t.Algorithm.Text, named[0].name(), named[0].kind())
					f.Want, f.Got = named[0].Algorithm.Text, t.Algorithm.Text
				}
			}),
		onProof(rule("oidc-token-signature-broken", "The signature of the token does not verify",
			"Capture the token again, unchanged; if it is broken again, copy the key set again from {{idp \"oidc.jwks_uri\"}}",
			federation.Either, rfc("7515", "5.2")),
			func(s *KeySet, t *Token) bool { return len(s.fitting(t)) > 0 }, func(j *check.Judgement, t *Token, s *KeySet) {
				if !s.proves(t) {
					tried := s.fitting(t)[0].name()
					if !t.KeyID.Present() {
						tried = "any key of the set"
					}
					j.At(Value{Path: "/signature"}, idp, factKeySet,
						"The signature has to verify with %s and does not: either the token was changed, or another key made it", tried)
				}
			}),
	}
}

// onProof returns a check of what the key set says about the signature of a token.
// Without a key set it waits. Where the set has no key to try, as applies tells, or
// the token came without its signature, it does not apply: nobody has looked at the
// signature then.
func onProof(rule federation.Rule, applies func(*KeySet, *Token) bool, run func(*check.Judgement, *Token, *KeySet)) federation.Check {
	rule.Because = check.Codes(codeUnsigned)
	return beside(federation.KindKeySet, onToken(rule, nil,
		func(d *federation.Dossier, t *Token) bool {
			s, ok := federation.Doc[*KeySet](d, federation.KindKeySet)
			return t.Readable() && t.asymmetric() && len(t.proof.signature) > 0 && (!ok || s.Readable() && applies(s, t))
		},
		func(j *check.Judgement, t *Token) {
			if s, ok := federation.Doc[*KeySet](j.Dossier, federation.KindKeySet); ok {
				run(j, t, s)
			}
		}))
}

// beside returns c, which needs a document of another kind as well.
func beside(kind federation.Kind, c federation.Check) federation.Check {
	c.Kinds = append(c.Kinds, kind)
	return c
}

// asymmetric reports whether the algorithm of the signature is one that a key of a
// set can verify.
func (t *Token) asymmetric() bool { return t.proof.hash != 0 }
