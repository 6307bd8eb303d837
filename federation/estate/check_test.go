package estate_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/goccy/go-yaml"

	"federate/federation"
	"federate/federation/estate"
	"federate/federation/vocabulary"
)

// A setup is an estate: what is said of it, and its members.
type setup struct {
	Now     time.Time         `json:"now"`    // else 2026-03-01
	Estate  map[string]string `json:"estate"` // fact[#key]
	Members []struct {
		ID, Name, Platform, IdP, Protocol, Tests, Gate string
		Facts                                          map[string]string // fact: value, or @file in testdata
		Expect                                         map[string]any
	} `json:"members"`
}

func (s setup) dossier(t *testing.T) *federation.Dossier {
	t.Helper()
	settings := []federation.Term{{Fact: "cxone.idle_seconds", Owner: federation.Platform}}
	terms := federation.NewVocabulary(slices.Concat(vocabulary.Terms(), estate.Terms(), settings), vocabulary.Kinds())
	d := &federation.Dossier{Now: s.Now, Terms: terms, Words: federation.Words{Terms: terms}, Final: true}
	if d.Now.IsZero() {
		d.Now = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	}
	hear := func(d *federation.Dossier, name, value string) {
		fact, key, _ := strings.Cut(name, "#")
		if err := terms.CheckFact(federation.Fact(fact)); err != nil {
			t.Fatal(err)
		}
		if file, ok := strings.CutPrefix(value, "@"); ok {
			raw, err := os.ReadFile("testdata/" + file)
			if err != nil {
				t.Fatal(err)
			}
			value = string(raw)
		}
		d.Hear(federation.Claim{Side: d.Owner(federation.Fact(fact)), Fact: federation.Fact(fact), Key: key, Value: value})
	}
	for name, value := range s.Estate {
		hear(d, name, value)
	}
	for _, m := range s.Members {
		md := &federation.Dossier{Now: d.Now, Terms: terms, Words: d.Words}
		expect := map[string]any{}
		for k, v := range m.Expect {
			expect[k] = map[string]any{"value": v}
		}
		b, err := yaml.Marshal(expect)
		if err == nil {
			err = yaml.UnmarshalWithOptions(b, &md.Expect, yaml.Strict())
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range []struct {
			f federation.Fact
			v string
		}{{estate.FactID, m.ID}, {estate.FactName, m.Name}, {estate.FactPlatform, m.Platform}, {estate.FactIdP, m.IdP},
			{estate.FactProtocol, m.Protocol}, {estate.FactTests, m.Tests}, {estate.FactGate, m.Gate}} {
			if x.v != "" {
				hear(md, string(x.f), x.v)
			}
		}
		for name, value := range m.Facts {
			hear(md, name, value)
		}
		d.Members = append(d.Members, md)
	}
	estate.Share(d)
	return d
}

// TestEveryCodeIsProven walks the rules: each has a bad estate that fires exactly
// it, and a good one that is silent and in which the check has passed.
func TestEveryCodeIsProven(t *testing.T) {
	var text strings.Builder
	for _, r := range estate.Rules() {
		verb, _, _ := strings.Cut(r.Remedy, " ")
		if n := utf8.RuneCountInString(r.Title); n > 60 || verb == "" || strings.ToUpper(verb[:1]) != verb[:1] || strings.HasSuffix(r.Remedy, ".") ||
			r.Role == "" || r.Source.Document == "" || r.Severity == 0 || r.Confidence == "" {
			t.Errorf("%s: an incomplete rule, or a title of %d characters: %+v", r.Code, n, r)
		}
		files, _ := filepath.Glob("testdata/" + string(r.Code) + "/*.json")
		var bad, good int
		for _, f := range files {
			raw, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			var s setup
			if err := json.Unmarshal(raw, &s); err != nil {
				t.Fatalf("%s: %v", f, err)
			}
			report := federation.Examine(s.dossier(t), estate.Checks())
			var codes []federation.Code
			for _, x := range report.Findings {
				if !slices.Contains(codes, x.Code) {
					codes = append(codes, x.Code)
				}
				fmt.Fprintf(&text, "%s: %s[%s] %s\n  at %s#%s: %s\n  want %q\n  got  %q\n  fix: %s\n", f, x.Severity, x.Code, x.Title, x.Subject.Fact, x.Subject.Key, x.Detail, x.Want, x.Got, x.Remedy)
			}
			if strings.HasPrefix(filepath.Base(f), "bad") {
				bad++
				if !slices.Equal(codes, []federation.Code{r.Code}) {
					t.Errorf("%s: found %v", f, codes)
				}
				continue
			}
			good++
			if len(codes) > 0 || !slices.Contains(report.Passed, r.Code) {
				t.Errorf("%s: found %v, waiting %+v", f, codes, report.Waiting)
			}
		}
		if bad == 0 || good == 0 {
			t.Errorf("%s: %d bad and %d good estates", r.Code, bad, good)
		}
	}
	if dirs, _ := filepath.Glob("testdata/estate-*"); len(dirs) != len(estate.Rules()) {
		t.Errorf("%d folders and %d rules", len(dirs), len(estate.Rules()))
	}
	const golden = "testdata/words.golden"
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(golden, []byte(text.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want, _ := os.ReadFile(golden); text.String() != string(want) {
		t.Errorf("%s says otherwise: set UPDATE_GOLDEN and read the difference\n%s", golden, text.String())
	}
}

// Nobody has been asked: every check that compares waits, and says for what.
func TestWaitingIsNotPassing(t *testing.T) {
	raw := `{"estate": {"estate.member#a": "a", "estate.member#b": "b", "estate.session_idle_minutes#a": "20", "estate.scim#a": "to-platform"},
		"members": [{"id": "a", "platform": "cxone", "idp": "entra", "protocol": "saml"}, {"id": "b", "platform": "genesys-cloud", "idp": "okta", "protocol": "saml",
			"expect": {"session.idle": {"least": "5m", "most": "8h", "hipaa": "15m"}}}]}`
	var s setup
	if err := json.Unmarshal([]byte(raw), &s); err != nil {
		t.Fatal(err)
	}
	waits := map[federation.Code][]string{}
	r := federation.Examine(s.dossier(t), estate.Checks())
	for _, w := range r.Waiting {
		for _, n := range w.For {
			waits[w.Code] = append(waits[w.Code], n.String())
		}
	}
	for code, want := range map[federation.Code][]string{
		"estate-session-differs":     {"estate.session_idle_minutes#b"},
		"estate-session-idle-range":  {"estate.session_idle_minutes#b", "estate.hipaa#b"},
		"estate-same-application":    {"a: idp.metadata_url", "b: idp.entity_id"},
		"estate-same-certificate":    {"a: idp.certificate", "b: idp.certificate"},
		"estate-scim-both-ways":      {"estate.scim#b"},
		"estate-scim-deletes":        {"estate.scim_leaver#a"},
		"estate-clock-alarm":         {"estate.clock_alarm_seconds"},
		"estate-idp-tenants":         {"a: idp.sso_url", "b: idp.sso_url"},
		"estate-groups-untranslated": {"estate.groups#a"},
	} {
		if !slices.Equal(waits[code], want) {
			t.Errorf("%s waits for %q, want %q", code, waits[code], want)
		}
		if slices.Contains(r.Passed, code) {
			t.Errorf("%s has passed", code)
		}
	}
	s.Members = s.Members[:1]
	s.Estate = nil
	for _, w := range federation.Examine(s.dossier(t), estate.Checks()).Waiting {
		if w.Code == "estate-same-entity-id" && slices.Contains(w.For, federation.Need{Fact: "estate.member"}) {
			return
		}
	}
	t.Error("one member is compared with itself")
}

// The certificates of all members are one calendar.
func TestRenewals(t *testing.T) {
	var s setup
	raw := `{"members": [{"id": "a", "name": "A", "facts": {"idp.certificate": "@entra.pem"}, "expect": {"certificate.count": 5}},
		{"id": "b", "name": "B", "facts": {"idp.certificate": "@july.pem"}, "expect": {"certificate.count": 1}}]}`
	if err := json.Unmarshal([]byte(raw), &s); err != nil {
		t.Fatal(err)
	}
	r := estate.Renewals(s.dossier(t))
	if len(r) != 2 || r[0].Member != "b" || !r[0].Upload.IsZero() || r[0].Begin.Format(time.DateOnly) != "2026-07-01" ||
		r[1].Member != "a" || r[1].Upload.Format(time.DateOnly) != "2028-08-29" {
		t.Errorf("%+v", r)
	}
}
