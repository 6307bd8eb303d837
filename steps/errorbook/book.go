// Package errorbook explains what vendors say when a login fails.
//
// A number is a better guide than a sentence: vendors reword and translate their
// pages and keep the numbers. So an error is found by its code anywhere in
// whatever was pasted, then by a sentence that is distinctive, and only where
// neither is there by the words that somebody typed, which is a guess and says
// so. One company's words are not put into another's mouth: a sentence that
// many could say counts for a vendor only where that vendor is named. And a
// sentence that tells nothing is answered with what to collect instead.
package errorbook

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"federate/federation"
	"federate/federation/lazy"
)

// An Entry is one error of one vendor: one code, or one sentence where there
// are no codes. Its texts are templates over [federation.Words].
type Entry struct {
	Code   string   `yaml:"code"`   // "AADSTS50105", or the sentence itself
	Also   []string `yaml:"also"`   // other codes and sentences for the same thing
	Means  string   `yaml:"means"`  // what it means, in one or two sentences
	Causes []Cause  `yaml:"causes"` // the likeliest first
	Remedy string   `yaml:"remedy"` // what to do

	Steps []string          `yaml:"steps"` // where to go back to: "entra/back-fill"; a pair may lack some
	Facts []federation.Fact `yaml:"facts"` // what to look at, in any pair
	Codes []federation.Code `yaml:"codes"` // findings that tell the same story
	Role  federation.Role   `yaml:"who"`   // who does the remedy; empty: not said

	// Topics are the words by which a sentence of anybody is about this; see topic.
	Topics []string `yaml:"topics"`
	// Quotes says what the quoted strings behind the code are, one after the other,
	// in whatever language the sentence is: a fact, or a word for what it is.
	Quotes []string `yaml:"quotes"`
	// Vague says that this tells nothing about the cause: it is no answer where the
	// text says anything else.
	Vague bool `yaml:"vague"`

	Source     federation.Source     `yaml:"source"`
	Confidence federation.Confidence `yaml:"confidence"` // of the code and its meaning, not of the order of the causes

	System  string   `yaml:"-"` // "entra"
	Vendor  string   `yaml:"-"` // "Microsoft Entra ID"
	Guess   bool     `yaml:"-"` // it was found by words that many could have said
	Unknown bool     `yaml:"-"` // a code of this vendor that is in no book: what is said is where to look it up
	Values  []Value  `yaml:"-"` // what the text says in its own values
	Asked   []string `yaml:"-"` // the codes in the text that this is about, which share one entry
}

// A Cause is one reason for an error.
type Cause struct {
	Text string
	Sign string // by which it is told from the others; empty where there is none
}

// UnmarshalYAML reads a cause as a text, or with its sign.
func (c *Cause) UnmarshalYAML(decode func(any) error) error {
	if decode(&c.Text) == nil {
		return nil
	}
	var with struct {
		Cause string `yaml:"cause"`
		Sign  string `yaml:"sign"`
	}
	if err := decode(&with); err != nil {
		return err
	}
	if with.Cause == "" || with.Sign == "" {
		return errors.New("a cause with a sign needs both, cause and sign")
	}
	c.Text, c.Sign = with.Cause, with.Sign
	return nil
}

// A Value is one that stands in the text.
type Value struct {
	// Name is a fact, "sp.entity_id", or what it is: "field". Of two facts,
	// "sp.acs_url|oidc.redirect_uri", the first is SAML's and the second OpenID Connect's.
	Name  string
	Value string
}

