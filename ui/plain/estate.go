package plain

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"federate/federation"
	"federate/steps"
	"federate/steps/estate"
	"federate/steps/view"
	"federate/ui/report"
)

// A tour is one admin going through the programme of one estate.
type tour struct {
	*talk
	d         Deps
	id        string
	e         *estate.Estate
	programme []estate.Stand
}

// find is the id of the federation that is called name, else of the estate.
func (d Deps) find(ctx context.Context, name string) (string, error) {
	id, err := d.Shelf.Find(ctx, name)
	if err == nil {
		return id, nil
	}
	if of, wrong := estate.Find(ctx, d.Shelf, name); wrong == nil {
		return of, nil
	}
	return "", err
}

// estate goes through the estate id until the admin has enough.
func (d Deps) estate(ctx context.Context, t *talk, id string) error {
	w := &tour{talk: t, d: d, id: id}
	if err := w.look(ctx); err != nil {
		return err
	}
	w.greet()
	if d.NoInput {
		w.overview()
		w.all(w.e.Report.Findings)
		return w.err
	}
	w.onward = id
	at := 0
	for at < len(w.programme)-1 && w.programme[at].State == steps.Done {
		at++
	}
	for at < len(w.programme) {
		next, err := w.part(ctx, at)
		if err != nil {
			return err
		}
		at = next
	}
	w.say("This is the end of the programme.")
	w.overview()
	return errMenu
}

func (w *tour) look(ctx context.Context) error {
	e, err := estate.Look(ctx, w.d.Shelf, w.id)
	if err == nil {
		w.e, w.programme = e, e.Programme()
	}
	return err
}

func (w *tour) greet() {
	done := 0
	for _, s := range w.programme {
		if s.State == steps.Done {
			done++
		}
	}
	w.say("%s: an estate of %s. %d of %s done, %s.", w.e.State.Name, federation.Count(len(w.e.Members), "federation"), done, federation.Count(len(w.programme), "part"), report.Tally(w.e.Report.Findings))
	if w.e.State.Archived {
		w.say("It is put away: federate archive --back brings it back.")
	}
}

// overview is every member and every part in a line.
func (w *tour) overview() {
	w.rows("members")
	w.rows("enforcement")
	var items []string
	for _, s := range w.programme {
		line := s.Title + ". " + federation.Sentence(string(s.State)) + "."
		if len(s.Why) > 0 {
			line += " " + federation.Stopped(federation.Sentence(strings.Join(s.Why, "; ")))
		}
		items = append(items, line)
	}
	w.list(items)
}

func (w *tour) rows(topic string) {
	for _, r := range w.e.Rows(topic) {
		value := r[1]
		if value == "" {
			value = "not told yet"
		}
		w.say("%s: %s", r[0], federation.Stopped(value))
	}
}

func (w *tour) all(findings []federation.Finding) {
	if len(findings) == 0 {
		w.say("No findings.")
	}
	for _, f := range findings {
		w.finding(f)
	}
}

// part goes through one part of the programme and says which is next.
func (w *tour) part(ctx context.Context, at int) (next int, err error) {
	s := w.programme[at]
	w.say("")
	w.say("Part %d of %d, %s. State: %s. Who: %s.", at+1, len(w.programme), s.Title, s.State, s.Role.Title())
	for _, why := range s.Why {
		w.say("Because: %s", federation.Stopped(why))
	}
	w.say("What to do:")
	w.list(s.Do)
	w.rows(s.ID)
	for _, f := range s.Findings {
		w.finding(f)
	}
	for _, d := range s.Disputes {
		w.say("Disputed: %s", d)
	}
	w.say("Source: %s. Confidence: %s.", view.Source(s.Source).String(), s.Sure)
	for i := 0; ; {
		asks := w.e.Asks(s.ID)
		var m move
		last := false
		switch {
		case i < len(asks):
			m, err = w.field(ctx, at, asks[i], fmt.Sprintf("Question %d of %d", i+1, len(asks)))
		case i == len(asks) && s.ID == "break-glass":
			m, err = w.account(ctx, at)
		default:
			last = true
			_, m, err = w.ask(ctx, at, "Enter goes on to "+w.title(at+1))
		}
		switch {
		case err != nil:
			return 0, err
		case m.verb == to:
			return strconv.Atoi(m.ref)
		case m.verb == on && last:
			return at + 1, nil
		case m.verb == on:
			i++ // of a new account the first question was answered by making it
		case m.verb == back && i > 0:
			i--
		case m.verb == back && at > 0:
			return at - 1, nil
		case m.verb == back:
			w.say("This is the first question.")
		}
	}
}

func (w *tour) title(at int) string {
	if at < len(w.programme) {
		return "part " + fmt.Sprint(at+1) + ", " + w.programme[at].Title
	}
	return "the end"
}

