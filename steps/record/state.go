package record

import (
	"fmt"
	"slices"
	"time"

	"federate/federation"
)

// A Word is one claim as the journal has it: what, by whom, when, at which step.
type Word struct {
	federation.Claim
	Step string
	By   string
	At   time.Time
	Seq  int64

	// Follows is what the word follows from, where nobody told it; see [Rule]. Step,
	// By, At and Seq are then those of the newest of these.
	Follows []Source
	Free    bool // of such a word: another value would do as well
}

// A Document is an artifact as the journal has it.
type Document struct {
	Artifact
	Step string
	By   string
	At   time.Time
	Seq  int64
}

// A Mark is what an admin said of a step last.
type Mark struct {
	Kind     Kind // Confirmed or Skipped
	By       string
	At       time.Time
	Seq      int64
	Note     string // of confirmed
	Reason   string // of skipped
	Override string

	Elsewhere bool // it was brought home from another place
}

// A State is what the events of one federation amount to. It is not changed
// after Replay has returned it.
type State struct {
	Opening
	ID       string
	Created  time.Time
	Archived bool
	Last     int64 // Seq of the newest event
	LastAt   time.Time
	LastBy   string

	words     map[place][]Word // oldest first
	places    []place          // in the order first spoken of
	documents []Document
	marks     map[string]Mark
	waivers   []federation.Waiver

	rules map[place]Rule // what follows from words; see Follow
	ruled []place        // the same, in their order
	now   map[place]Word // what follows now
}

type place struct {
	side federation.Side
	fact federation.Fact
	key  string
}

func at(c federation.Claim) place { return place{c.Side, c.Fact, c.Key} }

// Replay folds the events of id, leaving out those that were undone.
func Replay(id string, events []Event) (*State, error) {
	s := &State{ID: id, words: map[place][]Word{}, marks: map[string]Mark{}}
	gone := Undoings(events)
	for i, e := range events {
		if (i == 0) != (e.Kind == Opened) {
			return nil, fmt.Errorf("event %d of %s is %q: a journal begins with %q, once", e.Seq, id, e.Kind, Opened)
		}
		if !gone[e.Seq] {
			s.apply(e)
		}
		s.Last, s.LastAt, s.LastBy = e.Seq, e.At, e.Actor
	}
	return s, nil
}

// Undoings returns the sequence numbers of the events that count no more. An
// undoing that was itself undone counts no more either: what it took back stands.
func Undoings(events []Event) map[int64]bool {
	gone := map[int64]bool{}
	for _, e := range slices.Backward(events) {
		if e.Kind == Undone && !gone[e.Seq] {
			gone[e.Undoes] = true
		}
	}
	return gone
}

func (s *State) apply(e Event) {
	elsewhere := e.Kind == Merged
	if elsewhere { // it counts as what it was, by whom it was made
		e.Kind, e.Actor, e.At = e.Origin.Kind, e.Origin.Actor, e.Origin.At
	}
	switch e.Kind {
	case Opened:
		s.Opening, s.Created = *e.Opening, e.At
	case Renamed:
		s.Name = e.Name
	case Archived:
		s.Archived = !e.Back
	case Confirmed:
		s.marks[e.Step] = Mark{Kind: Confirmed, By: e.Actor, At: e.At, Seq: e.Seq, Note: e.Note, Override: e.Override, Elsewhere: elsewhere}
	case Skipped:
		s.marks[e.Step] = Mark{Kind: Skipped, By: e.Actor, At: e.At, Seq: e.Seq, Reason: e.Reason, Elsewhere: elsewhere}
	case Reopened:
		delete(s.marks, e.Step)
	case Waived:
		s.waivers = append(s.waivers, *e.Waiver)
	}
	for _, a := range e.Artifacts {
		s.documents = append(s.documents, Document{Artifact: a, Step: e.Step, By: e.Actor, At: e.At, Seq: e.Seq})
	}
	for _, c := range e.Claims {
		p := at(c)
		if s.words[p] == nil {
			s.places = append(s.places, p)
		}
		s.words[p] = append(s.words[p], Word{Claim: c, Step: e.Step, By: e.Actor, At: e.At, Seq: e.Seq})
	}
}

// Said returns side's newest word on f under key.
func (s *State) Said(side federation.Side, f federation.Fact, key string) (Word, bool) {
	return s.SaidBy(side, f, key, s.Last)
}

// SaidBy returns side's word on f under key as it stood after event seq: what was told,
// and else what follows.
func (s *State) SaidBy(side federation.Side, f federation.Fact, key string, seq int64) (Word, bool) {
	p := place{side, f, key}
	told, ok := s.ToldBy(side, f, key, seq)
	if ok && (s.rules[p].Over == "" || told.From.Artifact != s.rules[p].Over) {
		return told, true
	}
	if w, follows := s.following(p, seq); follows {
		return w, true
	}
	return told, ok
}

// Words returns every word that stood after event seq, in the order that their
// places were first spoken of.
func (s *State) Words(seq int64) (out []Word) {
	for _, p := range s.places {
		if w, ok := s.SaidBy(p.side, p.fact, p.key, seq); ok {
			out = append(out, w)
		}
	}
	for _, p := range s.ruled {
		if w, ok := s.SaidBy(p.side, p.fact, p.key, seq); ok && s.words[p] == nil {
			out = append(out, w)
		}
	}
	return out
}

// Documents returns the newest document of each kind and key.
func (s *State) Documents() []Document { return s.DocumentsAt(s.Last) }

// DocumentsAt is Documents as it was after event seq.
func (s *State) DocumentsAt(seq int64) []Document {
	var out []Document
	for _, d := range slices.Backward(s.documents) {
		if d.Seq <= seq && !slices.ContainsFunc(out, func(o Document) bool { return o.Kind == d.Kind && o.Key == d.Key }) {
			out = append(out, d)
		}
	}
	slices.Reverse(out)
	return out
}

// Mark returns what was last said of a step.
func (s *State) Mark(step string) (Mark, bool) { m, ok := s.marks[step]; return m, ok }

// Waivers returns every waiver, the lapsed ones too.
func (s *State) Waivers() []federation.Waiver { return s.waivers }
