package saml

import (
	"slices"
	"strings"

	"federate/federation"
	"federate/federation/check"
)

// groupsLink is the claim that Entra ID sends instead of groups that are too many.
var groupsLink = []string{"http://schemas.microsoft.com/claims/groups.link", "groups.link"}

// ofOnePerson are the last parts of the names of attributes that have one value for
// one person. Others, such as roles, are repeated by sound products.
var ofOnePerson = strings.Fields("email emailaddress mail name nameidentifier upn uid userprincipalname givenname surname sn organizationname")

// attributeChecks judge the attributes, whatever the platform wants to have in them.
func attributeChecks() []federation.Check {
	const idp = federation.IdP
	return []federation.Check{
		onAssertions(federation.Rule{Code: "saml-groups-overage", Severity: federation.Warning, Title: "The groups are too many to be sent",
			Remedy: "Set the groups claim in {{name \"idp\"}} to groups that are assigned to the application, and assign few",
			Role:   federation.IdPAdmin,
			Source: federation.Source{Document: "Microsoft Entra: Configure group claims for applications",
				Section: "Important caveats for this functionality"},
			Because: check.Codes("saml-wrapping"),
		}, nil, nil, func(j *check.Judgement, a *Assertion) {
			for _, attribute := range a.Attributes {
				if slices.Contains(groupsLink, attribute.Name.Text) {
					j.At(attribute.Name, idp, "", "Groups have to stand in the assertion and it has only a link to them: Entra ID sends no more than 150").Got = attribute.Name.Text
				}
			}
		}),
		onAssertions(federation.Rule{Code: "saml-attribute-repeated", Severity: federation.Warning, Title: "An attribute is given twice",
			Remedy: "Remove one of the two claims of that name in {{name \"idp\"}}", Role: federation.IdPAdmin, Source: core("2.7.3.1"),
			Because: check.Codes("saml-wrapping"),
		}, nil, nil, func(j *check.Judgement, a *Assertion) {
			for i, second := range a.Attributes {
				first := slices.IndexFunc(a.Attributes[:i], func(o Attribute) bool { return o.Name.Text == second.Name.Text })
				if first < 0 || !saysOneThing(j, second.Name.Text) {
					continue
				}
				f := j.At(second.Name, idp, "",
					"%q says one thing about one person and is given twice: platforms differ in which one they take", second.Name.Text)
				f.Got = joinedText(a.Attributes[first].Values) + " and " + joinedText(second.Values)
			}
		}),
		onAssertions(federation.Rule{Code: "saml-attribute-white-space", Severity: federation.Warning,
			Title:  "White space around the value of an attribute",
			Remedy: "Correct the value in the directory of {{name \"idp\"}}, or trim it in the claim's transformation",
			Role:   federation.IdPAdmin, Source: core("2.7.3.1.1"), Because: check.Codes("saml-wrapping"),
		}, nil, nil, func(j *check.Judgement, a *Assertion) {
			for _, attribute := range a.Attributes {
				for _, v := range attribute.Values {
					if want := strings.TrimSpace(v.Text); want != "" && want != v.Text {
						j.Differ(v, idp, "", want, "A platform compares the spaces too, and the value of %q has some around it",
							attribute.Name.Text)
					}
				}
			}
		}),
		ofNames(onAssertions(federation.Rule{Code: "saml-name-id-white-space", Severity: federation.Error,
			Title:  "White space around the NameID",
			Remedy: "Correct the value in the directory of {{name \"idp\"}}, or trim it where {{idp \"user.name_id\"}} is mapped",
			Role:   federation.IdPAdmin, Source: core("2.2.3"),
			Because: check.Codes("saml-wrapping", "saml-name-id-mismatch"),
		}, nil, nil, func(j *check.Judgement, a *Assertion) {
			if want := strings.TrimSpace(a.NameID.Text); want != "" && want != a.NameID.Text {
				f := j.Differ(a.NameID.Value, idp, factNameID, want,
					"The NameID has white space around it, and many platforms compare that too")
				f.Rule = federation.Demanded(j.Expect.ExactNameID, f.Rule)
			}
		})),
		ofNames(onAssertions(federation.Rule{Code: "saml-name-id-guest", Severity: federation.Warning,
			Title:  "The NameID is the inner name of a guest",
			Remedy: "Map {{idp \"user.name_id\"}} to the mail address in {{name \"idp\"}}, for guests at least",
			Role:   federation.IdPAdmin, Confidence: federation.Solid,
			Source: federation.Source{Document: "Microsoft Entra External ID: Properties of a B2B guest user", Section: "User principal name",
				URL: "https://learn.microsoft.com/entra/external-id/user-properties"},
			Because: check.Codes("saml-wrapping"),
		}, nil, nil, func(j *check.Judgement, a *Assertion) {
			if strings.Contains(strings.ToUpper(a.NameID.Text), "#EXT#") {
				j.At(a.NameID.Value, idp, factNameID,
					"Entra ID gives a guest a user principal name with #EXT# in it, under which no platform knows the person").Got = a.NameID.Text
			}
		})),
		check.Only(func(d *federation.Dossier) bool {
			return d.Expect.Encryption.Set && d.Expect.Encryption.Value == federation.EncryptionRequired
		}, onResponse(federation.Rule{Code: "saml-not-encrypted", Severity: federation.Error, Title: "The assertion is not encrypted",
			Remedy: "Set {{idp \"saml.encryption\"}} to {{option \"saml.encryption\" \"encrypted\"}} in {{name \"idp\"}}",
			Role:   federation.IdPAdmin, Source: core("2.3.4"),
			Because: check.Codes("saml-wrapping", "saml-status"),
		}, nil, nil, func(j *check.Judgement, _ *Response, v *view) {
			for _, a := range v.message.Assertions {
				check.Rests(j.At(a.Here, idp, factEncryption, "%s demands encrypted assertions and this one can be read by anybody",
					j.Words.Name(federation.Platform)), j.Expect.Encryption)
			}
		})),
	}
}

// saysOneThing reports whether the attribute called name has one value for one
// person.
func saysOneThing(j *check.Judgement, name string) bool {
	return slices.Contains(ofOnePerson, strings.ToLower(last(name))) ||
		slices.ContainsFunc(j.Expect.Attributes.Value, func(a federation.Attribute) bool { return a.Name == name && !a.Optional })
}

func joinedText(vs []Value) string {
	var out []string
	for _, v := range vs {
		out = append(out, v.Text)
	}
	return strings.Join(out, ", ")
}