// ask asks, and does what a command says. A move other than on means that the
// question was not answered.
func (w *tour) ask(ctx context.Context, at int, question string) (reply, move, error) {
	text, err := w.talk.ask(ctx, question)
	if err != nil {
		return reply{}, move{}, err
	}
	text = strings.TrimSpace(text)
	if rest, ok := strings.CutPrefix(text, `\`); ok {
		return reply{text: rest, exact: true}, move{verb: on}, nil
	}
	verb, arg, _ := strings.Cut(text, " ")
	arg = strings.TrimSpace(arg)
	part := func(n int) move { return move{to, strconv.Itoa(max(0, min(n, len(w.programme))))} }
	switch {
	case text == "b":
		return reply{}, move{verb: back}, nil
	case text == "s", text == "q":
		return reply{}, move{}, errLeave
	case text == "n":
		return reply{}, part(at + 1), nil
	case text == "p":
		return reply{}, part(at - 1), nil
	case verb == "g" && digits(arg):
		n, _ := strconv.Atoi(arg)
		return reply{}, part(n - 1), nil
	case text == "o":
		w.overview()
	case text == "f":
		w.all(w.e.Report.Findings)
	case text == "u":
		w.change(ctx, steps.Undo{}, "Taken back.")
	case verb == "w" && arg != "":
		return reply{}, move{verb: again}, w.waive(ctx, federation.Code(arg))
	case text == "?":
		w.say("Everywhere: b goes back, n to the next part, p to the part before, g and a number to that part. s saves and leaves.")
		w.say("o lists all parts, f says every finding, w and its code accepts one with a reason, u takes back the last thing you did.")
		w.say("An answer that looks like a command is written with a backslash in front; a backslash alone takes an answer back.")
	default:
		return reply{text: text, blank: text == ""}, move{verb: on}, nil
	}
	return reply{}, move{verb: again}, nil
}

// change makes c of the estate.
func (w *tour) change(ctx context.Context, c steps.Change, said string) {
	if _, err := estate.Do(ctx, w.d.Shelf, w.id, c); err != nil {
		w.say("%s.", federation.Sentence(err.Error()))
		return
	}
	w.say("%s", said)
	if err := w.look(ctx); err != nil {
		w.say("%s.", federation.Sentence(err.Error()))
	}
}

func (w *tour) waive(ctx context.Context, code federation.Code) error {
	reason, err := w.talk.ask(ctx, "Why is it acceptable? Enter goes back")
	if err != nil || strings.TrimSpace(reason) == "" {
		return err
	}
	for {
		text, err := w.talk.ask(ctx, "Until which day, as 2027-03-31? Enter goes back")
		if err != nil || strings.TrimSpace(text) == "" {
			return err
		}
		until, err := time.Parse(time.DateOnly, strings.TrimSpace(text))
		if err != nil {
			w.say("%q is no day like 2027-03-31.", text)
			continue
		}
		w.change(ctx, steps.Waive{Code: code, Reason: strings.TrimSpace(reason), Until: until}, "Accepted until that day.")
		return nil
	}
}

// tell records claims of somebody who saw the estate as it was after event seen;
// nothing is lost where that fails.
func (w *tour) tell(ctx context.Context, said string, seen int64, claims ...federation.Claim) bool {
	err := estate.Tell(ctx, w.d.Shelf, w.id, seen, claims)
	var unsaved *steps.NotSavedError
	var clash *estate.ClashError
	switch {
	case errors.As(err, &clash):
		if !w.mine(ctx, clash) {
			if err := w.look(ctx); err != nil {
				w.say("%s.", federation.Sentence(err.Error()))
			}
			return true
		}
		return w.tell(ctx, said, clash.Seen, clash.Claims...)
	case errors.As(err, &unsaved):
		w.say("%s. The same answer tries again.", federation.Sentence(err.Error()))
		return false
	case err != nil:
		w.say("%s.", federation.Sentence(err.Error()))
		return false
	}
	w.say("%s", said)
	if err := w.look(ctx); err != nil {
		w.say("%s.", federation.Sentence(err.Error()))
	}
	return true
}

// mine shows both answers and asks which stays. Where the input ends, it is the one
// that is kept already.
func (w *tour) mine(ctx context.Context, c *estate.ClashError) bool {
	word := func(value string) string {
		if value == "" {
			return "taken back"
		}
		return strings.ReplaceAll(value, "\n", " / ")
	}
	w.say("Meanwhile: %s answered %s.", c.By, c.Label)
	w.say("Yours: %s", word(c.Mine))
	w.say("Theirs: %s", word(c.Theirs))
	text, err := w.talk.ask(ctx, whose)
	return err == nil && strings.TrimSpace(text) == "2"
}
