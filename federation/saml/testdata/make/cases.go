//go:build ignore

package main

import "strings"

// pair saves a bad and a good fixture, both with a signed assertion.
func pair(code string, bad, good fixture) {
	bad.signAssertion(signing{}).save(code, "bad.xml")
	good.signAssertion(signing{}).save(code, "good.xml")
}

func shapes() {
	good := func(code string) { response().signMessage(signing{}).save(code, "good.xml") }
	sound := response().signAssertion(signing{})

	good("saml-malformed")
	fixture{sound.text[:len(sound.text)/2]}.save("saml-malformed", "bad-cut.xml")
	sound.edit("</Subject>", "</subject>").save("saml-malformed", "bad-nesting.xml")
	sound.edit(`Version="2.0" IssueInstant`, `Version="2.0" Version="2.0" IssueInstant`).save("saml-malformed", "bad-attribute-twice.xml")
	sound.edit("<samlp:Status>", "<nobody:Status/><samlp:Status>").save("saml-malformed", "bad-prefix.xml")
	fixture{authnRequest}.edit("AuthnRequest", "LogoutRequest", "/samlp:AuthnRequest", "/samlp:LogoutRequest").save("saml-malformed", "bad-root.xml")
	fixture{sound.text + "<more/>"}.save("saml-malformed", "bad-second-root.xml")
	fixture{strings.Replace(sound.text, ` xmlns:samlp="`+protocolNS+`"`, "", 1)}.save("saml-malformed", "bad-no-namespace.xml")
	fixture{strings.Replace(sound.text, "<samlp:Response ", `<samlp:Response ::a="b" `, 1)}.save("saml-malformed", "bad-attribute.xml")
	fixture{sound.text[strings.Index(sound.text, "Destination="):]}.save("saml-malformed", "bad-beginning-lost.xml")
	fixture{sound.text[:strings.Index(sound.text, "InResponseTo=")+5]}.save("saml-malformed", "bad-cut-in-tag.xml")
	setup("saml-malformed", object{"kind": "saml-response"})

	good("saml-doctype")
	fixture{`<!DOCTYPE r [<!ENTITY who "ann.agent@contoso.example">]>` + sound.edit(">ann.agent@contoso.example<", ">&who;<").text}.save("saml-doctype", "bad.xml")
	setup("saml-doctype", object{"kind": "saml-response"})
	good("saml-too-large")
	sound.edit("<samlp:Status>", strings.Repeat("<a/>", 50_000)+"<samlp:Status>").save("saml-too-large", "bad.xml")
	good("saml-too-deep")
	sound.edit("<samlp:Status>", strings.Repeat("<a>", 100)+strings.Repeat("</a>", 100)+"<samlp:Status>").save("saml-too-deep", "bad.xml")

	pair("saml-version", response(`Version="2.0"`, `Version="1.1"`), response())

	empty := response().replaceAssertion("")
	empty.edit(`<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/>`,
		`<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Responder"><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:AuthnFailed"/></samlp:StatusCode><samlp:StatusMessage>The person is not assigned</samlp:StatusMessage>`).
		save("saml-status", "bad.xml")
	good("saml-status")
	empty.signMessage(signing{}).save("saml-no-assertion", "bad.xml")
	good("saml-no-assertion")

	_, rest, _ := strings.Cut(entra, "<Assertion ")
	inner, _, _ := strings.Cut(rest, "</Assertion>")
	second := clean(strings.Replace("<Assertion "+inner+"</Assertion>", "_3c39bc0f", "_second", 1))
	response("</samlp:Response>", second+"</samlp:Response>").signMessage(signing{}).save("saml-several-assertions", "bad.xml")
	good("saml-several-assertions")

	hidden := hiddenAssertion()
	hidden.save("saml-encrypted-assertion", "bad.xml")
	hidden.signMessage(signing{}).save("saml-encrypted-assertion", "bad-signed.xml")
	_, name, _ := strings.Cut(entra, "<NameID ")
	name, _, _ = strings.Cut(name, "</NameID>")
	response("<NameID "+name+"</NameID>", "<EncryptedID>AAAA</EncryptedID>").signAssertion(signing{}).save("saml-encrypted-assertion", "bad-name.xml")
	good("saml-encrypted-assertion")
	setup("saml-encrypted-assertion", object{"expect": object{"saml.encryption": "none"}})

	pair("saml-duplicate-id", response("<AttributeStatement>", `<AttributeStatement><Attribute Name="x" ID="twice"/><Attribute Name="y" ID="twice"/>`), response())

	pair("saml-comment-in-value", response(">ann.agent@contoso.example<", ">ann.agent@contoso.example<!---->.attacker.example<"), response("<Subject>", "<!-- nothing --><Subject>"))
	response("need/entity</Audience>", "need<!-- x -->/entity</Audience>").signMessage(signing{}).save("saml-comment-in-value", "bad-audience.xml")
	setup("saml-comment-in-value", object{"facts": object{"user.external_identity": "ann.agent@contoso.example"}})
}

