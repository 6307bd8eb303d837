package issue

import (
	"cmp"
	"time"

	"github.com/beevik/etree"

	"federate/federation"
)

// How long an assertion is good for, before and after it is issued.
const (
	ahead = 5 * time.Minute
	since = 5 * time.Minute
)

// Response is what the identity provider answers (saml-core-2.0-os 3.3.3,
// saml-profiles-2.0-os 4.1.4.2), signed as the platform demands.
func (x Exchange) Response() ([]byte, error) {
	wrong := x.fault(federation.KindSAMLResponse)
	x = wrong.late(x.begun())
	if x.IdP.Key == nil {
		return nil, errNoKey
	}
	r, err := x.response()
	if err != nil {
		return nil, err
	}
	wrong.change(x, r)
	key, parts := x.IdP.Key, x.Platform.parts()
	if wrong.parts != nil {
		parts = wrong.parts(parts)
	}
	if assertion := r.SelectElement("Assertion"); assertion != nil && (parts == federation.SignedAssertion || parts == federation.SignedBoth) {
		if err := wrong.sign(x, sound(key, x.Platform.algorithm(), assertion.SelectAttrValue("ID", "")), assertion); err != nil {
			return nil, err
		}
	}
	if parts == federation.SignedMessage || parts == federation.SignedBoth {
		if err := wrong.sign(x, sound(key, x.Platform.algorithm(), r.SelectAttrValue("ID", "")), r); err != nil {
			return nil, err
		}
	}
	wrong.tamper(x, r)
	text, err := written(r)
	return wrong.rewrite(x, text), err
}

func (x Exchange) response() (*etree.Element, error) {
	id, err := x.id()
	if err != nil {
		return nil, err
	}
	r := root("samlp:Response", "xmlns:samlp", nsProtocol, "xmlns:saml", nsAssertion, "ID", id, "Version", "2.0",
		"IssueInstant", stamp(x.At), "Destination", x.Platform.ACS, "InResponseTo", x.RequestID)
	say(r, "saml:Issuer", x.IdP.EntityID)
	add(add(r, "samlp:Status"), "samlp:StatusCode", "Value", success)
	assertion, err := x.assertion()
	if err != nil {
		return nil, err
	}
	r.AddChild(assertion)
	return r, nil
}

func (x Exchange) assertion() (*etree.Element, error) {
	id, err := x.id()
	if err != nil {
		return nil, err
	}
	p, until := x.Platform, stamp(x.At.Add(since))
	a := root("saml:Assertion", "xmlns:saml", nsAssertion, "ID", id, "Version", "2.0", "IssueInstant", stamp(x.At))
	say(a, "saml:Issuer", x.IdP.EntityID)
	if err := x.subject(a, until); err != nil {
		return nil, err
	}
	conditions := add(a, "saml:Conditions", "NotBefore", stamp(x.At.Add(-ahead)), "NotOnOrAfter", until)
	say(add(conditions, "saml:AudienceRestriction"), "saml:Audience", p.EntityID)
	statement := add(a, "saml:AuthnStatement", "AuthnInstant", stamp(x.At), "SessionIndex", id)
	say(add(statement, "saml:AuthnContext"), "saml:AuthnContextClassRef", cmp.Or(p.Context, classes+"PasswordProtectedTransport"))
	if all := x.attributes(); len(all) > 0 {
		list := add(a, "saml:AttributeStatement")
		for _, one := range all {
			attribute := add(list, "saml:Attribute", "Name", one.name, "NameFormat", basic)
			for _, v := range one.values {
				say(attribute, "saml:AttributeValue", v)
			}
		}
	}
	return a, nil
}

// subject says who logged in, and who may show the assertion.
func (x Exchange) subject(a *etree.Element, until string) error {
	subject := add(a, "saml:Subject")
	format, name := cmp.Or(x.Platform.format(), "emailAddress"), x.Person.NameID
	switch format {
	case "transient": // another one each time (saml-core-2.0-os 8.3.8)
		passing, err := x.id()
		if err != nil {
			return err
		}
		name = passing
	case "emailAddress":
		if x.Platform.format() == "" && name == x.Person.account() {
			format = "unspecified" // the name is no address
		}
	}
	say(subject, "saml:NameID", name, "Format", formatURN(format))
	confirmation := add(subject, "saml:SubjectConfirmation", "Method", bearer)
	add(confirmation, "saml:SubjectConfirmationData", "InResponseTo", x.RequestID, "NotOnOrAfter", until, "Recipient", x.Platform.ACS)
	return nil
}

// A named attribute of a person has one value or several.
type named struct {
	name   string
	values []string
}

// attributes are those that the platform reads, and the usual ones of a person where it
// names none.
func (x Exchange) attributes() (out []named) {
	put := func(name string, values ...string) {
		if len(values) > 0 && values[0] != "" {
			out = append(out, named{name, values})
		}
	}
	for _, wanted := range x.Platform.Expect.Attributes.Value {
		put(wanted.Name, x.sent(wanted))
	}
	if len(out) == 0 {
		put("email", x.Person.Email)
		put("givenName", x.Person.Given)
		put("surname", x.Person.Family)
	}
	put("groups", x.Person.Groups...)
	return out
}

// sent is the value of an attribute that the platform reads: what is known of it, else
// what it would be for the person, or for everybody. One that is optional is not made up.
func (x Exchange) sent(a federation.Attribute) string {
	p := x.Person
	switch value := cmp.Or(x.value(a.Constant), x.value(a.Fact)); {
	case value != "" || a.Optional:
		return value
	case a.Constant != "":
		return "rehearsal"
	case a.Name == "uid":
		return p.account()
	case p.Email != "":
		return p.Email
	}
	return p.NameID
}
