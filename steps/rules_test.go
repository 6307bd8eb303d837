package steps_test

import (
	"encoding/json"
	"os"
	"slices"
	"testing"

	"federate/federation"
	"federate/federation/catalog"
	"federate/federation/estate"
	"federate/federation/identity"
	"federate/federation/oidc"
	"federate/steps"
	"federate/steps/playbook"
)

// A fieldRule is one rule of the field, as somebody wrote it down, and what judges
// it here.
type fieldRule struct {
	ID    string
	Codes []string // any of them
	Why   string   // no code can judge it, or not all of it
	In    string   // the pair whose sound values the samples are put into
	Fact  string   // "[side/]fact"
	Good  []string // samples that none of Codes finds fault with
	Bad   []string // samples that at least one of Codes does
}

// fieldRules is how many there are, so that one which is lost is missed.
const fieldRules = 206

// TestEveryRuleOfTheField walks testdata/field/rules.json: a rule is judged by a
// code that exists, or it says why it cannot be; and its samples, where they are
// values of a fact, go through the checks of their pair.
func TestEveryRuleOfTheField(t *testing.T) {
	raw, err := os.ReadFile("testdata/field/rules.json")
	if err != nil {
		t.Fatal(err)
	}
	var rules []fieldRule
	if err := json.Unmarshal(raw, &rules); err != nil {
		t.Fatal(err)
	}
	l := library(t)
	known := map[string]bool{string(oidc.SecretIDFinding(federation.IdP).Code): true}
	for _, c := range catalog.Checks() {
		known[string(c.Rule.Code)] = true
	}
	for _, pb := range append(l.Playbooks(federation.Platform), l.Playbooks(federation.IdP)...) {
		for _, d := range pb.Demands {
			known[string(d.Code)] = true
		}
	}
	for _, r := range slices.Concat(estate.Rules(), identity.Rules()) {
		known[string(r.Code)] = true
	}
	seen, judged, pairs := map[string]bool{}, 0, map[string]sound{}
	for _, r := range rules {
		if seen[r.ID] {
			t.Errorf("%s is there twice", r.ID)
		}
		seen[r.ID] = true
		if len(r.Codes) == 0 && r.Why == "" {
			t.Errorf("%s: nothing judges it, and nothing says why", r.ID)
		}
		for _, c := range r.Codes {
			if !known[c] {
				t.Errorf("%s: there is no code %s", r.ID, c)
			}
		}
		if r.In == "" {
			continue
		}
		if _, ok := pairs[r.In]; !ok {
			pairs[r.In] = soundPair(t, l, r.In)
		}
		pair, valid := pairs[r.In].pair, pairs[r.In].valid
		fires := func(value string) []string {
			return slices.DeleteFunc(foundIn(t, pair, put(valid, r.Fact, value), federation.Note), func(c string) bool { return !slices.Contains(r.Codes, c) })
		}
		for _, v := range r.Good {
			judged++
			if got := fires(v); len(got) > 0 {
				t.Errorf("%s: %s = %q is sound, and %v find fault with it", r.ID, r.Fact, v, got)
			}
		}
		for _, v := range r.Bad {
			judged++
			if len(fires(v)) == 0 {
				t.Errorf("%s: %s = %q passes; found %v", r.ID, r.Fact, v, foundIn(t, pair, put(valid, r.Fact, v), federation.Note))
			}
		}
	}
	if len(rules) != fieldRules {
		t.Errorf("%d rules of %d", len(rules), fieldRules)
	}
	t.Logf("%d rules, %d samples", len(rules), judged)
}

// A sound is a pair with the sound values of its file in testdata.
type sound struct {
	pair  *steps.Pair
	valid map[string]string
}

func soundPair(t *testing.T, l *playbook.Library, name string) (s sound) {
	t.Helper()
	raw, err := os.ReadFile("testdata/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range l.Playbooks(federation.Platform) {
		for _, i := range l.Playbooks(federation.IdP) {
			for _, protocol := range p.Protocols {
				if p.ID+"-"+i.ID+"-"+protocol == name {
					joined, err := l.Pair(p.ID, i.ID, protocol, "", catalog.Checks())
					if err != nil {
						t.Fatal(err)
					}
					s.pair = steps.NewPair(joined)
				}
			}
		}
	}
	var vs values
	if err := json.Unmarshal(raw, &vs); err != nil || s.pair == nil {
		t.Fatalf("%s: %v", name, err)
	}
	vs.Valid["idp.certificate"] = certificate(t, "Microsoft Azure Federated SSO Certificate")
	return sound{s.pair, vs.Valid}
}
