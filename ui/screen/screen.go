// Package screen holds the screens of the wizard, one file each.
//
// A screen reads a session's snapshot, which is never changed, and returns navigation
// as a value. No screen reads a file, waits or asks for the time in Update or View:
// what has to be waited for is a command, and its answer is addressed to the screen.
// The keys that a screen listens to and the keys that its help names are the same
// values.
package screen

import (
	"context"
	"io"
	"io/fs"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"federate/federation"
	"federate/steps"
	"federate/steps/errorbook"
	"federate/steps/people"
	"federate/steps/record"
	"federate/steps/rehearse"
	"federate/steps/view"
	"federate/ui/progress"
	"federate/ui/theme"
)

// A Screen is one page of the wizard. It is a pointer, so that messages can be
// addressed to it.
type Screen interface {
	Init() tea.Cmd
	Update(tea.Msg) tea.Cmd
	// View is the page in lines of at most width cells.
	View(width, height int) []string
	Title() string
	// Keys are the bindings that work now, the most useful first.
	Keys() []key.Binding
}

// A Typer is a screen that may be taking text. While it is, letters belong to it.
type Typer interface{ Typing() bool }

// A Refuser says why it does not accept a paste; an empty answer accepts it. Other
// screens accept a paste whenever they accept letters.
type Refuser interface{ Refuses(paste string) string }

// An Answerer says how many single-line answers it takes, counted from the focus.
type Answerer interface{ Answers() int }

// A Leaver says whether it is about to be replaced: what is typed then is meant for
// the next screen.
type Leaver interface{ Leaving() bool }

// A Flusher saves what was typed and not submitted when the screen is left.
type Flusher interface{ Flush() tea.Cmd }

// A Placer says how far in the plan it is; this stands at the right of the header.
type Placer interface{ Place() string }

// A Progressor belongs to a plan and knows how much of it is settled; this is drawn
// beneath the header.
type Progressor interface{ Progress() (settled, all int) }

// A Worker works on a session. The session stays open as long as one of its workers
// is on the stack.
type Worker interface{ Session() *steps.Session }

// Navigation, and what else a screen asks of the app.
type (
	Push    struct{ Screen Screen }
	Replace struct{ Screen Screen }
	Pop     struct{}
	Leave   struct{} // end the program

	// To delivers Msg to one screen, even when others cover it.
	To struct {
		For Screen
		Msg tea.Msg
	}
	// Say shows one line above the help until the next key press.
	Say struct {
		Text string
		Bad  bool
	}
	// Opened is a session that was asked for with Open.
	Opened struct {
		Session *steps.Session
		Step    string // where to stand; empty: the first that is not done
		Over    bool   // takes the place of the screen on top
		For     Screen // that is there already and asked for it; nil: it gets one of its own
		Err     error
	}
	// Changed tells every screen of a session that it has a new snapshot.
	Changed struct{ Session *steps.Session }
)

// Env is what every screen gets.
type Env struct {
	Shelf  *steps.Shelf
	System System
	Codes  fs.FS // <code>.md: more about a code

	Templates fs.FS // templates/<subject>/*: what files for the consoles are made of; nil: none

	Role federation.Role // whose steps are meant; empty: everybody's

	// ErrorBook is what vendors say when a login fails, read when it is asked for;
	// nil: nothing.
	ErrorBook func() (*errorbook.Book, error)
	// Rehearse stands in for the platform of s and tells heard of each login; nil: nobody can.
	Rehearse func(ctx context.Context, s *steps.Session, heard func(rehearse.Login)) (*rehearse.Stage, error)
	// Compare compares the people of both sides of a federation, from a file for each side,
	// and counts in the meters how far it is; nil: nobody can.
	Compare func(ctx context.Context, v *steps.Snapshot, files map[federation.Side]people.File, reading, matching *progress.Meter) (*people.Comparison, error)
	// After brings a message after a while, to show how far long work is; nil: never.
	After func(d time.Duration, m tea.Msg) tea.Cmd
	Theme *theme.Theme // set by the app once the background is known
	ASCII bool         // the terminal shows nothing else
}

// System is what differs between operating systems, and what tests replace. Any of its
// methods may block.
type System interface {
	Copy(text string) error                  // to the clipboard, by the system's own tool
	Keep(text string) (path string, _ error) // in a file that only this user reads
	Read(path string) ([]byte, error)        // ~ is the home folder
	Open(path string) (File, error)          // a file of any size
	Write(path string, data []byte) (whole string, _ error)
	Browse(address string) error // in the browser that the system names
}

// A File is one that is read as it streams by.
type File struct {
	io.ReadCloser
	Size int64 // in bytes; zero where nobody knows
}

// Go is m as a command.
func Go(m tea.Msg) tea.Cmd { return func() tea.Msg { return m } }

// Tell runs work and delivers its result to s.
func Tell(s Screen, work func() tea.Msg) tea.Cmd {
	return func() tea.Msg { return To{s, work()} }
}

// Open opens the federation id, or the estate.
func Open(env *Env, id, step string, over bool) tea.Cmd {
	shelf := env.Shelf
	return func() tea.Msg {
		if shelf.IsEstate(context.Background(), id) {
			if over {
				return Replace{NewEstate(env, id)}
			}
			return Push{NewEstate(env, id)}
		}
		s, err := shelf.Open(context.Background(), id)
		return Opened{Session: s, Step: step, Over: over, Err: err}
	}
}

// done is what came of a submission.
type done struct {
	what any
	view *steps.Snapshot
	err  error
}

// Lost is what to say when the screen that waited for d is gone.
func (d done) Lost() tea.Msg {
	if d.err != nil {
		return Say{Text: d.err.Error(), Bad: true}
	}
	return nil
}

// submit hands change to session at once and waits for the outcome in a command. The
// answer to the screen carries what.
func submit(to Screen, session *steps.Session, change steps.Change, what any) tea.Cmd {
	r := session.Do(change)
	return Tell(to, func() tea.Msg {
		v, err := r.Wait()
		return done{what, v, err}
	})
}

// bind is a key binding with the words of its help.
func bind(keys []string, show, does string) key.Binding {
	return key.NewBinding(key.WithKeys(keys...), key.WithHelp(show, does))
}

// on is b, switched on or off.
func on(b key.Binding, enabled bool) key.Binding {
	b.SetEnabled(enabled)
	return b
}

// ago is how long before now t was, or the day when that is a month or more.
func ago(t, now time.Time) string {
	switch {
	case t.IsZero():
		return ""
	case now.Sub(t) < 31*24*time.Hour:
		return federation.Ago(t, now)
	}
	return federation.Day(t)
}

// Theirs is what somebody else did, in one line.
func Theirs(v *steps.Snapshot, e record.Event) string {
	what := view.Did(e)
	switch e.Kind {
	case record.Answered:
		what = "handed in a document"
		if len(e.Claims) > 0 {
			what = "answered " + v.Pair.Words.Call(e.Claims[0].Side, e.Claims[0].Fact)
		}
	case record.Received:
		what = view.Handed(e)
	case record.Confirmed, record.Skipped, record.Reopened:
		title := e.Step
		if s, ok := v.Step(e.Step); ok {
			title = "“" + s.Title + "”"
		}
		what += " " + title
	}
	return e.Actor + " " + what + " " + ago(e.At, v.Now)
}
