package steps

import (
	"errors"
	"slices"
	"time"

	"federate/federation"
	"federate/steps/playbook"
	"federate/steps/record"
)

// Blank is the snapshot of a federation by p that nobody has begun: what can be
// judged without one.
func Blank(p *playbook.Pair, now time.Time) (*Snapshot, error) {
	o := record.Opening{Name: p.Platform.Title, Platform: p.Platform.ID, IdP: p.IdP.ID, Protocol: p.Protocol}
	v, err := derive(NewPair(p), "new", []record.Event{{V: record.Format, Seq: 1, At: now, Kind: record.Opened, Opening: &o}}, documents{}, nil, now)
	if err != nil {
		return nil, err
	}
	v.blank = true
	return v, nil
}

// Standards is an empty federation of the generic playbooks, which know the standards
// and no console.
func (s *Shelf) Standards() (*Snapshot, error) { return s.Bare(playbook.GenericPlatform, "") }

// Bare is an empty federation of a platform with the generic identity provider, by the
// protocol that documents of kind belong to, or the first that the platform knows.
func (s *Shelf) Bare(platform string, kind federation.Kind) (*Snapshot, error) {
	l := s.Library
	shared := slices.Concat(l.Protocols(platform, playbook.GenericIdP), l.Protocols(platform, playbook.GenericOIDC))
	if len(shared) == 0 {
		return nil, errors.New("there are no generic playbooks; choose a federation to judge by")
	}
	protocol := shared[0]
	for _, c := range s.Know.Checks {
		if slices.Contains(c.Kinds, kind) && slices.Contains(shared, c.Protocol) {
			protocol = c.Protocol
			break
		}
	}
	p, err := l.Pair(platform, l.Generic(protocol), protocol, "", s.Know.Checks)
	if err != nil {
		return nil, err
	}
	return Blank(p, s.Now())
}

// Dossier is what checks see of v at the time now. It is the caller's own: what
// is added to it changes nothing.
func (v *Snapshot) Dossier(now time.Time) *federation.Dossier {
	d := v.dossier(v.State.Last, now)
	for _, w := range v.shown {
		d.Hear(w.Claim)
	}
	return d
}

// Locate says which step of v's plan f leads back to, and who does it.
func (v *Snapshot) Locate(f *federation.Finding) { v.locate(f) }
