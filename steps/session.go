package steps

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"sync"
	"sync/atomic"
	"time"

	"federate/federation"
	"federate/steps/record"
	"federate/steps/vault"
)

// A Session is one admin working on one federation. A single goroutine owns the
// state; what it publishes is never changed, so that a key press reads it
// without waiting for a disk.
type Session struct {
	ID string

	store record.Store
	know  federation.Knowledge
	pair  *Pair
	whole *Shelf // of an estate: where its members are; nil for a federation
	actor string
	now   func() time.Time

	view atomic.Pointer[Snapshot]
	jobs chan job
	idle chan struct{}

	gate   sync.RWMutex // of closed; held no longer than a job takes to be handed over
	closed bool

	vault vault.Vault     // nil: no secret is kept
	kept  map[string]kept // of the worker alone

	events []record.Event      // of the worker alone
	docs   documents           // of the worker alone
	joined map[string]*Session // of an estate: its members, by id; of the worker alone

	mu     sync.Mutex
	mine   map[int64]bool // events of this session
	draft  record.Draft
	edited bool // draft has changed since it was kept
}

type job struct {
	change Change // nil: look whether somebody else was here
	base   int64  // what the submitter had seen
	done   chan outcome
}

type outcome struct {
	view *Snapshot
	err  error
}

// A NotSavedError is a submission that did not reach the disk.
type NotSavedError struct{ Err error }

func (e *NotSavedError) Error() string {
	if errors.Is(e.Err, record.ErrNotSaved) {
		return e.Err.Error() // it says so itself
	}
	return fmt.Sprintf("not saved: %v", e.Err)
}
func (e *NotSavedError) Unwrap() error { return e.Err }

// start replays the journal and stands where the last admin stopped.
func (s *Session) start(ctx context.Context, events []record.Event) error {
	s.events, s.docs, s.mine = events, documents{}, map[int64]bool{}
	if err := s.publish(ctx); err != nil {
		return err
	}
	if d, ok := s.store.(record.Drafts); ok {
		s.draft, _ = d.LoadDraft(ctx, s.ID, s.actor) // a draft that cannot be read is no reason not to work
	}
	if s.draft == nil {
		s.draft = record.Draft{}
	}
	s.jobs, s.idle = make(chan job, mostWaiting), make(chan struct{})
	go s.work()
	return nil
}

func (s *Session) work() {
	defer close(s.idle)
	for j := range s.jobs {
		err := s.do(context.Background(), j)
		j.done <- outcome{s.view.Load(), err}
	}
}

// View is the federation as it is known to stand. It does not block.
func (s *Session) View() *Snapshot { return s.view.Load() }

// A Receipt is for a submission that is on its way.
type Receipt struct{ done chan outcome }

// Wait returns once the submission is on disk, or was refused, with the state
// after it. Call it where blocking is allowed.
func (r Receipt) Wait() (*Snapshot, error) {
	o := <-r.done
	r.done <- o // so that waiting twice is no mistake
	return o.view, o.err
}

// ErrClosed is what becomes of a submission to a session that was closed.
var ErrClosed = errors.New("nothing was saved: the federation was closed before")

// ErrBusy is what becomes of a submission where many wait for the disk already.
// It is the cause of a [NotSavedError]; whoever submitted still has what was typed.
var ErrBusy = errors.New("the disk has not taken yet what was entered before; try again in a moment")

// mostWaiting is how many submissions may wait for the disk.
const mostWaiting = 64

// Do takes a submission without blocking, or refuses it.
func (s *Session) Do(c Change) Receipt {
	r := Receipt{make(chan outcome, 1)}
	s.gate.RLock()
	defer s.gate.RUnlock()
	if s.closed {
		r.done <- outcome{s.View(), ErrClosed}
		return r
	}
	select {
	case s.jobs <- job{c, s.View().State.Last, r.done}:
	default:
		err := ErrBusy
		if c != nil {
			err = &NotSavedError{ErrBusy}
		}
		r.done <- outcome{s.View(), err}
	}
	return r
}

