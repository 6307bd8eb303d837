package saml

import (
	"encoding/xml"
	"fmt"
	"sync"
	"time"

	"github.com/beevik/etree"
)

// A Response is a SAML response as received (saml-core-2.0-os 3.3.3). What it
// holds is what the text says, signed or not.
type Response struct {
	Document
	Message
	Signatures []*Signature // in document order, wherever they stand
	Query      *Query       // the signature beside a response that came in an address; nil where there is none

	ids        map[string]int   // how many elements have an ID
	twins      []*etree.Element // the later ones of those that share one
	assertions []*etree.Element
	strays     []Value // assertions and responses where none belongs

	mu    sync.Mutex
	views []*view // by the certificates that were trusted
}

// A Message is the content of a response.
type Message struct {
	ID, Version, IssueInstant, Destination, InResponseTo, Issuer Value

	Status     Value   // the attribute Value of the outer status code
	SubStatus  []Value // of the status codes within, outer first
	StatusText Value

	Assertions []*Assertion
	Encrypted  []Value // where encrypted assertions stand
}

// An Assertion is a statement of the identity provider about a person
// (saml-core-2.0-os 2.3.3).
type Assertion struct {
	Here                      Value
	ID, Version, IssueInstant Value
	Issuer                    Value

	NameID      NameID
	EncryptedID bool

	EncryptedAttribute Value // where the first stands
	Confirmations      []Confirmation

	Conditions              Value // where they stand
	NotBefore, NotOnOrAfter Value
	Audiences               [][]Value // for each restriction, those of whom one must be meant

	Statements []AuthnStatement
	Attributes []Attribute
}

// A NameID names the person (saml-core-2.0-os 2.2.3).
type NameID struct {
	Value
	Format, NameQualifier, SPNameQualifier Value
}

// A Confirmation says by what the bearer of an assertion is known to be its
// subject (saml-core-2.0-os 2.4.1.1).
type Confirmation struct {
	Here, Method                                   Value
	Recipient, NotBefore, NotOnOrAfter, InResponse Value
}

// An AuthnStatement says how and until when the person is logged in.
type AuthnStatement struct {
	AuthnInstant, SessionNotOnOrAfter, ContextClass Value
}

// An Attribute is one named list of values.
type Attribute struct {
	Name, FriendlyName Value
	Values             []Value
}

// ReadResponse reads a decoded response, UTF-8. What keeps it from being read
// is in Document.Malformed and becomes a finding.
func ReadResponse(text []byte) *Response {
	r := &Response{Document: parse(text, xml.Name{Space: nsProtocol, Local: "Response"}), ids: map[string]int{}}
	if !r.Readable() {
		return r
	}
	if what := crowded(r.root); what != "" {
		return &Response{Document: Document{fault: codeTooLarge, Malformed: what}, ids: r.ids}
	}
	in := &reader{places: r.places, top: r.root}
	r.Message = in.message(r.root)
	for a := range children(r.root, nsAssertion, "Assertion") {
		r.assertions = append(r.assertions, a)
	}
	walk(r.root, func(el *etree.Element) {
		if name := id(el); name != "" {
			if r.ids[name]++; r.ids[name] > 1 {
				r.twins = append(r.twins, el)
			}
		}
		switch {
		case is(el, nsSignature, "Signature") && len(r.Signatures) < maxSightings:
			r.Signatures = append(r.Signatures, in.signature(el))
		case len(r.strays) > maxSightings:
		case is(el, nsAssertion, "Assertion") && el.Parent() != r.root && !is(el.Parent(), nsAssertion, "Advice"),
			is(el, nsProtocol, "Response") && el != r.root:
			r.strays = append(r.strays, in.here(el))
		}
	})
	return r
}

// crowded says what there is more of than any login has; empty where there is not.
func crowded(root *etree.Element) string {
	assertions, attributes := 0, 0
	for a := range children(root, nsAssertion, "Assertion") {
		assertions++
		for s := range children(a, nsAssertion, "AttributeStatement") {
			attributes += len(s.Child)
		}
	}
	switch {
	case assertions > maxAssertions:
		return fmt.Sprintf("it holds %d assertions, and %d are read at most", assertions, maxAssertions)
	case attributes > 2*maxNamed: // with the white space between
		return fmt.Sprintf("it holds more than %d attributes", maxNamed)
	}
	return ""
}

