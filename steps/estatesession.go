package steps

import (
	"context"
	"fmt"

	"federate/federation/estate"
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
	var out []Member
	for _, w := range st.Words(st.Last) {
		if w.Fact == estate.FactMember {
			out = append(out, s.member(ctx, w.Value))
		}
	}
	s.pair, err = s.whole.together(out)
	return out, err
}

// member is the federation id as it stands now. Its documents and where its secrets
// are is looked for once.
func (s *Session) member(ctx context.Context, id string) Member {
	m := s.joined[id]
	if m != nil {
		begun := m.View().State.Created
		if m.reload(ctx) != nil || !m.View().State.Created.Equal(begun) { // it is gone, or another one by now
			m = nil
		}
	}
	if m == nil {
		delete(s.joined, id)
		var err error
		if m, err = s.whole.reader(ctx, id, false); err != nil {
			return Member{ID: id, Err: err}
		}
	}
	if s.joined == nil {
		s.joined = map[string]*Session{}
	}
	s.joined[id] = m
	return Member{ID: id, View: m.View()}
}
