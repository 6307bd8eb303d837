package issue

import (
	"time"

	"github.com/beevik/etree"

	"federate/federation"
)

// tenant is one of Entra ID, and nobody's.
const tenant = "0f8fad5b-d9cb-469f-a165-70867728950e"

// asEntra has the identity provider bear a name of Entra ID, which has rules of its own.
func asEntra(x *Exchange) { x.IdP.EntityID = "https://sts.windows.net/" + tenant + "/" }

// requestAddressDrills are requests from another, to another, or for another
// (saml-core-2.0-os 3.2.1, 3.4.1).
func requestAddressDrills() []Drill {
	const acs = "AssertionConsumerServiceURL"
	return ofRequests(
		Drill{Code: "saml-request-issuer-mismatch", What: "The platform asks under another name than it was said to have",
			Needs: []federation.Fact{entity},
			fault: fault{tree: texts("Issuer", with("/"))}},
		Drill{Code: "saml-request-issuer-missing", What: "The request does not say who asks", fault: fault{tree: without("Issuer")}},
		Drill{Code: "saml-request-issuer-is-idp", What: "The platform asks under the name of the identity provider",
			fault: fault{tree: texts("Issuer", func(x Exchange, _ string) string { return x.IdP.EntityID })}},
		Drill{Code: "saml-request-issuer-unregistered", What: "The identity provider knows the platform by another name",
			alone: true, facts: registered(entity, with("/old"))},
		Drill{Code: "saml-request-acs-mismatch", What: "The platform wants the answer at another address than it was said to have",
			Needs: []federation.Fact{"sp.acs_url"},
			fault: fault{tree: attribute("AuthnRequest", acs, with("/"))}},
		Drill{Code: "saml-request-acs-unregistered", What: "The identity provider does not answer to that address",
			alone: true, facts: registered("sp.acs_url", with("/old"))},
		Drill{Code: "saml-request-acs-is-idp", What: "The platform wants the answer at the identity provider",
			fault: fault{tree: attribute("AuthnRequest", acs, func(x Exchange, _ string) string { return x.IdP.SSO })}},
		Drill{Code: "saml-request-destination-mismatch", What: "The request is for another sign-in address",
			Needs: []federation.Fact{"idp.sso_url"},
			fault: fault{tree: attribute("AuthnRequest", "Destination", with("/old"))}},
		Drill{Code: "saml-request-destination-missing", What: "The request is signed and does not say where it goes", Signed: true,
			fault: fault{tree: attribute("AuthnRequest", "Destination", gone)}},
		Drill{Code: "saml-request-address-mismatch", What: "The browser takes the request to another address than it names",
			binding: Redirecting,
			fault:   fault{address: func(old string) string { return old + "/" }}},
	)
}

