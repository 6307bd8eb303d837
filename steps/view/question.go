package view

import (
	"fmt"
	"slices"
	"strings"

	"federate/federation"
	"federate/steps"
	"federate/steps/playbook"
	"federate/steps/record"
)

// A Question is one field of a step as it is asked, whoever asks it: what it takes,
// what it offers, how an answer is handed in, and what is wrong with the one it has.
type Question struct {
	playbook.Field
	Step playbook.Step
	Term federation.Term // of the fact; empty where a document alone is asked for
}

// QuestionOf is field f of step s.
func QuestionOf(v *steps.Snapshot, s playbook.Step, f playbook.Field) Question {
	t, _ := v.Pair.Terms.Term(f.Fact)
	return Question{f, s, t}
}

// Document reports whether a document is asked for, which no input of one line shows.
func (q Question) Document() bool { return q.Fact == "" || q.Term.Form == federation.Certificate }

// Either reports whether a value answers q as well as a document that holds it.
func (q Question) Either() bool { return !q.Document() && len(q.Accepts) > 0 }

// Fetches reports whether the address at which the document is published answers q as well.
func (q Question) Fetches() bool {
	published := func(k federation.Kind) bool {
		return k == federation.KindIdPMetadata || k == federation.KindSPMetadata || k == federation.KindDiscovery || k == federation.KindKeySet
	}
	return q.Document() && slices.ContainsFunc(q.Accepts, published)
}

// Choice reports whether the answer is one of a closed list.
func (q Question) Choice() bool { return q.Term.Form == federation.Choice }

// Prose reports whether the answer is text of several lines.
func (q Question) Prose() bool { return q.Term.Form == federation.Prose }

// Answer is what was answered to q; ok is false where nothing was.
func (q Question) Answer(v *steps.Snapshot) (w record.Word, ok bool) {
	return v.Answer(q.Step, q.Field)
}

// Untold says where the answer w comes from that nobody gave; empty where somebody did.
func (q Question) Untold(v *steps.Snapshot, w record.Word) string {
	if _, told := v.State.Said(w.Side, w.Fact, w.Key); !told {
		return "as the judged login shows it"
	}
	return v.Follows(w)
}

// Option is a value of the closed list in the words of its console.
func (q Question) Option(v *steps.Snapshot, value string) string {
	return v.Pair.Words.Option(q.Term.Owner, q.Fact, value)
}

// Chosen is the value that text names: the value itself, or the console's word for it.
func (q Question) Chosen(v *steps.Snapshot, text string) (string, bool) {
	text = q.Term.Meant(text)
	for _, value := range q.Term.Values {
		if strings.EqualFold(text, value) || strings.EqualFold(text, q.Option(v, value)) {
			return value, true
		}
	}
	return "", false
}

// Tell is the answer that q is value. What is empty takes the answer back.
func (q Question) Tell(v *steps.Snapshot, value string) steps.Answer {
	return steps.Answer{Step: q.Step.Ref(), Facts: []steps.Told{{Side: v.Speaker(q.Step, q.Field), Fact: q.Fact, Key: q.Key, Value: value}}}
}

// Hand is the answer that q is the document raw, which came from origin.
func (q Question) Hand(raw []byte, origin string) steps.Answer {
	h := steps.Handed{Raw: raw, Origin: origin, Key: q.Key}
	if q.Fact != "" && len(q.Accepts) == 0 {
		h.Kind = federation.KindCertificate
	}
	return steps.Answer{Step: q.Step.Ref(), Documents: []steps.Handed{h}}
}

// About reports whether f is about what q was answered with.
func (q Question) About(v *steps.Snapshot, f federation.Finding) bool {
	o := f.Subject
	switch {
	case q.Fact != "":
		return o.Fact == q.Fact && o.Key == q.Key && (o.Side == v.Speaker(q.Step, q.Field) || o.Side == "")
	case f.Attempt != "":
		return f.Attempt == q.Key
	}
	return slices.Contains(q.Accepts, o.Artifact)
}

// Explain says what q is about, for whoever knows neither its fact nor its console.
func (q Question) Explain(v *steps.Snapshot) (out []string) {
	if q.Fact != "" {
		out = append(out, fmt.Sprintf("%s is %s, as %s has it; commands call it %s.", v.Label(q.Step, q.Field), v.Pair.Terms.Title(q.Fact),
			v.Pair.Words.Name(v.Speaker(q.Step, q.Field)), q.Fact))
	}
	var titles []string
	for _, k := range q.Accepts {
		t, _ := v.Pair.Terms.Kind(k)
		titles = append(titles, t.Title)
	}
	if len(titles) > 0 {
		out = append(out, "Taken is: "+strings.Join(titles, ", ")+".")
	}
	return out
}
