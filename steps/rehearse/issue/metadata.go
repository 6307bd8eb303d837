package issue

import (
	"slices"
	"strconv"

	"github.com/beevik/etree"

	"federate/federation"
)

// SPMetadata describes the platform (saml-metadata-2.0-os 2.4.4).
func (x Exchange) SPMetadata() ([]byte, error) {
	x = x.begun()
	p := x.Platform
	e := root("md:EntityDescriptor", "xmlns:md", nsMetadata, "entityID", p.EntityID)
	signed := p.Expect.Signed.Value
	wants := slices.Contains(signed, federation.SignedAssertion) || slices.Contains(signed, federation.SignedBoth)
	var signs string
	if p.Key != nil {
		signs = "true" // false is what holds where nothing is said
	}
	sp := add(e, "md:SPSSODescriptor", "AuthnRequestsSigned", signs, "WantAssertionsSigned", strconv.FormatBool(wants),
		"protocolSupportEnumeration", nsProtocol)
	describeKey(sp, p.Key)
	if p.SLO != "" {
		add(sp, "md:SingleLogoutService", "Binding", bindings+Redirecting, "Location", p.SLO)
	}
	for _, f := range p.Expect.NameIDFormats.Value {
		say(sp, "md:NameIDFormat", formatURN(f))
	}
	add(sp, "md:AssertionConsumerService", "index", "0", "isDefault", "true", "Binding", bindings+Posting, "Location", p.ACS)
	return written(e)
}

// IdPMetadata describes the identity provider (saml-metadata-2.0-os 2.4.3).
func (x Exchange) IdPMetadata() ([]byte, error) {
	x = x.begun()
	e := root("md:EntityDescriptor", "xmlns:md", nsMetadata, "entityID", x.IdP.EntityID)
	idp := add(e, "md:IDPSSODescriptor", "WantAuthnRequestsSigned", x.IdP.Wants, "protocolSupportEnumeration", nsProtocol)
	describeKey(idp, x.IdP.Key)
	describeKey(idp, x.IdP.Next)
	if x.IdP.SLO != "" {
		add(idp, "md:SingleLogoutService", "Binding", bindings+Redirecting, "Location", x.IdP.SLO)
	}
	for _, binding := range []string{Redirecting, Posting} {
		add(idp, "md:SingleSignOnService", "Binding", bindings+binding, "Location", x.IdP.SSO)
	}
	return written(e)
}

// describeKey says which key the party of a role signs with.
func describeKey(role *etree.Element, key *Key) {
	if key == nil {
		return
	}
	info := add(add(role, "md:KeyDescriptor", "use", "signing"), "ds:KeyInfo", "xmlns:ds", nsSignature)
	say(add(info, "ds:X509Data"), "ds:X509Certificate", key.text())
}
