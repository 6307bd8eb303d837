package estate

import (
	"net/url"
	"regexp"
	"strings"

	"federate/federation"
)

var (
	genesysSCIM = regexp.MustCompile(`^https://api\.[a-z0-9.-]+/api/v2/scim(/v2)?/?$`)
	cxoneSCIM   = regexp.MustCompile(`^https://api\.nice-incontact\.com/`)
)

// genesysAddress is the SCIM address of the region that v names.
func genesysAddress(v string) string {
	host := "api.(your region)"
	if u, err := url.Parse(v); err == nil && strings.HasPrefix(u.Host, "api.") {
		host = u.Host
	}
	return "https://" + host + "/api/v2/scim/v2"
}

// provisioned reports whether people of m are provisioned at all.
func provisioned(m *federation.Dossier) bool {
	return m.Value(FactSCIM) != "" && m.Value(FactSCIM) != "none"
}

func platform(id string) func(*federation.Dossier) bool {
	return func(m *federation.Dossier) bool { return m.Value(FactPlatform) == id && provisioned(m) }
}

// provisioning are the checks of SCIM: one way, one writer, nobody deleted.
func provisioning() []check {
	both := rule("scim-both-ways", federation.Error, federation.Likely, federation.IdPAdmin, scimCXone, "People are provisioned both ways",
		"Let the identity provider alone write, and take away every writer of the platform")
	deletes := rule("scim-deletes", federation.Warning, federation.Likely, federation.IdPAdmin, federation.Source{Document: "RFC 7644", Section: "3.6"}, "Leavers are deleted and not deactivated",
		"Send active=false for who leaves, and delete later by hand if at all: recordings and reports keep the name")
	path := rule("scim-path", federation.Error, federation.Solid, federation.IdPAdmin,
		federation.Source{Document: "Microsoft Entra documentation: Configure Genesys Cloud for automatic user provisioning", URL: "https://learn.microsoft.com/entra/identity/saas-apps/purecloud-by-genesys-provisioning-tutorial"},
		"This is not the SCIM address of Genesys Cloud", "Enter the address of your region, as the wanted value shows it")
	host := rule("scim-host-unconfirmed", federation.Warning, federation.Doubtful, federation.PlatformAdmin, multiVendor, "This SCIM address comes from a guide",
		"Ask NICE, or read the address from the page of the access key in your tenant")
	groups := rule("groups-untranslated", federation.Warning, federation.Doubtful, federation.IdPAdmin, multiVendor, "Groups reach the platform as they are",
		"Translate the directory's groups into the platform's own roles and groups, one row a duty, in a matrix")
	return []check{
		{rule: both, needs: always(FactSCIM), run: each(func(_, m *federation.Dossier) []federation.Finding {
			if m.Value(FactSCIM) != "both-ways" {
				return nil
			}
			return []federation.Finding{both.At(at(m, FactSCIM), "two systems that write the same people overwrite each other in %s", name(m)).Differ("to-platform", "both-ways")}
		})},
		{rule: deletes, needs: where(provisioned, FactLeaver), run: each(func(_, m *federation.Dossier) []federation.Finding {
			if m.Value(FactLeaver) != "delete" {
				return nil
			}
			return []federation.Finding{deletes.At(at(m, FactLeaver), "what was deleted in %s by mistake does not come back", name(m)).Differ("deactivate", "delete")}
		})},
		{rule: path, needs: where(platform("genesys-cloud"), FactSCIMBase), run: each(func(_, m *federation.Dossier) []federation.Finding {
			v := m.Value(FactSCIMBase)
			if v == "" || m.Value(FactPlatform) != "genesys-cloud" || genesysSCIM.MatchString(v) {
				return nil
			}
			return []federation.Finding{path.At(at(m, FactSCIMBase), "people of %s would be sent to nobody", name(m)).Differ(genesysAddress(v), v)}
		})},
		{rule: host, needs: where(platform("cxone"), FactSCIMBase), run: each(func(_, m *federation.Dossier) []federation.Finding {
			v := m.Value(FactSCIMBase)
			if m.Value(FactPlatform) != "cxone" || !cxoneSCIM.MatchString(v) {
				return nil
			}
			return []federation.Finding{host.At(at(m, FactSCIMBase), "nothing public confirms it for %s", name(m)).Saw(v)}
		})},
		{rule: groups, needs: where(provisioned, FactGroups), run: each(func(_, m *federation.Dossier) []federation.Finding {
			if m.Value(FactGroups) != "as-they-are" {
				return nil
			}
			return []federation.Finding{groups.At(at(m, FactGroups), "a directory group that is renamed or nested changes who may do what in %s", name(m)).Differ("translated", "as-they-are")}
		})},
	}
}
