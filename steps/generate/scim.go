package generate

import (
	"io/fs"

	"federate/federation"
)

// The facts that SCIM payloads are made of.
const (
	userIdentity    federation.Fact = "user.external_identity"
	userNameID      federation.Fact = "user.name_id"
	userEmail       federation.Fact = "user.email"
	genesysPilot    federation.Fact = "genesys-cloud.pilot_display_name"
	genesysPilotID  federation.Fact = "genesys-cloud.pilot_scim_id"
	cxoneUser       federation.Fact = "cxone.pilot_user_name"
	cxoneGiven      federation.Fact = "cxone.pilot_given_name"
	cxoneFamily     federation.Fact = "cxone.pilot_family_name"
	cxoneSCIM       federation.Fact = "cxone.scim_base"
	scimUser                        = "urn:ietf:params:scim:schemas:core:2.0:User"
	scimPatch                       = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
	scimGenesysUser                 = "urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User"
)

// A person is a resource of RFC 7643, 4.1. Neither id nor meta is in it: the
// server makes them.
type person struct {
	Schemas []string     `json:"schemas"`
	User    string       `json:"userName"`
	Name    *personName  `json:"name,omitempty"`
	Display string       `json:"displayName,omitempty"`
	Active  bool         `json:"active"`
	Emails  []personMail `json:"emails"`

	Genesys *genesysPerson `json:"urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User,omitempty"`
}

type personName struct {
	Family string `json:"familyName"`
	Given  string `json:"givenName"`
}

type personMail struct {
	Value   string `json:"value"`
	Type    string `json:"type"`
	Primary bool   `json:"primary"`
}

type genesysPerson struct {
	ExternalIDs []genesysID `json:"externalIds"`
}

type genesysID struct {
	Authority string `json:"authority"`
	Value     string `json:"value"`
}

// A patch is the message of RFC 7644, 3.5.2.
type patch struct {
	Schemas    []string    `json:"schemas"`
	Operations []operation `json:"Operations"`
}

type operation struct {
	Op    string `json:"op"`
	Path  string `json:"path"`
	Value any    `json:"value"`
}

