package record_test

import (
	"testing"

	"federate/federation"
	"federate/steps/record"
)

// A host follows from a region until somebody tells one.
func TestFollow(t *testing.T) {
	const region, host federation.Fact = "acme.region", "acme.host"
	rule := record.Rule{Side: federation.Platform, Fact: host, From: []record.Source{{Side: federation.Platform, Fact: region}}, Over: "sp-metadata",
		Value: func(w []string) (string, bool) { return "login." + w[0], w[0] != "nowhere" }}
	told := claim(host, "login.mine")
	read := claim(host, "login.read")
	read.From.Artifact = "sp-metadata"
	gone := claim(host, "")
	gone.Retracted = true
	planted := claim(region, "somewhere")
	planted.Placeholder = true
	tell := func(c federation.Claim) record.Event {
		return record.Event{Kind: record.Answered, Step: "acme/region", Actor: "ben", Claims: []federation.Claim{c}}
	}
	s := replay(t, tell(planted), tell(claim(region, "nowhere")), tell(claim(region, "eu")), tell(read), tell(told), tell(claim(region, "us")), tell(gone))
	s.Follow([]record.Rule{rule})
	for seq, want := range []string{"", "", "", "", "login.eu", "login.eu", "login.mine", "login.mine", "login.us"} {
		w, ok := s.SaidBy(federation.Platform, host, "", int64(seq))
		if w.Value != want && ok || ok != (want != "") || (w.Follows != nil) != (want == "login.eu" || want == "login.us") {
			t.Errorf("after event %d: %+v, %v; want %q", seq, w, ok, want)
		}
	}
	w, _ := s.Said(federation.Platform, host, "")
	if w.Seq != 7 || w.By != "ben" || w.Step != "acme/region" || len(w.Follows) != 1 {
		t.Errorf("it is not as old as what it follows from: %+v", w)
	}
	if w, ok := s.ToldBy(federation.Platform, host, "", s.Last); ok || !w.Retracted {
		t.Errorf("told is %+v", w)
	}
	var values []string
	for _, w := range s.Words(4) {
		values = append(values, w.Value)
	}
	if len(values) != 2 || values[1] != "login.eu" {
		t.Errorf("words after event 4: %v", values)
	}
}
