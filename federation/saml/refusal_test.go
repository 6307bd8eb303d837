package saml

import (
	"strings"
	"testing"

	"federate/federation"
	"federate/federation/conformance"
)

// A refused login is told beside what the request asked for, and hands on what the
// identity provider said in its own words.
func TestRefusalBesideItsRequest(t *testing.T) {
	refused := func(code, message string) string {
		return `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_r" Version="2.0" IssueInstant="2026-03-02T09:00:00Z" InResponseTo="_q">` +
			`<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Responder"><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:` + code +
			`"/></samlp:StatusCode><samlp:StatusMessage>` + message + `</samlp:StatusMessage></samlp:Status></samlp:Response>`
	}
	asking := func(attributes, inner string) string {
		return `<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_q" Version="2.0" IssueInstant="2026-03-02T08:59:50Z" ` + attributes + `>` + inner + `</samlp:AuthnRequest>`
	}
	policy := asking("", `<samlp:NameIDPolicy Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress" SPNameQualifier="https://other.example"/>`)
	context := asking("", `<samlp:RequestedAuthnContext Comparison="minimum"><AuthnContextClassRef xmlns="urn:oasis:names:tc:SAML:2.0:assertion">urn:oasis:names:tc:SAML:2.0:ac:classes:X509</AuthnContextClassRef></samlp:RequestedAuthnContext>`)
	for _, c := range []struct{ request, code, want string }{
		{policy, "InvalidNameIDPolicy", "; the request asks for a NameID of the format emailAddress, for the SPNameQualifier https://other.example"},
		{asking("", ""), "InvalidNameIDPolicy", "; the request asks for a NameID of the format (none)"},
		{context, "NoAuthnContext", "; the request asks for X509 by the comparison minimum"},
		{asking("", ""), "NoAuthnContext", ""},
		{asking(`IsPassive="true"`, ""), "NoPassive", `; the request has IsPassive="true"`},
		{asking(`ProtocolBinding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"`, ""), "UnsupportedBinding", "; the request asks for the binding HTTP-Redirect"},
		{policy, "AuthnFailed", ""},
		{"", "InvalidNameIDPolicy", ""},
	} {
		d := login(t, "")
		if c.request != "" {
			receive(d, federation.KindSAMLRequest, []byte(c.request))
		}
		receive(d, federation.KindSAMLResponse, []byte(refused(c.code, "because of x")))
		var found *federation.Finding
		r := federation.Examine(d, Checks())
		for i := range r.Findings {
			if r.Findings[i].Code == "saml-status" {
				found = &r.Findings[i]
			}
		}
		if found == nil {
			t.Fatalf("%s: %v", c.code, conformance.Found(r))
		}
		if _, beside, _ := strings.Cut(found.Detail, ": because of x"); beside != c.want {
			t.Errorf("%s: beside the refusal %q, want %q", c.code, beside, c.want)
		}
		if want := "urn:oasis:names:tc:SAML:2.0:status:" + c.code + "\nbecause of x"; found.Said != want {
			t.Errorf("%s: said %q", c.code, found.Said)
		}
	}
}
