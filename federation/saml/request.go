package saml

import (
	"encoding/xml"
	"time"

	"federate/federation"
	"federate/federation/document"
)

// A Request is a login request as received (saml-core-2.0-os 3.4.1).
type Request struct {
	Document
	ID, Version, IssueInstant, Destination Value
	ACS, ACSIndex, Binding                 Value
	ForceAuthn, IsPassive                  Value
	Issuer                                 Value
	NameIDFormat, SPNameQualifier          Value   // of NameIDPolicy
	Contexts                               []Value // of RequestedAuthnContext: the classes and declarations asked for
	Comparison                             Value
	Context                                Value              // where RequestedAuthnContext stands; zero where it is not sent
	Subject                                Value              // where a Subject stands; zero where none is sent
	Signature                              Value              // where one stands in the XML
	Redirect                               *RedirectSignature // the signature beside a request that came in an address; nil where there is none

	// Address is where the browser took a request that came in an address, without
	// its parameters; empty where that is not known.
	Address string

	within *Signature // the one in the XML
}

// ReadRequest reads a decoded login request, UTF-8. What keeps it from being
// read is in Document.Malformed and becomes a finding.
func ReadRequest(text []byte) *Request {
	r := &Request{Document: Document{document.ReadXML(text, xml.Name{Space: nsProtocol, Local: "AuthnRequest"})}}
	if !r.Readable() {
		return r
	}
	in := r.reader()
	attr := func(name string) Value { return in.Attr(r.Root, name) }
	r.ID, r.Version, r.IssueInstant, r.Destination = attr("ID"), attr("Version"), attr("IssueInstant"), attr("Destination")
	r.ACS, r.ACSIndex, r.Binding = attr("AssertionConsumerServiceURL"), attr("AssertionConsumerServiceIndex"), attr("ProtocolBinding")
	r.ForceAuthn, r.IsPassive = attr("ForceAuthn"), attr("IsPassive")
	r.Issuer = in.Text(document.Child(r.Root, nsAssertion, "Issuer"))
	policy := document.Child(r.Root, nsProtocol, "NameIDPolicy")
	r.NameIDFormat, r.SPNameQualifier = in.Attr(policy, "Format"), in.Attr(policy, "SPNameQualifier")
	if subject := document.Child(r.Root, nsAssertion, "Subject"); subject != nil {
		r.Subject = in.Here(subject)
	}
	if signature := document.Child(r.Root, nsSignature, "Signature"); signature != nil {
		r.Signature, r.within = in.Here(signature), in.signature(signature)
	}
	if context := document.Child(r.Root, nsProtocol, "RequestedAuthnContext"); context != nil {
		r.Context, r.Comparison = in.Here(context), in.Attr(context, "Comparison")
		for c := range context.ChildElementsSeq() {
			r.Contexts = append(r.Contexts, in.Text(c))
		}
	}
	return r
}

// Issued is the request's own word for its time, zero where it has none.
func (r *Request) Issued() time.Time { t, _ := r.IssueInstant.DateTime(); return t }

// exact reports whether one of the ways asked for has to be met to the letter
// (saml-core-2.0-os 3.3.2.2.1: that is so where nothing is said).
func (r *Request) exact() bool {
	return len(r.Contexts) > 0 && (r.Comparison.Text == "" || r.Comparison.Text == "exact")
}

// here is v, or the request itself where v is not there.
func (r *Request) here(v Value) Value {
	return v.OrAt(r.Start())
}

// toEntra reports whether r is for Entra ID, which has rules of its own.
func toEntra(d *federation.Dossier, r *Request) bool {
	return r.Readable() && (isEntra(r.Destination.Text) || isEntra(d.Value(factSSO)) || isEntra(d.Value(factIssuer)))
}
