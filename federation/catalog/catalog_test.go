package catalog_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/goccy/go-yaml"

	"federate/federation"
	"federate/federation/catalog"
	"federate/federation/conformance"
	"federate/federation/saml"
)

// A setup is the case around a fixture: setup.json of the testdata folder, over
// it setup.json beside the fixture, and over both a fixture that is itself one.
type setup struct {
	Now     time.Time          `json:"now"`     // else the message's own time
	Kind    federation.Kind    `json:"kind"`    // what the fixture was given as, where that is not what it is
	Facts   map[string]*string `json:"facts"`   // "[side/]fact[#key]": value, or @file in the testdata folder; null: not known
	Planted map[string]*string `json:"planted"` // the same, of placeholders
	Store   []string           `json:"store"`   // documents that a federation holds, in the same way
	Held    map[string]*string `json:"held"`    // the same, of what a federation holds that the documents are compared with
	Begun   bool               `json:"begun"`   // there is a federation, whatever it holds
	Expect  map[string]any     `json:"expect"`
	// Documents lie in the testdata folder and were received before the fixture.
	Documents []string `json:"documents"`
	Attempt   string   `json:"attempt"` // the login that was to be tested
	Early     bool     `json:"early"`   // placeholders still have their time
}

func (s *setup) read(t *testing.T, file string) {
	t.Helper()
	raw, err := os.ReadFile(file)
	if os.IsNotExist(err) {
		return
	}
	if err == nil {
		err = json.Unmarshal(raw, s)
	}
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
}

// where the fixtures of each package lie.
var folders = []string{"../testdata", "../pki/testdata", "../saml/testdata", "../oidc/testdata", "../b2c/testdata", "../capture/trace/testdata"}

// TestEveryCodeIsProven walks the catalogue: every code has a bad fixture that
// fires exactly it, and a good one that is silent, through the same reader and
// the same examination that the program uses.
func TestEveryCodeIsProven(t *testing.T) {
	know := catalog.Knowledge()
	for _, c := range know.Checks {
		t.Run(string(c.Rule.Code), func(t *testing.T) {
			var bad, good int
			for _, root := range folders {
				dir := filepath.Join(root, string(c.Rule.Code))
				files, _ := os.ReadDir(dir)
				for _, f := range files {
					name := f.Name()
					switch {
					case name == "setup.json":
					case strings.HasPrefix(name, "bad"):
						bad++
						if got := judge(t, know, root, dir, name); !slices.Equal(got, []federation.Code{c.Rule.Code}) {
							t.Errorf("%s/%s: found %v", dir, name, got)
						}
					case strings.HasPrefix(name, "good"):
						good++
						if got := judge(t, know, root, dir, name); len(got) != 0 {
							t.Errorf("%s/%s: found %v", dir, name, got)
						}
					}
				}
			}
			if bad == 0 || good == 0 {
				t.Errorf("%d bad and %d good fixtures", bad, good)
			}
		})
	}
}

// judge returns the codes that fixture name of dir leads to.
func judge(t *testing.T, know federation.Knowledge, root, dir, name string) (out []federation.Code) {
	t.Helper()
	document := filepath.Ext(name) != ".json"
	var s setup
	if document {
		s.read(t, filepath.Join(root, "setup.json"))
	}
	s.read(t, filepath.Join(dir, "setup.json"))
	if !document {
		s.read(t, filepath.Join(dir, name))
	}
	standing := s.dossier(t, know, root)
	if standing.Now.IsZero() {
		standing.Now = june
	}
	var messages []federation.Artifact
	hand := func(file string, kind federation.Kind) {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		a, err := know.Recognise(raw)
		if err != nil {
			t.Fatal(err)
		}
		if kind != "" && kind != a.Kind { // handed over as something that it is not
			a = federation.Artifact{Kind: kind, Raw: raw}
			switch kind {
			case saml.KindResponse:
				a.Doc = saml.ReadResponse(raw)
			case saml.KindRequest:
				a.Doc = saml.ReadRequest(raw)
			default:
				m := saml.ReadMetadata(raw)
				a.Doc, a.Claims = m, m.Claims()
			}
		}
		a.Received = a.Issued
		if k, _ := know.Terms.Kind(a.Kind); k.Message {
			messages = append(messages, a)
		} else {
			standing.Receive(a)
		}
	}
	for _, file := range s.Documents {
		hand(filepath.Join(root, file), "")
	}
	for _, file := range s.Store {
		hand(filepath.Join(root, file), "")
	}
	standing.Store = slices.Clone(standing.Artifacts()[len(standing.Artifacts())-len(s.Store):])
	if document {
		hand(filepath.Join(dir, name), s.Kind)
	}
	var attempts []*federation.Dossier
	if n := len(messages); n > 0 {
		then := *standing
		if then.Attempt = s.Attempt; s.Now.IsZero() {
			then.Now = messages[n-1].Moment()
		}
		for _, a := range messages {
			then.Receive(a)
		}
		attempts = append(attempts, &then)
	}
	for _, f := range conformance.Judge(standing, attempts, know.Checks).Findings {
		if !slices.Contains(out, f.Code) {
			out = append(out, f.Code)
		}
		if f.Detail == "" || strings.Contains(f.Remedy, "{{") || f.Source.Document == "" || f.Role == "" {
			t.Errorf("%s: an incomplete finding: %+v", name, f)
		}
	}
	return out
}

