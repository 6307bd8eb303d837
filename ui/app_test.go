package ui_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"federate/assets"
	"federate/federation"
	"federate/steps"
	"federate/steps/playbook"
	"federate/steps/record"
	"federate/ui"
	"federate/ui/screen"
)

// memory is a Store and Drafts that forgets.
type memory struct {
	mu     sync.Mutex
	events map[string][]record.Event
	raw    map[string][]byte
	drafts map[string]record.Draft
	reads  int
	full   bool // the disk
}

func newMemory() *memory {
	return &memory{events: map[string][]record.Event{}, raw: map[string][]byte{}, drafts: map[string]record.Draft{}}
}

func (m *memory) List(context.Context) (out []string, _ error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.reads++
	for id := range m.events {
		out = append(out, id)
	}
	slices.Sort(out)
	return out, nil
}

func (m *memory) Load(_ context.Context, id string) ([]record.Event, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.reads++
	return slices.Clone(m.events[id]), nil
}

func (m *memory) Append(_ context.Context, id string, last int64, e record.Event) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if int64(len(m.events[id])) != last {
		return record.ErrConflict
	}
	if m.full {
		return errors.New("no space left on device")
	}
	e.Seq = last + 1
	m.events[id] = append(m.events[id], e)
	return nil
}

func (m *memory) PutArtifact(_ context.Context, id string, raw []byte) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	d := record.Digest(raw)
	m.raw[id+d] = raw
	return d, nil
}

func (m *memory) GetArtifact(_ context.Context, id, digest string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if raw, ok := m.raw[id+digest]; ok {
		return raw, nil
	}
	return nil, record.ErrNoArtifact
}

func (m *memory) LoadDraft(_ context.Context, id, actor string) (record.Draft, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.drafts[id+"/"+actor], nil
}

func (m *memory) SaveDraft(_ context.Context, id, actor string, d record.Draft) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.drafts[id+"/"+actor] = d
	return nil
}

func (m *memory) Remove(_ context.Context, id string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.events, id)
	return nil
}

// machine is a System in memory.
type machine struct {
	files  map[string]string
	copied []string
	noTool bool
}

func (m *machine) Copy(text string) error {
	if m.noTool {
		return errors.New("no tool")
	}
	m.copied = append(m.copied, text)
	return nil
}

func (m *machine) Keep(text string) (string, error) {
	m.files["kept"] = text
	return "~/kept", nil
}

func (m *machine) Read(path string) ([]byte, error) {
	if text, ok := m.files[path]; ok {
		return []byte(text), nil
	}
	return nil, os.ErrNotExist
}

func (m *machine) Open(path string) (screen.File, error) {
	b, err := m.Read(path)
	return screen.File{ReadCloser: io.NopCloser(bytes.NewReader(b)), Size: int64(len(b))}, err
}

func (m *machine) Browse(string) error { return errors.New("no browser") }

