package issue

import (
	"slices"

	"github.com/beevik/etree"

	"federate/federation"
)

// elsewhere is the name, and the address, of somebody who has no part in the login.
const elsewhere = "https://elsewhere.example/"

// stranger is the ID of a request that nobody made.
const stranger = "_c81e728d9d4c2f636f067f89cc14862c"

// addresseeDrills are responses that come from another, or are for another
// (saml-profiles-2.0-os 4.1.4.2).
func addresseeDrills() []Drill {
	return ofResponses(
		Drill{Code: "saml-audience-mismatch", What: "The audience ends in a slash too many", Needs: []federation.Fact{"sp.entity_id"},
			fault: fault{tree: texts("Audience", with("/"))}},
		Drill{Code: "saml-audience-missing", What: "The assertion does not say for whom it is",
			fault: fault{tree: without("AudienceRestriction")}},
		Drill{Code: "saml-audience-is-idp", What: "The identity provider put its own name where the platform's belongs",
			fault: fault{tree: texts("Audience", func(x Exchange, _ string) string { return x.IdP.EntityID })}},
		Drill{Code: "saml-destination-mismatch", What: "The identity provider has the ACS URL with a slash too many",
			Needs: []federation.Fact{"sp.acs_url"},
			fault: fault{tree: both(attribute("Response", "Destination", with("/")), attribute("SubjectConfirmationData", "Recipient", with("/")))}},
		Drill{Code: "saml-destination-missing", What: "The message is signed and does not say where it goes",
			Wants: "takes a signed message", suits: takesMessage,
			fault: fault{tree: attribute("Response", "Destination", gone), parts: message}},
		Drill{Code: "saml-recipient-mismatch", What: "The assertion is confirmed for another ACS URL",
			Needs: []federation.Fact{"sp.acs_url"},
			fault: fault{tree: attribute("SubjectConfirmationData", "Recipient", with("/old"))}},
		Drill{Code: "saml-issuer-mismatch", What: "The issuer ends in a slash too many", Needs: []federation.Fact{"idp.entity_id"},
			fault: fault{tree: texts("Issuer", with("/"))}},
		Drill{Code: "saml-assertion-issuer-mismatch", What: "The assertion has another issuer than the message around it",
			fault: fault{tree: within("Assertion", texts("Issuer", is(elsewhere)))}},
		Drill{Code: "saml-issuer-is-platform", What: "The response is issued in the platform's name",
			Needs: []federation.Fact{"sp.entity_id"},
			fault: fault{tree: texts("Issuer", func(x Exchange, _ string) string { return x.Platform.EntityID })}},
		Drill{Code: "saml-in-response-to-mismatch", What: "The response answers a request that nobody made", Start: federation.StartSP,
			fault: fault{tree: both(attribute("Response", "InResponseTo", is(stranger)), attribute("SubjectConfirmationData",
				"InResponseTo", is(stranger)))}},
		Drill{Code: "saml-in-response-to-differs", What: "Message and confirmation name different requests", Start: federation.StartSP,
			fault: fault{tree: attribute("SubjectConfirmationData", "InResponseTo", is(stranger))}},
		Drill{Code: "saml-response-redirect", What: "The response comes in the address and not in a form", answers: Redirecting},
	)
}

// startDrills are logins that begin where the platform does not want them to.
func startDrills() []Drill {
	button := is("F84D888AA3B44C1B844375A4E8210D9E") // Entra ID asks itself by this
	return ofResponses(
		Drill{Code: "saml-start-not-allowed", What: "The login begins at the identity provider",
			Wants: "takes logins that begin at itself alone",
			suits: func(e federation.Expect) bool {
				return e.Starts.Set && !slices.Contains(e.Starts.Value, federation.StartIdP)
			},
			fault: fault{tree: both(attribute("Response", "InResponseTo", gone), attribute("SubjectConfirmationData", "InResponseTo",
				gone))}},
		Drill{Code: "saml-entra-test-button", What: "The response answers the request of Entra ID's Test button",
			fault: fault{tree: both(attribute("Response", "InResponseTo", button), attribute("SubjectConfirmationData", "InResponseTo",
				button))}},
		Drill{Code: "capture-relay-state-dropped", What: "The identity provider loses the RelayState",
			relay: func(string) string { return "" }},
		Drill{Code: "capture-relay-state-changed", What: "The identity provider gives back another RelayState",
			relay: func(old string) string { return old + "/" }},
	)
}

// The parts that the identity provider signs in place of what the platform demands.

func message(federation.Signed) federation.Signed   { return federation.SignedMessage }
func assertion(federation.Signed) federation.Signed { return federation.SignedAssertion }
func nothing(federation.Signed) federation.Signed   { return "" }

// takesMessage reports whether a platform takes a response that is signed as a whole.
func takesMessage(e federation.Expect) bool {
	return !e.Signed.Set || slices.Contains(e.Signed.Value, federation.SignedMessage)
}

// takesAssertion reports whether a platform takes one of which the assertion is.
func takesAssertion(e federation.Expect) bool {
	return !e.Signed.Set || slices.Contains(e.Signed.Value, federation.SignedAssertion)
}

// copied is a copy of an element with another ID.
func copied(el *etree.Element, id string) *etree.Element {
	out := el.Copy()
	out.CreateAttr("ID", id)
	return out
}
