package plain

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"federate/federation"
	"federate/federation/capture"
	"federate/steps"
	"federate/steps/playbook"
	"federate/ui/report"
)

// A walk is one admin going through the steps of one federation.
type walk struct {
	*talk
	d Deps
	s *steps.Session

	seen    int64   // the newest event that was announced
	clashed int64   // an event of somebody else that a clash announced already
	deaf    string  // why the journal could not be read again; said once
	before  *handed // the certificate handed in by the answer before, which another may continue
}

// A handed is a PEM text and the field it went to.
type handed struct {
	step, field, text string
}

// A verb says where to go from a question.
type verb int

const (
	again verb = iota // ask once more
	on                // to the next question
	back              // to the question before
	to                // to step ref; empty: to the end
)

type move struct {
	verb verb
	ref  string
}

func (w *walk) run(ctx context.Context) error {
	v := w.s.View()
	w.seen = v.State.Last
	w.greet(v)
	at := w.onward(v, "")
	if w.d.Step != "" {
		ref, err := numbered(v, w.d.Step)
		if err != nil {
			return err
		}
		at = ref
	}
	for {
		m := move{verb: to}
		var err error
		if at == "" {
			m, err = w.end(ctx)
		} else {
			m, err = w.step(ctx, at)
		}
		if err != nil {
			return err
		}
		if m.verb == to {
			at = m.ref
		}
	}
}

func (w *walk) greet(v *steps.Snapshot) {
	if v.IsEstate() {
		w.greetEstate(v)
		return
	}
	settled, all := v.Count()
	w.say("%s: %s with %s, %s. %d of %s settled, %s.", v.State.Name, v.Pair.Platform.Title, v.Pair.IdP.Title,
		strings.ToUpper(v.State.Protocol), settled, federation.Count(all, "step"), report.Tally(v.Report.Findings))
	if v.State.Archived {
		w.say("It is put away: federate archive brings it back.")
	}
	if r := w.d.Role; r != "" && r != federation.Either {
		w.say("You are the %s. Steps of the other admin are passed over; n, p and g reach them.", r.Title())
	}
}

// step walks through one step: what to do, its questions, and whether it is done.
func (w *walk) step(ctx context.Context, ref string) (move, error) {
	v := w.s.View()
	s, ok := v.Step(ref)
	if !ok {
		return move{to, w.onward(v, "")}, nil
	}
	ref = s.Ref()
	w.present(v, s)
	for i := 0; ; {
		v = w.s.View()
		if s, ok = v.Step(ref); !ok {
			w.say("After this answer that step is no longer part of the plan.")
			return move{to, w.onward(v, "")}, nil
		}
		m, err := w.question(ctx, v, s, i)
		switch {
		case err != nil:
			return m, err
		case m.verb == to:
			return m, nil
		case m.verb == on:
			i++
		case m.verb == back && i > 0:
			i--
		case m.verb == back:
			if at := index(v, ref); at > 0 {
				return move{to, v.Plan[at-1].Ref()}, nil
			}
			w.say("This is the first question of the first step.")
		}
	}
}

// question asks question i of step s: one of its fields, or the one at its end.
func (w *walk) question(ctx context.Context, v *steps.Snapshot, s playbook.Step, i int) (move, error) {
	switch {
	case s.Kind == playbook.Agreed:
		return w.topicQuestion(ctx, v, s, i)
	case i < len(s.Fields):
		return w.field(ctx, v, s, i)
	}
	return w.done(ctx, v, s)
}

// A reply is one line from the admin that is not a command.
type reply struct {
	text  string // as it was typed, without the backslash of a literal one
	blank bool   // nothing but enter
	exact bool   // a backslash said that it is no command
}

