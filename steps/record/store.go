package record

import (
	"context"
	"errors"
)

// A Store keeps the journals and the documents of all federations. The
// conformance package says in tests what every implementation owes.
type Store interface {
	// List returns the ids of all federations, sorted.
	List(ctx context.Context) ([]string, error)
	// Load returns the events of id in order, none for an id that is not there.
	// It is an error, naming the line, when an event is damaged or the chain of
	// digests is broken; a torn last line, which was never acknowledged, is not.
	Load(ctx context.Context, id string) ([]Event, error)
	// Append adds e after the event last, and returns once it is durable. It sets
	// Seq and Prev. It fails with ErrConflict where the journal has moved past last.
	Append(ctx context.Context, id string, last int64, e Event) error
	// PutArtifact keeps raw for the federation id, durably, and returns its digest.
	PutArtifact(ctx context.Context, id string, raw []byte) (digest string, err error)
	// GetArtifact returns what was kept; ErrNoArtifact where nothing was.
	GetArtifact(ctx context.Context, id, digest string) ([]byte, error)
}

// Errors that callers branch on.
var (
	ErrConflict   = errors.New("the federation has moved on")
	ErrNoArtifact = errors.New("no such document")
	// ErrNotSaved: the place refused, a full disk say. What was kept before is as
	// it was; the error names the place and what helps.
	ErrNotSaved = errors.New("not saved")
)

// A Draft is what was typed in a step and not submitted: step, then field.
type Draft map[string]map[string]string

// Drafts is what a Store may offer beside: a place for drafts, one for each
// actor, and never for secrets.
type Drafts interface {
	LoadDraft(ctx context.Context, id, actor string) (Draft, error)
	SaveDraft(ctx context.Context, id, actor string, d Draft) error // an empty one removes it
}

// A Remover is a Store that can forget a federation with everything kept for it.
type Remover interface {
	Remove(ctx context.Context, id string) error
}
