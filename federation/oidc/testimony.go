package oidc

import (
	"cmp"

	"federate/federation"
)

// Testimony names the key of the key set that made the signature, where both are
// known, the first audience, and the person by e-mail or subject.
func (t *Token) Testimony(d *federation.Dossier) (out federation.Testimony) {
	if !t.Readable() {
		return out
	}
	if s, ok := federation.Doc[*KeySet](d, federation.KindKeySet); ok && s.Readable() {
		for _, k := range s.fitting(t) {
			if t.proof.by(k, t.Algorithm.Text) {
				out.Signer = k.name()
				break
			}
		}
	}
	if len(t.Audience) > 0 {
		out.Audience = t.Audience[0].Text
	}
	out.Subject = cmp.Or(t.Claim("email").Text, t.Subject.Text)
	return out
}

// Unsigned reports whether t is here without its signature.
func (t *Token) Unsigned() bool { return t.Readable() && t.Decoded }
