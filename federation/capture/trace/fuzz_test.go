package trace_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"federate/federation"
	"federate/federation/capture/trace"
)

// FuzzRead: whatever comes, reading ends, does not depend on how the bytes
// arrive, takes no sound JSON for damaged, and what it makes can be drawn.
func FuzzRead(f *testing.F) {
	for _, r := range sound() {
		f.Add(r.har())
		f.Add(r.tracer())
	}
	f.Add(planted().har())
	f.Add([]byte(`{"log":{"entries":[{"request":{"url":"https://a/?\ud83d\ude00\ud83d\\\"é"}}]}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		tr, err := trace.Read(bytes.NewReader(raw))
		again, other := trace.Read(iotest.OneByteReader(bytes.NewReader(raw)))
		if !errors.Is(err, other) || !reflect.DeepEqual(tr, again) {
			t.Fatalf("in one piece %+v %v, byte by byte %+v %v", tr, err, again, other)
		}
		if err != nil {
			return
		}
		// Depth and names are limited here and not there.
		if tr.Damage != "" && json.Valid(raw) && bytes.Count(raw, []byte("[{")) < 100 && bytes.Count(raw, []byte("[[")) < 100 {
			t.Errorf("sound JSON is said to be damaged: %s", tr.Damage)
		}
		for _, line := range tr.Draw(60) {
			if utf8.RuneCountInString(line) > 60 {
				t.Errorf("too wide: %q", line)
			}
		}
		for _, line := range tr.DrawASCII(80) {
			if strings.ContainsFunc(line, func(r rune) bool { return r < ' ' || r > '~' }) {
				t.Errorf("not ASCII: %q", line)
			}
		}
		for _, found := range judge(tr, federation.Expect{}).Findings {
			if found.Detail == "" || strings.ContainsAny(found.Detail+found.Got, "\x1b\r\n") {
				t.Errorf("%+v", found)
			}
		}
	})
}