// requestFormDrills are requests that ask for what they should not, or in a way that is
// not allowed (saml-core-2.0-os 1.3, 3.3.2.2.1, 3.4.1).
func requestFormDrills() []Drill {
	set := func(name, value string) fault { return fault{tree: attribute("AuthnRequest", name, is(value))} }
	return ofRequests(
		Drill{Code: "saml-request-malformed", What: "The request is cut off on the way", Unanswered: true,
			fault: fault{text: func(_ Exchange, old string) string { return old[:len(old)-len("</samlp:AuthnRequest>")] }}},
		Drill{Code: "saml-request-version", What: "The request is of SAML 1.1", fault: set("Version", "1.1")},
		Drill{Code: "saml-request-id", What: "The ID of the request begins with a digit",
			fault: set("ID", "6c1c178c166d486687be4aaf5e482730")},
		Drill{Code: "saml-request-force-authn", What: "The request demands a fresh login each time", fault: set("ForceAuthn", "true")},
		Drill{Code: "saml-request-passive", What: "The request forbids that the person is asked anything", fault: set("IsPassive", "true")},
		Drill{Code: "saml-request-protocol-binding", What: "The request wants the answer by another binding",
			fault: set("ProtocolBinding", bindings+"HTTP-Artifact")},
		Drill{Code: "saml-request-time-format", What: "The time of the request is written as people write it",
			fault: fault{tree: attribute("AuthnRequest", "IssueInstant", func(x Exchange,
				_ string) string {
				return x.At.Format("02/01/2006 15:04")
			})}},
		Drill{Code: "saml-request-issued-in-future", What: "The platform's clock is far ahead",
			fault: fault{clock: func(x Exchange) time.Duration { return x.tolerance() + 10*time.Minute }}},
		Drill{Code: "saml-request-old", What: "The request was kept by a bookmark", Unanswered: true,
			fault: fault{clock: func(x Exchange) time.Duration { return -x.tolerance() - time.Hour }}},
		Drill{Code: "saml-request-name-id-policy", What: "The request asks for a NameID format that Entra ID does not have", setup: asEntra,
			fault: fault{tree: attribute("NameIDPolicy", "Format", is(formatURN("X509SubjectName")))}},
		Drill{Code: "saml-request-name-id-qualifier", What: "The request asks for a name for another platform",
			Needs: []federation.Fact{entity},
			fault: fault{tree: attribute("NameIDPolicy", "SPNameQualifier", is(elsewhere))}},
		Drill{Code: "saml-request-authn-context", What: "The request prescribes how people log in",
			Wants: "leaves the way of logging in to the identity provider",
			suits: func(e federation.Expect) bool { return !prescribes(e) }, setup: prescribed},
		Drill{Code: "saml-request-authn-comparison",
			What:  "The request asks for a way of logging in, or a better one, which Entra ID does not take",
			Wants: "may ask for a way of logging in", suits: prescribes,
			setup: func(x *Exchange) { asEntra(x); prescribed(x) },
			fault: fault{tree: attribute("RequestedAuthnContext", "Comparison", is("minimum"))}},
		Drill{Code: "saml-request-subject", What: "The request names the person, which Entra ID does not take", setup: asEntra,
			fault: fault{tree: func(x Exchange, r *etree.Element) {
				subject := root("saml:Subject")
				say(subject, "saml:NameID", x.Person.NameID)
				r.InsertChildAt(all(r, "NameIDPolicy")[0].Index(), subject)
			}}},
		Drill{Code: "saml-request-value", What: "The name of the platform ends in a space", alone: true, facts: unsaid(entity),
			fault: fault{tree: texts("Issuer", with(" "))}},
	)
}

// requestSignatureDrills are requests whose signature is missing, or does not hold
// (saml-bindings-2.0-os 3.4.4.1, saml-metadata-2.0-os 2.4.3).
func requestSignatureDrills() []Drill {
	return ofRequests(
		Drill{Code: "saml-request-unsigned", What: "The identity provider demands signed requests, and this one is not",
			setup: func(x *Exchange) { x.IdP.Wants, x.Platform.Key = "true", nil }},
		Drill{Code: "saml-request-signed", What: "The identity provider asks for no signed requests, and this one is", Signed: true,
			setup: func(x *Exchange) { x.IdP.Wants = "false" }},
		Drill{Code: "saml-request-signature-broken", What: "The request is signed with another key than the platform has published",
			Signed: true, binding: Posting,
			fault: fault{signing: func(x Exchange, s *signing) { s.key, s.certificate = x.IdP.Other, x.IdP.Other.text() }}},
		Drill{Code: "saml-request-signature-damaged", What: "Something on the way changes the signed request", Signed: true,
			binding: Posting,
			fault:   fault{after: attribute("AuthnRequest", "ProviderName", is("Another"))}},
		Drill{Code: "saml-request-signature-form", What: "The signature of the request names an algorithm that few know", Signed: true,
			binding: Posting,
			fault:   fault{after: attribute("SignatureMethod", "Algorithm", is("http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1"))}},
		Drill{Code: "saml-request-signature-algorithm", What: "The signature of the request is made over SHA-1", Signed: true,
			binding: Posting,
			fault:   fault{signing: func(_ Exchange, s *signing) { s.algorithm = rsaSHA1 }}},
	)
}
