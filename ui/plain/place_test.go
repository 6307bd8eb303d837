package plain

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"io/fs"
	"maps"
	"math/big"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"federate/assets"
	"federate/federation"
	"federate/steps"
	"federate/steps/playbook"
	"federate/steps/record"
)

// memory is a Store that keeps everything in memory, and can be told to refuse.
type memory struct {
	mu     sync.Mutex
	events map[string][]record.Event
	kept   map[string][]byte
	drafts map[string]record.Draft
	refuse int    // how many more appends fail
	sneak  func() // runs once, before the next append, without the lock
}

func newMemory() *memory {
	return &memory{events: map[string][]record.Event{}, kept: map[string][]byte{}, drafts: map[string]record.Draft{}}
}

func (m *memory) List(context.Context) ([]string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Sorted(maps.Keys(m.events)), nil
}

func (m *memory) Load(_ context.Context, id string) ([]record.Event, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.events[id]), nil
}

func (m *memory) Append(_ context.Context, id string, last int64, e record.Event) error {
	if f := m.sneak; f != nil {
		m.sneak = nil
		f()
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.refuse > 0 {
		m.refuse--
		return errors.New("the disk is full")
	}
	if int64(len(m.events[id])) != last {
		return record.ErrConflict
	}
	e.Seq = last + 1
	m.events[id] = append(m.events[id], e)
	return nil
}

func (m *memory) PutArtifact(_ context.Context, id string, raw []byte) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	sum := sha256.Sum256(raw)
	digest := "sha256:" + hex.EncodeToString(sum[:])
	m.kept[id+digest] = raw
	return digest, nil
}

func (m *memory) GetArtifact(_ context.Context, id, digest string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	raw, ok := m.kept[id+digest]
	if !ok {
		return nil, record.ErrNoArtifact
	}
	return raw, nil
}

func (m *memory) LoadDraft(_ context.Context, id, actor string) (record.Draft, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := record.Draft{}
	for step, fields := range m.drafts[id+actor] {
		out[step] = maps.Clone(fields)
	}
	return out, nil
}

func (m *memory) SaveDraft(_ context.Context, id, actor string, d record.Draft) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := record.Draft{}
	for step, fields := range d {
		out[step] = maps.Clone(fields)
	}
	m.drafts[id+actor] = out
	return nil
}

// estates is a tree without any definition but the programme of estates.
type estates struct{ fs.FS }

func (e estates) Glob(string) ([]string, error) { return nil, nil }

