// Package playbook reads the definitions: what one console asks of a person, and
// the documented order in which two of them are worked through.
//
// A playbook describes one party on its own. It knows that party's steps, and the
// facts that each step takes and gives; two playbooks that have never heard of each
// other are joined by those facts. A definition is read strictly: an unknown key,
// fact or word is a fault with its file, line and column and the nearest known
// word. The package knows nothing of what was done with a definition.
package playbook

import (
	"slices"

	"federate/federation"
)

// A Playbook is one party's part of a federation: the file platform/<id>.yaml
// or idp/<id>.yaml.
type Playbook struct {
	Format    int             `yaml:"playbook"` // version of this format: 1
	ID        string          `yaml:"id"`
	Side      federation.Side `yaml:"side"`
	Title     string          `yaml:"title"` // "NICE CXone Mpower"
	Name      string          `yaml:"name"`  // as a sentence says it, where that is not the title
	Short     string          `yaml:"short"` // "CXone", where there is no room
	Protocols []string        `yaml:"protocols"`
	About     string          `yaml:"about"`  // one line for the picker
	Hidden    bool            `yaml:"hidden"` // not offered by the picker

	Consoles     map[string]string                     `yaml:"consoles"`     // id → name of the console
	Calls        map[federation.Fact]string            `yaml:"calls"`        // this console's label for a fact
	Also         map[federation.Fact][]string          `yaml:"also"`         // other labels that people meet for it
	Options      map[federation.Fact]map[string]string `yaml:"options"`      // this console's words for a choice
	Remedies     map[federation.Code]string            `yaml:"remedies"`     // what to do about a finding, in this console
	Placeholders map[federation.Fact]string            `yaml:"placeholders"` // what the other side plants for this side's facts
	Expect       federation.Expect                     `yaml:"expect"`
	Facts        []Setting                             `yaml:"facts"`
	Follows      []Deduction                           `yaml:"follows"` // facts that others lead to
	Advises      map[federation.Fact]string            `yaml:"advises"` // for free choices of the other side: what this one's document takes
	Absent       []federation.Fact                     `yaml:"absent"`  // facts of this side that may have no value here, so that nobody waits for one
	Demands      []Demand                              `yaml:"demands"`
	Steps        []Step                                `yaml:"steps"`
	Files        []File                                `yaml:"files"`    // what can be made
	Headers      map[string][]string                   `yaml:"headers"`  // of this console's exports of people, by column
	Partners     map[string]string                     `yaml:"partners"` // this console's own names for parties of the other side, by id
}

// A Setting is a fact that only this console knows. Its name becomes
// "<playbook>.<name>" everywhere else.
type Setting struct {
	Name   string            `yaml:"name"`
	Title  string            `yaml:"title"` // as a sentence says it
	Label  string            `yaml:"label"` // as the console says it
	Form   federation.Form   `yaml:"form"`
	Values []string          `yaml:"values"`
	Means  map[string]string `yaml:"means"` // other words that people have for a value of a choice
	Blank  bool              `yaml:"blank"`
	Past   bool              `yaml:"past"` // of a date: something was done on that day, and nothing ends on it

	// For a fact that only files are made of, and no step asks for.
	Help    string `yaml:"help"`
	Example string `yaml:"example"`
}

// Password is the protocol of a platform that checks passwords itself: it has steps
// of its own, and nobody is on the other side.
const Password = "password"

// StepKind says what it takes for a step to be done.
type StepKind string

// The kinds of steps.
const (
	Task StepKind = ""     // done when it is confirmed
	Test StepKind = "test" // done when its evidence was judged and it is confirmed
	Gate StepKind = "gate" // may be confirmed only when everything before it is done

	// Agreed is a topic of a programme: done when its checks have passed. No
	// playbook may say so.
	Agreed StepKind = "agreed"
)

// Phases are headings. They are no order, and may recur.
var Phases = []struct{ ID, Title string }{
	{"prepare", "Prepare"}, {"create-app", "Application"}, {"authenticator", "Authenticator"}, {"users", "Pilot"},
	{"back-fill", "Back-fill"}, {"test", "Test"}, {"roll-out", "Roll out"}, {"operate", "Operate"},
}

