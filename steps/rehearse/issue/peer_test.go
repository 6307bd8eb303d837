package issue_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"federate/federation"
	"federate/steps/rehearse/issue"
)

// TestXMLSec wants that a verifier that nobody here wrote takes every signature that is
// made here, and does not take one of another key.
func TestXMLSec(t *testing.T) {
	if os.Getenv("FEDERATE_PEERS") == "" {
		t.Skip("FEDERATE_PEERS is not set")
	}
	verify := func(t *testing.T, text []byte, element string, key *issue.Key) bool {
		t.Helper()
		dir := t.TempDir()
		file, pem := filepath.Join(dir, "in.xml"), filepath.Join(dir, "key.pem")
		for path, content := range map[string]string{file: string(text), pem: key.PEM()} {
			if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		out, err := exec.Command("xmlsec1", "--verify", "--enabled-key-data", "rsa", "--id-attr:ID",
			"urn:oasis:names:tc:SAML:2.0:assertion:Assertion",
			"--id-attr:ID", "urn:oasis:names:tc:SAML:2.0:protocol:Response", "--id-attr:ID",
			"urn:oasis:names:tc:SAML:2.0:protocol:AuthnRequest",
			"--id-attr:ID", "urn:oasis:names:tc:SAML:2.0:protocol:LogoutRequest", "--id-attr:ID",
			"urn:oasis:names:tc:SAML:2.0:protocol:LogoutResponse",
			"--pubkey-cert-pem", pem, "--node-xpath", "//*[local-name()='"+element+"']/*[local-name()='Signature']", file).CombinedOutput()
		if _, refused := err.(*exec.ExitError); err != nil && !refused {
			t.Fatal(err)
		}
		if err != nil {
			t.Logf("%s", out)
		}
		return err == nil
	}
	seen := 0
	for _, b := range benches(t) {
		if b.protocol != "saml" {
			continue
		}
		x := b.exchange()
		x.Binding, x.Platform.Key = issue.Posting, keys()[2]
		request, id, err := x.AuthnRequest()
		if err != nil {
			t.Fatal(err)
		}
		leaves, _, err := x.LogoutRequest()
		if err != nil {
			t.Fatal(err)
		}
		left, err := x.LogoutResponse(id)
		if err != nil {
			t.Fatal(err)
		}
		x.RequestID = id
		response, err := x.Response()
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range []struct {
			element string
			text    []byte
			by      *issue.Key
		}{{"AuthnRequest", request, keys()[2]}, {"LogoutRequest", leaves, keys()[2]}, {"LogoutResponse", left, keys()[0]},
			{"Response", response, keys()[0]}, {"Assertion", response, keys()[0]}} {
			part := federation.Signed(strings.ToLower(strings.Replace(m.element, "Response", "message", 1)))
			if wants := x.Platform.Expect.Signed.Value; (m.element == "Response" || m.element == "Assertion") &&
				len(wants) > 0 && wants[0] != federation.SignedBoth && wants[0] != part {
				continue
			}
			seen++
			if !verify(t, m.text, m.element, m.by) {
				t.Errorf("%s: xmlsec1 refuses the signature of %s", b.platform, m.element)
			}
			if verify(t, m.text, m.element, keys()[1]) {
				t.Errorf("%s: xmlsec1 takes the signature of %s with another key", b.platform, m.element)
			}
		}
	}
	if seen < 16 {
		t.Errorf("only %d signatures were looked at", seen)
	}
}
