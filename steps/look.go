package steps

import (
	"context"
	"errors"
	"fmt"
	"time"

	"federate/federation"
	"federate/steps/record"
)

// Blank is the snapshot of a federation by p that nobody has begun: what can be
// judged without one.
func Blank(p *Pair, now time.Time) (*Snapshot, error) {
	o := record.Opening{Name: p.Platform.Title, Platform: p.Platform.ID, IdP: p.IdP.ID, Protocol: p.Protocol}
	v, err := look(p, "new", []record.Event{{V: record.Format, Seq: 1, At: now, Kind: record.Opened, Opening: &o}}, documents{}, now)
	if err != nil {
		return nil, err
	}
	v.blank = true
	return v, nil
}

// Dossier is what checks see of v at the time now. It is the caller's own: what
// is added to it changes nothing.
func (v *Snapshot) Dossier(now time.Time) *federation.Dossier {
	return v.dossier(v.State.Last, now)
}

// Locate says which step of v's plan f leads back to, and who does it.
func (v *Snapshot) Locate(f *federation.Finding) { v.locate(f) }

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
