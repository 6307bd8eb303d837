package steps_test

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"federate/federation"
	"federate/federation/catalog"
	"federate/federation/conformance"
	"federate/steps"
)

// values are the sound values of one pair, and wrong ones with the code that
// must be found: the mapping from the rules of the field to ours.
type values struct {
	Valid map[string]string                          `json:"valid"`
	Wrong []struct{ Rule, Fact, Value, Code string } `json:"wrong"`
}

// TestWrongValuesAreFound walks testdata/<platform>-<idp>-<protocol>.json and
// puts each wrong value in the place of the sound one: exactly its code must be
// found, and nothing where all values are sound.
func TestWrongValuesAreFound(t *testing.T) {
	l := library(t)
	files := 0
	for _, p := range l.Playbooks(federation.Platform) {
		for _, i := range l.Playbooks(federation.IdP) {
			for _, protocol := range p.Protocols {
				raw, err := os.ReadFile("testdata/" + p.ID + "-" + i.ID + "-" + protocol + ".json")
				if err != nil {
					continue
				}
				files++
				pair, err := l.Pair(p.ID, i.ID, protocol, "", catalog.Checks())
				if err != nil {
					t.Fatal(err)
				}
				t.Run(p.ID+"-"+i.ID+"-"+protocol, func(t *testing.T) { wrongValues(t, steps.NewPair(pair), raw) })
			}
		}
	}
	if all, _ := filepath.Glob("testdata/*.json"); files != len(all) {
		t.Errorf("%d of %d files belong to a pair", files, len(all))
	}
}

func wrongValues(t *testing.T, pair *steps.Pair, raw []byte) {
	var vs values
	if err := json.Unmarshal(raw, &vs); err != nil {
		t.Fatal(err)
	}
	vs.Valid["idp.certificate"] = certificate(t, "Microsoft Azure Federated SSO Certificate")
	judge := func(said map[string]string) []string { return foundIn(t, pair, said, federation.Warning) }
	if got := judge(vs.Valid); got != nil {
		t.Errorf("sound values: %v", got)
	}
	for _, w := range vs.Wrong {
		said := put(vs.Valid, w.Fact, w.Value)
		if got := judge(said); w.Code != "" && !slices.Equal(got, []string{w.Code}) {
			t.Errorf("%s: %s = %q: found %v, want %s", w.Rule, w.Fact, w.Value, got, w.Code)
		}
	}
}

// foundIn are the codes that said, values by "[side/]fact[#key]", leads to, those of
// at least that severity.
func foundIn(t *testing.T, pair *steps.Pair, said map[string]string, least federation.Severity) (out []string) {
	t.Helper()
	d := &federation.Dossier{Now: clock, Protocol: pair.Protocol, Terms: pair.Terms, Expect: pair.Expect, Words: pair.Words, Final: true}
	for _, name := range slices.Sorted(maps.Keys(said)) {
		side, fact, ok := strings.Cut(name, "/")
		if !ok {
			side, fact = "", name
		}
		fact, key, _ := strings.Cut(fact, "#")
		if side == "" {
			side = string(d.Owner(federation.Fact(fact)))
		}
		if err := pair.Terms.CheckFact(federation.Fact(fact)); err != nil {
			t.Fatal(err)
		}
		d.Hear(federation.Claim{Side: federation.Side(side), Fact: federation.Fact(fact), Key: key, Value: said[name]})
	}
	for _, f := range conformance.Judge(d, nil, pair.Checks).Findings {
		if f.Severity >= least {
			out = append(out, string(f.Code))
		}
	}
	return out
}

// put is said with value for fact. The other side's word goes along where it would
// only be a second fault.
func put(said map[string]string, fact, value string) map[string]string {
	said = maps.Clone(said)
	said[fact] = value
	if owner := strings.TrimPrefix(fact, "idp/"); owner == fact {
		delete(said, "idp/"+fact)
		delete(said, "platform/"+fact)
		if fact == "user.external_identity" {
			delete(said, "user.name_id")
		}
	}
	return said
}
