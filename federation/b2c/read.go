package b2c

import (
	"encoding/xml"
	"fmt"
	"iter"

	"federate/federation/document"

	"github.com/beevik/etree"
)

// maxBytes is what Azure AD B2C takes at most (its page "Service limits and
// restrictions").
const maxBytes = 1 << 20

const namespace = "http://schemas.microsoft.com/online/cpim/schemas/2013/06"

// A reader takes values out of the tree of a policy. What stands in another
// namespace is an extension, which no check asks for.
type reader struct{ *document.Reader }

func children(el *etree.Element, tag string) iter.Seq[*etree.Element] {
	return document.Children(el, namespace, tag)
}

func child(el *etree.Element, tags ...string) *etree.Element {
	return document.Child(el, namespace, tags...)
}

// Read reads a policy, UTF-8. What keeps it from being read is in Malformed and
// becomes a finding.
func Read(raw []byte) *Policy {
	if len(raw) > maxBytes {
		return &Policy{Unread: document.Unread{Malformed: fmt.Sprintf("it has %d kB, and Azure AD B2C takes 1,024 kB at most",
			len(raw)>>10)}}
	}
	// People search for elements by their Id or Key.
	doc := document.ReadKeyed(raw, []string{"Id", "Key"}, xml.Name{Space: namespace, Local: "TrustFrameworkPolicy"})
	if !doc.Readable() {
		return &Policy{Unread: doc.Unread}
	}
	in, root := reader{doc.Reader()}, doc.Root
	p := &Policy{Here: in.Here(root), SchemaVersion: in.Attr(root, "PolicySchemaVersion"), TenantID: in.Attr(root, "TenantId"),
		PolicyID: in.Attr(root, "PolicyId"), PublicPolicyURI: in.Attr(root, "PublicPolicyUri"), Misfits: in.misfits(root)}
	if b := child(root, "BasePolicy"); b != nil {
		p.Base = &Base{in.Text(child(b, "TenantId")), in.Text(child(b, "PolicyId"))}
	}
	blocks := child(root, "BuildingBlocks")
	p.Makes = map[string][]string{}
	for m := range children(child(blocks, "ClaimsTransformations"), "ClaimsTransformation") {
		p.makes(m)
	}
	for m := range children(child(blocks, "DisplayControls"), "DisplayControl") {
		p.makes(m)
	}
	for provider := range children(child(root, "ClaimsProviders"), "ClaimsProvider") {
		for t := range children(child(provider, "TechnicalProfiles"), "TechnicalProfile") {
			p.Profiles = append(p.Profiles, in.profile(t))
		}
	}
	for j := range children(child(root, "UserJourneys"), "UserJourney") {
		journey := &Journey{Here: in.Here(j), ID: in.Attr(j, "Id")}
		for s := range children(child(j, "OrchestrationSteps"), "OrchestrationStep") {
			step := Step{Here: in.Here(s), Order: in.Attr(s, "Order"), Type: in.Attr(s, "Type"), Issuer: in.Attr(s, "CpimIssuerTechnicalProfileReferenceId")}
			for e := range children(child(s, "ClaimsExchanges"), "ClaimsExchange") {
				step.Exchanges = append(step.Exchanges, Exchange{in.Attr(e, "Id"), in.Attr(e, "TechnicalProfileReferenceId")})
			}
			step.Selects = child(s, "ClaimsProviderSelections") != nil || step.Type.Text == "CombinedSignInAndSignUp" || step.Type.Text == "ClaimsProviderSelection"
			journey.Steps = append(journey.Steps, step)
		}
		p.Journeys = append(p.Journeys, journey)
	}
	if r := child(root, "RelyingParty"); r != nil {
		p.RelyingParty = &RelyingParty{Here: in.Here(r), Journey: in.Attr(child(r, "DefaultUserJourney"), "ReferenceId")}
		if t := child(r, "TechnicalProfile"); t != nil {
			p.RelyingParty.Profile = in.profile(t)
		}
	}
	return p
}

func (r reader) profile(el *etree.Element) *Profile {
	reference := func(tag string) Value { return r.Attr(child(el, tag), "ReferenceId") }
	protocol := child(el, "Protocol")
	t := &Profile{Here: r.Here(el), ID: r.Attr(el, "Id"), Protocol: r.Attr(protocol, "Name"), Handler: r.Attr(protocol, "Handler"),
		OutputTokenFormat: r.Text(child(el, "OutputTokenFormat")), Session: reference("UseTechnicalProfileForSessionManagement"),
		Include: reference("IncludeTechnicalProfile")}
	for i := range children(child(el, "Metadata"), "Item") {
		t.Metadata = append(t.Metadata, Item{r.Attr(i, "Key"), r.Text(i)})
	}
	for k := range children(child(el, "CryptographicKeys"), "Key") {
		t.Keys = append(t.Keys, Key{r.Attr(k, "Id"), r.Attr(k, "StorageReferenceId")})
	}
	for c := range children(child(el, "OutputClaims"), "OutputClaim") {
		_, own := document.AttrOf(c, "DefaultValue")
		t.OutputClaims = append(t.OutputClaims, OutputClaim{r.Attr(c, "ClaimTypeReferenceId"), r.Attr(c, "PartnerClaimType"), own})
	}
	for c := range children(child(el, "InputClaims"), "InputClaim") {
		_, own := document.AttrOf(c, "DefaultValue")
		t.InputClaims = append(t.InputClaims, InputClaim{r.Attr(c, "ClaimTypeReferenceId"), r.Attr(c, "Required").True(), own})
	}
	t.Shown = append(references(el, "DisplayClaims", "DisplayClaim", "ClaimTypeReferenceId"),
		references(el, "DisplayClaims", "DisplayClaim", "DisplayControlReferenceId")...)
	t.Transforms = append(references(el, "InputClaimsTransformations", "InputClaimsTransformation", "ReferenceId"),
		references(el, "OutputClaimsTransformations", "OutputClaimsTransformation", "ReferenceId")...)
	t.Validations = references(el, "ValidationTechnicalProfiles", "ValidationTechnicalProfile", "ReferenceId")
	if s := child(el, "SubjectNamingInfo"); s != nil {
		t.Subject = &Subject{r.Here(s), r.Attr(s, "ClaimType"), r.Attr(s, "Format")}
	}
	return t
}

// references are what the elements of a list below el name by an attribute.
func references(el *etree.Element, list, tag, attribute string) (out []string) {
	for c := range children(child(el, list), tag) {
		if v, _ := document.AttrOf(c, attribute); v != "" {
			out = append(out, v)
		}
	}
	return out
}

// makes notes the claims that a transformation or a control gives.
func (p *Policy) makes(el *etree.Element) {
	if id, _ := document.AttrOf(el, "Id"); id != "" {
		p.Makes[id] = append(p.Makes[id], references(el, "OutputClaims", "OutputClaim", "ClaimTypeReferenceId")...)
	}
}
