package playbook

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"federate/federation"
)

// A Demand is a console's own rule for one fact: one of six tests. What needs
// more is a check in Go, with a fixture, and is then everybody's.
type Demand struct {
	Code  federation.Code `yaml:"code"`
	Fact  federation.Fact `yaml:"fact"`
	Side  federation.Side `yaml:"side"`  // whose claim it judges; empty: anybody's
	Stage Stage           `yaml:"stage"` // when it counts

	Equals  *string         `yaml:"equals"`
	OneOf   []string        `yaml:"one_of"`
	Matches string          `yaml:"matches"` // RE2, the whole value
	Lacks   string          `yaml:"lacks"`   // RE2, anywhere
	SameAs  federation.Fact `yaml:"same_as"` // the owner's word for another fact
	Empty   bool            `yaml:"empty"`

	Part string `yaml:"part"` // RE2 with one group, for same_as: all that is compared of a value it matches

	Severity   federation.Severity   `yaml:"severity"`
	Title      string                `yaml:"title"`
	Detail     string                `yaml:"detail"` // one sentence; the title if empty
	Remedy     string                `yaml:"remedy"`
	Role       federation.Role       `yaml:"role"`
	Source     federation.Source     `yaml:"source"`
	Confidence federation.Confidence `yaml:"confidence"`
	Because    []federation.Code     `yaml:"because"` // beside a malformed value

	Good []string `yaml:"good"` // values that it lets pass: its proof
	Bad  []string `yaml:"bad"`  // values that it finds
}

// Stage is when a demand counts.
type Stage string

// The stages.
const (
	Always      Stage = ""
	Placeholder Stage = "placeholder" // while placeholders stand
	Final       Stage = "final"       // once they are to be gone
)

// Rule is d before looking. Every demand is a consequence of a malformed value.
func (d Demand) Rule() federation.Rule {
	return federation.Rule{Code: d.Code, Severity: d.Severity, Title: d.Title, Remedy: d.Remedy, Role: d.Role,
		Source: d.Source, Confidence: d.Confidence, Because: slices.Concat(d.Because, federation.Malformed)}
}

// tests counts the tests that d makes; one is right.
func (d Demand) tests() (n int) {
	for _, set := range []bool{d.Equals != nil, d.OneOf != nil, d.Matches != "", d.Lacks != "", d.SameAs != "", d.Empty} {
		if set {
			n++
		}
	}
	return n
}

// Check turns d into a check like any other. It judges what was told or read,
// not what was copied by confirming nor what was planted.
func (d Demand) Check() (federation.Check, error) {
	if n := d.tests(); n != 1 {
		return federation.Check{}, fmt.Errorf("demand %s makes %d tests; it must make one of equals, one_of, matches, lacks, same_as, empty", d.Code, n)
	}
	matches, err := regexp.Compile(`^(?:` + d.Matches + `)$`)
	if err != nil {
		return federation.Check{}, fmt.Errorf("demand %s: matches: %w", d.Code, err)
	}
	lacks, err := regexp.Compile(d.Lacks)
	if err != nil {
		return federation.Check{}, fmt.Errorf("demand %s: lacks: %w", d.Code, err)
	}
	part, err := regexp.Compile(`^(?:` + d.Part + `)$`)
	if err != nil {
		return federation.Check{}, fmt.Errorf("demand %s: part: %w", d.Code, err)
	}
	if d.Part != "" && (d.SameAs == "" || part.NumSubexp() != 1) {
		return federation.Check{}, fmt.Errorf("demand %s: part goes with same_as, and has one group", d.Code)
	}
	// broken returns the value wanted, if there is one, and whether got breaks d.
	broken := func(ds *federation.Dossier, got string) (want string, bad bool) {
		switch {
		case d.Equals != nil:
			return *d.Equals, got != *d.Equals
		case d.OneOf != nil:
			return "", !slices.Contains(d.OneOf, got)
		case d.Matches != "":
			return "", !matches.MatchString(got)
		case d.Lacks != "":
			return "", lacks.MatchString(got)
		case d.SameAs != "":
			other, known := ds.Known(d.SameAs)
			if d.Part == "" {
				return other.Value, known && got != other.Value
			}
			want, has := other.Value, part.FindStringSubmatch(got)
			if m := part.FindStringSubmatch(want); m != nil {
				want = m[1]
			}
			return want, known && has != nil && has[1] != want // what has no such part is another demand's
		}
		return "", got != ""
	}
	judged := func(ds *federation.Dossier) (out []federation.Claim) {
		for _, c := range ds.Claims(d.Fact) {
			if c.Own() && (d.Side == "" || c.Side == d.Side) {
				out = append(out, c)
			}
		}
		return out
	}
	rule := d.Rule()
	detail := d.Detail
	if detail == "" {
		detail = d.Title
	}
	c := federation.Check{Rule: rule, Facts: nil}
	c.Applies = func(ds *federation.Dossier) bool {
		return (d.Stage != Placeholder || !ds.Final) && (d.Stage != Final || ds.Final) && len(judged(ds)) > 0
	}
	if d.SameAs != "" {
		c.Facts = []federation.Fact{d.SameAs}
	}
	c.Run = func(ds *federation.Dossier) (out []federation.Finding) {
		for _, claim := range judged(ds) {
			if want, bad := broken(ds, claim.Value); bad {
				out = append(out, rule.At(claim.Subject(), "%s", ds.Words.Say(detail)).Differ(want, claim.Value))
			}
		}
		return out
	}
	return c, nil
}

// prove tries c, the check of d, with the samples of d. err is why it could not be made.
func (l *linter) prove(at place, d Demand, c federation.Check, err error) {
	if err != nil {
		key := "code"
		for _, k := range []string{"matches", "lacks"} {
			if strings.Contains(err.Error(), ": "+k+": ") {
				key = k
			}
		}
		l.wrong(at.at(key), "%v", err)
		return
	}
	judge := func(value string) int {
		ds := &federation.Dossier{Terms: l.terms, Final: d.Stage == Final}
		ds.Hear(federation.Claim{Side: cmp.Or(d.Side, ds.Owner(d.Fact)), Fact: d.Fact, Value: value})
		if d.SameAs != "" && len(d.Good) > 0 { // the first good sample is what the other fact says
			ds.Hear(federation.Claim{Side: ds.Owner(d.SameAs), Fact: d.SameAs, Value: d.Good[0]})
		}
		return len(federation.Examine(ds, []federation.Check{c}).Findings)
	}
	if len(d.Bad) == 0 || len(d.Good) == 0 && !d.Empty {
		l.wrong(at.at(aKey("code")), "demand %s needs samples: good, which it lets pass, and bad, which it finds", d.Code)
	}
	for i, v := range d.Good {
		if judge(v) != 0 {
			l.wrong(at.at("good", i), "demand %s finds fault with this, its own good sample", d.Code)
		}
	}
	for i, v := range d.Bad {
		if judge(v) == 0 {
			l.wrong(at.at("bad", i), "demand %s lets this pass, its own bad sample", d.Code)
		}
	}
}
