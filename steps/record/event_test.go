package record_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"federate/federation"
	"federate/steps/record"
)

func TestDecodeRefuses(t *testing.T) {
	const rest = `"seq":7,"at":"2026-03-01T09:00:00Z","actor":"anna"`
	for line, want := range map[string]string{
		``:                                "EOF",
		`{}`:                              "no format version",
		`{"v":2,` + rest + `}`:            "written by a newer version of federate (format 2, this program knows 1)",
		`{"v":-1,` + rest + `}`:           "no format version",
		`{"v":1,` + rest + `}`:            `unknown kind of event ""`,
		`{"v":1,"kind":"hailed"}`:         `unknown kind of event "hailed"`,
		`{"v":1,"kind":"archived","x":1}`: `unknown field "x"`,
		`{"v":1,"kind":"answered","claims":[{"colour":"red"}]}`: `unknown field "colour"`,
		`{"v":1,"kind":"archived"}{}`:                           "more than one event",
		`{"v":1,"kind":"archived"}}`:                            "more than one event",
		`{"v":1,"kind":"archived"}]`:                            "more than one event",
		`{"v":1,"kind":"opened"}`:                               "an opened event that does not say of what",
		`{"v":1,"kind":"waived"}`:                               "a waived event without its waiver",
		`{"v":1,"kind":"confirmed"}`:                            "a confirmed event without its step",
		`{"v":1,"kind":"skipped"}`:                              "a skipped event without its step",
		`{"v":1,"kind":"reopened"}`:                             "a reopened event without its step",
		`{"v":1,"kind":"merged"}`:                               "a merged event without its origin",
		`{"v":1,"kind":"merged","origin":{}}`:                   `a merged event of kind "", which is none that is brought home`,
		`{"v":1,"kind":"merged","origin":{"kind":"merged"}}`:    `a merged event of kind "merged"`,
		`{"v":1,"kind":"merged","origin":{"kind":"opened"}}`:    `a merged event of kind "opened"`,
		`{"v":1,"kind":"merged","origin":{"kind":"undone"}}`:    `a merged event of kind "undone"`,
		`{"v":1,"kind":"merged","origin":{"kind":"waived"}}`:    "a merged waived event without its waiver",
		`{"v":1,"kind":"merged","origin":{"kind":"confirmed"}}`: "a merged confirmed event without its step",
		`{"v":1,"kind":"undone",` + rest + `}`:                  "cannot undo event 0",
		`{"v":1,"kind":"undone",` + rest + `,"undoes":1}`:       "cannot undo event 1",
		`{"v":1,"kind":"undone",` + rest + `,"undoes":7}`:       "cannot undo event 7",
	} {
		if e, err := record.Decode([]byte(line)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %+v, %v; want %q", line, e, err, want)
		}
	}
}

// The same event gives the same bytes wherever it is written.
func TestEncodeKnowsOneClock(t *testing.T) {
	east := time.FixedZone("", 9*60*60)
	e := record.Event{V: 1, At: start, Kind: record.Waived, Waiver: &federation.Waiver{At: start, Until: start}, Origin: &record.Origin{At: start}}
	f := record.Event{V: 1, At: start.In(east), Kind: record.Waived, Waiver: &federation.Waiver{At: start.In(east), Until: start.In(east)},
		Origin: &record.Origin{At: start.In(east)}}
	a, err := record.Encode(e)
	if err != nil {
		t.Fatal(err)
	}
	b, err := record.Encode(f)
	if err != nil || !bytes.Equal(a, b) {
		t.Errorf("%s\n%s\n%v", a, b, err)
	}
	if f.Waiver.At.Location() != east || f.Origin.At.Location() != east {
		t.Error("the caller's event was changed")
	}
	if bytes.ContainsRune(a, '\n') {
		t.Error("a line end within the line")
	}
}

func TestCheckID(t *testing.T) {
	for _, id := range []string{"a", "0", "acme-2", "a-", "console", "com", "com10", strings.Repeat("x", 63)} {
		if err := record.CheckID(id); err != nil {
			t.Error(err)
		}
	}
	for _, id := range []string{"", "-a", "A", "a.b", "../a", "a/b", "a\n", "con", "nul", "com1", "lpt9", strings.Repeat("x", 64)} {
		if record.CheckID(id) == nil {
			t.Errorf("%q was taken", id)
		}
	}
}
