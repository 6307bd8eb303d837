package b2c

import (
	"slices"
	"strings"

	"federate/federation"
	"federate/federation/check"
)

const codeNoKey federation.Code = "b2c-signing-key-missing"

// keyChecks judge what an issuer signs with.
func keyChecks() []federation.Check {
	return []federation.Check{
		onIssuers(federation.Rule{Code: codeNoKey, Severity: federation.Error, Title: "The issuer has nothing to sign with",
			Remedy: "Add SamlMessageSigning and SamlAssertionSigning to CryptographicKeys, each with your policy key",
			Source: samlPage("Enable your policy to connect with a SAML application"),
		}, func(j *judgement, t *Profile) {
			_, message := t.key(useMessage)
			_, assertion := t.key(useAssertion)
			if !message && !assertion && !t.Include.Present() {
				j.at(t.Here, factPolicy, "%s names a key neither for the response nor for the assertion", t.name())
			}
		}),
		check.Only(func(d *federation.Dossier) bool { return d.Expect.Signed.Set && len(d.Expect.Signed.Value) > 0 },
			onIssuers(federation.Rule{Code: "b2c-signed-part-key", Severity: federation.Error,
				Title:   "The part that must be signed has no key",
				Remedy:  "Add the key that is wanted to CryptographicKeys, with your policy key",
				Source:  samlPage("Sign the Azure AD B2C IdP SAML response element"),
				Because: []federation.Code{codeNoKey},
			}, func(j *judgement, t *Profile) {
				want := missing(t, j.Expect.Signed.Value)
				if len(want) == 0 || t.Include.Present() {
					return
				}
				f := j.at(t.Here, factSigned, "the platform takes a signature of %s, and %s has no key for that",
					parts(j.Expect.Signed.Value), t.name())
				f.Want = strings.Join(want, " and ")
				check.Rests(f, j.Expect.Signed)
			})),
		on(federation.Rule{Code: "b2c-key-container", Severity: federation.Error, Title: "This is not the name of a policy key",
			Remedy: "Set StorageReferenceId to the name that the page Policy Keys shows, with B2C_1A_ in front", Source: keysPage(),
		}, func(j *judgement, p *Policy) {
			for _, t := range p.everyProfile() {
				for _, k := range t.Keys {
					if !policyForm().MatchString(k.Container.Text) {
						j.at(k.Container.OrAt(k.ID), factPolicy,
							"the key for %s must be named with its prefix B2C_1A_, which the portal adds by itself", k.ID.Text)
					}
				}
			}
		}),
	}
}

// missing are the keys that t lacks for the first of the parts, where it has the
// keys of none.
func missing(t *Profile, signed []federation.Signed) (want []string) {
	for _, s := range signed {
		var lacks []string
		for _, use := range uses[s] {
			if _, ok := t.key(use); !ok {
				lacks = append(lacks, use)
			}
		}
		if len(lacks) == 0 {
			return nil
		}
		if want == nil {
			want = lacks
		}
	}
	return want
}

var uses = map[federation.Signed][]string{
	federation.SignedMessage:   {useMessage},
	federation.SignedAssertion: {useAssertion},
	federation.SignedBoth:      {useMessage, useAssertion},
}

// parts says which parts may be signed.
func parts(signed []federation.Signed) string {
	words := map[federation.Signed]string{federation.SignedMessage: "the response", federation.SignedAssertion: "the assertion",
		federation.SignedBoth: "both"}
	var out []string
	for _, s := range signed {
		if !slices.Contains(out, words[s]) {
			out = append(out, words[s])
		}
	}
	return strings.Join(out, " or ")
}
