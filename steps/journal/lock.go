package journal

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/gofrs/flock"
)

const (
	// patience is how long to wait for another writer. One holds the lock for as
	// long as a disk takes to sync a line; who holds it longer is stuck.
	patience = 10 * time.Second
	// pause lies between two tries for the lock.
	pause = 2 * time.Millisecond
)

// lock waits for the lock of id, until ctx ends or patience does.
func (d Dir) lock(ctx context.Context, id string) (unlock func(), err error) {
	l, err := d.hold(ctx, id)
	if err != nil {
		return nil, err
	}
	return func() { _ = l.Unlock() }, nil
}

func (d Dir) hold(ctx context.Context, id string) (*flock.Flock, error) {
	path := d.path(id, lockExt)
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		if err := touch(path); err != nil {
			return nil, err
		}
		l := flock.New(path, flock.SetPermissions(fileMode))
		if _, err := l.TryLockContext(limited, pause); err != nil {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			if errors.Is(err, context.DeadlineExceeded) {
				return nil, fmt.Errorf("another program has held %s for %v: end it, then try again", path, patience)
			}
			return nil, err
		}
		if named(l) {
			return l, nil
		}
		_ = l.Unlock()
	}
}

// named reports whether the file of l is still the one at its path. Remove takes
// it away while it holds it, and a lock on a file without a name keeps nobody out.
func named(l *flock.Flock) bool {
	held, err := l.Stat()
	if err != nil {
		return false
	}
	at, err := os.Stat(l.Path())
	return err == nil && os.SameFile(held, at)
}

// touch creates the file path with our mode, where there is none.
func touch(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, fileMode)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return errors.Join(f.Chmod(fileMode), f.Close())
}

// Remove forgets the federation id: its documents and drafts, then its journal,
// so that one removed by half is still listed and can be removed again.
func (d Dir) Remove(ctx context.Context, id string) error {
	if err := begin(ctx, id); err != nil {
		return err
	}
	if _, err := os.Stat(string(d)); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	l, err := d.hold(ctx, id)
	if err != nil {
		return err
	}
	err = d.remove(id)
	if err != nil {
		_ = l.Unlock()
		return err
	}
	return dropLock(l)
}

func (d Dir) remove(id string) error {
	if err := os.RemoveAll(d.path(id, folderExt)); err != nil {
		return err
	}
	if err := os.Remove(d.path(id, journalExt)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return syncDir(string(d))
}
