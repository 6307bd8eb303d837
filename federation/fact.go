package federation

import (
	"fmt"
	"slices"
	"strings"
)

// A Fact names one value that two parties must agree on: "sp.acs_url".
type Fact string

// A Side is one party of a federation.
type Side string

// The sides. A person's own facts are stated by whoever keeps the directory.
const (
	Platform Side = "platform" // the contact-centre platform, the service provider
	IdP      Side = "idp"      // the identity provider
)

// Other is the party that s talks to.
func (s Side) Other() Side {
	if s == Platform {
		return IdP
	}
	return Platform
}

// Role is the admin of this side's console.
func (s Side) Role() Role {
	switch s {
	case Platform:
		return PlatformAdmin
	case IdP:
		return IdPAdmin
	}
	return Either
}

// Scope is how far a fact reaches.
type Scope string

// The scopes.
const (
	Whole   Scope = ""        // one value for the federation
	Person  Scope = "person"  // one value for each person, keyed by the person
	Attempt Scope = "attempt" // one value for each login attempt
)

// Form is how the value of a fact is written, entered and shown.
type Form string

// The forms.
const (
	Text        Form = ""
	URL         Form = "url"
	Certificate Form = "certificate" // PEM, shown by its subject, dates and thumbprint
	Choice      Form = "choice"      // one of Term.Values
	Date        Form = "date"        // RFC 3339 full-date
	Prose       Form = "prose"       // several lines for people
)

// A Term is one line of the vocabulary: what is known of a fact before anybody
// states it.
type Term struct {
	Fact   Fact
	Title  string   // as a sentence says it: "the platform's entity ID"
	Label  string   // as a form says it where no console names it: "Entity ID"
	About  string   // what it is, in a sentence; empty where the title says it
	Also   []string // what else people call it
	Owner  Side     // whose word the others are measured against
	Form   Form
	Values []string          // of a Choice: its words, which a playbook's options translate
	Means  map[string]string // other words for one of Values
	Scope  Scope
	Many   bool // has a value for each key
	Secret bool // never kept, never shown
	Blank  bool // an empty value is an answer and not a retraction
	Past   bool // of a Date: something was done on that day, and nothing ends on it

	// Same tells whether two values say the same; nil means byte for byte,
	// which is what every identifier of the standards asks for.
	Same func(a, b string) bool
	// Brief is the value in one line for a list; nil means the value itself.
	Brief func(value string) string
	// Exact is the value in one line, told from every other; nil means the value
	// itself.
	Exact func(value string) string
	// Document is a value that is a document, parsed; nil where values are none.
	Document func(value string) any
}

// Meant is value, or the word of a Choice that value is another word for.
func (t Term) Meant(value string) string {
	if word, ok := t.Means[strings.TrimSpace(value)]; ok {
		return word
	}
	return value
}

// Agrees reports whether two values of t say the same.
func (t Term) Agrees(a, b string) bool {
	if t.Same != nil {
		return t.Same(a, b)
	}
	return a == b
}

// Short is value in one line.
func (t Term) Short(value string) string {
	if t.Brief != nil {
		return t.Brief(value)
	}
	return value
}

// whole is value in one line, told from every other.
func (t Term) whole(value string) string {
	if t.Exact != nil {
		return t.Exact(value)
	}
	return value
}

// A KindTerm is one line of the vocabulary of documents.
type KindTerm struct {
	Kind    Kind
	Title   string // "SAML response"
	Message bool   // belongs to one login attempt: judged at the time it arrived
	Secret  bool   // never kept: private keys, tokens, traces
}

// A Vocabulary is the closed set of words that playbooks, answers and commands
// may use. A word that is not in it is a mistake, and the nearest is offered.
type Vocabulary struct {
	terms []Term
	kinds []KindTerm
	at    map[Fact]int
}

// NewVocabulary returns the vocabulary of terms and kinds, in that order.
func NewVocabulary(terms []Term, kinds []KindTerm) *Vocabulary {
	v := &Vocabulary{terms: slices.Clone(terms), kinds: kinds, at: make(map[Fact]int, len(terms))}
	for i, t := range v.terms {
		v.at[t.Fact] = i
	}
	return v
}

// With returns v and more. A fact that is there already is an error.
func (v *Vocabulary) With(more ...Term) (*Vocabulary, error) {
	for _, t := range more {
		if _, ok := v.at[t.Fact]; ok {
			return nil, fmt.Errorf("fact %s is declared twice", t.Fact)
		}
	}
	return NewVocabulary(slices.Concat(v.terms, more), v.kinds), nil
}

// Term returns what is known of f.
func (v *Vocabulary) Term(f Fact) (Term, bool) {
	if v == nil {
		return Term{}, false
	}
	i, ok := v.at[f]
	if !ok {
		return Term{}, false
	}
	return v.terms[i], true
}

// owner is the side whose word on f counts.
func (v *Vocabulary) owner(f Fact) (s Side) {
	if v == nil {
		return s
	}
	if i, ok := v.at[f]; ok {
		s = v.terms[i].Owner
	}
	return s
}

// Title is f as a sentence says it.
func (v *Vocabulary) Title(f Fact) string {
	if t, ok := v.Term(f); ok && t.Title != "" {
		return t.Title
	}
	return string(f)
}

// Kind returns what is known of k.
func (v *Vocabulary) Kind(k Kind) (KindTerm, bool) {
	if v == nil {
		return KindTerm{}, false
	}
	i := slices.IndexFunc(v.kinds, func(t KindTerm) bool { return t.Kind == k })
	if i < 0 {
		return KindTerm{}, false
	}
	return v.kinds[i], true
}

// Terms returns every term, in the order of the table.
func (v *Vocabulary) Terms() []Term { return slices.Clone(v.terms) }

// Kinds returns every kind, in the order of the table.
func (v *Vocabulary) Kinds() []KindTerm { return slices.Clone(v.kinds) }

// CheckFact returns nil where f is in the vocabulary, and otherwise an error
// that offers the nearest word.
func (v *Vocabulary) CheckFact(f Fact) error {
	if _, ok := v.Term(f); ok {
		return nil
	}
	words := make([]string, len(v.terms))
	for i, t := range v.terms {
		words[i] = string(t.Fact)
	}
	return fmt.Errorf("there is no fact %q%s", f, DidYouMean(string(f), words))
}

// CheckKind is CheckFact for kinds of documents.
func (v *Vocabulary) CheckKind(k Kind) error {
	if _, ok := v.Kind(k); ok {
		return nil
	}
	words := make([]string, len(v.kinds))
	for i, t := range v.kinds {
		words[i] = string(t.Kind)
	}
	return fmt.Errorf("there is no kind of document %q%s", k, DidYouMean(string(k), words))
}
