package saml

import (
	"cmp"
	"fmt"
	"slices"

	"federate/federation"
	"federate/federation/pki"
)

// mostDescribed is how many attributes, and how many assertions, of one response are
// described.
const mostDescribed = 100

// Describe says what a platform finds in r: whose login it is, for whom, until when,
// which attributes came, and who signed. Marked is what the platform tells the person by.
func (r *Response) Describe(d *federation.Dossier) []federation.Read {
	out := reads{}
	if !r.Readable() {
		return nil
	}
	v := r.view(d)
	m := v.message
	out.Say("Status", last(m.Status.Text))
	for _, sub := range m.SubStatus[:min(len(m.SubStatus), maxChain)] {
		out.Say("Status within", last(sub.Text)).Main = true
	}
	out.Told("StatusMessage", m.StatusText.Text).Main = true
	out.instant("IssueInstant", m.IssueInstant, d)
	out.Say("Issuer", m.Issuer.Text)
	out.Say("Destination", m.Destination.Text)
	if x := out.Say("InResponseTo", m.InResponseTo.Text); x.Value == "" {
		out.Say("InResponseTo", "none").Note = "the login began at the identity provider"
	}
	for i, a := range m.Assertions[:min(len(m.Assertions), mostDescribed)] {
		if len(m.Assertions) > 1 {
			out.About = fmt.Sprintf("assertion %d of %d", i+1, len(m.Assertions))
		}
		a.describe(&out, d, m)
	}
	out.About = ""
	if n := len(m.Encrypted); n > 0 {
		out.Say("EncryptedAssertion", fmt.Sprint(n)).Note = "only who has the key can read it"
	}
	r.signers(&out, d, v)
	return out.All
}

// reads collects what a SAML document says.
type reads struct{ federation.Reads }

// instant adds a time, as it is written where it is none.
func (r *reads) instant(label string, v Value, d *federation.Dossier) {
	if t, ok := v.DateTime(); ok {
		r.Moment(label, t, d.Now)
	} else {
		r.Say(label, v.Text)
	}
}

func (a *Assertion) describe(out *reads, d *federation.Dossier, m Message) {
	if a.Issuer.Text != m.Issuer.Text {
		out.Say("Issuer of the assertion", a.Issuer.Text)
	}
	// Where a platform names the attributes that it reads, the person is in one of them.
	e := d.Expect
	byName := !e.Attributes.Set || e.ExactNameID.Value
	x := out.Told("NameID", a.NameID.Text)
	x.Used, x.Main = byName, true
	if a.EncryptedID {
		out.Say("NameID", "encrypted").Used = byName
	}
	out.Say("NameID Format", last(a.NameID.Format.Text)).Used = e.NameIDFormats.Set
	out.Say("NameQualifier", a.NameID.NameQualifier.Text)
	out.Say("SPNameQualifier", a.NameID.SPNameQualifier.Text)
	for _, any := range a.Audiences {
		for _, audience := range any[:min(len(any), maxChain)] {
			out.Say("Audience", audience.Text).Main = true
		}
	}
	for _, c := range a.Confirmations[:min(len(a.Confirmations), maxChain)] {
		out.Say("Recipient", c.Recipient.Text).Main = true
		out.instant("Recipient NotOnOrAfter", c.NotOnOrAfter, d)
		if c.InResponse.Text != m.InResponseTo.Text {
			out.Say("InResponseTo of the confirmation", c.InResponse.Text)
		}
	}
	out.instant("NotBefore", a.NotBefore, d)
	out.instant("NotOnOrAfter", a.NotOnOrAfter, d)
	for _, s := range a.Statements[:min(len(a.Statements), maxChain)] {
		out.instant("AuthnInstant", s.AuthnInstant, d)
		out.Say("AuthnContextClassRef", s.ContextClass.Text)
		out.instant("SessionNotOnOrAfter", s.SessionNotOnOrAfter, d)
	}
	for i, attribute := range a.Attributes {
		if i == mostDescribed {
			out.Say("Attributes", fmt.Sprintf("%d more", len(a.Attributes)-i))
			break
		}
		x := out.Told("Attribute "+attribute.Name.Text, texts(attribute.Values)...)
		if x.Value == "" {
			x = out.Say("Attribute "+attribute.Name.Text, "(empty)")
		}
		x.Used = slices.ContainsFunc(e.Attributes.Value, func(w federation.Attribute) bool { return w.Name == attribute.Name.Text })
		x.Main = x.Used
	}
	if a.EncryptedAttribute.Present() {
		out.Say("EncryptedAttribute", "there").Note = "only who has the key can read it"
	}
}

