package saml

import (
	"federate/federation"
	"federate/federation/pki"
)

// Testimony names the trusted certificate whose signature covers what is read, if
// there is one, the first audience and the NameID.
func (r *Response) Testimony(d *federation.Dossier) (t federation.Testimony) {
	if !r.Readable() {
		return t
	}
	v := r.view(d)
	if v.vouched() {
		for _, w := range v.verdicts {
			if w.outcome == trusted {
				t.Signer = w.by.Subject.CommonName + ", SHA-1 " + pki.SHA1(w.by)
				break
			}
		}
	}
	for _, a := range v.message.Assertions {
		t.Subject = a.NameID.Text
		for _, any := range a.Audiences {
			for _, audience := range any {
				t.Audience = audience.Text
				return t
			}
		}
	}
	return t
}

// Once are the names by which a platform knows that it took r already: each assertion's
// ID (saml-profiles-2.0-os 4.1.4.5).
func (r *Response) Once() (out []string) {
	for _, a := range r.Message.Assertions {
		if a.ID.Text != "" {
			out = append(out, a.ID.Text)
		}
	}
	return out
}

// Shows is the name of the person that r is about, as the identity provider sends it.
func (r *Response) Shows() []federation.Claim {
	for _, a := range r.Message.Assertions {
		if a.NameID.Text != "" {
			return []federation.Claim{{Side: federation.IdP, Fact: factNameID, Value: a.NameID.Text}}
		}
	}
	return nil
}
