package federation

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// A Check looks for one rule's problem. What it needs is said before it runs,
// so that a check which could not run is known to be waiting.
type Check struct {
	Rule Rule

	// Protocol is the one that the check belongs to, "saml" or "oidc": where
	// another is spoken, nobody waits for it. Empty: it belongs to any.
	Protocol string

	Facts    []Fact // the owner must have spoken
	Compares []Fact // the owner and another side must have spoken
	Kinds    []Kind // must have been received
	AnyOf    []Kind // one of these must have been received

	// Needs lists what else is missing in this dossier before anything can be
	// judged; nil: nothing.
	Needs func(*Dossier) []Need

	// Rest lists what a check that found nothing has not looked at all the same:
	// then it waits for that, and has not passed; nil: nothing.
	Rest func(*Dossier) []Need

	// Applies is false where the check has nothing to say about this pair; nil
	// means it always has. It is asked before the needs are looked at.
	Applies func(*Dossier) bool
	Run     func(*Dossier) []Finding
}

// Muted is a finding that is the consequence of another.
type Muted struct {
	Finding Finding
	Because Code
}

// Waived is a finding that somebody accepted.
type Waived struct {
	Finding Finding
	Waiver  Waiver
}

// A Report is what came of all checks. A check that is in none of its lists did
// not apply.
type Report struct {
	Findings []Finding // worst first
	Waiting  []Waiting
	Muted    []Muted
	Waived   []Waived
	Passed   []Code
}

// Examine runs checks against d. A code that fired, anywhere, has not passed.
func Examine(d *Dossier, checks []Check) Report {
	var r Report
	var found []Finding
	passed := make([]Code, 0, len(checks))
	for i := range checks {
		c := &checks[i]
		if c.Applies != nil && !c.Applies(d) {
			continue
		}
		if missing := c.missing(d); missing != nil {
			r.Waiting = append(r.Waiting, Waiting{c.Rule.Code, c.Protocol, missing})
			continue
		}
		fs := c.Run(d)
		if len(fs) == 0 {
			if c.Rest != nil {
				if rest := c.Rest(d); len(rest) > 0 {
					r.Waiting = append(r.Waiting, Waiting{c.Rule.Code, c.Protocol, rest})
					continue
				}
			}
			passed = append(passed, c.Rule.Code)
			continue
		}
		more := len(fs) - mostAlike
		if more > 0 {
			fs = worst(fs)[:mostAlike]
		}
		for i, f := range fs {
			f.Detail, f.Want, f.Got = brief(f.Detail), brief(f.Want), brief(f.Got)
			if more > 0 && i == mostAlike-1 {
				f.Detail += fmt.Sprintf(" (and %d more like this)", more)
			}
			f.Remedy, f.Attempt, f.Severity = d.Words.Say(f.Remedy), d.Attempt, capped(f)
			found = append(found, f)
		}
	}
	if len(passed) > 0 {
		r.Passed = passed
	}
	accepted := func(f Finding) int {
		return slices.IndexFunc(d.Waivers, func(w Waiver) bool { return w.Covers(f, d.Now) })
	}
	for _, f := range found {
		if cause, ok := causeOf(f, found, func(o Finding) bool { return !f.Firm || accepted(o) < 0 }); ok {
			r.Muted = append(r.Muted, Muted{f, cause})
			continue
		}
		if i := accepted(f); i >= 0 {
			r.Waived = append(r.Waived, Waived{f, d.Waivers[i]})
			continue
		}
		r.Findings = append(r.Findings, f)
	}
	r.doubt()
	r.sort()
	return r
}

// doubtful ends the remedy of a finding whose wanted value is found wrong itself.
const doubtful = "Do not copy the wanted value yet: another finding says that it is wrong itself; mend that first"

// doubt takes back every advice to set a value that is itself under an error.
func (r *Report) doubt() {
	wrong := map[string]bool{}
	for _, f := range r.Findings {
		if f.Severity == Error && f.Subject.Fact != "" && f.Got != "" {
			wrong[f.Got] = true
		}
	}
	for i := range r.Findings {
		if f := &r.Findings[i]; wrong[f.Want] && f.Want != f.Got {
			f.Remedy = doubtful
		}
	}
}

// What one check says of one document at the most: somebody has to read it.
const (
	mostAlike = 100  // findings
	mostSaid  = 4000 // bytes of one value
)

// worst is fs with the worst first, otherwise in the same order. What a check
// returned is its own and stays as it is.
func worst(fs []Finding) []Finding {
	return slices.SortedStableFunc(slices.Values(fs), func(a, b Finding) int { return cmp.Compare(capped(b), capped(a)) })
}

// capped is how bad f is, as far as it is known.
func capped(f Finding) Severity {
	if f.Uncapped {
		return f.Severity
	}
	return f.Confidence.Cap(f.Severity)
}

// brief is s, or its beginning and how long it is.
func brief(s string) string {
	if len(s) <= mostSaid {
		return s
	}
	return strings.ToValidUTF8(s[:mostSaid], "") + fmt.Sprintf("… (%d bytes in all)", len(s))
}

