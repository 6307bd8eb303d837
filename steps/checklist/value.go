package checklist

import (
	"federate/federation"
	"federate/steps"
	"federate/steps/playbook"
	"federate/steps/record"
	"federate/steps/view"
)

// A Value is one box of a console, or one answer brought back from it.
type Value struct {
	Label       string          `json:"label"`
	Fact        federation.Fact `json:"fact"`
	Entered     bool            `json:"entered"` // into the console; otherwise read from it
	Value       string          `json:"value"`   // in one line; empty while it is not known
	Shown       string          `json:"-"`       // the same in the console's words, where those are others
	Whole       string          `json:"-"`       // as it has to be entered; of a certificate the PEM
	Note        string          `json:"-"`       // what else there is to say about the box, or where to find the answer
	Placeholder bool            `json:"placeholder"`
	Planted     string          `json:"planted"`  // the placeholder that was entered here, where a later step replaced it
	Replaced    view.Moment     `json:"replaced"` // when that was
	Clear       bool            `json:"clear"`    // the box is to be left empty
	Secret      bool            `json:"secret"`   // that it was given, never what
	Now         string          `json:"now"`      // what belongs there now, where that differs
	Need        string          `json:"-"`        // the same, as it has to be entered
	By          string          `json:"by"`
	At          view.Moment     `json:"at"`
	Copied      bool            `json:"copied"`            // nobody told it: it follows from the confirmation of the step
	Optional    bool            `json:"-"`                 // an answer that may be left out
	Follows     string          `json:"follows,omitempty"` // nobody told it: "from the region of the organisation"
	Seen        bool            `json:"-"`                 // nobody told it: a login that was judged shows it
	Own         bool            `json:"-"`                 // the side that is asked owns the value; otherwise it reads a box back

	across bool // it is the word of the other side, asked for at a step of this one
}

// Said reports whether the value, which may be empty, is somebody's word.
func (v Value) Said() bool { return v.By != "" && !v.Copied && !v.Seen && v.Follows == "" }

// values is what goes into the boxes of s, and what was brought back from there.
// mark is what was said of s last.
func values(v *steps.Snapshot, s playbook.Step, mark record.Mark) (out []Value) {
	for _, r := range v.Rows(s) {
		out = append(out, row(v, s, mark, r))
	}
	for _, f := range s.Fields {
		out = append(out, field(v, s, mark, f))
	}
	return out
}

// row is one box of s with what was entered, which may be older than what belongs
// there now.
func row(v *steps.Snapshot, s playbook.Step, mark record.Mark, r steps.Row) Value {
	x := Value{Label: r.Label, Fact: r.Fact, Entered: true, Note: r.Note, Value: show(v.Pair.Terms, r.Fact, r.Value, r.Short), Whole: r.Value,
		Placeholder: r.Placeholder, Clear: r.Clear}
	w, ok := v.State.Said(s.Side, r.Fact, r.Key)
	if !ok || mark.Kind != record.Confirmed {
		return x
	}
	if p, ok := planted(v, s, mark, w); ok {
		x.Planted, x.Replaced, x.By, x.At, x.Copied = p.Value, view.At(w.At), p.By, view.At(p.At), true
		return x
	}
	if w.Step != s.Ref() || !w.Copied {
		return x
	}
	t, _ := v.Pair.Terms.Term(r.Fact)
	was := option(v, t, w.Value)
	x.By, x.At, x.Copied = w.By, view.At(w.At), true
	if !t.Agrees(was, r.Value) {
		x.Now, x.Need, x.Whole, x.Value = x.Value, r.Value, was, show(v.Pair.Terms, r.Fact, was, t.Short(was))
	}
	return x
}

// field is what was brought back to f from the console of s.
func field(v *steps.Snapshot, s playbook.Step, mark record.Mark, f playbook.Field) Value {
	t, _ := v.Pair.Terms.Term(f.Fact)
	x := Value{Label: v.Label(s, f), Fact: f.Fact, Note: v.Say(s, f.Help), Optional: f.Optional, Own: t.Owner == v.Speaker(s, f), across: v.Speaker(s, f) != s.Side}
	if w, ok := v.Answer(s, f); ok && f.Fact != "" {
		if p, was := planted(v, s, mark, w); was {
			x.Planted, x.Replaced = p.Value, view.At(w.At)
		}
		_, said := v.State.Said(w.Side, w.Fact, w.Key)
		x.By, x.At, x.Placeholder, x.Copied, x.Seen = w.By, view.At(w.At), w.Placeholder, w.Copied || w.Placeholder, !said
		if x.Follows = v.Follows(w); x.Follows != "" {
			x.By, x.At = "", view.Moment{}
		}
		x.Whole, x.Value = w.Value, show(v.Pair.Terms, w.Fact, w.Value, t.Short(w.Value))
		x.Shown = show(v.Pair.Terms, f.Fact, w.Value, option(v, t, t.Short(w.Value)))
		if w.Withheld {
			x.Value, x.Shown, x.Whole, x.Secret = "given", "given", "", true
		}
	} else if d, ok := v.Document(f); ok && len(f.Accepts) > 0 {
		x.By, x.At, x.Value, x.Shown = d.By, view.At(d.At), string(d.Kind)+" "+d.Digest, title(d.Kind, v.Pair.Words)+" "+d.Digest
	}
	return x
}

// planted is the placeholder that confirming s put where now, entered at a later
// step, stands.
func planted(v *steps.Snapshot, s playbook.Step, mark record.Mark, now record.Word) (record.Word, bool) {
	if mark.Kind != record.Confirmed || now.Step == s.Ref() {
		return record.Word{}, false
	}
	w, ok := v.State.SaidBy(now.Side, now.Fact, now.Key, mark.Seq)
	return w, ok && w.Placeholder && w.Step == s.Ref()
}

// option is value as the console of its owner calls it, where it is a choice.
func option(v *steps.Snapshot, t federation.Term, value string) string {
	if t.Form != federation.Choice {
		return value
	}
	return v.Pair.Words.Option(t.Owner, t.Fact, value)
}

// show is value in one line: of a certificate its thumbprint and its dates.
func show(terms *federation.Vocabulary, f federation.Fact, value, short string) string {
	if t, _ := terms.Term(f); t.Form == federation.Certificate {
		if c, ok := described(value); ok {
			return c.String()
		}
	}
	return short
}

// Settings are the values of s with each setting once: a box that was entered and
// read back is one.
func (s Step) Settings() (out []Value) {
	var told []Value // answers that are about a box of this step
	for _, v := range s.Values {
		if !v.Entered && v.Fact != "" && !v.across && s.box(v.Fact) {
			told = append(told, v)
			continue
		}
		out = append(out, v)
	}
	for i, v := range out {
		for _, t := range told {
			if !v.Entered || t.Fact != v.Fact || !t.Said() || v.Planted != "" {
				continue
			}
			v.By, v.At, v.Copied, v.Own, v.Placeholder, v.Secret = t.By, t.At, false, t.Own, t.Placeholder, t.Secret
			if v.Shown = t.Shown; t.Shown != v.Value {
				v.Clear, v.Now, v.Need, v.Value, v.Whole = false, v.Value, v.Whole, t.Value, t.Whole
			}
			out[i] = v
		}
	}
	return out
}

// box reports whether f goes into a box of s.
func (s Step) box(f federation.Fact) bool {
	for _, v := range s.Values {
		if v.Entered && v.Fact == f {
			return true
		}
	}
	return false
}
