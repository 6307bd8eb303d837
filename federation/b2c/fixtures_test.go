package b2c

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"federate/federation"
	"federate/federation/conformance"
	"federate/federation/document"
	"federate/federation/vocabulary"

	"github.com/charmbracelet/x/exp/golden"
)

// dossier is the case around a fixture, and the fixture in it.
func dossier(t testing.TB, file string) *federation.Dossier {
	t.Helper()
	c, _ := conformance.ReadCase(t, "testdata", file)
	d := c.Dossier(t, vocabulary.New())
	for _, name := range c.Documents {
		d.Receive(artifact(conformance.Read(t, c.Path(name))))
	}
	d.Receive(artifact(conformance.Read(t, file)))
	return d
}

func artifact(text []byte) federation.Artifact {
	p := Read(text)
	return federation.Artifact{Kind: federation.KindB2CPolicy, Key: p.Key(), Raw: text, Doc: p}
}

func TestFixtures(t *testing.T) {
	conformance.Walk{Checks: Checks(), Judge: func(t testing.TB, _, file string) federation.Report { return examine(t, file) }}.Run(t)
}

func examine(t testing.TB, file string) federation.Report {
	t.Helper()
	return federation.Examine(dossier(t, file), Checks())
}

func TestRules(t *testing.T) {
	conformance.Rules(t, "b2c-", vocabulary.New(), conformance.RulesOf(Checks()))
}

func TestFindings(t *testing.T) {
	conformance.Sentences(t, conformance.Glob(t, "testdata/b2c-*/bad*"), examine, func(file string, f federation.Finding) {
		if f.Subject.Line == 0 {
			t.Errorf("%s: %s: no line", file, f.Code)
		}
	})
}

// The prose of every finding. -update writes it.
func TestWords(t *testing.T) {
	golden.RequireEqual(t, []byte(conformance.Words(t, conformance.Glob(t, "testdata/b2c-*/bad*"), examine)))
}

// A federation that knows where SAML responses go wants no policy that answers a
// web application.
func TestWebPolicyInASAMLFederation(t *testing.T) {
	d := dossier(t, "testdata/b2c-relying-party-protocol/good-web.xml")
	d.Hear(federation.Claim{Side: federation.Platform, Fact: factACS, Value: "https://sp.example/acs"})
	if got := conformance.Found(federation.Examine(d, Checks())); !slices.Contains(got, codePartyProtocol) {
		t.Errorf("found %v", got)
	}
}

