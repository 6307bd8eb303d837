// Package view is what there is to show of a federation, in the form that a
// program reads: findings, what was accepted, what a login proved, the claims of
// both sides, moments.
//
// It is built once from the values of [federation] and [steps]. JSON is this form
// as it stands; text, Markdown, HTML, the screens and the line mode are rendered
// from it, so that none of them lacks what another says. Every word that more than
// one of them needs is worked out here.
package view

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"federate/federation"
	"federate/steps"
	"federate/steps/playbook"
)

// A Moment is a point in time: RFC 3339 in UTC for programs, and empty where
// nothing happened; a date with the time and the zone for people.
type Moment struct{ time.Time }

// At is t as a moment.
func At(t time.Time) Moment { return Moment{t} }

// MarshalJSON writes RFC 3339, or the empty string.
func (m Moment) MarshalJSON() ([]byte, error) {
	if m.IsZero() {
		return []byte(`""`), nil
	}
	return json.Marshal(federation.Stamp(m.Time))
}

func (m Moment) String() string { return federation.Moment(m.Time) }

// Day is the day of m alone.
func (m Moment) Day() string { return federation.Day(m.Time) }

// Plain takes the emphasis out of a text, for where there is none.
func Plain(text string) string { return strings.ReplaceAll(text, "**", "") }

// Name is how a command names what side says of a fact: "idp/sp.acs_url#1". The
// side and the key may be empty.
func Name(side federation.Side, fact federation.Fact, key string) string {
	name := string(fact)
	if side != "" {
		name = string(side) + "/" + name
	}
	if key != "" {
		name += "#" + key
	}
	return name
}

// Phase is the heading of a phase of the plan.
func Phase(id string) string {
	for _, p := range playbook.Phases {
		if p.ID == id {
			return p.Title
		}
	}
	return id
}

// Console is the name of the console that s is done in; empty for a topic of an
// estate, which is done in none.
func Console(v *steps.Snapshot, s playbook.Step) string {
	if s.Kind == playbook.Agreed {
		return ""
	}
	p := v.Pair.IdP
	if s.Side == federation.Platform {
		p = v.Pair.Platform
	}
	return cmp.Or(p.Consoles[s.Console], p.Title)
}

// Protocol is a protocol as people write it.
func Protocol(id string) string {
	switch id {
	case "saml":
		return "SAML 2.0"
	case "oidc":
		return "OpenID Connect"
	}
	return id
}

// UsualName is what a federation of platform and idp is called where nobody says
// otherwise: "CXone with Entra".
func UsualName(platform, idp playbook.Playbook) string {
	short := func(p playbook.Playbook) string { return cmp.Or(p.Short, p.Title) }
	return short(platform) + " with " + short(idp)
}

// WhenToTake says when a protocol is the one to choose.
func WhenToTake(id string) string {
	switch id {
	case "saml":
		return "Take it if logins shall also start from a tile at the identity provider, or if you have it already. Trust is a certificate, to be renewed every few years."
	case "oidc":
		return "Take it if logins start at the platform alone and you would rather keep a client secret than a certificate. The secret has to be renewed too."
	case playbook.Password:
		return "Take it where people log in with a password of the platform itself."
	}
	return ""
}

// Numbered is the place of a step in its plan: "step 10 of 22". An optional step has no
// number of its own.
func Numbered(v *steps.Snapshot, s playbook.Step) string {
	_, all := v.Count()
	at := fmt.Sprintf("step %d of %d", v.Position(s.Ref()), all)
	if s.Optional {
		return "optional, after " + at
	}
	return at
}

// Login says who lets people in where: "single sign-on from Okta to Genesys Cloud".
// A platform that checks passwords itself has nobody on the other side.
func Login(protocol, idp, platform string) string {
	if protocol == playbook.Password {
		return "passwords of " + platform
	}
	return "single sign-on from " + idp + " to " + platform
}

// Between is the same in a column: "Okta → Genesys Cloud".
func Between(protocol, idp, platform string) string {
	if protocol == playbook.Password {
		return platform
	}
	return idp + " → " + platform
}
