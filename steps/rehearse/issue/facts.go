package issue

import (
	"cmp"
	"maps"
	"slices"

	"federate/federation"
)

// Facts is what the two sides were told of each other before the login, by the
// protocol. A claim without a side is its owner's.
func (x Exchange) Facts(protocol string) []federation.Claim {
	x = x.begun()
	var out []federation.Claim
	tell := func(f federation.Fact, value string) {
		if value != "" {
			out = append(out, federation.Claim{Fact: f, Value: value})
		}
	}
	p, i := x.Platform, x.IdP
	for _, f := range slices.Sorted(maps.Keys(p.Values)) {
		tell(f, p.Values[f])
	}
	switch protocol {
	case "saml":
		tell("sp.entity_id", p.EntityID)
		tell("sp.acs_url", p.ACS)
		tell("idp.entity_id", i.EntityID)
		tell("idp.sso_url", i.SSO)
		if i.Key != nil {
			tell("idp.certificate", i.Key.PEM())
		}
		if i.Next != nil {
			out = append(out, federation.Claim{Fact: "idp.certificate", Key: "next", Value: i.Next.PEM()})
		}
		known := slices.Collect(maps.Keys(p.Values))
		for _, a := range p.Expect.Attributes.Value {
			for _, f := range []federation.Fact{a.Fact, a.Constant} {
				if f != "" && !slices.Contains(known, f) {
					known = append(known, f)
					tell(f, x.sent(a))
				}
			}
		}
		if !slices.Contains(known, external) {
			tell(external, x.Person.NameID)
		}
	case "oidc":
		tell("oidc.client_id", p.ClientID)
		tell("oidc.redirect_uri", p.RedirectURI)
		tell("oidc.post_logout_redirect_uri", p.PostLogout)
		tell("oidc.issuer", i.Issuer)
		tell("oidc.nonce", x.Nonce)
		tell("user.email", x.Person.Email)
		if claim, ok := x.person()[cmp.Or(p.Expect.IdentityClaim.Value, "sub")].(string); ok {
			tell(external, p.Expect.IdentityPrefix.Value+claim)
		}
	}
	if x.Drill != nil && x.Drill.facts != nil {
		out = x.Drill.facts(x, out)
	}
	return out
}

// Told is Facts with the owner named by terms where a claim has no side.
func (x Exchange) Told(protocol string, terms *federation.Vocabulary) []federation.Claim {
	out := x.Facts(protocol)
	for i := range out {
		if t, ok := terms.Term(out[i].Fact); ok && out[i].Side == "" {
			out[i].Side = t.Owner
		}
	}
	return out
}

// Beside are the documents that lie beside the messages: what each side publishes.
func (x Exchange) Beside(protocol string) (out [][]byte, err error) {
	makers := []func() ([]byte, error){x.IdPMetadata, x.SPMetadata}
	if protocol == "oidc" {
		makers = []func() ([]byte, error){x.Discovery, x.KeySet}
	} else if x.Drill != nil && x.Drill.alone {
		makers = makers[:1]
	}
	for _, m := range makers {
		document, err := m()
		if err != nil {
			return nil, err
		}
		out = append(out, document)
	}
	return out, nil
}

// unsaid are claims without those about some facts.
func unsaid(facts ...federation.Fact) func(Exchange, []federation.Claim) []federation.Claim {
	return func(_ Exchange, claims []federation.Claim) []federation.Claim {
		return slices.DeleteFunc(claims, func(c federation.Claim) bool { return slices.Contains(facts, c.Fact) })
	}
}

// registered are claims in which the identity provider alone says what a value of the
// platform is, and says it wrongly.
func registered(fact federation.Fact, to change) func(Exchange, []federation.Claim) []federation.Claim {
	return func(x Exchange, claims []federation.Claim) []federation.Claim {
		i := slices.IndexFunc(claims, func(c federation.Claim) bool { return c.Fact == fact })
		claims[i].Side, claims[i].Value = federation.IdP, to(x, claims[i].Value)
		return claims
	}
}
