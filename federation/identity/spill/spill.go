// Package spill holds more than memory has room for: what does not fit goes to a temporary
// file, and is gone when it is closed.
//
// It opens no file itself: whoever knows the disk gives it a Place.
package spill

import (
	"context"
	"errors"
	"io"
	"sync"
)

// A File is a temporary one: what was written is read again, and closing takes it away.
type File interface {
	io.Writer
	io.ReaderAt
	io.Closer
}

// A Place says where there is room.
type Place struct {
	Memory int64                // bytes that one Log, or one set of Piles, may hold in memory; zero: Roomy
	Temp   func() (File, error) // nil: memory is all there is
}

// Roomy is how many bytes stay in memory where nobody says: a million people fit.
const Roomy = 128 << 20

func (p Place) memory() int64 {
	if p.Temp == nil {
		return 1 << 62
	}
	if p.Memory <= 0 {
		return Roomy
	}
	return p.Memory
}

// a tail writes to a temporary file, which it opens when it first has to.
type tail struct {
	place Place
	file  File
	size  int64
}

func (t *tail) write(b []byte) (at int64, err error) {
	if t.file == nil {
		if t.file, err = t.place.Temp(); err != nil {
			return 0, err
		}
	}
	at = t.size
	n, err := t.file.Write(b)
	t.size += int64(n)
	return at, err
}

func (t *tail) read(b []byte, at int64) error {
	n, err := t.file.ReadAt(b, at)
	if n == len(b) || errors.Is(err, io.EOF) && n == len(b) {
		return nil
	}
	return err
}

func (t *tail) close() error {
	if t.file == nil {
		return nil
	}
	f := t.file
	t.file = nil
	return f.Close()
}

// Both runs work on two goroutines, and ends with the first error, or with ctx's.
func Both(ctx context.Context, work func(worker int) error) error {
	var wait sync.WaitGroup
	var errs [Workers]error
	for w := range Workers {
		wait.Go(func() { errs[w] = work(w) })
	}
	wait.Wait()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return errors.Join(errs[:]...)
}

// Workers is how many goroutines a scan has. Lists come in twos, and so do cores.
const Workers = 2
