package conformance

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"federate/federation"
	"federate/steps/record"
)

func instant(s int) time.Time { return time.Date(2026, 3, 1, 9, 0, s, 123456789, time.UTC) }

func opened() record.Event {
	return record.Event{V: 1, At: instant(0), Actor: "anna", Kind: record.Opened,
		Opening: &record.Opening{Name: "Acme", Platform: "cxone", IdP: "entra", Protocol: "saml"}}
}

func renamed(name string) record.Event {
	return record.Event{V: 1, At: instant(1), Actor: "anna", Kind: record.Renamed, Name: name}
}

// All returns one event of every kind, which together use every field.
func All() []record.Event {
	elsewhere := time.FixedZone("", 2*60*60)
	claims := []federation.Claim{
		{Side: federation.Platform, Fact: "sp.entity_id", Value: "https://sp.example/saml?a=1&b=<2>", Placeholder: true},
		{Side: federation.IdP, Fact: "idp.certificate", Key: "ab12", Value: "-----BEGIN-----\nMIIC\n-----END-----\n",
			From: federation.Origin{Artifact: "idp-metadata", Digest: record.Digest(nil), Path: "//X509Certificate", Line: 7}},
		{Side: federation.IdP, Fact: "sp.entity_id", Value: "é \u2028 \x01 \"'\\ 🔑", Copied: true},
		{Side: federation.IdP, Fact: "oidc.client_secret", Withheld: true},
		{Side: federation.IdP, Fact: "idp.sso_url", Retracted: true},
	}
	first := opened()
	first.At = first.At.In(elsewhere)
	first.Opening = &record.Opening{Name: "Müller & Söhne", Platform: "cxone", IdP: "entra", Protocol: "saml",
		Route: "cxone-entra", Adopted: true, Like: "acme"}
	return []record.Event{
		first,
		{Kind: record.Answered, Step: "entra/application", Claims: claims,
			Artifacts: []record.Artifact{{Kind: "idp-metadata", Key: "1", Digest: record.Digest(nil), Origin: "pasted"}}},
		{Kind: record.Confirmed, Step: "cxone/enable", Note: "done\nat noon", Override: "agreed", Shown: []federation.Code{"saml-a", "saml-b"}},
		{Kind: record.Reopened, Step: "cxone/enable"},
		{Kind: record.Skipped, Step: "cxone/enable", Reason: "not licensed"},
		{Kind: record.Received, Step: "cxone/test", Artifacts: []record.Artifact{{Kind: "saml-response", Digest: record.Digest([]byte("x"))}}},
		{Kind: record.Waived, Waiver: &federation.Waiver{Code: "pki-expires", Side: federation.IdP, Fact: "idp.certificate", Key: "ab12",
			Value: "2026-04-01", Reason: "is being replaced", By: "anna", At: instant(7).In(elsewhere), Until: instant(8).In(elsewhere)}},
		{Kind: record.Undone, Undoes: 5},
		{Kind: record.Renamed, Name: "Acme <Europe>"},
		{Kind: record.Archived, Back: true},
		{Kind: record.Merged, Claims: claims[:1], Origin: &record.Origin{Actor: "ben", At: instant(9).In(elsewhere), Seq: 4, Kind: record.Answered}},
	}
}

func everyField(t *testing.T, open func(*testing.T) record.Store) {
	s := open(t)
	var want []record.Event
	prev := ""
	for i, e := range All() {
		e.V, e.Actor = 1, "anna müller"
		if e.At.IsZero() {
			e.At = instant(i)
		}
		add(t, s, "acme", int64(i), e)
		e.Seq, e.Prev = int64(i+1), prev
		line, err := record.Encode(e)
		if err != nil {
			t.Fatal(err)
		}
		if e, err = record.Decode(line); err != nil {
			t.Fatal(err)
		}
		want, prev = append(want, e), record.Digest(line)
	}
	got := load(t, s, "acme")
	if len(got) != len(want) {
		t.Fatalf("%d events, want %d", len(got), len(want))
	}
	for i := range want {
		if !reflect.DeepEqual(got[i], want[i]) {
			t.Errorf("event %d\n got %+v\nwant %+v", i+1, got[i], want[i])
		}
	}
}

func chain(t *testing.T, open func(*testing.T) record.Store) {
	s := open(t)
	for i := range 5 {
		e := opened()
		if i > 0 {
			e = renamed(fmt.Sprint(i))
		}
		e.Seq, e.Prev = 77, "sha256:77" // the Store's to set, not the caller's
		add(t, s, "acme", int64(i), e)
	}
	got := load(t, s, "acme")
	sound(t, got)
	if len(got) != 5 || got[4].Name != "4" {
		t.Errorf("got %+v", got)
	}
}

func conflict(t *testing.T, open func(*testing.T) record.Store) {
	s := open(t)
	is(t, s.Append(t.Context(), "acme", 1, renamed("early")), record.ErrConflict, "after 1 of 0")
	add(t, s, "acme", 0, opened())
	add(t, s, "acme", 1, renamed("one"))
	for _, last := range []int64{-1, 0, 1, 3} {
		is(t, s.Append(t.Context(), "acme", last, renamed("late")), record.ErrConflict, fmt.Sprintf("after %d of 2", last))
	}
	if got := load(t, s, "acme"); len(got) != 2 || got[1].Name != "one" {
		t.Errorf("a refused event left a trace: %+v", got)
	}
	add(t, s, "acme", 2, renamed("two"))
}

// refused: what Load would not read again must not get in.
func refused(t *testing.T, open func(*testing.T) record.Store) {
	s := open(t)
	add(t, s, "acme", 0, opened())
	newer, without, odd, mute, ahead := renamed("x"), renamed("x"), renamed("x"), renamed("x"), renamed("x")
	newer.V = record.Format + 1
	without.V = 0
	odd.Kind = "celebrated"
	mute.Kind = record.Waived
	ahead.Kind, ahead.Undoes = record.Undone, 9
	long := renamed(strings.Repeat("x", 17<<20))
	for name, e := range map[string]record.Event{"newer": newer, "no version": without, "unknown kind": odd,
		"empty waiver": mute, "undoes what is to come": ahead, "17 MiB": long} {
		if err := s.Append(t.Context(), "acme", 1, e); err == nil {
			t.Errorf("%s: was kept", name)
		}
	}
	add(t, s, "acme", 1, renamed("sound"))
	if got := load(t, s, "acme"); len(got) != 2 || got[1].Name != "sound" {
		t.Errorf("got %d events", len(got))
	}
}

func writers(t *testing.T, open func(*testing.T) record.Store) {
	const admins, each = 8, 25
	add(t, open(t), "acme", 0, opened())
	var wg sync.WaitGroup
	for a := range admins {
		s := open(t)
		wg.Go(func() {
			for n := 0; n < each; {
				events, err := s.Load(t.Context(), "acme")
				if err == nil {
					err = s.Append(t.Context(), "acme", int64(len(events)), renamed(fmt.Sprintf("%d/%d", a, n)))
				}
				switch {
				case err == nil:
					n++
				case !errors.Is(err, record.ErrConflict):
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	got := load(t, open(t), "acme")
	sound(t, got)
	if len(got) != 1+admins*each {
		t.Errorf("%d events, want %d", len(got), 1+admins*each)
	}
	next := map[string]int{}
	for _, e := range got[1:] {
		who, n, _ := strings.Cut(e.Name, "/")
		if n != fmt.Sprint(next[who]) {
			t.Errorf("writer %s: event %s where %d was due", who, n, next[who])
		}
		next[who]++
	}
}
