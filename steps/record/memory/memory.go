// Package memory is a Store that forgets everything when the program ends: for
// tests, and for judging what nobody wants to keep.
//
// A second implementation keeps the interface honest: it passes the same conformance
// test as the folder of files.
package memory

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"sync"

	"federate/steps/record"
)

// A Store keeps journals, documents and drafts in memory. The zero value is empty
// and ready; many may use it at once.
type Store struct {
	// Full makes whatever would be written fail with record.ErrNotSaved.
	Full bool

	mu      sync.Mutex
	folders map[string]*folder
}

// most is how large an event may be, in bytes of its line.
const most = 16 << 20

type folder struct {
	lines     [][]byte
	artifacts map[string][]byte
	drafts    map[string]record.Draft
}

// at returns the folder of id, made where it is not there.
func (s *Store) at(id string) *folder {
	if s.folders == nil {
		s.folders = map[string]*folder{}
	}
	f := s.folders[id]
	if f == nil {
		f = &folder{artifacts: map[string][]byte{}, drafts: map[string]record.Draft{}}
		s.folders[id] = f
	}
	return f
}

// enter checks what every call begins with, and locks s.
func (s *Store) enter(ctx context.Context, id string) error {
	if err := record.CheckID(id); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	return nil
}

func (s *Store) room() error {
	if s.Full {
		return fmt.Errorf("%w: the memory is said to be full", record.ErrNotSaved)
	}
	return nil
}

// List implements record.Store.
func (s *Store) List(ctx context.Context) (ids []string, err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, f := range s.folders {
		if len(f.lines) > 0 {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids, nil
}

// Load implements record.Store.
func (s *Store) Load(ctx context.Context, id string) (events []record.Event, err error) {
	if err := s.enter(ctx, id); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	for _, line := range s.at(id).lines {
		e, err := record.Decode(line)
		if err != nil {
			return nil, err
		}
		events = append(events, e)
	}
	return events, nil
}

// Append implements record.Store.
func (s *Store) Append(ctx context.Context, id string, last int64, e record.Event) error {
	if err := s.enter(ctx, id); err != nil {
		return err
	}
	defer s.mu.Unlock()
	f := s.at(id)
	if int64(len(f.lines)) != last {
		return fmt.Errorf("%w: %s is at %d, not %d", record.ErrConflict, id, len(f.lines), last)
	}
	if err := s.room(); err != nil {
		return err
	}
	e.Seq, e.Prev = last+1, ""
	if last > 0 {
		e.Prev = record.Digest(f.lines[last-1])
	}
	line, err := record.Encode(e)
	if err != nil {
		return err
	}
	if len(line) > most {
		return fmt.Errorf("an event of %d bytes is too large", len(line))
	}
	if _, err := record.Decode(line); err != nil {
		return err // what cannot be read again is not written
	}
	f.lines = append(f.lines, line)
	return nil
}

// PutArtifact implements record.Store.
func (s *Store) PutArtifact(ctx context.Context, id string, raw []byte) (string, error) {
	if err := s.enter(ctx, id); err != nil {
		return "", err
	}
	defer s.mu.Unlock()
	if err := s.room(); err != nil {
		return "", err
	}
	sum := sha256.Sum256(raw)
	digest := "sha256:" + hex.EncodeToString(sum[:])
	s.at(id).artifacts[digest] = slices.Clone(raw)
	return digest, nil
}

// GetArtifact implements record.Store.
func (s *Store) GetArtifact(ctx context.Context, id, digest string) ([]byte, error) {
	if err := s.enter(ctx, id); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	raw, ok := s.at(id).artifacts[digest]
	if !ok {
		return nil, fmt.Errorf("%w: %s", record.ErrNoArtifact, digest)
	}
	return slices.Clone(raw), nil
}

// LoadDraft implements record.Drafts.
func (s *Store) LoadDraft(ctx context.Context, id, actor string) (record.Draft, error) {
	if err := s.enter(ctx, id); err != nil {
		return nil, err
	}
	defer s.mu.Unlock()
	return clone(s.at(id).drafts[actor]), nil
}

// SaveDraft implements record.Drafts.
func (s *Store) SaveDraft(ctx context.Context, id, actor string, d record.Draft) error {
	if err := s.enter(ctx, id); err != nil {
		return err
	}
	defer s.mu.Unlock()
	if err := s.room(); err != nil {
		return err
	}
	s.at(id).drafts[actor] = clone(d)
	return nil
}

// clone is d without the steps where nothing is typed; nil where that is all.
func clone(d record.Draft) (out record.Draft) {
	for step, fields := range d {
		if len(fields) == 0 {
			continue
		}
		if out == nil {
			out = record.Draft{}
		}
		out[step] = maps.Clone(fields)
	}
	return out
}

// Remove implements record.Remover.
func (s *Store) Remove(ctx context.Context, id string) error {
	if err := s.enter(ctx, id); err != nil {
		return err
	}
	defer s.mu.Unlock()
	delete(s.folders, id)
	return nil
}
