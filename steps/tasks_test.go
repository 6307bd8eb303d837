package steps_test

import (
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"federate/assets"
	"federate/federation"
	"federate/federation/estate"
	"federate/steps"
	"federate/steps/generate"
	"federate/steps/playbook"
	"federate/steps/record"
)

// A flow is one documented way through the consoles, as somebody wrote it down
// task by task, and what stands for each task here.
type flow struct {
	// Settings are the pairs, and the answers, in which the flow is walked.
	Settings map[string]struct {
		Platform, IdP, Protocol string
		Facts                   map[federation.Fact]string
	}
	Tasks map[string]struct {
		Steps     []string          // in the plan of every setting
		Only      map[string]string // step: the one setting whose plan has it
		Estate    []string          // codes and facts of an estate
		Artifacts []string          // what the program makes, in some setting at least
		Says      []string          // labels and values that these steps, taken together, name
	}
}

// flows are how many tasks each flow has: one that is lost here would be missed by
// nobody.
var flows = map[string]int{"a": 15, "b": 12, "c": 11, "d": 9, "e": 5, "f": 17, "g": 10, "h": 10}

// TestEveryTaskHasItsStep walks testdata/field/tasks.json: each task of the
// documented flows is done by a step of the plan, by something the program makes,
// or by a check of the estate, and every plan is asked with its own answers.
func TestEveryTaskHasItsStep(t *testing.T) {
	raw, err := os.ReadFile("testdata/field/tasks.json")
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]flow
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	l := library(t)
	known := ofEstates()
	for id, n := range flows {
		f := all[id]
		if len(f.Tasks) != n || len(f.Settings) == 0 {
			t.Errorf("flow %s: %d of %d tasks in %d settings", id, len(f.Tasks), n, len(f.Settings))
		}
		plans, texts, made := map[string]map[string]bool{}, map[string]string{}, map[string]bool{}
		for name, s := range f.Settings {
			plans[name] = map[string]bool{}
			pair, st := standing(t, l, s.Platform, s.IdP, s.Protocol, s.Facts)
			for _, step := range pair.Plan(st) {
				plans[name][step.Ref()] = true
				texts[step.Ref()] += words(pair, step)
			}
			for _, a := range generate.Of(&steps.Snapshot{Pair: pair, State: st}, assets.FS) {
				made[a.ID] = true
			}
		}
		for task, m := range f.Tasks {
			if !strings.HasPrefix(task, id) || len(m.Steps)+len(m.Only)+len(m.Estate) == 0 {
				t.Errorf("%s: nothing stands for it", task)
			}
			said := ""
			for _, ref := range m.Steps {
				said += texts[ref]
				for name, plan := range plans {
					if !plan[ref] {
						t.Errorf("%s: the plan of %s has no step %s", task, name, ref)
					}
				}
			}
			for ref, only := range m.Only {
				said += texts[ref]
				for name, plan := range plans {
					if plan[ref] != (name == only) {
						t.Errorf("%s: %s is in the plan of %s: %v", task, ref, name, plan[ref])
					}
				}
			}
			for _, w := range m.Says {
				if !strings.Contains(strings.ToLower(said), strings.ToLower(w)) {
					t.Errorf("%s: none of its steps says %q", task, w)
				}
			}
			for _, c := range m.Estate {
				if !known[c] {
					t.Errorf("%s: estates know no %s", task, c)
				}
			}
			for _, a := range m.Artifacts {
				if !made[a] {
					t.Errorf("%s: nothing makes %s", task, a)
				}
			}
		}
	}
	if len(all) != len(flows) {
		t.Errorf("%d flows of %d", len(all), len(flows))
	}
}

// ofEstates are the codes and the facts of an estate.
func ofEstates() map[string]bool {
	out := map[string]bool{}
	for _, r := range estate.Rules() {
		out[string(r.Code)] = true
	}
	for _, term := range estate.Terms() {
		out[string(term.Fact)] = true
	}
	return out
}

// standing is a pair, and the state of one that was told facts.
func standing(t *testing.T, l *playbook.Library, platform, idp, protocol string, facts map[federation.Fact]string) (*steps.Pair, *record.State) {
	t.Helper()
	pair, err := l.Pair(platform, idp, protocol, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	told := record.Event{Seq: 2, Kind: record.Answered}
	for _, f := range slices.Sorted(maps.Keys(facts)) {
		term, ok := pair.Terms.Term(f)
		if !ok {
			t.Fatalf("there is no %s", f)
		}
		told.Claims = append(told.Claims, federation.Claim{Side: term.Owner, Fact: f, Value: facts[f]})
	}
	st, err := record.Replay("acme", []record.Event{{Seq: 1, Kind: record.Opened, Opening: &record.Opening{Name: "Acme", Platform: platform, IdP: idp, Protocol: protocol}}, told})
	if err != nil {
		t.Fatal(err)
	}
	return steps.NewPair(pair), st
}

// words is all that s says: what to do, what to enter, what to bring back.
func words(p *steps.Pair, s playbook.Step) string {
	out := slices.Concat([]string{s.Title, s.Why}, s.Where, s.Do)
	call := func(f federation.Fact) {
		out = append(out, p.Words.Call(s.Side, f))
		if term, ok := p.Terms.Term(f); ok {
			out = append(out, term.Title)
			for _, v := range term.Values {
				out = append(out, p.Words.Option(s.Side, f, v))
			}
		}
	}
	for _, e := range s.Enter {
		out = append(out, e.Label, e.Note)
		if e.Value != nil {
			out = append(out, *e.Value)
		}
		call(e.Fact)
	}
	for _, f := range s.Fields {
		out = append(out, f.Label, f.Help, f.Example)
		call(f.Fact)
	}
	for _, c := range s.Cautions {
		out = append(out, c.Text)
	}
	return strings.Join(out, "\n") + "\n"
}
