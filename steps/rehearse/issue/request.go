package issue

import (
	"cmp"
	"slices"

	"federate/federation"
)

// AuthnRequest is what the platform asks by (saml-core-2.0-os 3.4.1). Where it is
// posted and the platform has a key, the signature is inside; one that is redirected is
// signed in its address, by [Exchange.RequestAddress].
func (x Exchange) AuthnRequest() (xml []byte, id string, err error) {
	wrong := x.fault(federation.KindSAMLRequest)
	x = wrong.late(x.begun())
	if id, err = x.id(); err != nil {
		return nil, "", err
	}
	p := x.Platform
	r := root("samlp:AuthnRequest", "xmlns:samlp", nsProtocol, "xmlns:saml", nsAssertion, "ID", id, "Version", "2.0",
		"IssueInstant", stamp(x.At), "Destination", x.IdP.SSO, "AssertionConsumerServiceURL", p.ACS, "ProtocolBinding", bindings+Posting)
	say(r, "saml:Issuer", p.EntityID)
	policy := add(r, "samlp:NameIDPolicy")
	if format := p.format(); format != "" {
		policy.CreateAttr("Format", formatURN(format))
	}
	if p.Group != "" {
		policy.CreateAttr("SPNameQualifier", p.Group)
	}
	if p.format() != "transient" { // saml-core-2.0-errata 3.4.1.1
		policy.CreateAttr("AllowCreate", "true")
	}
	if p.Context != "" {
		say(add(r, "samlp:RequestedAuthnContext", "Comparison", "exact"), "saml:AuthnContextClassRef", p.Context)
	}
	wrong.change(x, r)
	if p.Key != nil && x.RequestBinding() == Posting {
		if err := wrong.sign(x, sound(p.Key, rsaSHA256, id), r); err != nil {
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
	set := x.begun()
	address, err = Redirect(x.SignInAddress(), "SAMLRequest", xml, x.RelayState, set.Platform.Key)
	return address, id, err
}

// SignInAddress is where the browser takes the request.
func (x Exchange) SignInAddress() string {
	return x.fault(federation.KindSAMLRequest).sent(x.begun().IdP.SSO)
}

// format is the NameID format that the platform asks for by name; empty where it takes
// any.
func (p Platform) format() string {
	format := p.Format
	if wanted := p.Expect.NameIDFormats.Value; format == "" && len(wanted) > 0 {
		format = wanted[0]
	}
	if format == "unspecified" {
		return ""
	}
	return format
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
