package plain

import (
	"context"
	"strings"

	"federate/federation"
	"federate/federation/capture"
	"federate/steps"
	"federate/steps/playbook"
	"federate/steps/record"
)

// done asks whether the step was done in its console.
func (w *walk) done(ctx context.Context, v *steps.Snapshot, s playbook.Step) (move, error) {
	ref := s.Ref()
	mark, marked := v.State.Mark(ref)
	shut := v.Shut(s)
	question := "Done in the console? y confirms. Enter leaves it open"
	switch {
	case marked && mark.Kind == record.Skipped:
		w.say("Skipped by %s on %s.", mark.By, federation.Moment(mark.At))
		question = "r takes that back, y confirms the step. Enter goes on"
	case marked:
		w.say("Confirmed by %s on %s.", mark.By, federation.Moment(mark.At))
		question = "r takes that back, y confirms it anew. Enter goes on"
	case shut != nil:
		w.say("This gate is shut:")
		for _, why := range shut {
			w.say("- %s", federation.Stopped(unmarked(why)))
		}
		question = "y passes it all the same and asks for a reason. Enter leaves it shut"
	}
	if !marked || mark.Kind != record.Skipped {
		question += ", k skips the step"
	}
	r, m, err := w.ask(ctx, v, s, question, func() {
		w.say("y: the step was done as described, and the values above were entered. k: it is left out, with a reason. Nothing is sent to any console from here.")
	})
	switch {
	case err != nil || m.verb != on:
		return m, err
	case capture.Begins(r.text):
		return w.stray(ctx, r.text, "where no text was asked for")
	}
	switch word := strings.ToLower(strings.TrimSpace(r.text)); {
	case r.blank:
		if st := v.Status[ref]; !st.Settled() {
			w.say("Left as it is: %s.", st.State)
		}
		return move{to, w.onward(v, ref)}, nil
	case word == "y", word == "yes":
		return w.confirm(ctx, s)
	case word == "k":
		return w.skip(ctx, s)
	case word == "r" && marked:
		return w.marked(ctx, s, steps.Reopen{Step: ref}, "Reopened", true)
	}
	w.say("%q means nothing here. ? says what can be typed.", r.text)
	return move{verb: again}, nil
}

func (w *walk) confirm(ctx context.Context, s playbook.Step) (move, error) {
	c := steps.Confirm{Step: s.Ref()}
	if w.s.View().Shut(s) != nil {
		reason, m, err := w.reason(ctx, "Why is the gate passed all the same? Enter leaves it shut")
		if reason == "" || err != nil {
			return m, err
		}
		c.Override = reason
	}
	return w.marked(ctx, s, c, "Confirmed", false)
}

func (w *walk) skip(ctx context.Context, s playbook.Step) (move, error) {
	question := "Why is it skipped? Enter does not skip it"
	if s.Optional {
		question = "Why is it skipped? Enter skips it without a reason, b does not skip it"
	}
	reason, m, err := w.reason(ctx, question)
	if err != nil || m.verb == back || reason == "" && !s.Optional {
		return move{verb: again}, err
	}
	return w.marked(ctx, s, steps.Skip{Step: s.Ref(), Reason: reason}, "Skipped", false)
}

// reason asks for a reason; it is empty if none was given. The move is back after b.
func (w *walk) reason(ctx context.Context, question string) (string, move, error) {
	for {
		text, err := w.talk.ask(ctx, question)
		if err != nil {
			if rest := strings.TrimSpace(w.in.rest); rest != "" {
				w.say("The reason was not submitted: %s", brief(rest))
			}
			return "", move{}, err
		}
		switch text = strings.TrimSpace(text); text {
		case "b":
			return "", move{verb: back}, nil
		case "s", "q":
			return "", move{}, errLeave
		case "?":
			w.say("One line, for whoever reads the history later. b goes back, s leaves.")
			continue
		}
		return strings.TrimPrefix(text, `\`), move{verb: again}, nil
	}
}

// marked submits c and reports the new state of the step. With stay the walk does not
// move on.
func (w *walk) marked(ctx context.Context, s playbook.Step, c steps.Change, word string, stay bool) (move, error) {
	v, m, err := w.hand(ctx, c, func() {})
	if v == nil || err != nil {
		return m, err
	}
	st := v.Status[s.Ref()]
	w.say("%s. State: %s.", word, st.State)
	if st.State != steps.Skipped {
		for _, why := range st.Why {
			w.say("Because: %s", federation.Stopped(unmarked(why)))
		}
	}
	if stay {
		return move{verb: again}, nil
	}
	return move{to, w.onward(v, s.Ref())}, nil
}

// end says that the plan is over, and what is left.
func (w *walk) end(ctx context.Context) (move, error) {
	v := w.s.View()
	if v.IsEstate() {
		return w.endEstate(v)
	}
	next := w.onward(v, "")
	w.say("")
	question := "Enter leaves, g and a number goes to a step"
	switch {
	case v.Finished:
		w.finished(v)
		next = ""
	default:
		w.left(v)
		if s, ok := v.Step(next); ok {
			question = "A number goes to that step, s leaves. Enter goes to " + called(v, s)
		} else {
			next = ""
		}
	}
	r, m, err := w.ask(ctx, v, playbook.Step{}, question, func() { w.say("The end of the plan. o lists every step.") })
	switch {
	case err != nil:
		return m, err
	case m.verb == back && len(v.Plan) > 0:
		return move{to, v.Plan[len(v.Plan)-1].Ref()}, nil
	case m.verb != on:
		return m, nil
	case r.blank && next == "":
		return m, errLeave
	case r.blank:
		return move{to, next}, nil
	case capture.Begins(r.text):
		return w.stray(ctx, r.text, "where no text was asked for")
	}
	ref, err := numbered(v, strings.TrimSpace(r.text))
	if err != nil {
		w.say("%s.", federation.Sentence(err.Error()))
		return move{verb: again}, nil
	}
	return move{to, ref}, nil
}
