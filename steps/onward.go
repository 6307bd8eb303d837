package steps

import (
	"fmt"
	"slices"

	"federate/federation"
)

// Onward is where the document is published that docs lead to and that nobody gave: the
// key set of a discovery document or of an ID token, or the discovery document that
// names it. ok is false where they lead to none, or no address is known.
func (b Bench) Onward(docs []federation.Artifact) (p Publication, ok bool) {
	if !b.keyless(docs) {
		return p, false
	}
	for _, p := range slices.Backward(publications["oidc"]) { // the key set first
		if holds(docs, p.Kind) {
			return p, false
		}
		p.Address = b.known(p.Fact)
		for _, a := range docs {
			for _, c := range a.Claims {
				if c.Fact == p.Fact {
					p.Address = c.Value
				}
			}
		}
		if p.Address != "" {
			return p, true
		}
	}
	return p, false
}

// keyless reports whether docs are of OpenID Connect and there is no key set to tell
// with who signed.
func (b Bench) keyless(docs []federation.Artifact) bool {
	return (holds(docs, federation.KindDiscovery) || holds(docs, federation.KindIDToken)) && !holds(docs, federation.KindKeySet) &&
		!holds(b.store(), federation.KindKeySet)
}

// unverified says how the key set is got that docs lead to.
func (b Bench) unverified(docs []federation.Artifact) (notes []string) {
	if !b.keyless(docs) {
		return nil
	}
	what := "the key set that the discovery document names was not looked at"
	if holds(docs, federation.KindIDToken) {
		what = "nobody verified who signed the token: its key set is not here"
	}
	switch p, ok := b.Onward(docs); {
	case !ok && holds(docs, federation.KindIDToken):
		return []string{what + "; give it as well, or the discovery document and --fetch"}
	case ok && p.Kind == federation.KindKeySet:
		return []string{fmt.Sprintf("%s; --fetch gets it from %s", what, p.Address)}
	case ok:
		return []string{fmt.Sprintf("%s; --fetch gets it by way of %s", what, p.Address)}
	}
	return nil
}

// forKeys reports whether the key set is the one document that w waits for.
func forKeys(w federation.Waiting) bool {
	return !slices.ContainsFunc(w.For, func(n federation.Need) bool { return n.Kind != "" && n.Kind != federation.KindKeySet })
}

// holds reports whether a document of kind k is among docs, or within a recording among
// them.
func holds(docs []federation.Artifact, k federation.Kind) bool {
	return slices.ContainsFunc(docs, func(a federation.Artifact) bool { return a.Kind == k || holds(a.Parts, k) })
}
