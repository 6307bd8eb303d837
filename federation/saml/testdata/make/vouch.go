//go:build ignore

package main

import "regexp"

// redacted is f as a copy for a ticket: its names, its digests and its signatures are
// left out.
func redacted(f fixture) fixture {
	proof := regexp.MustCompile(`(?s)(<ds:(?:DigestValue|SignatureValue)>).*?(</ds:)`)
	name := regexp.MustCompile(`(<NameID [^>]*>)[^<]*`)
	value := regexp.MustCompile(`(<AttributeValue[^>]*>)[^<]*`)
	f.text = proof.ReplaceAllString(f.text, "${1}redacted${2}")
	f.text = name.ReplaceAllString(f.text, "${1}redacted-0123456789ab@redacted.invalid")
	return fixture{value.ReplaceAllString(f.text, "${1}redacted-ba9876543210")}
}

// vouched writes what no trusted signature covers, and the signatures of requests
// and metadata that nobody can judge; the one in an address is of redirect, with
// another SigAlg.
func vouched() {
	const code = "saml-unproven"
	signed := response().signAssertion(signing{})
	cipher, _ := cut(hiddenAssertion().text, "<EncryptedAssertion", "</EncryptedAssertion>")
	signed.edit("</samlp:Response>", cipher+"</samlp:Response>").save(code, "bad-beside.xml")
	hiddenAssertion().save(code, "bad-encrypted.xml")
	signed.save(code, "good.xml")
	fixtureOf(code, "good-around", object{"documents": []string{"saml-encrypted-assertion/bad-signed.xml"}, "facts": object{"idp.certificate": "@idp.pem"}, "expect": object{"saml.encryption": "optional"}})

	const copied = "saml-signature-left-out"
	whole := response().signMessage(signing{})
	redacted(whole).save(copied, "bad.xml")
	redacted(response().signAssertion(signing{})).save(copied, "bad-assertion.xml")
	whole.save(copied, "good.xml")

	const length = "saml-signature-key-length"
	response().signMessage(signing{key: "long", bare: true}).save(length, "bad.xml")
	response().signMessage(signing{bare: true}).save(length, "good.xml")

	const now = "2026-03-02T09:00:00Z"
	nothing := object{"idp.entity_id": nil, "idp.certificate": nil, "sp.entity_id": nil, "sp.acs_url": nil}
	asked := request().signRoot("AuthnRequest", signing{key: "other"})
	for _, x := range []struct {
		code, kind string
		sound      fixture
	}{
		{"saml-request-signature-form", "", asked},
		{"saml-metadata-signature-form", "idp-metadata", described(entraMetadata, "idp").signRoot("EntityDescriptor", signing{key: "third"})},
		{"saml-sp-metadata-signature-form", "sp-metadata", fixture{spMetadata}.edit("<EntityDescriptor ", `<EntityDescriptor ID="_sp" `, "\n  <SPSSODescriptor", "@M@\n  <SPSSODescriptor").
			signRoot("EntityDescriptor", signing{key: "other"})},
	} {
		named := `<ds:Reference URI="#`
		x.sound.edit(rsaSHA256, "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1").save(x.code, "bad-algorithm.xml")
		x.sound.edit(named, `<ds:Reference URI="#_nobody`).save(x.code, "bad-reference.xml")
		x.sound.edit(`<ds:Transform Algorithm="`+enveloped+`"/>`, `<ds:Transform Algorithm="`+enveloped+`"/><ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"/>`).save(x.code, "bad-transform.xml")
		x.sound.edit(`<ds:CanonicalizationMethod Algorithm="`+excC14N+`"/>`, `<ds:CanonicalizationMethod Algorithm="urn:none"/>`).save(x.code, "bad-canonical.xml")
		x.sound.edit(sha256, "http://www.w3.org/2001/04/xmlenc#ripemd160").save(x.code, "bad-digest.xml")
		x.sound.save(x.code, "good.xml")
		if x.kind == "idp-metadata" {
			grouped(x.sound.edit(rsaSHA256, "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1")).save(x.code, "bad-party.xml")
		}
		if x.kind != "" {
			setup(x.code, object{"kind": x.kind, "now": now, "facts": nothing})
		}
	}
	asked.edit(` Version="2.0" IssueInstant`, ` ProviderName="Another" Version="2.0" IssueInstant`).save("saml-request-signature-damaged", "bad.xml")
	asked.save("saml-request-signature-damaged", "good.xml")
}
