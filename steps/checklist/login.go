package checklist

import (
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
	Proves   []string        `json:"proves"`   // references of the tests that it proves
	Compared []string        `json:"compared"` // titles of the values that it was held against without a difference
	Earlier  []Try           `json:"earlier"`  // what was handed in for the same test before it, oldest first

	Login view.Tried `json:"-"`
}

// A Try is a login that a later one took the place of.
type Try struct {
	Kind    federation.Kind `json:"kind"`
	Digest  string          `json:"digest"`
	At      view.Moment     `json:"at"` // when its message was handed in
	By      string          `json:"by"`
	Verdict string          `json:"verdict"`
	Errors  []string        `json:"errors"` // titles

	Issued  view.Moment `json:"-"`
	Subject string      `json:"-"`
}

// Failed is how many logins failed before a.
func (a Attempt) Failed() (n int) {
	for _, t := range a.Earlier {
		if t.Verdict == "failed" {
			n++
		}
	}
	return n
}

func attempt(v *steps.Snapshot, a steps.Attempt) Attempt {
	d, login := a.Document, view.TriedOf(v, a)
	out := Attempt{Key: d.Key, Kind: d.Kind, Digest: d.Digest, At: view.At(d.At), By: d.By, Verdict: login.Verdict, Proof: login.Proof,
		Findings: view.Findings(a.Report.Findings), Sequence: a.Sequence, Proves: login.Proves, Compared: login.Compared, Login: login}
	for _, e := range v.Earlier(a) {
		t := Try{Kind: e.Document.Kind, Digest: e.Document.Digest, At: view.At(e.Document.At), By: e.Document.By, Verdict: view.VerdictOf(e),
			Issued: view.At(e.Proof.Issued), Subject: e.Proof.Subject}
		for _, f := range e.Report.Findings {
			if f.Severity == federation.Error {
				t.Errors = append(t.Errors, view.Plain(f.Title))
			}
		}
		out.Earlier = append(out.Earlier, t)
	}
	return out
}