// ask announces what others did, asks the question, and carries out a command. A move
// other than on means that the question was not answered.
func (w *walk) ask(ctx context.Context, v *steps.Snapshot, s playbook.Step, question string, help func()) (reply, move, error) {
	if w.others() {
		return reply{}, move{verb: again}, nil // what they did may change the question
	}
	text, err := w.talk.ask(ctx, question)
	if err != nil {
		return reply{text: w.in.rest}, move{}, err
	}
	word := strings.TrimSpace(text)
	switch {
	case word == "":
		return reply{blank: true}, move{verb: on}, nil
	case capture.Begins(text):
		if !capture.HasPEM(text) {
			w.before = nil // which only a certificate continues
		}
		return reply{text: text}, move{verb: on}, nil
	}
	w.before = nil
	if rest, ok := strings.CutPrefix(text, `\`); ok {
		return reply{text: rest, exact: true}, move{verb: on}, nil
	}
	if m, ok, err := w.command(ctx, v, s, word, help); ok {
		return reply{}, m, err
	}
	return reply{text: text}, move{verb: on}, nil
}

// command carries out word if it is one of the commands that work at every question.
func (w *walk) command(ctx context.Context, v *steps.Snapshot, s playbook.Step, word string, help func()) (m move, ok bool, err error) {
	verb, arg, _ := strings.Cut(word, " ")
	arg = strings.TrimSpace(arg)
	switch {
	case word == "b":
		return move{verb: back}, true, nil
	case word == "s", word == "q":
		return move{}, true, errLeave
	case word == "?":
		help()
		w.commands()
	case word == "f":
		w.findings(v, v.Report.Findings)
	case word == "o":
		w.overview(v)
	case word == "i":
		w.read(v, s)
	case word == "u":
		w.undo(ctx)
	case word == "n":
		if at := index(v, s.Ref()); at+1 < len(v.Plan) && at >= 0 {
			return move{to, v.Plan[at+1].Ref()}, true, nil
		}
		return move{verb: to}, true, nil
	case word == "p":
		switch at := index(v, s.Ref()); {
		case at > 0:
			return move{to, v.Plan[at-1].Ref()}, true, nil
		case at < 0 && len(v.Plan) > 0:
			return move{to, v.Plan[len(v.Plan)-1].Ref()}, true, nil
		}
		w.say("This is the first step.")
	case word == "g":
		w.say("g needs a step: its number or its name. o lists them.")
	case verb == "g":
		ref, err := numbered(v, arg)
		if err == nil {
			return move{to, ref}, true, nil
		}
		if strings.Contains(arg, " ") {
			return move{}, false, nil // an answer that begins with a g
		}
		w.say("%s. A backslash in front makes an answer of it.", federation.Sentence(err.Error()))
	case word == "w":
		w.say("w needs the code of a finding: w value-not-https, say. f says them.")
	case verb == "w" && !strings.Contains(arg, " "):
		return move{verb: again}, true, w.waive(ctx, arg)
	case verb == "v" && digits(arg):
		w.whole(v, s, arg)
	default:
		return move{}, false, nil
	}
	return move{verb: again}, true, nil
}

// commands says what can be typed at every question.
func (w *walk) commands() {
	w.say("Everywhere: b goes back, to the question before and then to the step before. s saves and leaves.")
	w.say("n next step, p step before, g and a number or a name goes to that step, o lists all steps with their state.")
	w.say("f says every finding, w and its code accepts one with a reason, u takes back the last thing you did.")
	w.say("v and a number says the whole value of that box of the console. i says what was read of the documents of this step.")
	w.say("An answer that looks like a command is written with a backslash in front; a backslash alone empties an answer.")
}

func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// numbered is the step that arg names, by its number in the plan or its name.
func numbered(v *steps.Snapshot, arg string) (string, error) {
	if digits(arg) {
		for _, s := range v.Plan {
			if !s.Optional && fmt.Sprint(v.Position(s.Ref())) == arg {
				return s.Ref(), nil
			}
		}
		_, all := v.Count()
		return "", fmt.Errorf("there is no step %s: the plan has %s", arg, federation.Count(all, "step"))
	}
	s, err := v.Find(arg)
	return s.Ref(), err
}

func index(v *steps.Snapshot, ref string) int {
	return slices.IndexFunc(v.Plan, func(s playbook.Step) bool { return s.Ref() == ref })
}

// onward is the first step after ref that is not settled and is this admin's;
// empty where none is.
func (w *walk) onward(v *steps.Snapshot, ref string) string {
	for _, s := range v.Plan[index(v, ref)+1:] {
		if w.mine(s) && !v.Status[s.Ref()].Settled() {
			return s.Ref()
		}
	}
	return ""
}

func (w *walk) mine(s playbook.Step) bool {
	r := w.d.Role
	return r == "" || r == federation.Either || s.Role == federation.Either || s.Role == r
}

// undo takes back the admin's own latest event.
func (w *walk) undo(ctx context.Context) {
	v, err := w.s.Do(steps.Undo{}).Wait()
	var unsaved *steps.NotSavedError
	switch {
	case errors.As(err, &unsaved):
		w.say("%s. u tries again.", federation.Sentence(err.Error()))
	case err != nil:
		w.say("%s.", federation.Sentence(err.Error()))
	default:
		gone := v.Events[len(v.Events)-1].Undoes
		for _, e := range v.Events {
			if e.Seq == gone {
				w.say("Taken back: %s", w.event(v, e))
			}
		}
	}
}
