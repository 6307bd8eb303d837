package catalog

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"federate/federation"
	"federate/federation/capture"
	"federate/federation/saml"
)

// Recognise reads anything an admin can paste; see [federation.Knowledge]. What
// is secret comes back without its bytes.
func Recognise(raw []byte) (federation.Artifact, error) {
	c, err := capture.Unwrap(raw)
	if err != nil {
		return federation.Artifact{Kind: c.Kind}, err
	}
	a := federation.Artifact{Kind: c.Kind, Raw: c.Inner}
	sum := sha256.Sum256(c.Inner)
	a.Digest = "sha256:" + hex.EncodeToString(sum[:])
	switch c.Kind {
	case capture.KindSAMLResponse:
		r := saml.ReadResponse(c.Inner)
		a.Doc, a.Issued = r, r.Issued()
	case capture.KindSAMLRequest:
		r := saml.ReadRequest(c.Inner)
		a.Doc, a.Issued = r, r.Issued()
	case capture.KindIdPMetadata, capture.KindSPMetadata:
		m := saml.ReadMetadata(c.Inner)
		a.Doc, a.Claims = m, m.Claims()
	default:
		if c.Bundle != nil {
			a.Doc, a.Claims = c.Bundle, c.Bundle.Claims(a.Digest)
		}
	}
	if slices.ContainsFunc(Kinds(), func(k federation.KindTerm) bool { return k.Kind == c.Kind && k.Secret }) {
		a.Raw, a.Digest, a.Claims = nil, "", nil
	}
	return a, nil
}
