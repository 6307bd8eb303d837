package saml

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"federate/federation"
	"federate/federation/conformance"
	"federate/federation/vocabulary"

	"github.com/charmbracelet/x/exp/golden"
)

func examine(t testing.TB, file string) federation.Report {
	t.Helper()
	return federation.Examine(dossier(t, file), Checks())
}

func TestRules(t *testing.T) {
	conformance.Rules(t, "saml-", vocabulary.New(), conformance.RulesOf(Checks()))
}

func TestFindings(t *testing.T) {
	conformance.Sentences(t, conformance.Glob(t, "testdata/saml-*/bad*"), examine, func(file string, f federation.Finding) {
		if f.Subject.Path != "" && f.Subject.Line == 0 {
			t.Errorf("%s: %s: no line for %s", file, f.Code, f.Subject.Path)
		}
	})
}

// Where nothing was received every check waits or has nothing to say.
func TestNotKnowingIsNotPassing(t *testing.T) {
	d := &federation.Dossier{Terms: vocabulary.New()}
	if r := federation.Examine(d, Checks()); len(r.Passed)+len(r.Findings) > 0 || len(r.Waiting) == 0 {
		t.Errorf("passed %v, found %v", r.Passed, conformance.Found(r))
	}
	d.Receive(federation.Artifact{Kind: federation.KindSAMLResponse, Doc: ReadResponse([]byte("nonsense"))})
	d.Receive(federation.Artifact{Kind: federation.KindSAMLRequest, Doc: ReadRequest([]byte("<a/>"))})
	d.Receive(federation.Artifact{Kind: federation.KindIdPMetadata, Doc: ReadMetadata(nil)})
	r := federation.Examine(d, Checks())
	slices.Sort(r.Passed)
	if want := []federation.Code{codeDoctype, codeTooDeep, codeTooLarge}; !slices.Equal(r.Passed, want) {
		t.Errorf("passed %v", r.Passed)
	}
	if want := []federation.Code{codeMalformed, "saml-request-malformed", "saml-metadata-malformed"}; !slices.Equal(conformance.Found(r), want) {
		t.Errorf("found %v", conformance.Found(r))
	}
}

// A transient NameID names nobody, so it is compared with nothing.
func TestTransientNamesAreNotCompared(t *testing.T) {
	judge := func(formats ...string) (found bool, waiting []federation.Waiting) {
		d := &federation.Dossier{Terms: vocabulary.New()}
		d.Expect.NameIDFormats = federation.Expected[[]string]{Value: formats, Set: true}
		d.Hear(federation.Claim{Side: federation.Platform, Fact: factExternal, Value: "jdoe"})
		d.Hear(federation.Claim{Side: federation.IdP, Fact: factNameID, Value: "_9f3c"})
		r := federation.Examine(d, Checks())
		return slices.ContainsFunc(r.Findings, func(f federation.Finding) bool { return f.Code == "saml-identity-mismatch" }), r.Waiting
	}
	if found, _ := judge("emailAddress", "transient"); !found {
		t.Error("a lasting name may be meant, and the difference is not found")
	}
	found, waiting := judge("transient")
	if found || slices.ContainsFunc(waiting, func(w federation.Waiting) bool {
		return w.Code == "saml-identity-mismatch" || w.Code == "saml-name-id-mismatch"
	}) {
		t.Errorf("found %v, waiting %v", found, waiting)
	}
}

// Without a trusted certificate trust waits, and a broken signature is an error
// all the same.
func TestTrustWaits(t *testing.T) {
	judge := func(file string) federation.Report {
		d := conformance.Case{}.Dossier(t, vocabulary.New())
		receive(d, "", conformance.Read(t, file))
		return federation.Examine(d, Checks())
	}
	waits := func(r federation.Report, code federation.Code) bool {
		return slices.ContainsFunc(r.Waiting, func(w federation.Waiting) bool {
			return w.Code == code && slices.Equal(w.For, []federation.Need{{Fact: "idp.certificate"}})
		})
	}
	r := judge("testdata/sound/entra/both.xml")
	if !waits(r, "saml-signature-untrusted-key") || !slices.Contains(r.Passed, "saml-signature-broken") {
		t.Errorf("sound: waiting %v", r.Waiting)
	}
	r = judge("testdata/saml-signature-broken/bad-value.xml")
	if !waits(r, "saml-signature-untrusted-key") || !slices.Contains(conformance.Found(r), "saml-signature-broken") {
		t.Errorf("broken: waiting %v, found %v", r.Waiting, conformance.Found(r))
	}
	r = judge("testdata/saml-signature-broken/bad-message.xml")
	if slices.Contains(r.Passed, "saml-signature-broken") {
		t.Error("a signature that nobody could check has passed")
	}
}

