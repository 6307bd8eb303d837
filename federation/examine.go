package federation

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Examine runs checks against d. A code that fired, anywhere, has not passed.
func Examine(d *Dossier, checks []Check) Report {
	r := Report{Passed: make([]Code, 0, len(checks)), Waiting: make([]Waiting, 0, len(checks)/2)}
	var found []Finding
	for i := range checks {
		found = append(found, r.run(d, &checks[i])...)
	}
	if len(r.Passed) == 0 {
		r.Passed = nil
	}
	if len(r.Waiting) == 0 {
		r.Waiting = nil
	}
	accepted := func(f Finding) int {
		return slices.IndexFunc(d.Waivers, func(w Waiver) bool { return w.Covers(f, d.Now) })
	}
	waived := make([][]Finding, len(d.Waivers))
	for _, f := range found {
		if cause, ok := causeOf(f, found, func(o Finding) bool { return !f.Firm || accepted(o) < 0 }); ok {
			r.Muted = append(r.Muted, Muted{f, cause})
			continue
		}
		if i := accepted(f); i >= 0 {
			waived[i] = append(waived[i], f)
			continue
		}
		r.Findings = append(r.Findings, f)
	}
	for i, fs := range waived {
		for _, f := range together(fs) {
			r.Waived = append(r.Waived, Waived{f, d.Waivers[i]})
		}
	}
	r.Findings = together(r.Findings)
	r.doubt()
	r.sort()
	return r
}

// run is what c found in d. A check without findings waits or has passed, and one
// that does not apply is left out.
func (r *Report) run(d *Dossier, c *Check) []Finding {
	if c.Applies != nil && !c.Applies(d) {
		return nil
	}
	if missing := c.missing(d); missing != nil {
		r.Waiting = append(r.Waiting, Waiting{c.Rule.Code, c.Protocol, missing})
		return nil
	}
	fs := c.Run(d)
	if len(fs) > 0 {
		return d.ready(c.Rule, fs)
	}
	if c.Rest != nil {
		if rest := c.Rest(d); len(rest) > 0 {
			r.Waiting = append(r.Waiting, Waiting{c.Rule.Code, c.Protocol, rest})
			return nil
		}
	}
	r.Passed = append(r.Passed, c.Rule.Code)
	return nil
}

// ready prepares what one check found for its readers: the worst of many, each of
// readable length, with its remedy in the words of the consoles.
func (d *Dossier) ready(r Rule, fs []Finding) []Finding {
	more := len(fs) - mostAlike
	if more > 0 {
		fs = worst(fs)[:mostAlike]
	}
	out := make([]Finding, len(fs)) // what a check returned is its own and stays as it is
	for i, f := range fs {
		f.Detail, f.Want, f.Got = brief(f.Detail), brief(f.Want), brief(f.Got)
		if more > 0 && i == mostAlike-1 {
			f.Detail += fmt.Sprintf(" (and %d more like this)", more)
		}
		if f.Remedy == r.Remedy { // the check knows nothing better
			f.Remedy = d.Words.remedy(r)
		}
		f.Remedy, f.Attempt, f.Severity = d.Words.Say(f.Remedy), d.Attempt, capped(f)
		out[i] = f
	}
	return out
}

// The most that one check says about one document: somebody has to read it.
const (
	mostAlike = 100  // findings
	mostSaid  = 4000 // bytes of one value
)

// worst is fs with the worst first, otherwise in the same order.
func worst(fs []Finding) []Finding {
	return slices.SortedStableFunc(slices.Values(fs), func(a, b Finding) int { return cmp.Compare(capped(b), capped(a)) })
}

// capped is the severity of f, limited by how well its rule is known.
func capped(f Finding) Severity {
	if f.Uncapped {
		return f.Severity
	}
	return f.Confidence.Cap(f.Severity)
}

// brief is s, or its beginning and its length.
func brief(s string) string {
	if len(s) <= mostSaid {
		return s
	}
	return strings.ToValidUTF8(s[:mostSaid], "") + fmt.Sprintf("… (%d bytes in all)", len(s))
}

// Judge is the whole verdict. standing holds the facts as they are today; each
// attempt is a dossier with one message in it, in the state and at the time that
// message is to be judged. lasting and passing are the checks as Split parts them;
// without attempts, checks of messages wait.
func Judge(standing *Dossier, attempts []*Dossier, lasting, passing []Check) Report {
	reports := []Report{Examine(standing, lasting)}
	for _, d := range attempts {
		reports = append(reports, Examine(d, passing))
	}
	if len(attempts) == 0 {
		reports = append(reports, Examine(standing, passing))
	}
	return Merge(reports...)
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
