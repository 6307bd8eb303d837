package capture_test

import (
	"slices"
	"strings"
	"testing"

	"federate/federation/capture"
)

func TestCodes(t *testing.T) {
	for text, want := range map[string]string{
		"AADSTS50011 and AADB2C90057.":                                 "AADSTS50011 AADB2C90057",
		"AADSTS501 MSIS12":                                             "",
		"AADSTS12345678901":                                            "AADSTS123456789",
		"xMSIS70011":                                                   "MSIS7001",
		"E0000004 xE0000004 E00000045 E0000004_":                       "E0000004",
		"(AUTHN_106) AUTHZ_12 AUTHZ_123":                               "AUTHN_106 AUTHZ_123",
		"a 400_SAML error, 1400_SAML":                                  "400_SAML",
		"app_not_configured_for_user after GENERAL_NONSUCCESS":         "app_not_configured_for_user GENERAL_NONSUCCESS",
		capture.CodeWords()[9] + "Responder " + capture.CodeWords()[9]: "urn:oasis:names:tc:SAML:2.0:status:Responder",
		capture.CodeWords()[9] + "Success " + "E0000001":               "E0000001",
		strings.Repeat("MSIS7001 ", 9) + "AADSTS50011":                 strings.TrimSpace(strings.Repeat("MSIS7001 ", 8)),
		"": "",
	} {
		if got := capture.Codes([]byte(text), 8); !slices.Equal(got, strings.Fields(want)) {
			t.Errorf("%q: %q, want %s", text, got, want)
		}
	}
}
