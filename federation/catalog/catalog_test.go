package catalog_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"federate/federation"
	"federate/federation/catalog"
	"federate/federation/conformance"
	"federate/federation/saml"
	"federate/federation/vocabulary"
)

// where the fixtures of each package lie.
var folders = []string{"../testdata", "../pki/testdata", "../saml/testdata", "../oidc/testdata", "../b2c/testdata", "../capture/trace/testdata"}

// TestEveryCodeIsProven walks the catalogue, through the same reader and the same
// examination that the program uses.
func TestEveryCodeIsProven(t *testing.T) {
	know := catalog.Knowledge()
	conformance.Walk{Checks: know.Checks, Roots: folders, Enough: func(federation.Check, int, int) bool { return true },
		Judge: func(t testing.TB, root, file string) federation.Report { return judge(t, know, root, file) }}.Run(t)
}

// judge is the verdict on one fixture.
func judge(t testing.TB, know federation.Knowledge, root, file string) federation.Report {
	t.Helper()
	c, whole := conformance.ReadCase(t, root, file)
	standing := c.Dossier(t, know.Terms)
	if standing.Now.IsZero() {
		standing.Now = june
	}
	var messages []federation.Artifact
	hand := func(file string, kind federation.Kind) {
		a := received(t, know, conformance.Read(t, file), kind)
		a.Received = a.Issued
		if k, _ := know.Terms.Kind(a.Kind); k.Message {
			messages = append(messages, a)
		} else {
			standing.Receive(a)
		}
	}
	for _, name := range slices.Concat(c.Documents, c.Store) {
		hand(c.Path(name), "")
	}
	standing.Store = slices.Clone(standing.Artifacts()[len(standing.Artifacts())-len(c.Store):])
	if !whole {
		hand(file, c.Kind)
	}
	var attempts []*federation.Dossier
	if n := len(messages); n > 0 {
		then := *standing
		if c.Now.IsZero() {
			then.Now = messages[n-1].Moment()
		}
		for _, a := range messages {
			then.Receive(a)
		}
		attempts = append(attempts, &then)
	}
	return conformance.Judge(standing, attempts, know.Checks)
}

// received is raw as the program recognises it, or handed over as a kind that it
// is not.
func received(t testing.TB, know federation.Knowledge, raw []byte, kind federation.Kind) federation.Artifact {
	t.Helper()
	a, err := know.Recognise(raw)
	if err != nil {
		t.Fatal(err)
	}
	if kind == "" || kind == a.Kind {
		return a
	}
	a = federation.Artifact{Kind: kind, Raw: raw}
	switch kind {
	case federation.KindSAMLResponse:
		a.Doc = saml.ReadResponse(raw)
	case federation.KindSAMLRequest:
		a.Doc = saml.ReadRequest(raw)
	default:
		m := saml.ReadMetadata(raw)
		a.Doc, a.Claims = m, m.Claims()
	}
	return a
}

// june is the clock of standing facts where a fixture names none: the
// certificates are good then.
var june = time.Date(2027, 6, 1, 12, 0, 0, 0, time.UTC)

var codeForm = regexp.MustCompile(`^(value|held|pki|saml|oidc|identity|capture|b2c)(-[a-z0-9]+)+$`)

func TestEveryRuleIsWhole(t *testing.T) {
	know := catalog.Knowledge()
	conformance.Rules(t, "", know.Terms, conformance.RulesOf(know.Checks))
	for _, c := range know.Checks {
		if !codeForm.MatchString(string(c.Rule.Code)) {
			t.Errorf("%s is not a code", c.Rule.Code)
		}
		for _, f := range slices.Concat(c.Facts, c.Compares) {
			if err := know.Terms.CheckFact(f); err != nil {
				t.Errorf("%s: %v", c.Rule.Code, err)
			}
		}
		for _, k := range c.Kinds {
			if err := know.Terms.CheckKind(k); err != nil {
				t.Errorf("%s: %v", c.Rule.Code, err)
			}
		}
	}
}

// A federation that speaks one protocol waits for nothing of the other. Certificates
// are handed over by SAML alone.
func TestEveryCheckStatesItsProtocol(t *testing.T) {
	for _, c := range catalog.Checks() {
		owner, _, _ := strings.Cut(string(c.Rule.Code), "-")
		want := map[string]string{"saml": "saml", "pki": "saml", "oidc": "oidc"}[owner]
		if c.Protocol != want {
			t.Errorf("%s belongs to protocol %q, want %q", c.Rule.Code, c.Protocol, want)
		}
	}
}

func TestVocabularyIsWhole(t *testing.T) {
	seen := map[federation.Fact]bool{}
	for _, term := range vocabulary.Terms() {
		if seen[term.Fact] || term.Title == "" || term.Label == "" || term.Owner == "" {
			t.Errorf("%+v", term)
		}
		seen[term.Fact] = true
		if (term.Form == federation.Choice) != (len(term.Values) > 0) {
			t.Errorf("%s: a choice has values", term.Fact)
		}
	}
}
