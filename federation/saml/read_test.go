package saml

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"federate/federation"
	"federate/federation/conformance"
	"federate/federation/document"
	"federate/federation/pki"
	"federate/federation/vocabulary"
)

func TestResponse(t *testing.T) {
	r := ReadResponse(conformance.Read(t, "testdata/sound/keycloak/both.xml"))
	a := r.Assertions[0]
	for got, want := range map[string]string{
		r.Issuer.Text: "https://am.example/realms/contact-centre", r.Destination.Path: "/Response/@Destination",
		a.NameID.Text: "ann.agent@contoso.example", last(a.NameID.Format.Text): "persistent",
		a.Audiences[0][0].Path:                   "/Response/Assertion/Conditions/AudienceRestriction/Audience",
		a.Attributes[0].Name.Text:                "urn:oid:1.2.840.113549.1.9.1",
		a.Confirmations[0].Method.Text:           methodBearer,
		a.Statements[0].SessionNotOnOrAfter.Text: "2026-03-02T19:00:00Z",
		r.Issued().Format(time.RFC3339):          "2026-03-02T09:00:00Z",
		string(r.Signatures[0].Part):             "message", string(r.Signatures[1].Part): "assertion",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if a.NameID.Line < 4 {
		t.Errorf("NameID on line %d", a.NameID.Line)
	}
}

// A value is all its text, whatever stands between.
func TestTextIsJoined(t *testing.T) {
	r := ReadResponse(conformance.Read(t, "testdata/saml-comment-in-value/bad.xml"))
	if v := r.Assertions[0].NameID; v.Text != "ann.agent@contoso.example.attacker.example" || !v.Comment {
		t.Errorf("%q, comment %v", v.Text, v.Comment)
	}
}

// Values come from what the judge returned, with the places they had.
func TestOnlySignedCounts(t *testing.T) {
	for _, file := range conformance.Glob(t, "testdata/sound/*/*.xml") {
		d := dossier(t, file)
		r, _ := federation.Doc[*Response](d, federation.KindSAMLResponse)
		v := r.view(d)
		was, is := r.Assertions[0], v.message.Assertions[0]
		if was == is {
			t.Errorf("%s: the assertion is still the one that was read before its signature was judged", file)
		}
		if was.NameID.Value != is.NameID.Value || was.Audiences[0][0] != is.Audiences[0][0] || was.Confirmations[0].Recipient != is.Confirmations[0].Recipient {
			t.Errorf("%s: %+v\n%+v", file, was.NameID, is.NameID)
		}
	}
}

// The signed part is what is judged: in none of the wrapped responses does a
// verdict vouch for an element that another signature names.
func TestWrappedIsNotTrusted(t *testing.T) {
	for _, name := range []string{"xsw1", "xsw2", "xsw5", "xsw6", "xsw8"} {
		d := dossier(t, "testdata/saml-wrapping/bad-"+name+".xml")
		r, _ := federation.Doc[*Response](d, federation.KindSAMLResponse)
		for _, v := range r.view(d).verdicts {
			if v.outcome == trusted {
				t.Errorf("%s: %s is trusted", name, v.Here.Path)
			}
		}
	}
}

func TestClaims(t *testing.T) {
	idp := string(conformance.Read(t, "testdata/idp.pem"))
	type said map[federation.Fact]string
	for file, want := range map[string]said{
		"saml-metadata-expired/good-entra.xml": {factIssuer: "https://sts.windows.net/0f8fad5b-d9cb-469f-a165-70867728950e/",
			factSSO: "https://login.microsoftonline.com/0f8fad5b-d9cb-469f-a165-70867728950e/saml2", factCertificate: idp},
		"saml-metadata-expired/good-okta.xml": {factIssuer: "http://www.okta.com/exk1abcdefGHIJKLM1d7",
			factSSO: "https://contoso.okta.com/app/contoso_cxone_1/exk1abcdefGHIJKLM1d7/sso/saml", factCertificate: idp},
		"saml-metadata-several-entities/bad.xml": {},
		"saml-metadata-malformed/bad.xml":        {},
		"saml-sp-metadata-expired/good.xml":      {factEntityID: "https://cxone.example/need/entity", factACS: "https://cxone.example/saml/acs", factACS + "#1": "https://cxone.example/saml/other"},
		"saml-metadata-tenant-wide/bad.xml": {
			factSSO: "https://login.microsoftonline.com/0f8fad5b-d9cb-469f-a165-70867728950e/saml2", factCertificate: idp},
	} {
		claims := ReadMetadata(conformance.Read(t, "testdata/"+file)).Claims()
		got := said{}
		for _, c := range claims {
			name := c.Fact
			if c.Fact == factACS && c.Key != "" {
				name += federation.Fact("#" + c.Key)
			}
			got[name] = c.Value
			if c.From.Path == "" || c.From.Line == 0 || c.From.Artifact == "" {
				t.Errorf("%s: %s comes from %+v", file, c.Fact, c.From)
			}
		}
		if len(got) != len(want) {
			t.Errorf("%s: %v", file, got)
		}
		for f, v := range want {
			if got[f] != v {
				t.Errorf("%s: %s is %q", file, f, got[f])
			}
		}
	}
	claims := ReadMetadata(conformance.Read(t, "testdata/saml-metadata-tenant-wide/good-rollover.xml")).Claims()
	if n := len(claims); n != 4 || claims[2].Key != "" || len(claims[3].Key) != 64 || pki.Same(claims[2].Value, claims[3].Value) {
		t.Errorf("%d claims", n)
	}
}

func TestTolerance(t *testing.T) {
	start := time.Date(2026, 3, 2, 8, 55, 0, 29e6, time.UTC)
	ten := federation.Expected[time.Duration]{Value: 10 * time.Second, Set: true}
	nothing := federation.Expected[time.Duration]{Set: true}
	weak := ten
	weak.Source, weak.Confidence = federation.Source{Document: "a forum"}, federation.Doubtful
	for _, c := range []struct {
		name   string
		early  time.Duration
		expect federation.Expected[time.Duration]
		want   string
	}{
		{"at the first moment", 0, federation.Expected[time.Duration]{}, ""},
		{"on its way", time.Second, federation.Expected[time.Duration]{}, ""},
		{"nobody said", time.Minute, federation.Expected[time.Duration]{}, "note saml-time-within-tolerance"},
		{"nobody said, at its end", new(federation.Dossier).Tolerance(), federation.Expected[time.Duration]{}, "note saml-time-within-tolerance"},
		{"nobody said, beyond", new(federation.Dossier).Tolerance() + 1, federation.Expected[time.Duration]{}, "error saml-not-yet-valid"},
		{"within", 10 * time.Second, ten, ""},
		{"beyond", 11 * time.Second, ten, "error saml-not-yet-valid"},
		{"within what is doubtful", 10 * time.Second, weak, "note saml-time-within-tolerance"},
		{"beyond what is doubtful", 11 * time.Second, weak, "warning saml-not-yet-valid"},
		{"beyond all doubt", time.Hour, weak, "error saml-not-yet-valid"},
		{"on its way to who allows nothing", transit, nothing, ""},
		{"longer than on its way", transit + 1, nothing, "error saml-not-yet-valid"},
	} {
		d := dossier(t, "testdata/sound/entra/both.xml")
		d.Now, d.Expect.ClockTolerance = start.Add(-c.early), c.expect
		var checks []federation.Check
		for _, check := range timeChecks() {
			if check.Rule.Code != "saml-issued-in-future" {
				checks = append(checks, check)
			}
		}
		got := ""
		for _, f := range federation.Examine(d, checks).Findings {
			got += f.Severity.String() + " " + string(f.Code)
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// One response may be judged by several at once, who trust different keys.
func TestTogether(t *testing.T) {
	r := ReadResponse(conformance.Read(t, "testdata/sound/entra/both.xml"))
	var wait sync.WaitGroup
	for _, c := range []struct {
		file string
		want outcome
	}{{"idp.pem", trusted}, {"other.pem", untrusted}, {"idp.pem", trusted}} {
		wait.Go(func() {
			d := &federation.Dossier{Terms: vocabulary.New(), Now: r.Issued()}
			d.Hear(federation.Claim{Side: federation.IdP, Fact: factCertificate, Value: string(conformance.Read(t, "testdata/"+c.file))})
			d.Receive(federation.Artifact{Kind: federation.KindSAMLResponse, Doc: r})
			federation.Examine(d, Checks())
			if got := r.view(d).verdicts[0].outcome; got != c.want {
				t.Errorf("%s: %v", c.file, got)
			}
		})
	}
	wait.Wait()
}

func BenchmarkJudge(b *testing.B) {
	text := conformance.Read(b, "testdata/sound/entra/both.xml")
	s := conformance.Around(b, "testdata")
	checks := Checks()
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		d := s.Dossier(b, vocabulary.New())
		receive(d, "", text)
		if r := federation.Examine(d, checks); len(r.Findings) > 0 {
			b.Fatal(conformance.Found(r))
		}
	}
}

// What no login has is refused while it is read, and says what there is too much of.
func TestFloods(t *testing.T) {
	const open = `<p:Response xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:a="urn:oasis:names:tc:SAML:2.0:assertion">`
	const shut = `</p:Response>`
	attributes := "<a" + strings.Repeat(" b%d=''", 90) + "/>"
	for i := range 90 {
		attributes = strings.Replace(attributes, "%d", strconv.Itoa(i), 1)
	}
	scope := ""
	for i := range 120 {
		if i%40 == 0 {
			scope += "><a"
		}
		scope += fmt.Sprintf(" xmlns:n%d='u'", i)
	}
	scope = strings.TrimPrefix(scope, ">") + ">"
	for want, text := range map[string]string{
		"more than 100000 attributes":         open + strings.Repeat(attributes, 1200) + shut,
		"namespace prefixes are declared":     open + scope,
		"nested deeply":                       open + strings.Repeat("<b>", 90) + strings.Repeat("<c/>", 9000) + strings.Repeat("</b>", 90) + shut,
		"it holds 201 assertions":             open + strings.Repeat("<a:Assertion/>", 201) + shut,
		"it holds more than 5000 attributes":  open + "<a:Assertion><a:AttributeStatement>" + strings.Repeat("<a:Attribute/>", 10_001) + "</a:AttributeStatement></a:Assertion>" + shut,
		"one element has more than 100 attri": open + "<a" + strings.Repeat(" b=''", 101) + "/>" + shut,
	} {
		if r := ReadResponse([]byte(text)); r.Readable() || r.Fault != document.TooLarge || !strings.Contains(r.Malformed, want) {
			t.Errorf("want %q, got %s: %q", want, r.Fault, r.Malformed)
		}
	}
	for _, text := range []string{ // a namespace that is declared again and again is none too many
		open + strings.Repeat("<b xmlns:c='u'/>", 5000) + shut,
		open + strings.Repeat("<a:Assertion/>", 200) + shut,
		open + strings.Repeat("<b>", 90) + strings.Repeat("<c/>", 1000) + strings.Repeat("</b>", 90) + shut,
	} {
		if r := ReadResponse([]byte(text)); !r.Readable() {
			t.Errorf("%.60q: %s", text[len(open):], r.Malformed)
		}
	}
	long := strings.Repeat("<"+strings.Repeat("n", 250)+">", 90)
	r := ReadResponse([]byte(open + long + `<a:Assertion/>` + strings.ReplaceAll(long, "<", "</") + shut))
	if !r.Readable() || len(r.misplaced) != 1 || len(r.misplaced[0].Path) > 2*document.MaxPath {
		t.Errorf("%s %d", r.Malformed, len(r.misplaced))
	}
}

// Many parties are counted and not read; more are refused, and so is one with
// more certificates than anybody has.
func TestManyParties(t *testing.T) {
	const open, shut = `<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:d="http://www.w3.org/2000/09/xmldsig#">`, `</EntitiesDescriptor>`
	party := `<EntityDescriptor entityID="x"><IDPSSODescriptor/></EntityDescriptor>`
	if m := ReadMetadata([]byte(open + strings.Repeat(party, 20) + shut)); len(m.Entities) != 20 || m.Entities[19].IdP == nil {
		t.Errorf("20: %d %s", len(m.Entities), m.Malformed)
	}
	if m := ReadMetadata([]byte(open + strings.Repeat(party, 2000) + shut)); len(m.Entities) != 2000 || m.Entities[0].ID.Text != "x" || m.Claims() != nil || len(Diff(m, m)) > 0 {
		t.Errorf("2000: %d %s", len(m.Entities), m.Malformed)
	}
	if m := ReadMetadata([]byte(open + strings.Repeat(`<EntityDescriptor entityID="x"/>`, maxParties+1) + shut)); m.Readable() || !strings.Contains(m.Malformed, "more than 100000 parties") {
		t.Errorf("one too many: %s", m.Malformed)
	}
	keys := strings.Replace(party, "<IDPSSODescriptor/>", "<IDPSSODescriptor>"+strings.Repeat("<d:X509Certificate/>", 501)+"</IDPSSODescriptor>", 1)
	if m := ReadMetadata([]byte(open + keys + shut)); m.Readable() || !strings.Contains(m.Malformed, "500 certificates") {
		t.Errorf("501 certificates: %s", m.Malformed)
	}
}
