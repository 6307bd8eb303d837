package steps

import (
	"context"
	"fmt"

	"federate/steps/record"
)

// suits refuses what cannot be done to an estate: it has no steps of its own.
func (s *Session) suits(ctx context.Context, c Change) error {
	if s.whole == nil {
		return nil
	}
	switch c := c.(type) {
	case Undo, Waive, Archive, Agree:
		return nil
	case Rename:
		return s.whole.nameEstate(ctx, s.ID, c.Name)
	}
	return fmt.Errorf("%s is an estate: it has no steps of its own, its members have", s.ID)
}

// members are the federations of an estate, read again, and the pair that is made
// of them.
func (s *Session) members(ctx context.Context) ([]Member, error) {
	if s.whole == nil {
		return nil, nil
	}
	st, err := record.Replay(s.ID, s.events)
	if err != nil {
		return nil, err
	}
	out := s.whole.members(ctx, st)
	s.pair, err = s.whole.together(out)
	return out, err
}
