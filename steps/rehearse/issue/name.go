package issue

import (
	"slices"

	"github.com/beevik/etree"

	"federate/federation"
)

// The facts by which a platform knows a person.
const (
	external = federation.Fact("user.external_identity")
	entity   = federation.Fact("sp.entity_id")
)

// nameDrills are responses that name the person otherwise than the platform wants
// (saml-core-2.0-os 2.2.2, 2.2.3, 8.3).
func nameDrills() []Drill {
	return ofResponses(
		Drill{Code: "saml-name-id-missing", What: "The assertion names nobody", fault: fault{tree: without("NameID")}},
		Drill{Code: "saml-name-id-mismatch", What: "The NameID has capitals that the platform does not know",
			Wants: "knows people by their NameID", suits: byName, Needs: []federation.Fact{external},
			fault: fault{tree: texts("NameID", capitals)}},
		Drill{Code: "saml-name-id-mismatch", Variant: "another", What: "The NameID is made of another attribute than the platform knows",
			Wants: "knows people by their NameID", suits: byName, Needs: []federation.Fact{external},
			fault: fault{tree: texts("NameID", is("00uixa271s6x7qt8I0h7"))}},
		Drill{Code: "saml-name-id-white-space", What: "The directory has a space behind the name", facts: unsaid(external),
			fault: fault{tree: texts("NameID", with(" "))}},
		Drill{Code: "saml-name-id-guest", What: "The person is a guest, and is named by the inner name", facts: unsaid(external),
			fault: fault{tree: texts("NameID", is("ann.agent_partner.example#EXT#@contoso.example"))}},
		Drill{Code: "saml-name-id-format", What: "The NameID has a format that the platform does not take",
			Wants: "takes certain NameID formats alone", suits: func(e federation.Expect) bool { return len(e.NameIDFormats.Value) > 0 },
			fault: fault{tree: attribute("NameID", "Format", func(x Exchange, _ string) string { return otherFormat(x.Platform.Expect) })}},
		Drill{Code: "saml-name-id-not-as-asked", What: "The request asks for an address and the response has a persistent name",
			Start: federation.StartSP, Wants: "takes any NameID format",
			suits: func(e federation.Expect) bool { return len(e.NameIDFormats.Value) == 0 },
			setup: func(x *Exchange) { x.Platform.Format = "emailAddress" },
			fault: fault{tree: attribute("NameID", "Format", is(formatURN("persistent")))}},
		Drill{Code: "saml-name-id-other-platform", What: "The NameID is one for another platform", Needs: []federation.Fact{entity},
			fault: fault{tree: attribute("NameID", "SPNameQualifier", is(elsewhere))}},
		Drill{Code: "saml-name-id-other-issuer", What: "The NameID is qualified by another identity provider",
			Needs: []federation.Fact{"idp.entity_id"},
			fault: fault{tree: attribute("NameID", "NameQualifier", is(elsewhere))}},
		Drill{Code: "saml-name-id-qualifier-not-as-asked",
			What:  "The request asks for a name for one group of platforms and the response has one for another",
			Start: federation.StartSP, alone: true, facts: unsaid(entity),
			setup: func(x *Exchange) { x.Platform.Group = "https://platforms.example/" },
			fault: fault{tree: attribute("NameID", "SPNameQualifier", is(elsewhere))}},
	)
}

// byName reports whether a platform knows people by their NameID: a transient one is
// another each time.
func byName(e federation.Expect) bool {
	return !slices.Equal(e.NameIDFormats.Value, []string{"transient"})
}

// otherFormat is a NameID format that a platform does not take.
func otherFormat(e federation.Expect) string {
	for _, f := range []string{"emailAddress", "persistent", "transient", "unspecified", "X509SubjectName"} {
		if !slices.Contains(e.NameIDFormats.Value, f) {
			return formatURN(f)
		}
	}
	return formatURN("kerberos")
}

// attributeDrills are responses that say otherwise about a person than the platform
// reads (saml-core-2.0-os 2.7.3).
func attributeDrills() []Drill {
	const wants = "reads attributes"
	return ofResponses(
		Drill{Code: "saml-attribute-missing", What: "A required attribute is not sent", Wants: wants, suits: reads,
			fault: fault{tree: wanted(func(_ Exchange, el *etree.Element) { el.Parent().RemoveChild(el) })}},
		Drill{Code: "saml-attribute-near", What: "A required attribute has a namespace in front of its name", Wants: wants, suits: reads,
			fault: fault{tree: wanted(rename(func(_ Exchange, old string) string {
				return "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/" + old
			}))}},
		Drill{Code: "saml-attribute-case", What: "The name of a required attribute has other capitals", Wants: wants, suits: reads,
			fault: fault{tree: wanted(rename(func(_ Exchange, old string) string { return swapped(old) }))}},
		Drill{Code: "saml-attribute-mismatch", What: "A required attribute has the value of somebody else", Wants: wants, suits: reads,
			fault: fault{tree: wanted(texts("AttributeValue", is("somebody.else")))}},
		Drill{Code: "saml-attribute-repeated", What: "Two mappings send the same attribute, with different values",
			fault: fault{tree: within("AttributeStatement", func(_ Exchange, el *etree.Element) {
				second := el.ChildElements()[0].Copy()
				second.ChildElements()[0].SetText("another")
				el.AddChild(second)
			})}},
		Drill{Code: "saml-attribute-white-space", What: "The directory has a space behind a value",
			fault: fault{tree: within("AttributeValue", texts("AttributeValue", with(" ")))}},
		Drill{Code: "saml-groups-overage", What: "The person is in too many groups to be listed",
			fault: fault{tree: within("AttributeStatement", func(_ Exchange, el *etree.Element) {
				link := add(el, "saml:Attribute", "Name", "http://schemas.microsoft.com/claims/groups.link")
				say(link, "saml:AttributeValue", "https://graph.microsoft.com/v1.0/users/0/getMemberObjects")
			})}},
	)
}

// reads reports whether a platform requires an attribute.
func reads(e federation.Expect) bool {
	return slices.ContainsFunc(e.Attributes.Value, func(a federation.Attribute) bool { return !a.Optional })
}

// wanted changes the first attribute that the platform requires.
func wanted(do edit) edit {
	return func(x Exchange, r *etree.Element) {
		for _, el := range all(r, "Attribute") {
			name := el.SelectAttrValue("Name", "")
			if slices.ContainsFunc(x.Platform.Expect.Attributes.Value,
				func(a federation.Attribute) bool { return a.Name == name && !a.Optional }) {
				do(x, el)
				return
			}
		}
	}
}

// rename gives an attribute another name.
func rename(to change) edit {
	return func(x Exchange, el *etree.Element) { attribute("Attribute", "Name", to)(x, el) }
}

// swapped is name with its first letter small for large, or large for small.
func swapped(name string) string {
	first := []byte(name)
	first[0] ^= 'a' ^ 'A'
	return string(first)
}
