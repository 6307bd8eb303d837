package saml

import (
	"federate/federation/document"

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
	Signatures []*Signature       // in document order, wherever they stand
	Redirect   *RedirectSignature // the signature beside a response that came in an address; nil where there is none

	ids        map[string]int   // how many elements have an ID
	repeated   []*etree.Element // the later ones of those that share one
	assertions []*etree.Element
	misplaced  []Value // assertions and responses where none belongs

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

// A Confirmation says how the bearer of an assertion is confirmed to be its subject
// (saml-core-2.0-os 2.4.1.1).
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
	r := &Response{Document: Document{document.ReadXML(text, xml.Name{Space: nsProtocol, Local: "Response"})}, ids: map[string]int{}}
	if !r.Readable() {
		return r
	}
	if what := crowded(r.Root); what != "" {
		return &Response{Document: Document{document.Refuse(what)}, ids: r.ids}
	}
	in := r.reader()
	r.Message = in.message(r.Root)
	for a := range document.Children(r.Root, nsAssertion, "Assertion") {
		r.assertions = append(r.assertions, a)
	}
	document.Walk(r.Root, func(el *etree.Element) {
		if name := id(el); name != "" {
			if r.ids[name]++; r.ids[name] > 1 {
				r.repeated = append(r.repeated, el)
			}
		}
		switch {
		case document.Is(el, nsSignature, "Signature") && len(r.Signatures) < maxSightings:
			r.Signatures = append(r.Signatures, in.signature(el))
		case len(r.misplaced) > maxSightings:
		case document.Is(el, nsAssertion, "Assertion") && el.Parent() != r.Root && !document.Is(el.Parent(), nsAssertion, "Advice"),
			document.Is(el, nsProtocol, "Response") && el != r.Root:
			r.misplaced = append(r.misplaced, in.Here(el))
		}
	})
	return r
}

// crowded says what there are more of than any login has; empty where nothing is.
func crowded(root *etree.Element) string {
	assertions, attributes := 0, 0
	for a := range document.Children(root, nsAssertion, "Assertion") {
		assertions++
		for s := range document.Children(a, nsAssertion, "AttributeStatement") {
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
func (r *Response) Issued() time.Time { t, _ := r.IssueInstant.DateTime(); return t }

func (r reader) message(root *etree.Element) Message {
	status := document.Child(root, nsProtocol, "Status")
	code := document.Child(status, nsProtocol, "StatusCode")
	m := Message{
		ID: r.Attr(root, "ID"), Version: r.Attr(root, "Version"), IssueInstant: r.Attr(root, "IssueInstant"),
		Destination: r.Attr(root, "Destination"), InResponseTo: r.Attr(root, "InResponseTo"),
		Issuer:     r.Text(document.Child(root, nsAssertion, "Issuer")),
		Status:     r.Attr(code, "Value"),
		StatusText: r.Text(document.Child(status, nsProtocol, "StatusMessage")),
	}
	for sub := document.Child(code, nsProtocol, "StatusCode"); sub != nil; sub = document.Child(sub, nsProtocol, "StatusCode") {
		m.SubStatus = append(m.SubStatus, r.Attr(sub, "Value"))
	}
	for a := range document.Children(root, nsAssertion, "Assertion") {
		m.Assertions = append(m.Assertions, r.assertion(a))
	}
	for e := range document.Children(root, nsAssertion, "EncryptedAssertion") {
		m.Encrypted = append(m.Encrypted, r.Here(e))
	}
	return m
}

func (r reader) assertion(el *etree.Element) *Assertion {
	subject := document.Child(el, nsAssertion, "Subject")
	conditions := document.Child(el, nsAssertion, "Conditions")
	name := document.Child(subject, nsAssertion, "NameID")
	a := &Assertion{
		Here: r.Here(el), ID: r.Attr(el, "ID"), Version: r.Attr(el, "Version"), IssueInstant: r.Attr(el, "IssueInstant"),
		Issuer: r.Text(document.Child(el, nsAssertion, "Issuer")),
		NameID: NameID{Value: r.Text(name), Format: r.Attr(name, "Format"),
			NameQualifier: r.Attr(name, "NameQualifier"), SPNameQualifier: r.Attr(name, "SPNameQualifier")},
		EncryptedID: document.Child(subject, nsAssertion, "EncryptedID") != nil,
		NotBefore:   r.Attr(conditions, "NotBefore"), NotOnOrAfter: r.Attr(conditions, "NotOnOrAfter"),
	}
	if conditions != nil {
		a.Conditions = r.Here(conditions)
	}
	for c := range document.Children(subject, nsAssertion, "SubjectConfirmation") {
		data := document.Child(c, nsAssertion, "SubjectConfirmationData")
		a.Confirmations = append(a.Confirmations, Confirmation{Here: r.Here(c), Method: r.Attr(c, "Method"),
			Recipient: r.Attr(data, "Recipient"), NotBefore: r.Attr(data, "NotBefore"),
			NotOnOrAfter: r.Attr(data, "NotOnOrAfter"), InResponse: r.Attr(data, "InResponseTo")})
	}
	for c := range document.Children(conditions, nsAssertion, "AudienceRestriction") {
		var any []Value
		for audience := range document.Children(c, nsAssertion, "Audience") {
			any = append(any, r.Text(audience))
		}
		a.Audiences = append(a.Audiences, any)
	}
	for s := range document.Children(el, nsAssertion, "AuthnStatement") {
		class := document.Child(s, nsAssertion, "AuthnContext", "AuthnContextClassRef")
		a.Statements = append(a.Statements, AuthnStatement{AuthnInstant: r.Attr(s, "AuthnInstant"),
			SessionNotOnOrAfter: r.Attr(s, "SessionNotOnOrAfter"), ContextClass: r.Text(class)})
	}
	for s := range document.Children(el, nsAssertion, "AttributeStatement") {
		if hidden := document.Child(s, nsAssertion, "EncryptedAttribute"); hidden != nil && !a.EncryptedAttribute.Present() {
			a.EncryptedAttribute = r.Here(hidden)
		}
		for attribute := range document.Children(s, nsAssertion, "Attribute") {
			a.Attributes = append(a.Attributes, r.attribute(attribute))
		}
	}
	return a
}

func (r reader) attribute(el *etree.Element) Attribute {
	a := Attribute{Name: r.Attr(el, "Name"), FriendlyName: r.Attr(el, "FriendlyName")}
	for v := range document.Children(el, nsAssertion, "AttributeValue") {
		a.Values = append(a.Values, r.Text(v))
	}
	return a
}
