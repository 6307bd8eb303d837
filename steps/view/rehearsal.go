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

// Begun is where a login began, in words.
func Begun(s federation.Start) string {
	if s == federation.StartIdP {
		return "begun at the identity provider"
	}
	return "begun at the platform"
}

// String is r as a sentence without its full stop.
func (r Rehearsal) String() string {
	text := fmt.Sprintf("rehearsed on this machine by %s on %s, %s: %s", r.By, r.At, Begun(r.Start), federation.Clause(r.Verdict))
	if r.Subject != "" {
		text += ", as " + federation.Phrase(r.Subject)
	}
	return text
}

// AfterRehearsal is what is left to do after a rehearsal with the real identity provider:
// the test application goes, and the real one holds the platform's own addresses.
func AfterRehearsal(v *steps.Snapshot) []string {
	w := v.Pair.Words
	out := []string{fmt.Sprintf("remove the test application at %s", w.Name(federation.IdP))}
	d := v.Dossier(v.Now)
	for _, f := range spoken(v.Pair.Protocol) {
		t, _ := v.Pair.Terms.Term(f)
		want, known := d.Known(f)
		got, said := d.Said(federation.IdP, f, "")
		label := w.Call(federation.IdP, f) + " of the real application"
		switch {
		case !known || want.Placeholder:
			out = append(out, label+": the platform's own value is not known yet")
		case !said || !got.Own():
			out = append(out, fmt.Sprintf("%s has not been read back; it has to be %s", label, want.Value))
		case !t.Agrees(want.Value, got.Value):
			out = append(out, fmt.Sprintf("%s is %s; it has to be %s", label, got.Value, want.Value))
		default:
			out = append(out, fmt.Sprintf("%s was read back and is right: %s", label, got.Value))
		}
	}
	return out
}

// spoken are the facts by which a platform is known to an identity provider.
func spoken(protocol string) []federation.Fact {
	if protocol == "oidc" {
		return []federation.Fact{"oidc.redirect_uri"}
	}
	return []federation.Fact{"sp.entity_id", "sp.acs_url"}
}

// RehearsedAt is the newest rehearsal at a step, with what it does not prove; empty where
// there is none.
func RehearsedAt(v *steps.Snapshot, step string) string {
	text, n, in := "", 0, 0
	for _, r := range Rehearsals(v) {
		if r.Step != step {
			continue
		}
		text, n = r.String(), n+1
		if r.Accepted {
			in++
		}
	}
	switch {
	case n == 0:
		return ""
	case n > 1:
		text += fmt.Sprintf(" (the last of %d, of which %d would be let in)", n, in)
	}
	return text + "; that is no proof that the platform lets anybody in"
}
