package steps_test

import (
	"strings"
	"testing"
	"time"

	"federate/federation"
	"federate/steps"
	"federate/steps/view"
)

// TestRehearsalIsNoProof keeps what came of a rehearsal beside the test step, which it
// does not settle, and takes it back.
func TestRehearsalIsNoProof(t *testing.T) {
	l := logins(t)
	before := l.Session.View()
	at := time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC)
	r := steps.Rehearsal{At: at, Start: federation.StartSP, Accepted: true, Verdict: "Would be let in", Subject: "ann.agent@contoso.example", Recording: "sha256:00"}
	v := do(t, l.Session, steps.Rehearsed{Step: testSP, Rehearsal: r})
	if v.Proved() || v.Status[testSP].Settled() || v.Status[testSP].State != before.Status[testSP].State {
		t.Errorf("a rehearsal settles the test: %+v", v.Status[testSP])
	}
	if len(v.Attempts) != len(before.Attempts) || len(v.Report.Findings) != len(before.Report.Findings) {
		t.Errorf("a rehearsal is judged as a login: %d attempts, %d findings", len(v.Attempts), len(v.Report.Findings))
	}
	all := v.Rehearsals()
	if len(all) != 1 || !all[0].Accepted || all[0].Subject != r.Subject || all[0].Step != testSP || !all[0].At.Equal(at) {
		t.Fatalf("%+v", all)
	}
	if text := view.RehearsedAt(v, testSP); !strings.Contains(text, "would be let in, as ann.agent@contoso.example") || !strings.Contains(text, "no proof") {
		t.Errorf("said: %s", text)
	}
	r.Accepted, r.Verdict, r.Recording = false, "Would not be let in", "sha256:01"
	v = do(t, l.Session, steps.Rehearsed{Step: testSP, Rehearsal: r})
	if text := view.RehearsedAt(v, testSP); !strings.Contains(text, "would not be let in") || !strings.Contains(text, "the last of 2") {
		t.Errorf("said: %s", text)
	}
	v = do(t, l.Session, steps.Undo{})
	if all := v.Rehearsals(); len(all) != 1 || all[0].Recording != "sha256:00" {
		t.Errorf("after it was taken back: %+v", all)
	}
}
