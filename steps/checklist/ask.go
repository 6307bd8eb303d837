package checklist

import (
	"federate/federation"
	"federate/steps"
	"federate/steps/playbook"
	"federate/steps/record"
)

// An Ask is one thing that a step brings back: a value, a document or a secret.
type Ask struct {
	Name     string // what a reply calls it: "[SIDE/]FACT[#KEY]"; empty for a document
	Label    string // the console's own
	Help     string
	Example  string
	Optional bool
	Answered bool
	Value    string   // that stands there without having been told,
	Follows  string   // and what it follows from
	Choices  []string // in the console's words
	Document string   // what sort of document, in words; empty: a value
	Secret   bool     // never in a reply
}

// asks is what is to be brought back from s.
func asks(v *steps.Snapshot, s playbook.Step) (out []Ask) {
	for _, f := range s.Fields {
		a := Ask{Label: v.Label(s, f), Help: v.Say(s, f.Help), Example: f.Example, Optional: f.Optional}
		t, known := v.Pair.Terms.Term(f.Fact)
		switch {
		case !known:
			for i, k := range f.Accepts {
				if i > 0 {
					a.Document += " or "
				}
				a.Document += title(k, v.Pair.Words)
			}
			_, a.Answered = v.Document(f)
		default:
			a.Name, a.Secret = Name(t, v.Speaker(s, f), f.Key), t.Secret
			if t.Form == federation.Certificate {
				a.Document = t.Title
			}
			for _, value := range t.Values {
				a.Choices = append(a.Choices, v.Pair.Words.Option(t.Owner, f.Fact, value))
			}
			var w record.Word
			w, a.Answered = v.Answer(s, f)
			if a.Follows = v.Follows(w); a.Follows != "" {
				a.Value = w.Value
			}
		}
		out = append(out, a)
	}
	return out
}

// Name is what a reply and a command call side's word for a fact: its side is
// left out where it is the owner's.
func Name(t federation.Term, side federation.Side, key string) string {
	name := string(t.Fact)
	if side != t.Owner {
		name = string(side) + "/" + name
	}
	if key != "" {
		name += "#" + key
	}
	return name
}
