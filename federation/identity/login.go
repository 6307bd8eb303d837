package identity

import (
	"context"
	"slices"
	"strings"
	"sync/atomic"

	"federate/federation/identity/spill"
)

// logsIn judges whether the person whose row c holds logs in at the identity provider at all.
func (m *match) logsIn(c *clerk, n int, givesRoles bool) {
	if givesRoles {
		switch role := c.row.cells[place(Role)]; {
		case !known(string(role)):
			m.found(hit{at: person(n, ofRole)}, noRole)
		case len(m.Options.Roles) > 0 && !c.roles.of(string(role)):
			m.spared.add(n)
			m.found(hit{at: person(n, ofRole)}, wrongRole)
		}
	}
	if m.Authenticator != "" && m.here.Has(Authenticator) {
		if own := string(c.row.cells[place(Authenticator)]); !strings.EqualFold(strings.TrimSpace(own), strings.TrimSpace(m.Authenticator)) {
			m.spared.add(n)
			m.found(hit{at: person(n, ofAuthenticator)}, otherAuthenticator)
		}
	}
}

// givesRoles reports whether the platform's list says which role somebody has. A column that
// is empty throughout says nothing.
func (m *match) givesRoles(ctx context.Context) (bool, error) {
	if !m.here.Has(Role) {
		return false, nil
	}
	if len(m.Options.Roles) > 0 {
		return true, nil
	}
	var gives atomic.Bool
	var rows [spill.Workers]row
	role := place(Role)
	err := m.here.log.Scan(ctx, func(w, _ int, record []byte) error {
		if !gives.Load() {
			m.here.unpack(record, &rows[w])
			if known(string(rows[w].cells[role])) {
				gives.Store(true)
			}
		}
		return nil
	})
	return gives.Load(), err
}

// may reports whether a cell holds a role that logs in at the identity provider.
func (m *match) may(cell string) bool {
	have := strings.FieldsFunc(cell, func(c rune) bool { return c == ';' || c == '|' || c == ',' })
	return slices.ContainsFunc(m.Options.Roles, func(role string) bool {
		return role == strings.TrimSpace(cell) || slices.ContainsFunc(have, func(h string) bool { return strings.TrimSpace(h) == role })
	})
}
