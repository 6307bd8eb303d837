package report

import (
	"fmt"

	"federate/federation"
	"federate/steps/checklist"
	"federate/steps/view"
)

// Waits says which checks wait for what, in the words of commands.
func Waits(ws []federation.Waiting) (out []string) {
	for _, n := range view.Needs(ws) {
		out = append(out, n.Say(federation.Need.String))
	}
	return out
}

// Told is an entry of the journal as parts of a sentence: what was done and at which
// step, then each value with the one before.
func Told(e checklist.Entry) (out []string) {
	head := string(e.Kind)
	if e.Undoes > 0 {
		head += fmt.Sprintf(" %d", e.Undoes)
	}
	if e.Step != "" {
		head += " " + e.Step
	}
	if e.Text != "" {
		head += ": " + e.Text
	}
	if e.Undone {
		head += " (taken back)"
	}
	out = append(out, head)
	for _, c := range e.Changes {
		out = append(out, view.Name(c.Side, c.Fact, c.Key)+": "+federation.OneLine(c.String()))
	}
	for _, d := range e.Documents {
		out = append(out, view.Name("", federation.Fact(d.Kind), d.Key)+" "+d.Digest)
	}
	for _, change := range e.Revised {
		out = append(out, "against the one before: "+federation.OneLine(change))
	}
	return out
}
