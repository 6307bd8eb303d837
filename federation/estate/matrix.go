package estate

import (
	"fmt"
	"slices"
	"strings"

	"federate/federation"
)

// A Grant is what the members of one group may do on one platform. Roles are a
// list: a comma belongs to a name.
type Grant struct {
	Group string   `json:"group"`
	Roles []string `json:"roles"`
	Unit  string   `json:"unit,omitempty"` // division or team
}

// Grants reads one group a line, as ReadGrant does. Lines that say nothing of the
// kind come back as wrong.
func Grants(text string) (out []Grant, wrong []string) {
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		g, err := ReadGrant(line)
		if err != nil {
			wrong = append(wrong, line)
			continue
		}
		out = append(out, g)
	}
	return out, wrong
}

// ReadGrant reads one line: GROUP | ROLE; ROLE | DIVISION or team. Its errors quote
// the line and say what it lacks.
func ReadGrant(line string) (Grant, error) {
	parts := strings.Split(line, "|")
	g := Grant{Group: strings.TrimSpace(parts[0]), Roles: []string{}}
	if len(parts) < 2 || len(parts) > 3 || g.Group == "" {
		return g, fmt.Errorf("%q is not GROUP | ROLE; ROLE | DIVISION or team", line)
	}
	for r := range strings.SplitSeq(parts[1], ";") {
		if r = strings.TrimSpace(r); r != "" {
			g.Roles = append(g.Roles, r)
		}
	}
	if len(g.Roles) == 0 {
		return g, fmt.Errorf("%q names no role", line)
	}
	if len(parts) == 3 {
		g.Unit = strings.TrimSpace(parts[2])
	}
	return g, nil
}

// String is g as it is typed.
func (g Grant) String() string {
	out := g.Group + " | " + strings.Join(g.Roles, "; ")
	if g.Unit != "" {
		out += " | " + g.Unit
	}
	return out
}

// A Matrix is who may do what on every platform, from the groups of the identity
// provider.
type Matrix struct {
	Columns []Column
	Groups  []string // in the order in which they were first named
}

// A Column is one platform of a matrix.
type Column struct {
	Member, Name string
	By           string // "name", "identifier"; empty: not known
	Unit         string // "Division"
	How          string
	Grants       []Grant
}

// MatrixOf is the role matrix of the estate d.
func MatrixOf(d *federation.Dossier) (x Matrix) {
	for _, m := range d.Members {
		r := m.Expect.Roles.Value
		c := Column{Member: m.Value(FactID), Name: name(m), By: r.By, Unit: r.Unit, How: r.How}
		c.Grants, _ = Grants(m.Value(FactMatrix))
		for _, g := range c.Grants {
			if !slices.Contains(x.Groups, g.Group) {
				x.Groups = append(x.Groups, g.Group)
			}
		}
		x.Columns = append(x.Columns, c)
	}
	return x
}

// Of are the grants of group, more than one only where the matrix is wrong.
func (c Column) Of(group string) (out []Grant) {
	for _, g := range c.Grants {
		if g.Group == group {
			out = append(out, g)
		}
	}
	return out
}

// matrices are the checks of the lines of the role matrix.
func matrices() []check {
	line := rule("role-matrix-line", federation.Error, federation.Solid, federation.Either, ownJournal,
		"A line of the role matrix cannot be read",
		"Write one group a line: GROUP | ROLE; ROLE | DIVISION or team")
	twice := rule("role-group-twice", federation.Warning, federation.DocumentOnly, federation.IdPAdmin, multiVendor,
		"A group stands twice in one matrix",
		"Write one line for the group, with every role in it: one flattened set for each platform")
	identifier := rule("role-identifier", federation.Warning, federation.Likely, federation.Either, scimFields,
		"A role is told by an identifier, and names are wanted",
		"Write the role's name as it stands in the console of the platform")
	comma := rule("role-comma", federation.Warning, federation.DocumentOnly, federation.Either, multiVendor,
		"A role has a comma in its name",
		"Write several roles with semicolons between them; leave the comma where it belongs to the name")
	scan := func(look func(m *federation.Dossier, grants []Grant,
		wrong []string) []federation.Finding) func(*federation.Dossier) []federation.Finding {
		return each(func(_, m *federation.Dossier) []federation.Finding {
			grants, wrong := Grants(m.Value(FactMatrix))
			return look(m, grants, wrong)
		})
	}
	roles := func(r federation.Rule, bad func(m *federation.Dossier, role string) bool,
		why string) func(*federation.Dossier) []federation.Finding {
		return scan(func(m *federation.Dossier, grants []Grant, _ []string) (out []federation.Finding) {
			for _, g := range grants {
				for _, role := range g.Roles {
					if bad(m, role) {
						out = append(out, r.At(at(m, FactMatrix), why, name(m), g.Group).Saw(role))
					}
				}
			}
			return out
		})
	}
	return []check{
		{rule: line, needs: always(FactMatrix),
			run: scan(func(m *federation.Dossier, _ []Grant, wrong []string) (out []federation.Finding) {
				for _, l := range wrong {
					out = append(out, line.At(at(m, FactMatrix), "%s: this is no group with roles behind a bar", name(m)).Saw(l))
				}
				return out
			})},
		{rule: twice, needs: always(FactMatrix),
			run: scan(func(m *federation.Dossier, grants []Grant, _ []string) (out []federation.Finding) {
				seen := map[string]bool{}
				for _, g := range grants {
					if seen[g.Group] {
						out = append(out, twice.At(at(m, FactMatrix),
							"%s: whoever is in it gets the roles of both lines", name(m)).Saw(g.Group))
					}
					seen[g.Group] = true
				}
				return out
			})},
		{rule: identifier, needs: always(FactMatrix), run: roles(identifier, func(m *federation.Dossier, role string) bool {
			return m.Expect.Roles.Value.By == "name" && guid.FindString(role) == role
		}, "%s: the makers' pages take roles by name, and a guide that wants identifiers stands alone; seen at the group %s")},
		{rule: comma, needs: always(FactMatrix),
			run: roles(comma, func(_ *federation.Dossier, role string) bool { return strings.Contains(role, ",") },
				"%s: this counts as one role of the group %s, and not as several")},
	}
}

// twoWords is the check that a value is not said twice and differently.
func twoWords() check {
	r := rule("told-twice", federation.Warning, federation.Solid, federation.Either, ownJournal,
		"The estate says one thing and the federation another",
		"Mend it in the federation, or take the estate's answer back with an empty value")
	return check{rule: r, run: func(d *federation.Dossier) (out []federation.Finding) {
		for _, m := range d.Members {
			for _, o := range own {
				if o.fact == FactSCIMBase && formed(m) {
					continue // an address of a published form has rules of its own
				}
				mine, said := d.Said(federation.IdP, o.fact, m.Value(FactID))
				if theirs := OwnWord(m, o.fact); said && theirs != "" && strings.TrimSpace(theirs) != strings.TrimSpace(mine.Value) {
					out = append(out, r.At(at(m, o.fact), "%s says so itself, as %s.%s", name(m), m.Value(FactPlatform),
						o.setting).Differ(theirs, mine.Value))
				}
			}
		}
		return out
	}}
}
