package steps

import (
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

// Dossier is what checks see of v at the time now. It is the caller's own: what
// is added to it changes nothing.
func (v *Snapshot) Dossier(now time.Time) *federation.Dossier {
	return v.dossier(v.State.Last, now)
}

// Locate says which step of v's plan f leads back to, and who does it.
func (v *Snapshot) Locate(f *federation.Finding) { v.locate(f) }
