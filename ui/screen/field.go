package screen

import (
	"slices"

	"charm.land/huh/v2"

	"federate/federation"
	"federate/steps"
	"federate/steps/playbook"
	"federate/steps/record"
)

// field is one question of a form with what was typed.
type field struct {
	playbook.Field
	step playbook.Step
	key  string // for drafts
	in   huh.Field

	choices []huh.Option[string] // of a choice

	text    string // as typed; the input writes here
	base    string // as it was answered when it was last looked at
	sent    string // on its way to the disk
	busy    bool
	dropped string // text that was no draft, because it is a secret
	draft   bool   // text was kept from an earlier visit and never submitted

	trouble string               // why it could not be read or saved
	refused []federation.Finding // about a document that was not kept
	theirs  *record.Event        // somebody else answered it meanwhile
}

// askDocument stands in the input for a document.
const askDocument = "paste it here, or type the path of a file"

// takesDocument reports whether a document goes here: then the input is for a
// path, and what was answered is told beside it.
func (f *field) takesDocument(v *steps.Snapshot) bool {
	if f.Fact == "" {
		return true
	}
	t, _ := v.Pair.Terms.Term(f.Fact)
	return t.Form == federation.Certificate
}

func (f *field) form(v *steps.Snapshot) federation.Form {
	t, _ := v.Pair.Terms.Term(f.Fact)
	return t.Form
}

func (f *field) secret(v *steps.Snapshot) bool {
	t, _ := v.Pair.Terms.Term(f.Fact)
	return t.Secret
}

// answer is what the journal has for f, as the input shows it.
func (f *field) answer(v *steps.Snapshot) (text string, word record.Word, ok bool) {
	if f.Fact == "" {
		return "", record.Word{}, false
	}
	w, ok := v.Answer(f.step, f.Field)
	if f.takesDocument(v) || f.secret(v) || !ok {
		return "", w, ok
	}
	return w.Value, w, ok
}

// dirty reports whether something was typed that was not submitted.
func (f *field) dirty() bool { return f.text != f.base && f.text != f.sent }

// input makes the huh field. It draws the input alone.
func (f *field) input(env *Env, v *steps.Snapshot) huh.Field {
	example := ""
	if f.Example != "" {
		example = "e.g. " + f.Example
	}
	switch {
	case f.takesDocument(v):
		return huh.NewInput().Key(f.key).Prompt("").Placeholder(askDocument).Value(&f.text)
	case f.secret(v):
		return huh.NewInput().Key(f.key).Prompt("").EchoMode(huh.EchoModePassword).Value(&f.text)
	case f.form(v) == federation.Choice:
		t, _ := v.Pair.Terms.Term(f.Fact)
		options := []huh.Option[string]{huh.NewOption("not answered", "")}
		for _, value := range t.Values {
			options = append(options, huh.NewOption(v.Pair.Words.Option(t.Owner, f.Fact, value), value))
		}
		f.choices = options
		in := huh.NewSelect[string]().Key(f.key)
		f.offer(in)
		return in
	case f.form(v) == federation.Prose:
		return huh.NewText().Key(f.key).Lines(5).Placeholder(example).ExternalEditor(false).Value(&f.text)
	}
	return huh.NewInput().Key(f.key).Prompt("").Placeholder(example).Value(&f.text)
}

// set writes text into the input.
func (f *field) set(text string) {
	f.text = text
	switch in := f.in.(type) {
	case *huh.Input:
		in.Value(&f.text)
	case *huh.Text:
		in.Value(&f.text)
	case *huh.Select[string]:
		f.offer(in)
	}
}

// offer shows the choices, and what stands there where it is none of them: huh
// would put the first in its place, and take the answer back.
func (f *field) offer(in *huh.Select[string]) {
	text, options := f.text, slices.Clone(f.choices)
	if !slices.ContainsFunc(options, func(o huh.Option[string]) bool { return o.Value == text }) {
		options = append(options, huh.NewOption(text, text))
	}
	in.Options(options...).Value(&f.text)
	f.text = text
	in.Value(&f.text)
}
