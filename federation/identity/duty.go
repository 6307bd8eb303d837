package identity

import (
	"context"
	"slices"
	"strings"
	"sync"

	"federate/federation"
	"federate/federation/identity/spill"
)

// Duties are who gets which role under the role matrix, of those whom the identity provider
// lets in.
type Duties struct {
	Judged  int            // people whose groups are known
	Roles   map[string]int // how many people get a role
	Several int            // people who get more than one: they may do what any of these may
	None    int            // people who get none
}

// An order of what is found of one person's groups, behind noAccount.
const (
	ofGroups = 1 + iota
	ofDuty
)

// mostNested is how many groups inside groups are remembered.
const mostNested = 100_000

// duties judges the groups of whoever the identity provider lets in.
func (m *match) duties(ctx context.Context) error {
	if !m.there.Has(Groups) || len(m.Matrix) == 0 && m.MostGroups == 0 {
		return nil
	}
	matrix := map[string][]string{}
	for group, roles := range m.Matrix {
		matrix[groupName(group)] = roles
	}
	m.Duties.Roles = map[string]int{}
	nested, err := m.inside(ctx)
	if err != nil {
		return err
	}
	m.matrix, m.nested = matrix, nested
	var rows [spill.Workers]row
	var mu sync.Mutex
	return m.there.log.Scan(ctx, func(w, n int, record []byte) error {
		r := &rows[w]
		m.there.unpack(record, r)
		if !m.comes(n) || m.there.isGroup(r) {
			return nil
		}
		groups := groupsIn(string(r.cells[place(Groups)]))
		if m.MostGroups > 0 && len(groups) > m.MostGroups {
			m.found(hit{at: stranger(n) + ofGroups, other: other32(n), n: uint32(len(groups))}, tooManyGroups)
		}
		if len(matrix) == 0 {
			return nil
		}
		roles, inside := rolesOf(groups, matrix), ""
		if len(roles) == 0 {
			inside = nestedIn(groups, matrix, nested)
		}
		mu.Lock()
		m.Duties.Judged++
		for _, role := range roles {
			m.Duties.Roles[role]++
		}
		switch {
		case len(roles) == 0:
			m.Duties.None++
		case len(roles) > 1:
			m.Duties.Several++
		}
		mu.Unlock()
		switch at := (hit{at: stranger(n) + ofDuty, other: other32(n), n: uint32(len(roles))}); {
		case inside != "":
			m.found(at, nestedGroup)
		case len(roles) == 0:
			m.found(at, noGroup)
		case len(roles) > 1:
			m.found(at, manyRoles)
		}
		return nil
	})
}

// rolesOf are the roles that groups give.
func rolesOf(groups []string, matrix map[string][]string) (roles []string) {
	for _, g := range groups {
		for _, role := range matrix[g] {
			if !slices.Contains(roles, role) {
				roles = append(roles, role)
			}
		}
	}
	return roles
}

// nestedIn says which of groups is inside a group that gives a role; empty where none is.
func nestedIn(groups []string, matrix, nested map[string][]string) string {
	for _, g := range groups {
		for _, outer := range nested[g] {
			if len(matrix[outer]) > 0 {
				return g + " is inside " + outer
			}
		}
	}
	return ""
}

// inside are the groups inside groups, by the inner one, where the list has groups as well.
func (m *match) inside(ctx context.Context) (map[string][]string, error) {
	out := map[string][]string{}
	var mu sync.Mutex
	var rows [spill.Workers]row
	err := m.there.log.Scan(ctx, func(w, _ int, record []byte) error {
		r := &rows[w]
		m.there.unpack(record, r)
		if m.there.isGroup(r) {
			mu.Lock()
			if len(out) < mostNested {
				out[groupName(string(r.cells[place(Name)]))] = groupsIn(string(r.cells[place(Groups)]))
			}
			mu.Unlock()
		}
		return nil
	})
	return out, err
}

// isGroup reports whether r is a group, and no person: it has a name and groups, and nothing
// that anybody logs in with.
func (l *List) isGroup(r *row) bool {
	for _, c := range identities {
		if known(string(r.cells[place(c)])) {
			return false
		}
	}
	return known(string(r.cells[place(Name)])) && known(string(r.cells[place(Groups)]))
}

// groupsIn are the groups of a cell. Names of a directory have commas in them.
func groupsIn(cell string) (out []string) {
	named := strings.Contains(cell, "=")
	for _, g := range strings.FieldsFunc(cell, func(r rune) bool {
		return r == '\n' || r == ';' || r == '|' || r == ',' && !named
	}) {
		if g = groupName(g); g != "" && !slices.Contains(out, g) {
			out = append(out, g)
		}
	}
	return out
}

// groupName is what a group is compared by: of a directory's name its first part, without
// capitals.
func groupName(group string) string {
	first, _, _ := strings.Cut(group, ",")
	if kind, name, ok := strings.Cut(first, "="); ok && !strings.Contains(kind, " ") {
		group = name
	}
	return strings.ToLower(strings.TrimSpace(group))
}

// duty says what was found of somebody's groups.
func (s *speaker) duty(x pair) Failure {
	cell := x.other.Values[Groups]
	groups := groupsIn(cell)
	held := strings.ReplaceAll(cell, "\n", "; ")
	idp := federation.IdP
	switch r := rules[x.hit.rule]; r.Code {
	case tooManyGroups.Code:
		return s.of(x, r, idp, "", "",
			"%d groups, and no more than %d are sent: in their place stands a link, which no platform follows", x.hit.n, s.mostGroups)
	case nestedGroup.Code:
		return s.of(x, r, idp, "", held, "%s, and only direct members count", nestedIn(groups, s.matrix, s.nested))
	case manyRoles.Code:
		return s.of(x, r, idp, "", held, "the person may do what any of them may: %s", strings.Join(rolesOf(groups, s.matrix), ", "))
	default:
		return s.of(x, r, idp, "", held, "no group of the person is in the role matrix")
	}
}
