package oidc

import (
	"crypto/rsa"
	"fmt"
	"slices"

	"federate/federation"
	"federate/federation/check"
)

const (
	codeKeySetMalformed federation.Code = "oidc-key-set-malformed"
	codeKeySecret       federation.Code = "oidc-key-secret"
	codeKeyUnreadable   federation.Code = "oidc-key-unreadable"
)

// leastBits is the least size of an RSA key (RFC 7518 3.3).
const leastBits = 2048

// keyChecks judge a key set.
func keyChecks() []federation.Check {
	const idp = federation.IdP
	report := "Report the key set to the maker of {{name \"idp\"}}"
	onSet := func(rule federation.Rule, run func(*check.Judgement, *KeySet)) federation.Check {
		rule.Role = federation.IdPAdmin
		return check.On(federation.KindKeySet, rule, nil, nil, run)
	}
	onKeys := func(rule federation.Rule, run func(*check.Judgement, Key)) federation.Check {
		return onSet(rule, func(j *check.Judgement, s *KeySet) {
			for _, k := range s.Keys {
				run(j, k)
			}
		})
	}
	return []federation.Check{
		check.On(federation.KindKeySet,
			federation.Rule{Code: codeKeySetMalformed, Severity: federation.Error, Title: "The key set cannot be read",
				Remedy: "Open {{idp \"oidc.jwks_uri\"}} in a browser and copy the whole page again", Role: federation.Either,
				Source: rfc("7517", "5"), Uncapped: true,
			}, nil, check.Always, func(j *check.Judgement, s *KeySet) {
				if s.Malformed != "" {
					j.At(Value{Line: s.Line}, "", "", "A key set is one JSON object and this is none: %s", s.Malformed)
				}
				for _, w := range s.Wrong {
					j.At(w, "", "", "A member has another type than it should: %s", w.Text)
				}
			}),
		onSet(federation.Rule{Code: "oidc-key-set-duplicate-member", Severity: federation.Error, Title: "A key says something twice",
			Remedy: report,
			Source: rfc("7517", "4")}, func(j *check.Judgement, s *KeySet) { twice(j, &s.Document, idp) }),
		onKeys(federation.Rule{Code: codeKeySecret, Severity: federation.Error, Title: "The key set holds a secret key", Uncapped: true,
			Remedy: "Replace this key in {{name \"idp\"}} at once: whoever has read the key set can sign tokens for everybody",
			Source: rfc("7517", "9.2"),
		}, func(j *check.Judgement, k Key) {
			switch {
			case k.Symmetric:
				j.At(k.Here, idp, "", "A key set is public and %s is a shared secret", k.name())
			case k.Private:
				j.At(k.Here, idp, "", "A key set is public and the private half of %s is in it", k.name())
			}
		}),
		onKeys(federation.Rule{Code: codeKeyUnreadable, Severity: federation.Warning, Title: "A key cannot be read", Remedy: report,
			Source: rfc("7518", "6")},
			func(j *check.Judgement, k Key) {
				if k.Wrong != "" {
					j.At(k.Here, idp, factKeySet, "Every key is read by whoever looks for one and %s cannot be: %s", k.name(), k.Wrong)
				}
			}),
		onSet(federation.Rule{Code: "oidc-key-set-no-signing-key", Severity: federation.Error, Title: "The key set has no key that signs",
			Remedy:  "Create a signing key in {{name \"idp\"}}, or copy the key set from {{idp \"oidc.jwks_uri\"}} again",
			Source:  core("10.1"),
			Because: check.Codes(codeKeySetMalformed, codeKeySecret, codeKeyUnreadable),
		}, func(j *check.Judgement, s *KeySet) {
			if !slices.ContainsFunc(s.Keys, func(k Key) bool { return k.Public != nil && k.signs() }) {
				j.At(s.Here, idp, factKeySet, "A token is checked with a signing key and there is none among %s",
					federation.Count(len(s.Keys), "key"))
			}
		}),
		onKeys(federation.Rule{Code: "oidc-key-weak", Severity: federation.Error, Title: "A signing key is too short",
			Remedy: "Create a signing key of 2048 bits or more in {{name \"idp\"}}", Source: rfc("7518", "3.3"),
		}, func(j *check.Judgement, k Key) {
			if p, ok := k.Public.(*rsa.PublicKey); ok && k.signs() && p.N.BitLen() < leastBits {
				f := j.At(k.Here, idp, "", "An RSA key that signs has %d bits or more and %s has fewer", leastBits, k.name())
				f.Got = fmt.Sprintf("%d bits", p.N.BitLen())
			}
		}),
		onKeys(federation.Rule{Code: "oidc-key-certificate-mismatch", Severity: federation.Error, Title: "A key and its certificate differ",
			Remedy: report,
			Source: rfc("7517", "4.7"),
		}, func(j *check.Judgement, k Key) {
			if k.Certificate != nil && k.Public != nil && !same(k.Certificate.PublicKey, k.Public) {
				j.At(k.Here, idp, "", "The certificate in x5c has to hold the same key and that of %s holds another", k.name())
			}
		}),
		onSet(federation.Rule{Code: "oidc-key-id-twice", Severity: federation.Error, Title: "Two keys have the same ID", Remedy: report,
			Source: rfc("7517", "4.5")}, func(j *check.Judgement, s *KeySet) {
			for i, k := range s.Keys {
				for _, o := range s.Keys[:i] {
					if k.ID.Text != "" && k.ID.Text == o.ID.Text && k.Type.Text == o.Type.Text && k.Use.Text == o.Use.Text &&
						k.Public != nil && o.Public != nil && !k.equal(o) {
						j.At(k.ID, idp, "", "A token names its key by the ID and two different keys are called %q", k.ID.Text).Got = k.ID.Text
						break
					}
				}
			}
		}),
	}
}