// assertionOf cuts the assertion out of a signed response.
func assertionOf(f fixture) string {
	_, rest, _ := strings.Cut(f.text, "<Assertion ")
	inner, _, _ := strings.Cut(rest, "</Assertion>")
	return "<Assertion " + inner + "</Assertion>"
}

func cut(s, from, to string) (piece, rest string) {
	i := strings.Index(s, from)
	j := i + strings.Index(s[i:], to) + len(to)
	return s[i:j], s[:i] + s[j:]
}

// replaceAssertion is f with other text in the place of its assertion.
func (f fixture) replaceAssertion(text string) fixture {
	_, rest := cut(f.text, "<Assertion ", "</Assertion>")
	before, _, _ := strings.Cut(f.text, "<Assertion ")
	return fixture{before + text + strings.TrimPrefix(rest, before)}
}

// hiddenAssertion is a response whose assertion is encrypted.
func hiddenAssertion() fixture {
	return response().replaceAssertion(`<EncryptedAssertion xmlns="` + assertionNS + `"><xenc:EncryptedData xmlns:xenc="http://www.w3.org/2001/04/xmlenc#" Type="http://www.w3.org/2001/04/xmlenc#Element"><xenc:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes256-cbc"/><xenc:CipherData><xenc:CipherValue>AAAA</xenc:CipherValue></xenc:CipherData></xenc:EncryptedData></EncryptedAssertion>`)
}

func signatures() {
	wrapped()
	response().save("saml-unsigned", "bad.xml")
	response().signMessage(signing{}).save("saml-unsigned", "good.xml")

	const part = "saml-signed-part"
	response().signAssertion(signing{}).save(part, "bad-assertion.xml")
	response().signAssertion(signing{}).signMessage(signing{}).save(part, "bad-both.xml")
	response().signMessage(signing{}).save(part, "good.xml")
	setup(part, object{"expect": object{"saml.signed": []string{"message"}}})

	const ref = "saml-signature-reference"
	response().signMessage(signing{uri: "none"}).save(ref, "bad-empty.xml")
	response().signMessage(signing{twice: true}).save(ref, "bad-twice.xml")
	response().signMessage(signing{}).edit(`URI="#_8e8dc5f6`, `URI="#_nobody`).save(ref, "bad-nobody.xml")
	response().signMessage(signing{}).save(ref, "good.xml")

	const broken = "saml-signature-broken"
	response().signAssertion(signing{}).edit("Ann Agent", "Ann Admin").save(broken, "bad-value.xml")
	response().signMessage(signing{}).edit("Ann Agent", "Ann Admin").save(broken, "bad-message.xml")
	response().signMessage(signing{bare: true}).edit("Ann Agent", "Ann Admin").save(broken, "bad-bare.xml")
	response().signMessage(signing{key: "other"}).edit("Ann Agent", "Ann Admin").save(broken, "bad-other-key.xml")
	response().signAssertion(signing{}).edit("</Issuer><ds:Signature", "</Issuer>\n<ds:Signature").save(broken, "bad-white-space.xml")
	response().signMessage(signing{bare: true}).save(broken, "good-bare.xml")
	response().signMessage(signing{}).edit("<ds:SignatureValue>", "<ds:SignatureValue>\n\t  ").save(broken, "good-indented.xml")
	response().signAssertion(signing{}).save(broken, "good.xml")
	response("<Subject>", "<!-- left out of what is signed --><Subject>").signAssertion(signing{}).edit("<!-- left out of what is signed -->", "").save(broken, "good-comment-gone.xml")

	const foreign = "saml-signature-untrusted-key"
	response().signMessage(signing{key: "other"}).save(foreign, "bad.xml")
	response().signAssertion(signing{key: "other"}).save(foreign, "bad-assertion.xml")
	response().signMessage(signing{}).save(foreign, "good.xml")

	response().signAssertion(signing{algorithm: rsaSHA1}).save("saml-signature-algorithm", "bad.xml")
	response().signAssertion(signing{algorithm: rsaSHA1, digest: sha1}).save("saml-signature-algorithm", "bad-both.xml")
	response().signAssertion(signing{}).save("saml-signature-algorithm", "good.xml")
	response().signAssertion(signing{digest: sha1}).save("saml-digest-algorithm", "bad.xml")
	response().signAssertion(signing{}).save("saml-digest-algorithm", "good.xml")
	response().signAssertion(signing{digest: "http://www.w3.org/2001/04/xmlenc#ripemd160"}).save("saml-signature-unsupported", "bad.xml")
	response().signAssertion(signing{}).edit(rsaSHA256, "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1").save("saml-signature-unsupported", "bad-pss.xml")
	response().signAssertion(signing{}).save("saml-signature-unsupported", "good.xml")

	const transform = "saml-signature-transform"
	response().signAssertion(signing{transforms: []string{enveloped, c14N}}).save(transform, "bad-inclusive.xml")
	response().signAssertion(signing{transforms: []string{enveloped, `<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"><ds:XPath>not(ancestor-or-self::*[local-name()='Attribute'])</ds:XPath></ds:Transform>`, excC14N}}).save(transform, "bad-xpath.xml")
	response().signAssertion(signing{}).save(transform, "good.xml")
	response().signAssertion(signing{canonical: c14N}).save(transform, "good-signed-info.xml")
	fixture{strings.ReplaceAll(okta, "http://www.okta.com/exk1abcdefGHIJKLM1d7", issuer)}.signAssertion(signing{prefixes: "xs"}).save(transform, "good-prefixes.xml")

	const place = "saml-signature-misplaced"
	response("@A@", "", "</Assertion>", "@A@</Assertion>").signAssertion(signing{}).save(place, "bad.xml")
	response().signAssertion(signing{}).save(place, "good.xml")

	const bad = "saml-signature-certificate-unreadable"
	f := response().signAssertion(signing{})
	cert, _ := cut(f.text, "<ds:X509Certificate>", "</ds:X509Certificate>")
	f.edit(cert, "<ds:X509Certificate>AAAA</ds:X509Certificate>").save(bad, "bad.xml")
	response().signAssertion(signing{}).save(bad, "good.xml")
}

