package conformance

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"text/template"
	"unicode/utf8"

	"federate/federation"
)

// verbs are the words that a remedy may begin with.
var verbs = strings.Fields(`Accept Add Agree Allow Answer Ask Bar Bring Capture Change Check Choose Clear Compare Configure Convert Copy Correct
	Create Decide Delete Download Enter Export Find Fix Follow Generate Get Give Go Hand Have Keep Leave Lengthen Let Load
	Log Look Make Map Mend Move Open Paste Pick Plan Point Put Read Reduce Register Reload Remove Rename Renew Repair
	Replace Report Request Save Select Send Set Sign Start Stop Suspend Switch Synchronise Take Tell Translate Treat Try
	Turn Type Upload Use Wait Write`)

// Rules holds rules to what can be said of every rule by itself, in the words of
// terms. Each has a code of its own that begins with prefix, and is a consequence of
// rules that there are; those of other packages are left to the catalogue.
func Rules(t *testing.T, prefix string, terms *federation.Vocabulary, rules []federation.Rule) {
	t.Helper()
	seen := map[federation.Code]bool{}
	for _, r := range rules {
		if seen[r.Code] || !strings.HasPrefix(string(r.Code), prefix) {
			t.Errorf("%s is given twice, or has another prefix", r.Code)
		}
		seen[r.Code] = true
		rule(t, r, federation.Words{Terms: terms})
	}
	for _, r := range rules {
		for _, because := range r.Because {
			if strings.HasPrefix(string(because), prefix) && !seen[because] {
				t.Errorf("%s is a consequence of %s, which is no rule", r.Code, because)
			}
		}
	}
}

// RulesOf are the rules of checks.
func RulesOf(checks []federation.Check) (out []federation.Rule) {
	for _, c := range checks {
		out = append(out, c.Rule)
	}
	return out
}

func rule(t *testing.T, r federation.Rule, words federation.Words) {
	t.Helper()
	if n := utf8.RuneCountInString(r.Title); n == 0 || n > 60 {
		t.Errorf("%s: a title of %d characters", r.Code, n)
	}
	if first, _, _ := strings.Cut(r.Remedy, " "); !slices.Contains(verbs, strings.TrimRight(first, ",:")) {
		t.Errorf("%s: the remedy begins with %q, which is not in the list of verbs", r.Code, first)
	}
	for _, s := range []string{r.Title, r.Remedy} {
		if strings.HasSuffix(s, ".") || strings.Contains(s, "!") || strings.Contains(strings.ToLower(s), "please") {
			t.Errorf("%s: %q", r.Code, s)
		}
	}
	if _, err := template.New("").Funcs(words.Funcs()).Parse(r.Remedy); err != nil {
		t.Errorf("%s: %v", r.Code, err)
	}
	if said := words.Say(r.Remedy); strings.Contains(said, "{{") {
		t.Errorf("%s: the remedy does not render: %q", r.Code, said)
	}
	if r.Severity == 0 || r.Role == "" || r.Source.Document == "" {
		t.Errorf("%s: severity %v, role %q, source %q", r.Code, r.Severity, r.Role, r.Source)
	}
}

// Sentences wants every finding of every fixture, muted ones too, to be one
// sentence about something. also is asked whatever else a finding owes.
func Sentences(t *testing.T, files []string, judge func(testing.TB, string) federation.Report,
	also func(file string, f federation.Finding)) {
	t.Helper()
	for _, file := range files {
		r := judge(t, file)
		all := slices.Clone(r.Findings)
		for _, m := range r.Muted {
			all = append(all, m.Finding)
		}
		for _, f := range all {
			if f.Detail == "" || strings.HasSuffix(f.Detail, ".") || strings.Contains(f.Detail, "%!") ||
				strings.Contains(f.Detail+f.Remedy, "{{") {
				t.Errorf("%s: %s: %q, %q", file, f.Code, f.Detail, f.Remedy)
			}
			if f.Subject.Artifact == "" && f.Subject.Fact == "" {
				t.Errorf("%s: %s is about nothing", file, f.Code)
			}
			if f.Want != "" && f.Want == f.Got {
				t.Errorf("%s: %s wants what it got: %q", file, f.Code, f.Got)
			}
			also(file, f)
		}
	}
}

// Words is the prose of every finding, to be read as a difference.
func Words(t testing.TB, files []string, judge func(testing.TB, string) federation.Report) string {
	t.Helper()
	var b strings.Builder
	for _, file := range files {
		fmt.Fprintf(&b, "%s\n", strings.TrimPrefix(file, "testdata/"))
		for _, f := range judge(t, file).Findings {
			fmt.Fprintf(&b, "  %s: %s\n    %s\n    %s:%d %s/%s", f.Severity, f.Title, f.Detail, f.Subject.Path, f.Subject.Line,
				f.Subject.Side, f.Subject.Fact)
			if f.Subject.Key != "" {
				b.WriteString("#" + f.Subject.Key)
			}
			b.WriteString("\n")
			if f.Want != "" || f.Got != "" {
				fmt.Fprintf(&b, "    want %s\n    got  %s\n", f.Want, f.Got)
			}
			fmt.Fprintf(&b, "    fix: %s (%s; %s)\n", f.Remedy, f.Role.Title(), f.Source)
		}
	}
	return b.String()
}
