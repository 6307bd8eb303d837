package estate_test

import (
	"encoding/json"
	"maps"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"federate/federation"
	"federate/federation/conformance"
	"federate/federation/estate"
	"federate/federation/vocabulary"
)

// A setup is an estate: what is said of it, and its members.
type setup struct {
	Now     time.Time          `json:"now"`    // else 2026-03-01
	Estate  map[string]*string `json:"estate"` // fact[#key]
	Members []struct {
		ID, Name, Platform, IdP, Protocol, Tests, Gate string
		Facts                                          map[string]*string // fact: value, or @file in testdata
		Expect                                         map[string]any
	} `json:"members"`
}

// idps are what the playbooks of two identity providers say of theirs.
var idps = map[string]map[string]any{
	"entra": {"certificate.per_application": true,
		"saml.application": []any{map[string]any{"fact": "idp.metadata_url", "part": `[^?]*\?(?:.*&)?appid=([^&#]+).*`}}},
	"okta": {"certificate.per_application": true,
		"saml.application": []any{map[string]any{"fact": "idp.entity_id", "part": `https?://www\.okta(?:preview|-emea)?\.com/(exk\w+)`}}},
}

func (s setup) dossier(t testing.TB) *federation.Dossier {
	t.Helper()
	settings := []federation.Term{{Fact: "cxone.idle_seconds", Owner: federation.Platform}, {Fact: "genesys-cloud.scim_base", Owner: federation.Platform}}
	terms := federation.NewVocabulary(slices.Concat(vocabulary.Terms(), estate.Terms(), settings), vocabulary.Kinds())
	d := conformance.Case{Now: s.Now, Facts: s.Estate}.Dossier(t, terms)
	if d.Now.IsZero() {
		d.Now = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	}
	for _, m := range s.Members {
		expect := map[string]any{}
		maps.Copy(expect, idps[m.IdP])
		maps.Copy(expect, m.Expect)
		md := conformance.Case{Now: d.Now, Facts: m.Facts, Expect: expect, Early: true}.Dossier(t, terms)
		for f, value := range map[federation.Fact]string{estate.FactID: m.ID, estate.FactName: m.Name, estate.FactPlatform: m.Platform, estate.FactIdP: m.IdP,
			estate.FactProtocol: m.Protocol, estate.FactTests: m.Tests, estate.FactGate: m.Gate} {
			if value != "" {
				md.Hear(federation.Claim{Side: md.Owner(f), Fact: f, Value: value})
			}
		}
		d.Members = append(d.Members, md)
	}
	estate.Share(d)
	return d
}

func read(t testing.TB, raw []byte) (s setup) {
	t.Helper()
	if err := json.Unmarshal(raw, &s); err != nil {
		t.Fatal(err)
	}
	return s
}

func judge(t testing.TB, file string) federation.Report {
	t.Helper()
	return federation.Examine(read(t, conformance.Read(t, file)).dossier(t), estate.Checks())
}

func TestFixtures(t *testing.T) {
	conformance.Walk{Checks: estate.Checks(), Judge: func(t testing.TB, _, file string) federation.Report { return judge(t, file) }}.Run(t)
}

func TestRules(t *testing.T) {
	terms := federation.NewVocabulary(slices.Concat(vocabulary.Terms(), estate.Terms()), vocabulary.Kinds())
	conformance.Rules(t, "estate-", terms, estate.Rules())
	for _, r := range estate.Rules() {
		if r.Confidence == "" {
			t.Errorf("%s: nobody says how sure that is", r.Code)
		}
	}
}

// The prose of every finding. -update writes it.
func TestWords(t *testing.T) {
	golden.RequireEqual(t, []byte(conformance.Words(t, conformance.Glob(t, "testdata/estate-*/bad*"), judge)))
}

// Nobody has been asked: every check that compares waits, and says for what.
func TestWaitingIsNotPassing(t *testing.T) {
	raw := `{"estate": {"estate.member#a": "a", "estate.member#b": "b", "estate.session_idle_minutes#a": "20", "estate.scim#a": "to-platform"},
		"members": [{"id": "a", "platform": "cxone", "idp": "entra", "protocol": "saml"}, {"id": "b", "platform": "genesys-cloud", "idp": "okta", "protocol": "saml",
			"expect": {"session.idle": {"least": "5m", "most": "8h", "hipaa": "15m"}}}]}`
	s := read(t, []byte(raw))
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

// What a member says that cannot be opened was not looked at: nothing about members
// has passed.
func TestAMemberThatIsGoneWasNotLookedAt(t *testing.T) {
	raw, err := os.ReadFile("testdata/estate-member-missing/bad.json")
	if err != nil {
		t.Fatal(err)
	}
	r := federation.Examine(read(t, raw).dossier(t), estate.Checks())
	if want := []federation.Code{"estate-break-glass-few", "estate-break-glass-untested", "estate-break-glass-unchanged"}; !slices.Equal(r.Passed, want) {
		t.Errorf("passed: %v", r.Passed)
	}
	for _, w := range r.Waiting {
		if !slices.Contains(w.For, federation.Need{Fact: estate.FactID, Member: "old"}) {
			t.Errorf("%s waits for %v", w.Code, w.For)
		}
	}
}

// The certificates of all members are one calendar.
func TestRenewals(t *testing.T) {
	raw := `{"members": [{"id": "a", "name": "A", "facts": {"idp.certificate": "@entra.pem"}, "expect": {"certificate.count": 5}},
		{"id": "b", "name": "B", "facts": {"idp.certificate": "@july.pem"}, "expect": {"certificate.count": 1}}]}`
	s := read(t, []byte(raw))
	r := estate.Renewals(s.dossier(t))
	if len(r) != 2 || r[0].Member != "b" || !r[0].Upload.IsZero() || r[0].Begin.Format(time.DateOnly) != "2026-07-01" ||
		r[1].Member != "a" || r[1].Upload.Format(time.DateOnly) != "2028-08-29" {
		t.Errorf("%+v", r)
	}
}
