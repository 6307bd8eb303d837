package steps

import "federate/federation"

// A Publication is a document that a party of a federation publishes.
type Publication struct {
	Fact    federation.Fact // where its address is told
	Kind    federation.Kind
	Address string
}

// publications are the documents that have an address of their own, in the order in
// which one leads to the next, by protocol.
var publications = map[string][]Publication{
	"saml": {{Fact: "idp.metadata_url", Kind: federation.KindIdPMetadata}},
	"oidc": {{Fact: "oidc.discovery_url", Kind: federation.KindDiscovery}, {Fact: "oidc.jwks_uri", Kind: federation.KindKeySet}},
}

// Published are the documents of v whose addresses are known.
func (v *Snapshot) Published() (out []Publication) {
	for _, p := range publications[v.Pair.Protocol] {
		if w, ok := v.Pair.known(v.State, p.Fact); ok && !w.Placeholder && w.Value != "" {
			p.Address = w.Value
			out = append(out, p)
		}
	}
	return out
}
