package issue

import "github.com/beevik/etree"

// LogoutRequest is the platform's word that a person has left (saml-core-2.0-os 3.7.1).
func (x Exchange) LogoutRequest() (xml []byte, id string, err error) {
	if id, err = x.id(); err != nil {
		return nil, "", err
	}
	r := root("samlp:LogoutRequest", "xmlns:samlp", nsProtocol, "xmlns:saml", nsAssertion, "ID", id, "Version", "2.0",
		"IssueInstant", stamp(x.At), "Destination", x.IdP.SLO)
	say(r, "saml:Issuer", x.Platform.EntityID)
	say(r, "saml:NameID", x.Person.NameID)
	xml, err = x.posted(r, x.Platform.Key)
	return xml, id, err
}

// LogoutResponse is the identity provider's answer to it (saml-core-2.0-os 3.7.2).
func (x Exchange) LogoutResponse(inResponseTo string) ([]byte, error) {
	return x.left(inResponseTo, x.Platform.SLO, x.IdP.EntityID, x.IdP.Key)
}

// PlatformLogoutResponse is the platform's answer to a LogoutRequest of the identity
// provider.
func (x Exchange) PlatformLogoutResponse(inResponseTo string) ([]byte, error) {
	return x.left(inResponseTo, x.IdP.SLO, x.Platform.EntityID, x.Platform.Key)
}

func (x Exchange) left(inResponseTo, to, issuer string, key *Key) ([]byte, error) {
	id, err := x.id()
	if err != nil {
		return nil, err
	}
	r := root("samlp:LogoutResponse", "xmlns:samlp", nsProtocol, "xmlns:saml", nsAssertion, "ID", id, "Version", "2.0",
		"IssueInstant", stamp(x.At), "Destination", to, "InResponseTo", inResponseTo)
	say(r, "saml:Issuer", issuer)
	add(add(r, "samlp:Status"), "samlp:StatusCode", "Value", success)
	return x.posted(r, key)
}

// posted is r as text, signed inside where it is posted and there is a key.
func (x Exchange) posted(r *etree.Element, key *Key) ([]byte, error) {
	if key != nil && x.RequestBinding() == Posting {
		if err := sound(key, rsaSHA256, r.SelectAttrValue("ID", "")).sign(r); err != nil {
			return nil, err
		}
	}
	return written(r)
}
