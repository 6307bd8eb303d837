package estate

import (
	"strings"

	"federate/federation"
)

// attributed reports whether roles of m come in the assertion.
func attributed(m *federation.Dossier) bool { return m.Value(FactRoles) == "attributes" }

// roles are the checks of the role matrix.
func roles() []check {
	unsupported := rule("roles-from-attributes", federation.Warning, federation.Likely, federation.Either, scimFields,
		"No official page maps attributes to roles",
		"Give roles by SCIM or by hand; where it works with attributes for you, keep the evidence with the federation")
	text := rule("roles-as-text", federation.Warning, federation.DocumentOnly, federation.IdPAdmin, multiVendor,
		"Several roles are written as one text",
		"Send a list with one value for each role, not one value with commas in it")
	capitals := rule("claim-case", federation.Warning, federation.Likely, federation.IdPAdmin,
		federation.Source{Document: "saml-core-2.0-os", Section: "2.7.3.1: attribute names are compared as they stand"},
		"The same claim is written in two ways",
		"Write the claim with the same capitals for every platform; both compare them to the letter")
	return []check{
		{rule: unsupported, needs: always(FactRoles), run: each(func(_, m *federation.Dossier) []federation.Finding {
			if !attributed(m) {
				return nil
			}
			return []federation.Finding{unsupported.At(at(m, FactRoles),
				"a guide says that %s reads roles from the assertion, and its vendor does not",
				name(m)).Differ("scim or by-hand", "attributes")}
		})},
		{rule: text, needs: where(attributed, FactRoleForm), run: each(func(_, m *federation.Dossier) []federation.Finding {
			if m.Value(FactRoleForm) != "comma-text" {
				return nil
			}
			return []federation.Finding{text.At(at(m, FactRoleForm),
				"%s would look for one role with commas in its name", name(m)).Differ("list", "comma-text")}
		})},
		{rule: capitals, pairs: true, needs: where(attributed, FactRoleClaim),
			run: couples(func(a, b *federation.Dossier) []federation.Finding {
				x, y := a.Value(FactRoleClaim), b.Value(FactRoleClaim)
				if x == y || !strings.EqualFold(x, y) {
					return nil
				}
				return []federation.Finding{capitals.At(at(b, FactRoleClaim), "%s and %s mean the same claim",
					name(a), name(b)).Differ(x, y)}
			})},
	}
}
