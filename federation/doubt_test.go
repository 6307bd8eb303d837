package federation_test

import (
	"strings"
	"testing"

	"federate/federation"
)

// A value that is wrong by itself is never advised, whichever examination found it.
func TestAWrongValueIsNeverRecommended(t *testing.T) {
	rule := federation.Rule{Code: "saml-audience-mismatch", Severity: federation.Error, Remedy: "Set it to exactly the wanted value"}
	about := federation.Subject{Side: federation.IdP, Fact: "sp.entity_id"}
	differs := rule.At(about, "two names").Differ("https://sp.example/ ", "https://sp.example/")
	space := federation.Rule{Code: "value-white-space", Severity: federation.Error, Remedy: "Copy it again"}.
		At(federation.Subject{Side: federation.Platform, Fact: "sp.entity_id"}, "a space").Differ("https://sp.example/", "https://sp.example/ ")
	remedy := func(reports ...federation.Report) string {
		for _, f := range federation.Merge(reports...).Findings {
			if f.Code == rule.Code {
				return f.Remedy
			}
		}
		return ""
	}
	got := remedy(federation.Report{Findings: []federation.Finding{space}}, federation.Report{Findings: []federation.Finding{differs}})
	if !strings.HasPrefix(got, "Do not copy the wanted value yet") {
		t.Errorf("remedy: %q", got)
	}
	if got := remedy(federation.Report{Findings: []federation.Finding{differs}}); got != rule.Remedy {
		t.Errorf("alone: %q", got)
	}
	swapped := federation.Rule{Code: "saml-names-swapped", Severity: federation.Error, Remedy: "Copy it from there"}.
		At(federation.Subject{Side: federation.Platform, Fact: "sp.entity_id"}, "another's name").Saw("https://sp.example/ ")
	if got := remedy(federation.Report{Findings: []federation.Finding{swapped}}, federation.Report{Findings: []federation.Finding{differs}}); !strings.HasPrefix(got, "Do not copy the wanted value yet") {
		t.Errorf("in another's place: %q", got)
	}
	space.Severity = federation.Warning // nobody refuses it
	if got := remedy(federation.Report{Findings: []federation.Finding{space}}, federation.Report{Findings: []federation.Finding{differs}}); got != rule.Remedy {
		t.Errorf("with a warning: %q", got)
	}
}
