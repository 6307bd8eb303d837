package screen

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/huh/v2"

	"federate/federation"
	"federate/federation/capture"
	"federate/steps"
	"federate/ui/theme"
)

// A sheet is the form of one screen: one huh form with one group, and the submission
// of what is typed into it. Leaving a field that was changed submits that one fact.
//
// It uses huh for inputs and focus only. The messages of huh stay inside, because they
// have no address: two forms in one program would receive each other's.
type sheet struct {
	facts   bool // what documents say is shown beneath their fields, in a few lines
	env     *Env
	owner   Screen
	session *steps.Session
	at      string // the step that answers belong to; empty: each field's own

	form   *huh.Form
	fields []*field
	focus  int // -1: none
	width  int

	left   int // the field that the focus came back from; -1: from none
	leftAt time.Time

	loose   []federation.Finding // about a document that no field asked for
	trouble string
}

func newSheet(env *Env, owner Screen, session *steps.Session, at string, fields []*field) *sheet {
	s := &sheet{env: env, owner: owner, session: session, at: at, fields: fields, focus: -1, left: -1}
	v := session.View()
	var inputs []huh.Field
	for _, f := range fields {
		f.key = f.Name()
		f.base, _, _ = f.answer(v)
		f.text, f.sent = f.base, f.base
		if kept, ok := session.Draft(f.Step.Ref())[f.key]; ok && kept != f.base {
			f.text, f.draft = kept, true
		}
		f.in = f.input(env, v)
		inputs = append(inputs, f.in)
	}
	if len(inputs) > 0 {
		s.form = huh.NewForm(huh.NewGroup(inputs...)).WithShowHelp(false).WithShowErrors(false).
			WithTheme(theme.Form(func() *theme.Theme { return env.Theme }))
		s.form.Init() // its commands ask for the size and blink the cursor
		s.form.GetFocusedField().Blur()
	}
	return s
}

func (s *sheet) resize(width int) {
	if s.form != nil && width != s.width && width > 0 {
		s.form.WithWidth(width)
	}
	s.width = width
}

func (s *sheet) current() *field {
	if s.focus < 0 {
		return nil
	}
	return s.fields[s.focus]
}

// typing reports whether letters are text: a field that is no list has the focus.
func (s *sheet) typing() bool {
	f := s.current()
	return f != nil && !f.Choice()
}

// answers is the number of fields from the focus on. A text of several lines counts as
// one answer.
func (s *sheet) answers() int {
	if f := s.current(); f == nil || f.Prose() {
		return 1
	}
	return len(s.fields) - s.focus
}

// move goes to field i, or to none with -1, and submits the field that it leaves if it
// was changed.
func (s *sheet) move(i int) tea.Cmd {
	if i == s.focus {
		return nil
	}
	cmd := s.leave()
	if s.focus < 0 && i >= 0 {
		s.form.GetFocusedField().Focus()
		s.focus = slices.IndexFunc(s.fields, func(f *field) bool { return f.in == s.form.GetFocusedField() })
	}
	for s.focus < i && i >= 0 {
		s.form.NextField()
		s.focus++
	}
	for s.focus > i && i >= 0 {
		s.form.PrevField()
		s.focus--
	}
	if i < 0 && s.focus >= 0 {
		s.form.GetFocusedField().Blur()
		s.focus = -1
	}
	return cmd
}

// typed hands a key or a paste to the input that has the focus.
func (s *sheet) typed(msg tea.Msg) tea.Cmd {
	f := s.current()
	if f == nil {
		return nil
	}
	_, cmd := s.form.Update(msg)
	f.trouble, f.refused, f.explained, f.unread = "", nil, nil, false
	if f.text == f.base {
		f.draft = false
	}
	if m, ok := msg.(tea.KeyPressMsg); ok && m.String() == "ctrl+v" && cmd != nil {
		return Tell(s.owner, func() tea.Msg { return cmd() })
	}
	return nil
}

// leave submits the current field, if it was changed.
func (s *sheet) leave() tea.Cmd {
	f := s.current()
	if f == nil || !f.dirty() {
		return nil
	}
	return s.submit(f)
}

// paste submits a pasted document as a whole, and types anything else into the field.
// where is the field that the paste is meant for, if that is known.
func (s *sheet) paste(msg tea.PasteMsg, where *field) tea.Cmd {
	text := msg.Content
	f := where
	if f != nil && f.Choice() { // a word for one of the choices chooses it
		if value, ok := f.Chosen(s.session.View(), strings.TrimSpace(text)); ok {
			f.set(value)
			return nil
		}
	}
	prose := f != nil && f.Prose() && !capture.IsDocument(text)
	address := f != nil && f.Fact == "" && capture.IsAddress(text)
	if prose || !address && !capture.MayBeDocument(text) {
		if !prose {
			msg.Content = strings.Trim(text, "\r\n\t")
		}
		return s.typed(msg)
	}
	if f == nil || !f.Document() {
		if i := slices.IndexFunc(s.fields, func(o *field) bool { return o.Document() }); i >= 0 {
			f = s.fields[i]
		} else if f != nil && !strings.ContainsAny(strings.TrimSpace(text), "\n") && !capture.IsDocument(text) {
			msg.Content = strings.TrimSpace(text)
			return s.typed(msg) // a long value
		}
	}
	if f != nil {
		f.trouble, f.refused, f.explained = "", nil, nil
		if f.Fetches() && capture.IsAddress(text) {
			f.set(strings.TrimSpace(text))
			return s.hand(f)
		}
	}
	return s.document(f, []byte(text), "pasted")
}

// sync shows what others answered in the inputs that were not touched, and remembers
// it for those that were.
func (s *sheet) sync(v *steps.Snapshot) {
	for _, f := range s.fields {
		text, word, ok := f.answer(v)
		if text == f.base {
			continue
		}
		untouched := !f.dirty()
		f.base = text
		switch {
		case f.busy:
		case untouched:
			f.set(text)
			f.sent = text
			f.draft = false
		case ok && f.text != text:
			for _, e := range slices.Backward(v.Events) {
				if e.Seq == word.Seq {
					f.theirs = &e
				}
			}
		}
	}
}

// drafts is what was typed and not submitted, by step and field.
func (s *sheet) drafts() map[string]map[string]string {
	out := map[string]map[string]string{}
	for _, f := range s.fields {
		ref := f.Step.Ref()
		if out[ref] == nil {
			out[ref] = map[string]string{}
			maps.Copy(out[ref], s.session.Draft(ref)) // of fields that are not on this screen
		}
		delete(out[ref], f.key)
		// A submission on its way may still fail after the screen is gone.
		if f.text != f.base && !f.Term.Secret {
			out[ref][f.key] = f.text
		}
	}
	return out
}

// flush saves the drafts to disk. Secrets are not among them, which is said once.
func (s *sheet) flush() tea.Cmd {
	drafts, session, v := s.drafts(), s.session, s.session.View()
	var cmds []tea.Cmd
	for ref, fields := range drafts {
		for _, name := range session.KeepDraft(ref, fields) {
			for _, f := range s.fields {
				if f.Step.Ref() == ref && f.key == name && f.dropped != f.text {
					f.dropped = f.text
					f.trouble = "this is a private key or another secret; it is not kept, not even as a draft"
					cmds = append(cmds, Go(Say{Text: v.Label(f.Step, f.Field) + " holds a private key or another secret; it is not kept", Bad: true}))
				}
			}
		}
	}
	return tea.Batch(append(cmds, func() tea.Msg {
		if err := session.KeepDrafts(context.Background()); err != nil {
			return Say{Text: err.Error(), Bad: true}
		}
		return nil
	})...)
}