// A rule that rests on a playbook is no surer than the playbook.
func TestExpectationsCap(t *testing.T) {
	d := dossier(t, "testdata/saml-signed-part/bad-assertion.xml")
	d.Expect.Signed.Source = federation.Source{Document: "a forum"}
	d.Expect.Signed.Confidence = federation.Doubtful
	d.Words.Options = map[federation.Side]map[federation.Fact]map[string]string{federation.IdP: {factSigned: {"message": "Sign SAML response"}}}
	f := federation.Examine(d, Checks()).Findings[0]
	if f.Severity != federation.Warning || f.Source.Document != "a forum" || !strings.Contains(f.Remedy, "Sign SAML response") {
		t.Errorf("%v on the authority of %s: %s", f.Severity, f.Source, f.Remedy)
	}
}

// Spaces around a NameID are an error where the platform is known to compare them.
func TestExactNameID(t *testing.T) {
	d := dossier(t, "testdata/saml-name-id-white-space/bad.xml")
	for _, exact := range []bool{false, true} {
		d.Expect.ExactNameID = federation.Expected[bool]{Value: exact, Set: true}
		want := federation.Warning
		if exact {
			want = federation.Error
		}
		if f := federation.Examine(d, Checks()).Findings[0]; f.Code != "saml-name-id-white-space" || f.Severity != want {
			t.Errorf("exact %v: %v of %s", exact, f.Severity, f.Code)
		}
	}
	d.Hear(federation.Claim{Side: federation.Platform, Fact: factExternal, Value: "ann.agent@contoso.example"})
	for exact, want := range map[bool]federation.Code{false: "saml-name-id-white-space", true: "saml-name-id-mismatch"} {
		d.Expect.ExactNameID = federation.Expected[bool]{Value: exact, Set: true}
		if got := conformance.Found(federation.Examine(d, Checks())); !slices.Equal(got, []federation.Code{want}) {
			t.Errorf("known, and exact %v: %v", exact, got)
		}
	}
}

// What a key signed that nobody here can compute with is neither proven nor
// refuted; and beside a trusted key that does not verify it, it proves nothing.
func TestUncommonKey(t *testing.T) {
	odd := strings.Join(strings.Fields(string(conformance.Read(t, "../pki/testdata/pki-weak-curve/bad-secp256k1.pem"))[len("-----BEGIN CERTIFICATE-----"):]), "")
	odd, _, _ = strings.Cut(odd, "-----")
	text := string(conformance.Read(t, "testdata/saml-signature-broken/bad-message.xml"))
	from := strings.Index(text, "X509Certificate>") + len("X509Certificate>")
	to := from + strings.Index(text[from:], "<")
	text = text[:from] + odd + text[to:]
	for trusts, want := range map[bool]bool{false: false, true: true} {
		s := conformance.Around(t, "testdata")
		if !trusts {
			s.Facts["idp.certificate"] = nil
		}
		s.Now = time.Date(2026, 3, 2, 9, 0, 1, 0, time.UTC)
		d := s.Dossier(t, vocabulary.New())
		receive(d, "", []byte(text))
		found := conformance.Found(federation.Examine(d, Checks()))
		if slices.Contains(found, "saml-signature-broken") && !trusts || (len(found) > 0) != want {
			t.Errorf("trusting %v: %v", trusts, found)
		}
	}
}

var thumb = regexp.MustCompile(`\b(?:[0-9A-F]{64}|[0-9A-F]{40})\b`)

// The prose of every finding. -update writes it.
func TestWords(t *testing.T) {
	words := conformance.Words(t, conformance.Glob(t, "testdata/saml-*/bad*"), examine)
	golden.RequireEqual(t, []byte(thumb.ReplaceAllString(words, "<thumbprint>")))
}
