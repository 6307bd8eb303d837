package checklist_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"math/big"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"federate/federation"
	"federate/steps"
	"federate/steps/checklist"
	"federate/steps/journal"
	"federate/steps/playbook"
	"federate/steps/record"
)

const platform = `
playbook: 1
id: desk
side: platform
title: Desk
protocols: [saml]
consoles: {desk: Desk console}
placeholders: {sp.entity_id: 'https://desk.example/needtochange'}
steps:
  - id: authenticator
    title: Create the authenticator
    console: desk
    phase: authenticator
    takes: [idp.certificate]
    gives: [sp.entity_id, desk.name]
    enter: [{fact: idp.certificate}, {label: Type, value: SAML2}]
    fields: [{fact: sp.entity_id}, {fact: oidc.client_secret, side: idp, optional: true}, {fact: desk.name, optional: true}, {fact: desk.signed, optional: true}]
    source: {document: Desk handbook, section: Logins}
    confidence: likely
  - id: test
    title: Test a login
    kind: test
    console: desk
    role: either
    phase: test
    fields: [{accepts: [message], key: sp-initiated}]
    source: {document: Desk handbook}
    confidence: solid
facts:
  - {name: name, title: the name, label: Name}
  - {name: signed, title: what is signed, label: Signed, form: choice, values: [message, assertion]}
  - {name: ends, title: the last day of the key, label: Key ends, form: date}
  - {name: tried, title: the day of the last try, label: Tried on, form: date, past: true}
options: {desk.signed: {message: Sign the message}}
`

const idp = `
playbook: 1
id: login
side: idp
title: Login
protocols: [saml]
consoles: {login: Login console}
calls: {sp.entity_id: Audience}
steps:
  - id: application
    title: Create the application
    console: login
    phase: create-app
    plants: [sp.entity_id]
    gives: [idp.certificate]
    enter: [{fact: sp.entity_id}]
    fields: [{fact: idp.certificate, accepts: [certificate]}]
    source: {document: Login handbook}
    confidence: solid
  - id: back-fill
    title: Replace the placeholder
    console: login
    phase: back-fill
    takes: [sp.entity_id]
    enter: [{fact: sp.entity_id}]
    fields: [{fact: sp.entity_id, label: What Audience holds now, optional: true}]
    source: {document: Login handbook}
    confidence: solid
`

var day = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// know judges an audience alone: a message says one.
func know() federation.Knowledge {
	terms := federation.NewVocabulary([]federation.Term{
		{Fact: "sp.entity_id", Title: "the entity ID", Label: "Entity ID", Owner: federation.Platform},
		{Fact: "idp.certificate", Title: "the certificate", Label: "Certificate", Owner: federation.IdP, Form: federation.Certificate, Many: true},
		{Fact: "oidc.client_secret", Title: "the secret", Label: "Secret", Owner: federation.IdP, Secret: true},
	}, []federation.KindTerm{{Kind: "certificate"}, {Kind: "request"}, {Kind: "message", Title: "message", Message: true}, {Kind: "unknown"}})
	rule := federation.Rule{Code: "test-audience", Severity: federation.Error, Title: "The audience differs", Remedy: "Set it", Role: federation.IdPAdmin}
	return federation.Knowledge{Terms: terms,
		Checks: []federation.Check{
			{Rule: rule, Kinds: []federation.Kind{"message"}, Facts: []federation.Fact{"sp.entity_id"}, Run: func(d *federation.Dossier) []federation.Finding {
				got, _ := federation.Doc[string](d, "message")
				if got == d.Value("sp.entity_id") {
					return nil
				}
				return []federation.Finding{rule.At(federation.Subject{Side: federation.IdP, Fact: "sp.entity_id", Artifact: "message"}, "it differs").Differ(d.Value("sp.entity_id"), got)}
			}},
			{Rule: federation.Rule{Code: "test-request"}, Kinds: []federation.Kind{"message", "request"}},
		},
		Recognise: func(raw []byte) (federation.Artifact, error) {
			sum := sha256.Sum256(raw)
			a := federation.Artifact{Kind: "unknown", Raw: raw, Digest: "sha256:" + hex.EncodeToString(sum[:])}
			if audience, ok := strings.CutPrefix(string(raw), "message "); ok {
				a.Kind, a.Doc = "message", audience
			} else if strings.HasPrefix(string(raw), "-----BEGIN CERT") {
				a.Kind, a.Claims = "certificate", []federation.Claim{{Side: federation.IdP, Fact: "idp.certificate", Value: string(raw)}}
			}
			return a, nil
		}}
}

