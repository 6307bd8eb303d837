package view

import (
	"cmp"
	"fmt"
	"strings"

	"federate/federation"
)

// A Finding is one rule broken, once: what is wrong, where it was seen, both
// values, what to do, who does it, and on whose authority. Its texts have no
// mark-up, and its values are whole.
type Finding struct {
	Code       federation.Code       `json:"code"`
	Severity   federation.Severity   `json:"severity"`
	Title      string                `json:"title"`
	Detail     string                `json:"detail"`
	Want       string                `json:"want"`
	Got        string                `json:"got"`
	Side       federation.Side       `json:"side"`
	Fact       federation.Fact       `json:"fact"`
	Key        string                `json:"key"`
	Attempt    string                `json:"attempt"`
	Artifact   federation.Kind       `json:"artifact"`
	Path       string                `json:"path"`
	Line       int                   `json:"line"`
	Remedy     string                `json:"remedy"`
	Step       string                `json:"step"`
	Role       federation.Role       `json:"role"`
	Confidence federation.Confidence `json:"confidence"`
	Source     Source                `json:"source"`
	Also       []Sighting            `json:"also,omitempty"` // where the same slip stands in the same document

	Marked string `json:"-"` // the remedy with its emphasis, for a face that can show it
}

// A Sighting is one more value with the slip of a finding.
type Sighting struct {
	Side     federation.Side `json:"side"`
	Fact     federation.Fact `json:"fact"`
	Key      string          `json:"key"`
	Artifact federation.Kind `json:"artifact"`
	Path     string          `json:"path"`
	Line     int             `json:"line"`
	Want     string          `json:"want"`
	Got      string          `json:"got"`
}

// A Source is an authority, with every field there also where it is empty.
type Source struct {
	Document string `json:"document"`
	Section  string `json:"section"`
	URL      string `json:"url"`
}

// String is the source in one line: a section that is a heading and no number is
// set apart.
func (s Source) String() string {
	if s.Section == "" || s.Section[0] >= '0' && s.Section[0] <= '9' {
		return federation.Source(s).String()
	}
	return s.Document + ", " + s.Section
}

// Of is f as it is shown.
func Of(f federation.Finding) Finding {
	var also []Sighting
	for _, o := range f.Also {
		also = append(also, Sighting{o.Subject.Side, o.Subject.Fact, o.Subject.Key, o.Subject.Artifact, o.Subject.Path, o.Subject.Line, o.Want, o.Got})
	}
	return Finding{Code: f.Code, Severity: f.Severity, Title: Plain(f.Title), Detail: Plain(f.Detail), Want: f.Want, Got: f.Got,
		Side: f.Subject.Side, Fact: f.Subject.Fact, Key: f.Subject.Key, Attempt: f.Attempt, Artifact: f.Subject.Artifact,
		Path: f.Subject.Path, Line: f.Subject.Line, Remedy: Plain(f.Remedy), Step: f.Step, Role: f.Role,
		Confidence: cmp.Or(f.Confidence, federation.Solid), Source: Source(f.Source), Also: also, Marked: f.Remedy}
}

// Findings is every f as it is shown.
func Findings(fs []federation.Finding) []Finding {
	out := make([]Finding, 0, len(fs))
	for _, f := range fs {
		out = append(out, Of(f))
	}
	return out
}

// Where is the place at which f was seen: in which document and where in it, or
// which claim it is about; empty where there is no place.
func (f Finding) Where() string {
	var parts []string
	if f.Artifact != "" {
		parts = append(parts, string(f.Artifact))
	}
	if in := within(f.Path, f.Line); in != "" {
		parts = append(parts, in)
	}
	if len(parts) > 0 || f.Fact == "" {
		return strings.Join(parts, " ")
	}
	return Name(f.Side, f.Fact, f.Key)
}

// Where is the place within the document of its finding.
func (s Sighting) Where() string {
	return cmp.Or(within(s.Path, s.Line), Name(s.Side, s.Fact, s.Key))
}

func within(path string, line int) string {
	switch {
	case path != "":
		return path
	case line > 0:
		return fmt.Sprintf("line %d", line)
	}
	return ""
}

// Likewise says in how many more places the same slip stands; empty where in none.
func (f Finding) Likewise() string {
	if len(f.Also) == 0 {
		return ""
	}
	return "the same in " + federation.Count(len(f.Also), "more value") + " of this document:"
}

// Seen is what was seen, as a sentence; empty where the title and the values say it.
func (f Finding) Seen() string {
	if f.Want+f.Got != "" && strings.EqualFold(f.Detail, f.Title) {
		return ""
	}
	return federation.Sentence(f.Detail)
}

// Tally is how many findings there are: "2 errors, 1 warning".
func Tally(fs []Finding) string {
	var count [4]int
	for _, f := range fs {
		count[min(int(f.Severity), 3)]++
	}
	var parts []string
	for _, s := range []federation.Severity{federation.Error, federation.Warning, federation.Note} {
		if count[s] > 0 {
			parts = append(parts, federation.Count(count[s], s.String()))
		}
	}
	if len(parts) == 0 {
		return "no findings"
	}
	return strings.Join(parts, ", ")
}

// Accepted is a finding that somebody accepted until a day.
type Accepted struct {
	Code   federation.Code `json:"code"`
	Title  string          `json:"title"`
	Reason string          `json:"reason"`
	By     string          `json:"by"`
	At     Moment          `json:"at"`
	Until  Moment          `json:"until"`
}

// AcceptedOf is w as it is shown, of a finding with this title.
func AcceptedOf(w federation.Waiver, title string) Accepted {
	return Accepted{w.Code, Plain(title), w.Reason, w.By, At(w.At), At(w.Until)}
}

// Waived is every finding that was accepted and still is.
func Waived(ws []federation.Waived) (out []Accepted) {
	for _, w := range ws {
		out = append(out, AcceptedOf(w.Waiver, w.Finding.Title))
	}
	return out
}

// Muted is a finding that is the consequence of another.
type Muted struct {
	Code    federation.Code `json:"code"`
	Because federation.Code `json:"because"`
}

// Consequences is every finding that is the consequence of another.
func Consequences(ms []federation.Muted) (out []Muted) {
	for _, m := range ms {
		out = append(out, Muted{m.Finding.Code, m.Because})
	}
	return out
}