// playbooks are two small parties that need each other's values.
var playbooks = fstest.MapFS{
	"platform/hub.yaml": {Data: []byte(`
playbook: 1
id: hub
side: platform
title: Example Hub
short: Hub
protocols: [saml]
about: A hub for **examples**.
consoles: {hub: Hub console}
calls: {sp.entity_id: Entity ID, idp.entity_id: Issuer URI}
placeholders: {sp.entity_id: "https://hub.example/needtochange"}
steps:
  - id: authenticator
    title: Create the authenticator
    console: hub
    role: platform-admin
    phase: authenticator
    where: [Admin, Security, Create New]
    takes: [idp.entity_id, idp.certificate]
    gives: [sp.entity_id]
    do: ["Open **Security**.", "Enter what {{name \"idp\"}} calls {{other \"idp.entity_id\"}}."]
    enter:
      - {fact: idp.entity_id, note: Byte for byte.}
      - {fact: idp.certificate}
      - {label: Relay state, value: ""}
    fields:
      - {fact: sp.entity_id, help: "Read-only, on the **second** page.", example: "https://hub.example/sp/1"}
    cautions:
      - {text: The button has two names., source: {document: Hub help}, confidence: doubtful, dispute: true}
    source: {document: Hub help, section: Security}
    confidence: solid
  - id: test
    title: Test a login
    kind: test
    console: hub
    role: either
    phase: test
    takes: [sp.entity_id]
    fields:
      - {accepts: [saml-response], key: idp-initiated, label: SAMLResponse}
    source: {document: Hub help}
    confidence: likely
  - id: everybody
    title: Let everybody in
    kind: gate
    console: hub
    role: platform-admin
    phase: roll-out
    fields:
      - {fact: rollout.message}
    source: {document: Hub help}
    confidence: likely
  - id: mails
    title: Set reminder mails
    console: hub
    role: platform-admin
    phase: operate
    optional: true
    source: {document: Hub help}
    confidence: likely
`)},
	"idp/dir.yaml": {Data: []byte(`
playbook: 1
id: dir
side: idp
title: Example Directory
short: Directory
consoles: {admin: Directory admin center}
protocols: [saml]
calls: {sp.entity_id: Identifier, idp.entity_id: Directory Identifier}
options:
  saml.signed: {message: Sign response, assertion: Sign assertion, both: Sign both}
steps:
  - id: app
    title: Create the application
    console: admin
    role: idp-admin
    phase: create-app
    plants: [sp.entity_id]
    gives: [idp.entity_id, idp.certificate]
    do: [Create it.]
    enter:
      - {fact: sp.entity_id}
    fields:
      - {fact: idp.entity_id, help: On the overview.}
      - {fact: saml.signed}
      - {fact: idp.certificate}
      - {fact: oidc.client_secret, optional: true}
    why: Everything hangs on it.
    source: {document: Directory help}
    confidence: solid
  - id: back-fill
    title: Replace the placeholder
    console: admin
    role: idp-admin
    phase: back-fill
    takes: [sp.entity_id]
    enter:
      - {fact: sp.entity_id}
    source: {document: Directory help}
    confidence: solid
`)},
	"route/hub-dir.yaml": {Data: []byte(`
route: 1
id: hub-dir
title: Hub with Directory
platform: hub
idp: dir
protocol: saml
source: {document: Hub help}
steps: [dir/app, hub/authenticator, dir/back-fill, hub/test, hub/everybody, hub/mails]
`)},
}

var today = time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC)

// knowledge judges just enough: values, and the audience of a toy response.
func knowledge() federation.Knowledge {
	terms := []federation.Term{
		{Fact: "idp.entity_id", Title: "the issuer", Label: "Issuer", Owner: federation.IdP, Form: federation.URL},
		{Fact: "idp.certificate", Title: "the signing certificate", Label: "Certificate", Owner: federation.IdP, Form: federation.Certificate,
			Brief: func(v string) string { return federation.Count(strings.Count(v, "BEGIN CERT"), "certificate") }},
		{Fact: "sp.entity_id", Title: "the platform's entity ID", Label: "Entity ID", Owner: federation.Platform, Form: federation.URL},
		{Fact: "saml.signed", Title: "what is signed", Label: "Signing", Owner: federation.IdP, Form: federation.Choice, Values: []string{"message", "assertion", "both"}},
		{Fact: "oidc.client_secret", Title: "the client secret", Label: "Client secret", Owner: federation.IdP, Secret: true},
		{Fact: "rollout.message", Title: "the message to the agents", Label: "Message", Owner: federation.Platform, Form: federation.Prose},
	}
	kinds := []federation.KindTerm{{Kind: "certificate", Title: "certificate"}, {Kind: "private-key", Title: "private key", Secret: true},
		{Kind: "saml-response", Title: "SAML response", Message: true}, {Kind: "unknown", Title: "unknown document"}}
	audience := federation.Rule{Code: "saml-audience-mismatch", Severity: federation.Error, Title: "The assertion is addressed to someone else",
		Remedy: `Set **{{idp "sp.entity_id"}}** to exactly the wanted value`, Role: federation.IdPAdmin, Source: federation.Source{Document: "saml-core-2.0-os", Section: "2.5.1.4"}}
	key := federation.Rule{Code: "pki-private-key", Severity: federation.Error, Title: "This is a private key", Remedy: "Treat the key as lost and make another", Role: federation.IdPAdmin}
	checks := append(federation.ValueChecks(),
		federation.Check{Rule: audience, Kinds: []federation.Kind{"saml-response"}, Facts: []federation.Fact{"sp.entity_id"}, Run: func(d *federation.Dossier) []federation.Finding {
			got, _ := federation.Doc[string](d, "saml-response")
			if want := d.Value("sp.entity_id"); got != want {
				return []federation.Finding{audience.At(federation.Subject{Side: federation.IdP, Fact: "sp.entity_id", Artifact: "saml-response"}, "two audiences").Differ(want, got)}
			}
			return nil
		}},
		federation.Check{Rule: key, Kinds: []federation.Kind{"private-key"}, Run: func(d *federation.Dossier) []federation.Finding {
			return []federation.Finding{key.At(federation.Subject{Artifact: "private-key"}, "it opens every login")}
		}})
	return federation.Knowledge{Terms: federation.NewVocabulary(terms, kinds), Checks: checks, Recognise: recognise}
}

