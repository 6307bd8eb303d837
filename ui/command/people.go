package command

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"sync/atomic"

	"federate/federation"
	"federate/federation/identity"
	"federate/federation/identity/spill"
	"federate/steps"
	"federate/ui/progress"
)

// A roster is a list of people with the file that it was read from.
type roster struct {
	*identity.List
	raw  io.ReaderAt
	size int64
	how  identity.Reading
	file io.Closer
}

func (r *roster) Close() error { return errors.Join(r.List.Close(), r.file.Close()) }

// people reads the list of people at path, of any size.
func people(ctx context.Context, path string, o identity.Reading) (*roster, error) {
	list, err := peopleIn(ctx, path, o)
	if err != nil && ctx.Err() == nil {
		err = &InputError{fmt.Errorf("%s: %s", path, plainErr(path, err))}
	}
	return list, err
}

func peopleIn(ctx context.Context, path string, o identity.Reading) (*roster, error) {
	about, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	r := &roster{size: about.Size(), how: o}
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
	if whole.size, err = io.Copy(whole, f); err != nil {
		whole.Close()
		return nil, err
	}
	return whole, nil
}

// twoLists are the people of both sides.
type twoLists struct{ platform, idp *roster }

func (l twoLists) close() {
	for _, one := range []*roster{l.platform, l.idp} {
		if one != nil {
			one.Close()
		}
	}
}

// bothLists reads the lists of both sides at the same time.
func (a *app) bothLists(ctx context.Context, f usersFlags, v *steps.Snapshot, how map[federation.Side]identity.Reading) (l twoLists, err error) {
	_, met, done := a.watched(progress.Bytes)
	defer done()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watch := &growing{Meter: met}
	var wait sync.WaitGroup
	read := func(to **roster, path string, side federation.Side, console map[string][]string) {
		o := how[side]
		o.Console, o.Watch = console, watch
		wait.Go(func() {
			var err error
			if *to, err = people(ctx, path, o); err != nil {
				cancel(err)
			}
		})
	}
	read(&l.platform, f.here, federation.Platform, v.Pair.Platform.Headers)
	read(&l.idp, f.there, federation.IdP, v.Pair.IdP.Headers)
	wait.Wait()
	if err = context.Cause(ctx); err != nil {
		l.close()
	}
	return l, err
}

// compare matches the people of both sides.
func (a *app) compare(ctx context.Context, l twoLists, o identity.Options) (*identity.Result, error) {
	_, met, done := a.watched(progress.Of("people"))
	defer done()
	o.Watch = &growing{Meter: met}
	return identity.Match(ctx, l.platform.List, l.idp.List, o)
}

// growing is a meter of work of which more turns up while it is done.
type growing struct {
	*progress.Meter
	all atomic.Int64
}

func (g *growing) Expect(more int64) { g.Meter.Expect(g.all.Add(more)) }

// room is where people are kept of whom more than memory bytes do not fit; zero: very many do.
func room(memory int64) spill.Place {
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
