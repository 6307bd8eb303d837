package federation_test

import (
	"encoding/json"
	"testing"

	"federate/federation"
)

// A need has one text for programs, which is for ever, and one for people.
func TestNeed(t *testing.T) {
	terms := federation.NewVocabulary([]federation.Term{{Fact: "sp.acs_url", Title: "the ACS URL"}},
		[]federation.KindTerm{{Kind: "idp-metadata", Title: "IdP metadata"}})
	words := federation.Words{Terms: terms, Names: map[federation.Side]string{federation.IdP: "Okta"}}
	for _, c := range []struct {
		need         federation.Need
		text, people string
	}{
		{federation.Need{Kind: "idp-metadata"}, "idp-metadata", "IdP metadata"},
		{federation.Need{Kind: "other"}, "other", "other"},
		{federation.Need{Fact: "sp.acs_url"}, "sp.acs_url", "the ACS URL"},
		{federation.Need{Fact: "sp.acs_url", Side: federation.IdP}, "idp/sp.acs_url", "the ACS URL as Okta has it"},
		{federation.Need{Fact: "sp.acs_url", Key: "1"}, "sp.acs_url#1", "the ACS URL"},
		{federation.Need{Fact: "sp.acs_url", Member: "acme"}, "acme: sp.acs_url", "the ACS URL"},
	} {
		b, err := json.Marshal(c.need)
		if err != nil || string(b) != `"`+c.text+`"` {
			t.Errorf("%+v is %s (%v), want %q", c.need, b, err, c.text)
		}
		if got := words.Need(c.need); got != c.people {
			t.Errorf("%+v is said as %q, want %q", c.need, got, c.people)
		}
	}
}

// Nobody waits for a check of a protocol that is not spoken.
func TestForeign(t *testing.T) {
	check := federation.Check{Rule: rule("waits"), Facts: []federation.Fact{"sp.entity_id"}, Run: func(*federation.Dossier) []federation.Finding { return nil }}
	for protocol, want := range map[string]bool{"saml": false, "oidc": true, "": false} {
		w := federation.Examine(dossier(), federation.Of(protocol, []federation.Check{check})).Waiting
		if len(w) != 1 || w[0].Foreign("saml") != want || w[0].ForDocument() {
			t.Errorf("%q: %+v", protocol, w)
		}
	}
}

// TestWaitingSaysMost merges what waits for a document in one report and for a fact in
// another, where the document was: the fact is what is missing.
func TestWaitingSaysMost(t *testing.T) {
	document := federation.Waiting{Code: "a", For: []federation.Need{{Kind: federation.KindSAMLResponse}, {Fact: "idp.certificate"}}}
	fact := federation.Waiting{Code: "a", For: []federation.Need{{Fact: "idp.certificate"}}}
	for _, order := range [][]federation.Waiting{{document, fact}, {fact, document}, {document, fact, document}} {
		var reports []federation.Report
		for _, w := range order {
			reports = append(reports, federation.Report{Waiting: []federation.Waiting{w}})
		}
		if got := federation.Merge(reports...).Waiting; len(got) != 1 || got[0].ForDocument() {
			t.Errorf("%v: %v", order, got)
		}
	}
	if got := federation.Merge(federation.Report{Waiting: []federation.Waiting{fact}}, federation.Report{Passed: []federation.Code{"a"}}); len(got.Waiting) != 0 {
		t.Errorf("what passed elsewhere waits: %v", got.Waiting)
	}
}
