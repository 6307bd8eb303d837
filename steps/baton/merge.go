package baton

import (
	"context"
	"fmt"
	"slices"

	"federate/federation"
	"federate/steps"
	"federate/steps/record"
)

// A Conflict is one claim that both have told, neither knowing of the other's
// word.
type Conflict struct {
	Side         federation.Side
	Fact         federation.Fact
	Key          string
	Label        string // the console's own
	Ours, Theirs string // in one line; empty where it was taken back
	OurBy        string
	TheirBy      string
}

// A Result is what came of merging.
type Result struct {
	Merged    int // events
	Known     int // events that were here already
	Held      int // events that were left out, because of a conflict
	Conflicts []Conflict
}

// Home finds the federation that b belongs to. The id is empty where it is not
// on the shelf. A federation that cannot be read is passed over.
func Home(ctx context.Context, sh *steps.Shelf, b Baton) (id string, adopted bool, err error) {
	ids, err := sh.Store.List(ctx)
	if err != nil {
		return "", false, err
	}
	for _, i := range ids {
		events, err := sh.Store.Load(ctx, i)
		if err == nil && Identity(events) == b.Federation {
			return i, Adopted(events), nil
		}
	}
	return "", false, nil
}

// Import begins a federation of its own from b and returns its id. Where its
// name is taken, it says from whom it came.
func Import(ctx context.Context, sh *steps.Shelf, b Baton) (string, error) {
	o := b.Opening
	for n := 1; ; n++ {
		if _, err := sh.Find(ctx, o.Name); err != nil {
			break
		}
		o.Name = b.Opening.Name + " from " + b.By
		if n > 1 {
			o.Name = fmt.Sprintf("%s %d", o.Name, n)
		}
	}
	begun := b.Begun
	id, err := sh.Adopt(ctx, o, &begun)
	if err != nil {
		return "", err
	}
	s, err := sh.Open(ctx, id)
	if err != nil {
		return id, err
	}
	_, err = Merge(s, b, true)
	if closed := s.Close(); err == nil {
		err = closed
	}
	return id, err
}

// Merge brings what is new in b into the federation of s, event by event. An
// event that speaks of a claim in conflict is left out, unless theirs counts. It
// may be repeated: what is here already is passed over.
func Merge(s *steps.Session, b Baton, theirs bool) (r Result, err error) {
	v := s.View()
	if Identity(v.Events) != b.Federation {
		return r, fmt.Errorf("this baton belongs to another federation than %s", v.State.ID)
	}
	at := map[string]int64{} // where an event is, by its key
	for _, e := range v.Events {
		o := origin(e)
		at[key(o)] = e.Seq
		if e.Kind == record.Opened { // the choices it began with come back as an answer
			o.Kind = record.Answered
			at[key(o)] = e.Seq
		}
	}
	var fresh []Item
	for _, item := range b.Events {
		if _, here := at[key(*item.Event.Origin)]; here {
			r.Known++
			continue
		}
		fresh = append(fresh, item)
	}
	r.Conflicts = conflicts(v, b, fresh)
	for _, item := range fresh {
		if !theirs && slices.ContainsFunc(item.Event.Claims, func(c federation.Claim) bool { return in(r.Conflicts, c) }) {
			r.Held++
			continue
		}
		e := item.Event
		if item.Undoes != nil {
			undone, here := at[key(*item.Undoes)]
			if !here {
				continue // what it takes back never came here
			}
			e.Undoes = undone
		}
		after, err := s.Do(steps.Merge{Event: e}).Wait()
		if err != nil {
			return r, err
		}
		at[key(*item.Event.Origin)] = after.State.Last
		r.Merged++
	}
	if theirs {
		r.Conflicts = nil
	}
	return r, nil
}

func in(cs []Conflict, c federation.Claim) bool {
	return slices.ContainsFunc(cs, func(o Conflict) bool { return o.Side == c.Side && o.Fact == c.Fact && o.Key == c.Key })
}

// conflicts are the claims on which the last word of fresh is another than the
// one here, which whoever packed b did not know.
func conflicts(v *steps.Snapshot, b Baton, fresh []Item) (out []Conflict) {
	type place struct {
		side federation.Side
		fact federation.Fact
		key  string
	}
	var order []place
	last := map[place]federation.Claim{}
	by := map[place]string{}
	for _, item := range fresh {
		for _, c := range item.Event.Claims {
			p := place{c.Side, c.Fact, c.Key}
			if _, ok := last[p]; !ok {
				order = append(order, p)
			}
			last[p], by[p] = c, item.Event.Actor
		}
	}
	gone := record.Undoings(v.Events)
	for _, p := range order {
		theirs := last[p]
		t, _ := v.Pair.Terms.Term(p.fact)
		ours, made := newest(v.Events, gone, theirs)
		if made == nil || slices.Contains(b.Seen, key(origin(*made))) ||
			ours.Retracted == theirs.Retracted && t.Agrees(ours.Value, theirs.Value) {
			continue
		}
		out = append(out, Conflict{Side: p.side, Fact: p.fact, Key: p.key, Label: v.Pair.Words.Call(p.side, p.fact),
			Ours: t.Short(ours.Value), Theirs: t.Short(theirs.Value), OurBy: origin(*made).Actor, TheirBy: by[p]})
	}
	return out
}

// newest is the last word of events on what like speaks of, and the event that
// made it.
func newest(events []record.Event, gone map[int64]bool, like federation.Claim) (federation.Claim, *record.Event) {
	for _, e := range slices.Backward(events) {
		for _, c := range e.Claims {
			if !gone[e.Seq] && c.Side == like.Side && c.Fact == like.Fact && c.Key == like.Key {
				return c, &e
			}
		}
	}
	return federation.Claim{}, nil
}
