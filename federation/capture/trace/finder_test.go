package trace

import "testing"

// A word is found wherever it stands, and what only begins like one is not.
func TestFinder(t *testing.T) {
	f := newFinder([]string{"SAMLRe", "AADSTS", "id_token"})
	for text, want := range map[string]bool{
		"SAMLRe": true, "xSAMLResponse": true, "an id_token": true, "SSAMLRe": true, "AAADSTS5": true,
		"": false, "S": false, "SA": false, "SAMLR": false, "samlre": false, "AADB2C id_toke": false,
	} {
		if got := f.in([]byte(text)); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
