//go:build ignore

package main

import (
	"regexp"
	"strings"
)

const (
	testButton = "F84D888AA3B44C1B844375A4E8210D9E"
	wantSigned = `<IDPSSODescriptor WantAuthnRequestsSigned="true" `
	wantPlain  = `<IDPSSODescriptor WantAuthnRequestsSigned="false" `
)

// unsolicited is a response that answers no request.
func unsolicited(edits ...string) fixture {
	return fixture{strings.ReplaceAll(entra, ` InResponseTo="_req-1"`, "")}.edit(edits...)
}

// context is what a request says about the way of logging in.
func context(comparison, class string) string {
	return `<samlp:RequestedAuthnContext Comparison="` + comparison + `"><saml:AuthnContextClassRef xmlns:saml="` + assertionNS +
		`">urn:oasis:names:tc:SAML:2.0:ac:classes:` + class + `</saml:AuthnContextClassRef></samlp:RequestedAuthnContext></samlp:AuthnRequest>`
}

// starts writes what begins a login, and the documents that lie beside.
func starts() {
	request().save("documents", "request.xml")
	request(`ID="_req-1"`, `ID="_req-9"`).save("documents", "request-other.xml")
	request(`ID="_req-1"`, `ID="id`+testButton+`"`).save("documents", "request-test.xml")
	request("</samlp:AuthnRequest>", context("exact", "PasswordProtectedTransport")).save("documents", "request-context.xml")
	solicited := response().signAssertion(signing{})
	free := unsolicited().signAssertion(signing{})
	solicited.save("documents", "response.xml")
	free.save("documents", "unsolicited.xml")

	const button = "saml-entra-test-button"
	fixture{strings.ReplaceAll(entra, `InResponseTo="_req-1"`, `InResponseTo="`+testButton+`"`)}.signAssertion(signing{}).save(button, "bad.xml")
	fixtureOf(button, "bad-asked", object{"documents": []string{"documents/request-test.xml", "documents/unsolicited.xml"}, "attempt": "sp-initiated"})
	solicited.save(button, "good.xml")
	free.save(button, "good-unsolicited.xml")

	const other = "saml-start-other"
	free.save(other, "bad.xml")
	solicited.save(other, "good.xml")
	setup(other, object{"attempt": "sp-initiated"})
	fixtureOf(other, "bad-solicited", object{"documents": []string{"documents/response.xml"}, "attempt": "idp-initiated"})
	fixtureOf(other, "good-unsolicited", object{"documents": []string{"documents/unsolicited.xml"}, "attempt": "idp-initiated"})

	const allowed = "saml-start-not-allowed"
	free.save(allowed, "bad.xml")
	solicited.save(allowed, "good.xml")
	setup(allowed, object{"expect": object{"saml.starts": []string{"sp-initiated"}}})

	const answers = "saml-in-response-to-mismatch"
	fixtureOf(answers, "bad-captured", object{"documents": []string{"documents/request-other.xml", "documents/response.xml"}})
	fixtureOf(answers, "bad-nobody", object{"documents": []string{"documents/request.xml", "documents/unsolicited.xml"}})
	fixtureOf(answers, "good-captured", object{"documents": []string{"documents/request.xml", "documents/response.xml"}})
	fixtureOf(answers, "bad", object{"documents": []string{"documents/response.xml"}, "facts": object{"request.id": "_req-2"}})
	fixtureOf(answers, "bad-attempt", object{"documents": []string{"documents/response.xml"}, "attempt": "sp-initiated", "facts": object{"request.id": "_req-1", "request.id#sp-initiated": "_req-2"}})
	fixtureOf(answers, "good", object{"documents": []string{"documents/response.xml"}, "facts": object{"request.id": "_req-1"}})

	const unmet = "saml-authn-context-unmet"
	solicited.save(unmet, "bad.xml")
	response("classes:Password<", "classes:PasswordProtectedTransport<").signAssertion(signing{}).save(unmet, "good.xml")
	setup(unmet, object{"documents": []string{"documents/request-context.xml"}})
}

