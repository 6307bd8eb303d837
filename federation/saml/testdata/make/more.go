//go:build ignore

package main

import (
	"encoding/base64"
	"log"
	"strings"
)

const issuerElement = "<Issuer>" + issuer + "</Issuer>@A@"

func contents() {
	pair("saml-issuer-mismatch", fixture{strings.ReplaceAll(entra, issuer+"<", strings.TrimSuffix(issuer, "/")+"<")}, response())
	response(">"+issuer+"<", ">https://elsewhere.example/<").signMessage(signing{}).save("saml-issuer-mismatch", "bad-message.xml")
	pair("saml-assertion-issuer-mismatch", response(issuerElement, "<Issuer>https://elsewhere.example/</Issuer>@A@"), response())

	audience := "<AudienceRestriction><Audience>" + audience + "</Audience></AudienceRestriction>"
	pair("saml-audience-missing", response(audience, ""), response())
	pair("saml-audience-mismatch", response("need/entity</Audience>", "need/entity/</Audience>"),
		response("<Audience>", "<Audience>https://another.example/</Audience><Audience>"))
	response("<AudienceRestriction>", "<AudienceRestriction><Audience>https://another.example/</Audience></AudienceRestriction><AudienceRestriction>").
		signMessage(signing{}).save("saml-audience-mismatch", "bad-two-restrictions.xml")
	response("<Audience>", "<Audience>spn:").signMessage(signing{}).save("saml-audience-mismatch", "bad-spn.xml")

	pair("saml-destination-mismatch", response(`Destination="`+acs, `Destination="`+acs+"/"), response())
	fixture{strings.ReplaceAll(entra, acs, acs+"/")}.signMessage(signing{}).save("saml-destination-mismatch", "bad-recipient-too.xml")
	response(` Destination="`+acs+`"`, "").signMessage(signing{}).save("saml-destination-missing", "bad.xml")
	response(` Destination="`+acs+`"`, "").signAssertion(signing{}).save("saml-destination-missing", "good.xml")
	pair("saml-recipient-mismatch", response(`Recipient="`+acs, `Recipient="https://cxone.example/SAML/acs`), response())
	response(` Recipient="`+acs+`"`, "").signMessage(signing{}).save("saml-recipient-mismatch", "bad-missing.xml")
	pair("saml-in-response-to-differs", response(`InResponseTo="_req-1" NotOn`, `InResponseTo="_req-2" NotOn`), response())
	response(` InResponseTo="_req-1" xmlns:samlp`, ` xmlns:samlp`).signAssertion(signing{}).save("saml-in-response-to-differs", "good-message-none.xml")

	name, _ := cut(entra, "<NameID ", "</NameID>")
	pair("saml-name-id-missing", response(name, ""), response())
	response(">ann.agent@contoso.example<", "><").signMessage(signing{}).save("saml-name-id-missing", "bad-empty.xml")
	pair("saml-name-id-mismatch", response(">ann.agent@", ">Ann.Agent@"), response())
	response(">ann.agent@contoso.example</NameID>", "> ann.agent@contoso.example</NameID>").signMessage(signing{}).save("saml-name-id-mismatch", "bad-space.xml")
	setup("saml-name-id-mismatch", object{"expect": object{"saml.name_id_exact": true}})

	const format = "saml-name-id-format"
	pair(format, response("SAML:1.1:nameid-format:emailAddress", "SAML:2.0:nameid-format:transient"), response())
	response(` Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"`, "").signMessage(signing{}).save(format, "bad-unspecified.xml")
	setup(format, object{"expect": object{"saml.name_id_formats": []string{"emailAddress", "persistent"}}})

	confirmation, _ := cut(entra, "<SubjectConfirmation ", "</SubjectConfirmation>")
	pair("saml-subject-confirmation-missing", response(confirmation, ""), response())
	pair("saml-not-bearer", response("cm:bearer", "cm:sender-vouches"),
		response("<SubjectConfirmation ", `<SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:holder-of-key"/><SubjectConfirmation `))
	statement, _ := cut(entra, "<AuthnStatement ", "</AuthnStatement>")
	pair("saml-authn-statement-missing", response(statement, ""), response())

	expect := object{"expect": object{"saml.attributes": []object{{"name": "email"}, {"name": "groups", "optional": true}}}}
	email := func(name string) fixture {
		return response("<AttributeStatement>", `<AttributeStatement><Attribute Name="`+name+`"><AttributeValue>ann.agent@contoso.example</AttributeValue></Attribute>`)
	}
	pair("saml-attribute-near", response(), email("email"))
	email("email").signAssertion(signing{}).save("saml-attribute-missing", "good.xml")
	fixtureOf("saml-attribute-missing", "bad", object{"documents": []string{"saml-attribute-near/bad.xml"}, "facts": object{"idp.certificate": "@idp.pem"}, "expect": object{"saml.attributes": []object{{"name": "department"}}}})
	pair("saml-attribute-case", email("Email"), email("email"))
	setup("saml-attribute-missing", expect)
	setup("saml-attribute-near", expect)
	setup("saml-attribute-case", expect)

	const mismatch = "saml-attribute-mismatch"
	pair(mismatch, response("<AttributeStatement>", `<AttributeStatement><Attribute Name="email"><AttributeValue>Ann.Agent@contoso.example</AttributeValue></Attribute>`), email("email"))
	setup(mismatch, object{"expect": object{"saml.attributes": []object{{"name": "email", "fact": "user.external_identity"}}}})
}

