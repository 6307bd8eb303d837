package steps

import (
	"fmt"

	"federate/steps/record"
)

// Merge is an event that another admin made in another place, brought home: of
// the kind merged, or an undoing of one that is here, with its origin.
type Merge struct{ Event record.Event }

func (c Merge) event(s *Session, v *Snapshot) (draft, error) {
	e := c.Event
	if e.Origin == nil || e.Kind != record.Merged && e.Kind != record.Undone {
		return draft{}, fmt.Errorf("an event of kind %q cannot be brought home", e.Kind)
	}
	for _, told := range e.Claims {
		if err := v.Pair.Terms.CheckFact(told.Fact); err != nil {
			return draft{}, err
		}
		if t, _ := v.Pair.Terms.Term(told.Fact); t.Secret != told.Withheld || told.Withheld && told.Value != "" {
			return draft{}, fmt.Errorf("%s is told as no secret is, or as a secret", told.Fact)
		}
		if s.secret(told.Value) {
			return draft{}, fmt.Errorf("%s holds a secret; it was not kept", told.Fact)
		}
	}
	return draft{event: e}, nil
}

// concerns: somebody here has told the same claim meanwhile.
func (c Merge) concerns(v *Snapshot, theirs record.Event) bool {
	return overlaps(c.Event, theirs)
}
