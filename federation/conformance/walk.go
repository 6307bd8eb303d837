package conformance

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"federate/federation"
)

// A Walk goes through the fixtures that prove checks: in a folder of its own each
// code has a bad one that fires exactly it, and a good one that is silent.
type Walk struct {
	Checks []federation.Check
	Roots  []string // that the folders lie in; nil: testdata
	Judge  func(t testing.TB, root, file string) federation.Report

	// Enough is whether c has passed often enough with its good fixtures; nil: it
	// has to pass with each.
	Enough func(c federation.Check, passed, good int) bool
}

// Run walks.
func (w Walk) Run(t *testing.T) {
	if w.Roots == nil {
		w.Roots = []string{"testdata"}
	}
	if w.Enough == nil {
		w.Enough = func(_ federation.Check, passed, good int) bool { return passed == good }
	}
	codes := map[string]bool{}
	for _, c := range w.Checks {
		codes[string(c.Rule.Code)] = true
		t.Run(string(c.Rule.Code), func(t *testing.T) { w.prove(t, c) })
	}
	for _, root := range w.Roots {
		files, _ := filepath.Glob(filepath.Join(root, "*", "bad*")) // a pattern that is well formed
		for _, f := range files {
			if dir := filepath.Base(filepath.Dir(f)); !codes[dir] {
				t.Errorf("%s is of no check", f)
			}
		}
	}
}

func (w Walk) prove(t *testing.T, c federation.Check) {
	bad, good, passed := 0, 0, 0
	for _, root := range w.Roots {
		dir := filepath.Join(root, string(c.Rule.Code))
		files, _ := os.ReadDir(dir) // a code has a folder in one root alone
		for _, f := range files {
			file := filepath.Join(dir, f.Name())
			var want []federation.Code
			switch {
			case strings.HasPrefix(f.Name(), "bad"):
				want = []federation.Code{c.Rule.Code}
				bad++
			case strings.HasPrefix(f.Name(), "good"):
				good++
			default:
				continue
			}
			r := w.Judge(t, root, file)
			if want == nil && slices.Contains(r.Passed, c.Rule.Code) {
				passed++
			}
			got := Found(r)
			for _, f := range r.Findings {
				if !slices.Equal(got, want) {
					t.Logf("%s: %s: %s (%s %s/%s) want %q got %q", file, f.Code, f.Detail, f.Subject.Path, f.Subject.Side,
						f.Subject.Fact, f.Want, f.Got)
				}
				if f.Detail == "" || strings.Contains(f.Remedy, "{{") || f.Source.Document == "" || f.Role == "" {
					t.Errorf("%s: an incomplete finding: %+v", file, f)
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s: found %v, want %v", file, got, want)
			}
		}
	}
	if bad == 0 || good == 0 || !w.Enough(c, passed, good) {
		t.Errorf("%d bad fixtures, %d good ones, of which %d pass", bad, good, passed)
	}
}
