//go:build unix

package journal

import (
	"errors"
	"os"
	"syscall"

	"github.com/gofrs/flock"
)

// rename puts the file from in the place of the file to.
func rename(from, to string) error { return os.Rename(from, to) }

// syncDir makes the names in the folder path durable.
func syncDir(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	err = f.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.ENOTSUP) {
		err = nil // some network and overlay file systems cannot, and need not
	}
	return errors.Join(err, f.Close())
}

// dropLock removes the file of l while it is held: a process that gets the lock
// of a file without a name notices, and starts over.
func dropLock(l *flock.Flock) error {
	return errors.Join(os.Remove(l.Path()), l.Unlock())
}

// advice is what helps against err, empty where that is not known.
func advice(err error) string {
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return "the disk or your share of it is full; free some space, then try again"
	case errors.Is(err, syscall.EFBIG):
		return "the file may not grow any further; raise the limit on file sizes, then try again"
	case errors.Is(err, syscall.EROFS), errors.Is(err, syscall.ENOTDIR):
		return "nothing can be written there; choose another folder with --dir"
	}
	return ""
}
