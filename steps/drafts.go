package steps

import (
	"context"
	"maps"
	"slices"

	"federate/federation"
	"federate/steps/record"
)

// Draft returns what was typed in step and not submitted, by field name.
func (s *Session) Draft(step string) map[string]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.draft[step])
}

// KeepDraft remembers what was typed in step and not submitted. It is shown
// again and never judged. Secrets are dropped; the names of their fields are
// returned, sorted. It does not block; Close, or the next KeepDrafts, puts it on
// disk.
func (s *Session) KeepDraft(step string, fields map[string]string) (dropped []string) {
	kept := map[string]string{}
	for name, text := range fields {
		switch {
		case text == "":
		case s.secret(text):
			dropped = append(dropped, name)
		default:
			kept[name] = text
		}
	}
	slices.Sort(dropped)
	s.mu.Lock()
	defer s.mu.Unlock()
	if maps.Equal(s.draft[step], kept) {
		return dropped
	}
	s.edited = true
	if len(kept) == 0 {
		delete(s.draft, step)
		return dropped
	}
	s.draft[step] = kept
	return dropped
}

func (s *Session) secret(text string) bool {
	if federation.Secret(text) != "" {
		return true
	}
	a, err := s.know.Recognise([]byte(text))
	k, _ := s.pair.Terms.Kind(a.Kind)
	return err != nil || k.Secret || a.Redacted
}

// KeepDrafts puts the drafts on disk. Whoever types meanwhile does not wait.
func (s *Session) KeepDrafts(ctx context.Context) error {
	place, ok := s.store.(record.Drafts)
	if !ok {
		return nil
	}
	s.mu.Lock()
	edited, kept := s.edited, maps.Clone(s.draft) // the fields of a step are never changed, only replaced
	s.edited = false
	s.mu.Unlock()
	if !edited {
		return nil
	}
	if err := place.SaveDraft(ctx, s.ID, s.actor, kept); err != nil {
		s.mu.Lock()
		s.edited = true
		s.mu.Unlock()
		return &NotSavedError{err}
	}
	return nil
}
