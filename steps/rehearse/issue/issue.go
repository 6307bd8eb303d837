// Package issue makes the messages of a login: what a platform asks of an identity
// provider and what that answers, sound or with one fault.
//
// It judges nothing and shares nothing with the packages that do: what is written here
// and what is read there each follow the standards by themselves. Time, randomness and
// keys are arguments.
package issue

import (
	"cmp"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"federate/federation"
)

// A Person is who logs in, as the identity provider's directory has them.
type Person struct {
	NameID, Email, Given, Family string
	Groups                       []string
}

// A Platform is what it is called, where it takes answers, and what it demands.
type Platform struct {
	EntityID, ACS, SLO                string // SAML
	ClientID, RedirectURI, PostLogout string // OpenID Connect

	Expect  federation.Expect
	Values  map[federation.Fact]string // of the facts that Expect.Attributes names
	Context string                     // the AuthnContextClassRef that it asks for; empty: none
	Format  string                     // of the NameID that it asks for; empty: the first that it demands
	Group   string                     // the SPNameQualifier that it asks for; empty: none
	Key     *Key                       // its requests are signed with; nil: they are not
}

// An IdP is an identity provider that stands in for a real one, or the description
// of a real one, which has no keys.
type IdP struct {
	EntityID, SSO, SLO string // SAML

	Issuer string // OpenID Connect
	Base   string // where its endpoints are; empty: at the issuer

	Wants string // whether it wants signed requests: "true" or "false"; empty: it says nothing

	Key   *Key // it signs with
	Next  *Key // it will sign with, and has published; nil: none
	Other *Key // nobody trusts
}

// An Exchange is one login: who, from where to where, when, and what was asked.
type Exchange struct {
	Platform Platform
	IdP      IdP
	Person   Person
	At       time.Time
	Rand     io.Reader

	Binding    string // of the AuthnRequest; empty: the one that the platform uses
	RequestID  string // of the AuthnRequest that is answered; empty: the IdP began
	RelayState string

	State, Nonce string // OpenID Connect: sent with the request
	Challenge    string // of PKCE, by S256 (RFC 7636 4.2)
	Code         string // what is given out for a token
	AccessToken  string

	Drill *Drill // nil: the login is sound
}

// The two bindings of a browser's login (saml-bindings-2.0-os 3.4 and 3.5).
const (
	Redirecting = "HTTP-Redirect"
	Posting     = "HTTP-POST"
)

// RequestBinding is how the AuthnRequest of x travels.
func (x Exchange) RequestBinding() string {
	known := append(slices.Clone(x.Platform.Expect.RequestBindings.Value), Redirecting)
	if x.Drill != nil {
		return cmp.Or(x.Drill.binding, x.Binding, known[0])
	}
	return cmp.Or(x.Binding, known[0])
}

// ResponseBinding is how the response of x travels.
func (x Exchange) ResponseBinding() string {
	if x.Drill != nil && x.Drill.answers != "" {
		return x.Drill.answers
	}
	return Posting
}

// errNoKey is of an identity provider that is only described.
var errNoKey = errors.New("the identity provider has no key to sign with")

// begun is x with both sides set up as its drill has them.
func (x Exchange) begun() Exchange {
	if x.Drill != nil && x.Drill.setup != nil {
		x.Drill.setup(&x)
	}
	return x
}

// id is a new xs:ID (saml-core-2.0-os 1.3.4).
func (x Exchange) id() (string, error) {
	text, err := x.random(16)
	return "_" + text, err
}

// random are n new bytes in hexadecimal.
func (x Exchange) random(n int) (string, error) {
	b := make([]byte, n)
	if _, err := io.ReadFull(x.Rand, b); err != nil {
		return "", fmt.Errorf("randomness: %w", err)
	}
	return hex.EncodeToString(b), nil
}

// tolerance is how far clocks may differ for the platform of x; three minutes where it
// does not say.
func (x Exchange) tolerance() time.Duration {
	if t := x.Platform.Expect.ClockTolerance; t.Set {
		return t.Value
	}
	return 3 * time.Minute
}

// stamp is t as SAML writes it (saml-core-2.0-os 1.3.3).
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// value is what x knows of a fact about the person, or about the platform.
func (x Exchange) value(f federation.Fact) string {
	if v := x.Platform.Values[f]; v != "" {
		return v
	}
	switch f {
	case "user.email":
		return x.Person.Email
	case "user.external_identity", "user.name_id":
		return x.Person.NameID
	}
	return ""
}

// account is the person's name without its domain.
func (p Person) account() string {
	name, _, _ := strings.Cut(cmp.Or(p.NameID, p.Email), "@")
	return name
}
