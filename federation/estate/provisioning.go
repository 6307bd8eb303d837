package estate

import (
	"net/url"
	"regexp"
	"strings"

	"federate/federation"
)

// fits reports whether v is, as a whole, what the RE2 form says. A form that does
// not compile fits nothing.
func fits(form, v string) bool {
	re, err := regexp.Compile("^(?:" + form + ")$")
	return form != "" && err == nil && re.MatchString(v)
}

// address is the SCIM address of m, as its own federation has it; else the one that
// belongs to the host of v, else the example.
func address(m *federation.Dossier, x federation.SCIM, v string) string {
	if own := OwnWord(m, FactSCIMBase); own != "" && fits(x.Form, own) {
		return own
	}
	u, err := url.Parse(v)
	like, bad := url.Parse(x.Example)
	if err != nil || bad != nil {
		return x.Example
	}
	like.Host = u.Host
	if fits(x.Form, like.String()) {
		return like.String()
	}
	return x.Example
}

// host is the server of address v; empty where v is no address.
func host(v string) string {
	u, err := url.Parse(v)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Host)
}

// provisioned reports whether people of m are provisioned at all.
func provisioned(m *federation.Dossier) bool {
	return m.Value(FactSCIM) != "" && m.Value(FactSCIM) != "none"
}

// formed are the members whose SCIM address has a published form, and doubted
// those of which a guide names one.
func formed(m *federation.Dossier) bool  { return provisioned(m) && m.Expect.SCIM.Value.Form != "" }
func doubted(m *federation.Dossier) bool { return provisioned(m) && m.Expect.SCIM.Value.Doubted != "" }

// provisioning are the checks of SCIM: one way, one writer, nobody deleted.
func provisioning() []check {
	both := rule("scim-both-ways", federation.Error, federation.Likely, federation.IdPAdmin, scimCXone, "People are provisioned both ways",
		"Let the identity provider alone write, and take away every writer of the platform")
	deletes := rule("scim-deletes", federation.Warning, federation.Likely, federation.IdPAdmin,
		federation.Source{Document: "RFC 7644", Section: "3.6"}, "Leavers are deleted and not deactivated",
		"Send active=false for who leaves, and delete later by hand if at all: recordings and reports keep the name")
	untested := rule("scim-leaver-untested", federation.Warning, federation.DocumentOnly, federation.Either, multiVendor,
		"Nobody has tried to suspend somebody",
		"Suspend one person who is not on shift at the identity provider, see that the platform shuts them out, and record the day")
	hand := rule("scim-by-hand", federation.Warning, federation.Likely, federation.PlatformAdmin, multiVendor,
		"People are changed by hand beside SCIM",
		"Bar changes by hand but for emergencies; whatever the identity provider sends next overwrites them, or is refused with 409")
	path := rule("scim-path", federation.Error, federation.Solid, federation.IdPAdmin, ownJournal,
		"This is not the SCIM address of the platform",
		"Enter the address of your region, as the wanted value shows it")
	region := rule("scim-region", federation.Error, federation.Solid, federation.IdPAdmin, ownJournal,
		"This is the SCIM address of another region",
		"Enter the address of the organisation's own region, as the wanted value shows it; if the region is wrong, correct it in the federation")
	unconfirmed := rule("scim-host-unconfirmed", federation.Warning, federation.Doubtful, federation.PlatformAdmin, multiVendor,
		"This SCIM address comes from a guide",
		"Ask the vendor, or read the address from the page of the access key in your tenant")
	groups := rule("groups-untranslated", federation.Warning, federation.Doubtful, federation.IdPAdmin, multiVendor,
		"Groups reach the platform as they are",
		"Translate the directory's groups into the platform's own roles and groups, one row a duty, in a matrix")
	return []check{
		{rule: both, needs: always(FactSCIM), run: each(func(_, m *federation.Dossier) []federation.Finding {
			if m.Value(FactSCIM) != "both-ways" {
				return nil
			}
			return []federation.Finding{both.At(at(m, FactSCIM),
				"two systems that write the same people overwrite each other in %s", name(m)).Differ("to-platform", "both-ways")}
		})},
		{rule: deletes, needs: where(provisioned, FactLeaver), run: each(func(_, m *federation.Dossier) []federation.Finding {
			if m.Value(FactLeaver) != "delete" {
				return nil
			}
			return []federation.Finding{deletes.At(at(m, FactLeaver),
				"what was deleted in %s by mistake does not come back", name(m)).Differ("deactivate", "delete")}
		})},
		{rule: untested, needs: always(FactSCIM), run: each(func(_, m *federation.Dossier) []federation.Finding {
			if !provisioned(m) || m.Value(FactLeaverTried) != "" {
				return nil
			}
			return []federation.Finding{untested.At(at(m, FactLeaverTried),
				"disabling somebody at the identity provider stops new logins to %s and no session that runs", name(m))}
		})},
		{rule: hand, needs: where(provisioned, FactByHand), run: each(func(_, m *federation.Dossier) []federation.Finding {
			if m.Value(FactByHand) != "allowed" {
				return nil
			}
			return []federation.Finding{hand.At(at(m, FactByHand),
				"the identity provider believes one thing about a person and %s another", name(m)).Differ("emergencies", "allowed")}
		})},
		{rule: path, needs: where(formed, FactSCIMBase), run: each(func(_, m *federation.Dossier) []federation.Finding {
			v, x := m.Value(FactSCIMBase), m.Expect.SCIM
			if v == "" || x.Value.Form == "" || fits(x.Value.Form, v) {
				return nil
			}
			return []federation.Finding{x.Cite(path).At(at(m, FactSCIMBase),
				"people of %s would be sent to nobody", name(m)).Differ(address(m, x.Value, v), v)}
		})},
		{rule: region, needs: where(formed, FactSCIMBase), run: each(func(_, m *federation.Dossier) []federation.Finding {
			v, own, x := m.Value(FactSCIMBase), OwnWord(m, FactSCIMBase), m.Expect.SCIM
			if own == "" || !fits(x.Value.Form, v) || host(v) == host(own) {
				return nil
			}
			return []federation.Finding{region.At(at(m, FactSCIMBase),
				"people of %s would be sent to %s, where its organisation is not", name(m), host(v)).Differ(own, v)}
		})},
		{rule: unconfirmed, needs: where(doubted, FactSCIMBase), run: each(func(_, m *federation.Dossier) []federation.Finding {
			v, x := m.Value(FactSCIMBase), m.Expect.SCIM
			if !fits(x.Value.Doubted, v) {
				return nil
			}
			return []federation.Finding{x.Cite(unconfirmed).At(at(m, FactSCIMBase), "nothing public confirms it for %s", name(m)).Saw(v)}
		})},
		{rule: groups, needs: where(provisioned, FactGroups), run: each(func(_, m *federation.Dossier) []federation.Finding {
			if m.Value(FactGroups) != "as-they-are" {
				return nil
			}
			return []federation.Finding{groups.At(at(m, FactGroups),
				"a directory group that is renamed or nested changes who may do what in %s", name(m)).Differ("translated", "as-they-are")}
		})},
	}
}
