package view_test

import (
	"encoding/json"
	"testing"
	"time"

	"federate/federation"
	"federate/steps/view"
)

// A program reads a moment in UTC, wherever it was made, and nothing where nothing
// happened; people read the zone with it.
func TestMoment(t *testing.T) {
	m := view.At(time.Date(2026, 3, 2, 23, 30, 0, 0, time.FixedZone("", -5*3600)))
	if b, err := json.Marshal(m); err != nil || string(b) != `"2026-03-03T04:30:00Z"` {
		t.Errorf("%s, %v", b, err)
	}
	if b, err := json.Marshal(view.Moment{}); err != nil || string(b) != `""` {
		t.Errorf("no moment is %s, %v", b, err)
	}
	if m.String() != "3 March 2026, 04:30 UTC" || m.Day() != "3 March 2026" {
		t.Errorf("%s, %s", m, m.Day())
	}
}

func TestWhere(t *testing.T) {
	for want, s := range map[string]federation.Subject{
		"":                       {},
		"idp/sp.acs_url#2":       {Side: federation.IdP, Fact: "sp.acs_url", Key: "2", Line: 0},
		"saml-response //Issuer": {Fact: "idp.entity_id", Artifact: "saml-response", Path: "//Issuer", Line: 3},
		"certificate line 3":     {Artifact: "certificate", Line: 3},
	} {
		if got := view.Of(federation.Finding{Subject: s}).Where(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
