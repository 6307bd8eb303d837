package pki_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"federate/federation"
	"federate/federation/capture"
	"federate/federation/conformance"
	"federate/federation/pki"
	"federate/federation/vocabulary"
)

// receive hands raw to what c says, as the catalogue does.
func receive(t testing.TB, c conformance.Case, raws ...[]byte) *federation.Dossier {
	t.Helper()
	d := c.Dossier(t, vocabulary.New())
	for _, raw := range raws {
		c, err := capture.Unwrap(raw)
		if err != nil {
			t.Fatal(err)
		}
		a := federation.Artifact{Kind: c.Kind, Raw: c.Inner}
		if b, ok := pki.Read(raw); ok {
			a.Doc, a.Claims = b, b.Claims("sha256:fixture")
		}
		d.Receive(a)
	}
	return d
}

func codes(r federation.Report) (out []string) {
	for _, f := range r.Findings {
		out = append(out, string(f.Code))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// The prose of every finding. -update writes it.
func TestWords(t *testing.T) {
	golden.RequireEqual(t, []byte(conformance.Words(t, conformance.Glob(t, "testdata/pki-*/bad*"), judge)))
}

func judge(t testing.TB, file string) federation.Report {
	t.Helper()
	c, _ := conformance.ReadCase(t, "testdata", file)
	return federation.Examine(receive(t, c, conformance.Read(t, file)), pki.Checks())
}

func TestFixtures(t *testing.T) {
	conformance.Walk{Checks: pki.Checks(), Judge: func(t testing.TB, _, file string) federation.Report { return judge(t, file) },
		Enough: func(federation.Check, int, int) bool { return true }}.Run(t)
}

func TestRules(t *testing.T) {
	conformance.Rules(t, "pki-", vocabulary.New(), conformance.RulesOf(pki.Checks()))
	for _, c := range pki.Checks() {
		if c.Rule.Source.Section == "" {
			t.Errorf("%s cites no section", c.Rule.Code)
		}
	}
}

func fixture(t testing.TB, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

var june = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

// Nothing waits for a document that nobody should ever hand over.
func TestNothingWaitsForAPrivateKey(t *testing.T) {
	r := federation.Examine(receive(t, conformance.Case{Now: june}), pki.Checks())
	for _, w := range r.Waiting {
		if !slices.Equal(w.For, []federation.Need{{Fact: "idp.certificate"}}) {
			t.Errorf("%s waits for %v", w.Code, w.For)
		}
	}
	if len(r.Waiting) == 0 || len(r.Findings) > 0 {
		t.Errorf("waiting %v, findings %v", r.Waiting, r.Findings)
	}
}

// The wrong document is forgotten when the right one follows; a key that was
// shown is not.
func TestABetterDocumentFollows(t *testing.T) {
	good := fixture(t, "entra.pem")
	for name, want := range map[string][]string{
		"pki-csr/bad.csr":               nil,
		"pki-html-page/bad.cer":         nil,
		"pki-public-key/bad.pem":        nil,
		"pki-private-key/bad-pkcs8.pem": {"pki-private-key"},
	} {
		r := federation.Examine(receive(t, conformance.Case{Now: june}, fixture(t, name), good), pki.Checks())
		if got := codes(r); !slices.Equal(got, want) {
			t.Errorf("%s: found %v, want %v", name, got, want)
		}
	}
}

// The platform may hold another certificate than the identity provider uses:
// it is judged too, but the same one is judged once.
func TestEverySideIsJudged(t *testing.T) {
	good, expired := string(fixture(t, "entra.pem")), string(fixture(t, "pki-expired/bad.pem"))
	for _, c := range []struct {
		idp, platform string
		copied        bool
		want          []federation.Side
	}{
		{good, expired, false, []federation.Side{"platform"}},
		{good, expired, true, nil},
		{expired, expired, false, []federation.Side{"idp"}},
		{expired, good, false, []federation.Side{"idp"}},
	} {
		d := receive(t, conformance.Case{Now: june})
		d.Hear(federation.Claim{Side: "platform", Fact: "idp.certificate", Value: c.platform, Copied: c.copied})
		d.Hear(federation.Claim{Side: "idp", Fact: "idp.certificate", Value: c.idp})
		var got []federation.Side
		for _, f := range federation.Examine(d, pki.Checks()).Findings {
			got = append(got, f.Subject.Side)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("found at %v, want %v", got, c.want)
		}
	}
}

// One certificate at a time walks through all stages, one finding at each.
func TestStagesOfExpiry(t *testing.T) {
	doc := fixture(t, "pki-expires-within-7-days/bad.pem") // until 2026-06-08 12:00
	end := time.Date(2026, 6, 8, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		left time.Duration
		want []string
	}{
		{60*24*time.Hour + time.Second, nil},
		{60 * 24 * time.Hour, []string{"pki-expires-within-60-days"}},
		{30*24*time.Hour + time.Second, []string{"pki-expires-within-60-days"}},
		{30 * 24 * time.Hour, []string{"pki-expires-within-30-days"}},
		{7*24*time.Hour + time.Second, []string{"pki-expires-within-30-days"}},
		{7 * 24 * time.Hour, []string{"pki-expires-within-7-days"}},
		{0, []string{"pki-expires-within-7-days"}},
		{-time.Second, []string{"pki-expired"}},
	} {
		r := federation.Examine(receive(t, conformance.Case{Now: end.Add(-c.left)}, doc), pki.Checks())
		if got := codes(r); !slices.Equal(got, c.want) {
			t.Errorf("%v left: found %v, want %v", c.left, got, c.want)
		}
	}
}

// A certificate is good from its very first moment on.
func TestFirstMoment(t *testing.T) {
	doc := fixture(t, "pki-not-yet-valid/bad.pem")
	b, ok := pki.Read(doc)
	if !ok || len(b.Certificates) != 1 {
		t.Fatal("no certificate")
	}
	for before, want := range map[time.Duration]bool{time.Nanosecond: true, 0: false} {
		r := federation.Examine(receive(t, conformance.Case{Now: b.Certificates[0].NotBefore.Add(-before)}, doc), pki.Checks())
		if got := slices.Contains(codes(r), "pki-not-yet-valid"); got != want {
			t.Errorf("%v before it: %t", before, got)
		}
	}
}

func TestTypedValueThatIsNoCertificate(t *testing.T) {
	text := "see attachment"
	r := federation.Examine(receive(t, conformance.Case{Now: june, Facts: map[string]*string{"idp.certificate": &text}}), pki.Checks())
	if got := codes(r); !slices.Equal(got, []string{"pki-malformed"}) {
		t.Errorf("found %v", got)
	}
}

// The dates of a certificate in metadata count where the platform is known to
// look at them, and those of one that somebody uploads always do.
func TestDatesInMetadata(t *testing.T) {
	for file, code := range map[string]string{"pki-expired/bad.pem": "pki-expired", "pki-not-yet-valid/bad.pem": "pki-not-yet-valid"} {
		for _, c := range []struct {
			artifact federation.Kind
			looks    bool
			want     federation.Severity
		}{
			{"certificate", false, federation.Error},
			{"idp-metadata", false, federation.Warning},
			{"idp-metadata", true, federation.Error},
		} {
			d := receive(t, conformance.Case{Now: june})
			d.Expect.CertificateDates = federation.Expected[bool]{Value: c.looks, Set: c.looks}
			d.Hear(federation.Claim{Side: federation.IdP, Fact: "idp.certificate", Value: string(fixture(t, file)), From: federation.Origin{Artifact: c.artifact}})
			found := federation.Examine(d, pki.Checks()).Findings
			if len(found) != 1 || string(found[0].Code) != code || found[0].Severity != c.want {
				t.Errorf("%s in %s, looked at %v: %+v", code, c.artifact, c.looks, found)
			}
		}
	}
}

// What is not valid yet is the next one only where another is good today, and of the same side.
func TestNextCertificate(t *testing.T) {
	good, next, expired := string(fixture(t, "entra.pem")), string(fixture(t, "pki-not-yet-valid/bad.pem")), string(fixture(t, "pki-expired/bad.pem"))
	for _, c := range []struct {
		first  string
		side   federation.Side
		silent bool
	}{{good, "idp", true}, {expired, "idp", false}, {good, "platform", false}} {
		d := receive(t, conformance.Case{Now: june})
		d.Hear(federation.Claim{Side: c.side, Fact: "idp.certificate", Value: c.first})
		key := "next"
		if c.side != "idp" {
			key = ""
		}
		d.Hear(federation.Claim{Side: "idp", Fact: "idp.certificate", Key: key, Value: next})
		if got := slices.Contains(codes(federation.Examine(d, pki.Checks())), "pki-not-yet-valid"); got == c.silent {
			t.Errorf("beside %s of %s: found %v", pki.Brief(c.first), c.side, got)
		}
	}
}
