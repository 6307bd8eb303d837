package steps_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"

	"federate/federation"
	"federate/steps"
	"federate/steps/record"
	"federate/steps/record/memory"
)

const (
	testIdP = "cxone/test-idp-initiated"
	testSP  = "cxone/test-sp-initiated"
)

// A login is an identity provider that signs, and a clock that the test sets.
type login struct {
	*steps.Session
	t   *testing.T
	sh  *steps.Shelf
	now time.Time
	key tls.Certificate
}

// logins is a federation whose values are all told at noon.
func logins(t *testing.T) *login {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Entra signing"}, NotBefore: clock.AddDate(0, -1, 0), NotAfter: clock.AddDate(2, 0, 0)}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	l := &login{t: t, now: clock, key: tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}}
	l.sh = shelf(t, &memory.Store{}, "ana")
	l.sh.Now = func() time.Time { return l.now }
	id, err := l.sh.Create(t.Context(), record.Opening{Name: "Acme", Platform: "cxone", IdP: "entra", Protocol: "saml"})
	if err != nil {
		t.Fatal(err)
	}
	l.Session = open(t, l.sh, id)
	for fact, value := range map[federation.Fact]string{"idp.entity_id": issuer, "idp.sso_url": ssoURL, "sp.entity_id": entity, "sp.acs_url": acs,
		"user.external_identity": "nick.carraway@classics.example", "cxone.authenticator_name": "Acme", "idp.certificate": string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))} {
		do(t, l.Session, tell(fact, value))
	}
	return l
}

// response is a message that was signed at a moment, in answer to a request.
func (l *login) response(at time.Time, answers string) []byte {
	moment := func(d time.Duration) string { return at.Add(d).UTC().Format(time.RFC3339) }
	to := ""
	if answers != "" {
		to = ` InResponseTo="` + answers + `"`
	}
	doc := etree.NewDocument()
	if err := doc.ReadFromString(`<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_` + rand.Text() + `" Version="2.0" IssueInstant="` + moment(0) +
		`" Destination="` + acs + `"` + to + `><saml:Issuer>` + issuer + `</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status><saml:Assertion ID="_` + rand.Text() +
		`" Version="2.0" IssueInstant="` + moment(0) + `"><saml:Issuer>` + issuer + `</saml:Issuer><saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress">nick.carraway@classics.example</saml:NameID>` +
		`<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData Recipient="` + acs + `"` + to + ` NotOnOrAfter="` + moment(5*time.Minute) +
		`"/></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="` + moment(0) + `" NotOnOrAfter="` + moment(5*time.Minute) + `"><saml:AudienceRestriction><saml:Audience>` + entity +
		`</saml:Audience></saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement AuthnInstant="` + moment(0) + `"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef>` +
		`</saml:AuthnContext></saml:AuthnStatement></saml:Assertion></samlp:Response>`); err != nil {
		l.t.Fatal(err)
	}
	ctx := dsig.NewDefaultSigningContext(dsig.TLSCertKeyStore(l.key))
	ctx.Canonicalizer = dsig.MakeC14N10ExclusiveCanonicalizerWithPrefixList("")
	s, err := ctx.ConstructSignature(doc.Root(), true)
	if err != nil {
		l.t.Fatal(err)
	}
	doc.Root().InsertChildAt(1, s)
	text, err := doc.WriteToBytes()
	if err != nil {
		l.t.Fatal(err)
	}
	return text
}

// hand gives a document to a test step, at a moment.
func (l *login) hand(step, key string, at time.Time, raw []byte) *steps.Snapshot {
	l.t.Helper()
	l.now = at
	return do(l.t, l.Session, steps.Answer{Step: step, Documents: []steps.Handed{{Raw: raw, Key: key, Origin: "pasted"}}})
}

func why(v *steps.Snapshot, ref string) string { return strings.Join(v.Status[ref].Why, "; ") }