// fixtureOf writes a fixture that is a setup.
func fixtureOf(code, name string, o object) { setupAs(code, name+".json", o) }

func attributes() {
	attribute := func(name string, values ...string) string {
		return `<AttributeStatement><Attribute Name="` + name + `"><AttributeValue>` + strings.Join(values, "</AttributeValue><AttributeValue>") + `</AttributeValue></Attribute>`
	}
	with := func(name string, values ...string) fixture {
		return response("<AttributeStatement>", attribute(name, values...))
	}
	const claims = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/"
	pair("saml-groups-overage", with("http://schemas.microsoft.com/claims/groups.link", "https://graph.microsoft.com/v1.0/users/0/getMemberObjects"),
		with("http://schemas.microsoft.com/ws/2008/06/identity/claims/groups", "1", "2"))
	pair("saml-attribute-repeated", with(claims+"emailaddress", "ann@elsewhere.example"),
		with("Role", "agent").edit("<AttributeStatement>", attribute("Role", "supervisor"))) // Keycloak repeats roles
	pair("saml-attribute-white-space", with("department", "Sales "), with("department", "Sales and more", "", " "))
	pair("saml-name-id-guest", response(">ann.agent@contoso.example</NameID>", ">ann.agent_partner.example#EXT#@contoso.example</NameID>"), response())
	setup("saml-name-id-guest", object{"facts": object{"user.external_identity": nil}})
	pair("saml-name-id-white-space", response(">ann.agent@contoso.example</NameID>", ">ann.agent@contoso.example&#xA;</NameID>"), response())
	setup("saml-name-id-white-space", object{"facts": object{"user.external_identity": nil}})

	const plain = "saml-not-encrypted"
	response().signAssertion(signing{}).save(plain, "bad.xml")
	before, rest, _ := strings.Cut(entra, "<Assertion ")
	_, after, _ := strings.Cut(rest, "</Assertion>")
	cipher := `<EncryptedAssertion xmlns="` + assertionNS + `"><xenc:EncryptedData xmlns:xenc="http://www.w3.org/2001/04/xmlenc#"><xenc:CipherData><xenc:CipherValue>AAAA</xenc:CipherValue></xenc:CipherData></xenc:EncryptedData></EncryptedAssertion>`
	fixture{before + cipher + after}.signMessage(signing{}).save(plain, "good.xml")
	setup(plain, object{"expect": object{"saml.encryption": "required"}})

	const key = "saml-signature-key-not-loaded"
	response().signAssertion(signing{key: "other"}).save(key, "bad.xml")
	response().signAssertion(signing{}).save(key, "good.xml")
	setup(key, object{"facts": object{"idp.certificate#next": "@other.pem", "platform/idp.certificate": "@idp.pem"}})
}

