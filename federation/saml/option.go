package saml

import (
	"fmt"
	"slices"
	"strings"

	"federate/federation"
	"federate/federation/check"
)

// optionChecks compare the options chosen in the identity provider's console with
// what the platform accepts, before there is any response.
func optionChecks() []federation.Check {
	return []federation.Check{
		choice(factSigned, federation.Rule{Code: "saml-signing-option", Severity: federation.Error,
			Title:  "The signing option does not suit the platform",
			Remedy: "Set {{idp \"saml.signed\"}} to what {{name \"platform\"}} takes", Source: core("5.3"),
		}, func(d *federation.Dossier) bool { return d.Expect.Signed.Set && len(d.Expect.Signed.Value) > 0 },
			func(d *federation.Dossier, r federation.Rule, value string) (federation.Rule, []string) {
				var want []string
				for _, s := range d.Expect.Signed.Value {
					want = append(want, string(s))
				}
				return d.Expect.Signed.Cite(r), unless(slices.Contains(want, value), want)
			}),
		choice(factEncryption, federation.Rule{Code: "saml-encryption-option", Severity: federation.Error,
			Title:  "The encryption option does not suit the platform",
			Remedy: "Set {{idp \"saml.encryption\"}} to what {{name \"platform\"}} takes", Source: core("2.3.4"),
		}, func(d *federation.Dossier) bool { return d.Expect.Encryption.Set },
			func(d *federation.Dossier, r federation.Rule, value string) (federation.Rule, []string) {
				switch d.Expect.Encryption.Value {
				case federation.EncryptionNone:
					return d.Expect.Encryption.Cite(r), unless(value == "none", []string{"none"})
				case federation.EncryptionRequired:
					return d.Expect.Encryption.Cite(r), unless(value != "none", []string{"encrypted"})
				}
				return r, nil
			}),
		choice(factAlgorithm, federation.Rule{Code: "saml-signature-algorithm-option", Severity: federation.Warning,
			Title:  "The signature algorithm is weak or unwelcome",
			Remedy: "Set {{idp \"saml.signature_algorithm\"}} to {{option \"saml.signature_algorithm\" \"rsa-sha256\"}}",
			Source: federation.Source{Document: "NIST SP 800-131A Rev. 2", Section: "3"},
		}, nil, func(d *federation.Dossier, r federation.Rule, value string) (federation.Rule, []string) {
			if want := d.Expect.SignatureAlgorithms; want.Set && len(want.Value) > 0 {
				r.Severity = federation.Error
				return want.Cite(r), unless(slices.Contains(want.Value, value), want.Value)
			}
			return r, unless(!strings.HasSuffix(value, "sha1"), []string{"rsa-sha256"})
		}),
		choice(factFormat, federation.Rule{Code: "saml-name-id-format-option", Severity: federation.Error,
			Title:  "The NameID format does not suit the platform",
			Remedy: "Set {{idp \"saml.name_id_format\"}} to one that {{name \"platform\"}} takes", Source: core("8.3"),
		}, func(d *federation.Dossier) bool {
			return d.Expect.NameIDFormats.Set && len(d.Expect.NameIDFormats.Value) > 0
		}, func(d *federation.Dossier, r federation.Rule, value string) (federation.Rule, []string) {
			want := d.Expect.NameIDFormats
			return want.Cite(r), unless(slices.Contains(want.Value, last(value)), want.Value)
		}),
	}
}

func unless(fits bool, want []string) []string {
	if fits {
		return nil
	}
	return want
}

// choice returns a check of the owner's choice of an option. judge returns what
// would have been right, nothing where the value is right, and the rule with its
// authority.
func choice(fact federation.Fact, rule federation.Rule, applies func(*federation.Dossier) bool,
	judge func(d *federation.Dossier, r federation.Rule, value string) (federation.Rule, []string)) federation.Check {
	rule.Role = federation.IdPAdmin
	return federation.Check{Rule: rule, Facts: check.Facts(fact), Applies: applies,
		Run: func(d *federation.Dossier) (out []federation.Finding) {
			for _, c := range d.Claims(fact) {
				if !c.Own() || c.Side != d.Owner(fact) {
					continue
				}
				cited, want := judge(d, rule, c.Value)
				if len(want) == 0 {
					continue
				}
				f := cited.At(c.Subject(), "%s takes %s and %s is set to %s", d.Words.Name(federation.Platform), strings.Join(want, " or "),
					d.Words.Name(c.Side), c.Value).Differ(strings.Join(want, " or "), c.Value)
				f.Remedy = fmt.Sprintf("Set {{idp %q}} to {{option %q %q}}", fact, fact, want[0])
				out = append(out, f)
			}
			return out
		}}
}
