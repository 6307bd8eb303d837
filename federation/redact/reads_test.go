package redact_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"federate/federation"
	"federate/federation/capture/trace"
	"federate/federation/catalog"
	"federate/federation/redact"
	"federate/federation/vocabulary"
)

// The copy of a recording shows the same login, with the same faults, as the recording:
// every fixture of package trace.
func TestTheCopyReadsTheSame(t *testing.T) {
	all, err := filepath.Glob("../capture/trace/testdata/capture-*/*")
	if err != nil || len(all) < 20 {
		t.Fatalf("%d recordings, %v", len(all), err)
	}
	for _, file := range all {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(file, ".json") || !trace.Sniff(raw) {
			continue
		}
		for _, level := range []redact.Level{redact.Hash, redact.Mask} {
			var b bytes.Buffer
			if _, err := redact.New(level, []byte("a key")).Recording(&b, bytes.NewReader(raw)); err != nil {
				t.Errorf("%s: %v", file, err)
				continue
			}
			before, after := codes(t, raw), codes(t, b.Bytes())
			left := slices.DeleteFunc(slices.Clone(after), func(c federation.Code) bool { return c == "saml-signature-left-out" })
			if level == redact.Mask { // where two values are not told apart, that one became the other is not either
				before = slices.DeleteFunc(before, func(c federation.Code) bool {
					return c == "capture-relay-state-changed" || c == "capture-state-changed"
				})
			}
			if strings.HasPrefix(filepath.Base(filepath.Dir(file)), "capture-truncated") {
				before = slices.DeleteFunc(before, func(c federation.Code) bool { return c == "capture-truncated" })
			}
			if !slices.Equal(before, left) {
				t.Errorf("%s, %s: %v became %v", file, level, before, after)
			}
		}
	}
}

// codes are what is found in a recording, by the standards alone.
func codes(t *testing.T, raw []byte) (out []federation.Code) {
	t.Helper()
	a, err := catalog.Recognise(raw)
	if err != nil {
		t.Fatal(err)
	}
	know := catalog.Knowledge()
	for _, part := range append([]federation.Artifact{a}, a.Parts...) {
		d := &federation.Dossier{Now: part.Moment(), Terms: vocabulary.New()}
		d.Receive(part)
		for _, f := range federation.Examine(d, know.Checks).Findings {
			if !slices.Contains(out, f.Code) {
				out = append(out, f.Code)
			}
		}
	}
	slices.Sort(out)
	return out
}
