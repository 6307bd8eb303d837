package steps_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"federate/federation"
	"federate/federation/estate"
	"federate/steps"
	"federate/steps/record"
	"federate/steps/record/memory"
)

func matrix(member, lines string) federation.Claim {
	return federation.Claim{Side: federation.IdP, Fact: estate.FactMatrix, Key: member, Value: lines, Retracted: lines == ""}
}

// estateOf is an estate of cx and gc with base as the role matrix of gc, and the
// newest event that both admins have seen.
func estateOf(t *testing.T, sh *steps.Shelf, base string) (id string, seen int64) {
	t.Helper()
	federations(t, sh)
	id, err := sh.CreateEstate(t.Context(), "North", []string{"cx", "gc"})
	if err != nil {
		t.Fatal(err)
	}
	if err := change(t, sh, id, steps.Agree{Seen: 1, Claims: []federation.Claim{matrix("gc", base)}}); err != nil {
		t.Fatal(err)
	}
	e, err := sh.LookEstate(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return id, e.State.Last
}

func value(t *testing.T, sh *steps.Shelf, id string, f federation.Fact, key string) string {
	t.Helper()
	e, err := sh.LookEstate(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	c, _ := e.Together.Said(federation.IdP, f, key)
	return c.Value
}

// changed is the estate id after c was submitted.
func changed(t *testing.T, sh *steps.Shelf, id string, c steps.Change) (*steps.Snapshot, error) {
	t.Helper()
	s, err := sh.OpenEstate(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	v, err := s.Do(c).Wait()
	if bad := s.Close(); bad != nil {
		t.Fatal(bad)
	}
	return v, err
}

func lookEstate(t *testing.T, sh *steps.Shelf, id string) *steps.Snapshot {
	t.Helper()
	v, err := sh.LookEstate(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func change(t *testing.T, sh *steps.Shelf, id string, c steps.Change) error {
	t.Helper()
	_, err := changed(t, sh, id, c)
	return err
}

func by(sh *steps.Shelf, actor string) *steps.Shelf {
	other := *sh
	other.Actor = actor
	return &other
}

// Two admins who each change lines of what both had seen: different groups merge,
// one group clashes with both of its lines, and nobody is overruled in silence.
func TestLinesOfTwoAdminsMerge(t *testing.T) {
	const base = "Agents | User\nLeads | Supervisor"
	for name, c := range map[string]struct {
		ada, bob     string
		want         string
		theirs, mine string // where it clashes
		kept         string // where mine is to stand then
	}{
		"each adds a line":              {base + "\nNight | User", base + "\nDay | User", base + "\nNight | User\nDay | User", "", "", ""},
		"one adds, one drops":           {base + "\nNight | User", "Leads | Supervisor", "Leads | Supervisor\nNight | User", "", "", ""},
		"one drops, one edits":          {"Agents | User", "Agents | User; Caller\nLeads | Supervisor", "Agents | User; Caller", "", "", ""},
		"the same line":                 {base + "\nNight | User", base + "\nNight | User", base + "\nNight | User", "", "", ""},
		"all taken back, and one added": {base + "\nNight | User", "", "Night | User", "", "", ""},
		"one group by both": {base + "\nNight | User\nA | B", base + "\nNight | Caller\nC | D", base + "\nNight | User\nA | B", "Night | User", "Night | Caller",
			base + "\nNight | Caller\nA | B\nC | D"},
		"edited and dropped": {"Agents | Caller\nLeads | Supervisor", "Leads | Supervisor", "Agents | Caller\nLeads | Supervisor", "Agents | Caller", "", "Leads | Supervisor"},
	} {
		t.Run(name, func(t *testing.T) {
			sh := estateShelf(t)
			bob := by(sh, "bob")
			id, seen := estateOf(t, sh, base)
			if err := change(t, sh, id, steps.Agree{Seen: seen, Claims: []federation.Claim{matrix("gc", c.ada)}}); err != nil {
				t.Fatal(err)
			}
			err := change(t, bob, id, steps.Agree{Seen: seen, Claims: []federation.Claim{matrix("gc", c.bob)}})
			if got := value(t, sh, id, estate.FactMatrix, "gc"); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
			var clash *steps.AgreeError
			if c.kept == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if !errors.As(err, &clash) || !errors.Is(err, record.ErrConflict) || clash.By != "ada" || clash.Theirs != c.theirs || clash.Mine != c.mine {
				t.Fatalf("%+v", err)
			}
			if err := change(t, bob, id, clash.Again); err != nil {
				t.Fatal(err)
			}
			if got := value(t, sh, id, estate.FactMatrix, "gc"); got != c.kept {
				t.Errorf("mine stands: %q, want %q", got, c.kept)
			}
		})
	}
}

// Any other answer clashes as a whole, a word that was taken back too; what one
// admin says twice, and what both say alike, does not.
func TestAnAnswerOfTwoAdminsClashes(t *testing.T) {
	sh := estateShelf(t)
	bob := by(sh, "bob")
	id, seen := estateOf(t, sh, "Agents | User")
	idle := func(v string) []federation.Claim {
		return []federation.Claim{{Side: federation.IdP, Fact: estate.FactIdle, Key: "gc", Value: v, Retracted: v == ""}}
	}
	tell := func(sh *steps.Shelf, v string) error {
		return change(t, sh, id, steps.Agree{Seen: seen, Claims: idle(v)})
	}
	for _, v := range []string{"10", "20"} {
		if err := tell(sh, v); err != nil {
			t.Fatal(err)
		}
	}
	if err := tell(bob, "20"); err != nil {
		t.Error(err)
	}
	if err := tell(bob, "30"); err == nil || err.Error() != "ada answered meanwhile: Idle minutes of gc. Theirs is “20”, yours is “30”: look at both and answer again" {
		t.Errorf("%v", err)
	}
	if got := value(t, sh, id, estate.FactIdle, "gc"); got != "20" {
		t.Errorf("%q", got)
	}
	e, err := sh.LookEstate(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	seen = e.State.Last
	if _, err := changed(t, sh, id, steps.Undo{}); err != nil {
		t.Fatal(err)
	}
	if err := tell(bob, "30"); err == nil || !strings.Contains(err.Error(), "ada answered meanwhile") || !strings.Contains(err.Error(), "Theirs is “10”") {
		t.Errorf("taken back: %v", err)
	}
}

// Two admins who add lines at the same time, in one folder of files and in memory.
func TestNoLineIsLostToAnotherWriter(t *testing.T) {
	for name, store := range map[string]func(*steps.Shelf) record.Store{
		"files":  func(sh *steps.Shelf) record.Store { return sh.Store },
		"memory": func(*steps.Shelf) record.Store { return &memory.Store{} },
	} {
		t.Run(name, func(t *testing.T) {
			const each = 12
			sh := estateShelf(t)
			sh.Store = store(sh)
			id, _ := estateOf(t, sh, "Agents | User")
			var wg sync.WaitGroup
			for _, actor := range []string{"ada", "bob"} {
				wg.Go(func() {
					sh := by(sh, actor)
					for n := range each {
						e, err := sh.LookEstate(t.Context(), id)
						if err != nil {
							t.Error(err)
							return
						}
						for _, a := range e.Asks(topic(t, e, "roles")) {
							if a.Fact != estate.FactMatrix || a.Key != "gc" {
								continue
							}
							line := matrix("gc", fmt.Sprintf("%s\n%s %d | User", a.Value, actor, n))
							if err := change(t, sh, id, steps.Agree{Seen: a.Seen, Claims: []federation.Claim{line}}); err != nil {
								t.Error(err)
							}
						}
					}
				})
			}
			wg.Wait()
			if got := strings.Count(value(t, sh, id, estate.FactMatrix, "gc"), "\n") + 1; got != 1+2*each {
				t.Errorf("%d lines, want %d", got, 1+2*each)
			}
		})
	}
}
