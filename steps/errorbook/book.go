// Package errorbook explains what vendors say when a login fails.
//
// A number is a better guide than a sentence: vendors reword and translate their
// pages and keep the numbers. So an error is found by its code anywhere in
// whatever was pasted, then by a sentence that is distinctive, and only where
// neither is there by the words that somebody typed, which is a guess and says
// so. One company's words are not put into another's mouth: a sentence that
// many could say counts for a vendor only where that vendor is named.
package errorbook

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/goccy/go-yaml"

	"federate/federation"
	"federate/federation/lazy"
)

// An Entry is one error of one vendor: one code, or one sentence where there
// are no codes. Its texts are templates over [federation.Words].
type Entry struct {
	Code   string   `yaml:"code"`   // "AADSTS50105", or the sentence itself
	Also   []string `yaml:"also"`   // other codes and sentences for the same thing
	Means  string   `yaml:"means"`  // what it means, in one or two sentences
	Causes []string `yaml:"causes"` // the likeliest first
	Remedy string   `yaml:"remedy"` // what to do

	Steps []string          `yaml:"steps"` // where to go back to: "entra/back-fill"; a pair may lack some
	Facts []federation.Fact `yaml:"facts"` // what to look at, in any pair
	Codes []federation.Code `yaml:"codes"` // findings that tell the same story

	Source     federation.Source     `yaml:"source"`
	Confidence federation.Confidence `yaml:"confidence"` // of the code and its meaning, not of the order of the causes

	System  string `yaml:"-"` // "entra"
	Vendor  string `yaml:"-"` // "Microsoft Entra ID"
	Guess   bool   `yaml:"-"` // it was found by words that many could have said
	Unknown bool   `yaml:"-"` // a code of this vendor that is in no book: what is said is where to look it up
}

// In returns e with its texts said in the words of a pair.
func (e Entry) In(w federation.Words) Entry {
	e.Means, e.Remedy = w.Say(e.Means), w.Say(e.Remedy)
	causes := make([]string, len(e.Causes))
	for i, c := range e.Causes {
		causes[i] = w.Say(c)
	}
	e.Causes = causes
	return e
}

// names is everything that e is found by.
func (e Entry) names() []string { return append([]string{e.Code}, e.Also...) }

// A Book is every entry of every system.
type Book struct {
	entries  []Entry
	vendors  map[string]vendor // by system
	families []known
	index    index
}

// file is errors/<system>.yaml.
type file struct {
	Format int    `yaml:"errors"` // version of this format: 1
	System string `yaml:"system"`
	Title  string `yaml:"title"`

	// Names are the words by which a text names the vendor: of itself, its
	// products, its hosts, the packages of its programs.
	Names []string `yaml:"names"`
	// Playbooks are those whose consoles speak like this.
	Playbooks []string `yaml:"playbooks"`
	// Standard says that these are nobody's own words: they count whoever speaks.
	Standard bool     `yaml:"standard"`
	Families []family `yaml:"families"`

	// Source and Confidence are those of every entry that has none of its own.
	Source     federation.Source     `yaml:"source"`
	Confidence federation.Confidence `yaml:"confidence"`
	Entries    []Entry               `yaml:"entries"`
}

// A family is every code of one vendor that begins alike.
type family struct {
	Prefix string            `yaml:"prefix"` // "AADSTS"
	Digits int               `yaml:"digits"` // that follow at least; 3 where it is not said
	Lookup string            `yaml:"lookup"` // what to do with a code that no book has: a sentence
	Source federation.Source `yaml:"source"`
}

// A vendor is whose book an entry stands in.
type vendor struct {
	names     []string // in their normal form
	playbooks []string
	standard  bool
}

// Load reads errors/*.yaml of tree, strictly. Everything that is wrong is
// reported at once, each with its file.
func Load(tree fs.FS) (*Book, error) {
	names, err := fs.Glob(tree, "errors/*.yaml")
	if err != nil {
		return nil, err
	}
	b := &Book{vendors: map[string]vendor{}}
	var errs []error
	seen := map[string]string{} // normal form of a name → where it is
	for _, name := range names {
		raw, err := fs.ReadFile(tree, name)
		if err != nil {
			return nil, err
		}
		var f file
		if err := yaml.NewDecoder(bytes.NewReader(raw), yaml.Strict()).Decode(&f); err != nil {
			errs = append(errs, fmt.Errorf("%s: %s", name, strings.TrimSpace(yaml.FormatError(err, false, true))))
			continue
		}
		id := strings.TrimSuffix(path.Base(name), ".yaml")
		if f.Format != 1 || f.System != id || f.Title == "" {
			errs = append(errs, fmt.Errorf("%s: must say errors: 1, system: %s and a title", name, id))
		}
		v := vendor{playbooks: f.Playbooks, standard: f.Standard}
		for _, n := range f.Names {
			v.names = append(v.names, normal(n))
		}
		if len(v.names) == 0 && !v.standard {
			errs = append(errs, fmt.Errorf("%s: must say the names of the vendor, or that it is a standard", name))
		}
		b.vendors[f.System] = v
		for _, y := range f.Families {
			k, err := y.known(f)
			if err != nil {
				errs = append(errs, fmt.Errorf("%s: %w", name, err))
			}
			b.families = append(b.families, k)
		}
		for _, e := range f.Entries {
			e.System, e.Vendor = f.System, f.Title
			if e.Source == (federation.Source{}) {
				e.Source = f.Source
			}
			e.Confidence = cmp.Or(e.Confidence, f.Confidence)
			place := fmt.Sprintf("%s: %s", name, e.Code)
			for _, problem := range e.lacks() {
				errs = append(errs, fmt.Errorf("%s: %s", place, problem))
			}
			for _, n := range e.names() {
				key := f.System + " " + normal(n)
				if token().MatchString(normal(n)) {
					key = squeeze(normal(n)) // a code is one vendor's
				}
				if at, ok := seen[key]; ok {
					errs = append(errs, fmt.Errorf("%s: %q is there already, at %s", place, n, at))
				}
				seen[key] = place
			}
			b.entries = append(b.entries, e)
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	b.index = b.newIndex()
	return b, nil
}

var reference = lazy.Regexp(`^[a-z0-9-]+/[a-z0-9-]+$`)

// lacks lists what is wrong with e by itself.
func (e Entry) lacks() (out []string) {
	if e.Code == "" || e.Means == "" || e.Remedy == "" || len(e.Causes) == 0 {
		out = append(out, "needs code, means, causes and remedy")
	}
	if e.Source.Document == "" || e.Confidence == "" {
		out = append(out, "needs source and confidence")
	}
	for _, n := range e.names() {
		if len(normal(n)) < 5 {
			out = append(out, fmt.Sprintf("%q is too short to be found by", n))
		}
	}
	for _, r := range e.Steps {
		if !reference().MatchString(r) {
			out = append(out, fmt.Sprintf("%q is not a reference to a step", r))
		}
	}
	return out
}

// Entries returns every entry, system by system in the order of the files.
func (b *Book) Entries() []Entry { return append([]Entry(nil), b.entries...) }
