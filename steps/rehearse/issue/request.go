package issue

import (
	"cmp"
	"slices"

	"github.com/beevik/etree"

	"federate/federation"
)

// AuthnRequest is what the platform asks by (saml-core-2.0-os 3.4.1). Where it is
// posted and the platform has a key, the signature is inside; one that is redirected is
// signed in its address, by [Exchange.RequestAddress].
func (x Exchange) AuthnRequest() (xml []byte, id string, err error) {
	x = x.begun()
	if id, err = x.id(); err != nil {
		return nil, "", err
	}
	p, wrong := x.Platform, x.fault(federation.KindSAMLRequest)
	r := root("samlp:AuthnRequest", "xmlns:samlp", nsProtocol, "xmlns:saml", nsAssertion, "ID", id, "Version", "2.0",
		"IssueInstant", stamp(x.At), "Destination", x.IdP.SSO, "AssertionConsumerServiceURL", p.ACS, "ProtocolBinding", bindings+Posting)
	say(r, "saml:Issuer", p.EntityID)
	policy := add(r, "samlp:NameIDPolicy")
	if format := p.format(); format != "" {
		policy.CreateAttr("Format", formatURN(format))
	}
	if p.format() != "transient" { // saml-core-2.0-errata 3.4.1.1
		policy.CreateAttr("AllowCreate", "true")
	}
	if p.Context != "" {
		say(add(r, "samlp:RequestedAuthnContext", "Comparison", "exact"), "saml:AuthnContextClassRef", p.Context)
	}
	wrong.change(x, r)
	if p.Key != nil && x.RequestBinding() == Posting {
		if err := wrong.signed(x, sound(p.Key, rsaSHA256, id), r); err != nil {
			return nil, "", err
		}
	}
	wrong.tamper(x, r)
	xml, err = written(r)
	if err != nil {
		return nil, "", err
	}
	id = cmp.Or(r.SelectAttrValue("ID", ""), id)
	return wrong.rewrite(x, xml), id, nil
}

// RequestAddress is the whole address that the browser is sent to where the request is
// redirected (saml-bindings-2.0-os 3.4).
func (x Exchange) RequestAddress() (address, id string, err error) {
	x.Binding = Redirecting
	xml, id, err := x.AuthnRequest()
	if err != nil {
		return "", "", err
	}
	wrong, set := x.fault(federation.KindSAMLRequest), x.begun()
	to := set.IdP.SSO
	if wrong.address != nil {
		to = wrong.address(to)
	}
	address, err = Redirect(to, "SAMLRequest", xml, x.RelayState, set.Platform.Key)
	if err == nil && wrong.query != nil {
		address, err = wrong.asked(set, address)
	}
	return address, id, err
}

// format is the NameID format that the platform asks for by name; empty where it takes
// any.
func (p Platform) format() string {
	formats := p.Expect.NameIDFormats.Value
	if len(formats) == 0 || formats[0] == "unspecified" {
		return ""
	}
	return formats[0]
}

// algorithm is how the identity provider signs for the platform.
func (p Platform) algorithm() string {
	if wanted := p.Expect.SignatureAlgorithms.Value; len(wanted) > 0 && !slices.Contains(wanted, "rsa-sha256") {
		return rsaSHA1
	}
	return rsaSHA256
}

// parts is what the identity provider signs for the platform.
func (p Platform) parts() federation.Signed {
	if wanted := p.Expect.Signed.Value; len(wanted) > 0 {
		return wanted[0]
	}
	return federation.SignedBoth
}

// change changes the message before it is signed.
func (f fault) change(x Exchange, message *etree.Element) {
	if f.tree != nil {
		f.tree(x, message)
	}
}

// signed signs el.
func (f fault) signed(x Exchange, s signing, el *etree.Element) error {
	if f.signing != nil {
		f.signing(x, &s)
	}
	if s.references == 0 {
		return nil // nothing is to be signed
	}
	return s.sign(el)
}

// tamper changes the message after it was signed.
func (f fault) tamper(x Exchange, message *etree.Element) {
	if f.after != nil {
		f.after(x, message)
	}
}

// rewrite changes the text of the message.
func (f fault) rewrite(x Exchange, text []byte) []byte {
	if f.text == nil {
		return text
	}
	return []byte(f.text(x, string(text)))
}