func times() {
	pair("saml-time-format", response(`AuthnInstant="2026-03-02T08:31:07.000Z"`, `AuthnInstant="02/03/2026 08:31"`), response())

	pair("saml-issued-in-future", response("09:00:00.123Z", "09:10:00Z", "09:00:00.119Z", "09:10:00Z"), response())
	setup("saml-issued-in-future", object{"now": "2026-03-02T09:00:30Z"})
	pair("saml-window-empty", response(`NotOnOrAfter="2026-03-02T10:00:00.029Z"><Aud`, `NotOnOrAfter="2026-03-02T08:55:00.029Z"><Aud`), response())
	pair("saml-not-yet-valid", response(`NotBefore="2026-03-02T08:55:00.029Z"`, `NotBefore="2026-03-02T09:03:01Z"`), response())
	response(`NotBefore="2026-03-02T08:55:00.029Z"`, `NotBefore="2026-03-02T09:00:00.123Z"`).signMessage(signing{}).save("saml-not-yet-valid", "good-at-once.xml")
	pair("saml-expired", response(), response())
	response().signMessage(signing{}).save("saml-expired", "bad.xml")
	response("10:00:00.029Z", "11:00:00Z", "10:00:00.029Z", "11:00:00Z").signMessage(signing{}).save("saml-expired", "good.xml")
	setup("saml-expired", object{"now": "2026-03-02T10:03:00.029Z"})
	pair("saml-subject-confirmation-expired", response("10:00:00.029Z", "09:05:00Z"), response())
	setup("saml-subject-confirmation-expired", object{"now": "2026-03-02T09:09:00Z"})
	pair("saml-session-over", response("AuthnInstant=", `SessionNotOnOrAfter="2026-03-02T08:30:00Z" AuthnInstant=`),
		response("AuthnInstant=", `SessionNotOnOrAfter="2026-03-02T19:00:00Z" AuthnInstant=`))
	pair("saml-time-within-tolerance", response(`NotBefore="2026-03-02T08:55:00.029Z"`, `NotBefore="2026-03-02T09:00:02Z"`), response())
}

func requests() {
	request("</samlp:AuthnRequest>", "").save("saml-request-malformed", "bad.xml")
	setup("saml-request-malformed", object{"kind": "saml-request"})
	request("need/entity", "needtochange").save("saml-request-issuer-mismatch", "bad.xml")
	request("saml/acs", "saml/acs?x=1").save("saml-request-acs-mismatch", "bad.xml")
	request("/saml2", "/wsfed").save("saml-request-destination-mismatch", "bad.xml")
	setup("saml-request-destination-mismatch", object{"facts": object{"idp.sso_url": "https://login.microsoftonline.com/0f8fad5b-d9cb-469f-a165-70867728950e/saml2"}})
	request("</samlp:AuthnRequest>", `<samlp:RequestedAuthnContext Comparison="exact"><saml:AuthnContextClassRef xmlns:saml="`+assertionNS+`">urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport</saml:AuthnContextClassRef></samlp:RequestedAuthnContext></samlp:AuthnRequest>`).
		save("saml-request-authn-context", "bad.xml")
	setup("saml-request-authn-context", object{"expect": object{"saml.requested_authn_context": "none"}})
	for _, code := range []string{"malformed", "issuer-mismatch", "acs-mismatch", "destination-mismatch", "authn-context"} {
		request().save("saml-request-"+code, "good.xml")
	}
}

func request(edits ...string) fixture { return fixture{authnRequest}.edit(edits...) }

// described fills in a certificate.
func described(text, key string) fixture {
	return fixture{strings.ReplaceAll(text, "@CERT@", certificate(key))}
}

