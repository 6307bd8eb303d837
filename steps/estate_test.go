package steps_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"federate/assets"
	"federate/federation"
	"federate/federation/catalog"
	"federate/federation/estate"
	"federate/steps"
	"federate/steps/journal"
	"federate/steps/playbook"
	"federate/steps/record"
)

func estateShelf(t testing.TB) *steps.Shelf {
	t.Helper()
	know := catalog.Knowledge()
	l, err := playbook.Load(know.Terms, assets.FS)
	if err != nil {
		t.Fatal(err)
	}
	return &steps.Shelf{Store: journal.Dir(t.TempDir()), Library: l, Know: know, Actor: "ada",
		Now: func() time.Time { return time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC) }}
}

func federations(t *testing.T, sh *steps.Shelf) {
	t.Helper()
	for name, platform := range map[string]string{"CX": "cxone", "GC": "genesys-cloud"} {
		if _, err := sh.Create(t.Context(), record.Opening{Name: name, Platform: platform, IdP: "entra", Protocol: "saml"}); err != nil {
			t.Fatal(err)
		}
	}
}

// An estate is a journal like any other: the kinds and fields of format 1, and
// nothing in it but ids and what was told.
func TestAnEstateIsAJournal(t *testing.T) {
	ctx, sh := t.Context(), estateShelf(t)
	federations(t, sh)
	id, err := sh.CreateEstate(ctx, "North", []string{"cx", "gc"})
	if err != nil || id != "estate-north" {
		t.Fatal(id, err)
	}
	idle := federation.Claim{Side: federation.IdP, Fact: estate.FactIdle, Key: "gc", Value: "20"}
	if err := change(t, sh, id, steps.Agree{Seen: 1, Claims: []federation.Claim{idle}}); err != nil {
		t.Fatal(err)
	}
	if err := change(t, sh, id, steps.Agree{Seen: 1, Claims: []federation.Claim{idle}}); err != nil {
		t.Fatal(err)
	}
	if err := change(t, sh, id, lookEstate(t, sh, id).Join([]string{"cx"})); err != nil {
		t.Fatal(err)
	}
	events, err := sh.Store.Load(ctx, id)
	if err != nil || len(events) != 2 || events[0].Kind != record.Opened || events[1].Kind != record.Answered {
		t.Fatalf("what was said already is said again: %+v, %v", events, err)
	}
	if err := change(t, sh, id, lookEstate(t, sh, id).Leave([]string{"gc"})); err != nil {
		t.Fatal(err)
	}
	e, err := sh.LookEstate(ctx, id)
	if err != nil || len(e.Members) != 1 || e.Members[0].ID != "cx" {
		t.Fatalf("%+v, %v", e, err)
	}
	if _, ok := e.Together.Said(federation.IdP, estate.FactIdle, "gc"); ok {
		t.Error("what was said about a member outlives it")
	}
	if n, _, err := sh.Verify(ctx, id); n != 3 || err != nil {
		t.Errorf("%d events, %v", n, err)
	}
}

// An estate is left out where federations are listed, and never opened as one.
func TestAnEstateIsNoFederation(t *testing.T) {
	ctx, sh := t.Context(), estateShelf(t)
	federations(t, sh)
	if _, err := sh.Create(ctx, record.Opening{Name: "Estate of mind", Platform: "cxone", IdP: "okta", Protocol: "saml"}); err != nil {
		t.Fatal(err)
	}
	id, err := sh.CreateEstate(ctx, "North", nil)
	if err != nil {
		t.Fatal(err)
	}
	if ids, err := sh.IDs(ctx); err != nil || strings.Join(ids, " ") != "cx estate-of-mind gc" {
		t.Errorf("federations: %v, %v", ids, err)
	}
	if ids, err := sh.Estates(ctx); err != nil || strings.Join(ids, " ") != id {
		t.Errorf("estates: %v, %v", ids, err)
	}
	if sum := sh.Summary(ctx, id); sum.Err == nil || !strings.Contains(sum.Err.Error(), "is an estate") {
		t.Errorf("%+v", sum)
	}
	if _, err := sh.Open(ctx, id); err == nil {
		t.Error("an estate was opened as a federation")
	}
	if _, err := sh.Find(ctx, "North"); err == nil {
		t.Error("an estate was found by its name")
	}
	if again, err := sh.FindEstate(ctx, "north"); err != nil || again != id {
		t.Error(again, err)
	}
}

// quick is a store in which somebody else is quicker, n times.
type quick struct {
	record.Store
	n int
}

func (q *quick) Append(ctx context.Context, id string, last int64, e record.Event) error {
	if last > 0 && q.n > 0 {
		q.n--
		theirs := e
		theirs.Claims = []federation.Claim{{Side: federation.IdP, Fact: estate.FactAlarm, Value: strings.Repeat("1", q.n+1)}}
		if err := q.Store.Append(ctx, id, last, theirs); err != nil {
			return err
		}
	}
	return q.Store.Append(ctx, id, last, e)
}

func TestSomebodyIsQuicker(t *testing.T) {
	ctx, sh := t.Context(), estateShelf(t)
	id, err := sh.CreateEstate(ctx, "North", nil)
	if err != nil {
		t.Fatal(err)
	}
	mine := []federation.Claim{{Side: federation.IdP, Fact: estate.FactGlass, Key: "vault-1", Value: "idp"}}
	sh.Store = &quick{sh.Store, 2}
	if err := change(t, sh, id, steps.Agree{Seen: 1, Claims: mine}); err != nil {
		t.Fatal(err)
	}
	e, err := sh.LookEstate(ctx, id)
	if err != nil || len(e.Together.Claims(estate.FactGlass)) != 1 || e.Together.Value(estate.FactAlarm) != "1" {
		t.Fatalf("%+v, %v", e.Together.All(), err)
	}
	sh.Store = &quick{sh.Store, 100}
	mine[0].Key = "vault-2"
	if err := change(t, sh, id, steps.Agree{Seen: 1, Claims: mine}); !errors.Is(err, record.ErrConflict) {
		t.Error(err)
	}
}

// How a member stands comes from its own journal.
func TestMembersStand(t *testing.T) {
	ctx, sh := t.Context(), estateShelf(t)
	federations(t, sh)
	id, err := sh.CreateEstate(ctx, "North", []string{"cx", "gc"})
	if err != nil {
		t.Fatal(err)
	}
	look := func() *steps.Snapshot {
		e, err := sh.LookEstate(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	m := look().Members[1]
	if m.ID != "gc" || m.Tests() != "open" || m.Passed() {
		t.Fatalf("%s: %s, %t", m.ID, m.Tests(), m.Passed())
	}
	for _, s := range m.View.Plan { // somebody passes the gate, whatever it takes
		if s.Kind == playbook.Gate {
			e := record.Event{V: record.Format, At: sh.Now(), Actor: "eve", Kind: record.Confirmed, Step: s.Ref(), Override: "it is Monday"}
			if err := sh.Store.Append(ctx, "gc", 1, e); err != nil {
				t.Fatal(err)
			}
			break
		}
	}
	e := look()
	if !e.Members[1].Passed() || e.Together.Members[1].Value(estate.FactGate) != "passed" {
		t.Error("the gate is still open")
	}
	found := false
	for _, f := range e.Report.Findings {
		found = found || f.Code == "estate-enforced-without-fallback" && f.Subject.Key == "gc"
	}
	if !found {
		t.Errorf("nobody notices that there is no way in: %+v", e.Report.Findings)
	}
}