// asked writes login requests.
func asked() {
	both := func(code string, bad fixture, more object) {
		bad.save("saml-request-"+code, "bad.xml")
		request().save("saml-request-"+code, "good.xml")
		if more != nil {
			setup("saml-request-"+code, more)
		}
	}
	attribute := func(a string) fixture { return request(`Version="2.0"`, `Version="2.0" `+a) }
	both("issuer-unregistered", request("need/entity", "needtochange"), object{"facts": object{"sp.entity_id": nil, "idp/sp.entity_id": audience}})
	both("acs-unregistered", request("saml/acs", "saml/acs/"), object{"facts": object{"sp.acs_url": nil, "idp/sp.acs_url": acs}})
	request(`AssertionConsumerServiceURL="`+acs+`"`, `AssertionConsumerServiceIndex="1"`).save("documents", "request-index.xml")
	request(`AssertionConsumerServiceURL="`+acs+`"`, `AssertionConsumerServiceIndex="2"`).save("documents", "request-default.xml")
	fixture{spMetadata}.save("documents", "sp.xml")
	for name, file := range map[string]string{"good-index-other": "request-index.xml", "good-index": "request-default.xml"} {
		fixtureOf("saml-request-acs-mismatch", name, object{"documents": []string{"documents/sp.xml", "documents/" + file}})
	}
	both("authn-comparison", request("</samlp:AuthnRequest>", context("minimum", "Password")), nil)
	request("</samlp:AuthnRequest>", context("exact", "Password")).save("saml-request-authn-comparison", "good-exact.xml")
	both("name-id-policy", request("nameid-format:emailAddress", "nameid-format:X509SubjectName"), object{"expect": object{"saml.name_id_formats": []string{"emailAddress"}}})
	request("SAML:1.1:nameid-format:emailAddress", "SAML:2.0:nameid-format:persistent").save("saml-request-name-id-policy", "bad-platform.xml")
	request("nameid-format:emailAddress", "nameid-format:unspecified").save("saml-request-name-id-policy", "good-unspecified.xml")
	both("protocol-binding", request("HTTP-POST", "HTTP-Artifact"), nil)
	request("HTTP-POST", "HTTP-Artifact", "login.microsoftonline.com", "idp.example").save("saml-request-protocol-binding", "bad-elsewhere.xml")
	request(` ProtocolBinding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"`, "").save("saml-request-protocol-binding", "good-none.xml")
	setup("saml-request-protocol-binding", object{"facts": object{"idp.entity_id": nil}})
	both("subject", request("@M@", `@M@<saml:Subject xmlns:saml="`+assertionNS+`"><saml:NameID>ann</saml:NameID></saml:Subject>`), nil)
	both("id", request(`ID="_req-1"`, `ID="6c1c178c166d486687be4aaf5e482730"`), nil)
	request(`ID="_req-1"`, `ID="id6c1c178c166d486687be4aaf5e482730"`).save("saml-request-id", "good-letters.xml")
	both("issuer-missing", fixture{regexp.MustCompile("<saml:Issuer.*?</saml:Issuer>").ReplaceAllString(request().text, "")}, nil)
	both("version", request(`Version="2.0"`, `Version="1.1"`), nil)
	both("force-authn", attribute(`ForceAuthn="true"`), nil)
	attribute(`ForceAuthn="false"`).save("saml-request-force-authn", "good-false.xml")
	both("passive", attribute(`IsPassive="1"`), nil)
	attribute(`IsPassive="0"`).save("saml-request-passive", "good-false.xml")
	both("time-format", request("2026-03-02T08:59:50Z", "02/03/2026 08:59"), nil)
	both("issued-in-future", request("08:59:50Z", "09:04:31Z"), object{"now": "2026-03-02T09:00:30Z"})
	both("old", request("08:59:50Z", "08:52:29Z"), object{"now": "2026-03-02T09:00:30Z"})

	role := "<IDPSSODescriptor "
	described(entraMetadata, "idp").edit(role, wantSigned).save("documents", "idp-signed-requests.xml")
	described(entraMetadata, "idp").edit(role, wantPlain).save("documents", "idp-plain-requests.xml")
	signed := request().signRoot("AuthnRequest", signing{key: "other"})
	request().save("saml-request-unsigned", "bad.xml")
	signed.save("saml-request-unsigned", "good.xml")
	setup("saml-request-unsigned", object{"documents": []string{"documents/idp-signed-requests.xml"}})
	signed.save("saml-request-signed", "bad.xml")
	request().save("saml-request-signed", "good.xml")
	setup("saml-request-signed", object{"documents": []string{"documents/idp-plain-requests.xml"}})
}

