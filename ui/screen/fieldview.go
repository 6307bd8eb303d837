package screen

import (
	"slices"
	"strings"

	"federate/federation"
	"federate/steps"
	"federate/steps/record"
	"federate/steps/view"
	"federate/ui/theme"
	"federate/ui/widget"
)

// about are the findings that stand beneath field f. Those of a login stand in its
// verdict, and what a document says of a fact beneath the field of the fact.
func (f *field) about(v *steps.Snapshot) (out []federation.Finding) {
	for _, o := range v.Report.Findings {
		if o.Attempt == "" && f.About(v, o) && (f.Fact != "" || o.Subject.Fact == "") {
			out = append(out, o)
		}
	}
	return out
}

// lines is field i: label, input, where to find it, and what is wrong with it.
func (s *sheet) lines(v *steps.Snapshot, i, room int) (out []string) {
	t, f := s.env.Theme, s.fields[i]
	focused := i == s.focus
	bar, label := t.Rule.Render("│ "), t.Plain
	if focused {
		bar, label = t.Here.Render("▌ "), t.Here
	}
	put := func(lines ...string) {
		for _, l := range lines {
			out = append(out, bar+l)
		}
	}
	room -= 2
	state := f.state(s.env, v)
	name := v.Label(f.Step, f.Field)
	if f.Optional && state == "" { // an answered field needs the room for its label
		state = t.Quiet.Render("optional")
	}
	put(widget.Ends(label.Render(name), state, room))
	brief := f.kept(v)
	switch {
	case brief != "" && f.text == "" && !focused:
	case !focused:
		put(f.still(t, v, room)...)
	case f.text == "" && f.example(v) && !f.Prose() && len(f.Example)+len("e.g. ") > room:
		put(f.still(t, v, room)...) // the input would cut it off
	default:
		for l := range strings.SplitSeq(strings.TrimRight(f.in.View(), "\n"), "\n") {
			put(widget.Fit(strings.TrimRight(l, " "), room))
		}
	}
	if brief != "" {
		put(widget.Styled(t, t.Plain, brief, room)...)
	}
	if d, ok := v.Document(f.Field); ok {
		for i, change := range v.Revised(d.Seq) {
			if i == 0 {
				put(t.Quiet.Render("against the one before"))
			}
			put(widget.Indent("  ", widget.Styled(t, t.Plain, change, room-2))...)
		}
	}
	if f.Help != "" && (focused || f.text == "" && brief == "") {
		put(widget.Styled(t, t.Quiet, v.Say(f.Step, f.Help), room)...)
	}
	if f.theirs != nil {
		put(widget.Styled(t, t.Caution, "! "+Theirs(v, *f.theirs)+"; on leaving the field you are asked whose value it is to be", room)...)
	}
	if f.trouble != "" {
		put(widget.Styled(t, t.Failure, "✗ "+f.trouble, room)...)
	}
	for _, o := range slices.Concat(f.refused, f.about(v)) {
		put(widget.Finding(t, o, room)...)
	}
	return out
}

// still is the field without the focus: the whole value, however long it is.
func (f *field) still(t *theme.Theme, v *steps.Snapshot, room int) []string {
	switch {
	case f.text == "" && f.Document():
		return []string{widget.Fit(t.Quiet.Render(askDocument), room)}
	case f.text == "" && f.example(v) && strings.Contains(f.Example, " "):
		return widget.Styled(t, t.Quiet, "e.g. "+f.Example, room)
	case f.text == "" && f.example(v):
		return widget.Cells(t.Quiet, "e.g. "+f.Example, room)
	case f.text == "":
		return []string{t.Quiet.Render("not answered")}
	case f.Term.Secret:
		return []string{t.Plain.Render(strings.Repeat("*", 8))}
	case f.Choice():
		return []string{widget.Fit(t.Plain.Render(f.Option(v, f.text)), room)}
	case f.Prose():
		return widget.Styled(t, t.Plain, f.text, room)
	}
	return widget.Cells(t.Plain, f.text, room)
}

// example reports whether f shows one while nothing is typed.
func (f *field) example(v *steps.Snapshot) bool {
	return f.Example != "" && !f.Document() && !f.Choice()
}

// state is what became of the field, as a sign and a word.
func (f *field) state(env *Env, v *steps.Snapshot) string {
	t := env.Theme
	_, word, ok := f.answer(v)
	if d, has := v.Document(f.Field); f.Fact == "" && has {
		word, ok = record.Word{By: d.By, At: d.At}, true
	}
	switch {
	case f.busy:
		return t.Quiet.Render("saving")
	case f.draft && f.dirty():
		return t.Caution.Render("✎ draft, not submitted")
	case f.dirty():
		return t.Quiet.Render("✎ typing")
	case ok && word.Placeholder:
		return t.Caution.Render("placeholder")
	case ok:
		return t.Success.Render("✓ answered") + t.Quiet.Render("  "+word.By+", "+ago(word.At, v.Now))
	}
	return ""
}

// kept describes in one line what the input cannot show: a document, a certificate, a
// secret.
func (f *field) kept(v *steps.Snapshot) string {
	switch {
	case f.Fact == "":
		if d, ok := v.Document(f.Field); ok {
			k, _ := v.Pair.Terms.Kind(d.Kind)
			return k.Title + ", " + d.Origin
		}
	case f.Document():
		if w, ok := f.Answer(v); ok {
			return f.Term.Short(w.Value)
		}
	case f.Term.Secret:
		if w, ok := f.Answer(v); ok {
			return view.Given(v, w)
		}
	}
	return ""
}