// missing lists what c waits for; nil means it can run.
func (c *Check) missing(d *Dossier) (out []Need) {
	for _, k := range c.Kinds {
		if !slices.ContainsFunc(d.artifacts, func(a Artifact) bool { return a.Kind == k }) {
			out = append(out, Need{Kind: k})
		}
	}
	if len(c.AnyOf) > 0 && !slices.ContainsFunc(d.artifacts, func(a Artifact) bool { return slices.Contains(c.AnyOf, a.Kind) }) {
		out = append(out, Need{Kind: c.AnyOf[0]})
	}
	for _, f := range c.Facts {
		if _, ok := d.Known(f); !ok {
			out = append(out, Need{Fact: f})
		}
	}
	for _, f := range c.Compares {
		owner := d.Owner(f)
		_, spoke := d.Known(f)
		second := slices.ContainsFunc(d.claims, func(o Claim) bool { return o.Fact == f && o.Side != owner && !o.Planted })
		if !spoke {
			out = append(out, Need{Fact: f})
		} else if !second {
			out = append(out, Need{Fact: f, Side: owner.Other()})
		}
	}
	if c.Needs != nil {
		for _, n := range c.Needs(d) {
			if !slices.Contains(out, n) {
				out = append(out, n)
			}
		}
	}
	return out
}

// causeOf finds a code that f is a consequence of among the findings that count
// about the same document or the same claim.
func causeOf(f Finding, all []Finding, counts func(Finding) bool) (Code, bool) {
	for _, o := range all {
		same := f.Subject.Fact != "" && o.Subject.Fact == f.Subject.Fact && o.Subject.Side == f.Subject.Side ||
			f.Subject.Artifact != "" && o.Subject.Artifact == f.Subject.Artifact
		if same && slices.Contains(f.Because, o.Code) && counts(o) {
			return o.Code, true
		}
	}
	return "", false
}

func (r *Report) sort() {
	slices.SortStableFunc(r.Findings, func(a, b Finding) int { return cmp.Compare(b.Severity, a.Severity) })
}

// Merge is what several examinations found together: of the standing facts, and
// of each message. A code that ran somewhere waits no more, and one that fired
// somewhere has not passed.
func Merge(reports ...Report) Report {
	var out Report
	for _, r := range reports {
		out.Findings = append(out.Findings, r.Findings...)
		out.Muted = append(out.Muted, r.Muted...)
		out.Waived = append(out.Waived, r.Waived...)
		out.Waiting = append(out.Waiting, r.Waiting...)
		out.Passed = append(out.Passed, r.Passed...)
	}
	fired := map[Code]bool{}
	for _, f := range out.Findings {
		fired[f.Code] = true
	}
	for _, m := range out.Muted {
		fired[m.Finding.Code] = true
	}
	for _, w := range out.Waived {
		fired[w.Finding.Code] = true
	}
	seen := map[Code]bool{}
	out.Passed = slices.DeleteFunc(out.Passed, func(c Code) bool {
		gone := fired[c] || seen[c]
		seen[c] = true
		return gone
	})
	waits := map[Code]bool{}
	out.Waiting = slices.DeleteFunc(out.Waiting, func(w Waiting) bool {
		gone := fired[w.Code] || seen[w.Code] || waits[w.Code]
		waits[w.Code] = true
		return gone
	})
	out.doubt()
	out.sort()
	return out
}

// Judge is the whole verdict: standing holds the facts as they are today, and
// each attempt is a dossier with one message in it, in the state and at the
// time that message is to be judged. Checks of messages wait where there is none.
func Judge(standing *Dossier, attempts []*Dossier, checks []Check) Report {
	lasting, passing := standing.Terms.Split(checks)
	return JudgeApart(standing, attempts, lasting, passing)
}

// JudgeApart is Judge for whoever judges often and has parted the checks before.
func JudgeApart(standing *Dossier, attempts []*Dossier, lasting, passing []Check) Report {
	reports := []Report{Examine(standing, lasting)}
	for _, d := range attempts {
		reports = append(reports, Examine(d, passing))
	}
	if len(attempts) == 0 {
		reports = append(reports, Examine(standing, passing))
	}
	return Merge(reports...)
}

// Of is checks, each belonging to protocol.
func Of(protocol string, checks []Check) []Check {
	for i := range checks {
		checks[i].Protocol = protocol
	}
	return checks
}

// Split parts checks into those of the standing facts and those of messages.
func (v *Vocabulary) Split(checks []Check) (lasting, passing []Check) {
	for _, c := range checks {
		if v.ofMessages(c) {
			passing = append(passing, c)
		} else {
			lasting = append(lasting, c)
		}
	}
	return lasting, passing
}

// ofMessages reports whether c looks at a message.
func (v *Vocabulary) ofMessages(c Check) bool {
	return slices.ContainsFunc(slices.Concat(c.Kinds, c.AnyOf), func(k Kind) bool { t, _ := v.Kind(k); return t.Message })
}

// Worst is the highest severity found, zero if none.
func (r Report) Worst() (w Severity) {
	for _, f := range r.Findings {
		w = max(w, f.Severity)
	}
	return w
}

// Agree returns the check that every side's word for f is the owner's. What a
// side copied by confirming is left out: it was equal then, and a change since
// makes its step stale, not wrong. So is a placeholder.
func Agree(f Fact, r Rule) Check {
	return Check{Rule: r, Compares: []Fact{f}, Run: func(d *Dossier) (out []Finding) {
		t, _ := d.Terms.Term(f)
		for _, c := range d.Claims(f) {
			owner, ok := d.Said(d.Owner(f), f, c.Key)
			if !ok || c.Side == owner.Side || !c.Own() || t.Agrees(owner.Value, c.Value) {
				continue
			}
			out = append(out, r.At(c.Subject(), "%s says one thing about %s and %s another",
				d.Words.Name(owner.Side), t.Title, d.Words.Name(c.Side)).Differ(owner.Value, c.Value))
		}
		return out
	}}
}