// A response settles a test step only when it is fresh: issued after what it
// proves was told and entered, and handed in within a day.
func TestOldProofIsNoProof(t *testing.T) {
	noon := clock
	for _, c := range []struct {
		name           string
		issued, handed time.Time
		before         func(l *login) // what happens at the clock that it sets, before the response comes
		after          func(l *login)
		done           bool
		says           string
	}{
		{name: "a minute after", issued: noon.Add(2 * time.Minute), handed: noon.Add(3 * time.Minute), done: true},
		{name: "ten minutes after its five were over", issued: noon.Add(2 * time.Minute), handed: noon.Add(17 * time.Minute), done: true},
		{name: "a day, nearly", issued: noon.Add(2 * time.Minute), handed: noon.Add(24 * time.Hour), done: true},
		{name: "more than a day", issued: noon.Add(2 * time.Minute), handed: noon.Add(25 * time.Hour), says: "was 24 hours old when it was handed in"},
		{name: "a year", issued: noon.AddDate(-1, 0, 0), handed: noon.Add(time.Hour), says: "was 365 days old when it was handed in"},
		{name: "before the values", issued: noon.Add(-10 * time.Minute), handed: noon.Add(3 * time.Minute), says: "before "},
		{name: "clocks a little apart", issued: noon.Add(-30 * time.Second), handed: noon.Add(3 * time.Minute), done: true},
		{name: "before the last change", issued: noon.Add(10 * time.Minute), handed: noon.Add(40 * time.Minute),
			before: func(l *login) { l.now = noon.Add(30 * time.Minute); do(t, l.Session, tell("sp.acs_url", acs)) }, done: true}, // the same is no change
		{name: "before the last real change", issued: noon.Add(10 * time.Minute), handed: noon.Add(50 * time.Minute),
			before: func(l *login) {
				l.now = noon.Add(30 * time.Minute)
				do(t, l.Session, tell("sp.acs_url", acs+"/other"))
				l.now = noon.Add(31 * time.Minute)
				do(t, l.Session, tell("sp.acs_url", acs))
			}, says: "was entered by ana on 21 November 2026, 12:31 UTC"},
		{name: "before the console had the value", issued: noon.Add(10 * time.Minute), handed: noon.Add(12 * time.Minute),
			after: func(l *login) {
				l.now = noon.Add(30 * time.Minute)
				do(t, l.Session, steps.Confirm{Step: "entra/back-fill"})
			}, says: "before the platform's"},
		{name: "tomorrow it still counts", issued: noon.Add(2 * time.Minute), handed: noon.Add(3 * time.Minute),
			after: func(l *login) { l.now = noon.Add(72 * time.Hour); do(t, l.Session, steps.Rename{Name: "Later"}) }, done: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := logins(t)
			if c.before != nil {
				c.before(l)
			}
			l.hand(testIdP, "idp-initiated", c.handed, l.response(c.issued, ""))
			v := do(t, l.Session, steps.Confirm{Step: testIdP})
			if c.after != nil {
				c.after(l)
				v = l.View()
			}
			if got := v.Status[testIdP]; (got.State == steps.Done) != c.done || !strings.Contains(why(v, testIdP), c.says) {
				t.Errorf("%s: %q, findings %v", got.State, got.Why, findings(v))
			}
			if len(v.Attempts) != 1 || v.Attempts[0].Report.Worst() >= federation.Error {
				t.Fatalf("the verdict is shown whatever it is worth: %+v", v.Attempts)
			}
			p := v.Attempts[0].Proof
			if p.Fresh() != c.done || v.Proved() != c.done || !strings.HasPrefix(p.Signer, "Entra signing, SHA-1 ") || p.Audience != entity || p.Subject != "nick.carraway@classics.example" || p.Age() != c.handed.Sub(c.issued).Truncate(time.Second) {
				t.Errorf("proof: %+v", p)
			}
		})
	}
}