func certificate(t *testing.T, name string) string {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, NotBefore: day.AddDate(-1, 0, 0), NotAfter: day.AddDate(1, 0, 0)}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

// walked is a federation after changes by two admins in turn.
func walked(t *testing.T, changes ...steps.Change) checklist.Checklist {
	t.Helper()
	k := know()
	l, err := playbook.Load(k.Terms, fstest.MapFS{"platform/desk.yaml": {Data: []byte(platform)}, "idp/login.yaml": {Data: []byte(idp)}})
	if err != nil {
		t.Fatal(err)
	}
	now := day
	sh := &steps.Shelf{Store: journal.Dir(t.TempDir()), Library: l, Know: k, Now: func() time.Time { return now }}
	for i, actor := range []string{"ada", "bob"} {
		sh.Actor = actor
		if i == 0 {
			if _, err := sh.Create(t.Context(), record.Opening{Name: "Acme", Platform: "desk", IdP: "login", Protocol: "saml"}); err != nil {
				t.Fatal(err)
			}
		}
		s, err := sh.Open(t.Context(), "acme")
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range changes[i*len(changes)/2 : (i+1)*len(changes)/2] {
			now = now.Add(time.Minute)
			if _, err := s.Do(c).Wait(); err != nil {
				t.Fatalf("%+v: %v", c, err)
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	v, err := sh.Look(t.Context(), "acme")
	if err != nil {
		t.Fatal(err)
	}
	return checklist.Of(v)
}

func told(fact federation.Fact, value string) steps.Change {
	return steps.Answer{Facts: []steps.Told{{Fact: fact, Value: value}}}
}

func message(audience string) steps.Change {
	return steps.Answer{Documents: []steps.Handed{{Raw: []byte("message " + audience), Key: "sp-initiated"}}}
}

func step(t *testing.T, c checklist.Checklist, ref string) checklist.Step {
	t.Helper()
	for _, s := range c.Steps {
		if s.Ref == ref {
			return s
		}
	}
	t.Fatalf("there is no step %s", ref)
	return checklist.Step{}
}

func TestOf(t *testing.T) {
	first, second := certificate(t, "first"), certificate(t, "second")
	c := walked(t,
		steps.Answer{Documents: []steps.Handed{{Raw: []byte(first)}}},
		steps.Confirm{Step: "login/application", Note: "change 4711"},
		steps.Confirm{Step: "desk/authenticator"},
		told("sp.entity_id", "https://desk.example/1"),
		told("oidc.client_secret", "hunter2"),
		message("https://desk.example/2"),
		message("https://desk.example/1"),
		steps.Answer{Documents: []steps.Handed{{Raw: []byte(second)}}},
	)
	if c.Name != "Acme" || c.By != "ada" || c.Platform != "Desk" || c.IdP != "Login" || c.Route != "" || c.Finished || !c.Created.Equal(day) {
		t.Errorf("head: %+v", c)
	}
	app := step(t, c, "login/application")
	if app.Done != "confirmed" || app.By != "ada" || app.Note != "change 4711" || !app.Settled || app.Console != "Login console" || app.Phase != "Application" {
		t.Errorf("application: %+v", app)
	}
	if v := app.Values[0]; v.Label != "Audience" || !v.Entered || !v.Placeholder || v.Value != "https://desk.example/needtochange/acme" {
		t.Errorf("placeholder: %+v", v)
	}

	// What was entered stands, and what belongs there now is said beside it.
	auth := step(t, c, "desk/authenticator")
	if auth.State != steps.Stale || auth.Settled {
		t.Errorf("authenticator: %+v", auth)
	}
	if v := auth.Values[0]; !strings.Contains(v.Value, "CN=first, SHA-1 ") || !strings.Contains(v.Value, "until 2027-03-02") || !strings.Contains(v.Now, "CN=second") ||
		v.Whole != first || v.By != "ada" {
		t.Errorf("certificate: %+v", v)
	}
	if v := auth.Values[1]; v.Label != "Type" || v.Value != "SAML2" {
		t.Errorf("fixed: %+v", v)
	}
	if v := auth.Values[3]; !v.Secret || v.Value != "given" || v.Whole != "" || v.By != "bob" {
		t.Errorf("secret: %+v", v)
	}
	if len(c.Placeholders) != 1 || c.Placeholders[0].Step != "login/back-fill" || c.Placeholders[0].Label != "Audience" || c.Placeholders[0].Where != "Login" {
		t.Errorf("placeholders: %+v", c.Placeholders)
	}
	if len(c.Certificates) != 2 || !c.Certificates[0].Last.Equal(day.AddDate(1, 0, 0)) || len(c.Certificates[0].Thumbprint) != 40 {
		t.Errorf("certificates: %+v", c.Certificates)
	}
	// The newest message counts; that no request came with it is no flaw.
	if len(c.Attempts) != 1 || c.Attempts[0].Verdict != "passed" || c.Attempts[0].By != "bob" {
		t.Errorf("attempts: %+v", c.Attempts)
	}
	a := c.Attempts[0]
	if a.Failed() != 1 || a.Earlier[0].Errors[0] != "The audience differs" || a.Login.Title != "Test a login" || len(a.Proves) != 1 || a.Proves[0] != "desk/test" ||
		len(a.Compared) != 1 || a.Compared[0] != "the entity ID" {
		t.Errorf("the login: %+v", a)
	}
	if got := len(c.Left()); got != 3 {
		t.Errorf("%d left: %+v", got, c.Left())
	}
	for _, s := range c.For(federation.PlatformAdmin).Steps {
		if s.Role == federation.IdPAdmin {
			t.Errorf("%s is somebody else's", s.Ref)
		}
	}
}

func TestFailedAttempt(t *testing.T) {
	c := walked(t, told("sp.entity_id", "https://desk.example/1"), message("https://desk.example/2"))
	if len(c.Attempts) != 1 || c.Attempts[0].Verdict != "failed" || len(c.Findings) != 1 {
		t.Errorf("%+v", c.Attempts)
	}
	c = walked(t, told("desk.name", "x"), message("https://desk.example/2"))
	if len(c.Attempts) != 1 || c.Attempts[0].Verdict != "waiting" {
		t.Errorf("%+v", c.Attempts)
	}
}

func TestHistory(t *testing.T) {
	c := walked(t,
		told("sp.entity_id", "https://desk.example/1"),
		told("oidc.client_secret", "hunter2"),
		told("sp.entity_id", "https://desk.example/2"),
		steps.Undo{},
	)
	h := c.History
	if len(h) != 5 || h[0].Kind != record.Opened || h[0].Text != "Acme" || h[1].By != "ada" || h[3].By != "bob" {
		t.Fatalf("%+v", h)
	}
	if x := h[3].Changes[0]; x.Old != "https://desk.example/1" || x.New != "https://desk.example/2" || x.Label != "Entity ID" || !h[3].Undone || h[4].Undoes != 4 {
		t.Errorf("%+v", h[3])
	}
	if x := h[2].Changes[0]; !x.Secret || x.New != "given" {
		t.Errorf("%+v", x)
	}
	if !h[3].Mentions("EXAMPLE/2") || !h[3].Mentions("bob") || h[3].Mentions("hunter2") || h[1].Mentions("bob") {
		t.Error("searching")
	}
}
