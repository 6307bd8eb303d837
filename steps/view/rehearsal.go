package view

import (
	"fmt"

	"federate/federation"
	"federate/steps"
)

// A Rehearsal is a login that was judged by a stand-in for the platform.
type Rehearsal struct {
	Step      string            `json:"step"`
	At        Moment            `json:"at"`
	By        string            `json:"by"`
	Start     federation.Start  `json:"start"`
	Accepted  bool              `json:"accepted"`
	Verdict   string            `json:"verdict"`
	Subject   string            `json:"subject"`
	Codes     []federation.Code `json:"codes"`
	Recording string            `json:"recording"` // digest of the recording
}

// Rehearsals are those of v, oldest first.
func Rehearsals(v *steps.Snapshot) (out []Rehearsal) {
	for _, r := range v.Rehearsals() {
		out = append(out, Rehearsal{r.Step, At(r.At), r.By, r.Start, r.Accepted, r.Verdict, r.Subject, r.Codes, r.Recording})
	}
	return out
}

// String is r as a sentence without its full stop.
func (r Rehearsal) String() string {
	text := fmt.Sprintf("rehearsed on this machine by %s on %s: %s", r.By, r.At, federation.Clause(r.Verdict))
	if r.Subject != "" {
		text += ", as " + federation.Phrase(r.Subject)
	}
	return text
}

// RehearsedAt is the newest rehearsal at a step, with what it does not prove; empty where
// there is none.
func RehearsedAt(v *steps.Snapshot, step string) string {
	text, n := "", 0
	for _, r := range Rehearsals(v) {
		if r.Step == step {
			text, n = r.String(), n+1
		}
	}
	switch {
	case n == 0:
		return ""
	case n > 1:
		text += fmt.Sprintf(" (the last of %d)", n)
	}
	return text + "; that is no proof that the platform lets anybody in"
}
