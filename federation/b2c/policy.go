package b2c

import (
	"strings"

	"federate/federation/document"
	"federate/federation/lazy"
)

// A Value is a piece of a policy and where it stands.
type Value = document.Value

// A Policy is one TrustFrameworkPolicy, as far as it could be read. Its elements
// are those of TrustFrameworkPolicy_0.3.0.0.xsd.
type Policy struct {
	document.Unread

	Here                                               Value
	SchemaVersion, TenantID, PolicyID, PublicPolicyURI Value

	Base         *Base               // nil where it stands on no other
	Profiles     []*Profile          // of ClaimsProviders
	Makes        map[string][]string // claims, by the Id of the transformation or the display control that gives them
	Journeys     []*Journey
	RelyingParty *RelyingParty // nil where it is no relying party's
	Misfits      []Misfit      // the first of them
}

// Base names the policy that another one is laid over.
type Base struct{ TenantID, PolicyID Value }

// A Profile is a TechnicalProfile.
type Profile struct {
	Here, ID          Value
	Protocol, Handler Value
	OutputTokenFormat Value
	Metadata          []Item
	Keys              []Key
	InputClaims       []InputClaim
	OutputClaims      []OutputClaim
	Shown             []string // what it asks of the person: claims, and controls that give some
	Transforms        []string // claims transformations before and behind it
	Validations       []string // the profiles that check what was entered
	Session           Value    // UseTechnicalProfileForSessionManagement
	Include           Value    // IncludeTechnicalProfile
	Subject           *Subject
}

// An Item is one setting of a profile's Metadata.
type Item struct{ Key, Value Value }

// A Key is one entry of CryptographicKeys: what it is for, and the container
// that it lies in.
type Key struct{ ID, Container Value }

// An InputClaim is a claim that a profile takes.
type InputClaim struct {
	Type     Value
	Required bool
	Default  bool // it has a value of its own, a claims resolver among them
}

// An OutputClaim is a claim that a profile gives, or that goes into the token.
type OutputClaim struct {
	Type, Partner Value
	Default       bool // it has a value of its own
}

// Name is what the claim is called outside.
func (c OutputClaim) Name() string {
	if c.Partner.Text != "" {
		return c.Partner.Text
	}
	return c.Type.Text
}

// A Subject is SubjectNamingInfo: which claim becomes the NameID.
type Subject struct{ Here, ClaimType, Format Value }

// A Journey is a UserJourney, or the part of one that a layer changes.
type Journey struct {
	Here, ID Value
	Steps    []Step
}

// A Step is an OrchestrationStep.
type Step struct {
	Here, Order, Type, Issuer Value
	Exchanges                 []Exchange
	Selects                   bool // it has the person choose among exchanges
}

// An Exchange is a ClaimsExchange: its Id, and the profile that it runs.
type Exchange struct{ ID, Profile Value }

// A RelyingParty is what the platform's side of a policy says.
type RelyingParty struct {
	Here, Journey Value
	Profile       *Profile // nil where there is none
}

// Readable reports whether the policy was read at all.
func (p *Policy) Readable() bool { return p.Malformed == "" }

// Key identifies the policy among those of one federation, in which upper and lower
// case do not count.
func (p *Policy) Key() string { return strings.ToLower(p.PolicyID.Word()) }

// Item is the setting of that name.
func (t *Profile) Item(key string) Value {
	for _, i := range t.Metadata {
		if i.Key.Text == key {
			return i.Value
		}
	}
	return Value{}
}

// key is where the key for a use lies.
func (t *Profile) key(use string) (Key, bool) {
	for _, k := range t.Keys {
		if k.ID.Text == use {
			return k, true
		}
	}
	return Key{}, false
}

// The uses of an issuer's keys.
const (
	useMessage   = "SamlMessageSigning"
	useAssertion = "SamlAssertionSigning"
	useMetadata  = "MetadataSigning"
)

var issuerName = lazy.Regexp(`(?i)^saml.*issuer$`)

// issues reports whether t is the profile of a SAML issuer, correct or not. A
// profile with a partner is an identity provider behind B2C and is not judged.
func (t *Profile) issues() bool {
	if t.Item("PartnerEntity").Present() {
		return false
	}
	_, assertion := t.key(useAssertion)
	return t.OutputTokenFormat.Word() == "SAML2" || assertion || issuerName().MatchString(t.ID.Text)
}

// defined reports whether t is a definition, and not a change of one in a lower
// layer.
func (t *Profile) defined() bool { return t.Protocol.Present() || t.OutputTokenFormat.Present() }
