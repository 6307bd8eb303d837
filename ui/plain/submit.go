package plain

import (
	"context"
	"errors"
	"slices"
	"strings"

	"federate/federation"
	"federate/federation/capture"
	"federate/steps"
	"federate/steps/record"
	"federate/steps/view"
)

// submit hands in the answer of a field and reports the outcome.
func (q query) submit(ctx context.Context, p pasted) (move, error) {
	w := q.w
	var c steps.Answer
	if q.Fact == "" || q.Document() && p.text != "" || q.Either() && p.origin != "" {
		c = q.Hand([]byte(p.text), p.origin)
	} else {
		c = q.Tell(q.v, p.text)
		c.Facts[0].Secret = q.secret
	}
	old := w.s.View()
	v, m, err := w.hand(ctx, c, func() {
		if p.origin != "" && p.origin != "pasted" {
			q.keep(p.origin) // the file is still there
			return
		}
		q.keep(p.text)
	})
	if v == nil || err != nil {
		return m, err
	}
	q.forget()
	q.judged(old, v)
	if q.document() && capture.HasPEM(p.text) {
		w.before = &handed{q.Step.Ref(), q.Name(), p.text}
	}
	return move{verb: on}, nil
}

// hand submits c and deals with whatever prevents it. If nothing was saved, the snapshot
// is nil and the move says where to go; if the admin gives up, keep saves what was typed
// as a draft.
func (w *walk) hand(ctx context.Context, c steps.Change, keep func()) (*steps.Snapshot, move, error) {
	for {
		v, err := w.s.Do(c).Wait()
		var refused *steps.RefusedError
		var clash *steps.ClashError
		var differs *steps.AgreeError
		var unsaved *steps.NotSavedError
		switch {
		case err == nil:
			return v, move{}, nil
		case errors.As(err, &refused):
			w.say("Not taken: %s.", unmarked(err.Error()))
			for _, f := range refused.Findings {
				w.finding(f)
			}
			return nil, move{verb: again}, nil
		case errors.As(err, &clash):
			mine, m, err := w.clash(ctx, c, clash.Theirs, keep)
			if err != nil || !mine {
				return nil, m, err
			}
		case errors.As(err, &differs):
			if !w.keepsMine(ctx, differs) {
				return nil, move{verb: on}, nil
			}
			c = differs.Again
		case errors.As(err, &unsaved):
			w.say("%s.", federation.Sentence(err.Error()))
			text, err := w.talk.ask(ctx, "Nothing was changed. Enter tries again, b goes back, s leaves")
			switch word := strings.TrimSpace(text); {
			case err != nil:
				keep()
				return nil, move{}, err
			case word == "s", word == "q":
				keep()
				return nil, move{}, errLeave
			case word == "b":
				keep()
				return nil, move{verb: again}, nil
			}
		default:
			w.say("Not taken: %s.", unmarked(err.Error()))
			return nil, move{verb: again}, nil
		}
	}
}

// whose is the question which of two answers stays.
const whose = "1 keeps theirs, 2 puts yours in its place. Enter keeps theirs"

// clash shows both values and asks which stays.
func (w *walk) clash(ctx context.Context, c steps.Change, theirs record.Event, keep func()) (mine bool, m move, err error) {
	v := w.s.View()
	w.clashed = theirs.Seq
	w.say("Meanwhile: %s", w.event(v, theirs))
	answer, ok := c.(steps.Answer)
	if !ok {
		w.say("Nothing of yours was changed. Look at the step once more.")
		return false, move{verb: to, ref: stepOf(c)}, nil
	}
	for _, told := range answer.Facts {
		value := told.Value
		t, _ := v.Pair.Terms.Term(told.Fact)
		switch {
		case t.Secret:
			value = "given"
		case value == "":
			value = "empty"
		}
		w.say("Yours: %s", brief(t.Short(value)))
	}
	for _, h := range answer.Documents {
		w.say("Yours: the document, %s.", h.Origin)
	}
	for {
		text, err := w.talk.ask(ctx, whose)
		if err != nil {
			keep()
			return false, move{}, err
		}
		switch strings.TrimSpace(text) {
		case "", "1":
			w.say("Theirs stays.")
			return false, move{verb: on}, nil
		case "2":
			return true, move{}, nil
		case "b":
			keep()
			return false, move{verb: again}, nil
		case "s", "q":
			keep()
			return false, move{}, errLeave
		}
	}
}

func stepOf(c steps.Change) string {
	if c, ok := c.(steps.Confirm); ok {
		return c.Step
	}
	return ""
}

// judged reports the effect of an answer: what was read from it, the findings about it,
// the findings that appeared or went elsewhere, and what waits.
func (q query) judged(old, v *steps.Snapshot) {
	w := q.w
	if v.State.Last == old.State.Last {
		w.say("That is what stood there already.")
		return
	}
	e := v.Events[len(v.Events)-1]
	for _, c := range e.Claims {
		if c.From.Digest != "" {
			w.say("Read from it: %s", w.claim(v, c))
		}
	}
	if r, ok := v.Read(q.Step, q.Field); ok && q.document() {
		w.says(view.DocumentOf(r).Telling())
	}
	var here, elsewhere []federation.Finding
	for _, f := range v.Report.Findings {
		if q.About(v, f) {
			here = append(here, f)
		}
	}
	for _, f := range v.FoundSince(old) {
		if !q.About(v, f) {
			elsewhere = append(elsewhere, f)
		}
	}
	n, needs := q.waiting(v)
	switch {
	case q.Term.Secret:
		word, _ := q.Answer(v)
		w.say("Noted that it was given. The secret itself is %s.", v.Kept(word).Says())
	case len(here) == 0 && n > 0:
		w.say("Saved. Nothing is wrong so far.")
	case len(here) == 0:
		w.say("Saved. Nothing is wrong with it.")
	default:
		w.say("Saved.")
		w.findings(v, here)
		if slices.ContainsFunc(here, func(f federation.Finding) bool { return f.Severity == federation.Error }) {
			w.say("b goes back to it and corrects it.")
		}
	}
	if n > 0 {
		w.say("%s not looked at yet, because this is not known: %s.", federation.Sentence(federation.Count(n, "rule")), strings.Join(needs, ", "))
	}
	if len(elsewhere) > 0 {
		w.say("This also brings to light:")
		w.findings(v, elsewhere)
	}
	for _, f := range old.Report.Findings {
		if !slices.ContainsFunc(v.Report.Findings, func(o federation.Finding) bool { return o.Code == f.Code }) {
			w.say("No longer found: %s, %s", f.Code, federation.Stopped(f.Title))
		}
	}
}

// waiting is how many rules about the message of the field wait, and for what.
func (q query) waiting(v *steps.Snapshot) (n int, needs []string) {
	for _, a := range v.Attempts {
		if q.Key != "" && a.Key == q.Key {
			n, needs = len(a.Report.Waiting), view.Named(a.Report.Waiting, v.Pair.Words.Need)
		}
	}
	return n, needs
}
