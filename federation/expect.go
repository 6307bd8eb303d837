package federation

import "time"

// An Expected is one parameter of the built-in checks, with its source. One that is
// not Set demands nothing beyond the standards.
type Expected[T any] struct {
	Value      T
	Source     Source
	Confidence Confidence
	Set        bool
}

// UnmarshalYAML reads {value, source, confidence}.
func (e *Expected[T]) UnmarshalYAML(decode func(any) error) error {
	var raw struct {
		Value      T          `yaml:"value"`
		Source     Source     `yaml:"source"`
		Confidence Confidence `yaml:"confidence"`
	}
	if err := decode(&raw); err != nil {
		return err
	}
	*e = Expected[T]{raw.Value, raw.Source, raw.Confidence, true}
	return nil
}

// Cite is r on the authority of e: a rule that applies an expectation is no more
// certain than the expectation.
func (e Expected[T]) Cite(r Rule) Rule {
	if e.Set && e.Source.Document != "" {
		r.Source, r.Confidence = e.Source, e.Confidence
	}
	return r
}

// Demanded is r on the authority of e, where e is true. Elsewhere nobody is known to
// refuse what breaks r, so it only warns.
func Demanded(e Expected[bool], r Rule) Rule {
	if e.Set && e.Value {
		return e.Cite(r)
	}
	r.Severity = min(r.Severity, Warning)
	return r
}

// Signed says which part of a SAML response carries a signature.
type Signed string

// The parts.
const (
	SignedMessage   Signed = "message"   // the Response element alone
	SignedAssertion Signed = "assertion" // the Assertion element alone
	SignedBoth      Signed = "both"
)

// Encryption says whether assertions may be encrypted.
type Encryption string

// The ways.
const (
	EncryptionNone     Encryption = "none"
	EncryptionOptional Encryption = "optional"
	EncryptionRequired Encryption = "required"
)

// Start says who begins a login.
type Start string

// The starts.
const (
	StartIdP Start = "idp-initiated"
	StartSP  Start = "sp-initiated"
)

// An Attribute that the platform requires in the assertion.
type Attribute struct {
	Name     string `yaml:"name"`
	Optional bool   `yaml:"optional"`
	Fact     Fact   `yaml:"fact"`     // whose value it has to have; empty: any
	Constant Fact   `yaml:"constant"` // whose value it has for everybody; empty: it differs
}

// A When is the condition that a fact has a value.
type When struct {
	Fact Fact   `yaml:"fact"`
	Is   string `yaml:"is"`
}

// Holds reports whether the condition is known to be met.
func (w When) Holds(d *Dossier) bool {
	c, ok := d.Known(w.Fact)
	return ok && !c.Placeholder && c.Value == w.Is
}

// An Idle is how long a platform lets a session be idle before it ends it.
type Idle struct {
	Least time.Duration `yaml:"least"`
	Most  time.Duration `yaml:"most"`
	HIPAA time.Duration `yaml:"hipaa"` // the most, where the organisation is under HIPAA; zero: no other
	Usual string        `yaml:"usual"` // what holds where nobody changes it, in words
	Where []string      `yaml:"where"` // breadcrumb of console labels
}

// A SCIM is the address that a platform is provisioned at (RFC 7644, 1.3).
type SCIM struct {
	Form    string `yaml:"form"`    // RE2, the whole address; empty: not published
	Example string `yaml:"example"` // of Form
	Doubted string `yaml:"doubted"` // RE2, of addresses that only a disputed source names
}

// Roles is how a platform is told what a person may do.
type Roles struct {
	By   string `yaml:"by"`   // "name" or "identifier"
	Unit string `yaml:"unit"` // what a role is limited to: "Division"
	How  string `yaml:"how"`  // a sentence on the way they get there
}

