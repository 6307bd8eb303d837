package view_test

import (
	"slices"
	"testing"

	"federate/assets"
	"federate/federation/vocabulary"
	"federate/steps/playbook"
	"federate/steps/view"
)

// A name is found in whatever way it is written, and only as a whole.
func TestTermsOf(t *testing.T) {
	l, err := playbook.Load(vocabulary.New(), assets.FS)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string][]string{
		"sp.acs_url":    {"sp.acs_url"},
		"Reply URL":     {"sp.acs_url"},
		"assertion url": {"sp.acs_url"},
		"ACS-URL":       {"sp.acs_url"},
		"Reply URL (Assertion Consumer Service URL)": {"sp.acs_url"},
		"Audience URI (SP Entity ID)":                {"sp.entity_id"},
		"Issuer":                                     {"idp.entity_id", "oidc.issuer"},
		"client_secret":                              {"oidc.client_secret"},
		"ACS (Consumer) URL":                         {"sp.acs_url"},
		"okta.cert":                                  {"idp.certificate"}, // only some release of a console calls it so
		"AssertionConsumerService":                   {"sp.acs_url"},
		"":                                           nil,
		"URL":                                        nil,
		"The reply URL is wrong":                     nil,
		"AADSTS50011":                                nil,
	} {
		var got []string
		for _, x := range view.TermsOf(l, name) {
			got = append(got, string(x.Fact))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
	found := view.TermsOf(l, "Reply URL", "cxone", "entra")
	if len(found) != 1 || len(found[0].Calls) != 2 || found[0].Calls[0].Label != "Assertion URL" || !slices.Contains(found[0].Calls[1].Steps, "entra/back-fill") {
		t.Errorf("of a pair: %+v", found)
	}
}
