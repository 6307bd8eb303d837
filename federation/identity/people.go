// Package identity matches the people of a platform with those of an identity
// provider.
//
// A person gets in only where both sides write that person's name alike, to the
// character, and most who are refused differ by very little: a capital, a dot, a
// blank, the mail address in place of the user name. So the package looks for the
// person that each name was meant for, and says what is different.
//
// Nothing of what is read is kept.
package identity

import (
	"strings"

	"federate/federation"
	"federate/federation/identity/spill"
)

// A Column is what a column of a list of people holds.
type Column string

// The columns.
const (
	External Column = "external" // the External Identity of a CXone employee
	UPN      Column = "upn"      // user principal name
	Mail     Column = "mail"
	Username Column = "username"
	Name     Column = "name"     // as people say it
	Active   Column = "active"   // whether the account may be used
	Assigned Column = "assigned" // whether the account may use the application
	Role     Column = "role"
	Invited  Column = "invitation" // how far a guest is with the invitation
	Deleted  Column = "deleted"    // whether, or when, the account was deleted
	// Authenticator is by what the person logs in to the platform.
	Authenticator Column = "authenticator"
	Groups        Column = "groups" // that the person is directly in
)

// Identities are the columns that can name a person, in the order in which they
// are looked for where nobody says which.
var identities = []Column{External, UPN, Mail, Username}

// Words are those of all columns.
func Words() []string {
	var out []string
	for _, h := range headers {
		out = append(out, string(h.column))
	}
	return out
}

// Naming are the words of the columns that can name a person.
func Naming() (words []string) {
	for _, c := range identities {
		words = append(words, string(c))
	}
	return words
}

// Columns says which header holds a column, where its name is not known anyway.
type Columns map[Column]string

// A Person is one line of a list.
type Person struct {
	Line   int               // in the file, 1-based; the header is line 1
	Values map[Column]string // as written, blanks and all; a column that the list has not is missing
}

// Label is what to call p in a report.
func (p Person) Label() string {
	for _, c := range []Column{Name, Username, Mail, UPN, External} {
		if v := strings.TrimSpace(p.Values[c]); v != "" {
			return v
		}
	}
	return "a person without a name"
}

// Idle reports whether the account of p is known to be switched off.
func (p Person) Idle() bool {
	return stateOf(p.Values[Active])|stateOf(p.Values[Invited])|deletion(p.Values[Deleted]) != 0
}

// shut is the cell that says why the account of p is off.
func (p Person) shut() string {
	for _, c := range []Column{Active, Invited} {
		if stateOf(p.Values[c]) != 0 {
			return p.Values[c]
		}
	}
	return p.Values[Deleted]
}

// What is known of an account. Whoever is off cannot log in, and the others say why.
const (
	off     = 1 << iota
	outside // not assigned to the application
	invited // nobody has followed the invitation yet, and so there is no login
	locked  // after too many wrong passwords
	deleted
)

// stateOf is what a cell says of an account; zero where it is on. What is not known is taken
// for on: nobody is called idle by a word that was not understood.
func stateOf(cell string) uint8 {
	switch strings.ToLower(strings.TrimSpace(cell)) {
	case "":
		return 0
	case "provisioned", "staged", "pending", "pending activation", "pending user action", "pendingacceptance", "pending acceptance", "invited",
		"not activated", "never activated", "eingeladen", "ausstehend", "invité", "en attente", "invitado", "pendiente", "invitato", "uitgenodigd":
		return off | invited
	case "locked", "locked_out", "locked out", "lockedout", "verrouillé", "bloqueado por intentos":
		return off | locked
	case "deleted", "soft deleted", "soft-deleted", "removed", "gelöscht", "supprimé", "eliminado", "eliminato", "excluído", "verwijderd":
		return off | deleted
	}
	if truth(cell) {
		return 0
	}
	return off
}

// deletion is what a cell says that holds when an account was deleted, or whether.
func deletion(cell string) uint8 {
	switch strings.ToLower(strings.TrimSpace(cell)) {
	case "null", "none", "never", "-", "n/a":
		return 0
	}
	if truth(cell) {
		return off | deleted
	}
	return 0
}

// A List is one side's people.
type List struct {
	Headers map[Column]string // the header that each column was found under
	Unread  []string          // headers that mean nothing here
	Left    []int             // lines that were left out: their cells do not fit the header; the first of them where they are very many
	LeftOut int               // how many those are
	Part    string            // why it is not the whole list, as the end of a sentence; empty where it may be
	Sheet   string            // of a workbook, that was read
	Others  []string          // further sheets of it, which nobody looked at

	columns []int // that it has, as places in headers
	log     *spill.Log
	code    encoding // of its text
	marked  bool     // its text has a byte order mark
}

// Has reports whether l has a column c.
func (l *List) Has(c Column) bool { _, ok := l.Headers[c]; return ok }

// Choose returns the first of want that l has, else the first column that can
// name a person; empty where there is none.
func (l *List) Choose(want ...Column) Column {
	for _, c := range append(want, identities...) {
		if l.Has(c) {
			return c
		}
	}
	return ""
}

// Sent returns the column that an identity provider sends, by what its console
// calls the source of the NameID ("user.userprincipalname", "Okta username",
// "mail"), or by the name of a claim; empty where that says nothing.
func Sent(source string) Column {
	s := plain(source)
	switch {
	case strings.Contains(s, "principal") || strings.Contains(s, "upn"):
		return UPN
	case strings.Contains(s, "mail"):
		return Mail
	case strings.Contains(s, "username") || strings.Contains(s, "login") || s == "uid":
		return Username
	}
	return ""
}

// known reports whether a cell says anything.
func known(cell string) bool { return strings.TrimSpace(cell) != "" }

// truth reads a cell of yes or no, in several languages. What it does not know
// is taken for yes: nobody is called idle by a word that was not understood.
func truth(cell string) bool {
	switch strings.ToLower(strings.TrimSpace(cell)) {
	case "", "no", "n", "false", "0", "inactive", "disabled", "deactivated", "suspended", "deprovisioned", "blocked",
		"terminated", "archived", "expired", "unassigned", "not assigned", "nein", "falsch", "inaktiv", "deaktiviert", "gesperrt", "non", "faux", "inactif",
		"désactivé", "desactivado", "inactivo",
		"falso", "inativo", "disattivato", "inattivo", "nee", "onwaar", "inactief", "uitgeschakeld":
		return false
	}
	return true
}

// subject is the subject of a finding: a line of one of the two lists.
func subject(side federation.Side, line int) federation.Subject {
	return federation.Subject{Side: side, Artifact: "users", Line: line}
}