func keysOfMetadata() {
	nothing := object{"idp.entity_id": nil, "idp.certificate": nil, "sp.entity_id": nil, "sp.acs_url": nil}
	const now = "2026-03-02T09:00:00Z"
	sound := described(entraMetadata, "idp")
	signed := sound.signRoot("EntityDescriptor", signing{key: "third"})

	const broken = "saml-metadata-signature-broken"
	signed.edit("/wsfed<", "/wsfed2<").save(broken, "bad.xml")
	signed.edit("<SingleLogoutService", "\n  <SingleLogoutService").save(broken, "bad-white-space.xml")
	signed.save(broken, "good.xml")
	grouped(signed.edit("/wsfed<", "/wsfed2<")).save(broken, "bad-party.xml")
	grouped(signed).save(broken, "good-party.xml")
	sound.signRoot("EntityDescriptor", signing{key: "third", bare: true}).save("saml-metadata-signature-form", "good-bare.xml")
	// The signer leaves out what xml means by itself, and so does what it signs.
	sound.edit("<EntityDescriptor ", `<EntityDescriptor xml:lang="en" `).signRoot("EntityDescriptor", signing{key: "third"}).
		edit("<EntityDescriptor ", `<EntityDescriptor xmlns:xml="http://www.w3.org/XML/1998/namespace" `).save(broken, "good-xml-prefix.xml")
	setup(broken, object{"kind": "idp-metadata", "now": now, "facts": nothing})

	platform := fixture{spMetadata}.edit("<EntityDescriptor ", `<EntityDescriptor ID="_sp" `, "\n  <SPSSODescriptor", "@M@\n  <SPSSODescriptor").signRoot("EntityDescriptor", signing{key: "other"})
	platform.edit("saml/other", "saml/another").save("saml-sp-metadata-signature-broken", "bad.xml")
	platform.save("saml-sp-metadata-signature-broken", "good.xml")
	setup("saml-sp-metadata-signature-broken", object{"kind": "sp-metadata", "now": now, "facts": nothing})

	described(oktaMetadata, "idp").save("documents", "okta.xml")
	const mismatch = "saml-metadata-certificate-mismatch"
	fixtureOf(mismatch, "bad", object{"documents": []string{"documents/okta.xml"}, "facts": object{"idp.certificate#file": "@other.pem"}})
	fixtureOf(mismatch, "good", object{"documents": []string{"documents/okta.xml"}, "facts": object{"idp.certificate": "@idp.pem"}})

	const several = "saml-metadata-several-keys"
	role := `<IDPSSODescriptor protocolSupportEnumeration="` + protocolNS + `">`
	key := `<KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>` + certificate("other") + `</X509Certificate></X509Data></KeyInfo></KeyDescriptor>`
	sound.edit(role, role+key).save(several, "bad.xml")
	sound.save(several, "good.xml")
	described(entraMetadata, "other").save(several, "good-next.xml")
	sound.edit(role, role+strings.Replace(key, "signing", "encryption", 1)).save(several, "good-encryption.xml")
	setup(several, object{"kind": "idp-metadata", "now": now, "facts": nothing, "expect": object{"certificate.count": 1}})

	const binding = "saml-metadata-no-browser-binding"
	fixture{strings.NewReplacer("bindings:HTTP-POST", "bindings:SOAP", "bindings:HTTP-Redirect", "bindings:URI").Replace(described(oktaMetadata, "idp").text)}.save(binding, "bad.xml")
	described(oktaMetadata, "idp").save(binding, "good.xml")
	described(oktaMetadata, "idp").edit("bindings:HTTP-Redirect", "bindings:SOAP").save(binding, "good-post.xml")
	setup(binding, object{"kind": "idp-metadata", "now": now, "facts": nothing})

	const signing = "saml-metadata-request-signing"
	sound.edit("<IDPSSODescriptor ", wantSigned).save(signing, "bad.xml")
	sound.edit("<IDPSSODescriptor ", wantPlain).save(signing, "good.xml")
	setup(signing, object{"kind": "idp-metadata", "now": now, "facts": nothing, "documents": []string{"documents/sp.xml"}})
}

// grouped is the metadata of one party within an EntitiesDescriptor.
func grouped(one fixture) fixture {
	_, party, _ := strings.Cut(one.text, "?>")
	return fixture{`<md:EntitiesDescriptor xmlns:md="` + nsMetadata + `">` + strings.TrimSpace(party) + `</md:EntitiesDescriptor>`}
}
