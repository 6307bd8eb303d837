package generate

import (
	"fmt"
	"io/fs"

	"federate/federation"
	"federate/steps/estate"
)

const cxoneIdle federation.Fact = "cxone.idle_seconds"

// A matrix is who may do what on one platform. Roles are lists: a comma belongs
// to a name.
type matrix struct {
	Federation string         `json:"federation"`
	Platform   string         `json:"platform"`
	IdP        string         `json:"idp"`
	Direction  string         `json:"direction"` // "idp-to-platform"
	Rows       []estate.Grant `json:"rows"`
}

// roles makes the role matrix and the note on sessions. Neither is sent anywhere:
// no platform is known to read roles out of SAML.
func roles(v values, tree fs.FS) []Artifact {
	platform := v.Pair.Platform.ID
	if platform != "genesys-cloud" && platform != "cxone" {
		return nil
	}
	fact := federation.Fact(platform + ".roles")
	words := map[string][3]string{ // heading of the roles, of the unit, how they get there
		"genesys-cloud": {"Roles", "Division", "Genesys Cloud takes roles by their names."},
		"cxone":         {"Roles", "Team", "SCIM maps one primary role to a person, and Agent where there is none. Role and team have to be switched on in Account Settings first."},
	}[platform]
	out := []Artifact{
		v.single(Artifact{ID: "role-matrix", Title: "Role matrix", Role: federation.Either, Goes: "To everybody who decides on it, and beside you while you map roles",
			For: "Which group of the identity provider gets which roles, as a table. It is answered one group a line: GROUP | ROLE; ROLE | " + words[1]},
			"role-matrix.md", []federation.Fact{fact}, nil, func() ([]byte, error) {
				rows, err := v.grants(fact)
				if err != nil {
					return nil, err
				}
				return render(tree, object{"Name": v.State.Name, "Platform": v.Pair.Words.Name(federation.Platform), "IdP": v.Pair.Words.Name(federation.IdP),
					"Roles": words[0], "Unit": words[1], "Way": words[2], "Rows": rows}, "templates/roles/matrix.md")
			}),
		v.single(Artifact{ID: "role-matrix-json", Title: "Role matrix, for scripts", Role: federation.Either, Goes: "Your own scripts for provisioning",
			For: "The same as lists. It is no SAML attribute."},
			"role-matrix.json", []federation.Fact{fact}, nil, func() ([]byte, error) {
				rows, err := v.grants(fact)
				if err != nil {
					return nil, err
				}
				return indented(matrix{v.State.Name, platform, v.Pair.IdP.ID, "idp-to-platform", rows})
			}),
	}
	agreed := map[string]federation.Fact{"genesys-cloud": genesysIdle, "cxone": cxoneIdle}[platform]
	return append(out, v.single(Artifact{ID: "session-policy", Title: "Sessions side by side", Role: federation.Either, Goes: "To everybody who decides on it",
		For: "How long a session lasts on Genesys Cloud and on CXone, what was agreed, and where it is set."},
		"session-policy.md", nil, []federation.Fact{agreed}, func() ([]byte, error) {
			d := object{"Name": v.State.Name, "Genesys": "", "CXone": ""}
			if v.word(agreed) != "" {
				n, err := v.idle(agreed)
				if err != nil {
					return nil, err
				}
				d[map[string]string{"genesys-cloud": "Genesys", "cxone": "CXone"}[platform]] = fmt.Sprintf("%d seconds", n)
			}
			return render(tree, d, "templates/session/policy.md")
		}))
}

// grants reads the lines of f up to the first that is wrong.
func (v values) grants(f federation.Fact) (out []estate.Grant, err error) {
	for _, line := range lines(v.word(f)) {
		g, err := estate.ReadGrant(line)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", v.call(f), err)
		}
		out = append(out, g)
	}
	return out, nil
}