// A message from the future is a matter of clocks, and said as that.
func TestProofFromTheFuture(t *testing.T) {
	l := logins(t)
	v := l.hand(testIdP, "idp-initiated", clock.Add(time.Minute), l.response(clock.Add(2*time.Hour), ""))
	if got := findings(v); !slices.ContainsFunc(got, func(f string) bool { return strings.HasPrefix(f, "saml-issued-in-future") }) {
		t.Errorf("findings: %v", got)
	}
	if v = do(t, l.Session, steps.Confirm{Step: testIdP}); state(v, testIdP) == steps.Done {
		t.Error("a login of tomorrow settles the test")
	}
}

// A response is judged beside the request that was handed in before it, with both
// IDs, and one login has one verdict.
func TestAnswerToAnotherRequest(t *testing.T) {
	request := func(id string, at time.Time) []byte {
		return []byte(`<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="` + id + `" Version="2.0" IssueInstant="` + at.UTC().Format(time.RFC3339) + `" Destination="` + ssoURL +
			`" AssertionConsumerServiceURL="` + acs + `"><saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">` + entity + `</saml:Issuer></samlp:AuthnRequest>`)
	}
	l := logins(t)
	at := clock.Add(2 * time.Minute)
	l.hand(testSP, "sp-initiated", at, request("_req-one", at))
	v := l.hand(testSP, "sp-initiated", at.Add(time.Minute), l.response(at, "_req-two"))
	if len(v.Attempts) != 1 {
		t.Errorf("%d verdicts for one login", len(v.Attempts))
	}
	i := slices.IndexFunc(v.Report.Findings, func(f federation.Finding) bool { return f.Code == "saml-in-response-to-mismatch" })
	if i < 0 {
		t.Fatalf("findings: %v", findings(v))
	}
	if f := v.Report.Findings[i]; f.Want != "_req-one" || f.Got != "_req-two" {
		t.Errorf("want %q got %q", f.Want, f.Got)
	}
	if v = do(t, l.Session, steps.Confirm{Step: testSP}); state(v, testSP) != steps.Wrong {
		t.Errorf("the test is %s", state(v, testSP))
	}
	// The right answer mends it. A later response without its request is no answer
	// to a request that had one.
	v = l.hand(testSP, "sp-initiated", at.Add(2*time.Minute), l.response(at, "_req-one"))
	if got := findings(v); len(v.Attempts) != 1 || len(got) != 0 {
		t.Errorf("the answer: %d verdicts, %v", len(v.Attempts), got)
	}
	v = l.hand(testSP, "sp-initiated", at.Add(4*time.Minute), l.response(at.Add(3*time.Minute), "_req-three"))
	if got := findings(v); slices.ContainsFunc(got, func(f string) bool { return strings.HasPrefix(f, "saml-in-response-to") }) {
		t.Errorf("a second login is held against the first request: %v", got)
	}
}

// A message is judged by what was known when it came: a value that changes later
// makes its test stale, never wrong, and a newer message ends that.
func TestLaterChangesMakeStale(t *testing.T) {
	l := logins(t)
	l.hand(testIdP, "idp-initiated", clock.Add(2*time.Minute), l.response(clock.Add(time.Minute), ""))
	v := do(t, l.Session, steps.Confirm{Step: testIdP})
	if state(v, testIdP) != steps.Done {
		t.Fatalf("%s: %s", state(v, testIdP), why(v, testIdP))
	}
	l.now = clock.Add(time.Hour)
	v = do(t, l.Session, tell("user.external_identity", "somebody.else@classics.example"))
	if got := v.Attempts[0].Report.Worst(); got >= federation.Error {
		t.Errorf("judged by what came later: %v", findings(v))
	}
	if state(v, testIdP) != steps.Stale || !strings.Contains(why(v, testIdP), "was changed by ana on 21 November 2026, 13:00 UTC") {
		t.Errorf("%s: %s", state(v, testIdP), why(v, testIdP))
	}
	l.now = clock.Add(2 * time.Hour)
	do(t, l.Session, tell("user.external_identity", "nick.carraway@classics.example"))
	v = l.hand(testIdP, "idp-initiated", clock.Add(3*time.Hour), l.response(clock.Add(3*time.Hour), ""))
	if state(v, testIdP) != steps.Done {
		t.Errorf("with a newer login it is %s: %s", state(v, testIdP), why(v, testIdP))
	}
}

