package people

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"time"

	"federate/federation"
	"federate/federation/identity"
	"federate/steps"
)

// A Comparison is what came of the people of both sides, from a file for each. Whoever
// made it closes it.
type Comparison struct {
	result *identity.Result
	lists  Lists
	kept   steps.Matching
}

// A File is where a list is. Header is the name of the column that names a person, where
// nobody would think so; empty: it is found by its name. Sheet is that of a workbook, where
// somebody chose one.
type File struct{ Path, Header, Sheet string }

// said is what the column of a File is taken for.
var said = map[federation.Side]identity.Column{federation.Platform: identity.External, federation.IdP: identity.Username}

// An UnreadError says whose list could not be read.
type UnreadError struct {
	Side federation.Side
	Path string
	Err  error
}

func (e *UnreadError) Error() string { return e.Path + ": " + e.Err.Error() }
func (e *UnreadError) Unwrap() error { return e.Err }

// Compare compares the people of the federation v at the time now. files have
// to be ones, and no pipes: their digests are kept.
func Compare(ctx context.Context, v *steps.Snapshot, files map[federation.Side]File, now time.Time, reading, matching identity.Watch) (*Comparison, error) {
	c := &Comparison{kept: steps.Matching{At: now}}
	of := map[federation.Side]struct {
		headers map[string][]string
		kept    *steps.PeopleList
	}{federation.Platform: {v.Pair.Platform.Headers, &c.kept.Platform}, federation.IdP: {v.Pair.IdP.Headers, &c.kept.IdP}}
	var err error
	c.lists, err = Both(ctx, func(ctx context.Context, side federation.Side) (*Roster, error) {
		f, how := files[side], identity.Reading{Console: of[side].headers, Place: Room(0), Watch: reading}
		how.Sheet = f.Sheet
		if f.Header != "" {
			how.Named = identity.Columns{said[side]: f.Header}
		}
		list, err := Open(ctx, f.Path, how)
		if err == nil {
			of[side].kept.List, err = Digest(f.Path)
		}
		var at *os.PathError
		if errors.As(err, &at) {
			err = at.Err // the path is said once
		}
		if err != nil && ctx.Err() == nil {
			err = &UnreadError{side, f.Path, err}
		}
		return list, err
	})
	if err != nil {
		return nil, err
	}
	o := Options(v)
	o.Platform, o.Place, o.Watch = Naming(v, c.lists.Platform.List), Room(0), matching
	if c.result, err = identity.Match(ctx, c.lists.Platform.List, c.lists.IdP.List, o); err != nil {
		_ = c.Close()
		return nil, err
	}
	c.kept = Matching(c.lists, c.result, c.kept)
	return c, nil
}

// Matching fills in what of r is kept in a federation: numbers.
func Matching(l Lists, r *identity.Result, m steps.Matching) steps.Matching {
	m.Platform.People, m.Platform.Column = l.Platform.Len(), l.Platform.Headers[r.Platform]
	m.IdP.People, m.IdP.Column = l.IdP.Len(), l.IdP.Headers[r.IdP]
	m.LockedOut, m.Glass = r.LockedOut, len(r.Glass)
	for _, g := range r.Glass {
		switch g.Stand {
		case identity.Outside:
		case identity.Unsure:
			m.GlassUnsure++
		default:
			m.GlassInside++
		}
	}
	m.Active, m.Failing, m.Codes, m.Unread = r.People, r.Failing, r.Counts(), !l.Whole()
	return m
}

// Matching is what of c is kept in a federation.
func (c *Comparison) Matching() steps.Matching { return c.kept }

// Page is a part of those who will not get in: n behind the first skipped, and how many
// there are in all.
func (c *Comparison) Page(f identity.Filter, skipped, n int) ([]identity.Failure, int, error) {
	return c.result.Page(f, skipped, n)
}

// Said is what a reader has to know beside the numbers, a sentence each without its full stop.
func (c *Comparison) Said() []string {
	return append(Missed(c.lists.Platform), Missed(c.lists.IdP)...)
}

// Enforced says who is locked out once logins are enforced.
func (c *Comparison) Enforced() []string { return Enforced(c.result) }

// Sheets are those of a workbook of which the first was read and nobody chose it.
func (c *Comparison) Sheets() (side federation.Side, sheets []string) {
	for side, l := range map[federation.Side]*Roster{federation.Platform: c.lists.Platform, federation.IdP: c.lists.IdP} {
		if others := l.Skipped(); len(others) > 0 {
			return side, append([]string{l.Sheet}, others...)
		}
	}
	return "", nil
}

// Guesses are the reasons whose corrections are right if it is the same person, and how
// often there is one.
func (c *Comparison) Guesses() map[federation.Code]int {
	out := map[federation.Code]int{}
	for _, g := range identity.Guesses() {
		if n := c.kept.Codes[g.Code]; n > 0 {
			out[g.Code] = n
		}
	}
	return out
}

// Correct writes the rows of the platform's list that change, for the upload there, and the
// same rows as they were. accepted are the guesses that somebody said yes to. left is how
// many were not corrected, by why.
func (c *Comparison) Correct(ctx context.Context, accepted []federation.Code, becomes, was io.Writer) (changed int, left map[string]int, err error) {
	changed, rest, err := c.lists.Platform.Rewrite(ctx, c.result.Platform, c.result.Changes(accepted...), becomes, was)
	left = map[string]int{}
	for _, x := range rest {
		left[x.Left]++
	}
	return changed, left, err
}

// Write writes everybody who will not get in, as [Failing] does.
func (c *Comparison) Write(w io.Writer) error { return Failing(w, c.result) }

// Close takes away what was kept of the lists.
func (c *Comparison) Close() error { return c.lists.Close() }

// Digest is that of the file at path: "sha256:…".
func Digest(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	if about, err := f.Stat(); err != nil || !about.Mode().IsRegular() {
		return "", errors.Join(err, errors.New("this is no file that can be read twice"))
	}
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil)), nil
}
