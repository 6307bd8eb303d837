// Package baton carries a federation from one admin to the other and back, in a
// file, where the two share no folder.
//
// A baton is a journal cut to what the other admin needs: the same events, with who
// made them and when, so that they count for the same when they come home. A claim
// travels only where a step of the other role uses it; documents stay at home, and of
// a secret it says only that it was given. A baton that is merged twice changes
// nothing the second time, and where both admins answered one question without
// knowing of each other, they are asked.
package baton

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"federate/federation"
	"federate/steps"
	"federate/steps/record"
)

// Version is the version of the files that this program writes.
const Version = 1

// A Baton is what travels.
type Baton struct {
	Federation string          `json:"federation"` // which one, the same in every place; see [Identity]
	To         federation.Role `json:"to"`
	By         string          `json:"by"`
	At         time.Time       `json:"at"`
	Opening    record.Opening  `json:"opening"`
	Begun      record.Origin   `json:"begun"`
	Events     []Item          `json:"events"` // in the order in which they count
	Seen       []string        `json:"seen"`   // keys of all events that By knew of
}

// An Item is one event, with where it was made.
type Item struct {
	Event  record.Event   `json:"event"`
	Undoes *record.Origin `json:"undoes,omitempty"` // of an undoing: what it takes back
}

// file is a baton as it is written. The digest is of Body without white space
// between its words, and finds what an editor or a mail program has done to it;
// it is no signature.
type file struct {
	Baton  int             `json:"baton"`
	Digest string          `json:"digest"`
	Body   json.RawMessage `json:"body"`
}

// Identity names the federation of events in every place: by what it was begun
// as, by whom and when. Its name and its id may differ from place to place.
func Identity(events []record.Event) string {
	if len(events) == 0 || events[0].Opening == nil {
		return ""
	}
	o, begun := events[0].Opening, origin(events[0])
	return digest(strings.Join([]string{o.Platform, o.IdP, o.Protocol, begun.Actor, begun.At.UTC().Format(time.RFC3339Nano)}, "\n"))
}

// Adopted reports whether the federation of events was begun elsewhere.
func Adopted(events []record.Event) bool { return len(events) > 0 && events[0].Origin != nil }

// origin is where e was made.
func origin(e record.Event) record.Origin {
	if e.Origin != nil {
		return *e.Origin
	}
	return record.Origin{Actor: e.Actor, At: e.At.UTC(), Seq: e.Seq, Kind: e.Kind}
}

// key is the name of an event in every place.
func key(o record.Origin) string {
	return digest(fmt.Sprintf("%s\n%s\n%d\n%s", o.Actor, o.At.UTC().Format(time.RFC3339Nano), o.Seq, o.Kind))
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:16])
}

// Pack is what the admin of role to needs of v, handed over by the actor by.
func Pack(v *steps.Snapshot, to federation.Role, by string) Baton {
	b := Baton{Federation: Identity(v.Events), To: to, By: by, At: v.Now.UTC(), Opening: v.State.Opening, Begun: origin(v.Events[0])}
	b.Opening.Like = "" // a federation that the other one does not have
	needs, gone := needed(v, to), record.Undoings(v.Events)
	made := map[int64]record.Origin{}
	for _, e := range v.Events {
		o := origin(e)
		made[e.Seq] = o
		b.Seen = append(b.Seen, key(o))
		kind := o.Kind
		if gone[e.Seq] || kind == record.Opened && e.Claims == nil || kind == record.Renamed || kind == record.Archived {
			continue
		}
		item := Item{Event: record.Event{V: record.Format, Seq: e.Seq, At: o.At.UTC(), Actor: o.Actor, Kind: record.Merged,
			Step: e.Step, Note: e.Note,
			Override: e.Override, Shown: e.Shown, Reason: e.Reason, Waiver: e.Waiver, Origin: &o}}
		switch kind {
		case record.Opened: // the choices of --like
			item.Event.Origin.Kind = record.Answered
		case record.Undone:
			undone := made[e.Undoes]
			item.Event.Kind, item.Undoes = record.Undone, &undone
		}
		for _, c := range e.Claims {
			if t, _ := v.Pair.Terms.Term(c.Fact); t.Secret {
				c.Value, c.Withheld = "", true
			}
			c.From = federation.Origin{Artifact: c.From.Artifact}
			if needs[c.Fact] {
				item.Event.Claims = append(item.Event.Claims, c)
			}
		}
		for _, a := range e.Artifacts {
			a.Origin = "" // a path at home
			item.Event.Artifacts = append(item.Event.Artifacts, a)
		}
		if empty := len(item.Event.Claims)+len(item.Event.Artifacts) == 0; empty && (kind == record.Answered || kind == record.Received || kind == record.Opened) {
			continue
		}
		b.Events = append(b.Events, item)
	}
	return b
}

