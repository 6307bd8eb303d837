package journal

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
	"time"

	"github.com/gofrs/flock"
)

// rename puts the file from in the place of the file to. Windows refuses that
// while somebody reads to, which is over in a moment.
func rename(from, to string) (err error) {
	const tries, pause = 20, 5 * time.Millisecond
	for range tries {
		err = os.Rename(from, to)
		if !errors.Is(err, fs.ErrPermission) && !errors.Is(err, sharingViolation) {
			return err
		}
		time.Sleep(pause)
	}
	return err
}

// syncDir does nothing: Windows has no sync for folders, and writes their
// entries through its own journal.
func syncDir(string) error { return nil }

// dropLock removes the file of l after giving it up, because Windows removes no
// open file. It stays where another process waits for it.
func dropLock(l *flock.Flock) error {
	err := l.Unlock()
	_ = os.Remove(l.Path())
	return err
}

// The error codes of Windows that matter here, as winerror.h has them.
const (
	sharingViolation = syscall.Errno(32)
	handleDiskFull   = syscall.Errno(39)
	diskFull         = syscall.Errno(112)
	quotaExceeded    = syscall.Errno(1295)
)

// advice is what helps against err, empty where that is not known.
func advice(err error) string {
	switch {
	case errors.Is(err, diskFull), errors.Is(err, handleDiskFull), errors.Is(err, quotaExceeded):
		return "the disk or your share of it is full; free some space, then try again"
	}
	return ""
}