func descriptions() {
	save := func(code string, bad fixture) {
		bad.save(code, "bad.xml")
		described(entraMetadata, "idp").signRoot("EntityDescriptor", signing{key: "third"}).save(code, "good-entra.xml")
		described(oktaMetadata, "idp").save(code, "good-okta.xml")
		setup(code, object{"kind": "idp-metadata", "now": "2026-03-02T09:00:00Z", "facts": object{"idp.entity_id": nil, "idp.certificate": nil, "sp.entity_id": nil, "sp.acs_url": nil}})
	}
	sound := described(entraMetadata, "idp")
	key := func(name string) string {
		return `<KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>` + certificate(name) + `</X509Certificate></X509Data></KeyInfo></KeyDescriptor>`
	}
	role := `<IDPSSODescriptor protocolSupportEnumeration="` + protocolNS + `">`
	save("saml-metadata-malformed", fixture{"<html><body>Sign in</body></html>"})
	fixture{sound.text[:900]}.save("saml-metadata-malformed", "bad-cut.xml")
	fixture{`<!DOCTYPE EntityDescriptor>` + described(oktaMetadata, "idp").text[len(`<?xml version="1.0" encoding="UTF-8"?>`):]}.save("saml-metadata-malformed", "bad-doctype.xml")
	one := described(oktaMetadata, "idp").text[len(`<?xml version="1.0" encoding="UTF-8"?>`):]
	save("saml-metadata-several-entities", fixture{`<md:EntitiesDescriptor xmlns:md="` + nsMetadata + `">` + one + one + `</md:EntitiesDescriptor>`})
	fixture{`<md:EntitiesDescriptor xmlns:md="` + nsMetadata + `">` + one + `</md:EntitiesDescriptor>`}.save("saml-metadata-several-entities", "good-one.xml")
	save("saml-metadata-wrong-side", fixture{spMetadata})
	save("saml-metadata-no-signing-key", sound.edit(role+`<KeyDescriptor use="signing">`, role+`<KeyDescriptor use="encryption">`))
	save("saml-metadata-certificate-unreadable", sound.edit(role+key("idp"), role+strings.Replace(key("idp"), "<X509Certificate>MII", "<X509Certificate>M11", 1)))
	for name, chain := range map[string]string{"bad-chain-padded.xml": certificate("idp") + certificate("other"), "bad-chain.xml": joined("idp", "other")} {
		sound.edit(role+key("idp"), role+strings.Replace(key("idp"), certificate("idp"), chain, 1)).save("saml-metadata-certificate-unreadable", name)
	}
	save("saml-metadata-no-endpoint", fixture{strings.ReplaceAll(sound.text, "SingleSignOnService", "ArtifactResolutionService")})
	save("saml-metadata-expired", described(oktaMetadata, "idp").edit("<md:EntityDescriptor ", `<md:EntityDescriptor validUntil="2026-03-01T00:00:00Z" `))
	described(oktaMetadata, "idp").edit("<md:EntityDescriptor ", `<md:EntityDescriptor validUntil="2026-04-01T00:00:00Z" `).save("saml-metadata-expired", "good-valid.xml")
	save("saml-metadata-tenant-wide", sound.edit("0f8fad5b-d9cb-469f-a165-70867728950e/\"", "{tenantid}/\""))
	sound.edit(role, role+key("other")+key("third")+key("fourth")+key("fifth")).save("saml-metadata-tenant-wide", "bad-keys.xml")
	sound.edit(role, role+key("other")).save("saml-metadata-tenant-wide", "good-rollover.xml")

	platform := func(code string, bad fixture) {
		bad.save(code, "bad.xml")
		fixture{spMetadata}.save(code, "good.xml")
		setup(code, object{"kind": "sp-metadata", "now": "2026-03-02T09:00:00Z", "facts": object{"idp.entity_id": nil, "idp.certificate": nil, "sp.entity_id": nil, "sp.acs_url": nil}})
	}
	platform("saml-sp-metadata-malformed", fixture{spMetadata[:300]})
	platform("saml-sp-metadata-wrong-side", described(oktaMetadata, "idp"))
	platform("saml-sp-metadata-no-endpoint", fixture{strings.ReplaceAll(spMetadata, "bindings:HTTP-POST", "bindings:PAOS")})
	platform("saml-sp-metadata-expired", fixture{spMetadata}.edit("<EntityDescriptor ", `<EntityDescriptor validUntil="2026-03-01T00:00:00Z" `))
}

