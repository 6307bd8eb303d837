//go:build ignore

package main

import "strings"

// beside writes what is signed with a key of its own, so that these fixtures can
// be made anew without the others.
func beside() {
	keep(makeKey("later", "/CN=A later key"))
	trust := object{"idp.certificate": "@later.pem"}

	const missing = "saml-attribute-near"
	for name, attribute := range map[string]string{"namespace": "https://contoso.example/claims/email", "marks": "E-Mail", "slip": "emal"} {
		f := response("<AttributeStatement>", `<AttributeStatement><Attribute Name="`+attribute+`"><AttributeValue>ann.agent@contoso.example</AttributeValue></Attribute>`)
		f.signMessage(signing{key: "later"}).save(missing, "near-"+name+".xml")
		setupAs(missing, "bad-near-"+name+".json", object{"facts": trust, "documents": []string{missing + "/near-" + name + ".xml"}})
	}

	const other = "saml-embedded-certificate-other"
	f := response().signMessage(signing{key: "later"})
	f.save(other, "good.xml")
	fixture{strings.Replace(f.text, lines(certificate("later")), lines(certificate("other")), 1)}.save(other, "bad.xml")
	bare := response().signMessage(signing{key: "later", bare: true})
	bare.save(other, "good-bare.xml")
	setup(other, object{"facts": trust})

	nobody := object{"idp.entity_id": nil, "idp.certificate": nil, "sp.entity_id": nil, "sp.acs_url": nil}
	const binding = "saml-metadata-platform-binding"
	described(oktaMetadata, "idp").edit("bindings:HTTP-Redirect", "bindings:SOAP").save(binding, "bad.xml")
	described(oktaMetadata, "idp").save(binding, "good.xml")
	setup(binding, object{"kind": "idp-metadata", "now": "2026-03-02T09:00:00Z", "facts": nobody, "expect": object{"saml.request_bindings": []string{"HTTP-Redirect"}}})
}

// lines is base64 as xmlsec1 breaks it.
func lines(text string) string {
	var out []string
	for ; len(text) > 64; text = text[64:] {
		out = append(out, text[:64])
	}
	return strings.Join(append(out, text), "\n")
}
