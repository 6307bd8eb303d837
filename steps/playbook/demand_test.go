package playbook_test

import (
	"slices"
	"testing"

	"federate/federation"
	"federate/federation/catalog"
	"federate/steps/playbook"
)

// What a console demands of a value is silent where the value is none at all, and
// speaks as soon as it is one.
func TestDemandOfMalformedValue(t *testing.T) {
	d := playbook.Demand{Code: "acme-address", Fact: "idp.sso_url", Matches: "https://acme.example/.*", Severity: federation.Error, Title: "This is no address of Acme"}
	check, err := d.Check()
	if err != nil {
		t.Fatal(err)
	}
	know := catalog.Knowledge()
	for value, want := range map[string][]federation.Code{
		"https://one.example/sso":         {"acme-address"},
		"https://one.example/sso ":        {"value-white-space"},
		"https://one\u200b.example/sso":   {"value-invisible-character"},
		"one.example/sso":                 {"value-not-a-url"},
		"https://need_to_change.example/": {"value-placeholder"},
	} {
		ds := &federation.Dossier{Terms: know.Terms}
		ds.Hear(federation.Claim{Side: federation.IdP, Fact: d.Fact, Value: value})
		var got []federation.Code
		for _, f := range federation.Examine(ds, append(federation.ValueChecks(), check)).Findings {
			got = append(got, f.Code)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: %s, want %s", value, got, want)
		}
	}
	for _, code := range federation.Malformed {
		if !slices.ContainsFunc(federation.ValueChecks(), func(c federation.Check) bool { return c.Rule.Code == code }) {
			t.Errorf("no rule of values is called %s", code)
		}
	}
}
