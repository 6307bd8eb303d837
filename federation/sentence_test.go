package federation_test

import (
	"testing"

	"federate/federation"
)

// A text may begin in any script, with what has no capital, or not at all.
func TestSentence(t *testing.T) {
	for text, want := range map[string][2]string{
		"":           {"", ""},
		"über http":  {"Über http", "über http"},
		"Über http":  {"Über http", "über http"},
		"жалоба":     {"Жалоба", "жалоба"},
		"2 findings": {"2 findings", "2 findings"},

		"rp.example.org got it": {"rp.example.org got it", "rp.example.org got it"},
		"idp.xml: no such file": {"idp.xml: no such file", "idp.xml: no such file"},
		"a.":                    {"A.", "a."},
		"日本":                    {"日本", "日本"},
		"\xff\xfe bad":          {"\xff\xfe bad", "\xff\xfe bad"},
	} {
		if got := [2]string{federation.Sentence(text), federation.Clause(text)}; got != want {
			t.Errorf("%q: %q, not %q", text, got, want)
		}
	}
	for noun, want := range map[string]string{"ID token": "an ID token", "SAML response": "a SAML response", "error page": "an error page", "": "a "} {
		if got := federation.Article(noun); got != want {
			t.Errorf("%q: %q, not %q", noun, got, want)
		}
	}
}
