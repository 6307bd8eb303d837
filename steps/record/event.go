// Package record is what is kept of a federation: an append-only list of events,
// and the state that they amount to.
//
// A journal is for ever: an event is written once and read by
// every later version of the program; nothing that can be computed from events,
// a finding, the state of a step, is ever stored; and a secret is never in one.
package record

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"federate/federation"
)

// Format is the version of the events that this program writes.
const Format = 1

// Kind says what happened.
type Kind string

// The kinds. One that is not listed belongs to a newer version and is refused.
const (
	Opened    Kind = "opened"    // the federation began; first event, once
	Answered  Kind = "answered"  // values were told, by hand or by a document
	Confirmed Kind = "confirmed" // a step was done in its console
	Reopened  Kind = "reopened"  // a confirmation or a skip was taken back
	Skipped   Kind = "skipped"   // a step was left out, with a reason
	Received  Kind = "received"  // a message of a login arrived
	Waived    Kind = "waived"    // a finding was accepted
	Undone    Kind = "undone"    // an earlier event counts no more
	Renamed   Kind = "renamed"
	Archived  Kind = "archived" // or brought back
	Merged    Kind = "merged"   // another admin's event, brought home in a baton
)

var kinds = map[Kind]bool{Opened: true, Answered: true, Confirmed: true, Reopened: true, Skipped: true, Received: true,
	Waived: true, Undone: true, Renamed: true, Archived: true, Merged: true}

// Travels reports whether an event of kind k can be brought home from another
// place, and counts here as what it was there. An undoing travels as itself: what
// it takes back has another number here.
func Travels(k Kind) bool {
	switch k {
	case Answered, Confirmed, Reopened, Skipped, Received, Waived:
		return true
	}
	return false
}

// An Opening is what a federation was begun as.
type Opening struct {
	Name     string `json:"name"`
	Platform string `json:"platform"` // playbook
	IdP      string `json:"idp,omitempty"`
	Protocol string `json:"protocol"`
	Route    string `json:"route,omitempty"`
	Adopted  bool   `json:"adopted,omitempty"` // it existed already
	Like     string `json:"like,omitempty"`    // the federation whose choices were repeated
}

// An Artifact is a document that an event brought, kept by its digest.
type Artifact struct {
	Kind   federation.Kind `json:"kind"`
	Key    string          `json:"key,omitempty"` // which attempt
	Digest string          `json:"digest"`        // "sha256:…"
	Origin string          `json:"origin,omitempty"`
}

// An Origin is where a merged event was made.
type Origin struct {
	Actor string    `json:"actor"`
	At    time.Time `json:"at"`
	Seq   int64     `json:"seq"`
	Kind  Kind      `json:"kind"`
}

// An Event is one thing that happened. One submission is one event, so that a
// crash leaves all of it or none.
type Event struct {
	V     int       `json:"v"`
	Seq   int64     `json:"seq"` // 1, 2, 3 …; set by the Store
	At    time.Time `json:"at"`  // UTC
	Actor string    `json:"actor"`
	Prev  string    `json:"prev,omitempty"` // digest of the line before; set by the Store
	Kind  Kind      `json:"kind"`
	Step  string    `json:"step,omitempty"` // "entra/back-fill"

	Claims    []federation.Claim `json:"claims,omitempty"`
	Artifacts []Artifact         `json:"artifacts,omitempty"`

	Opening  *Opening           `json:"opening,omitempty"`  // of opened
	Note     string             `json:"note,omitempty"`     // of confirmed; of received, what came of what was kept
	Override string             `json:"override,omitempty"` // of confirmed: why a shut gate was passed
	Shown    []federation.Code  `json:"shown,omitempty"`    // of confirmed: the findings that were on screen
	Reason   string             `json:"reason,omitempty"`   // of skipped
	Waiver   *federation.Waiver `json:"waiver,omitempty"`   // of waived
	Undoes   int64              `json:"undoes,omitempty"`   // of undone: a Seq
	Name     string             `json:"name,omitempty"`     // of renamed
	Back     bool               `json:"back,omitempty"`     // of archived: brought back
	Origin   *Origin            `json:"origin,omitempty"`   // of merged
}

// Encode is e as one line without its line end. The same event gives the same
// bytes on every machine.
//
// What nobody may write down is a [SecretError].
func Encode(e Event) ([]byte, error) {
	if err := Guard(e); err != nil {
		return nil, err
	}
	e.At = e.At.UTC()
	if e.Waiver != nil {
		w := *e.Waiver
		w.At, w.Until = w.At.UTC(), w.Until.UTC()
		e.Waiver = &w
	}
	if e.Origin != nil {
		o := *e.Origin
		o.At = o.At.UTC()
		e.Origin = &o
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(e); err != nil {
		return nil, fmt.Errorf("event: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// Decode reads one line. A field or a kind that this version does not know is an
// error: skipping it could lose what a newer version relied on.
func Decode(line []byte) (Event, error) {
	var e Event
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	if err := d.Decode(&e); err != nil {
		return e, err
	}
	if _, err := d.Token(); err != io.EOF {
		return e, fmt.Errorf("more than one event in the line")
	}
	switch {
	case e.V > Format:
		return e, fmt.Errorf("written by a newer version of federate (format %d, this program knows %d)", e.V, Format)
	case e.V < 1:
		return e, fmt.Errorf("no format version")
	case !kinds[e.Kind]:
		return e, fmt.Errorf("unknown kind of event %q", e.Kind)
	}
	return e, e.complete()
}

// complete returns an error where e lacks what its kind cannot be read without.
func (e Event) complete() error {
	kind := e.Kind
	if kind == Merged { // it is read as what it was where it was made
		if e.Origin == nil {
			return errors.New("a merged event without its origin")
		}
		if kind = e.Origin.Kind; !Travels(kind) {
			return fmt.Errorf("a merged event of kind %q, which is none that is brought home", kind)
		}
	}
	switch {
	case kind == Opened && e.Opening == nil:
		return errors.New("an opened event that does not say of what")
	case kind == Waived && e.Waiver == nil:
		return fmt.Errorf("a %s event without its waiver", words(e.Kind, kind))
	case kind == Undone && (e.Undoes <= 1 || e.Undoes >= e.Seq):
		return fmt.Errorf("event %d cannot undo event %d: only an earlier one, and not the first", e.Seq, e.Undoes)
	case (kind == Confirmed || kind == Skipped || kind == Reopened) && e.Step == "":
		return fmt.Errorf("a %s event without its step", words(e.Kind, kind))
	}
	return nil
}

// words are the kind of an event and, where that is another, the kind it counts as.
func words(kind, as Kind) string {
	if kind == as {
		return string(kind)
	}
	return string(kind) + " " + string(as)
}

// Digest is the digest of a line, as the next one cites it.
func Digest(line []byte) string {
	sum := sha256.Sum256(line)
	return "sha256:" + hex.EncodeToString(sum[:])
}
