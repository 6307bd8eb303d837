package steps_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"federate/federation"
	"federate/federation/estate"
	"federate/steps"
	"federate/steps/baton"
	"federate/steps/checklist"
	"federate/steps/journal"
	"federate/steps/record"
	"federate/steps/record/conformance"
	"federate/steps/record/memory"
)

// FuzzJournal makes a journal of lines and opens it in every way there is:
// whatever the lines are, that is an answer or an error and never the end of the
// program. A line that is refused is left out, so that the others are looked at.
func FuzzJournal(f *testing.F) {
	lines := func(events ...record.Event) {
		var out [][]byte
		for i, e := range events {
			e.V, e.Seq, e.Actor = record.Format, int64(i+1), "ada"
			line, err := record.Encode(e)
			if err != nil {
				f.Fatal(err)
			}
			out = append(out, line)
		}
		f.Add(bytes.Join(out, []byte("\n")))
	}
	begun := record.Event{Kind: record.Opened, Opening: &record.Opening{Name: "Acme", Platform: "cxone", IdP: "entra", Protocol: "saml"}}
	whole := record.Event{Kind: record.Opened, Opening: &record.Opening{Name: "North", Platform: steps.EstateWord, Protocol: steps.EstateWord},
		Claims: []federation.Claim{{Side: federation.IdP, Fact: estate.FactMember, Key: "acme", Value: "acme"}}}
	lines(begun)
	lines(whole)
	lines(conformance.All()...)
	lines(append([]record.Event{begun}, conformance.All()[1:]...)...)
	lines(begun, record.Event{Kind: record.Merged})
	for _, kind := range []record.Kind{record.Answered, record.Confirmed, record.Skipped, record.Reopened, record.Received, record.Waived, record.Opened, record.Undone, record.Merged} {
		lines(begun, record.Event{Kind: record.Merged, Step: "entra/application", Origin: &record.Origin{Actor: "bob", Seq: 2, Kind: kind}})
		lines(whole, record.Event{Kind: record.Merged, Origin: &record.Origin{Actor: "bob", Seq: 2, Kind: kind}})
	}
	sh := estateShelf(f)
	f.Fuzz(func(t *testing.T, raw []byte) {
		ctx, sh := t.Context(), *sh
		sh.Store = &memory.Store{}
		for _, id := range []string{"acme", "estate-north"} {
			last := int64(0)
			for line := range bytes.SplitSeq(raw, []byte("\n")) {
				if e, err := record.Decode(line); err == nil && sh.Store.Append(ctx, id, last, e) == nil {
					last++
				}
			}
			if v, err := sh.Look(ctx, id); err == nil {
				checklist.Journal(v.Events, v.Pair.Words, func(string) string { return "" })
				baton.Pack(v, federation.IdPAdmin, "ada")
			}
			if e, err := sh.LookEstate(ctx, id); err == nil {
				checklist.Of(e)
				estate.MatrixOf(e.Together)
			}
			sh.Summary(ctx, id)
			sh.EstateSummary(ctx, id)
		}
	})
}

// One journal that cannot be read is damaged, and says why; the others are as
// they were.
func TestADamagedJournalHidesNoOther(t *testing.T) {
	ctx, sh := t.Context(), estateShelf(t)
	federations(t, sh)
	id, err := sh.CreateEstate(ctx, "North", []string{"cx", "gc"})
	if err != nil {
		t.Fatal(err)
	}
	opened, err := os.ReadFile(filepath.Join(string(sh.Store.(journal.Dir)), "cx.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	next := `{"v":1,"seq":2,"at":"2026-11-27T08:00:00Z","actor":"bob","prev":"` + record.Digest(bytes.TrimSpace(opened)) + `",`
	for why, line := range map[string]string{
		"line 2: a merged event without its origin":                                    next + `"kind":"merged","step":"entra/application"}`,
		"line 2: a merged waived event without its waiver":                             next + `"kind":"merged","origin":{"actor":"bob","at":"2026-11-27T08:00:00Z","seq":2,"kind":"waived"}}`,
		`line 2: a merged event of kind "opened", which is none that is brought home`:  next + `"kind":"merged","origin":{"actor":"bob","at":"2026-11-27T08:00:00Z","seq":2,"kind":"opened"}}`,
		"line 2: written by a newer version of federate (format 2":                     strings.Replace(next, `"v":1`, `"v":2`, 1) + `"kind":"archived"}`,
		`line 2: unknown kind of event "sealed"`:                                       next + `"kind":"sealed"}`,
		"line 2: it was not written after line 1 as it stands; one of them, line 1 or": strings.Replace(next, "sha256:", "sha256:0", 1) + `"kind":"archived"}`,
	} {
		dir := string(sh.Store.(journal.Dir))
		if err := os.WriteFile(filepath.Join(dir, "cx.jsonl"), []byte(string(opened)+line+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		ids, err := sh.IDs(ctx)
		if err != nil || strings.Join(ids, " ") != "cx gc" {
			t.Fatal(ids, err)
		}
		if s := sh.Summary(ctx, "cx"); s.Err == nil || !strings.Contains(s.Err.Error(), why) {
			t.Errorf("want %q, got %v", why, s.Err)
		}
		if s := sh.Summary(ctx, "gc"); s.Err != nil || s.All == 0 {
			t.Errorf("%s: the other one: %+v", why, s)
		}
		e, err := sh.LookEstate(ctx, id)
		if err != nil || e.Members[0].Err == nil || e.Members[1].Err != nil || len(e.Together.Members) != 1 {
			t.Errorf("%s: the estate: %+v, %v", why, e, err)
		}
		if err := os.WriteFile(filepath.Join(dir, id+".jsonl"), []byte(string(opened)+line+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if ids, err := sh.IDs(ctx); err != nil || strings.Join(ids, " ") != "cx estate-north gc" {
			t.Errorf("%s: a damaged estate is in no list: %v, %v", why, ids, err)
		}
		if s := sh.Summary(ctx, id); s.Err == nil {
			t.Errorf("%s: a damaged estate has no fault", why)
		}
		if err := os.Remove(filepath.Join(dir, id+".jsonl")); err != nil {
			t.Fatal(err)
		}
		if id, err = sh.CreateEstate(ctx, "North", []string{"cx", "gc"}); err != nil {
			t.Fatal(err)
		}
	}
}