// A Step is something a person does in one console, in one role.
type Step struct {
	ID       string          `yaml:"id"`       // for ever, like a code
	Formerly []string        `yaml:"formerly"` // ids it had before
	Like     string          `yaml:"like"`     // a step of another playbook, which says what this one does not
	Title    string          `yaml:"title"`
	Kind     StepKind        `yaml:"kind"`
	Console  string          `yaml:"console"`
	Role     federation.Role `yaml:"role"`
	Phase    string          `yaml:"phase"`
	Optional bool            `yaml:"optional"` // may be left out without a reason

	When  map[federation.Fact]string `yaml:"when"`  // equality on facts, and on "protocol"
	Where []string                   `yaml:"where"` // breadcrumb of console labels

	Takes  []federation.Fact `yaml:"takes"`
	Gives  []federation.Fact `yaml:"gives"`
	Plants []federation.Fact `yaml:"plants"` // placeholders go in here

	Do       []string  `yaml:"do"`       // what to do, one action each, in order; templates
	Enter    []Entry   `yaml:"enter"`    // what goes into which box of the console
	Fields   []Field   `yaml:"fields"`   // what to bring back from it
	Why      string    `yaml:"why"`      // for whoever wants to understand it
	Cautions []Caution `yaml:"cautions"` // what goes wrong here

	Source     federation.Source     `yaml:"source"`
	Confidence federation.Confidence `yaml:"confidence"`

	Playbook string          `yaml:"-"`
	Side     federation.Side `yaml:"-"`
}

// Ref is the name of s in a plan: "entra/back-fill".
func (s Step) Ref() string { return s.Playbook + "/" + s.ID }

// For reports whether role has to do with s. The empty role is everybody.
func (s Step) For(role federation.Role) bool {
	return role == "" || s.Role == role || s.Role == federation.Either
}

// Suits reports whether s belongs to protocol.
func (s Step) Suits(protocol string) bool {
	want, ok := s.When["protocol"]
	return !ok || want == protocol
}

// Touches reports whether s has to do with what side says about f.
func (s Step) Touches(side federation.Side, f federation.Fact) bool {
	for _, field := range s.Fields {
		if field.Fact == f && field.Speaker(s) == side {
			return true
		}
	}
	return s.Side == side && (slices.Contains(s.Takes, f) || slices.Contains(s.Gives, f) || slices.Contains(s.Plants, f) ||
		slices.ContainsFunc(s.Enter, func(e Entry) bool { return e.Fact == f }))
}

// Attempt is the login attempt that test s is about.
func (s Step) Attempt() string {
	for _, f := range s.Fields {
		if len(f.Accepts) > 0 && f.Key != "" {
			return f.Key
		}
	}
	return ""
}

// Asks reports whether s has a field that takes documents of kind.
func (s Step) Asks(kind federation.Kind) bool {
	return slices.ContainsFunc(s.Fields, func(f Field) bool { return slices.Contains(f.Accepts, kind) })
}

// An Entry is one box of a console and what goes into it.
type Entry struct {
	Fact  federation.Fact `yaml:"fact"`  // the label and, unless Value is given, the value follow from it
	Key   string          `yaml:"key"`   // which of several values
	Label string          `yaml:"label"` // a box that is no fact
	Value *string         `yaml:"value"` // fixed, a template; an empty one means: leave the box empty
	Note  string          `yaml:"note"`
}

// A Field asks for one fact, or for a document that facts are read from.
type Field struct {
	Fact     federation.Fact   `yaml:"fact"`
	Side     federation.Side   `yaml:"side"` // whose word it is; the step's side if empty
	Key      string            `yaml:"key"`  // which value, or which attempt
	Label    string            `yaml:"label"`
	Help     string            `yaml:"help"` // where to find it
	Example  string            `yaml:"example"`
	Optional bool              `yaml:"optional"`
	Accepts  []federation.Kind `yaml:"accepts"` // a document goes here: pasted, or as a path
}

// Name is what commands, drafts and forms call the field within its step.
func (f Field) Name() string {
	n := string(f.Fact)
	if n == "" && len(f.Accepts) > 0 {
		n = string(f.Accepts[0])
	}
	if f.Key != "" {
		n += "#" + f.Key
	}
	return n
}

// Speaker is the side whose word field f of step s is.
func (f Field) Speaker(s Step) federation.Side {
	if f.Side != "" {
		return f.Side
	}
	return s.Side
}

// A Caution is a trap of a step.
type Caution struct {
	Text       string                `yaml:"text"`
	Source     federation.Source     `yaml:"source"`
	Confidence federation.Confidence `yaml:"confidence"`
	Dispute    bool                  `yaml:"dispute"` // sources disagree, and the text says which to follow
	Lockout    bool                  `yaml:"lockout"` // who overlooks it may lock people out: it stays in sight
}

// A Route is the documented order of both parties' steps for one pair: the file
// route/<id>.yaml. It changes nothing about a step.
type Route struct {
	Format   int               `yaml:"route"`
	ID       string            `yaml:"id"`
	Title    string            `yaml:"title"`
	Platform string            `yaml:"platform"`
	IdP      string            `yaml:"idp"`
	Protocol string            `yaml:"protocol"`
	Source   federation.Source `yaml:"source"`
	Steps    []string          `yaml:"steps"` // references: entra/application
	Omits    map[string]string `yaml:"omits"` // references of steps left out, and why
}
