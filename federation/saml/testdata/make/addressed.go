//go:build ignore

package main

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"log"
	"net/url"
	"path/filepath"
)

// addressed writes requests that do not say where they go, or say it wrongly, and
// requests and responses for another platform. Its keys are its own.
func addressed() {
	makeKey("sender", "/CN=A platform")
	const (
		to   = ` Destination="https://login.microsoftonline.com/0f8fad5b-d9cb-469f-a165-70867728950e/saml2"`
		sso  = "https://login.microsoftonline.com/0f8fad5b-d9cb-469f-a165-70867728950e/saml2"
		name = "/></samlp:AuthnRequest>"
	)
	const missing = "saml-request-destination-missing"
	sign := func(edits ...string) fixture {
		return request(edits...).signRoot("AuthnRequest", signing{key: "sender"})
	}
	sign(to, "").save(missing, "bad.xml")
	sign(to, ` Destination=""`).save(missing, "bad-empty.xml")
	sign().save(missing, "good.xml")
	signedAddress(request(to, "")).save(missing, "bad-address.query")
	signedAddress(request()).save(missing, "good-address.query")

	const address = "saml-request-address-mismatch"
	fixture{"https://login.microsoftonline.com/other/saml2?SAMLRequest=" + packed(request())}.save(address, "bad.query")
	signedAddress(request("/saml2", "/saml2/")).save(address, "bad-signed.query")
	fixture{"https://LOGIN.microsoftonline.com:443/0f8fad5b-d9cb-469f-a165-70867728950e/saml2?x=y&SAMLRequest=" + packed(request())}.save(address, "good.query")

	qualified := func(by string) fixture { return request(name, ` SPNameQualifier="`+by+`"`+name) }
	const asked = "saml-request-name-id-qualifier"
	qualified("https://cxone.example/staging").save(asked, "bad.xml")
	qualified(audience).save(asked, "good.xml")
	const answered = "saml-name-id-qualifier-not-as-asked"
	const id = `<NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"`
	qualified(audience).save("documents", "request-qualified.xml")
	for name, by := range map[string]string{"bad": "https://cxone.example/staging", "good": audience} {
		response(id, id+` SPNameQualifier="`+by+`"`).signAssertion(signing{key: "sender"}).save(answered, "named-"+name+".xml")
		fixtureOf(answered, name, object{"documents": []string{"documents/request-qualified.xml", answered + "/named-" + name + ".xml"}, "facts": object{"idp.certificate": nil, "sp.entity_id": nil}})
	}

	const swapped = "saml-request-acs-is-idp"
	at := `AssertionConsumerServiceURL="` + acs + `"`
	request(at, `AssertionConsumerServiceURL=""`).save("saml-request-value", "bad-empty.xml")
	request(at, `AssertionConsumerServiceURL="`+sso+`"`).save(swapped, "bad.xml")
	request(to, "", at, `AssertionConsumerServiceURL="https://idp.example/sso"`).save("documents", "request-to-sso.xml")
	fixtureOf(swapped, "bad-told", object{"documents": []string{"documents/request-to-sso.xml"}, "facts": object{"idp.sso_url": "https://idp.example/sso", "sp.acs_url": acs}})
	request().save(swapped, "good.xml")
	request(">"+audience+"</saml:Issuer>", ">"+sso+"</saml:Issuer>").save("documents", "request-issuer-sso.xml")
	fixtureOf("saml-request-issuer-is-idp", "bad-address", object{"documents": []string{"documents/request-issuer-sso.xml"}, "facts": object{"idp.sso_url": sso}})
	standing("saml-names-swapped", "bad-address", object{"sp.acs_url": sso, "idp.sso_url": sso})
	standing("saml-names-swapped", "bad-entity", object{"sp.entity_id": sso, "idp.sso_url": sso})
	standing("saml-names-swapped", "good-address", object{"sp.acs_url": acs, "idp.sso_url": sso})
	makeKey("weak", "/CN=A platform with a short key")
	keyed := func(keys ...string) fixture {
		var all string
		for _, k := range keys {
			all += `<KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>` + certificate(k) + `</X509Certificate></X509Data></KeyInfo></KeyDescriptor>`
		}
		return fixture{spMetadata}.edit("<NameIDFormat>", all+"<NameIDFormat>")
	}
	keyed("sender").save("documents", "sp-key.xml")
	keyed("weak").save("documents", "sp-key-weak.xml")
	const expired, weak = "saml-sp-metadata-certificate-expired", "saml-sp-metadata-key-weak"
	fixtureOf(expired, "bad", object{"documents": []string{"documents/sp-key.xml"}, "now": "2029-06-01T09:00:00Z"})
	fixtureOf(expired, "good", object{"documents": []string{"documents/sp-key.xml"}, "now": "2026-03-02T09:00:00Z"})
	fixtureOf(weak, "bad", object{"documents": []string{"documents/sp-key-weak.xml"}, "now": "2026-03-02T09:00:00Z"})
	fixtureOf(weak, "good", object{"documents": []string{"documents/sp-key.xml"}, "now": "2026-03-02T09:00:00Z"})
	const second = "saml-acs-second-missing"
	pairs := object{"saml.second_address": object{"fact": "sp.requested_authn_context", "is": "pair"}}
	standing(second, "bad", object{"sp.acs_url": acs, "sp.requested_authn_context": "pair"})
	standing(second, "good", object{"sp.acs_url": acs, "sp.acs_url#1": acs + "/two", "sp.requested_authn_context": "pair"})
	standing(second, "good-one", object{"sp.acs_url": acs, "sp.requested_authn_context": "one"})
	setup(second, object{"expect": pairs})
	fixtureOf(second, "bad-metadata", object{"documents": []string{"documents/sp-one.xml"}, "now": "2026-03-02T09:00:00Z", "facts": object{"sp.requested_authn_context": "pair"}})
	fixtureOf(second, "good-metadata", object{"documents": []string{"documents/sp.xml"}, "now": "2026-03-02T09:00:00Z", "facts": object{"sp.requested_authn_context": "pair"}})
	fixture{spMetadata}.edit(`    <AssertionConsumerService index="1" Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://cxone.example/saml/other"/>`+"\n", "").save("documents", "sp-one.xml")
	empty := response(`NotOnOrAfter="2026-03-02T10:00:00.029Z" Recipient`, `NotBefore="" NotOnOrAfter="2026-03-02T10:00:00.029Z" Recipient`)
	empty.signAssertion(signing{key: "sender"}).save("saml-confirmation-begins", "bad-empty.xml")
	response(`NotOnOrAfter="2026-03-02T10:00:00.029Z" Recipient`, `NotOnOrAfter="" Recipient`).signAssertion(signing{key: "sender"}).save("saml-confirmation-endless", "bad-empty.xml")
	fixtureOf("saml-in-response-to-mismatch", "bad-format", object{"documents": []string{"documents/request-other-format.xml", "documents/response.xml"}})
	request(`ID="_req-1"`, `ID="_req-9"`, "nameid-format:emailAddress", "nameid-format:persistent").save("documents", "request-other-format.xml")
}

// packed is f as the value of a parameter (saml-bindings-2.0-os 3.4.4.1).
func packed(f fixture) string {
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestCompression)
	if err == nil {
		_, err = w.Write([]byte(clean(f.text)))
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		log.Fatal(err)
	}
	return url.QueryEscape(base64.StdEncoding.EncodeToString(b.Bytes()))
}

// signedAddress is f as an address with a signature beside it.
func signedAddress(f fixture) fixture {
	query := "SAMLRequest=" + packed(f) + "&SigAlg=" + url.QueryEscape(rsaSHA256)
	in := filepath.Join(keys, "query")
	write(in, query)
	signature := run("openssl", "dgst", "-sha256", "-sign", filepath.Join(keys, "sender.key"), in)
	return fixture{"https://login.microsoftonline.com/0f8fad5b-d9cb-469f-a165-70867728950e/saml2?" + query + "&Signature=" + url.QueryEscape(base64.StdEncoding.EncodeToString([]byte(signature)))}
}
