package ui_test

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"federate/steps/record"
	"federate/ui"
)

// TestUsualMistakesAreSeen: what most admins get wrong once is on the screen in the frame
// after it was handed in, at 80×24, and the message line says so too.
func TestUsualMistakesAreSeen(t *testing.T) {
	const certificate = "../federation/pki/testdata/"
	for name, c := range map[string]struct {
		at    string
		paste string // a file, or the text itself
		text  bool
		keys  []string // after it
		sees  []string
	}{
		"key for certificate": {at: "entra/certificate", paste: "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n-----END PRIVATE KEY-----", text: true,
			sees: []string{"private key", "was not kept", "✗"}},
		"web page for certificate": {at: "entra/certificate", paste: "<!DOCTYPE html>\n<html><body>Sign in to your account</body></html>", text: true,
			sees: []string{"✗", "page"}},
		"expired certificate": {at: "entra/certificate", paste: certificate + "pki-expired/bad.pem", sees: []string{"The signing certificate has expired", "✗ 1 error"}},
		"another tenant's slash": {at: "entra/addresses", text: true, paste: "https://login.microsoftonline.com/9f7e0000-1111-4222-8333-444455556666/saml2/", keys: []string{"enter"},
			sees: []string{"✗ error", "✗ 1 error"}},
		"placeholder left": {at: "cxone/values", text: true, paste: "https://cxone.niceincontact.com/needtochange/contoso", keys: []string{"enter"},
			sees: []string{"placeholder", "✗ error", "✗ 1 error"}},
		"old response": {at: "cxone/test-idp-initiated", paste: "../federation/saml/testdata/saml-audience-mismatch/good.xml",
			sees: []string{"no proof", "log in again"}},
		"wrong part signed": {at: "cxone/test-idp-initiated", paste: "../federation/saml/testdata/saml-audience-mismatch/bad.xml",
			sees: []string{"The wrong part of the response is signed", " errors: "}},
		"metadata for response": {at: "cxone/test-idp-initiated", paste: "../federation/saml/testdata/saml-metadata-expired/bad.xml",
			sees: []string{"✗ this is identity provider metadata; wanted"}},
		"nonsense": {at: "cxone/test-idp-initiated", paste: "lorem ipsum\ndolor sit amet", text: true, sees: []string{"✗ this was not recognised"}},
	} {
		t.Run(name, func(t *testing.T) {
			x := live(t, c.at)
			text := c.paste
			if !c.text {
				text = read(t, c.paste)
			}
			x.send(tea.PasteMsg{Content: text})
			x.press(c.keys...)
			x.sees(c.sees...)
		})
	}
}

// TestCapitalsAreSeen: a NameID with other capitals than the account is seen at once, with
// both values.
func TestCapitalsAreSeen(t *testing.T) {
	w := shipped(t)
	id, err := w.shelf("ana").Create(t.Context(), record.Opening{Name: "Contoso", Platform: "cxone", IdP: "entra", Protocol: "saml"})
	if err != nil {
		t.Fatal(err)
	}
	w.window("ana", ui.Start{Federation: id, Step: "cxone/pilot"}, 80, 24).press("Ann.Agent@contoso.example", "enter")
	x := w.window("ana", ui.Start{Federation: id, Step: "cxone/test-idp-initiated"}, 80, 24)
	x.send(tea.PasteMsg{Content: read(t, "../federation/saml/testdata/saml-audience-mismatch/good.xml")})
	x.sees("The verdict", "✗ error   The platform does not know this NameID", "about ann.agent@contoso.example")
}
