package screen

import (
	"slices"

	"charm.land/huh/v2"

	"federate/federation"
	"federate/federation/capture"
	"federate/steps"
	"federate/steps/record"
	"federate/steps/view"
)

// field is one question of a form with what was typed.
type field struct {
	view.Question
	key string // for drafts
	in  huh.Field

	choices []huh.Option[string] // of a choice

	text    string // as typed; the input writes here
	base    string // the answer in the journal, as last seen
	sent    string // on its way to the disk
	busy    bool
	dropped string // text that was no draft, because it is a secret
	draft   bool   // text was kept from an earlier visit and never submitted
	unread  bool   // an error was found about it since the last key

	trouble string               // why it could not be read or saved
	refused []federation.Finding // about a document that was not kept
	theirs  *record.Event        // somebody else answered it meanwhile

	tale      tale               // what its document says
	explained []view.Explanation // of the text that was handed in instead of a document
}

// askDocument is the placeholder of an input for a document.
const askDocument = "paste it, or type the path of a file"

// ask is the placeholder of the input for the document of f.
func (f *field) ask() string {
	if f.Fetches() && f.Fact == "" {
		return askDocument + " or its address"
	}
	return askDocument
}

// mostOptions is how many of a long list of choices are seen at once; the others scroll.
const mostOptions = 8

// answer is what the journal has for f, as the input shows it.
func (f *field) answer(v *steps.Snapshot) (text string, word record.Word, ok bool) {
	if f.Fact == "" {
		return "", record.Word{}, false
	}
	w, ok := f.Answer(v)
	if f.Document() || f.Term.Secret || !ok {
		return "", w, ok
	}
	return w.Value, w, ok
}

// dirty reports whether something was typed that was not submitted.
func (f *field) dirty() bool { return f.text != f.base && f.text != f.sent }

// strays reports whether the file p is named where an address is asked for: then it holds
// the address, among others, and is meant for the step as a whole.
func (f *field) strays(p capture.Path) bool {
	return f.Term.Form == federation.URL && !f.Either() && p.LooksLikeFile()
}

// input makes the huh field. It draws the input alone.
func (f *field) input(env *Env, v *steps.Snapshot) huh.Field {
	example := ""
	if f.Example != "" {
		example = "e.g. " + f.Example
	}
	switch {
	case f.Document():
		return huh.NewInput().Key(f.key).Prompt("").Placeholder(f.ask()).Value(&f.text)
	case f.Term.Secret:
		return huh.NewInput().Key(f.key).Prompt("").EchoMode(huh.EchoModePassword).Value(&f.text)
	case f.Choice():
		options := []huh.Option[string]{huh.NewOption("not answered", "")}
		for _, value := range f.Term.Values {
			options = append(options, huh.NewOption(f.Option(v, value), value))
		}
		f.choices = options
		in := huh.NewSelect[string]().Key(f.key)
		if len(options) > mostOptions {
			in.Height(mostOptions)
		}
		f.offer(in)
		return in
	case f.Prose():
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

// offer shows the choices, and also the present answer if it is none of them:
// otherwise huh would select the first one, and the answer would be lost.
func (f *field) offer(in *huh.Select[string]) {
	text, options := f.text, slices.Clone(f.choices)
	if !slices.ContainsFunc(options, func(o huh.Option[string]) bool { return o.Value == text }) {
		options = append(options, huh.NewOption(text, text))
	}
	in.Options(options...).Value(&f.text)
	f.text = text
	in.Value(&f.text)
}