// needed are the facts that a step of role to has to do with, and those that
// decide which steps there are.
func needed(v *steps.Snapshot, to federation.Role) map[federation.Fact]bool {
	out := map[federation.Fact]bool{}
	for _, s := range slices.Concat(v.Pair.Platform.Steps, v.Pair.IdP.Steps) {
		for f := range s.When {
			out[f] = true
		}
	}
	for _, s := range v.Plan {
		if s.Role != to && s.Role != federation.Either && to != federation.Either {
			continue
		}
		for _, f := range slices.Concat(s.Takes, s.Gives, s.Plants) {
			out[f] = true
		}
		for _, e := range s.Enter {
			out[e.Fact] = true
		}
		for _, f := range s.Fields {
			out[f.Fact] = true
		}
	}
	delete(out, "")
	return out
}

// Steps is how many steps of v wait for the admin of role to.
func Steps(v *steps.Snapshot, to federation.Role) (n int) {
	for _, s := range v.Plan {
		if (s.Role == to || s.Role == federation.Either) && !s.Optional && !v.Status[s.Ref()].Settled() {
			n++
		}
	}
	return n
}

// Encode is b as a file.
func (b Baton) Encode() ([]byte, error) {
	if err := record.Guard(record.Event{Actor: b.By, Opening: &b.Opening}); err != nil {
		return nil, err
	}
	body, err := compact(b)
	if err != nil {
		return nil, err
	}
	out, err := json.MarshalIndent(file{Version, record.Digest(body), body}, "", "  ")
	return append(out, '\n'), err
}

func compact(v any) ([]byte, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = json.Compact(&b, raw)
	return b.Bytes(), err
}

// ErrNot is the cause where a file is no baton at all.
var ErrNot = errors.New("this is no baton")

// Read reads a file. It is an error where it is no baton, where it was written by
// a newer version of the program, and where it was changed after it was written.
func Read(raw []byte) (b Baton, err error) {
	var head struct {
		Baton *int `json:"baton"`
	}
	if json.Unmarshal(raw, &head) != nil || head.Baton == nil {
		return b, ErrNot
	}
	switch n := *head.Baton; {
	case n > Version:
		return b, fmt.Errorf("this baton was written by a newer version of federate (format %d, this program knows %d)", n, Version)
	case n < 1:
		return b, fmt.Errorf("there is no format %d of a baton", n)
	}
	var f file
	if err := strict(raw, &f); err != nil {
		return b, fmt.Errorf("the baton cannot be read: %w", err)
	}
	var body bytes.Buffer
	if err := json.Compact(&body, f.Body); err != nil {
		return b, fmt.Errorf("the baton cannot be read: %w", err)
	}
	if got := record.Digest(body.Bytes()); got != f.Digest {
		return b, errors.New("the baton was changed after it was written: its digest does not fit; ask for it again")
	}
	if err := strict(f.Body, &b); err != nil {
		return b, fmt.Errorf("the baton cannot be read: %w", err)
	}
	return b, b.whole()
}

func strict(raw []byte, to any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(to); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return errors.New("there is more after its end")
	}
	return nil
}

// whole returns an error where b lacks what it cannot be used without.
func (b Baton) whole() error {
	if b.Federation == "" || b.Opening.Platform == "" || b.Opening.Name == "" || b.Begun.Actor == "" && b.Begun.At.IsZero() {
		return errors.New("the baton does not say which federation it is of")
	}
	for i, item := range b.Events {
		e := item.Event
		undoing := e.Kind == record.Undone && item.Undoes != nil
		if e.Origin == nil || e.Kind != record.Merged && !undoing {
			return fmt.Errorf("event %d of the baton does not say where it was made", i+1)
		}
		switch kind := e.Origin.Kind; {
		case undoing:
		case kind == record.Waived && e.Waiver == nil:
			return fmt.Errorf("event %d of the baton says nothing", i+1)
		case !record.Travels(kind):
			return fmt.Errorf("event %d of the baton is of a kind that does not travel: %q", i+1, kind)
		}
		for _, c := range e.Claims {
			if c.Withheld && c.Value != "" {
				return fmt.Errorf("event %d of the baton holds a secret; nothing of it was taken", i+1)
			}
		}
		if err := record.Guard(e); err != nil {
			return fmt.Errorf("event %d of the baton holds a secret; nothing of it was taken: %w", i+1, err)
		}
	}
	return nil
}
