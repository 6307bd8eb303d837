package issue

import (
	"strings"

	"github.com/beevik/etree"

	"federate/federation"
)

// shapeDrills are responses that are no sound document (saml-core-2.0-os 1.3.4, 3.3.3).
func shapeDrills() []Drill {
	put := func(text string) fault {
		return fault{text: func(_ Exchange, old string) string {
			return strings.Replace(old, "<samlp:Status>", text+"<samlp:Status>", 1)
		}}
	}
	return ofResponses(
		Drill{Code: "saml-malformed", What: "The response is cut off on the way",
			fault: fault{text: func(_ Exchange, old string) string { return old[:len(old)/2] }}},
		Drill{Code: "saml-doctype", What: "Something on the way declares a document type",
			fault: fault{text: func(_ Exchange, old string) string { return `<!DOCTYPE r [<!ENTITY who "ann">]>` + old }}},
		Drill{Code: "saml-too-large", What: "The response has tens of thousands of elements", fault: put(strings.Repeat("<a/>", 50_000))},
		Drill{Code: "saml-too-deep", What: "The response is nested a hundred levels deep",
			fault: put(strings.Repeat("<a>", 100) + strings.Repeat("</a>", 100))},
		Drill{Code: "saml-version", What: "The assertion is of SAML 1.1", fault: fault{tree: attribute("Assertion", "Version", is("1.1"))}},
		Drill{Code: "saml-no-assertion", What: "The login succeeded and there is no assertion", Wants: "takes a signed message",
			suits: takesMessage,
			fault: fault{tree: without("Assertion"), parts: message}},
		Drill{Code: "saml-several-assertions", What: "The response holds two assertions", Wants: "takes a signed message",
			suits: takesMessage,
			fault: fault{parts: message,
				tree: func(_ Exchange, r *etree.Element) { r.AddChild(copied(all(r, "Assertion")[0], "_second")) }}},
		Drill{Code: "saml-duplicate-id", What: "Two elements have the same ID",
			fault: fault{tree: each("Attribute", func(_ Exchange, el *etree.Element) { el.CreateAttr("ID", "twice") })}},
		Drill{Code: "saml-comment-in-value", What: "A comment splits the NameID",
			fault: fault{tree: each("NameID", func(_ Exchange, el *etree.Element) {
				name := el.Text()
				el.SetText(name[:len(name)/2])
				el.CreateComment("")
				el.CreateText(name[len(name)/2:])
			})}},
		Drill{Code: "saml-encrypted-assertion", What: "The assertion is encrypted", Wants: "takes no encrypted assertions", suits: plain,
			fault: fault{tree: within("Assertion", sealed), parts: message}},
		Drill{Code: "saml-not-encrypted", What: "The assertion is not encrypted", Wants: "demands encrypted assertions",
			suits: func(e federation.Expect) bool { return e.Encryption.Value == federation.EncryptionRequired }},
		Drill{Code: "saml-unproven", What: "An encrypted assertion that nobody signed stands beside the signed one",
			Wants: "says nothing of encryption, and takes a signed assertion",
			suits: func(e federation.Expect) bool { return !e.Encryption.Set && takesAssertion(e) },
			fault: fault{parts: assertion, after: func(x Exchange, r *etree.Element) {
				second := all(r, "Assertion")[0].Copy()
				r.AddChild(second)
				sealed(x, second)
			}}},
	)
}

// plain reports whether a platform takes no encrypted assertions.
func plain(e federation.Expect) bool {
	return (!e.Encryption.Set || e.Encryption.Value == federation.EncryptionNone) && takesMessage(e)
}

// sealed puts an assertion that nobody can open in the place of el (saml-core-2.0-os
// 2.3.4, xmlenc-core1 3).
func sealed(_ Exchange, el *etree.Element) {
	const xenc = "http://www.w3.org/2001/04/xmlenc#"
	parent, place := el.Parent(), el.Index()
	parent.RemoveChildAt(place)
	box := root("saml:EncryptedAssertion", "xmlns:saml", nsAssertion)
	data := add(box, "xenc:EncryptedData", "xmlns:xenc", xenc, "Type", xenc+"Element")
	add(data, "xenc:EncryptionMethod", "Algorithm", "http://www.w3.org/2009/xmlenc11#aes256-gcm")
	say(add(data, "xenc:CipherData"), "xenc:CipherValue", "AAAA")
	parent.InsertChildAt(place, box)
}

// statusDrills are refusals, each with the second-level code of a usual cause
// (saml-core-2.0-os 3.2.2.2).
func statusDrills() []Drill {
	refused := func(variant, what, status, second, says string, setup func(*Exchange)) Drill {
		return Drill{Code: "saml-status", Variant: variant, What: what, setup: setup,
			fault: fault{parts: message, tree: both(without("Assertion"), within("Status", func(_ Exchange, el *etree.Element) {
				code := el.ChildElements()[0]
				code.CreateAttr("Value", statuses+status)
				add(code, "samlp:StatusCode", "Value", statuses+second)
				if says != "" {
					say(el, "samlp:StatusMessage", says)
				}
			}))}}
	}
	asksFormat := func(x *Exchange) {
		if x.Platform.format() == "" {
			x.Platform.Format = "persistent"
		}
	}
	return ofResponses(
		refused("", "The identity provider refuses the login", "Responder", "AuthnFailed",
			"The person is not assigned to this application", nil),
		refused("NoAuthnContext", "The identity provider has no such way of logging in as the request asks for", "Requester",
			"NoAuthnContext", "", prescribed),
		refused("InvalidNameIDPolicy", "The identity provider has no NameID of the format that the request asks for", "Requester",
			"InvalidNameIDPolicy", "", asksFormat),
		refused("RequestDenied", "The identity provider does not answer this platform", "Responder", "RequestDenied",
			"Access is denied by policy", nil),
		refused("NoPassive", "The person would have to be asked, and the request forbids it", "Responder", "NoPassive", "", nil),
		refused("UnknownPrincipal", "The identity provider does not know the person", "Responder", "UnknownPrincipal", "", nil),
	)
}
