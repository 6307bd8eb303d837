package progress

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// A Line shows a meter on a terminal, in one line that is written over and taken away
// again before anything else is written.
type Line struct {
	to    io.Writer
	meter *Meter
	now   func() time.Time

	mu    sync.Mutex
	shown bool
	over  bool
	end   chan struct{}
}

const (
	// patience is how long work takes before it is worth a line.
	patience = 500 * time.Millisecond
	every    = 200 * time.Millisecond
)

// Watch shows m on the terminal to until the line is stopped.
func Watch(to io.Writer, m *Meter, now func() time.Time) *Line {
	l := &Line{to: to, meter: m, now: now, end: make(chan struct{})}
	go l.run()
	return l
}

func (l *Line) run() {
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case <-l.end:
			return
		case <-t.C:
			l.Draw()
		}
	}
}

// Draw writes the line as it is now, unless the work is too short to tell of.
func (l *Line) Draw() {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	if l.over || now.Sub(l.meter.began) < patience {
		return
	}
	l.shown = true
	fmt.Fprintf(l.to, "\r\x1b[K%s", l.meter.Say(now))
}

// Stop takes the line away for good.
func (l *Line) Stop() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.over {
		l.over = true
		close(l.end)
	}
	l.clear()
}

func (l *Line) clear() {
	if l.shown {
		l.shown = false
		fmt.Fprint(l.to, "\r\x1b[K")
	}
}

// Around is w, with the line out of the way whenever something is written to it.
func (l *Line) Around(w io.Writer) io.Writer { return around{l, w} }

type around struct {
	l *Line
	w io.Writer
}

func (a around) Write(p []byte) (int, error) {
	a.l.mu.Lock()
	defer a.l.mu.Unlock()
	a.l.clear()
	return a.w.Write(p)
}
