package conformance

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"federate/federation"
)

// A Case is what stands around a fixture: setup.json of the testdata folder, over
// it setup.json beside the fixture, and over both a fixture that is itself one.
type Case struct {
	Now          time.Time          `json:"now"`     // else the message's own time
	Kind         federation.Kind    `json:"kind"`    // what the fixture was given as, where that is not what it is
	Facts        map[string]*string `json:"facts"`   // "[side/]fact[#key]": value, or @file in the testdata folder; null: not known
	Placeholders map[string]*string `json:"planted"` // the same, of placeholders
	Held         map[string]*string `json:"held"`    // the same, of what a federation holds that the documents are compared with
	Begun        bool               `json:"begun"`   // there is a federation, whatever it holds
	Expect       map[string]any     `json:"expect"`
	Attempt      string             `json:"attempt"` // the login that was to be tested
	Early        bool               `json:"early"`   // placeholders still have their time

	Documents []string `json:"documents"` // in the testdata folder, received before the fixture
	Store     []string `json:"store"`     // in the same way, that a federation holds

	Root string `json:"-"` // the testdata folder; empty: testdata
}

// Around is the case around all fixtures of the testdata folder root.
func Around(t testing.TB, root string) (c Case) {
	t.Helper()
	c.Root = root
	c.over(t, c.Path("setup.json"))
	return c
}

// ReadCase is the case around file, in a folder of the testdata folder root. whole
// is true where the file is no document, but a case itself.
func ReadCase(t testing.TB, root, file string) (c Case, whole bool) {
	t.Helper()
	if whole = filepath.Ext(file) == ".json"; !whole {
		c = Around(t, root)
	}
	c.Root = root
	c.over(t, filepath.Join(filepath.Dir(file), "setup.json"))
	if whole {
		c.over(t, file)
	}
	return c, whole
}

// over lays the case in file over c.
func (c *Case) over(t testing.TB, file string) {
	t.Helper()
	raw, err := os.ReadFile(file)
	if os.IsNotExist(err) {
		return
	}
	if err == nil {
		err = json.Unmarshal(raw, c)
	}
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
}

// Path is a document of the testdata folder.
func (c Case) Path(name string) string {
	if c.Root == "" {
		c.Root = "testdata"
	}
	return filepath.Join(c.Root, name)
}

// Dossier is everything that c says in the words of terms, without its documents.
func (c Case) Dossier(t testing.TB, terms *federation.Vocabulary) *federation.Dossier {
	t.Helper()
	d := &federation.Dossier{Now: c.Now, Attempt: c.Attempt, Final: !c.Early, Begun: c.Begun, Terms: terms,
		Words:  federation.Words{Terms: terms},
		Expect: Expect(t, c.Expect)}
	for _, claim := range c.claims(t, d, c.Facts) {
		d.Hear(claim)
	}
	for _, claim := range c.claims(t, d, c.Placeholders) {
		claim.Placeholder = true
		d.Hear(claim)
	}
	d.Held = c.claims(t, d, c.Held)
	return d
}

// Expect is what playbooks demand, in their words.
func Expect(t testing.TB, values map[string]any) (out federation.Expect) {
	t.Helper()
	wrapped := make(map[string]any, len(values))
	for k, v := range values {
		wrapped[k] = map[string]any{"value": v}
	}
	text, err := yaml.Marshal(wrapped)
	if err == nil {
		err = yaml.UnmarshalWithOptions(text, &out, yaml.Strict())
	}
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func (c Case) claims(t testing.TB, d *federation.Dossier, facts map[string]*string) (out []federation.Claim) {
	t.Helper()
	for name, value := range facts {
		if value != nil {
			out = append(out, c.Claim(t, d, name, *value))
		}
	}
	return out
}

// Claim is a value, or @file, of the fact that name says as "[side/]fact[#key]".
func (c Case) Claim(t testing.TB, d *federation.Dossier, name, value string) federation.Claim {
	t.Helper()
	said := federation.Claim{Value: value}
	side, fact, ok := strings.Cut(name, "/")
	if !ok {
		side, fact = "", name
	}
	fact, said.Key, _ = strings.Cut(fact, "#")
	said.Side, said.Fact = federation.Side(side), federation.Fact(fact)
	if err := d.Terms.CheckFact(said.Fact); err != nil {
		t.Fatal(err)
	}
	if side == "" {
		said.Side = d.Owner(said.Fact)
	}
	if file, ok := strings.CutPrefix(value, "@"); ok {
		said.Value = string(Read(t, c.Path(file)))
	}
	return said
}

// Read is what stands in file.
func Read(t testing.TB, file string) []byte {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// Glob are the fixtures that match pattern, of which there has to be one.
func Glob(t testing.TB, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	files = slices.DeleteFunc(files, func(f string) bool { return filepath.Base(f) == "setup.json" })
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: %d files, %v", pattern, len(files), err)
	}
	return files
}