// wrapped writes the eight shapes of "On Breaking SAML", as penetration tests
// number them, and a ninth: an unsigned assertion behind the signed one.
func wrapped() {
	const code = "saml-wrapping"
	message := response().signMessage(signing{})
	signature, bare := cut(message.text, "<ds:Signature ", "</ds:Signature>")
	evil := strings.Replace(message.text, "_8e8dc5f6", "_evil", 1)
	fixture{strings.Replace(evil, "</ds:Signature>", bare+"</ds:Signature>", 1)}.save(code, "bad-xsw1.xml")
	fixture{strings.Replace(evil, signature, bare+signature, 1)}.save(code, "bad-xsw2.xml")

	signed := response().signAssertion(signing{})
	original := assertionOf(signed)
	signature, unsigned := cut(original, "<ds:Signature ", "</ds:Signature>")
	rename := func(s string) string { return strings.Replace(s, `ID="_3c39bc0f`, `ID="_evil`, 1) }
	replace := func(with string) fixture { return fixture{strings.Replace(signed.text, original, with, 1)} }
	replace(rename(unsigned)+original).save(code, "bad-xsw3.xml")
	replace(strings.Replace(rename(unsigned), "</Assertion>", original+"</Assertion>", 1)).save(code, "bad-xsw4.xml")
	replace(rename(original)+unsigned).save(code, "bad-xsw5.xml")
	replace(strings.Replace(rename(original), "</ds:Signature>", unsigned+"</ds:Signature>", 1)).save(code, "bad-xsw6.xml")
	replace("<samlp:Extensions>"+unsigned+"</samlp:Extensions>"+original).save(code, "bad-xsw7.xml")
	replace(strings.Replace(rename(original), "</ds:Signature>", "<ds:Object>"+unsigned+"</ds:Object></ds:Signature>", 1)).save(code, "bad-xsw8.xml")
	replace(original+rename(unsigned)).save(code, "bad-xsw9.xml")
	signed.save(code, "good-assertion.xml")
	message.save(code, "good-message.xml")
	response().signAssertion(signing{}).signMessage(signing{}).save(code, "good-both.xml")
	inAdvice := strings.Replace(clean(strings.Replace(assertionOf(response()), "@A@", "", 1)), "_3c39bc0f", "_advice", 1)
	response("</Conditions>", "</Conditions><Advice>"+inAdvice+"</Advice>").signMessage(signing{}).save(code, "good-advice.xml")
}
