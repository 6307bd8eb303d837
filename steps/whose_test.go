package steps_test

import (
	"errors"
	"testing"

	"federate/federation"
	"federate/federation/catalog"
	"federate/steps"
	"federate/steps/record"
)

// TestWhose: a document belongs to the federation whose own values it names; a value that
// two share tells nothing, and a longer value is another.
func TestWhose(t *testing.T) {
	sh := estateShelf(t)
	var all []steps.Summary
	for name, entity := range map[string]string{"Contoso": "https://cxone.example/sp/1", "Fabrikam": "https://cxone.example/sp/12"} {
		id, err := sh.Create(t.Context(), record.Opening{Name: name, Platform: "cxone", IdP: "entra", Protocol: "saml"})
		if err != nil {
			t.Fatal(err)
		}
		s, err := sh.Open(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Do(steps.Answer{Facts: []steps.Told{
			{Side: federation.Platform, Fact: "sp.entity_id", Value: entity},
			{Side: federation.IdP, Fact: "idp.entity_id", Value: "https://sts.example/tenant/"}}}).Wait()
		if err := errors.Join(err, s.Close()); err != nil {
			t.Fatal(err)
		}
		all = append(all, sh.Summary(t.Context(), id))
	}
	for text, want := range map[string]string{
		"Application with identifier 'https://cxone.example/sp/1' was not found": "Contoso",
		"it names https://cxone.example/sp/12.":                                  "Fabrikam",
		"https://cxone.example/sp/123":                                           "",
		"https://cxone.example/sp/1/more":                                        "",
		"issued by https://sts.example/tenant/":                                  "",
		"https://sts.example/tenant/ and https://cxone.example/sp/1":             "Contoso",
		"https://cxone.example/sp/12 and https://cxone.example/sp/1 alike":       "",
		"nothing": "",
	} {
		a, err := catalog.Knowledge().Recognise([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		s, by, ok := steps.Whose(a, all)
		if s.Name != want && ok || ok != (want != "") {
			t.Errorf("%q belongs to %q by %q, want %q", text, s.Name, by.Value, want)
		}
	}
}