// Refresh looks whether somebody else was here, and at the clock.
func (s *Session) Refresh() Receipt { return s.Do(nil) }

// Others returns the events after seq that this session did not make.
func (s *Session) Others(seq int64) (out []record.Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range s.View().Events {
		if e.Seq > seq && !s.mine[e.Seq] {
			out = append(out, e)
		}
	}
	return out
}

// do makes one event of a submission. Where the journal has moved on, it is read
// again, and the submission goes on unless it is about the same thing.
func (s *Session) do(ctx context.Context, j job) error {
	const tries = 100 // of a journal that others write all the time
	for range tries {
		if j.change == nil {
			return s.reload(ctx)
		}
		v := s.View()
		for _, e := range s.Others(j.base) {
			if j.change.concerns(v, e) {
				return &ClashError{e}
			}
		}
		if err := s.suits(ctx, j.change); err != nil {
			return err
		}
		d, err := j.change.event(s, v)
		if err != nil || d.event.Kind == "" {
			return err
		}
		err = s.append(ctx, d)
		if !errors.Is(err, record.ErrConflict) {
			return err
		}
		if err := s.reload(ctx); err != nil {
			return err
		}
	}
	return &NotSavedError{record.ErrConflict}
}

func (s *Session) append(ctx context.Context, d draft) error {
	e, last := d.event, s.View().State.Last
	e.V, e.At, e.Actor = record.Format, s.now().UTC(), s.actor
	if err := record.Guard(e); err != nil {
		return err
	}
	for i, a := range d.artifacts {
		digest, err := s.store.PutArtifact(ctx, s.ID, a.Raw)
		if err != nil {
			return &NotSavedError{err}
		}
		e.Artifacts[i].Digest, a.Digest = digest, digest
		s.docs[digest] = a
	}
	if err := s.store.Append(ctx, s.ID, last, e); err != nil {
		if errors.Is(err, record.ErrConflict) {
			return err
		}
		return &NotSavedError{err}
	}
	e.Seq = last + 1
	s.keepSecrets(e, d.secrets)
	s.mu.Lock()
	s.mine[e.Seq] = true
	s.mu.Unlock()
	s.events = append(s.events[:len(s.events):len(s.events)], e)
	return s.publish(ctx)
}

func (s *Session) reload(ctx context.Context) error {
	events, err := s.store.Load(ctx, s.ID)
	if err != nil {
		return err
	}
	if len(events) == 0 {
		return fmt.Errorf("the federation %s was deleted", s.ID)
	}
	s.events = events
	return s.publish(ctx)
}

// publish derives a snapshot from the events, reading documents not seen yet.
func (s *Session) publish(ctx context.Context) error {
	for _, e := range s.events {
		for _, a := range e.Artifacts {
			if _, ok := s.docs[a.Digest]; ok {
				continue
			}
			raw, err := s.store.GetArtifact(ctx, s.ID, a.Digest)
			if errors.Is(err, record.ErrNoArtifact) {
				continue // its claims are in the journal; only its own checks wait
			}
			if err != nil {
				return err
			}
			doc := federation.Artifact{Kind: a.Kind, Raw: raw}
			if !isNote(a.Kind) {
				if doc, err = s.know.Recognise(raw); err != nil {
					return err
				}
			}
			doc.Digest, doc.Origin = a.Digest, a.Origin
			s.docs[a.Digest] = doc
		}
	}
	members, err := s.members(ctx)
	if err != nil {
		return err
	}
	v, err := derive(s.pair, s.ID, s.events, maps.Clone(s.docs), members, s.now())
	if err != nil {
		return err
	}
	v.places = s.places(v)
	s.view.Store(v)
	return nil
}

// Close returns when everything that was submitted and typed is on disk.
func (s *Session) Close() error {
	s.gate.Lock()
	if !s.closed {
		close(s.jobs)
	}
	s.closed = true
	s.gate.Unlock()
	<-s.idle
	return s.KeepDrafts(context.Background())
}
