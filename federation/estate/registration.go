package estate

import (
	"net/url"
	"regexp"
	"strings"

	"federate/federation"
)

// members are the checks that there is something to look at.
func members() []check {
	gone := rule("member-missing", federation.Error, federation.Solid, federation.Either, ownJournal,
		"A member of the estate cannot be opened",
		"Bring the federation back, or take it out of the estate with federate estate remove")
	return []check{
		{rule: gone, apart: true, run: func(d *federation.Dossier) (out []federation.Finding) {
			for _, c := range d.Claims(FactMember) {
				if Member(d, c.Key) == nil {
					out = append(out, gone.At(c.Subject(), "what is said here is said without it").Saw(c.Value))
				}
			}
			return out
		}},
	}
}

// registrations are the checks that every platform has an application of its own
// at one identity provider.
func registrations() []check {
	sameEntity := rule("same-entity-id", federation.Error, federation.Likely, federation.IdPAdmin, multiVendor,
		"Two platforms share one entity ID",
		"Register each platform as an application of its own at the identity provider, with an entity ID of its own")
	sameApp := rule("same-application", federation.Error, federation.Likely, federation.IdPAdmin, multiVendor,
		"Two platforms share one application",
		"Register each platform as an application of its own: the signed part, the audience and the certificate differ")
	nameID := rule("name-id-source", federation.Warning, federation.Unverified, federation.IdPAdmin,
		federation.Source{Document: "federate", Section: "one person, one name on every platform"},
		"The NameID comes from another attribute",
		"Send the same attribute to every platform, or keep both names up to date for everybody")
	tenants := rule("idp-tenants", federation.Warning, federation.Unverified, federation.IdPAdmin, multiVendor,
		"The members log in at different tenants",
		"Move the federation to the tenant of the others, or keep it in an estate of its own")
	return []check{
		{rule: sameEntity, pairs: true, needs: where(saml, "sp.entity_id"),
			run: couples(func(a, b *federation.Dossier) []federation.Finding {
				v := a.Value("sp.entity_id")
				if v == "" || v != b.Value("sp.entity_id") || a.Value(FactPlatform) == b.Value(FactPlatform) || planted(a, "sp.entity_id") {
					return nil
				}
				return []federation.Finding{sameEntity.At(at(b, "sp.entity_id"),
					"%s and %s are one and the same to the identity provider", name(a), name(b)).Saw(v)}
			})},
		{rule: sameApp, pairs: true, needs: registration, run: couples(func(a, b *federation.Dossier) []federation.Finding {
			x, _ := application(a)
			y, f := application(b)
			if x == "" || x != y {
				return nil
			}
			return []federation.Finding{sameApp.At(at(b, f),
				"%s and %s use the same application; each wants another signature and another audience of it", name(a), name(b)).Saw(x)}
		})},
		{rule: nameID, pairs: true, needs: where(saml, "saml.name_id_source"),
			run: couples(func(a, b *federation.Dossier) []federation.Finding {
				x, y := a.Value("saml.name_id_source"), b.Value("saml.name_id_source")
				if x == "" || y == "" || a.Value(FactIdP) != b.Value(FactIdP) || strings.EqualFold(x, y) {
					return nil
				}
				return []federation.Finding{nameID.At(at(b, "saml.name_id_source"),
					"a person is called by one attribute in %s and by another in %s", name(a), name(b)).Differ(x, y)}
			})},
		{rule: tenants, pairs: true, needs: issuer, run: couples(func(a, b *federation.Dossier) []federation.Finding {
			x, _ := tenant(a)
			y, f := tenant(b)
			if x == "" || y == "" || x == y {
				return nil
			}
			return []federation.Finding{tenants.At(at(b, f),
				"%s asks one tenant who somebody is, and %s another", name(a), name(b)).Differ(x, y)}
		})},
	}
}

// Member is the member of d with this id; nil where it could not be opened.
func Member(d *federation.Dossier, id string) *federation.Dossier {
	for _, m := range d.Members {
		if m.Value(FactID) == id {
			return m
		}
	}
	return nil
}

func planted(m *federation.Dossier, f federation.Fact) bool {
	c, _ := m.Known(f)
	return c.Placeholder || federation.LooksLikePlaceholder(c.Value)
}

// registration is the fact that tells an application from the next, where one does.
func registration(m *federation.Dossier) []federation.Fact {
	switch named := m.Expect.Application.Value; {
	case m.Value(FactProtocol) == "oidc":
		return []federation.Fact{"oidc.client_id"}
	case saml(m) && len(named) == 1:
		return []federation.Fact{named[0].Fact}
	}
	return nil
}

// application is what names the application of m at its identity provider, and
// the fact that it was read from.
func application(m *federation.Dossier) (string, federation.Fact) {
	if id := m.Value("oidc.client_id"); id != "" && m.Value(FactProtocol) == "oidc" {
		return id, "oidc.client_id"
	}
	for _, x := range m.Expect.Application.Value {
		form, err := regexp.Compile("^(?:" + x.Part + ")$")
		if err != nil || form.NumSubexp() != 1 {
			continue
		}
		if id := form.FindStringSubmatch(m.Value(x.Fact)); id != nil && id[1] != "" {
			if guid.MatchString(id[1]) { // which counts the same in capitals
				return strings.ToLower(id[1]), x.Fact
			}
			return id[1], x.Fact
		}
	}
	return "", ""
}

func issuer(m *federation.Dossier) []federation.Fact {
	switch m.Value(FactProtocol) {
	case "oidc":
		return []federation.Fact{"oidc.issuer"}
	case "saml":
		return []federation.Fact{"idp.sso_url"}
	}
	return nil
}

var guid = regexp.MustCompile(`(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)

// tenant is the directory that m logs in at: of a Microsoft address the tenant ID
// in it, else the host.
func tenant(m *federation.Dossier) (string, federation.Fact) {
	facts := issuer(m)
	if len(facts) == 0 {
		return "", ""
	}
	f := facts[0]
	u, err := url.Parse(m.Value(f))
	if err != nil || u.Host == "" || planted(m, f) {
		return "", f
	}
	if id := guid.FindString(u.Path); id != "" {
		return strings.ToLower(id), f
	}
	return strings.ToLower(u.Host), f
}