// scim makes the payloads of one person, from the identity provider to the
// platform and never back.
func scim(v values, tree fs.FS) []Artifact {
	facts := func(f ...federation.Fact) []federation.Fact { return f }
	payload := func(id, title, what, request string, needs, more []federation.Fact, body func() any) Artifact {
		return v.single(Artifact{ID: id, Title: title, For: what, Goes: "The provisioning of the identity provider, or by hand: " + request, Role: federation.IdPAdmin},
			id+".json", needs, more, func() ([]byte, error) { return indented(body()) })
	}
	suspend := func(users string, needs ...federation.Fact) Artifact {
		return payload("scim-suspend", "Suspend somebody by SCIM", "Takes somebody's access away at once and keeps the account.",
			"PATCH "+users+"/ID", needs, nil, func() any { return patch{[]string{scimPatch}, []operation{{"replace", "active", false}}} })
	}
	guide := func(needs []federation.Fact, data func() object) Artifact {
		return v.single(Artifact{ID: "scim-guide", Title: "What goes where by SCIM", Goes: "Beside you, while you set up provisioning", Role: federation.Either,
			For: "Direction, base address, requests, and what is left out on purpose."},
			"scim-guide.md", needs, nil, func() ([]byte, error) {
				d := data()
				d["Name"], d["IdP"], d["Platform"] = v.State.Name, v.Pair.Words.Name(federation.IdP), v.Pair.Words.Name(federation.Platform)
				return render(tree, d, "templates/scim/guide.md")
			})
	}
	switch v.Pair.Platform.ID {
	case "genesys-cloud":
		base := "https://api." + v.or(genesysRegion, "REGION") + "/api/v2/scim/v2"
		return []Artifact{
			payload("scim-user", "The pilot by SCIM", "Creates the pilot in Genesys Cloud.", "POST "+note(base)+"/users", facts(userIdentity, genesysPilot), facts(idpIssuer, userNameID, genesysRegion),
				func() any {
					p := person{Schemas: []string{scimUser}, User: v.word(userIdentity), Display: v.word(genesysPilot), Active: true,
						Emails: []personMail{{v.word(userIdentity), "work", true}}}
					if issuer, name := v.word(idpIssuer), v.word(userNameID); issuer != "" && name != "" {
						p.Schemas = append(p.Schemas, scimGenesysUser)
						p.Genesys = &genesysPerson{[]genesysID{{issuer, name}}}
					}
					return p
				}),
			suspend(note(base) + "/users"),
			payload("scim-group-member", "Group of the pilot by SCIM", "Puts the pilot into a group that Genesys Cloud has already.", "PATCH "+note(base)+"/groups/ID",
				facts(genesysPilotID), facts(genesysRegion), func() any {
					return patch{[]string{scimPatch}, []operation{{"add", "members", []map[string]string{{"value": v.word(genesysPilotID)}}}}}
				}),
			guide(facts(genesysRegion), func() object {
				return object{"Base": base, "Users": "users", "Groups": "groups", "Token": "a token of an OAuth client (Client Credentials) with a role for SCIM",
					"Who": "IdP admin, with a token from the platform admin", "Disputed": "https://api.mypurecloud.com/scim/v2/",
					"Instead": "The path of the makers begins with /api/v2/scim, and the host is that of the region.",
					"Sources": "Genesys Cloud Platform API: SCIM; Genesys Cloud Resource Center: SCIM and Genesys Cloud field mappings",
					"Notes": []string{"The user name is the mail address of the person in Genesys Cloud, and nobody else may have it.",
						"Groups have to exist under the same name. SCIM does not create them, and a person's own list of groups is read-only.",
						"The token of an OAuth client for SCIM alone may last up to 450 days. Put its last day into the calendar.",
						"Where the issuer and the NameID are known, the payload carries them: the login then works without equal mail addresses.",
						"Skills and languages: 50 of each at most, with names that exist, and a proficiency from 0.0 to 5.0. They are left out here."}}
			}),
		}
	case "cxone":
		base := v.or(cxoneSCIM, "BASE")
		notes := []string{"User name, first name, last name and mail address are needed. Everything else has to be switched on in Account Settings first.",
			"A new person gets the role Agent, unless a role is mapped.",
			"Groups are left out: no source for them is at hand.",
			"Make a role for this alone, with Employees: Create and Edit.",
			"Try the request that suspends with one person first, who is not on shift."}
		if v.Pair.IdP.ID == "okta" {
			notes = append(notes, "Okta signs in with a registered application: Single Tenant, client_secret_post, application type User, and the redirect URI "+
				"`https://system-admin.okta.com/admin/app/cpc/APP/oauth/callback`, where APP is what Okta calls its app.")
		}
		return []Artifact{
			payload("scim-user", "The pilot by SCIM", "Creates the pilot in CXone.", "POST "+note(base)+"/Users", facts(cxoneSCIM, cxoneUser, cxoneGiven, cxoneFamily, userEmail), nil,
				func() any {
					return person{Schemas: []string{scimUser}, User: v.word(cxoneUser), Name: &personName{v.word(cxoneFamily), v.word(cxoneGiven)}, Active: true,
						Emails: []personMail{{v.word(userEmail), "work", true}}}
				}),
			suspend(note(base)+"/Users", cxoneSCIM),
			guide(facts(cxoneSCIM), func() object {
				return object{"Base": base, "Users": "Users", "Groups": "", "Token": "an access key or a registered application, from a role with Employees: Create and Edit",
					"Who": "IdP admin, with a key from the platform admin", "Disputed": "https://api.nice-incontact.com/scim/v2/",
					"Instead": "No page of the makers confirms it; take the address that your tenant or its support gives you.",
					"Sources": "NICE CXone help: Provision Employee Accounts with SCIM; Integrate CXone and Okta with SCIM", "Notes": notes}
			}),
		}
	}
	return nil
}
