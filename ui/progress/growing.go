package progress

import "sync/atomic"

// Growing is m for work of which more turns up while it is done.
func Growing(m *Meter) *Grown { return &Grown{Meter: m} }

// A Grown meter adds up what is expected.
type Grown struct {
	*Meter
	all atomic.Int64
}

// Expect says that there is so much more to do.
func (g *Grown) Expect(more int64) { g.Meter.Expect(g.all.Add(more)) }
