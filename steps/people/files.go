// Package people compares who is on both sides of a federation, from the lists that their
// consoles export. It reads files, and keeps nothing of them.
package people

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"

	"federate/federation/identity"
	"federate/federation/identity/spill"
)

// A Roster is a list of people with the file that it was read from.
type Roster struct {
	*identity.List
	raw  io.ReaderAt
	size int64
	how  identity.Reading
	file io.Closer
}

// Close takes away what was kept of the list.
func (r *Roster) Close() error { return errors.Join(r.List.Close(), r.file.Close()) }

// Whole reports whether everybody in the list was looked at.
func (r *Roster) Whole() bool { return r.LeftOut == 0 && r.Part == "" && r.Skipped() == nil }

// Skipped are the sheets of a workbook that were not read, and that nobody chose to leave.
func (r *Roster) Skipped() []string {
	if r.how.Sheet != "" {
		return nil
	}
	return r.Others
}

// Rewrite writes the rows of the list that change, as they become and as they were.
func (r *Roster) Rewrite(ctx context.Context, column identity.Column, changes iter.Seq2[identity.Change, error], becomes, was io.Writer) (changed int, left []identity.Change, err error) {
	return r.List.Rewrite(ctx, r.raw, r.size, r.how, column, changes, becomes, was)
}

// Open reads the list of people in the file at path, of any size. A pipe will do.
func Open(ctx context.Context, path string, o identity.Reading) (*Roster, error) {
	about, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	r := &Roster{size: about.Size(), how: o}
	switch {
	case about.IsDir():
		return nil, errors.New("this is a folder")
	case about.Mode().IsRegular():
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		r.raw, r.file = f, f
	default:
		whole, err := piped(ctx, path)
		if err != nil {
			return nil, err
		}
		r.raw, r.size, r.file = whole, whole.size, whole
	}
	if r.List, err = identity.Read(ctx, r.raw, r.size, o); err != nil {
		r.file.Close()
		return nil, err
	}
	return r, nil
}

// piped is what comes out of a pipe, which is read once: a list may have to be read twice.
// Whoever cancels does not wait for the other end.
func piped(ctx context.Context, path string) (*scratch, error) {
	type result struct {
		whole *scratch
		err   error
	}
	done := make(chan result, 1)
	go func() {
		whole, err := copied(ctx, path)
		done <- result{whole, err}
	}()
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case r := <-done:
		return r.whole, r.err
	}
}

// mostPiped is how many bytes are taken from a pipe: whoever names one that never ends does
// not fill the disk.
const mostPiped = 8 << 30

func copied(ctx context.Context, path string) (whole *scratch, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if whole, err = scratchFile(); err != nil {
		return nil, err
	}
	defer context.AfterFunc(ctx, func() { f.Close() })()
	whole.size, err = io.Copy(whole, io.LimitReader(f, mostPiped+1))
	if err == nil && whole.size > mostPiped {
		err = errors.New("more comes out of it than any list of people has")
	}
	if err != nil {
		whole.Close()
		return nil, err
	}
	return whole, nil
}

// Room is where people are kept of whom more than memory bytes do not fit; zero: very many do.
func Room(memory int64) spill.Place {
	return spill.Place{Memory: memory, Temp: func() (spill.File, error) { return scratchFile() }}
}

// A scratch file is gone as soon as it is closed, and where the system allows it even before:
// nothing is left behind, whatever happens to the program.
type scratch struct {
	*os.File
	gone bool
	size int64
}

// scratchFile opens one that nobody else may read.
func scratchFile() (*scratch, error) {
	f, err := os.CreateTemp("", "federate-*")
	if err != nil {
		return nil, fmt.Errorf("no room in the temporary folder: %w", err)
	}
	return &scratch{File: f, gone: os.Remove(f.Name()) == nil}, nil // an open file cannot be removed everywhere
}

func (s *scratch) Close() error {
	err := s.File.Close()
	if !s.gone {
		err = cmp.Or(err, os.Remove(s.Name()))
	}
	return err
}
