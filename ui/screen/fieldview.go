package screen

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

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

// lines is field i: label, input, where to find it, and what is wrong with it. One that
// is neither answered nor in focus is its label alone, unless the page is full.
func (s *sheet) lines(v *steps.Snapshot, i, room int, full bool) (out []string) {
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
	brief, wrong := f.kept(v), slices.Concat(f.refused, f.about(v))
	state := f.state(s.env, v, worst(wrong))
	blank := f.text == "" && brief == ""
	switch {
	case state != "": // it needs the room for its label
	case f.Optional:
		state = t.Quiet.Render("optional")
	case blank && !focused && !full:
		state = t.Quiet.Render("not answered")
	}
	put(widget.Ends(label.Render(v.Label(f.Step, f.Field)), state, room))
	switch {
	case brief != "" && f.text == "" && !focused, blank && !focused && !full:
	case !focused:
		put(f.still(t, v, room)...)
	case f.text == "" && f.example(v) && !f.Prose() && len(f.Example)+len("e.g. ") > room:
		put(f.still(t, v, room)...) // the input would cut it off
	default:
		for l := range strings.SplitSeq(strings.TrimRight(f.in.View(), "\n"), "\n") {
			l = widget.Fit(strings.TrimRight(l, " "), room)
			if !f.Choice() && !f.Prose() && !f.Term.Secret && ansi.StringWidth(f.text) >= room && !strings.HasPrefix(f.text, ansi.Cut(ansi.Strip(l), 0, 6)) {
				l = t.Quiet.Render("…") + ansi.TruncateLeft(l, 1, "") // its beginning is out of sight
			}
			put(l)
		}
	}
	if n := len(f.choices); focused && n > mostOptions {
		put(t.Quiet.Render(fmt.Sprintf("↑↓ shows all %d", n-1)))
	}
	if brief != "" {
		put(s.described(f, v, brief, room, focused || s.facts)...)
	}
	if d, ok := v.Document(f.Field); ok {
		for i, change := range v.Revised(d.Seq) {
			if i == 0 {
				put(t.Quiet.Render("against the one before"))
			}
			put(widget.Indent("  ", widget.Styled(t, t.Plain, change, room-2))...)
		}
	}
	if f.Help != "" && (focused || blank && full) {
		put(widget.Styled(t, t.Quiet, v.Say(f.Step, f.Help), room)...)
	}
	if f.theirs != nil {
		put(widget.Styled(t, t.Caution, "! "+Theirs(v, *f.theirs)+"; on leaving the field you are asked whose value it is to be", room)...)
	}
	if f.trouble != "" {
		put(widget.Styled(t, t.Failure, "✗ "+f.trouble, room)...)
	}
	for _, x := range f.explained {
		put(explanation(t, x, room)...)
	}
	for _, o := range wrong {
		if len(f.explained) > 0 && o.Subject.Artifact == federation.KindErrorPage {
			continue // what the page means says more
		}
		put(widget.Finding(t, o, room)...)
	}
	return out
}

// still is the field without the focus: the whole value, however long it is.
func (f *field) still(t *theme.Theme, v *steps.Snapshot, room int) []string {
	switch {
	case f.text == "" && f.Document():
		return []string{widget.Fit(t.Quiet.Render(f.ask()), room)}
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

// worst is the highest severity of all; zero where there is none.
func worst(all []federation.Finding) (s federation.Severity) {
	for _, f := range all {
		s = max(s, f.Severity)
	}
	return s
}

// state is what became of the field, as a sign and a word. An answer that something is
// wrong with is never shown as a good one.
func (f *field) state(env *Env, v *steps.Snapshot, wrong federation.Severity) string {
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
	case !ok:
		return ""
	}
	whose := word.By + ", " + ago(word.At, v.Now)
	untold := ""
	if f.Fact != "" {
		untold = f.Untold(v, word)
	}
	switch {
	case word.Placeholder:
		return t.Caution.Render("placeholder")
	case wrong >= federation.Warning:
		sign, ink := widget.Weight(t, wrong)
		return ink.Render(sign+" "+wrong.String()) + t.Quiet.Render("  "+cmp.Or(untold, whose))
	case untold != "":
		return t.Quiet.Render(untold)
	}
	return t.Success.Render("✓ answered") + t.Quiet.Render("  "+whose)
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
