package checklist

import (
	"slices"

	"federate/federation"
	"federate/steps"
	"federate/steps/view"
)

// An Attempt is a login that was tried and judged.
type Attempt struct {
	Key      string          `json:"key"` // "sp-initiated"
	Kind     federation.Kind `json:"kind"`
	Digest   string          `json:"digest"`
	At       view.Moment     `json:"at"` // when its message was handed in
	By       string          `json:"by"`
	Verdict  string          `json:"verdict"`
	Proof    view.Proof      `json:"proof"`
	Findings []view.Finding  `json:"findings"`
	Sequence []string        `json:"sequence"` // the login as it was drawn from a recording, in lines of at most 78 columns
}

// verdict is what came of a in one word: "passed", "passed with warnings",
// "waiting", "failed", or "no proof" where nothing is wrong with what is too old.
// What waits for another document does not count: a login that was captured without
// its request is judged whole.
func verdict(a steps.Attempt) string {
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
