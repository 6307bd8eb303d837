package steps

import (
	"context"
	"errors"
	"fmt"

	"federate/steps/record"
)

// Digest is the digest of the last line of the journal that v was read from. Each
// line cites the one before, so it stands for all of them.
func (v *Snapshot) Digest() string {
	if len(v.Events) == 0 {
		return ""
	}
	line, err := record.Encode(v.Events[len(v.Events)-1])
	if err != nil {
		return "" // a line that nobody may write down
	}
	return record.Digest(line)
}

// Verify reads the journal of id and every document that it cites again. It
// returns how many events and documents there are, and an error that names the
// first line or document that is not as it was written.
func (sh *Shelf) Verify(ctx context.Context, id string) (events, docs int, err error) {
	all, err := sh.Store.Load(ctx, id)
	if err != nil {
		return 0, 0, err
	}
	seen := map[string]bool{}
	for _, e := range all {
		for _, a := range e.Artifacts {
			if seen[a.Digest] {
				continue
			}
			seen[a.Digest] = true
			_, err := sh.Store.GetArtifact(ctx, id, a.Digest)
			if e.Origin != nil && errors.Is(err, record.ErrNoArtifact) {
				continue // a baton leaves documents where they are
			}
			if err != nil {
				return len(all), docs, fmt.Errorf("event %d: %w", e.Seq, err)
			}
			docs++
		}
	}
	return len(all), docs, nil
}
