package steps

import (
	"fmt"
	"slices"
	"strings"

	"federate/federation"
	"federate/federation/estate"
	"federate/steps/record"
)

// Agree records claims about an estate, for somebody who saw it as it was after
// event Seen. What is said already is not said again. Where another admin has
// answered the same since, it is an [AgreeError]; of a role matrix that is line by
// line, and different lines merge.
type Agree struct {
	Seen   int64
	Claims []federation.Claim
}

// An AgreeError is an answer about an estate that another admin gave meanwhile, and
// differently. Nothing of the submission was kept.
type AgreeError struct {
	Label        string // what was answered, as people call it
	By           string
	Theirs, Mine string // of a role matrix the lines alone that clash; empty: taken back

	Again Agree // what to submit where mine is to stand: whatever else the other one said stays
}

func (e *AgreeError) Error() string {
	return fmt.Sprintf("%s answered meanwhile: %s. Theirs is %s, yours is %s: look at both and answer again", e.By, e.Label, quoted(e.Theirs), quoted(e.Mine))
}

func (e *AgreeError) Unwrap() error { return record.ErrConflict }

func quoted(value string) string {
	if value == "" {
		return "that nothing is told"
	}
	return "“" + strings.ReplaceAll(value, "\n", " / ") + "”"
}

// Join adds the federations members, which are ids, to the estate v.
func (v *Snapshot) Join(members []string) Agree { return Agree{v.State.Last, Joining(members)} }

// Joining are the claims that make members belong to an estate.
func Joining(members []string) (out []federation.Claim) {
	for _, id := range members {
		out = append(out, federation.Claim{Side: federation.IdP, Fact: estate.FactMember, Key: id, Value: id})
	}
	return out
}

// Leave takes the federations members out of the estate v again, with what was said
// about them.
func (v *Snapshot) Leave(members []string) Agree {
	out := Agree{Seen: v.State.Last}
	for _, w := range v.State.Words(v.State.Last) {
		if slices.Contains(members, w.Key) && (estate.AboutMember(w.Fact) || w.Fact == estate.FactMember) {
			c := w.Claim
			c.Value, c.Retracted = "", true
			out.Claims = append(out.Claims, c)
		}
	}
	return out
}

func (c Agree) event(s *Session, v *Snapshot) (draft, error) {
	before, err := record.Replay(v.State.ID, v.Events[:min(c.Seen, int64(len(v.Events)))])
	if err != nil {
		return draft{}, err
	}
	claims, clash := c.rebased(before, v.State, func(x federation.Claim) (by string, other bool) {
		by = lastOf(v.Events, x)
		return by, by != s.actor
	})
	if clash != nil {
		return draft{}, clash
	}
	claims = slices.DeleteFunc(claims, v.repeats)
	if len(claims) == 0 {
		return draft{}, nil
	}
	return draft{event: record.Event{Kind: record.Answered, Claims: claims}}, nil
}

// concerns: what both said is looked at by event, value for value.
func (Agree) concerns(*Snapshot, record.Event) bool { return false }

// lastOf is who spoke last, in events, of what c speaks of: with a word, or by
// taking one back.
func lastOf(events []record.Event, c federation.Claim) string {
	speaks := func(e record.Event) bool {
		return slices.ContainsFunc(e.Claims, func(o federation.Claim) bool { return o.Side == c.Side && o.Fact == c.Fact && o.Key == c.Key })
	}
	for _, e := range slices.Backward(events) {
		if speaks(e) || e.Kind == record.Undone && e.Undoes <= int64(len(events)) && speaks(events[e.Undoes-1]) {
			return e.Actor
		}
	}
	return ""
}

// rebased is what c, made in the state before, tells in the state now; and the first
// claim that somebody else has answered in between, if any, as last says.
func (c Agree) rebased(before, now *record.State, last func(federation.Claim) (by string, other bool)) (out []federation.Claim, clash error) {
	var found *AgreeError
	for _, x := range c.Claims {
		was, _ := before.Said(x.Side, x.Fact, x.Key)
		is, _ := now.Said(x.Side, x.Fact, x.Key)
		base, theirs, mine := was.Value, is.Value, x.Value
		if base == theirs || theirs == mine {
			out = append(out, x)
			continue
		}
		differ := [2]string{theirs, mine}
		if x.Fact == estate.FactMatrix {
			x.Value, differ = mergeLines(base, theirs, mine)
			x.Retracted = x.Value == ""
		}
		if by, other := last(x); other && differ[0] != differ[1] && found == nil {
			found = &AgreeError{Label: estate.Label(x), By: by, Theirs: differ[0], Mine: differ[1]}
		}
		out = append(out, x)
	}
	if found == nil {
		return out, nil
	}
	found.Again = Agree{now.Last, out}
	return nil, found
}

// mergeLines is the role matrix theirs with what mine changed of base: a line is
// known by its group. Where both changed the lines of one group, and differently,
// mine stand in the result and differ has them both.
func mergeLines(base, theirs, mine string) (text string, differ [2]string) {
	_, was := byGroup(base)
	order, is := byGroup(theirs)
	wanted, want := byGroup(mine)
	for _, group := range wanted {
		if !slices.Contains(order, group) {
			order = append(order, group)
		}
	}
	var out []string
	for _, group := range order {
		lines := is[group]
		if want[group] != was[group] {
			if lines != was[group] && lines != want[group] && differ[0] == differ[1] {
				differ = [2]string{lines, want[group]}
			}
			lines = want[group]
		}
		if lines != "" {
			out = append(out, lines)
		}
	}
	return strings.Join(out, "\n"), differ
}

// byGroup are the lines of a role matrix by their group, and the groups in order.
// A line that cannot be read is its own group.
func byGroup(text string) (order []string, of map[string]string) {
	of = map[string]string{}
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		group := line
		if g, err := estate.ReadGrant(line); err == nil {
			group = g.Group
		}
		if of[group] == "" {
			order = append(order, group)
			of[group] = line
			continue
		}
		of[group] += "\n" + line
	}
	return order, of
}
