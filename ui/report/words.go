package report

import (
	"fmt"
	"slices"

	"federate/federation"
	"federate/steps"
	"federate/steps/checklist"
	"federate/steps/record"
	"federate/steps/view"
)

// Waits says which checks wait for what, in the words of commands.
func Waits(ws []federation.Waiting) (out []string) {
	for _, n := range view.Needs(ws) {
		out = append(out, n.Say(federation.Need.String))
	}
	return out
}

// Told is an entry of the journal as parts of a sentence, in the words of commands:
// what was done and at which step, then each value with the one before.
func Told(e checklist.Entry) []string { return told(e, inCommands) }

// A naming is how the things of an entry are called.
type naming struct {
	did      func(checklist.Entry) string
	step     func(checklist.Entry) string
	change   func(checklist.Change) string
	document func(checklist.Document) string
}

var inCommands = naming{
	did: func(e checklist.Entry) string {
		if e.Undoes > 0 {
			return fmt.Sprintf("%s %d", e.Kind, e.Undoes)
		}
		return string(e.Kind)
	},
	step:   func(e checklist.Entry) string { return e.Step },
	change: func(c checklist.Change) string { return view.Name(c.Side, c.Fact, c.Key) + ": " + c.String() },
	document: func(d checklist.Document) string {
		return view.Name("", federation.Fact(d.Kind), d.Key) + " " + d.Digest
	},
}

// inWords is for people who know no codes.
var inWords = naming{
	did: func(e checklist.Entry) string {
		switch e.Kind {
		case record.Opened:
			return "began the federation"
		case record.Received:
			if slices.ContainsFunc(e.Documents, func(d checklist.Document) bool { return d.Kind == steps.KindRehearsal }) {
				return "rehearsed a login at"
			}
			if slices.ContainsFunc(e.Documents, func(d checklist.Document) bool { return d.Kind == steps.KindMatching }) {
				return "compared the people of both sides for"
			}
			if e.Step != "" {
				return "handed in a message at"
			}
			return "handed in a message"
		case record.Waived:
			return "accepted a finding at"
		case record.Undone:
			return fmt.Sprintf("took back entry %d", e.Undoes)
		case record.Merged:
			return "brought home"
		}
		return string(e.Kind)
	},
	step: func(e checklist.Entry) string {
		if e.Title == "" {
			return e.Step
		}
		return "“" + view.Plain(e.Title) + "”"
	},
	change: func(c checklist.Change) string {
		key := c.Key
		if key != "" {
			key = " (" + key + ")"
		}
		label := c.Label
		if c.Where != "" {
			label += " in " + c.Where
		}
		if c.Copied {
			key += ", by this confirmation"
		}
		return label + key + ": " + c.Told()
	},
	document: func(d checklist.Document) string {
		key := d.Key
		if key != "" {
			key = ", " + key
		}
		return d.Title + key + ", " + d.Digest
	},
}

func told(e checklist.Entry, say naming) (out []string) {
	head := say.did(e)
	if e.Step != "" {
		head += " " + say.step(e)
	}
	if e.Text != "" {
		head += ": " + e.Text
	}
	if e.Undone {
		head += " (taken back)"
	}
	out = append(out, head)
	for _, c := range e.Changes {
		out = append(out, federation.OneLine(say.change(c)))
	}
	for _, d := range e.Documents {
		out = append(out, say.document(d))
	}
	for _, change := range e.Revised {
		out = append(out, "against the one before: "+federation.OneLine(change))
	}
	return out
}