func (m *machine) Write(path string, data []byte) (string, error) {
	m.files[path] = string(data)
	return path, nil
}

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// know is a small vocabulary with a reader that knows three documents by their
// first words.
func know() federation.Knowledge {
	rule := federation.Rule{Code: "entity-id-differs", Severity: federation.Error, Title: "The entity ID differs", Role: federation.IdPAdmin,
		Remedy: `Set {{idp "sp.entity_id"}} to exactly the wanted value`, Source: federation.Source{Document: "saml-core-2.0-os", Section: "2.5.1.4"}}
	return federation.Knowledge{
		Terms: federation.NewVocabulary([]federation.Term{
			{Fact: "sp.entity_id", Title: "the platform's entity ID", Label: "Entity ID", Owner: federation.Platform},
			{Fact: "sp.acs_url", Title: "the platform's assertion consumer service", Label: "ACS URL", Owner: federation.Platform, Form: federation.URL},
			{Fact: "idp.sso_url", Title: "the sign-in address", Label: "Login URL", Owner: federation.IdP, Form: federation.URL},
			{Fact: "idp.entity_id", Title: "the issuer", Label: "Issuer", Owner: federation.IdP},
			{Fact: "idp.certificate", Title: "the signing certificate", Label: "Certificate", Owner: federation.IdP, Form: federation.Certificate,
				Brief: func(v string) string { return "a certificate of " + fmt.Sprint(len(v)) + " characters" }},
			{Fact: "saml.signed", Title: "what is signed", Label: "Signing option", Owner: federation.IdP, Form: federation.Choice, Values: []string{"message", "assertion"}},
			{Fact: "rollout.message", Title: "the message to the agents", Label: "Message to agents", Owner: federation.Platform, Form: federation.Prose},
		}, []federation.KindTerm{{Kind: "certificate", Title: "certificate"}, {Kind: "private-key", Title: "private key", Secret: true},
			{Kind: "idp-metadata", Title: "identity provider metadata"}, {Kind: "saml-response", Title: "SAML response", Message: true},
			{Kind: "unknown", Title: "unknown document"}}),
		Checks: []federation.Check{
			federation.Agree("sp.entity_id", rule),
			{Rule: federation.Rule{Code: "sso-url-http", Severity: federation.Error, Title: "The address is not encrypted", Role: federation.IdPAdmin,
				Remedy: "Copy the address that begins with https", Source: federation.Source{Document: "saml-bindings-2.0-os", Section: "3.1.2.1"}},
				Facts: []federation.Fact{"idp.sso_url"}, Run: func(d *federation.Dossier) []federation.Finding {
					c, _ := d.Known("idp.sso_url")
					if !strings.HasPrefix(c.Value, "http://") {
						return nil
					}
					r := federation.Rule{Code: "sso-url-http", Severity: federation.Error, Title: "The address is not encrypted", Role: federation.IdPAdmin,
						Remedy: "Copy the address that begins with https", Source: federation.Source{Document: "saml-bindings-2.0-os", Section: "3.1.2.1"}}
					return []federation.Finding{r.At(c.Subject(), "anybody on the way can read it").Differ("https"+strings.TrimPrefix(c.Value, "http"), c.Value)}
				}},
			{Rule: federation.Rule{Code: "key-handed-over", Severity: federation.Error, Title: "A private key was handed over", Role: federation.IdPAdmin,
				Remedy: "Give the certificate instead", Uncapped: true, Source: federation.Source{Document: "rfc7468"}},
				Kinds: []federation.Kind{"private-key"}, Run: func(d *federation.Dossier) []federation.Finding {
					r := federation.Rule{Code: "key-handed-over", Severity: federation.Error, Title: "A private key was handed over", Remedy: "Give the certificate instead", Uncapped: true}
					return []federation.Finding{r.At(federation.Subject{Artifact: "private-key"}, "it belongs to whoever signs")}
				}},
		},
		Recognise: func(raw []byte) (federation.Artifact, error) {
			a := federation.Artifact{Kind: "unknown", Raw: raw, Digest: record.Digest(raw)}
			text := string(raw)
			switch {
			case strings.Contains(text, "PRIVATE KEY"):
				a.Kind = "private-key"
			case strings.HasPrefix(text, "-----BEGIN CERTIFICATE-----\n"):
				a.Kind = "certificate"
				a.Claims = []federation.Claim{{Side: federation.IdP, Fact: "idp.certificate", Value: text, From: federation.Origin{Artifact: "certificate"}}}
			case strings.Contains(text, "Response"):
				a.Kind = "saml-response"
			}
			return a, nil
		},
	}
}

func playbooks(t testing.TB) fs.FS {
	t.Helper()
	tree := fstest.MapFS{}
	for _, name := range []string{"platform/cloud.yaml", "idp/directory.yaml"} {
		b, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		tree[name] = &fstest.MapFile{Data: b}
	}
	programme, err := fs.ReadFile(assets.FS, "estate/estate.yaml")
	if err != nil {
		t.Fatal(err)
	}
	tree["estate/estate.yaml"] = &fstest.MapFile{Data: programme}
	return tree
}

// world is one store and the machines of the admins who share it.
type world struct {
	t     testing.TB
	store *memory
	lib   *playbook.Library
	know  federation.Knowledge
	since atomic.Int64 // how long after noon it is there: the admins' sessions look at the clock too
}

func newWorld(t testing.TB) *world {
	t.Helper()
	lib, err := playbook.Load(know().Terms, playbooks(t))
	if err != nil {
		t.Fatal(err)
	}
	return &world{t: t, store: newMemory(), lib: lib, know: know()}
}

func (w *world) shelf(actor string) *steps.Shelf {
	return &steps.Shelf{Store: w.store, Library: w.lib, Know: w.know, Actor: actor, Now: w.clock}
}

func (w *world) clock() time.Time { return noon.Add(time.Duration(w.since.Load())) }

