package screen

import (
	tea "charm.land/bubbletea/v2"

	"federate/steps"
	"federate/steps/view"
	"federate/ui/theme"
	"federate/ui/widget"
)

// readings are what the judged documents say, worked out when somebody looks.
func (v *verdict) readings() []steps.Reading {
	if v.read == nil && v.err == nil {
		v.read = v.Verdict.Readings()
	}
	return v.read
}

// told is what tells the documents from others, in a few lines each; of a recording its
// last message, which the login ended with.
func (v *verdict) told(t *theme.Theme, room int) (out []string) {
	for _, r := range v.readings() {
		if n := len(r.Parts); n > 0 {
			r = r.Parts[n-1]
		}
		out = append(out, widget.Told(t, view.DocumentOf(r).Telling(), room)...)
	}
	beside(t, out, room)
	return out
}

// showRead opens the page of what was read.
func (b *Broken) showRead() tea.Cmd {
	if b.result == nil || len(b.result.readings()) == 0 {
		return Go(Say{Text: "there is no document that was read"})
	}
	return Go(Push{NewDocument(b.env, nil, b.result.pair.Words, b.result.readings())})
}
