package saml

import (
	"encoding/xml"
	"strings"
	"time"

	"federate/federation"
)

// A Request is a login request as received (saml-core-2.0-os 3.4.1).
type Request struct {
	Document
	ID, Version, IssueInstant, Destination Value
	ACS, ACSIndex, Binding                 Value
	Issuer                                 Value
	NameIDFormat                           Value
	Contexts                               []Value // of RequestedAuthnContext: the classes and declarations asked for
	Comparison                             Value
	Context                                Value // where RequestedAuthnContext stands; zero where it is not sent
	Signed                                 bool  // by a signature in the XML; one in the query is not seen here
}

// ReadRequest reads a decoded login request, UTF-8. What keeps it from being
// read is in Document.Malformed and becomes a finding.
func ReadRequest(text []byte) *Request {
	r := &Request{Document: parse(text, xml.Name{Space: nsProtocol, Local: "AuthnRequest"})}
	if !r.Readable() {
		return r
	}
	in := &reader{places: r.places, top: r.root}
	attr := func(name string) Value { return in.attr(r.root, name) }
	r.ID, r.Version, r.IssueInstant, r.Destination = attr("ID"), attr("Version"), attr("IssueInstant"), attr("Destination")
	r.ACS, r.ACSIndex, r.Binding = attr("AssertionConsumerServiceURL"), attr("AssertionConsumerServiceIndex"), attr("ProtocolBinding")
	r.Issuer = in.text(child(r.root, nsAssertion, "Issuer"))
	r.NameIDFormat = in.attr(child(r.root, nsProtocol, "NameIDPolicy"), "Format")
	r.Signed = child(r.root, nsSignature, "Signature") != nil
	if context := child(r.root, nsProtocol, "RequestedAuthnContext"); context != nil {
		r.Context, r.Comparison = in.here(context), in.attr(context, "Comparison")
		for c := range context.ChildElementsSeq() {
			r.Contexts = append(r.Contexts, in.text(c))
		}
	}
	return r
}

// Issued is the request's own word for its time, zero where it has none.
func (r *Request) Issued() time.Time { t, _ := r.IssueInstant.Time(); return t }

// requestChecks judge what the platform asks for.
func requestChecks() []federation.Check {
	const platform = federation.Platform
	return []federation.Check{
		onRequest(federation.Rule{Code: "saml-request-malformed", Severity: federation.Error, Title: "The login request is not readable",
			Remedy: "Capture the request again, as a whole, from the browser's network log", Role: federation.Either, Source: core("3.4.1"), Uncapped: true,
		}, nil, func(*federation.Dossier, *Request) bool { return true }, func(l *look, r *Request) {
			if !r.Readable() {
				l.at(Value{Line: r.Line}, "", "", "The login request cannot be read: %s", r.Malformed)
			}
		}),
		onRequest(federation.Rule{Code: "saml-request-issuer-mismatch", Severity: federation.Error, Title: "The request names another platform as its issuer",
			Remedy: "Correct {{platform \"sp.entity_id\"}} here and in {{name \"idp\"}}: the platform uses the name in its request", Role: federation.Either, Source: profiles("4.1.4.1"),
		}, facts(factEntityID), nil, func(l *look, r *Request) {
			if want := l.Value(factEntityID); r.Issuer.Text != want {
				l.differ(or(r.Issuer, Value{Path: "/AuthnRequest"}).with(r.Issuer.Text), platform, factEntityID, want,
					"%s was said to call itself one thing and its request says another", l.Words.Name(platform))
			}
		}),
		onRequest(federation.Rule{Code: "saml-request-acs-mismatch", Severity: federation.Error, Title: "The request wants the answer at another address",
			Remedy: "Correct {{platform \"sp.acs_url\"}} here and in {{name \"idp\"}}: the platform uses the address in its request", Role: federation.Either, Source: core("3.4.1"),
		}, facts(factACS), nil, func(l *look, r *Request) {
			if want := l.Value(factACS); r.ACS.Present() && r.ACS.Text != want {
				l.differ(r.ACS, platform, factACS, want, "%s was said to listen at one address and its request names another", l.Words.Name(platform))
			}
		}),
		onRequest(federation.Rule{Code: "saml-request-destination-mismatch", Severity: federation.Error, Title: "The request is for another sign-in address",
			Remedy: "Set {{platform \"idp.sso_url\"}} in {{name \"platform\"}} to exactly the wanted value", Role: federation.PlatformAdmin, Source: core("3.2.1"),
		}, facts(factSSO), nil, func(l *look, r *Request) {
			if want := l.Value(factSSO); r.Destination.Text != "" && r.Destination.Text != want {
				l.differ(r.Destination, platform, factSSO, want, "%s listens at one address and the request is for another", l.Words.Name(federation.IdP))
			}
		}),
		only(func(d *federation.Dossier) bool {
			return d.Expect.AuthnContext.Set && d.Expect.AuthnContext.Value == "none"
		}, onRequest(federation.Rule{Code: "saml-request-authn-context", Severity: federation.Error, Title: "The request prescribes how people log in",
			Remedy: "Clear {{platform \"sp.requested_authn_context\"}} in {{name \"platform\"}}", Role: federation.PlatformAdmin, Source: core("3.3.2.2.1"),
		}, nil, nil, func(l *look, r *Request) {
			if !r.Context.Present() {
				return
			}
			var asked []string
			for _, c := range r.Contexts {
				asked = append(asked, last(c.Text))
			}
			f := l.at(r.Context, platform, factContext, "The request should leave the way of logging in to the identity provider and asks for %s", strings.Join(asked, " or "))
			f.Got = strings.Join(asked, " or ")
			rests(f, l.Expect.AuthnContext)
		})),
	}
}

func onRequest(rule federation.Rule, facts []federation.Fact, applies func(*federation.Dossier, *Request) bool, run func(*look, *Request)) federation.Check {
	return federation.Check{
		Rule: rule, Kinds: []federation.Kind{KindRequest}, Facts: facts,
		Applies: func(d *federation.Dossier) bool {
			r, ok := federation.Doc[*Request](d, KindRequest)
			switch {
			case !ok:
				return true
			case applies == nil:
				return r.Readable()
			}
			return applies(d, r)
		},
		Run: func(d *federation.Dossier) []federation.Finding {
			r, ok := federation.Doc[*Request](d, KindRequest)
			if !ok {
				return nil
			}
			l := &look{Dossier: d, rule: rule, kind: KindRequest}
			run(l, r)
			return l.found
		},
	}
}