// Issued is the response's own word for its time, zero where it has none.
func (r *Response) Issued() time.Time { t, _ := r.IssueInstant.Time(); return t }

func (r *reader) message(root *etree.Element) Message {
	status := child(root, nsProtocol, "Status")
	code := child(status, nsProtocol, "StatusCode")
	m := Message{
		ID: r.attr(root, "ID"), Version: r.attr(root, "Version"), IssueInstant: r.attr(root, "IssueInstant"),
		Destination: r.attr(root, "Destination"), InResponseTo: r.attr(root, "InResponseTo"),
		Issuer:     r.text(child(root, nsAssertion, "Issuer")),
		Status:     r.attr(code, "Value"),
		StatusText: r.text(child(status, nsProtocol, "StatusMessage")),
	}
	for sub := child(code, nsProtocol, "StatusCode"); sub != nil; sub = child(sub, nsProtocol, "StatusCode") {
		m.SubStatus = append(m.SubStatus, r.attr(sub, "Value"))
	}
	for a := range children(root, nsAssertion, "Assertion") {
		m.Assertions = append(m.Assertions, r.assertion(a))
	}
	for e := range children(root, nsAssertion, "EncryptedAssertion") {
		m.Encrypted = append(m.Encrypted, r.here(e))
	}
	return m
}

func (r *reader) assertion(el *etree.Element) *Assertion {
	subject := child(el, nsAssertion, "Subject")
	conditions := child(el, nsAssertion, "Conditions")
	name := child(subject, nsAssertion, "NameID")
	a := &Assertion{
		Here: r.here(el), ID: r.attr(el, "ID"), Version: r.attr(el, "Version"), IssueInstant: r.attr(el, "IssueInstant"),
		Issuer: r.text(child(el, nsAssertion, "Issuer")),
		NameID: NameID{Value: r.text(name), Format: r.attr(name, "Format"),
			NameQualifier: r.attr(name, "NameQualifier"), SPNameQualifier: r.attr(name, "SPNameQualifier")},
		EncryptedID: child(subject, nsAssertion, "EncryptedID") != nil,
		NotBefore:   r.attr(conditions, "NotBefore"), NotOnOrAfter: r.attr(conditions, "NotOnOrAfter"),
	}
	if conditions != nil {
		a.Conditions = r.here(conditions)
	}
	for c := range children(subject, nsAssertion, "SubjectConfirmation") {
		data := child(c, nsAssertion, "SubjectConfirmationData")
		a.Confirmations = append(a.Confirmations, Confirmation{Here: r.here(c), Method: r.attr(c, "Method"),
			Recipient: r.attr(data, "Recipient"), NotBefore: r.attr(data, "NotBefore"),
			NotOnOrAfter: r.attr(data, "NotOnOrAfter"), InResponse: r.attr(data, "InResponseTo")})
	}
	for c := range children(conditions, nsAssertion, "AudienceRestriction") {
		var any []Value
		for audience := range children(c, nsAssertion, "Audience") {
			any = append(any, r.text(audience))
		}
		a.Audiences = append(a.Audiences, any)
	}
	for s := range children(el, nsAssertion, "AuthnStatement") {
		class := child(child(s, nsAssertion, "AuthnContext"), nsAssertion, "AuthnContextClassRef")
		a.Statements = append(a.Statements, AuthnStatement{AuthnInstant: r.attr(s, "AuthnInstant"),
			SessionNotOnOrAfter: r.attr(s, "SessionNotOnOrAfter"), ContextClass: r.text(class)})
	}
	for s := range children(el, nsAssertion, "AttributeStatement") {
		if hidden := child(s, nsAssertion, "EncryptedAttribute"); hidden != nil && !a.EncryptedAttribute.Present() {
			a.EncryptedAttribute = r.here(hidden)
		}
		for attribute := range children(s, nsAssertion, "Attribute") {
			a.Attributes = append(a.Attributes, r.attribute(attribute))
		}
	}
	return a
}

func (r *reader) attribute(el *etree.Element) Attribute {
	a := Attribute{Name: r.attr(el, "Name"), FriendlyName: r.attr(el, "FriendlyName")}
	for v := range children(el, nsAssertion, "AttributeValue") {
		a.Values = append(a.Values, r.text(v))
	}
	return a
}
