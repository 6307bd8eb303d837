package report_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/exp/golden"

	"federate/federation"
	"federate/steps/view"
	"federate/ui/report"
)

func audience() federation.Finding {
	r := federation.Rule{Code: "saml-audience-mismatch", Severity: federation.Error, Title: "The assertion is addressed to someone else",
		Remedy: "set **Identifier (Entity ID)** in Basic SAML Configuration to exactly the wanted value", Role: federation.IdPAdmin,
		Source: federation.Source{Document: "saml-core-2.0-os", Section: "2.5.1.4"}}
	f := r.At(federation.Subject{Side: federation.IdP, Fact: "sp.entity_id", Artifact: "saml-response", Path: "//AudienceRestriction/Audience", Line: 12},
		"the platform says one thing and the response another").Differ("https://sp.example/saml", "https://sp.example/saml/")
	f.Step = "entra/back-fill"
	return f
}

func TestText(t *testing.T) {
	var b bytes.Buffer
	report.Text(&b, view.Of(audience()))
	b.WriteString("\n")
	// A value alone, about a claim that nobody read in a document.
	f := federation.Rule{Code: "value-placeholder", Severity: federation.Warning, Title: "A placeholder is still there", Remedy: "Replace it",
		Role: federation.Either}.At(federation.Subject{Side: federation.IdP, Fact: "sp.acs_url"}, "it was never replaced").Saw("https://sp.example/needtochange")
	report.Text(&b, view.Of(f))
	golden.RequireEqual(t, b.Bytes())
}

func TestCompared(t *testing.T) {
	cert, err := os.ReadFile("../../federation/pki/testdata/entra.pem")
	if err != nil {
		t.Fatal(err)
	}
	long := "https://sp.example/" + strings.Repeat("a-rather-long-path/", 6)
	var b bytes.Buffer
	for _, c := range []struct {
		name, want, got string
		width           int
	}{
		{"slash", "https://sp.example/saml", "https://sp.example/saml/", 80},
		{"space at the end", "agent@example.com", "agent@example.com ", 80},
		{"space in front", "agent@example.com", " agent@example.com", 80},
		{"space inside", "agent@example.com", "agent @example.com", 80},
		{"two spaces", "Sales Team", "Sales  Team", 80},
		{"zero-width space", "agent@example.com", "agent\u200b@example.com", 80},
		{"capitals", "Agent@example.com", "agent@example.com", 80},
		{"nothing", "agent@example.com", "", 80},
		{"other words", "pem", "pkcs7", 80},
		{"nothing wanted", "", "agent@example.com", 80},
		{"equal", "same", "same", 80},
		{"late in a long one", long + "end", long + "END", 60},
		{"early in a long one", "http" + long, "https" + long, 60},
		{"uncut", long + "end", long + "END", 0},
		{"wide letters", "漢字/login", "漢字/Login", 40},
		{"no room for the name", long + "x", long + "completely-else", 40},
		{"certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", string(cert), 80},
	} {
		b.WriteString("# " + c.name + "\n")
		for _, l := range report.Compared(c.want, c.got, c.width) {
			b.WriteString(l + "|\n")
		}
	}
	golden.RequireEqual(t, b.Bytes())
}

// Whatever the values and the width: no panic, and no line of values that is
// wider than it may be.
func FuzzCompared(f *testing.F) {
	f.Add("https://sp.example/saml", "https://sp.example/saml/", 20)
	f.Add("漢字", "漢\u200b字 ", 12)
	f.Add("a\nb", "", 30)
	f.Fuzz(func(t *testing.T, want, got string, width int) {
		if !utf8.ValidString(want) || !utf8.ValidString(got) {
			return
		}
		for _, l := range report.Compared(want, got, width) {
			if strings.ContainsAny(l, "\r\n\x1b") {
				t.Errorf("%q holds a control character", l)
			}
		}
	})
}

func TestJSON(t *testing.T) {
	f := audience()
	waived := federation.Waived{Finding: f, Waiver: federation.Waiver{Code: f.Code, Reason: "migration", By: "ada",
		Until: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)}}
	var b bytes.Buffer
	if err := report.JSON(&b, []report.Input{{Path: "response.b64", Kind: "saml-response", Digest: "sha256:00"}, {Path: "gone", Err: errors.New("no such file")}},
		nil, federation.Report{Findings: []federation.Finding{f}, Waiting: []federation.Waiting{{Code: "pki-expired", For: []federation.Need{{Fact: "idp.certificate"}}}},
			Muted: []federation.Muted{{Finding: f, Because: "saml-not-signed"}}, Waived: []federation.Waived{waived}, Passed: []federation.Code{"pki-csr"}}); err != nil {
		t.Fatal(err)
	}
	if bytes.Count(b.Bytes(), []byte("\n")) != 1 {
		t.Error("one object is one line")
	}
	golden.RequireEqual(t, indent(t, b.Bytes()))
}

func TestJSONHasNoNull(t *testing.T) {
	var b bytes.Buffer
	if err := report.JSON(&b, nil, nil, federation.Report{}); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), "null") {
		t.Errorf("a list is null: %s", b.String())
	}
}

// No value comes through that a terminal would obey, and none is changed.
func TestLineIsHarmless(t *testing.T) {
	value := "a\x1b[31m\u009b31m\x7f\u0085é漢"
	var b bytes.Buffer
	if err := report.Line(&b, value); err != nil {
		t.Fatal(err)
	}
	if strings.ContainsFunc(strings.TrimSuffix(b.String(), "\n"), unicode.IsControl) {
		t.Errorf("%q holds a control character", b.String())
	}
	var back string
	if err := json.Unmarshal(b.Bytes(), &back); err != nil || back != value {
		t.Errorf("%q came back, %v", back, err)
	}
}

func TestPage(t *testing.T) {
	r := audience().Rule
	r.Remedy, r.Confidence, r.Because = `Set {{idp "sp.entity_id"}} to the value of {{platform "sp.entity_id"}}`, federation.DocumentOnly, []federation.Code{"saml-not-signed"}
	words := federation.Words{Terms: federation.NewVocabulary([]federation.Term{{Fact: "sp.entity_id", Label: "Entity ID"}}, nil),
		Calls: map[federation.Side]map[federation.Fact]string{federation.IdP: {"sp.entity_id": "Identifier (Entity ID)"}}}
	golden.RequireEqual(t, []byte(report.Page(r, words, "Every byte of the audience counts.\n")))
}

func TestTally(t *testing.T) {
	f := audience()
	w := f
	w.Severity = federation.Warning
	if got := report.Tally([]federation.Finding{f, w, f}); got != "2 errors, 1 warning" {
		t.Error(got)
	}
	if got := report.Tally(nil); got != "no findings" {
		t.Error(got)
	}
}

func indent(t *testing.T, b []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := json.Indent(&out, b, "", "  "); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