// What a login brought to light counts against the step to be mended until that
// step is confirmed again, and against the test until a better login comes.
func TestMendedUntilTheNextLogin(t *testing.T) {
	l := logins(t)
	do(t, l.Session, steps.Confirm{Step: "entra/back-fill"})
	other := l.response(clock.Add(2*time.Minute), "")
	v := l.hand(testIdP, "idp-initiated", clock.Add(3*time.Minute), []byte(strings.ReplaceAll(string(other), entity, entity+"/")))
	wrong := func(v *steps.Snapshot) (refs []string) {
		for _, s := range v.Plan {
			if state(v, s.Ref()) == steps.Wrong {
				refs = append(refs, s.Ref())
			}
		}
		return refs
	}
	if got := wrong(v); !slices.Contains(got, testIdP) || len(got) < 2 {
		t.Fatalf("wrong: %v, %v", got, findings(v))
	}
	for _, ref := range wrong(v) {
		if ref != testIdP {
			v = do(t, l.Session, steps.Confirm{Step: ref})
		}
	}
	if got := wrong(v); !slices.Equal(got, []string{testIdP}) {
		t.Errorf("after mending: %v", got)
	}
	at := clock.Add(time.Hour)
	if got := wrong(l.hand(testIdP, "idp-initiated", at, l.response(at, ""))); got != nil {
		t.Errorf("after a better login: %v", got)
	}
}

// A gate is shut while no login was tested, whatever was left out with a reason;
// one that was passed all the same says by whom and why.
func TestAGateWithoutALogin(t *testing.T) {
	l := logins(t)
	const gate = "cxone/roll-out"
	for _, s := range l.View().Plan {
		if s.Ref() == gate {
			break
		}
		do(t, l.Session, steps.Skip{Step: s.Ref(), Reason: "not here"})
	}
	for _, f := range []federation.Fact{"rollout.window", "rollout.message", "rollout.way_back", "rollout.local_admin", "rollout.local_login", "rollout.tried_roles", "rollout.refused_user"} {
		do(t, l.Session, tell(f, "noon"))
	}
	s, _ := l.View().Step(gate)
	if got := l.View().Shut(s); !slices.Equal(got, []string{"no login was tested: every test was left out"}) {
		t.Errorf("shut: %q", got)
	}
	if _, err := l.Do(steps.Confirm{Step: gate}).Wait(); err == nil {
		t.Error("it opened")
	}
	v := do(t, l.Session, steps.Confirm{Step: gate, Override: "the director wants it"})
	if state(v, gate) != steps.Done || why(v, gate) != "it was shut, and ana passed it all the same: the director wants it" {
		t.Errorf("%s: %s", state(v, gate), why(v, gate))
	}
	if got := v.Overridden(); len(got) != 1 || !strings.Contains(got[0], "ana passed it all the same on 21 November 2026, 12:00 UTC: the director wants it") {
		t.Errorf("overridden: %q", got)
	}
}

// A placeholder waits until a login was tested or a gate passed, and is an error then.
func TestATestEndsThePlaceholdersTime(t *testing.T) {
	severity := func(v *steps.Snapshot) (worst federation.Severity) {
		for _, f := range v.Report.Findings {
			if strings.HasPrefix(string(f.Code), "value-placeholder") {
				worst = max(worst, f.Severity)
			}
		}
		return worst
	}
	_, s := begin(t)
	v := do(t, s, steps.Confirm{Step: "entra/basic-saml"})
	if len(v.Placeholders) == 0 || severity(v) >= federation.Error {
		t.Fatalf("planted %v, %v", v.Placeholders, findings(v))
	}
	if v = do(t, s, steps.Confirm{Step: testIdP}); severity(v) < federation.Error {
		t.Errorf("after the test: %v", findings(v))
	}
}