// What a file does not say may stand in another one that was handed over too.
func TestLayers(t *testing.T) {
	text := func(file string) string {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	issuer, party := text("testdata/b2c-token-format/good-issuer.xml"), text("testdata/b2c-journey-missing/good-party.xml")
	bottom := strings.Replace(issuer, issuer[strings.Index(issuer, "  <BasePolicy>"):strings.Index(issuer, "  <ClaimsProviders>")], "", 1)
	other := strings.Replace(party, "Saml2AssertionIssuer", "SM-Saml-issuer", 1)
	gone := strings.Replace(party, "Saml2AssertionIssuer", "NoSuchIssuer", 1)
	for name, c := range map[string]struct {
		files []string
		want  []federation.Code
	}{
		"both are sound":                      {[]string{issuer, party}, nil},
		"beneath is no issuer of this name":   {[]string{bottom, gone}, []federation.Code{"b2c-journey-first-step", "b2c-send-claims-issuer"}},
		"beneath is no journey of this name":  {[]string{bottom, party}, []federation.Code{"b2c-journey-first-step"}},
		"it might lie further down":           {[]string{issuer, gone}, nil},
		"the profile beneath is of no issuer": {[]string{issuer, other}, []federation.Code{"b2c-send-claims-issuer"}},
		"the one beneath is its own base":     {[]string{strings.Replace(issuer, "TrustFrameworkLocalization", "TrustFrameworkExtensions", 1), party}, nil},
	} {
		d := conformance.Case{}.Dossier(t, vocabulary.New())
		for _, f := range c.files {
			d.Receive(artifact([]byte(f)))
		}
		if got := conformance.Found(federation.Examine(d, Checks())); !slices.Equal(got, c.want) {
			t.Errorf("%s: found %v, want %v", name, got, c.want)
		}
	}
}

// Where nothing was handed over, no check runs; where nothing could be read, the
// one that says so.
func TestNothingToRead(t *testing.T) {
	d := conformance.Case{}.Dossier(t, vocabulary.New())
	if r := federation.Examine(d, Checks()); len(r.Passed)+len(r.Findings)+len(r.Waiting) > 0 {
		t.Errorf("%+v", r)
	}
	for name, text := range map[string]string{
		"empty": "", "text": "nonsense", "another root": "<a/>", "another namespace": `<TrustFrameworkPolicy xmlns="urn:x"/>`,
		"a document type": `<!DOCTYPE a [<!ENTITY x "y">]><TrustFrameworkPolicy xmlns="` + namespace + `"/>`,
		"an entity":       `<TrustFrameworkPolicy xmlns="` + namespace + `">&x;</TrustFrameworkPolicy>`,
		"two roots":       `<TrustFrameworkPolicy xmlns="` + namespace + `"/><TrustFrameworkPolicy xmlns="` + namespace + `"/>`,
		"too deep":        `<TrustFrameworkPolicy xmlns="` + namespace + `">` + strings.Repeat("<a>", document.MaxDepth),
		"too many":        `<TrustFrameworkPolicy xmlns="` + namespace + `">` + strings.Repeat("<a/>", document.MaxElements) + `</TrustFrameworkPolicy>`,
		"too large":       strings.Repeat(" ", maxBytes+1),
		"not UTF-8":       "<TrustFrameworkPolicy xmlns='" + namespace + "' PolicyId='\xff'/>",
	} {
		d := conformance.Case{}.Dossier(t, vocabulary.New())
		d.Receive(artifact([]byte(text)))
		r := federation.Examine(d, Checks())
		if got := conformance.Found(r); !slices.Equal(got, []federation.Code{codeMalformed}) || len(r.Passed) > 0 {
			t.Errorf("%s: found %v, passed %v", name, got, r.Passed)
		}
	}
}

// A rule that rests on a playbook is no surer than the playbook.
func TestExpectationsCap(t *testing.T) {
	d := dossier(t, "testdata/b2c-signed-part-key/bad.xml")
	d.Expect.Signed.Source, d.Expect.Signed.Confidence = federation.Source{Document: "a forum"}, federation.Doubtful
	f := federation.Examine(d, Checks()).Findings[0]
	if f.Severity != federation.Warning || f.Source.Document != "a forum" {
		t.Errorf("%v on the authority of %s", f.Severity, f.Source)
	}
}

func FuzzRead(f *testing.F) {
	files, _ := filepath.Glob("testdata/b2c-*/*.xml")
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	checks, issuer, acs := Checks(), "urn:x", "https://sp.example/acs"
	f.Fuzz(func(t *testing.T, text []byte) {
		d := conformance.Case{Facts: map[string]*string{string(factIssuer): &issuer, string(factACS): &acs}}.Dossier(t, vocabulary.New())
		d.Expect.Signed = federation.Expected[[]federation.Signed]{Value: []federation.Signed{federation.SignedBoth}, Set: true}
		d.Expect.Encryption = federation.Expected[federation.Encryption]{Value: federation.EncryptionNone, Set: true}
		d.Expect.Starts = federation.Expected[[]federation.Start]{Value: []federation.Start{federation.StartIdP}, Set: true}
		d.Receive(artifact(text))
		for _, x := range federation.Examine(d, checks).Findings {
			if x.Detail == "" || strings.Contains(x.Remedy, "{{") {
				t.Errorf("%s: %q, %q", x.Code, x.Detail, x.Remedy)
			}
		}
	})
}
