// Package plain is the wizard in plain lines, for screen readers, dumb terminals and
// pipes.
//
// What the wizard shows by position, colour or a mark is a word here, every question
// says what an empty answer does, and a line is never changed once it is written. It
// walks the same steps of the same session and saves each answer as it is given. One
// reader serves the whole run, so that no line typed ahead is lost.
package plain

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"federate/federation"
	"federate/steps"
)

// Deps is what a run needs.
type Deps struct {
	In         io.Reader
	Out        io.Writer
	Shelf      *steps.Shelf
	Federation string          // id or name; empty: the start menu
	Step       string          // where to begin; empty: the first step that is open
	Role       federation.Role // whose steps are walked; empty: everybody's

	ReadFile func(path string) ([]byte, error)  // a path as typed, ~ and all; nil: paths are not taken
	Explain  func(text string) string           // what an error text means; may be nil
	Judge    func(id string, raw []byte) string // what is wrong with a document, by federation id or by the standards alone; may be nil

	NoInput bool // say how things stand and ask nothing
}

// The ends of a conversation.
var (
	errLeave = errors.New("leave")                // the admin asked for it
	errEnded = errors.New("the input has ended")  // nobody is there any more
	errMenu  = errors.New("nothing to walk here") // back to the question before
)

// Run talks until the federation is finished, the admin leaves, or the input ends; none
// of these is an error. When ctx is cancelled, everything answered is kept and the
// context's error is returned. Run also returns errors of Out, and of a store that
// cannot be read at all.
func Run(ctx context.Context, d Deps) error {
	t := &talk{in: newInput(d.In), out: d.Out}
	defer t.in.close()
	err := d.run(ctx, t)
	switch {
	case t.err != nil:
		return t.err
	case errors.Is(err, errLeave), errors.Is(err, errMenu):
		t.farewell()
		return t.err
	case errors.Is(err, errEnded):
		if strings.TrimSpace(t.in.rest) != "" {
			t.say("The last line was not ended by enter, and was not submitted.")
		}
		t.say("The input has ended. Everything that was answered is saved.")
		t.farewell()
		return t.err
	case err != nil && ctx.Err() != nil:
		t.say("Interrupted. Everything that was answered is saved.")
		t.farewell()
	}
	return err
}

func (d Deps) run(ctx context.Context, t *talk) error {
	if d.Federation == "" {
		return d.start(ctx, t)
	}
	id, err := d.find(ctx, d.Federation)
	if err != nil {
		return err
	}
	return d.open(ctx, t, id)
}

// open walks through federation id, or through the estate, until the admin leaves.
func (d Deps) open(ctx context.Context, t *talk, id string) (err error) {
	if d.NoInput {
		v, err := d.Shelf.LookAny(ctx, id)
		if err != nil {
			return err
		}
		w := &walk{talk: t, d: d}
		w.greet(v)
		w.overview(v)
		if v.IsEstate() {
			w.findings(v, v.Report.Findings)
		}
		return w.err
	}
	s, err := d.Shelf.OpenAny(ctx, id)
	if err != nil {
		return err
	}
	w := &walk{talk: t, d: d, s: s}
	defer func() {
		if closed := s.Close(); closed != nil {
			t.say("What was typed and not submitted could not be kept: %v.", closed)
			if err == nil || errors.Is(err, errLeave) || errors.Is(err, errEnded) {
				err = fmt.Errorf("drafts: %w", closed)
			}
		}
	}()
	err = w.run(ctx)
	if !s.View().Finished {
		t.onward = id
	}
	return err
}