// recognise knows PEM, and a toy response: audience:VALUE;padding in base64.
func recognise(raw []byte) (federation.Artifact, error) {
	a := federation.Artifact{Kind: "unknown", Raw: raw}
	text := string(raw)
	plain, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), ""))
	switch {
	case strings.Contains(text, "END PRIVATE KEY"): // half a key is for the wizard to know
		a.Kind, a.Raw = "private-key", nil
	case strings.Contains(text, "BEGIN CERTIFICATE"):
		a.Kind = "certificate"
		a.Claims = []federation.Claim{{Side: federation.IdP, Fact: "idp.certificate", Value: text, From: federation.Origin{Artifact: "certificate"}}}
	case err == nil && strings.HasPrefix(string(plain), "audience:"):
		a.Kind = "saml-response"
		a.Doc, _, _ = strings.Cut(strings.TrimPrefix(string(plain), "audience:"), ";")
	}
	return a, nil
}

// response is a toy response of about size characters in one line.
func response(audience string, size int) string {
	return base64.StdEncoding.EncodeToString([]byte("audience:" + audience + ";" + strings.Repeat("x", size*3/4)))
}

// newCertificate is a PEM certificate until 1 March 2029.
func newCertificate(t testing.TB) string {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "example"},
		NotBefore: today.AddDate(-1, 0, 0), NotAfter: time.Date(2029, 3, 1, 12, 0, 0, 0, time.UTC)}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &k.PublicKey, k)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

// shelf is a place with the small library, as actor sees it.
func shelf(t testing.TB, m *memory, actor string) *steps.Shelf {
	t.Helper()
	k := knowledge()
	l, err := playbook.Load(k.Terms, estates{assets.FS}, playbooks)
	if err != nil {
		t.Fatal(err)
	}
	return &steps.Shelf{Store: m, Library: l, Know: k, Actor: actor, Now: func() time.Time { return today }}
}

// begun is a place with one federation, "classics".
func begun(t testing.TB) (*memory, *steps.Shelf) {
	t.Helper()
	m := newMemory()
	sh := shelf(t, m, "anna")
	if _, err := sh.Create(t.Context(), record.Opening{Name: "Classics", Platform: "hub", IdP: "dir", Protocol: "saml"}); err != nil {
		t.Fatal(err)
	}
	return m, sh
}

// files is a ReadFile over a map.
func files(m map[string]string) func(string) ([]byte, error) {
	return func(path string) ([]byte, error) {
		if text, ok := m[path]; ok {
			return []byte(text), nil
		}
		return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
	}
}

// talked runs a whole script and returns what was said.
func talked(t testing.TB, d Deps, script string) string {
	t.Helper()
	var out strings.Builder
	d.In, d.Out = strings.NewReader(script), &out
	if err := Run(t.Context(), d); err != nil {
		t.Fatalf("%v after\n%s", err, out.String())
	}
	if s := strings.Trim(strings.Map(func(r rune) rune {
		if r < 32 && r != '\n' || r == 127 {
			return r
		}
		return -1
	}, out.String()), ""); s != "" {
		t.Fatalf("said control characters %q", s)
	}
	return out.String()
}
