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
func (p Person) Idle() bool { return idle(p.Values[Active]) }

// idle reports whether a cell says that an account is switched off.
func idle(cell string) bool { return known(cell) && (!truth(cell) || invited(cell)) }

// invited reports whether a cell says of an account that its owner has not followed the
// invitation yet, and so has no login: the words of Okta and Entra ID for it among them.
func invited(cell string) bool {
	switch strings.ToLower(strings.TrimSpace(cell)) {
	case "provisioned", "pending", "pending activation", "pending user action", "pendingacceptance", "pending acceptance", "invited", "eingeladen":
		return true
	}
	return false
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
	case "", "no", "n", "false", "0", "inactive", "disabled", "deactivated", "suspended", "deprovisioned", "blocked", "deleted", "locked", "unassigned",
		"not assigned", "staged", "locked_out", "locked out", "nein", "falsch", "inaktiv", "deaktiviert", "gesperrt", "gelöscht", "non", "faux", "inactif",
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
