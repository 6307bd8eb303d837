package journal

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"federate/steps/record"
)

const (
	dirMode  fs.FileMode = 0o700
	fileMode fs.FileMode = 0o600
)

// makeDir makes the folder path and those above it that are missing. The mode
// is set outright, since a umask may have taken away too much to go on.
func makeDir(path string) error {
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return nil
	case err == nil:
		return &fs.PathError{Op: "mkdir", Path: path, Err: errors.New("a file is in the place of the folder")}
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	above := filepath.Dir(path)
	if above != path {
		if err := makeDir(above); err != nil {
			return err
		}
	}
	switch err := os.Mkdir(path, dirMode); {
	case errors.Is(err, fs.ErrExist):
		return nil // somebody was quicker
	case err != nil:
		return err
	}
	if err := os.Chmod(path, dirMode); err != nil {
		return err
	}
	return syncDir(above)
}

// place puts raw at path, whole or not at all: it is written in the folder by,
// on the same disk, and renamed. With durable it returns once raw would survive
// a power cut.
func place(by, path string, raw []byte, durable bool) (err error) {
	f, err := os.CreateTemp(by, ".new-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	if err := fill(f, raw, durable); err != nil {
		_ = f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	if err := rename(f.Name(), path); err != nil {
		return err
	}
	if !durable {
		return nil
	}
	if err := syncDir(filepath.Dir(path)); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}

func fill(f *os.File, raw []byte, durable bool) error {
	if err := f.Chmod(fileMode); err != nil {
		return err
	}
	if _, err := f.Write(raw); err != nil {
		return err
	}
	if durable {
		return f.Sync()
	}
	return nil
}

// notSaved says that nothing was kept at path, why, and what helps. A caller
// who left knows why; it is told no more than that.
func notSaved(path string, err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	var named *fs.PathError
	what := advice(err)
	if !errors.As(err, &named) && what == "" {
		return fmt.Errorf("%w: %s: %w", record.ErrNotSaved, path, err) // ours, and says what helps
	}
	switch {
	case what != "":
	case errors.Is(err, fs.ErrPermission):
		what = "this folder may not be written to; choose another with --dir, or have its permissions changed"
	default:
		what = "see that this folder can be written to, or choose another with --dir"
	}
	if named != nil && named.Path == path {
		err = named.Err // once is enough
	}
	return fmt.Errorf("%w: %s: %w: %s", record.ErrNotSaved, path, err, what)
}
