package record_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"federate/steps/record"
)

// v1Digest pins testdata/v1.jsonl, a journal with an event of every kind and
// every field of format 1.
//
// Journals are for ever: somebody's disk holds files like this one. It must never
// be written anew, neither by hand nor by a program, whatever a test says. Where
// one here fails, the code has lost the ability to read what it once wrote, and
// the code is what must change. What a later version adds goes into a file of its
// own beside it: a field of format 1 into v1-<what>.jsonl, a new format into v2.jsonl.
const v1Digest = "sha256:068a6f786527eb6bba9fd759d409003dedf720eef20f893218b4381f12247180"

func v1(t *testing.T) (raw []byte, events []record.Event) {
	t.Helper()
	raw, err := os.ReadFile("testdata/v1.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	prev := ""
	for i, line := range bytes.Split(bytes.TrimSuffix(raw, []byte("\n")), []byte("\n")) {
		e, err := record.Decode(line)
		if err != nil {
			t.Fatalf("line %d: %v", i+1, err)
		}
		if e.Seq != int64(i+1) || e.Prev != prev {
			t.Errorf("line %d: seq %d, prev %q; want prev %q", i+1, e.Seq, e.Prev, prev)
		}
		again, err := record.Encode(e)
		if err != nil || !bytes.Equal(again, line) {
			t.Errorf("line %d is written as\n%s\nand was\n%s\n%v", i+1, again, line, err)
		}
		events, prev = append(events, e), record.Digest(line)
	}
	return raw, events
}

func TestFormat1IsReadForEver(t *testing.T) {
	raw, events := v1(t)
	if got := record.Digest(raw); got != v1Digest {
		t.Errorf("testdata/v1.jsonl was changed: its digest is %s. Bring it back as it was", got)
	}
	state, err := record.Replay("mueller", events)
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("testdata/v1.state")
	if err != nil {
		t.Fatal(err)
	}
	if got := describe(state); got != string(want) {
		t.Errorf("v1.jsonl amounts to\n%s\nwant\n%s", got, want)
	}
}

// Every field and every kind is in a file that is kept, so that none can change
// its name or its form unnoticed.
func TestEveryFieldIsKept(t *testing.T) {
	files, err := os.ReadDir("testdata")
	if err != nil {
		t.Fatal(err)
	}
	used, kinds := map[string]bool{}, map[string]bool{}
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".jsonl") {
			continue
		}
		raw, err := os.ReadFile("testdata/" + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		for d := json.NewDecoder(bytes.NewReader(raw)); d.More(); {
			var line map[string]any
			if err := d.Decode(&line); err != nil {
				t.Fatalf("%s: %v", f.Name(), err)
			}
			paths("", line, used)
			kinds[fmt.Sprint(line["kind"])] = true
		}
	}
	for _, path := range fields("", reflect.TypeFor[record.Event]()) {
		if !used[path] {
			t.Errorf("no journal in testdata uses %s", path)
		}
	}
	for _, k := range []record.Kind{record.Opened, record.Answered, record.Confirmed, record.Reopened, record.Skipped, record.Received,
		record.Waived, record.Undone, record.Renamed, record.Archived, record.Merged} {
		if !kinds[string(k)] {
			t.Errorf("no journal in testdata has an event of kind %s", k)
		}
	}
}

// paths collects the dotted paths of v that hold something.
func paths(at string, v any, into map[string]bool) {
	switch v := v.(type) {
	case map[string]any:
		for k, w := range v {
			paths(at+"."+k, w, into)
		}
	case []any:
		for _, w := range v {
			paths(at, w, into)
		}
	case bool, string, float64:
		if !reflect.ValueOf(v).IsZero() {
			into[at] = true
		}
	}
}

// fields lists the dotted paths that an encoded t can have.
func fields(at string, t reflect.Type) (out []string) {
	switch {
	case t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice:
		return fields(at, t.Elem())
	case t.Kind() != reflect.Struct || t == reflect.TypeFor[time.Time]():
		return []string{at}
	}
	for f := range t.Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		out = append(out, fields(at+"."+name, f.Type)...)
	}
	return out
}

// describe is everything that s tells, as text.
func describe(s *record.State) string {
	var b strings.Builder
	say := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	stamp := func(t time.Time) string { return t.Format(time.RFC3339Nano) }
	say("%s %q %s %s %s %s adopted=%t like=%s", s.ID, s.Name, s.Platform, s.IdP, s.Protocol, s.Route, s.Adopted, s.Like)
	say("created %s archived=%t last %d %s %s", stamp(s.Created), s.Archived, s.Last, stamp(s.LastAt), s.LastBy)
	for seq := int64(1); seq <= s.Last; seq++ {
		for _, w := range s.Words(seq) {
			if seq == s.Last || w.Seq == seq {
				say("words at %d: %s/%s#%s %q planted=%t copied=%t withheld=%t %s:%d %s by %s at %s in %d", seq, w.Side, w.Fact, w.Key, w.Value,
					w.Placeholder, w.Copied, w.Withheld, w.From.Path, w.From.Line, w.Step, w.By, stamp(w.At), w.Seq)
			}
		}
	}
	for _, d := range s.Documents() {
		say("document %s#%s %s %s %s by %s at %s in %d", d.Kind, d.Key, d.Digest, d.Artifact.Origin, d.Step, d.By, stamp(d.At), d.Seq)
	}
	for _, step := range []string{"entra/application", "entra/metadata", "cxone/authenticator", "cxone/roll-out", "cxone/test", "entra/back-fill"} {
		if m, ok := s.Mark(step); ok {
			say("mark %s %s by %s at %s in %d note=%q reason=%q override=%q", step, m.Kind, m.By, stamp(m.At), m.Seq, m.Note, m.Reason, m.Override)
		}
	}
	for _, w := range s.Waivers() {
		say("waiver %s %s/%s#%s %q %q by %s at %s until %s", w.Code, w.Side, w.Fact, w.Key, w.Value, w.Reason, w.By, stamp(w.At), stamp(w.Until))
	}
	return b.String()
}