func (w *world) pass(d time.Duration) { w.since.Add(int64(d)) }

func (w *world) create(name string) string {
	w.t.Helper()
	id, err := w.shelf("ana").Create(context.Background(), record.Opening{Name: name, Platform: "cloud", IdP: "directory", Protocol: "saml"})
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

// finished is a federation every step of which was left out.
func (w *world) finished(name string) string {
	w.t.Helper()
	id := w.create(name)
	s, err := w.shelf("ana").Open(context.Background(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, o := range s.View().Plan {
		if _, err := s.Do(steps.Skip{Step: o.Ref(), Reason: "another team did it"}).Wait(); err != nil {
			w.t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		w.t.Fatal(err)
	}
	return id
}

// window is one admin at one terminal: the app, driven in this goroutine.
type window struct {
	t       testing.TB
	app     *ui.App
	machine *machine
	env     *screen.Env
	quit    bool
}

func (w *world) window(actor string, start ui.Start, width, height int) *window {
	w.t.Helper()
	m := &machine{files: map[string]string{}}
	codes := fstest.MapFS{"sso-url-http.md": {Data: []byte("# Why it matters\n\nWhoever reads the request can answer it. **https** keeps it between two.\n")}}
	x := &window{t: w.t, machine: m, env: &screen.Env{Shelf: w.shelf(actor), System: m, Codes: codes}}
	x.app = ui.New(x.env, start)
	x.send(tea.WindowSizeMsg{Width: width, Height: height})
	x.run(x.app.Init())
	w.t.Cleanup(func() {
		if err := x.app.Close(); err != nil {
			w.t.Error(err)
		}
	})
	return x
}

// send is the whole driver: a message, the commands it causes, their messages,
// until nothing is left. No goroutine outlives it and nothing sleeps.
func (x *window) send(msgs ...tea.Msg) {
	for _, msg := range msgs {
		_, cmd := x.app.Update(msg)
		x.run(cmd)
	}
}

func (x *window) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			x.run(c)
		}
	case tea.QuitMsg:
		x.quit = true
	default:
		if cmds, ok := sequence(msg); ok {
			for _, c := range cmds {
				x.run(c)
			}
			return
		}
		x.send(msg)
	}
}

// sequence is msg as the commands of a tea.Sequence, whose type has no name here.
func sequence(msg tea.Msg) (out []tea.Cmd, ok bool) {
	v := reflect.ValueOf(msg)
	if v.Kind() != reflect.Slice || v.Type().Elem() != reflect.TypeFor[tea.Cmd]() {
		return nil, false
	}
	for i := range v.Len() {
		out = append(out, v.Index(i).Interface().(tea.Cmd))
	}
	return out, true
}

// press presses keys by their names, or types what is no name.
func (x *window) press(keys ...string) {
	for _, k := range keys {
		x.send(pressed(k)...)
	}
}

func pressed(name string) (out []tea.Msg) {
	named := map[string]rune{"enter": tea.KeyEnter, "tab": tea.KeyTab, "esc": tea.KeyEscape, "up": tea.KeyUp, "down": tea.KeyDown,
		"pgdown": tea.KeyPgDown, "pgup": tea.KeyPgUp, "f1": tea.KeyF1, "backspace": tea.KeyBackspace}
	if code, ok := named[name]; ok {
		return []tea.Msg{tea.KeyPressMsg{Code: code}}
	}
	if name == "shift+tab" {
		return []tea.Msg{tea.KeyPressMsg{Code: tea.KeyTab, Mod: tea.ModShift}}
	}
	if rest, ok := strings.CutPrefix(name, "ctrl+"); ok {
		return []tea.Msg{tea.KeyPressMsg{Code: rune(rest[0]), Mod: tea.ModCtrl}}
	}
	for _, r := range name {
		out = append(out, tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	return out
}

// frame is what the window shows, without its colours.
func (x *window) frame() string { return ansi.Strip(x.app.View().Content) }

func (x *window) sees(texts ...string) {
	x.t.Helper()
	for _, text := range texts {
		if !strings.Contains(x.frame(), text) {
			x.t.Fatalf("does not show %q:\n%s", text, x.frame())
		}
	}
}

func (x *window) lacks(texts ...string) {
	x.t.Helper()
	for _, text := range texts {
		if strings.Contains(x.frame(), text) {
			x.t.Fatalf("shows %q:\n%s", text, x.frame())
		}
	}
}
