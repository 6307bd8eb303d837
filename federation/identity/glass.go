package identity

import (
	"strings"
	"sync"
)

// A Glass is a break-glass account: it has to get in when the identity provider fails.
type Glass struct {
	Name  string
	Line  int // in the platform's list; zero: it is not there
	Stand Stand
}

// A Stand is where a break-glass account stands once logins are enforced.
type Stand string

// The stands.
const (
	Outside Stand = "outside" // it logs in by a password
	Inside  Stand = "inside"  // it depends on the identity provider
	Off     Stand = "off"     // nobody logs in with it
	Missing Stand = "missing" // it is not in the list
	Unsure  Stand = "unsure"  // neither its role nor its login authenticator is known
)

// glass are the break-glass accounts by their names, small.
type glass struct {
	mu sync.Mutex
	by map[string]*Glass
}

// look begins to look for the accounts of names.
func (g *glass) look(names []string) {
	g.by = map[string]*Glass{}
	for _, name := range names {
		g.by[strings.ToLower(strings.TrimSpace(name))] = &Glass{Name: name, Stand: Missing}
	}
}

// all are the accounts, in the order of names.
func (g *glass) all(names []string) (out []Glass) {
	for _, name := range names {
		out = append(out, *g.by[strings.ToLower(strings.TrimSpace(name))])
	}
	return out
}

// is reports whether the row of c is a break-glass account, and says where that stands.
func (g *glass) is(m *match, c *clerk, n int) bool {
	if len(g.by) == 0 {
		return false
	}
	var account *Glass
	for _, i := range m.here.columns {
		switch headers[i].column {
		case External, UPN, Mail, Username, Name:
			if found := g.by[strings.ToLower(strings.TrimSpace(string(c.row.cells[i])))]; found != nil {
				account = found
			}
		}
	}
	if account == nil {
		return false
	}
	stand := m.stand(c)
	switch stand {
	case Off:
		m.found(hit{at: person(n, ofRole)}, glassOff)
	case Inside:
		m.found(hit{at: person(n, ofRole)}, glassInside)
	}
	g.mu.Lock()
	account.Line, account.Stand = c.row.line, stand
	g.mu.Unlock()
	return true
}

// stand is where the account whose row c holds stands.
func (m *match) stand(c *clerk) Stand {
	if c.row.bits&off != 0 {
		return Off
	}
	stand := Unsure
	if len(m.Options.Roles) > 0 && m.here.Has(Role) {
		if m.may(string(c.row.cells[place(Role)])) {
			return Inside
		}
		stand = Outside
	}
	if m.Authenticator != "" && m.here.Has(Authenticator) {
		if strings.EqualFold(strings.TrimSpace(string(c.row.cells[place(Authenticator)])), strings.TrimSpace(m.Authenticator)) {
			return Inside
		}
		stand = Outside
	}
	return stand
}