// A PasswordPolicy is what a password must have, where a platform checks passwords
// itself. Lengths are in characters.
type PasswordPolicy struct {
	Lower   bool `yaml:"lower"`   // a to z
	Upper   bool `yaml:"upper"`   // A to Z
	Digit   bool `yaml:"digit"`   // 0 to 9
	Special bool `yaml:"special"` // any other character
	Length  int  `yaml:"length"`  // of the shortest password

	// Between these two the length may be chosen.
	Shortest int `yaml:"shortest"`
	Longest  int `yaml:"longest"`
}

// MostGroups are how many groups of one person an identity provider sends; zero: all.
type MostGroups struct {
	SAML int `yaml:"saml"`
	OIDC int `yaml:"oidc"`
}

// A NamedBy says where the name of something stands in the value of a fact.
type NamedBy struct {
	Fact Fact   `yaml:"fact"`
	Part string `yaml:"part"` // RE2 with one group, the name; of the whole value
}

// Expect holds what a platform and an identity provider demand of each other:
// the parameters of the built-in checks, from both playbooks.
type Expect struct {
	Signed              Expected[[]Signed]       `yaml:"saml.signed"`
	Encryption          Expected[Encryption]     `yaml:"saml.encryption"`
	SignatureAlgorithms Expected[[]string]       `yaml:"saml.signature_algorithms"` // "rsa-sha256", "rsa-sha1"
	NameIDFormats       Expected[[]string]       `yaml:"saml.name_id_formats"`      // last part of the URN: "emailAddress"
	Attributes          Expected[[]Attribute]    `yaml:"saml.attributes"`
	ClockTolerance      Expected[time.Duration]  `yaml:"saml.clock_tolerance"`
	RequestBindings     Expected[[]string]       `yaml:"saml.request_bindings"` // how the platform sends its requests: "HTTP-Redirect", "HTTP-POST"
	SignsRequests       Expected[bool]           `yaml:"saml.requests_signed"`  // whether the platform signs its requests
	Starts              Expected[[]Start]        `yaml:"saml.starts"`
	SecondAddress       Expected[When]           `yaml:"saml.second_address"`          // when the platform listens at a second address too
	AuthnContext        Expected[string]         `yaml:"saml.requested_authn_context"` // "none": it must not be sent
	CertificateForms    Expected[[]string]       `yaml:"certificate.forms"`            // "pem", "der", "base64"
	CertificateCount    Expected[int]            `yaml:"certificate.count"`            // how many the platform keeps
	CertificateDates    Expected[bool]           `yaml:"certificate.dates"`            // true: one outside of its dates is refused, also from metadata
	SecureAddresses     Expected[bool]           `yaml:"address.https"`                // true: an address without TLS is refused
	ExactNameID         Expected[bool]           `yaml:"saml.name_id_exact"`           // true: spaces around the NameID count
	AuthMethods         Expected[[]string]       `yaml:"oidc.auth_methods"`            // "client_secret_basic", "client_secret_post"
	IdentityClaim       Expected[string]         `yaml:"oidc.identity_claim"`          // the claim that names the person: "email"
	IdentityPrefix      Expected[string]         `yaml:"oidc.identity_prefix"`         // what the platform puts in front: "claim(email):"
	SessionIdle         Expected[Idle]           `yaml:"session.idle"`
	SCIM                Expected[SCIM]           `yaml:"scim.base"`
	Roles               Expected[Roles]          `yaml:"scim.roles"`
	UserColumns         Expected[[]string]       `yaml:"users.columns"`               // of a list of people: those that name a person on the platform
	Groups              Expected[MostGroups]     `yaml:"groups.most"`                 // more of them are not sent
	Passwords           Expected[PasswordPolicy] `yaml:"password.policy"`             // what holds where nobody chose
	Application         Expected[[]NamedBy]      `yaml:"saml.application"`            // what names the application at the identity provider
	OwnCertificate      Expected[bool]           `yaml:"certificate.per_application"` // true: each application signs with a certificate of its own
}
