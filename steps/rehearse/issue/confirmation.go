package issue

import (
	"time"

	"github.com/beevik/etree"

	"federate/federation"
)

// confirmationDrills are responses that a platform cannot take for a login at a browser
// (saml-profiles-2.0-os 4.1.4.2 and 4.1.4.3).
func confirmationDrills() []Drill {
	return ofResponses(
		Drill{Code: "saml-subject-confirmation-missing", What: "Nothing says who may show the assertion",
			fault: fault{tree: without("SubjectConfirmation")}},
		Drill{Code: "saml-not-bearer", What: "The assertion is for another profile than a browser's login",
			fault: fault{tree: attribute("SubjectConfirmation", "Method", is("urn:oasis:names:tc:SAML:2.0:cm:sender-vouches"))}},
		Drill{Code: "saml-confirmation-begins", What: "The confirmation says from when it holds, which it must not",
			fault: fault{tree: attribute("SubjectConfirmationData", "NotBefore", later(-time.Minute))}},
		Drill{Code: "saml-confirmation-endless", What: "The confirmation does not say until when it holds",
			fault: fault{tree: attribute("SubjectConfirmationData", "NotOnOrAfter", gone)}},
		Drill{Code: "saml-confirmation-none", What: "Of two confirmations each fails for a reason of its own",
			fault: fault{tree: within("Subject", func(x Exchange, el *etree.Element) {
				first := all(el, "SubjectConfirmation")[0]
				second := first.Copy()
				attribute("SubjectConfirmationData", "Recipient", with("/old"))(x, first)
				attribute("SubjectConfirmationData", "NotOnOrAfter", long)(x, second)
				el.AddChild(second)
			})}},
		Drill{Code: "saml-authn-statement-missing", What: "The assertion does not say that anybody logged in",
			fault: fault{tree: without("AuthnStatement")}},
		Drill{Code: "saml-authn-context-unmet", What: "The request asks for one way of logging in and the person used another",
			Start: federation.StartSP, Wants: "may ask for a way of logging in", suits: prescribes, setup: prescribed,
			fault: fault{tree: texts("AuthnContextClassRef", is(classes+"Kerberos"))}},
	)
}

// timeDrills are responses that are too old, too new, or of no time (saml-core-2.0-os
// 1.3.3, 2.5.1.2).
func timeDrills() []Drill {
	return ofResponses(
		Drill{Code: "saml-issued-in-future", What: "The identity provider's clock is far ahead",
			fault: fault{clock: func(x Exchange) time.Duration { return x.tolerance() + 10*time.Minute }}},
		Drill{Code: "saml-issued-in-future", Variant: "ten-seconds",
			What:  "The identity provider's clock is ten seconds further ahead than the platform takes",
			fault: fault{clock: func(x Exchange) time.Duration { return x.tolerance() + 10*time.Second }}},
		Drill{Code: "saml-not-yet-valid", What: "The assertion begins later than it arrives",
			fault: fault{tree: both(attribute("Conditions", "NotBefore", beyond), attribute("Conditions", "NotOnOrAfter",
				later(24*time.Hour)))}},
		Drill{Code: "saml-expired", What: "The assertion was over before it was sent",
			fault: fault{tree: both(attribute("Conditions", "NotOnOrAfter", long), attribute("Conditions", "NotBefore",
				later(-24*time.Hour)))}},
		Drill{Code: "saml-subject-confirmation-expired", What: "The time to post the assertion is over",
			fault: fault{tree: attribute("SubjectConfirmationData", "NotOnOrAfter", long)}},
		Drill{Code: "saml-session-over", What: "The session ended before the login",
			fault: fault{tree: attribute("AuthnStatement", "SessionNotOnOrAfter", long)}},
		Drill{Code: "saml-window-empty", What: "The assertion ends when it begins",
			fault: fault{tree: attribute("Conditions", "NotOnOrAfter", later(-ahead))}},
		Drill{Code: "saml-time-format", What: "A time is written as people write it",
			fault: fault{tree: attribute("AuthnStatement", "AuthnInstant", func(x Exchange,
				_ string) string {
				return x.At.Format("02/01/2006 15:04")
			})}},
		Drill{Code: "saml-time-within-tolerance", What: "The identity provider's clock is some seconds ahead",
			Wants: "does not say for certain how far clocks may differ",
			suits: vague,
			fault: fault{tree: attribute("Conditions", "NotBefore", func(x Exchange,
				_ string) string {
				return stamp(x.At.Add(seconds(x)))
			})}},
	)
}

// seconds are ten, or what the platform just takes.
func seconds(x Exchange) time.Duration {
	return min(10*time.Second, x.tolerance()-500*time.Millisecond)
}

// vague reports whether it is not certain how far clocks may differ.
func vague(e federation.Expect) bool {
	t := e.ClockTolerance
	return !t.Set || t.Confidence.Cap(federation.Error) != federation.Error
}

// prescribes reports whether a platform may ask for a way of logging in.
func prescribes(e federation.Expect) bool {
	return !e.AuthnContext.Set || e.AuthnContext.Value != "none"
}

// prescribed has the platform ask for one.
func prescribed(x *Exchange) { x.Platform.Context = classes + "PasswordProtectedTransport" }
