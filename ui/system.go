package ui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/atotto/clipboard"

	"federate/federation/capture"
	"federate/ui/screen"
)

// System is this machine: its clipboard and its files. It is the one place where
// the wizard depends on the operating system.
type System struct {
	Folder string // for the file that holds what no clipboard took; made when needed

	// Fetch gets what is published at an address, within bounds; nil: nothing.
	Fetch func(ctx context.Context, address string) ([]byte, error)
}

// Copy hands text to the clipboard tool of the system. On Unix that is wl-copy,
// xclip or xsel; without one of them it is an error.
func (System) Copy(text string) error {
	if clipboard.Unsupported {
		return errors.New("this system has no clipboard tool")
	}
	return clipboard.WriteAll(text)
}

// Keep writes text to a file that only this user reads, and returns its path.
func (s System) Keep(text string) (string, error) {
	folder := s.Folder
	if folder == "" {
		cache, err := os.UserCacheDir()
		if err != nil {
			return "", err
		}
		folder = filepath.Join(cache, "federate")
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", err
	}
	path := filepath.Join(folder, "copied.txt")
	return short(path), os.WriteFile(path, []byte(text), 0o600)
}

// most is the size above which a file is no document that anybody means: 32 MiB.
const most = 32 << 20

// Read returns the file at path, or what is at the address path; ~ is the home folder.
func (s System) Read(path string) ([]byte, error) {
	if s.Fetch != nil && capture.IsAddress(path) {
		return s.Fetch(context.Background(), path)
	}
	f, err := os.Open(Expand(path))
	if err != nil {
		return nil, plainly(err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && len(b) > most {
		return nil, errors.New("it is larger than 32 MiB")
	}
	return b, plainly(err)
}

// Open opens the file at path, however large; ~ is the home folder.
func (System) Open(path string) (screen.File, error) {
	f, err := os.Open(Expand(path))
	if err != nil {
		return screen.File{}, plainly(err)
	}
	info, err := f.Stat()
	if err == nil && info.IsDir() {
		err = errors.New("it is a folder; federate check judges all of its files")
	}
	if err != nil {
		return screen.File{}, plainly(errors.Join(err, f.Close()))
	}
	file := screen.File{ReadCloser: f}
	if info.Mode().IsRegular() {
		file.Size = info.Size()
	}
	return file, nil
}

// Write writes data to path, readable by this user alone, and returns the whole path.
func (System) Write(path string, data []byte) (string, error) {
	path = Expand(path)
	if whole, err := filepath.Abs(path); err == nil {
		path = whole
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		return "", plainly(err)
	}
	return path, os.Chmod(path, 0o600)
}

// Browse opens address in the browser that the system names, and does not wait for it.
func (System) Browse(address string) error {
	var c *exec.Cmd
	switch runtime.GOOS {
	case "darwin":
		c = exec.Command("open", address)
	case "windows":
		c = exec.Command("rundll32", "url.dll,FileProtocolHandler", address)
	default:
		c = exec.Command("xdg-open", address)
	}
	if err := c.Start(); err != nil {
		return err
	}
	go func() { _ = c.Wait() }() // what becomes of a browser is its user's to see
	return nil
}

// short is path with ~ for the home folder.
func short(path string) string {
	home, err := os.UserHomeDir()
	if rest, ok := strings.CutPrefix(path, home+string(filepath.Separator)); err == nil && ok {
		return filepath.Join("~", rest)
	}
	return path
}

// Expand is path with the home folder for a ~ in front.
func Expand(path string) string {
	rest, ok := strings.CutPrefix(path, "~")
	if home, err := os.UserHomeDir(); ok && err == nil && (rest == "" || strings.HasPrefix(rest, "/") || strings.HasPrefix(rest, `\`)) {
		return home + rest
	}
	return path
}

// plainly is err without the operation and the path, which the screen names.
func plainly(err error) error {
	var p *os.PathError
	if errors.As(err, &p) {
		return fmt.Errorf("%w", p.Err)
	}
	return err
}