var guid = lazy.Regexp(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

// Fact is what v is a value of, in a federation by protocol; where that is not known, a
// GUID is taken for a client ID.
func (v Value) Fact(protocol string) federation.Fact {
	one, other, two := strings.Cut(v.Name, "|")
	if two && (protocol == "oidc" || protocol == "" && strings.HasSuffix(other, "client_id") && guid().MatchString(v.Value)) {
		return federation.Fact(other)
	}
	return federation.Fact(one)
}

// In returns e with its texts said in the words of a pair.
func (e Entry) In(w federation.Words) Entry {
	e.Means, e.Remedy = w.Say(e.Means), w.Say(e.Remedy)
	causes := make([]Cause, len(e.Causes))
	for i, c := range e.Causes {
		causes[i] = Cause{w.Say(c.Text), w.Say(c.Sign)}
	}
	e.Causes = causes
	return e
}

// A Book is every entry of every system.
type Book struct {
	entries  []page
	vendors  map[string]vendor // by system
	families []known
	index    index
}

// A page is an entry that is read when it is asked for: of the hundreds that there
// are, a run needs a few.
type page struct {
	names []string
	file  *file
	raw   []byte
}

// file is errors/<system>.yaml.
type file struct {
	Format int    `yaml:"errors"` // version of this format: 1
	System string `yaml:"system"`
	Title  string `yaml:"title"`

	// Names are the words by which a text names the vendor: of itself, its
	// products, its hosts, the packages of its programs.
	Names []string `yaml:"names"`
	// Traces are the names under which it gives the ID that its support asks for:
	// of headers, parameters, and on its pages.
	Traces []string `yaml:"traces"`
	// Playbooks are those whose consoles speak like this.
	Playbooks []string `yaml:"playbooks"`
	// Others are names of entries that others say as well: they count where the vendor is
	// named, and nowhere else.
	Others []string `yaml:"others"`
	// Standard says that these are nobody's own words: they count whoever speaks.
	Standard bool `yaml:"standard"`
	// Speaks are words of the protocol that a standard's book is about: a text that has those
	// of another protocol alone is not explained by this one, where the other has an answer.
	Speaks   []string `yaml:"speaks"`
	Families []family `yaml:"families"`

	// Source and Confidence are those of every entry that has none of its own.
	Source     federation.Source     `yaml:"source"`
	Confidence federation.Confidence `yaml:"confidence"`
	Entries    []Entry               `yaml:"entries"`
}

// vendor is whose book an entry stands in.
type vendor struct {
	title     string
	traces    []string
	names     []string // in their normal form
	playbooks []string
	standard  bool
	speaks    []string // in their normal form
}

func (f *file) vendor() vendor {
	v := vendor{title: f.Title, traces: f.Traces, playbooks: f.Playbooks, standard: f.Standard}
	for _, n := range f.Names {
		v.names = append(v.names, normal(n))
	}
	for _, w := range f.Speaks {
		v.speaks = append(v.speaks, normal(w))
	}
	return v
}

// Asks is the vendor whose support asks for the ID called name, which was met at host;
// empty where none is known to. A name that several use belongs to whom the host names.
func (b *Book) Asks(name, host string) (title string) {
	for _, system := range slices.Sorted(maps.Keys(b.vendors)) {
		v := b.vendors[system]
		if !slices.ContainsFunc(v.traces, func(t string) bool { return strings.EqualFold(t, name) }) {
			continue
		}
		if slices.ContainsFunc(v.names, func(n string) bool { return strings.Contains(host, ".") && strings.Contains(host, n) }) {
			return v.title
		}
		if title == "" {
			title = v.title
		}
	}
	return title
}

// complete gives e what its file says for all.
func (f *file) complete(e Entry) Entry {
	e.System, e.Vendor = f.System, f.Title
	if e.Source == (federation.Source{}) {
		e.Source = f.Source
	}
	e.Confidence = cmp.Or(e.Confidence, f.Confidence)
	return e
}

// Load reads errors/*.yaml of tree, as far as it takes to find an entry. [Lint]
// says what is wrong with them.
func Load(tree fs.FS) (*Book, error) {
	b := &Book{vendors: map[string]vendor{}}
	var errs []error
	err := each(tree, func(name string, raw []byte) {
		f, pages, err := open(raw)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", name, err))
			return
		}
		b.vendors[f.System] = f.vendor()
		for _, y := range f.Families {
			k, err := y.known(f)
			if err != nil {
				errs = append(errs, fmt.Errorf("%s: %w", name, err))
			}
			b.families = append(b.families, k)
		}
		b.entries = append(b.entries, pages...)
	})
	if err := errors.Join(append(errs, err)...); err != nil {
		return nil, err
	}
	b.index = b.newIndex()
	return b, nil
}

// Entries returns every entry, system by system in the order of the files.
func (b *Book) Entries() []Entry {
	out := make([]Entry, len(b.entries))
	for i := range b.entries {
		out[i] = b.entries[i].entry()
	}
	return out
}
