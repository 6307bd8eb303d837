package steps_test

import (
	"strings"
	"testing"
	"time"

	"federate/federation"
	"federate/steps"
	"federate/steps/view"
)

// TestPeopleWhoWillNotGetInShutTheGate keeps comparisons of people: the gate stays shut
// while somebody will not get in, while not everybody was looked at, and once the
// comparison says nothing about today any more.
func TestPeopleWhoWillNotGetInShutTheGate(t *testing.T) {
	l := logins(t)
	gate, ok := l.View().Gate()
	if !ok || gate.Ref() != "cxone/roll-out" {
		t.Fatalf("the gate is %q", gate.Ref())
	}
	shut := func(v *steps.Snapshot) string {
		return strings.Join(v.Shut(gate), "\n")
	}
	before := shut(l.View())
	m := steps.Matching{At: l.now, Platform: steps.PeopleList{List: "sha256:00", People: 1200, Column: "External Identity"}, IdP: steps.PeopleList{List: "sha256:01", People: 1500, Column: "mail"},
		Active:  1200,
		Failing: 3, Codes: map[federation.Code]int{"identity-case": 2, "identity-missing": 1}}
	v := do(t, l.Session, steps.Matched{Matching: m})
	if got := shut(v); !strings.Contains(got, "3 of 1200 accounts of the platform will not get in") {
		t.Errorf("shut because: %s", got)
	}
	if got := view.MatchedAt(v, gate.Ref()); !strings.HasPrefix(got, "people compared by ana on ") || !strings.HasSuffix(got, ": 3 of 1200 accounts of the platform will not get in") {
		t.Errorf("said: %s", got)
	}
	if all := view.Matchings(v); len(all) != 1 || len(all[0].Reasons) != 2 || all[0].Reasons[0] != (view.Reason{Code: "identity-case", People: 2}) {
		t.Errorf("%+v", all)
	}
	if len(v.Attempts) > 0 || v.Status[gate.Ref()].Settled() {
		t.Error("a comparison of people is taken for a login, or opens the gate")
	}

	m.Failing, m.Codes = 0, nil
	m.Unread = true
	if got := shut(do(t, l.Session, steps.Matched{Matching: m})); !strings.Contains(got, "not everything was looked at") {
		t.Errorf("shut because: %s", got)
	}
	m.Unread, m.Platform.List = false, "sha256:02"
	if got := shut(do(t, l.Session, steps.Matched{Matching: m})); got != before {
		t.Errorf("everybody gets in, and yet: %s", got)
	}

	l.now = l.now.Add(15 * 24 * time.Hour)
	if got := shut(l.View()); got != before {
		t.Errorf("a snapshot ages by itself: %s", got)
	}
	if got := shut(do(t, l.Session, tell("rollout.window", "2027-03-01"))); !strings.Contains(got, "that was 15 days ago") {
		t.Errorf("shut because: %s", got)
	}
	m.At = l.now
	do(t, l.Session, steps.Matched{Matching: m})
	l.now = l.now.Add(time.Hour)
	if got := shut(do(t, l.Session, tell("saml.name_id_source", "user.mail"))); !strings.Contains(got, "the name that is sent was changed since") {
		t.Errorf("shut because: %s", got)
	}
	v = do(t, l.Session, steps.Undo{})
	if got := shut(v); strings.Contains(got, "compared") {
		t.Errorf("after it was taken back: %s", got)
	}
}
