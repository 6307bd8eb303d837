package people

import (
	"fmt"

	"federate/federation/identity"
)

// stands are what is said of a break-glass account.
var stands = map[identity.Stand]string{
	identity.Outside: "outside: it goes on logging in by its password",
	identity.Inside:  "inside: it is locked out with everybody else when the identity provider fails",
	identity.Off:     "switched off: nobody gets in with it",
	identity.Missing: "not in the platform's list",
	identity.Unsure:  "not known: users match --assigned-role or --authenticator says what depends on the identity provider",
}

// Enforced says who can no longer log in once logins are enforced, and where the
// break-glass accounts stand then, a line each.
func Enforced(r *identity.Result) []string {
	text := fmt.Sprintf("Once logins are enforced, %d of %d people can no longer log in", r.LockedOut, r.People)
	switch rest := r.Failing - r.LockedOut; {
	case rest == 1:
		text += "; 1 other goes on logging in by a password"
	case rest > 1:
		text += fmt.Sprintf("; %d others go on logging in by a password", rest)
	}
	out := []string{text}
	for _, g := range r.Glass {
		at := ""
		if g.Line > 0 {
			at = fmt.Sprintf(", line %d", g.Line)
		}
		out = append(out, fmt.Sprintf("  break-glass account %s%s: %s", g.Name, at, stands[g.Stand]))
	}
	return out
}
