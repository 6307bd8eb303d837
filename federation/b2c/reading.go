package b2c

import (
	"federate/federation"
)

// mostDescribed is how many claims of a policy are described.
const mostDescribed = 100

// Describe says which policy it is, what it stands on, and what it puts into a login.
// Marked is what becomes the NameID.
func (p *Policy) Describe(*federation.Dossier) []federation.Read {
	var r federation.Reads
	if !p.Readable() {
		return nil
	}
	r.Say("PolicyId", p.PolicyID.Text).Main = true
	r.Say("TenantId", p.TenantID.Text)
	r.Say("PublicPolicyUri", p.PublicPolicyURI.Text)
	if p.Base != nil {
		r.Say("BasePolicy", p.Base.PolicyID.Text)
	}
	for _, t := range p.Profiles {
		if !t.issues() {
			continue
		}
		r.About = "issuer " + t.ID.Text
		r.Say("OutputTokenFormat", t.OutputTokenFormat.Text)
		x := r.Say("IssuerUri", t.Item("IssuerUri").Text)
		x.Used, x.Main = true, true
		for _, k := range t.Keys {
			r.Say("Key "+k.ID.Text, k.Container.Text)
		}
	}
	party := p.RelyingParty
	if party == nil {
		return r.All
	}
	r.About = "relying party"
	r.Say("DefaultUserJourney", party.Journey.Text)
	if t := party.Profile; t != nil {
		r.Say("Protocol", t.Protocol.Text).Main = true
		if t.Subject != nil {
			x := r.Say("SubjectNamingInfo", t.Subject.ClaimType.Text)
			x.Used, x.Main, x.Note = true, true, t.Subject.Format.Text
		}
		for _, c := range t.OutputClaims[:min(len(t.OutputClaims), mostDescribed)] {
			r.Say("OutputClaim", c.Name())
		}
	}
	return r.All
}
