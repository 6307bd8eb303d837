//go:build ignore

package main

import "strings"

// ruled writes what the profile forbids in a confirmation, a name that stands in
// the other side's place, and requests with values that cannot work.
func ruled() {
	unknown := object{"facts": object{"idp.certificate": nil}}
	both := func(code string, bad, good fixture) {
		pair(code, bad, good)
		setup(code, unknown)
	}
	const until = `NotOnOrAfter="2026-03-02T10:00:00.029Z" Recipient`
	both("saml-confirmation-begins", response(until, `NotBefore="2026-03-02T08:55:00.029Z" `+until), response())
	both("saml-confirmation-endless", response(until, "Recipient"), response())
	const name = `<NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress">`
	qualified := func(by string) fixture { return response(name, strings.TrimSuffix(name, ">")+" "+by+">") }
	both("saml-name-id-other-platform", qualified(`SPNameQualifier="https://cxone.example/staging"`), qualified(`SPNameQualifier="`+audience+`"`))
	both("saml-name-id-other-issuer", qualified(`NameQualifier="https://elsewhere.example/"`), qualified(`NameQualifier="`+issuer+`"`))
	to := "<Audience>" + audience + "</Audience>"
	both("saml-audience-is-idp", response(to, "<Audience>"+issuer+"</Audience>"), response())
	response(to, "<Audience>http://www.okta.com/exk1abcdefGHIJKLM1d7</Audience>").signAssertion(signing{}).save("saml-audience-is-idp", "bad-shape.xml")
	both("saml-issuer-is-platform", response(">"+issuer+"</Issuer>", ">"+audience+"</Issuer>"), response())

	by := ">" + audience + "</saml:Issuer>"
	request(by, ">"+issuer+"</saml:Issuer>").save("saml-request-issuer-is-idp", "bad.xml")
	request(by, ">http://www.okta.com/exk1abcdefGHIJKLM1d7</saml:Issuer>").save("saml-request-issuer-is-idp", "bad-shape.xml")
	request().save("saml-request-issuer-is-idp", "good.xml")
	request(`ID="_req-1"`, `ID="_req+1/a=="`).save("saml-request-id", "bad-character.xml")
	request(by, ">"+audience+" </saml:Issuer>").save("saml-request-value", "bad-space.xml")
	request(by, ">https://cxone.example/needtochange</saml:Issuer>").save("saml-request-value", "bad-placeholder.xml")
	request().save("saml-request-value", "good.xml")
	setup("saml-request-value", object{"facts": object{"sp.entity_id": nil, "sp.acs_url": nil}})
	request("nameid-format:emailAddress", "nameid-format:persistent").save("documents", "request-persistent.xml")
	fixtureOf("saml-name-id-not-as-asked", "bad", object{"documents": []string{"documents/request-persistent.xml", "documents/response.xml"}})
	fixtureOf("saml-name-id-not-as-asked", "good", object{"documents": []string{"documents/request.xml", "documents/response.xml"}})

	standing("saml-names-swapped", "bad", object{"sp.entity_id": issuer, "idp.entity_id": issuer})
	standing("saml-names-swapped", "bad-shape", object{"sp.entity_id": "https://adfs.contoso.example/adfs/services/trust"})
	standing("saml-names-swapped", "bad-told", object{"sp.entity_id": audience, "idp/sp.entity_id": issuer, "idp.entity_id": issuer})
	standing("saml-names-swapped", "good", object{"sp.entity_id": audience, "idp.entity_id": issuer})
	standing("saml-sso-url-not-sign-in", "bad-okta-admin", object{"idp.sso_url": "https://contoso-admin.okta.com/"})
	const one, two = "https://one.example/acs", "https://two.example/acs"
	standing("saml-reply-url-second-missing", "bad", object{"sp.acs_url": one, "sp.acs_url#1": two, "idp/sp.acs_url": one})
	standing("saml-reply-url-second-missing", "good", object{"sp.acs_url": one, "sp.acs_url#1": two, "idp/sp.acs_url": one, "idp/sp.acs_url#1": two})

	const now = "2026-03-02T09:00:00Z"
	nothing := object{"idp.entity_id": nil, "idp.certificate": nil, "sp.entity_id": nil, "sp.acs_url": nil}
	okta := described(oktaMetadata, "idp")
	id := ` entityID="` + strings.SplitN(strings.SplitN(okta.text, ` entityID="`, 2)[1], `"`, 2)[0] + `"`
	okta.edit(id, "").save("saml-metadata-no-entity-id", "bad.xml")
	okta.edit(id, ` entityID=""`).save("saml-metadata-no-entity-id", "bad-empty.xml")
	okta.save("saml-metadata-no-entity-id", "good.xml")
	setup("saml-metadata-no-entity-id", object{"kind": "idp-metadata", "now": now, "facts": nothing})
	platform := fixture{spMetadata}
	id = ` entityID="` + strings.SplitN(strings.SplitN(platform.text, ` entityID="`, 2)[1], `"`, 2)[0] + `"`
	platform.edit(id, "").save("saml-sp-metadata-no-entity-id", "bad.xml")
	platform.save("saml-sp-metadata-no-entity-id", "good.xml")
	setup("saml-sp-metadata-no-entity-id", object{"kind": "sp-metadata", "now": now, "facts": nothing})
	fixtureOf("saml-metadata-request-signing", "bad-known", object{"documents": []string{"saml-metadata-request-signing/bad.xml"}, "now": now, "expect": object{"saml.requests_signed": false}})
}