func texts(vs []Value) (out []string) {
	for _, v := range vs {
		out = append(out, v.Text)
	}
	return out
}

// signers says which parts are signed, whose trusted certificate holds, and which
// certificate came along: anybody could have put that there.
func (r *Response) signers(out *reads, d *federation.Dossier, v *view) {
	for _, s := range r.Signatures[:min(len(r.Signatures), maxChain)] {
		part := "an element that nobody reads"
		if s.Part != "" {
			part = partName(s.Part)
		}
		out.Say("Signature", "of "+part+", "+cmp.Or(short(s.Algorithm.Text), "by no algorithm"))
	}
	if r.Redirect != nil {
		out.Say("Signature", "beside the message, "+short(r.Redirect.Algorithm.Text))
	}
	signer := r.Testimony(d).Signer
	switch {
	case signer != "":
		out.Say("Signer", signer).Main = true
	case len(r.Signatures) == 0 && r.Redirect == nil:
		out.Say("Signature", "none")
	case r.LeftOut():
		out.Say("Signer", "not known").Note = "this copy is redacted, and its signature was left out"
	case len(v.trusts) == 0:
		out.Say("Signer", "not known").Note = "no certificate is trusted yet"
	default:
		out.Say("Signer", "nobody who is trusted")
	}
	var seen []string
	for _, s := range r.Signatures[:min(len(r.Signatures), maxChain)] {
		if s.Part == "" || len(s.Certificates) == 0 || slices.Contains(seen, pki.SHA256(s.Certificates[0])) {
			continue
		}
		c := s.Certificates[0]
		seen = append(seen, pki.SHA256(c))
		out.About = "certificate in the signature"
		pki.Identify(&out.Reads, c, d.Now)
	}
	out.About = ""
}

// Describe says who asks whom for which login, and where the answer is to go.
func (r *Request) Describe(d *federation.Dossier) []federation.Read {
	out := reads{}
	if !r.Readable() {
		return nil
	}
	out.instant("IssueInstant", r.IssueInstant, d)
	out.Say("Issuer", r.Issuer.Text).Main = true
	out.Say("Address", r.Address)
	out.Say("Destination", r.Destination.Text)
	out.Say("AssertionConsumerServiceURL", r.ACS.Text).Main = true
	out.Say("AssertionConsumerServiceIndex", r.ACSIndex.Text)
	out.Say("ProtocolBinding", last(r.Binding.Text))
	out.Say("ID", r.ID.Text)
	out.Say("NameIDPolicy Format", last(r.NameIDFormat.Text))
	out.Say("SPNameQualifier", r.SPNameQualifier.Text)
	out.Say("ForceAuthn", r.ForceAuthn.Text)
	out.Say("IsPassive", r.IsPassive.Text)
	for _, c := range r.Contexts[:min(len(r.Contexts), maxChain)] {
		out.Say("RequestedAuthnContext", c.Text).Main = true
	}
	out.Say("Comparison", r.Comparison.Text)
	if r.Subject.Present() {
		out.Say("Subject", "sent")
	}
	if r.signed() {
		out.Say("Signature", short(r.algorithm().Text))
	} else {
		out.Say("Signature", "none")
	}
	return out.All
}
