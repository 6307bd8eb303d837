package ui_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"federate/steps/record"
	"federate/ui"
)

// TestWhatWasRead: what a message says is one key away, with what the platform goes by,
// then the message taken apart and as it is kept, which y copies.
func TestWhatWasRead(t *testing.T) {
	x := live(t, "cxone/test-sp-initiated")
	x.press("ctrl+s")
	x.sees("no document was handed in at this step")
	x.machine.files["slash.b64"] = read(t, "../testdata/fixtures/slash.b64")
	x.press("tab", "slash.b64", "enter", "ctrl+s")
	x.sees("What was read", "what it says", "NameID                  jane.doe@classics.example  ← used", "← used: NICE CXone Mpower goes by it",
		"Audience                https://cxone.niceincontact.com/sp/4711/", "IssueInstant            2026-03-02T09:00:00Z, 263 days ago")
	x.press("pgdown")
	x.sees("SHA-1  ", "6A914ADF9858082CA1D7C80D0A74D6D487EABCEE429377DE21617EA5AFEFC2BD", "not known, no certificate is trusted yet")
	x.press("tab")
	x.sees("  <samlp:Response", "      IssueInstant=\"2026-03-02T09:00:00Z\"")
	x.lacks("Status                  Success")
	x.press("tab", "y")
	x.sees("raw", "<?xml version=", "copied the SAML response")
	if n := len(x.machine.copied); n != 1 || !strings.HasPrefix(x.machine.copied[0], "<?xml") {
		t.Errorf("copied %d: %q", n, x.machine.copied)
	}
	x.press("tab")
	x.sees("what it says")
	x.press("esc")
	x.sees("SAML response, slash.b64", "The verdict")
}

// TestNothingToLogInWithIsShown: of a token neither its signature nor the whole can be
// seen or copied, and of a private key nothing.
func TestNothingToLogInWithIsShown(t *testing.T) {
	token := read(t, "../federation/oidc/testdata/oidc-token-email-unverified/good.jwt")
	signature := strings.TrimSpace(token)[strings.LastIndex(strings.TrimSpace(token), ".")+1:]
	x := shipped(t).window("ana", ui.Start{Broken: true}, 80, 200)
	x.send(tea.PasteMsg{Content: token})
	x.press("ctrl+s")
	x.sees("Claim email", "nick.carraway@classics.com", "Expires (exp)")
	for _, face := range []string{"parsed", "raw"} {
		x.press("tab")
		x.sees(face, "\"nick.carraway@classics.com\"")
		x.lacks(signature[:20], "eyJ")
	}
	x.sees("Kept without what somebody could log in with")
	x.press("y")
	x.sees("there is nothing to copy")
	if x.machine.copied != nil {
		t.Errorf("copied %q", x.machine.copied)
	}
	x = shipped(t).window("ana", ui.Start{Broken: true}, 80, 60)
	x.send(tea.PasteMsg{Content: read(t, "../federation/pki/testdata/pki-private-key/bad-pkcs8.pem")})
	x.press("ctrl+s")
	x.sees("private key")
	x.press("tab", "tab")
	x.sees("The document itself is not kept")
	x.lacks("MII")
}

// TestEachMessageOfARecording: a recording and its messages are shown one after the other.
func TestEachMessageOfARecording(t *testing.T) {
	x := shipped(t).window("ana", ui.Start{Broken: true}, 80, 24)
	x.machine.files["login.har"] = read(t, "../federation/capture/trace/testdata/capture-relay-state-changed/good.har")
	x.press("login.har", "enter", "ctrl+s")
	x.sees("HAR file", "document 1 of 3", "Recorded by  WebInspector")
	x.press("l")
	x.sees("SAML request", "login.har step 3", "document 2 of 3", "_request1")
	x.press("l")
	x.sees("SAML response", "document 3 of 3")
	x.press("l")
	x.sees("document 1 of 3")
	x.press("h")
	x.sees("document 3 of 3")
}

// TestABrokenLoginSaysWhose: of a recording, the page says whose login its last message was.
func TestABrokenLoginSaysWhose(t *testing.T) {
	x := shipped(t).window("ana", ui.Start{Broken: true}, 80, 60)
	x.machine.files["login.har"] = `{"log":{"version":"1.2","creator":{"name":"by hand","version":"1"},"entries":[{"startedDateTime":"2026-03-02T09:00:00Z","time":10,` +
		`"request":{"method":"POST","url":"https://cxone.niceincontact.com/sso/saml/acs","headers":[],"postData":{"mimeType":"application/x-www-form-urlencoded",` +
		`"params":[{"name":"SAMLResponse","value":"` + strings.Join(strings.Fields(read(t, "../testdata/fixtures/slash.b64")), "") + `"}]}},` +
		`"response":{"status":200,"headers":[],"content":{"mimeType":"text/html","text":""}}}]}}`
	x.press("login.har", "enter")
	x.sees("NameID  jane.doe@classics.example  ← used", "Audience  https://cxone.niceincontact.com/sp/4711/", "ctrl+s all of it")
}

// TestAStrangersDocumentSteersNothing: what stands in a document never reaches the
// terminal as a command, on no face.
func TestAStrangersDocumentSteersNothing(t *testing.T) {
	hostile := `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example/` + "\u202e\u009b31m" + `"><md:IDPSSODescriptor ` +
		`protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" ` +
		`Location="https://idp.example/sso` + "\u200b" + `"/></md:IDPSSODescriptor></md:EntityDescriptor>`
	x := shipped(t).window("ana", ui.Start{Broken: true}, 80, 24)
	x.send(tea.PasteMsg{Content: hostile})
	x.press("ctrl+s")
	for range 3 {
		check(t, x.app.View().Content, 80, 24)
		if frame := x.app.View().Content; strings.ContainsAny(frame, "\u202e\u009b\u200b") {
			t.Errorf("it reaches the terminal: %q", frame)
		}
		x.press("tab")
	}
}

// TestTheFactsStandBeneathTheField: a certificate is told by both thumbprints beneath its
// field, and which it was is said when the page opens again.
func TestTheFactsStandBeneathTheField(t *testing.T) {
	w := shipped(t)
	o := record.Opening{Name: "Contoso", Platform: "cxone", IdP: "entra", Protocol: "saml"}
	if _, err := w.shelf("ana").Create(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	x := w.window("ana", ui.Start{Federation: "contoso", Step: "entra/certificate"}, 80, 24)
	x.machine.files["entra.cer"] = read(t, "../testdata/fixtures/certificate.cer")
	x.press("tab", "entra.cer", "enter")
	const first, second = "SHA-1  58A494D9BA9A19C9C2029C25DB53E069C707B0DD", "SHA-256  6A914ADF9858082CA1D7C80D0A74D6D487EABCEE429377DE21617EA5AFEFC2BD"
	x.sees(first, second, "Valid until  2029-01-01T00:00:00Z, in 772 days", "ctrl+s all of it")
	again := w.window("ben", ui.Start{Federation: "contoso", Step: "entra/certificate"}, 80, 24)
	again.sees(first, second)
	again.send(tea.WindowSizeMsg{Width: 80, Height: 16})
	again.lacks(second) // there is no room, and one line says which it is
	again.press("pgdown")
	again.sees("58A494D9…", "ctrl+s all of it")
	again.lacks(second)
}
