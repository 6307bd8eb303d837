package b2c

import (
	"strings"

	"federate/federation/lazy"
)

// A Policy is one TrustFrameworkPolicy, as far as it could be read. Its elements
// are those of TrustFrameworkPolicy_0.3.0.0.xsd.
type Policy struct {
	Malformed string // why it was not read, as part of a sentence; empty where it was
	Line      int    // where that was seen, 1-based; zero when unknown

	Here                                               Value
	SchemaVersion, TenantID, PolicyID, PublicPolicyURI Value

	Base         *Base      // nil where it stands on no other
	Profiles     []*Profile // of ClaimsProviders
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
	OutputClaims      []OutputClaim
	Session           Value // UseTechnicalProfileForSessionManagement
	Include           Value // IncludeTechnicalProfile
	Subject           *Subject
}

// An Item is one setting of a profile's Metadata.
type Item struct{ Key, Value Value }

// A Key is one entry of CryptographicKeys: what it is for, and the container
// that it lies in.
type Key struct{ ID, Container Value }

// An OutputClaim is a claim that goes into the token.
type OutputClaim struct{ Type, Partner Value }

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
type Step struct{ Here, Order, Type, Issuer Value }

// A RelyingParty is what the platform's side of a policy says.
type RelyingParty struct {
	Here, Journey Value
	Profile       *Profile // nil where there is none
}

// Read reads a policy, UTF-8. What keeps it from being read is in Malformed and
// becomes a finding.
func Read(raw []byte) *Policy {
	root, line, err := parse(raw)
	if err != nil {
		return &Policy{Malformed: err.Error(), Line: line}
	}
	p := &Policy{Here: root.here(), SchemaVersion: root.attr("PolicySchemaVersion"), TenantID: root.attr("TenantId"),
		PolicyID: root.attr("PolicyId"), PublicPolicyURI: root.attr("PublicPolicyUri"), Misfits: misfits(root)}
	if b := root.one("BasePolicy"); b != nil {
		p.Base = &Base{b.one("TenantId").value(), b.one("PolicyId").value()}
	}
	for provider := range root.one("ClaimsProviders").all("ClaimsProvider") {
		for t := range provider.one("TechnicalProfiles").all("TechnicalProfile") {
			p.Profiles = append(p.Profiles, profile(t))
		}
	}
	for j := range root.one("UserJourneys").all("UserJourney") {
		journey := &Journey{Here: j.here(), ID: j.attr("Id")}
		for s := range j.one("OrchestrationSteps").all("OrchestrationStep") {
			journey.Steps = append(journey.Steps, Step{s.here(), s.attr("Order"), s.attr("Type"), s.attr("CpimIssuerTechnicalProfileReferenceId")})
		}
		p.Journeys = append(p.Journeys, journey)
	}
	if r := root.one("RelyingParty"); r != nil {
		p.RelyingParty = &RelyingParty{Here: r.here(), Journey: r.one("DefaultUserJourney").attr("ReferenceId")}
		if t := r.one("TechnicalProfile"); t != nil {
			p.RelyingParty.Profile = profile(t)
		}
	}
	return p
}

func profile(n *node) *Profile {
	t := &Profile{Here: n.here(), ID: n.attr("Id"), Protocol: n.one("Protocol").attr("Name"), Handler: n.one("Protocol").attr("Handler"),
		OutputTokenFormat: n.one("OutputTokenFormat").value(), Session: n.one("UseTechnicalProfileForSessionManagement").attr("ReferenceId"),
		Include: n.one("IncludeTechnicalProfile").attr("ReferenceId")}
	for i := range n.one("Metadata").all("Item") {
		t.Metadata = append(t.Metadata, Item{i.attr("Key"), i.value()})
	}
	for k := range n.one("CryptographicKeys").all("Key") {
		t.Keys = append(t.Keys, Key{k.attr("Id"), k.attr("StorageReferenceId")})
	}
	for c := range n.one("OutputClaims").all("OutputClaim") {
		t.OutputClaims = append(t.OutputClaims, OutputClaim{c.attr("ClaimTypeReferenceId"), c.attr("PartnerClaimType")})
	}
	if s := n.one("SubjectNamingInfo"); s != nil {
		t.Subject = &Subject{s.here(), s.attr("ClaimType"), s.attr("Format")}
	}
	return t
}

// Readable reports whether the policy was read at all.
func (p *Policy) Readable() bool { return p.Malformed == "" }

// Key tells the policies of one federation apart. Identifiers of policies do not
// mind capitals.
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

// issues reports whether t is the profile of a SAML issuer, well made or not. A
// profile with a partner is an identity provider behind B2C, and is left alone.
func (t *Profile) issues() bool {
	if t.Item("PartnerEntity").Present() {
		return false
	}
	_, assertion := t.key(useAssertion)
	return t.OutputTokenFormat.Word() == "SAML2" || assertion || issuerName().MatchString(t.ID.Text)
}

// defined reports whether t is a definition and not a change to one beneath it.
func (t *Profile) defined() bool { return t.Protocol.Present() || t.OutputTokenFormat.Present() }
