package estate

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"federate/federation"
	"federate/steps"
	"federate/steps/record"
)

// tries is how often a claim is told anew because others write all the time.
const tries = 100

// A ClashError is an answer that another admin gave meanwhile, and differently.
// Nothing of the submission was kept.
type ClashError struct {
	Label        string // what was answered, as people call it
	By           string
	Theirs, Mine string // of a role matrix the lines alone that clash; empty: taken back

	// Seen and Claims are what to tell where mine is to stand, after both were
	// looked at: whatever else the other one said stays.
	Seen   int64
	Claims []federation.Claim
}

func (e *ClashError) Error() string {
	return fmt.Sprintf("%s answered meanwhile: %s. Theirs is %s, yours is %s: look at both and answer again", e.By, e.Label, quoted(e.Theirs), quoted(e.Mine))
}

func (e *ClashError) Unwrap() error { return record.ErrConflict }

func quoted(value string) string {
	if value == "" {
		return "that nothing is told"
	}
	return "“" + strings.ReplaceAll(value, "\n", " / ") + "”"
}

// Tell records claims about the estate id as one event, for somebody who saw it as
// it was after event seen. What is said already is not said again. Where another
// admin has answered the same since, it is a [ClashError]; of a role matrix that is
// line by line, and different lines merge.
func Tell(ctx context.Context, sh *steps.Shelf, id string, seen int64, claims []federation.Claim) error {
	for range tries {
		events, err := sh.Store.Load(ctx, id)
		if err != nil {
			return err
		}
		before, err := record.Replay(id, events[:min(seen, int64(len(events)))])
		if err != nil {
			return err
		}
		now, err := record.Replay(id, events)
		if err != nil {
			return err
		}
		news, clash := rebased(before, now, claims, func(c federation.Claim) (by string, other bool) {
			by = lastOf(events, c)
			return by, by != sh.Actor
		})
		if clash != nil {
			return clash
		}
		news = slices.DeleteFunc(news, func(c federation.Claim) bool {
			w, ok := now.Said(c.Side, c.Fact, c.Key)
			return ok && !c.Retracted && w.Value == c.Value || !ok && c.Retracted
		})
		if len(news) == 0 {
			return nil
		}
		x := event(sh, record.Answered, news)
		if err := record.Guard(x); err != nil {
			return err
		}
		err = sh.Store.Append(ctx, id, now.Last, x)
		if errors.Is(err, record.ErrConflict) {
			continue // somebody else was quicker; what they said is read first
		}
		if err != nil {
			return &steps.NotSavedError{Err: err}
		}
		return nil
	}
	return record.ErrConflict
}

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

// rebased is claims, made in the state before, told in the state now; and the first
// of them that somebody else has answered in between, if any, as last says.
func rebased(before, now *record.State, claims []federation.Claim, last func(federation.Claim) (by string, other bool)) (out []federation.Claim, clash *ClashError) {
	for _, c := range claims {
		was, _ := before.Said(c.Side, c.Fact, c.Key)
		is, _ := now.Said(c.Side, c.Fact, c.Key)
		base, theirs, mine := was.Value, is.Value, c.Value
		if base == theirs || theirs == mine {
			out = append(out, c)
			continue
		}
		differ := [2]string{theirs, mine}
		if c.Fact == FactMatrix {
			c.Value, differ = mergeLines(base, theirs, mine)
			c.Retracted = c.Value == ""
		}
		if by, other := last(c); other && differ[0] != differ[1] && clash == nil {
			clash = &ClashError{Label: label(c), By: by, Theirs: differ[0], Mine: differ[1], Seen: now.Last}
		}
		out = append(out, c)
	}
	if clash != nil {
		clash.Claims = out
	}
	return out, clash
}

func label(c federation.Claim) string {
	t, _ := federation.NewVocabulary(Terms(), nil).Term(c.Fact)
	if c.Key == "" {
		return t.Label
	}
	return t.Label + " of " + c.Key
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
		if g, err := ReadGrant(line); err == nil {
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
