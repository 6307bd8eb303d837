package plain

import (
	"errors"
	"strings"
	"testing"

	"federate/federation"
	"federate/federation/estate"
	"federate/steps"
)

// An estate is begun from the menu, asked for line by line, and read through.
func TestEstate(t *testing.T) {
	m, sh := begun(t)
	out := talked(t, Deps{Shelf: sh}, strings.Join([]string{
		"e", "nobody", "1", "", "---", "Group", // begun with one member; the walk begins at the first open part
		"g 3", "2", "Agents", "Agents | Employee; User | Home", "Leads | Supervisor", "x 2", "x 7", "", // roles by hand, and a matrix
		"g 4", "9", "none", "b", `\`, "",
		"g 6", "vault=1", "vault-1", "nowhere", "idp", "soon", "2026-02-01", "",
		"w estate-break-glass-few", "two are coming", "then", "2026-12-31",
		"u", "o", "f", "?", "p", "n", "q"}, "\n")+"\n")
	for _, want := range []string{`"nobody" is no federation.`, "an estate needs a name", "Begun: Group, known as estate-group.", "Group: an estate of 1 federation.",
		"Part 3 of 9, Role matrix. State: open.", "Disputed: A guide sends", "GROUP | ROLE; ROLE", "1. Agents | Employee; User | Home", "There is no line 7.",
		"is one of none, to-platform, both-ways", "Now: nobody is provisioned.", "Taken back.", "A label has no = and no #.", "is a day like 2026-12-31",
		"Accepted up to 31 December 2026.", `"then" is no day of the form year-month-day.`, "warning[estate-break-glass-few]", "Everywhere: b goes back", "To go on: federate open estate-group --plain"} {
		if !strings.Contains(strings.ToLower(out), strings.ToLower(want)) {
			t.Errorf("does not say %q", want)
		}
	}
	if t.Failed() {
		t.Log(out)
	}
	e, err := sh.LookEstate(t.Context(), "estate-group")
	if err != nil {
		t.Fatal(err)
	}
	said := func(f federation.Fact, key string) string {
		c, _ := e.Together.Said(federation.IdP, f, key)
		return c.Value
	}
	if got := []string{said(estate.FactRoles, "classics"), said(estate.FactMatrix, "classics"), said(estate.FactSCIM, "classics"), said(estate.FactGlass, "vault-1"), said(estate.FactGlassTried, "vault-1")}; strings.Join(got, ",") != "by-hand,Agents | Employee; User | Home,,idp,2026-02-01" {
		t.Errorf("kept %q", got)
	}
	if len(e.Report.Waived) != 0 || len(m.events["estate-group"]) < 8 {
		t.Errorf("%d events, accepted %+v", len(m.events["estate-group"]), e.Report.Waived)
	}
	again := talked(t, Deps{Shelf: sh, Federation: "group", NoInput: true}, "")
	if !strings.Contains(again, "6. Fallback and break-glass accounts. Open.") {
		t.Error(again)
	}
}

// Two admins answer the same of an estate at once: both values are said, and one
// is chosen.
func TestEstateClash(t *testing.T) {
	for choice, want := range map[string]string{"1": "by-hand", "2": "scim"} {
		m, sh := begun(t)
		id, err := sh.CreateEstate(t.Context(), "Group", []string{"classics"})
		if err != nil {
			t.Fatal(err)
		}
		said := federation.Claim{Side: federation.IdP, Fact: estate.FactRoles, Key: "classics", Value: "by-hand"}
		m.sneak = func() {
			if err := agree(t, shelf(t, m, "berta"), id, steps.Agree{Seen: 1, Claims: []federation.Claim{said}}); err != nil {
				t.Error(err)
			}
		}
		out := talked(t, Deps{Shelf: sh, Federation: "group"}, "g 3\nscim\n"+choice+"\ns\n")
		has(t, out, "Meanwhile: berta answered Roles from of classics.", "Yours: scim", "Theirs: by-hand", "1 keeps theirs, 2 puts yours in its place. Enter keeps theirs:")
		e, err := sh.LookEstate(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if c, _ := e.Together.Said(federation.IdP, estate.FactRoles, "classics"); c.Value != want {
			t.Errorf("%s: %q", choice, c.Value)
		}
	}
}

// Wherever the input ends, what was answered stays, and nothing is asked twice.
func TestEstateCut(t *testing.T) {
	_, sh := begun(t)
	id, err := sh.CreateEstate(t.Context(), "Group", []string{"classics"})
	if err != nil {
		t.Fatal(err)
	}
	lines := []string{"g 6", "vault-1", "idp", "2026-02-01", "", "", "", "", "5"}
	for n := range lines {
		talked(t, Deps{Shelf: sh, Federation: id}, strings.Join(lines[:n+1], "\n")+"\n")
	}
	e, err := sh.LookEstate(t.Context(), id)
	if err != nil || e.Together.Value(estate.FactAlarm) != "5" || len(e.Together.Claims(estate.FactGlass)) != 1 {
		t.Errorf("%+v, %v", e.Together.All(), err)
	}
}

// agree tells what was agreed on for the estate id.
func agree(t *testing.T, sh *steps.Shelf, id string, c steps.Agree) error {
	t.Helper()
	s, err := sh.OpenEstate(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Do(c).Wait()
	return errors.Join(err, s.Close())
}
