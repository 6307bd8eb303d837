package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"federate/federation"
	"federate/steps"
)

// sides are the words for the parties on a command line.
var sides = []string{string(federation.Platform), string(federation.IdP)}

// roles are the words for who does a thing.
var roles = []string{string(federation.IdPAdmin), string(federation.PlatformAdmin), string(federation.Either)}

// value reads [SIDE/]FACT[#KEY]=VALUE. A value that begins with @ is the path of
// a file, one that begins with @@ begins with @. number says which argument it
// was, because what has no = may be a secret and is not repeated.
func (a *app) value(terms *federation.Vocabulary, arg string, number int) (steps.Told, error) {
	name, value, ok := strings.Cut(arg, "=")
	if !ok {
		return steps.Told{}, fmt.Errorf("value %d has no =: write [SIDE/]FACT=VALUE", number)
	}
	t, err := fact(terms, name)
	if err != nil {
		return t, err
	}
	term, _ := terms.Term(t.Fact)
	if term.Secret {
		return t, fmt.Errorf("%s is a secret and was not read: hand it over with --secret %s=PATH, or %s=- for the standard input", t.Fact, t.Fact, t.Fact)
	}
	t.Value = value
	if path, file := strings.CutPrefix(value, "@"); file {
		if strings.HasPrefix(path, "@") {
			t.Value = path
			return t, nil
		}
		raw, err := readFile(path)
		if err != nil {
			return t, err
		}
		t.Value = string(raw)
		if term.Form != federation.Certificate && term.Form != federation.Prose {
			t.Value = strings.TrimRight(t.Value, "\r\n")
		}
	}
	return t, nil
}

// fact reads [SIDE/]FACT[#KEY].
func fact(terms *federation.Vocabulary, name string) (t steps.Told, err error) {
	side, rest, ok := strings.Cut(name, "/")
	if !ok {
		side, rest = "", name
	} else if !slices.Contains(sides, side) {
		return t, fmt.Errorf("there is no side %q%s", side, federation.DidYouMean(side, sides))
	}
	f, key, _ := strings.Cut(rest, "#")
	t = steps.Told{Side: federation.Side(side), Fact: federation.Fact(f), Key: key}
	return t, terms.CheckFact(t.Fact)
}

// role reads the word for a role; an empty one is everybody's.
func role(word string) (federation.Role, error) {
	if word != "" && !slices.Contains(roles, word) {
		return "", fmt.Errorf("there is no role %q%s", word, federation.DidYouMean(word, roles))
	}
	return federation.Role(word), nil
}

// severity reads the word for a severity.
func severity(word string) (s federation.Severity, err error) {
	err = s.UnmarshalText([]byte(word))
	return s, err
}

// day is how a date is written.
const day = "2006-01-02"

// moment reads RFC 3339, or a date, which is its first moment, or its last, in UTC.
func moment(word string, last bool) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339, word); err == nil {
		return t.UTC(), nil
	}
	t, err := time.Parse(day, word)
	if err != nil {
		return t, fmt.Errorf("%q is neither a date (2026-12-31) nor a time (2026-12-31T12:00:00Z)", word)
	}
	if last {
		t = t.AddDate(0, 0, 1).Add(-time.Second)
	}
	return t, nil
}

// tooMuch is the size up to which a file is read, in bytes: more than any
// document is looked at.
const tooMuch = 64 << 20

// readFile reads a file that was named.
func readFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, &InputError{err}
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, tooMuch+1))
	switch {
	case err != nil:
		return nil, &InputError{err}
	case len(raw) > tooMuch:
		return nil, &InputError{fmt.Errorf("%s is larger than %d MiB", path, tooMuch>>20)}
	}
	return raw, nil
}

// readIn reads the standard input to its end, or until ctx is cancelled.
func (a *app) readIn(ctx context.Context) ([]byte, error) {
	type result struct {
		raw []byte
		err error
	}
	done := make(chan result, 1)
	go func() {
		raw, err := io.ReadAll(io.LimitReader(a.In, tooMuch+1))
		done <- result{raw, err}
	}()
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case r := <-done:
		switch {
		case r.err != nil:
			return nil, &InputError{fmt.Errorf("standard input: %w", r.err)}
		case len(r.raw) > tooMuch:
			return nil, &InputError{errors.New("the standard input is too long")}
		}
		return r.raw, nil
	}
}

// readNamed reads a file, or the standard input where path is "-".
func (a *app) readNamed(ctx context.Context, path string) ([]byte, error) {
	if path == "-" {
		return a.readIn(ctx)
	}
	return readFile(path)
}
