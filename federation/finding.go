// Package federation holds the vocabulary of a single sign-on federation: what is
// known about it, what can be wrong with it, and how to say so.
//
// A federation is a set of facts that two parties must agree on, and almost every
// failed login is two claims about one fact. So it collects claims in a [Dossier]
// and lets every [Check] compare them.
//
// Nothing here, nor in the packages below it, reads a file, a clock or the network.
// Time and bytes arrive as arguments, so that the same check gives the same answer
// in the wizard, in a script and in a test.
package federation

import "fmt"

// A Code names one kind of problem, for ever: lower case, hyphens, the owner as
// prefix ("saml-audience-mismatch"). Codes are printed, searched for, waived and
// documented; none is renamed or given a second meaning.
type Code string

// Severity says what a finding means for the login, not how sure we are.
type Severity uint8

// The severities, mildest first.
const (
	Note    Severity = iota + 1 // worth knowing; nothing breaks
	Warning                     // works today, or works for some
	Error                       // the login fails, or should
)

var severityWords = [...]string{"none", "note", "warning", "error"}

func (s Severity) String() string { return severityWords[min(int(s), len(severityWords)-1)] }

// MarshalText writes s as the word that String gives.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads "note", "warning" or "error".
func (s *Severity) UnmarshalText(b []byte) error {
	for i, w := range severityWords[1:] {
		if w == string(b) {
			*s = Severity(i + 1)
			return nil
		}
	}
	return fmt.Errorf("severity %q is not note, warning or error", b)
}

// UnmarshalYAML is UnmarshalText for the decoder of playbooks, which copies the
// whole document for every text otherwise.
func (s *Severity) UnmarshalYAML(decode func(any) error) error { return word(decode, s.UnmarshalText) }

func word(decode func(any) error, set func([]byte) error) error {
	var w string
	if err := decode(&w); err != nil {
		return err
	}
	return set([]byte(w))
}

// Confidence says how well an instruction or a rule is supported by what could
// be read: five marks, best first.
type Confidence string

// The marks. The zero value counts as Solid, which is what a rule that follows
// from a published standard is.
const (
	Solid        Confidence = "solid"         // official text or vendor code, uncontradicted
	Likely       Confidence = "likely"        // official but old, single, or inferred
	DocumentOnly Confidence = "document-only" // one document says so and nobody else
	Doubtful     Confidence = "doubtful"      // contradicted, or nothing confirms it
	Unverified   Confidence = "unverified"    // known from practice, looked up nowhere
)

// Cap is the highest severity that a rule of confidence c may have: what is not
// well known warns at most.
func (c Confidence) Cap(s Severity) Severity {
	switch c {
	case DocumentOnly, Doubtful, Unverified:
		return min(s, Warning)
	}
	return s
}

// UnmarshalText reads one of the five marks.
func (c *Confidence) UnmarshalText(b []byte) error {
	switch v := Confidence(b); v {
	case Solid, Likely, DocumentOnly, Doubtful, Unverified:
		*c = v
		return nil
	}
	return fmt.Errorf("confidence %q is not solid, likely, document-only, doubtful or unverified", b)
}

// UnmarshalYAML is UnmarshalText for the decoder of playbooks.
func (c *Confidence) UnmarshalYAML(decode func(any) error) error {
	return word(decode, c.UnmarshalText)
}

// A Role is who does a thing.
type Role string

// The roles. Either means both admins can do it, or must do it together.
const (
	IdPAdmin      Role = "idp-admin"
	PlatformAdmin Role = "platform-admin"
	Either        Role = "either"
)

// Title is the role as people say it.
func (r Role) Title() string {
	switch r {
	case IdPAdmin:
		return "IdP admin"
	case PlatformAdmin:
		return "platform admin"
	}
	return "either admin"
}

// Source is the authority for a rule or an instruction.
type Source struct {
	Document string `json:"document" yaml:"document"`                   // a standard, a vendor's page
	Section  string `json:"section,omitempty" yaml:"section,omitempty"` // "2.5.1.4", or the heading
	URL      string `json:"url,omitempty" yaml:"url,omitempty"`
}

func (s Source) String() string {
	if s.Section == "" {
		return s.Document
	}
	return s.Document + " " + s.Section
}

// A Rule is everything known about a problem before any document is looked at.
type Rule struct {
	Code       Code
	Severity   Severity
	Title      string // one line of at most 60 characters, no values
	Remedy     string // what to do, in the imperative; a template over [Words]
	Role       Role   // who does it
	Source     Source
	Confidence Confidence

	// Because names the codes that this rule is a consequence of: where one of
	// them fired about the same document, or the same claim, this one is muted.
	Because []Code
	// Firm says that an accepted cause does not mute this rule: accepting it takes a
	// decision of its own.
	Firm bool
	// Uncapped keeps the severity whatever the confidence: for secrets and for
	// input that is malformed.
	Uncapped bool
}

// Subject is what a finding is about. A wizard moves its cursor to the last
// step of Side that touches Fact.
type Subject struct {
	Side     Side
	Fact     Fact
	Key      string // which value of a many-valued fact, or which attempt
	Artifact Kind
	Path     string // within the artifact: an XPath, a JSON pointer
	Line     int    // 1-based; zero when unknown
}

// A Finding is one rule broken, once.
type Finding struct {
	Rule
	Subject Subject
	Detail  string // what was seen, as one sentence
	Want    string // shown above Got, so that a stray slash is visible
	Got     string
	Also    []Sighting // the other values of the same document with the same slip
	Attempt string     // which login attempt, where it is about a message: "sp-initiated"
	Said    string     // what the other party said in its own words, which books of errors may know
	Step    string     // "entra/back-fill": where to go back to; empty where no plan is known
}

// At reports r about s.
func (r Rule) At(s Subject, format string, args ...any) Finding {
	return Finding{Rule: r, Subject: s, Detail: fmt.Sprintf(format, args...)}
}

// Differ adds the two values that should have been equal.
func (f Finding) Differ(want, got string) Finding { f.Want, f.Got = want, got; return f }

// Saw adds the one value that is wrong by itself.
func (f Finding) Saw(got string) Finding { f.Got = got; return f }