func facts() {
	const sso = "https://login.microsoftonline.com/0f8fad5b-d9cb-469f-a165-70867728950e/saml2"
	standing("saml-identifier-mismatch", "bad", object{"platform/sp.entity_id": audience, "idp/sp.entity_id": audience + "/"})
	standing("saml-identifier-mismatch", "good", object{"platform/sp.entity_id": audience, "idp/sp.entity_id": audience})
	standing("saml-reply-url-mismatch", "bad", object{"platform/sp.acs_url": acs, "idp/sp.acs_url": "http" + acs[5:]})
	standing("saml-reply-url-mismatch", "good", object{"platform/sp.acs_url": acs, "idp/sp.acs_url": acs})
	standing("saml-endpoint-mismatch", "bad", object{"idp.sso_url": sso, "platform/idp.sso_url": sso + "x"})
	standing("saml-endpoint-mismatch", "good", object{"idp.sso_url": sso, "platform/idp.sso_url": sso})
	standing("saml-issuer-setting-mismatch", "bad", object{"idp.entity_id": issuer, "platform/idp.entity_id": issuer[:len(issuer)-1]})
	standing("saml-issuer-setting-mismatch", "good", object{"idp.entity_id": issuer, "platform/idp.entity_id": issuer})
	standing("saml-certificate-mismatch", "bad", object{"idp.certificate": "@idp.pem", "platform/idp.certificate": "@other.pem"})
	standing("saml-certificate-mismatch", "good", object{"idp.certificate": "@idp.pem", "platform/idp.certificate": "@idp.pem"})
	standing("saml-certificate-mismatch", "good-second", object{"idp.certificate": "@idp.pem", "idp.certificate#next": "@other.pem", "platform/idp.certificate": "@other.pem"})
	const address = "saml-sso-url-not-sign-in"
	standing(address, "bad-metadata", object{"idp.sso_url": "https://login.microsoftonline.com/t/federationmetadata/2007-06/federationmetadata.xml?appid=1"})
	standing(address, "bad-okta-metadata", object{"idp.sso_url": "https://contoso.okta.com/app/exk1/sso/saml/metadata"})
	standing(address, "bad-issuer", object{"platform/idp.sso_url": issuer})
	standing(address, "bad-okta", object{"idp.sso_url": "http://www.okta.com/exk1abcdefGHIJKLM1d7"})
	standing(address, "good", object{"idp.sso_url": sso})
	standing(address, "good-ping", object{"idp.sso_url": "https://metadata.example/idp/SSO.saml2"})

	option := func(code, fact, bad, good string, expect object) {
		standing(code, "bad", object{fact: bad})
		standing(code, "good", object{fact: good})
		if expect != nil {
			setup(code, object{"expect": expect})
		}
	}
	option("saml-signing-option", "saml.signed", "assertion", "message", object{"saml.signed": []string{"message"}})
	option("saml-encryption-option", "saml.encryption", "encrypted", "none", object{"saml.encryption": "none"})
	option("saml-signature-algorithm-option", "saml.signature_algorithm", "rsa-sha1", "rsa-sha256", nil)
	option("saml-name-id-format-option", "saml.name_id_format", "transient", "emailAddress", object{"saml.name_id_formats": []string{"emailAddress"}})
	const who = "saml-identity-mismatch"
	standing(who, "bad", object{"user.name_id": "ann@contoso.example", "user.external_identity": "Ann@contoso.example"})
	standing(who, "good", object{"user.name_id": "ann@contoso.example", "user.external_identity": "ann@contoso.example"})
	standing(who, "good-claim", object{"user.name_id": "ann", "user.external_identity": "claim(email):ann@contoso.example"})
}

func sound() {
	for vendor, v := range map[string]struct{ text, issuer string }{
		"entra": {entra, issuer}, "okta": {okta, "http://www.okta.com/exk1abcdefGHIJKLM1d7"},
		"ping": {ping, "https://ping.example"}, "keycloak": {keycloak, "https://am.example/realms/contact-centre"},
	} {
		s := signing{}
		if vendor == "okta" {
			s.prefixes = "xs"
		}
		fixture{v.text}.signMessage(s).save("sound", vendor, "message.xml")
		fixture{v.text}.signAssertion(s).save("sound", vendor, "assertion.xml")
		fixture{v.text}.signAssertion(s).signMessage(s).save("sound", vendor, "both.xml")
		setup("sound/"+vendor, object{"facts": object{"idp.entity_id": v.issuer}})
	}
}

const nsMetadata = "urn:oasis:names:tc:SAML:2.0:metadata"

// joined are certificates as one text, their bytes one behind the other.
func joined(names ...string) string {
	var der []byte
	for _, name := range names {
		one, err := base64.StdEncoding.DecodeString(certificate(name))
		if err != nil {
			log.Fatal(err)
		}
		der = append(der, one...)
	}
	return base64.StdEncoding.EncodeToString(der)
}
