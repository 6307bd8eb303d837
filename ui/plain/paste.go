package plain

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"federate/federation/capture"
)

// A shape says what may stand where a text of several lines is asked for.
type shape int

const (
	document shape = iota // a short first line is a path
	loose                 // a short first line is a path if there is such a file, and otherwise text
)

// A pasted text, and where it came from: a path, or "pasted".
type pasted struct{ text, origin string }

// An unreadable is a path that leads to no file.
type unreadable struct {
	path string
	err  error
}

func (e *unreadable) Error() string {
	return fmt.Sprintf("%s could not be read: %v", e.path, e.err)
}

// An unended is a text that the input, or an interrupt, ended in the middle of.
type unended struct {
	text string
	err  error
}

func (e *unended) Error() string { return e.err.Error() }
func (e *unended) Unwrap() error { return e.err }

// paste reads the rest of what begins with the line first: a file by its path, or
// lines up to their own end, and otherwise up to a line with a single dot.
func (t *talk) paste(ctx context.Context, first string, read func(string) ([]byte, error), sort shape) (pasted, error) {
	first = strings.TrimPrefix(first, "\ufeff")
	if path, ok := capture.PathIn(first); ok && read != nil {
		raw, name, err := capture.Find(path, read)
		switch {
		case err == nil && len(raw) > most:
			return pasted{}, errLong
		case err == nil:
			return pasted{string(raw), name}, nil
		case sort == document && path.Sure:
			return pasted{}, &unreadable{name, cause(err)}
		}
	}
	var b strings.Builder
	for l, long := first, false; ; {
		switch {
		case l == ".":
			return taken(b.String(), long)
		case l == `\.`:
			l = "."
		}
		if b.Len()+len(l) > most {
			long = true
		}
		if !long {
			b.WriteString(l + "\n")
		}
		if capture.Ended(b.String(), l) {
			return taken(b.String(), long)
		}
		var err error
		l, err = t.in.line(ctx)
		switch {
		case errors.Is(err, errLong):
			l, long = "", true
		case err != nil:
			text := b.String() + t.in.rest
			t.in.rest = ""
			return pasted{}, &unended{text, err}
		}
	}
}

func taken(text string, long bool) (pasted, error) {
	if long {
		return pasted{}, errLong
	}
	return pasted{strings.TrimSuffix(text, "\n"), "pasted"}, nil
}

// cause is err without the path, which is said already.
func cause(err error) error {
	for next := errors.Unwrap(err); next != nil; next = errors.Unwrap(err) {
		err = next
	}
	return err
}
