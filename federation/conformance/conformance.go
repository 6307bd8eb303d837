// Package conformance holds what the tests of every package of checks share: what a
// rule owes to its readers, the case around a fixture, and the walk through all
// fixtures.
//
// A rule is a promise to somebody under pressure: short, with something to do, for
// somebody, on somebody's authority.
package conformance

import (
	"slices"
	"strings"
	"testing"
	"text/template"

	"federate/federation"
)

// Rule holds r to what can be said of every rule by itself. words has the
// functions that its remedy may call; verbs are the words it may begin with.
func Rule(t testing.TB, r federation.Rule, words federation.Words, verbs []string) {
	t.Helper()
	if n := len([]rune(r.Title)); n == 0 || n > 60 {
		t.Errorf("%s: a title of %d characters", r.Code, n)
	}
	if first, _, _ := strings.Cut(r.Remedy, " "); !slices.Contains(verbs, first) {
		t.Errorf("%s: the remedy begins with %q", r.Code, first)
	}
	for _, s := range []string{r.Title, r.Remedy} {
		if strings.HasSuffix(s, ".") || strings.Contains(s, "!") || strings.Contains(strings.ToLower(s), "please") {
			t.Errorf("%s: %q", r.Code, s)
		}
	}
	if _, err := template.New("").Funcs(words.Funcs()).Parse(r.Remedy); err != nil {
		t.Errorf("%s: %v", r.Code, err)
	}
	if r.Severity == 0 || r.Role == "" || r.Source.Document == "" {
		t.Errorf("%s: severity %v, role %q, source %q", r.Code, r.Severity, r.Role, r.Source)
	}
}

// Found are the codes of what r found, each once, in their order.
func Found(r federation.Report) (out []federation.Code) {
	for _, f := range r.Findings {
		if !slices.Contains(out, f.Code) {
			out = append(out, f.Code)
		}
	}
	return out
}

// Judge is the verdict of checks, parted as the program parts them.
func Judge(standing *federation.Dossier, attempts []*federation.Dossier, checks []federation.Check) federation.Report {
	lasting, passing := standing.Terms.Split(checks)
	return federation.Judge(standing, attempts, lasting, passing)
}
