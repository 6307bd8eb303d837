package checklist_test

import (
	"testing"

	"federate/federation"
	"federate/steps"
	"federate/steps/checklist"
)

// setting is the one of s with the given label.
func setting(t *testing.T, s checklist.Step, label string) checklist.Value {
	t.Helper()
	for _, v := range s.Settings() {
		if v.Label == label {
			return v
		}
	}
	t.Fatalf("%s has no setting %s: %+v", s.Ref, label, s.Settings())
	return checklist.Value{}
}

// A bare confirmation is nobody's word on what a box holds, the placeholder stands
// where it was entered, and a setting is there once.
func TestWhoseWord(t *testing.T) {
	entity := told("sp.entity_id", "https://desk.example/1")
	bare := []steps.Change{steps.Confirm{Step: "login/application"}, entity, told("desk.signed", "message"), steps.Confirm{Step: "login/back-fill"}}
	c := walked(t, bare...)
	first, last := step(t, c, "login/application"), step(t, c, "login/back-fill")
	if v := setting(t, first, "Audience"); v.Planted != "https://desk.example/needtochange/acme" || v.Replaced.IsZero() || v.By != "ada" || !v.Copied {
		t.Errorf("the placeholder: %+v", v)
	}
	if v := setting(t, last, "Audience"); v.Said() || !v.Copied || v.Value != "https://desk.example/1" || v.By != "bob" {
		t.Errorf("a bare confirmation: %+v", v)
	}
	if n := len(last.Settings()); n != 1 || len(last.Values) != 2 {
		t.Errorf("%d settings of %d values", n, len(last.Values))
	}
	if v := setting(t, step(t, c, "desk/authenticator"), "Signed"); v.Shown != "Sign the message" || v.Value != "message" || !v.Own {
		t.Errorf("a choice: %+v", v)
	}
	back := steps.Answer{Facts: []steps.Told{{Side: federation.IdP, Fact: "sp.entity_id", Value: "https://desk.example/1/"}}}
	if v := setting(t, step(t, walked(t, append(bare, back, back)...), "login/back-fill"), "Audience"); !v.Said() || v.Own ||
		v.Value != "https://desk.example/1/" || v.Now != "https://desk.example/1" {
		t.Errorf("read back: %+v", v)
	}
	if len(c.History) != 5 || c.History[3].Changes[0].Is != "Sign the message" || c.History[3].Changes[0].New != "message" || c.History[3].Changes[0].Where != "Desk" {
		t.Errorf("the journal: %+v", c.History[3].Changes)
	}
}

// A day on which something was done is none on which something ends.
func TestPastDays(t *testing.T) {
	c := walked(t, told("desk.ends", "2026-09-01"), told("desk.tried", "2026-03-01"))
	if len(c.Deadlines) != 1 || c.Deadlines[0].Title != "Acme: the last day of the key" || c.Deadlines[0].Detail[0] != "It stands in Desk as “Key ends”." {
		t.Errorf("%+v", c.Deadlines)
	}
}
