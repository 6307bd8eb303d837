package record_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"federate/federation"
	"federate/steps/record"
)

var start = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

// a federation as its events, numbered, one a minute, by anna unless said.
func journal(later ...record.Event) []record.Event {
	events := append([]record.Event{{Kind: record.Opened, Opening: &record.Opening{Name: "Acme", Platform: "cxone", Protocol: "saml"}}}, later...)
	for i := range events {
		e := &events[i]
		e.V, e.Seq, e.At = 1, int64(i+1), start.Add(time.Duration(i)*time.Minute)
		if e.Actor == "" {
			e.Actor = "anna"
		}
	}
	return events
}

func replay(t *testing.T, later ...record.Event) *record.State {
	t.Helper()
	s, err := record.Replay("acme", journal(later...))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func claim(f federation.Fact, value string) federation.Claim {
	return federation.Claim{Side: federation.Platform, Fact: f, Value: value}
}

func answered(claims ...federation.Claim) record.Event {
	return record.Event{Kind: record.Answered, Step: "cxone/enable", Claims: claims}
}

func values(words []record.Word) string {
	var out []string
	for _, w := range words {
		out = append(out, fmt.Sprintf("%s=%s@%d", w.Fact, w.Value, w.Seq))
	}
	return strings.Join(out, " ")
}

func TestTheNewestWordCounts(t *testing.T) {
	back := claim("a", "")
	back.Retracted = true
	theirs := claim("a", "idp's")
	theirs.Side = federation.IdP
	keyed := claim("a", "keyed")
	keyed.Key = "k"
	s := replay(t, answered(claim("a", "1"), claim("b", "1")), answered(claim("b", "2"), theirs, keyed), answered(back), answered(claim("a", "3")))
	for seq, want := range map[int64]string{
		1: "",
		2: "a=1@2 b=1@2",
		3: "a=1@2 b=2@3 a=idp's@3 a=keyed@3",
		4: "b=2@3 a=idp's@3 a=keyed@3",
		5: "a=3@5 b=2@3 a=idp's@3 a=keyed@3",
	} {
		if got := values(s.Words(seq)); got != want {
			t.Errorf("after %d: %q, want %q", seq, got, want)
		}
	}
	if w, ok := s.SaidBy(federation.Platform, "a", "", 4); ok {
		t.Errorf("retracted, yet said: %+v", w)
	}
	w, ok := s.Said(federation.Platform, "a", "")
	if !ok || w.Value != "3" || w.By != "anna" || w.Step != "cxone/enable" || !w.At.Equal(start.Add(4*time.Minute)) {
		t.Errorf("got %+v, %t", w, ok)
	}
	if _, ok := s.Said(federation.IdP, "b", ""); ok {
		t.Error("the other side said nothing")
	}
}

func TestUndo(t *testing.T) {
	undo := func(seq int64) record.Event { return record.Event{Kind: record.Undone, Undoes: seq} }
	one, two := answered(claim("a", "1")), answered(claim("a", "2"))
	for name, c := range map[string]struct {
		events []record.Event
		want   string
	}{
		"the newest":           {[]record.Event{one, two, undo(3)}, "a=1@2"},
		"an older one":         {[]record.Event{one, two, undo(2)}, "a=2@3"},
		"both":                 {[]record.Event{one, two, undo(3), undo(2)}, ""},
		"twice the same":       {[]record.Event{one, two, undo(3), undo(3)}, "a=1@2"},
		"the undoing":          {[]record.Event{one, two, undo(3), undo(4)}, "a=2@3"},
		"the undoing's undone": {[]record.Event{one, two, undo(3), undo(4), undo(5)}, "a=1@2"},
	} {
		s := replay(t, c.events...)
		if got := values(s.Words(s.Last)); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		if s.Last != int64(len(c.events)+1) {
			t.Errorf("%s: the undoing is an event too: last %d", name, s.Last)
		}
	}
	s := replay(t, record.Event{Kind: record.Renamed, Name: "New"}, undo(2), record.Event{Kind: record.Archived}, undo(4))
	if s.Name != "Acme" || s.Archived {
		t.Errorf("name %q, archived %t", s.Name, s.Archived)
	}
}

func TestMarks(t *testing.T) {
	confirmed := record.Event{Kind: record.Confirmed, Step: "a", Note: "n", Override: "o", Actor: "ben"}
	skipped := record.Event{Kind: record.Skipped, Step: "a", Reason: "r"}
	reopened := record.Event{Kind: record.Reopened, Step: "a"}
	for name, c := range map[string]struct {
		events []record.Event
		want   string
	}{
		"none":           {nil, ""},
		"confirmed":      {[]record.Event{confirmed}, "confirmed ben 2 n  o"},
		"then skipped":   {[]record.Event{confirmed, skipped}, "skipped anna 3  r "},
		"then reopened":  {[]record.Event{confirmed, reopened}, ""},
		"undone":         {[]record.Event{confirmed, reopened, {Kind: record.Undone, Undoes: 3}}, "confirmed ben 2 n  o"},
		"confirmed anew": {[]record.Event{skipped, reopened, confirmed}, "confirmed ben 4 n  o"},
	} {
		got := ""
		if m, ok := replay(t, c.events...).Mark("a"); ok {
			got = fmt.Sprintf("%s %s %d %s %s %s", m.Kind, m.By, m.Seq, m.Note, m.Reason, m.Override)
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestWaivers(t *testing.T) {
	waived := func(code federation.Code) record.Event {
		return record.Event{Kind: record.Waived, Waiver: &federation.Waiver{Code: code, Reason: "r", Until: start}}
	}
	s := replay(t, waived("a"), waived("b"), waived("c"), record.Event{Kind: record.Undone, Undoes: 3})
	var got []federation.Code
	for _, w := range s.Waivers() {
		got = append(got, w.Code)
	}
	if fmt.Sprint(got) != "[a c]" {
		t.Errorf("got %v, want a and c: lapsed ones stay, undone ones go", got)
	}
}

func TestDocuments(t *testing.T) {
	received := func(kind federation.Kind, key, digest string) record.Event {
		return record.Event{Kind: record.Received, Artifacts: []record.Artifact{{Kind: kind, Key: key, Digest: digest}}}
	}
	s := replay(t, received("saml-response", "idp", "1"), received("idp-metadata", "", "2"), received("saml-response", "sp", "3"),
		received("saml-response", "idp", "4"), received("idp-metadata", "", "5"), record.Event{Kind: record.Undone, Undoes: 6})
	var got []string
	for _, d := range s.Documents() {
		got = append(got, d.Digest)
	}
	if fmt.Sprint(got) != "[2 3 4]" {
		t.Errorf("got %v, want the newest of each kind and key that is not undone", got)
	}
}

func TestAJournalBeginsOnce(t *testing.T) {
	if _, err := record.Replay("acme", journal(record.Event{Kind: record.Opened, Opening: &record.Opening{}})); err == nil {
		t.Error("opened twice")
	}
	if _, err := record.Replay("acme", journal(answered())[1:]); err == nil {
		t.Error("never opened")
	}
	if s, err := record.Replay("acme", nil); err != nil || s.Last != 0 {
		t.Errorf("no events: %+v, %v", s, err)
	}
}
