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

// people reads the list of people at path, of any size.
func people(ctx context.Context, path string, o identity.Reading) (*identity.List, error) {
	list, err := peopleIn(ctx, path, o)
	if err != nil && ctx.Err() == nil {
		err = &InputError{fmt.Errorf("%s: %s", path, plainErr(path, err))}
	}
	return list, err
}

func peopleIn(ctx context.Context, path string, o identity.Reading) (*identity.List, error) {
	about, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, err
	case about.IsDir():
		return nil, errors.New("this is a folder")
	case !about.Mode().IsRegular():
		whole, err := piped(ctx, path)
		if err != nil {
			return nil, err
		}
		defer whole.Close()
		return identity.Read(ctx, whole, whole.size, o)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return identity.Read(ctx, f, about.Size(), o)
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
type twoLists struct{ platform, idp *identity.List }

func (l twoLists) close() {
	for _, one := range []*identity.List{l.platform, l.idp} {
		if one != nil {
			one.Close()
		}
	}
}

// bothLists reads the lists of both sides at the same time.
func (a *app) bothLists(ctx context.Context, f usersFlags, v *steps.Snapshot,
	named map[federation.Side]identity.Columns, sheets map[federation.Side]string) (l twoLists, err error) {
	_, met, done := a.watched(progress.Bytes)
	defer done()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	o := identity.Reading{Place: room(f.memory << 20), Watch: &growing{Meter: met}}
	var wait sync.WaitGroup
	read := func(to **identity.List, path string, side federation.Side, console map[string][]string) {
		o := o
		o.Named, o.Console, o.Sheet = named[side], console, sheets[side]
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
	return identity.Match(ctx, l.platform, l.idp, o)
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
