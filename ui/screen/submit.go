package screen

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"federate/federation"
	"federate/federation/capture"
	"federate/steps"
	"federate/steps/fetch"
	"federate/steps/vault"
)

// submit sends one field, or asks whose answer counts if somebody else has answered it
// meanwhile.
func (s *sheet) submit(f *field) tea.Cmd {
	if f.theirs != nil {
		return s.clash(f, *f.theirs)
	}
	if p, path := capture.PathIn(f.text); f.Document() || path && (f.Either() || f.strays(p)) {
		return s.hand(f)
	}
	return s.tell(f)
}

// tell submits the value that was typed.
func (s *sheet) tell(f *field) tea.Cmd {
	v := s.session.View()
	f.sent, f.busy, f.trouble = f.text, true, ""
	a := f.Tell(v, f.text)
	if f.Term.Secret {
		a.Facts[0].Value, a.Facts[0].Secret = "", vault.New(strings.TrimSpace(f.text))
	}
	a.Step = s.place(f)
	return s.send(f, a)
}

// hand submits a document that was typed, or the file that was named.
func (s *sheet) hand(f *field) tea.Cmd {
	if strings.TrimSpace(f.text) == "" {
		f.sent = f.text
		return nil
	}
	f.busy, f.trouble = true, ""
	path, ok := capture.PathIn(f.text)
	if f.Fetches() && capture.IsAddress(f.text) {
		path, ok = capture.Path{Text: strings.TrimSpace(f.text), Sure: true}, true
	}
	if !ok {
		return s.document(f, []byte(f.text), "typed")
	}
	f.sent = f.text
	system := s.env.System
	return Tell(s.owner, func() tea.Msg {
		raw, name, err := capture.Find(path, system.Read)
		return fileRead{f, path, name, raw, err}
	})
}

type fileRead struct {
	f    *field
	path capture.Path
	name string // by which it was found
	raw  []byte
	err  error
}

// document submits raw for f, or for nobody in particular.
func (s *sheet) document(f *field, raw []byte, origin string) tea.Cmd {
	a := steps.Answer{Documents: []steps.Handed{{Raw: raw, Origin: origin}}}
	if f != nil {
		a = f.Hand(raw, origin)
		f.busy = true
	}
	a.Step = s.place(f)
	return s.send(f, a)
}

// place is the step that an answer belongs to: the one that the page shows, or on a
// page of several that of the field, where the plan has one.
func (s *sheet) place(f *field) string {
	if f != nil && s.at == "" && f.Step.ID != "" {
		return f.Step.Ref()
	}
	return s.at
}

func (s *sheet) send(f *field, a steps.Answer) tea.Cmd {
	s.trouble, s.loose = "", nil
	return submit(s.owner, s.session, a, sent{f, a, s.session.View()})
}

// sent is what a submission was about.
type sent struct {
	f      *field
	answer steps.Answer
	before *steps.Snapshot
}

// answered handles the outcome of a submission; news is what was found because of it.
func (s *sheet) answered(msg tea.Msg) (cmd tea.Cmd, news []federation.Finding) {
	switch msg := msg.(type) {
	case fileRead:
		switch {
		case msg.err != nil && (msg.f.strays(msg.path) || msg.f.Either() && !msg.path.LooksLikeFile()):
			return s.tell(msg.f), nil
		case msg.f.strays(msg.path):
			msg.f.set(msg.f.base)
			msg.f.busy, msg.f.sent = false, msg.f.base
			return s.document(nil, msg.raw, msg.name), nil
		case msg.err != nil && !msg.path.LooksLikeFile(): // what an error said, say
			return s.document(msg.f, []byte(msg.path.Text), "typed"), nil
		case msg.err != nil:
			msg.f.busy, msg.f.sent = false, ""
			msg.f.trouble = fmt.Sprintf("%s could not be read: %v", msg.name, msg.err)
			if capture.IsAddress(msg.name) {
				msg.f.trouble = msg.err.Error() // it names the address
				var private *fetch.PrivateError
				if errors.As(msg.err, &private) {
					msg.f.trouble += fmt.Sprintf(": leave and come back with federate open %s --private", s.session.ID)
				}
			}
			return tea.Batch(Go(Say{Text: msg.f.trouble, Bad: true}), s.back(msg.f)), nil
		}
		return s.document(msg.f, msg.raw, msg.name), nil
	case explained:
		if msg.f != nil && msg.f.refused != nil {
			msg.f.explained = msg.texts
		}
	case Told:
		w, ok := msg.What.(sent)
		if !ok {
			return nil, nil
		}
		w.f.theirs = nil
		if msg.Text == keepMine {
			return s.submit(w.f), nil
		}
		w.f.set(w.f.base)
		w.f.sent = w.f.base
		return nil, nil
	case done:
		w, ok := msg.what.(sent)
		if !ok {
			return nil, nil
		}
		if msg.err == nil {
			news = msg.view.FoundSince(w.before)
		}
		return s.came(w, msg, news), news
	}
	return nil, nil
}

// busy reports whether an answer is on its way.
func (s *sheet) busy() bool {
	return slices.ContainsFunc(s.fields, func(f *field) bool { return f.busy })
}

// refused reports whether an answer could not be read or kept.
func (s *sheet) refused() bool {
	return s.trouble != "" || slices.ContainsFunc(s.fields, func(f *field) bool { return f.trouble != "" || f.theirs != nil })
}
