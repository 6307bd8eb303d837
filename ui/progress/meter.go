// Package progress says how far long work has come: reading a recording, judging a
// folder, comparing lists of people.
//
// Whoever works counts; whoever shows asks. Nothing here waits, prints or looks at a
// clock of its own.
package progress

import (
	"fmt"
	"io"
	"sync/atomic"
	"time"
)

// A Unit writes an amount for people: "312 files", "120 MB".
type Unit func(n int64) string

// Bytes is a Unit.
func Bytes(n int64) string {
	switch {
	case n >= 10<<30:
		return fmt.Sprintf("%d GB", n>>30)
	case n >= 10<<20:
		return fmt.Sprintf("%d MB", n>>20)
	case n >= 1<<10:
		return fmt.Sprintf("%d kB", n>>10)
	}
	return fmt.Sprintf("%d bytes", n)
}

// Of is the Unit of things that are counted: "312 files".
func Of(noun string) Unit {
	return func(n int64) string { return fmt.Sprintf("%d %s", n, noun) }
}

// A Meter counts work that is under way. Its methods may be called by several at once.
type Meter struct {
	unit  Unit
	began time.Time
	all   atomic.Int64 // zero where nobody knows
	done  atomic.Int64
}

// New begins to count at the time now.
func New(unit Unit, now time.Time) *Meter { return &Meter{unit: unit, began: now} }

// Expect says how much there is to do; zero where that is not known.
func (m *Meter) Expect(all int64) { m.all.Store(all) }

// Add counts n more as done.
func (m *Meter) Add(n int64) { m.done.Add(n) }

// Reader is r, counted in bytes as it is read.
func (m *Meter) Reader(r io.Reader) io.Reader { return counted{r, m} }

type counted struct {
	r io.Reader
	m *Meter
}

func (c counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.m.Add(int64(n))
	return n, err
}

// soonest is when a rate is worth saying: before that it jumps.
const soonest = time.Second

// Say is how far the work is at the time now: "120 MB of 800 MB, 60 MB a second, 12 s left".
func (m *Meter) Say(now time.Time) string {
	done, all, took := m.done.Load(), m.all.Load(), now.Sub(m.began)
	text := m.unit(done)
	if all > 0 {
		text += " of " + m.unit(all)
	}
	if took < soonest || done == 0 {
		return text
	}
	rate := float64(done) / took.Seconds()
	text += ", " + m.unit(int64(rate)) + " a second"
	if all > done {
		left := time.Duration(float64(all-done) / rate * float64(time.Second))
		text += ", " + left.Round(time.Second).String() + " left"
	}
	return text
}
