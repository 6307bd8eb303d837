package steps_test

import (
	"os"
	"slices"
	"testing"

	"federate/federation"
	"federate/steps"
	"federate/steps/playbook"
	"federate/steps/record"
	"federate/steps/record/memory"
)

// TestNothingWaitsForWhatNobodyGives walks every pair: once every value that a step
// insists on is told and every step is confirmed, no check waits for another value.
func TestNothingWaitsForWhatNobodyGives(t *testing.T) {
	certificate, err := os.ReadFile("../testdata/fixtures/certificate.cer")
	if err != nil {
		t.Fatal(err)
	}
	l := library(t)
	for _, p := range l.Playbooks(federation.Platform) {
		for _, i := range l.Playbooks(federation.IdP) {
			for _, protocol := range p.Protocols {
				if _, err := l.Pair(p.ID, i.ID, protocol, "", nil); err != nil {
					continue
				}
				sh := shelf(t, &memory.Store{}, "ana")
				id, err := sh.Create(t.Context(), record.Opening{Name: "Acme", Platform: p.ID, IdP: i.ID, Protocol: protocol})
				if err != nil {
					t.Fatal(err)
				}
				s := open(t, sh, id)
				for done := map[string]bool{}; ; {
					v := s.View()
					at := slices.IndexFunc(v.Plan, func(x playbook.Step) bool { return !done[x.Ref()] })
					if at < 0 {
						break
					}
					step := v.Plan[at]
					done[step.Ref()] = true
					a := steps.Answer{Step: step.Ref()}
					for _, f := range step.Fields {
						if f.Fact != "" && !f.Optional {
							a.Facts = append(a.Facts, steps.Told{Side: f.Speaker(step), Fact: f.Fact, Key: f.Key, Value: example(v, f, string(certificate))})
						}
					}
					if len(a.Facts) > 0 {
						do(t, s, a)
					}
					do(t, s, steps.Confirm{Step: step.Ref(), Override: "a test"})
				}
				for _, w := range s.View().Report.Waiting {
					if !w.ForDocument() {
						t.Errorf("%s with %s, %s: %s waits for %v", p.ID, i.ID, protocol, w.Code, w.For)
					}
				}
			}
		}
	}
}

// example is something that field f takes.
func example(v *steps.Snapshot, f playbook.Field, certificate string) string {
	t, _ := v.Pair.Terms.Term(f.Fact)
	switch {
	case len(t.Values) > 0:
		return t.Values[0]
	case t.Secret:
		return ""
	case t.Form == federation.Certificate:
		return certificate
	case f.Example != "":
		return f.Example
	case t.Form == federation.Date:
		return "2027-05-01"
	case t.Form == federation.URL:
		return "https://example.com/a"
	}
	return "a value"
}

// What the response of a judged login shows answers a question that was left empty,
// and no longer once another person is the pilot.
func TestALoginAnswers(t *testing.T) {
	l := logins(t)
	v := do(t, l.Session, steps.Answer{Step: testIdP, Documents: []steps.Handed{{Raw: l.response(l.now, "")}}})
	s, _ := v.Step("cxone/verify")
	at := slices.IndexFunc(s.Fields, func(f playbook.Field) bool { return f.Fact == "user.name_id" })
	waits := func(v *steps.Snapshot) bool {
		return slices.ContainsFunc(v.Report.Waiting, func(w federation.Waiting) bool { return w.Code == "saml-identity-mismatch" })
	}
	w, ok := v.Answer(s, s.Fields[at])
	if !ok || w.Value != "nick.carraway@classics.example" || w.Step != testIdP || waits(v) || !slices.Contains(v.Report.Passed, "saml-identity-mismatch") {
		t.Errorf("%+v, waits %v", w, waits(v))
	}
	v = do(t, l.Session, tell("user.external_identity", "daisy@classics.example"))
	if w, ok := v.Answer(s, s.Fields[at]); ok || !waits(v) {
		t.Errorf("of another person: %+v, waits %v", w, waits(v))
	}
	v = do(t, l.Session, steps.Confirm{Step: s.Ref()})
	if waits(v) {
		t.Error("nobody will tell it any more")
	}
}
