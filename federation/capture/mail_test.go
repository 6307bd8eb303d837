package capture_test

import (
	"encoding/base64"
	"net/url"
	"strings"
	"testing"

	"federate/federation"
	"federate/federation/capture"
)

// A message that went through a mail or a command line is the message.
func TestMailedAndEscaped(t *testing.T) {
	xml := `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_a" Version="2.0" IssueInstant="2027-06-01T12:00:00Z"><x/></samlp:Response>`
	whole := base64.StdEncoding.EncodeToString([]byte(xml))
	lines := whole[:70] + "\n" + whole[70:140] + "\n" + whole[140:]
	printable := strings.ReplaceAll(strings.ReplaceAll(lines, "=", "=3D"), "\n", "=\n")
	quote := func(s string) string { return "> " + strings.ReplaceAll(s, "\n", "\n> ") }
	for name, text := range map[string]string{
		"quoted":            quote(lines),
		"quoted twice":      quote(">" + strings.ReplaceAll(lines, "\n", "\n>")),
		"printable":         printable,
		"printable, quoted": quote(printable),
		"printable field":   "SAMLResponse=3D" + printable,
		"bash":              "curl 'https://app.example/acs' \\\n  --data-raw $'SAMLResponse=" + url.QueryEscape(whole) + "\\u0026RelayState=x\\u0021' \\\n  --compressed",
	} {
		c, err := capture.Unwrap([]byte(text))
		if err != nil || c.Kind != federation.KindSAMLResponse || string(c.Inner) != xml {
			t.Errorf("%s: %s %q, %v", name, c.Kind, c.Inner, err)
		}
	}
}
