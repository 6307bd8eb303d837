package saml

import (
	"fmt"

	"federate/federation"
	"federate/federation/pki"
)

// Describe says which party the document is about and what it is known by: addresses,
// formats, and the certificates with both thumbprints. Marked is what the other side
// takes from it. Of many parties it says their names.
func (m *Metadata) Describe(d *federation.Dossier) []federation.Read {
	out := reads{}
	if !m.Readable() && len(m.Entities) == 0 {
		return nil
	}
	if len(m.Entities) != 1 {
		out.Say("Parties", fmt.Sprint(len(m.Entities))).Main = true
		for i, e := range m.Entities {
			if i == maxDescribed {
				out.Say("entityID", fmt.Sprintf("%d more", len(m.Entities)-i))
				break
			}
			out.Say("entityID", e.ID.Text).Main = i == 0
		}
		return out.All
	}
	e := m.Entities[0]
	x := out.Say("entityID", e.ID.Text)
	x.Used, x.Main = true, true
	until := e.ValidUntil
	if !until.Present() {
		until = m.ValidUntil
	}
	out.instant("validUntil", until, d)
	switch {
	case e.IdP != nil:
		e.IdP.describe(&out, d)
	case e.SP != nil:
		e.SP.describe(&out, d)
	}
	out.About = ""
	for _, s := range m.Signatures[:min(len(m.Signatures), maxChain)] {
		out.Say("Signature", "of "+s.el.Parent().Tag+", "+short(s.Algorithm.Text))
	}
	return out.All
}

func (r *IdPRole) describe(out *reads, d *federation.Dossier) {
	in, _ := r.SignIn()
	out.endpoints("SingleSignOnService", r.SSO, in)
	out.endpoints("SingleLogoutService", r.SLO, Endpoint{})
	out.formats(r.NameIDFormats)
	out.Say("WantAuthnRequestsSigned", r.WantAuthnRequestsSigned.Text)
	out.keys(r.Keys, d)
}

func (r *SPRole) describe(out *reads, d *federation.Dossier) {
	to, _ := r.Consumer()
	out.endpoints("AssertionConsumerService", r.ACS, to)
	out.endpoints("SingleLogoutService", r.SLO, Endpoint{})
	out.formats(r.NameIDFormats)
	for _, a := range r.RequestedAttributes[:min(len(r.RequestedAttributes), mostDescribed)] {
		out.Say("RequestedAttribute", a.Text)
	}
	out.Say("AuthnRequestsSigned", r.AuthnRequestsSigned.Text)
	out.Say("WantAssertionsSigned", r.WantAssertionsSigned.Text)
	out.keys(r.Keys, d)
}

// endpoints describes the services of a kind; used is the one that the other side calls.
func (r *reads) endpoints(label string, all []Endpoint, used Endpoint) {
	for _, e := range all[:min(len(all), maxDescribed)] {
		x := r.Say(label+" "+last(e.Binding.Text), e.Location.Text)
		x.Used = e == used
		x.Main = x.Used
		if e.Index.Text != "" {
			x.Note = "index " + e.Index.Text
		}
	}
}

func (r *reads) formats(all []Value) {
	for _, f := range all[:min(len(all), maxDescribed)] {
		r.Say("NameIDFormat", last(f.Text))
	}
}

// keys describes every certificate of a role, those that sign first: what is meant for
// both uses signs.
func (r *reads) keys(all []Key, d *federation.Dossier) {
	signs := signing(all)
	for i, c := range signs[:min(len(signs), maxDescribed)] {
		r.About = "signing certificate"
		if len(signs) > 1 {
			r.About = fmt.Sprintf("signing certificate %d of %d", i+1, len(signs))
		}
		from := len(r.All)
		pki.Describe(&r.Reads, c.X509, d.Now)
		r.All[from].Used = true
		for j := range r.All[from:] {
			r.All[from+j].Main = i == 0 && (r.All[from+j].Label == "SHA-1" || r.All[from+j].Label == "Valid until")
		}
	}
	n := 0
	for _, k := range all {
		for _, c := range k.Certificates {
			switch {
			case n == maxDescribed || k.Use.Text != "encryption" && c.X509 != nil:
				continue // said above, or one that only issued another
			case c.X509 == nil:
				r.About = "certificate that cannot be read"
				r.Say("Because", fmt.Sprint(c.Wrong))
			default:
				r.About = "encryption certificate"
				from := len(r.All)
				pki.Describe(&r.Reads, c.X509, d.Now)
				for j := range r.All[from:] {
					r.All[from+j].Main = false
				}
			}
			n++
		}
	}
}
