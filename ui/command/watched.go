package command

import (
	"io"

	"federate/ui/progress"
)

// watched is a while long work is under way: how far m has counted stands in the last
// line of the terminal, out of the way of what is printed. done ends that.
func (a *app) watched(unit progress.Unit) (b *app, m *progress.Meter, done func()) {
	m = progress.New(unit, a.Now())
	if a.Live == nil {
		return a, m, func() {}
	}
	line := progress.Watch(a.Live, m, a.Now)
	with := *a
	with.Out, with.Err = line.Around(a.Out), line.Around(a.Err)
	return &with, m, line.Stop
}

// counted is r, of size bytes, counted where somebody counts.
func (a *app) counted(r io.Reader, size int64) io.Reader {
	if a.read == nil {
		return r
	}
	a.read.Expect(size)
	return a.read.Reader(r)
}