// dossier is everything that s says.
func (s *setup) dossier(t *testing.T, know federation.Knowledge, root string) *federation.Dossier {
	t.Helper()
	d := &federation.Dossier{Now: s.Now, Terms: know.Terms, Final: !s.Early, Begun: s.Begun, Words: federation.Words{Terms: know.Terms}}
	expect := map[string]any{}
	for k, v := range s.Expect {
		expect[k] = map[string]any{"value": v}
	}
	b, err := yaml.Marshal(expect)
	if err == nil {
		err = yaml.UnmarshalWithOptions(b, &d.Expect, yaml.Strict())
	}
	if err != nil {
		t.Fatal(err)
	}
	type told struct {
		facts map[string]*string
		hear  func(federation.Claim)
	}
	for _, said := range []told{{s.Facts, d.Hear}, {s.Planted, func(c federation.Claim) { c.Planted = true; d.Hear(c) }},
		{s.Held, func(c federation.Claim) { d.Held = append(d.Held, c) }}} {
		for name, value := range said.facts {
			if value == nil {
				continue
			}
			c := federation.Claim{Value: *value}
			side, fact, ok := strings.Cut(name, "/")
			if !ok {
				side, fact = "", name
			}
			fact, c.Key, _ = strings.Cut(fact, "#")
			c.Side, c.Fact = federation.Side(side), federation.Fact(fact)
			if err := know.Terms.CheckFact(c.Fact); err != nil {
				t.Fatal(err)
			}
			if c.Side == "" {
				c.Side = d.Owner(c.Fact)
			}
			if file, ok := strings.CutPrefix(c.Value, "@"); ok {
				b, err := os.ReadFile(filepath.Join(root, file))
				if err != nil {
					t.Fatal(err)
				}
				c.Value = string(b)
			}
			said.hear(c)
		}
	}
	return d
}

// june is the clock of standing facts where a fixture names none: the
// certificates are good then.
var june = time.Date(2027, 6, 1, 12, 0, 0, 0, time.UTC)

var codeForm = regexp.MustCompile(`^(value|held|pki|saml|oidc|identity|capture|b2c)(-[a-z0-9]+)+$`)

// verbs are the words that a remedy may begin with.
var verbs = strings.Fields(`Add Accept Allow Answer Ask Capture Change Check Choose Clear Compare Configure Convert Copy Correct Create Decide Delete Download Enter Export
	Find Fix Follow Generate Get Give Go Hand Have Keep Leave Lengthen Let Load Look Make Map Move Open Paste Pick Plan Point Put Read Reduce Reload Remove Rename Renew Repair Replace Report Request
	Save Select Send Set Sign Start Stop Switch Synchronise Take Tell Treat Try Turn Type Upload Use Wait Write`)

func TestEveryRuleIsWhole(t *testing.T) {
	know := catalog.Knowledge()
	seen := map[federation.Code]bool{}
	for _, c := range know.Checks {
		r := c.Rule
		if seen[r.Code] {
			t.Errorf("%s: one code, one check", r.Code)
		}
		seen[r.Code] = true
		if !codeForm.MatchString(string(r.Code)) {
			t.Errorf("%s is not a code", r.Code)
		}
		if n := utf8.RuneCountInString(r.Title); n == 0 || n > 60 || strings.HasSuffix(r.Title, ".") {
			t.Errorf("%s: title %q", r.Code, r.Title)
		}
		if word, _, _ := strings.Cut(r.Remedy, " "); !slices.Contains(verbs, strings.TrimRight(word, ",:")) {
			t.Errorf("%s: the remedy begins with %q, which is not in the list of verbs", r.Code, word)
		}
		if said := (federation.Words{Terms: know.Terms}).Say(r.Remedy); strings.Contains(said, "{{") {
			t.Errorf("%s: the remedy does not render: %q", r.Code, said)
		}
		if r.Severity == 0 || r.Role == "" || r.Source.Document == "" {
			t.Errorf("%s lacks severity, role or source", r.Code)
		}
		for _, f := range slices.Concat(c.Facts, c.Compares) {
			if err := know.Terms.CheckFact(f); err != nil {
				t.Errorf("%s: %v", r.Code, err)
			}
		}
		for _, k := range c.Kinds {
			if err := know.Terms.CheckKind(k); err != nil {
				t.Errorf("%s: %v", r.Code, err)
			}
		}
	}
	for _, c := range know.Checks {
		for _, b := range c.Rule.Because {
			if !seen[b] {
				t.Errorf("%s is because of %s, which does not exist", c.Rule.Code, b)
			}
		}
	}
}

func TestVocabularyIsWhole(t *testing.T) {
	seen := map[federation.Fact]bool{}
	for _, term := range catalog.Terms() {
		if seen[term.Fact] || term.Title == "" || term.Label == "" || term.Owner == "" {
			t.Errorf("%+v", term)
		}
		seen[term.Fact] = true
		if (term.Form == federation.Choice) != (len(term.Values) > 0) {
			t.Errorf("%s: a choice has values", term.Fact)
		}
	}
}
