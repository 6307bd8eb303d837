package view

import (
	"fmt"
	"slices"
	"strings"

	"federate/federation"
	"federate/steps"
	"federate/steps/playbook"
)

// Tried is a login that was tried and judged: what came of it, whose it was, and what
// it proves.
type Tried struct {
	Title    string   // of the test that it is about
	Verdict  string   // see [VerdictOf]
	Proof    Proof    // who signed it, for whom it was, how old it was
	Proves   []string // references of the tests that it proves; nil: none
	Checks   int      // how many passed
	Compared []string // titles of the values that it was held against without a difference
}

// Logins are those of v, each as the newest message shows it.
func Logins(v *steps.Snapshot) (out []Tried) {
	for _, a := range v.Attempts {
		out = append(out, TriedOf(v, a))
	}
	return out
}

// TriedOf is a as it is shown.
func TriedOf(v *steps.Snapshot, a steps.Attempt) Tried {
	l := Tried{Title: a.Key, Verdict: VerdictOf(a), Proof: ProofOf(a.Proof), Checks: len(a.Report.Passed)}
	for _, s := range v.Plan {
		if s.Kind != playbook.Test || !v.Tests(s, a) {
			continue
		}
		l.Title = Plain(v.Say(s, s.Title))
		if v.Proves(a) {
			l.Proves = append(l.Proves, s.Ref())
		}
	}
	for _, f := range v.Compared(a) {
		l.Compared = append(l.Compared, v.Pair.Terms.Title(f))
	}
	return l
}

// String is l as a sentence without a full stop: what was proved, whose login it was,
// and when.
func (l Tried) String() string {
	text := "“" + l.Title + "”: " + l.Verdict
	if l.Proves != nil {
		text = "“" + l.Title + "” is proved"
	}
	if !l.Proof.Issued.IsZero() {
		text += " by a login of " + l.Proof.Issued.String()
	}
	if l.Proof.Subject != "" {
		text += ", as " + l.Proof.Subject
	}
	return text
}

// Held says what l was held against, as a sentence without a full stop; empty where
// nothing was.
func (l Tried) Held() string {
	if len(l.Compared) == 0 {
		return ""
	}
	return fmt.Sprintf("%s passed; it agrees with %s", federation.Count(l.Checks, "check"), strings.Join(l.Compared, ", "))
}

// VerdictOf is what came of a in one word: "passed", "passed with warnings",
// "waiting", "failed", or "no proof" where nothing is wrong with what is too old.
// What waits for another document does not count: a login that was captured without
// its request is judged whole.
func VerdictOf(a steps.Attempt) string {
	switch worst := a.Report.Worst(); {
	case worst >= federation.Error:
		return "failed"
	case !a.Proof.Fresh():
		return "no proof"
	case slices.ContainsFunc(a.Report.Waiting, func(w federation.Waiting) bool { return !w.ForDocument() }):
		return "waiting"
	case worst == federation.Warning:
		return "passed with warnings"
	}
	return "passed"
}
