package spill_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"testing"

	"federate/federation/identity/spill"
)

// disk is a temporary file in memory, which knows whether it was closed.
type disk struct {
	data []byte
	full bool
	open *int
}

func (d *disk) Write(p []byte) (int, error) {
	if d.full {
		return 0, io.ErrShortWrite
	}
	d.data = append(d.data, p...)
	return len(p), nil
}

func (d *disk) ReadAt(p []byte, at int64) (int, error) { return bytes.NewReader(d.data).ReadAt(p, at) }
func (d *disk) Close() error                           { *d.open--; return nil }

func place(memory int64, open *int) spill.Place {
	return spill.Place{Memory: memory, Temp: func() (spill.File, error) { *open++; return &disk{open: open}, nil }}
}

// TestLog reads what was added, in any order, from memory and from a file, and leaves no file
// behind.
func TestLog(t *testing.T) {
	const n = 10_000
	record := func(i int) string { return fmt.Sprintf("record %d %s", i, bytes.Repeat([]byte("x"), i%300)) }
	for _, memory := range []int64{1 << 30, 100_000, 1} {
		open := 0
		l := spill.NewLog(place(memory, &open))
		for i := range n {
			if err := l.Add([]byte(record(i))); err != nil {
				t.Fatal(err)
			}
		}
		if err := l.Done(); err != nil || l.Len() != n {
			t.Fatalf("%d records, %v", l.Len(), err)
		}
		if spilled := open > 0; spilled != (memory < 1<<30) {
			t.Errorf("%d bytes of memory: %d files", memory, open)
		}
		r := l.Reader()
		for _, i := range []int{0, 1, 127, 128, 5000, 4999, 0, n - 1, n - 1, 3} {
			if got, err := r.At(i); err != nil || string(got) != record(i) {
				t.Errorf("%d bytes of memory, record %d: %.20q, %v", memory, i, got, err)
			}
		}
		var mu sync.Mutex
		met := map[int]bool{}
		err := l.Scan(t.Context(), func(_, i int, got []byte) error {
			mu.Lock()
			defer mu.Unlock()
			if met[i] || string(got) != record(i) {
				t.Errorf("%d bytes of memory, record %d of a scan: %.20q", memory, i, got)
			}
			met[i] = true
			return nil
		})
		if err != nil || len(met) != n {
			t.Errorf("%d records, %v", len(met), err)
		}
		if err := l.Close(); err != nil || open != 0 {
			t.Errorf("%d files are left, %v", open, err)
		}
	}
}

// TestJoin brings equal keys together, from memory and from a file.
func TestJoin(t *testing.T) {
	const n = 100_000
	for _, memory := range []int64{1 << 30, 500_000, 1} {
		open := 0
		var both [2]*spill.Piles
		for side := range both {
			both[side] = spill.NewPiles(place(memory, &open), n)
			w := both[side].Writer()
			for i := range n {
				if err := w.Put(spill.Entry{High: uint64(i) * 0x9e3779b97f4a7c15, Low: uint64(i), Who: uint32(i), Bits: uint32(side)}); err != nil {
					t.Fatal(err)
				}
			}
			if err := w.Done(); err != nil {
				t.Fatal(err)
			}
		}
		if spilled := open > 0; spilled != (memory < 1<<30) {
			t.Errorf("%d bytes of memory: %d files", memory, open)
		}
		var met [spill.Workers]int
		err := spill.Join(t.Context(), both[0], both[1], func(w int, a, b []spill.Entry) error {
			if len(a) != len(b) {
				t.Errorf("%d and %d", len(a), len(b))
			}
			mine := map[uint32]bool{}
			for _, e := range a {
				mine[e.Who] = true
			}
			for _, e := range b {
				if !mine[e.Who] || e.Low != uint64(e.Who) || e.Bits != 1 {
					t.Errorf("%+v has nobody to meet", e)
				}
			}
			met[w] += len(a)
			return nil
		})
		if err != nil || met[0]+met[1] != n {
			t.Errorf("%v met, %v", met, err)
		}
		if err := errors.Join(both[0].Close(), both[1].Close()); err != nil || open != 0 {
			t.Errorf("%d files are left, %v", open, err)
		}
	}
}

// TestErrorsEnd: a full disk, a look that fails and a cancelled context end the work.
func TestErrorsEnd(t *testing.T) {
	open := 0
	l := spill.NewLog(spill.Place{Memory: 1, Temp: func() (spill.File, error) { return &disk{full: true, open: &open}, nil }})
	var err error
	for i := 0; i < 1000 && err == nil; i++ {
		err = l.Add([]byte("x"))
	}
	if !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("a full disk: %v", err)
	}
	l = spill.NewLog(spill.Place{})
	for range 100_000 {
		if err := l.Add([]byte("x")); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Done(); err != nil {
		t.Fatal(err)
	}
	if err := l.Scan(t.Context(), func(int, int, []byte) error { return io.ErrNoProgress }); !errors.Is(err, io.ErrNoProgress) {
		t.Errorf("a look that fails: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var mu sync.Mutex
	met := 0
	err = l.Scan(ctx, func(int, int, []byte) error {
		cancel()
		mu.Lock()
		defer mu.Unlock()
		met++
		return nil
	})
	if !errors.Is(err, context.Canceled) || met == 100_000 {
		t.Errorf("cancelled: %v, after %d", err, met)
	}
}
