package plain

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"federate/federation"
	"federate/federation/capture"
	"federate/steps"
	"federate/steps/playbook"
	"federate/steps/vault"
	"federate/steps/view"
)

// field asks question i of step s and submits the answer.
func (w *walk) field(ctx context.Context, v *steps.Snapshot, s playbook.Step, i int) (move, error) {
	q := w.query(v, s, s.Fields[i])
	q.draft = w.s.Draft(s.Ref())[q.Name()]
	w.say("Question %d of %d: %s", i+1, len(s.Fields), federation.Stopped(q.label))
	r, m, err := w.ask(ctx, v, s, q.pose(), q.help)
	if err != nil {
		q.keep(r.text)
		return m, err
	}
	if m.verb != on || r.blank {
		return m, nil
	}
	if r.text == "d" && !r.exact && q.draft != "" {
		r.text, r.exact = q.draft, true
		if q.lines() {
			return q.submit(ctx, q.drafted())
		}
	}
	switch {
	case r.text == "" && q.Fact == "":
		w.say("A document is replaced by another one. u takes back what you did last.")
		return move{verb: again}, nil
	case r.text == "":
		return q.submit(ctx, pasted{})
	case capture.Begins(r.text) && !q.lines():
		return w.stray(ctx, r.text, "where "+q.label+" is asked for")
	case q.Term.Secret:
		return q.given(ctx, r.text)
	case q.lines():
		return q.read(ctx, r.text)
	case q.Choice():
		value, ok := q.chosen(r.text)
		if !ok {
			return move{verb: again}, nil
		}
		r.text = value
	}
	return q.submit(ctx, pasted{text: r.text})
}

// A query is one field of a step while it is being asked for.
type query struct {
	view.Question
	w     *walk
	v     *steps.Snapshot
	label string
	draft string

	secret vault.Secret // as typed
}

func (w *walk) query(v *steps.Snapshot, s playbook.Step, f playbook.Field) query {
	return query{Question: view.QuestionOf(v, s, f), w: w, v: v, label: unmarked(v.Label(s, f))}
}

// document reports whether a document may go into the field.
func (q query) document() bool { return q.Document() || len(q.Accepts) > 0 }

// lines reports whether the answer may have several lines.
func (q query) lines() bool { return q.document() || q.Prose() }

// pose says what the field is about and returns the question.
func (q query) pose() string {
	w := q.w
	if q.Help != "" {
		w.say("Help: %s", federation.Stopped(unmarked(q.v.Say(q.Step, q.Help))))
	}
	if q.Example != "" {
		w.say("Example: %s", q.Example)
	}
	if q.Choice() {
		for i, value := range q.Term.Values {
			w.say("%d. %s", i+1, q.option(value))
		}
	}
	now, answered := q.now()
	if answered {
		w.say("Now: %s", now)
	}
	what := "The value"
	switch {
	case q.Either():
		what = "The value, the path of a file that holds it, or paste the file and end with a single dot"
	case q.Fetches():
		what = "The path of a file or its address, or paste it and end with a single dot"
	case q.document():
		what = "The path of a file, or paste it and end with a single dot"
	case q.Prose():
		what = "The text, ended by a single dot, or the path of a file"
	case q.Term.Secret && w.s.Keeps():
		what = "The path of a file that holds it, or the secret, which shows as you type; y only notes that it was given"
	case q.Term.Secret:
		what = "y: it was given. The secret itself is not asked for and never kept"
	case q.Choice():
		what = "A number or a word"
	}
	if q.draft != "" {
		w.say("Typed before and not submitted: %s", brief(q.draft))
		what += ". d submits what was typed before"
	}
	switch {
	case answered:
		return what + ". Enter keeps it"
	case q.Optional:
		return what + ". Optional, enter leaves it out"
	}
	return what + ". Enter leaves it open"
}

// drafted is the draft of a document or a text of several lines, or the file
// that it names.
func (q query) drafted() pasted {
	if path, ok := capture.PathIn(q.draft); ok && q.w.d.ReadFile != nil {
		if raw, name, err := capture.Find(path, q.w.d.ReadFile); err == nil && len(raw) <= most {
			return pasted{string(raw), name}
		}
	}
	return pasted{q.draft, "pasted"}
}

// now is the present answer in one line.
func (q query) now() (text string, ok bool) {
	if q.Fact == "" {
		d, ok := q.v.Document(q.Field)
		k, _ := q.v.Pair.Terms.Kind(d.Kind)
		return fmt.Sprintf("%s, handed in by %s on %s", k.Title, d.By, federation.Moment(d.At)), ok
	}
	a, ok := q.Answer(q.v)
	switch {
	case !ok:
		return "", false
	case a.Withheld:
		return view.Given(q.v, a), true
	case a.Value == "":
		return "empty", true
	case q.Choice():
		return q.option(a.Value), true
	}
	text = brief(q.Term.Short(a.Value))
	if strings.TrimSpace(a.Value) != a.Value && !q.lines() {
		text = fmt.Sprintf("%q, with white space around it", text)
	}
	if untold := q.Untold(q.v, a); untold != "" {
		return text + ", " + untold, true
	}
	if a.Placeholder {
		text += ", a placeholder"
	}
	return text, true
}

// option is a choice in the words of the console, and as commands call it.
func (q query) option(value string) string {
	if word := q.Option(q.v, value); word != value {
		return fmt.Sprintf("%s (%s)", word, value)
	}
	return value
}

// chosen is the value that text means: a number, the value, or the console's word.
func (q query) chosen(text string) (string, bool) {
	text = strings.TrimSpace(text)
	if n, err := strconv.Atoi(text); err == nil && n >= 1 && n <= len(q.Term.Values) {
		return q.Term.Values[n-1], true
	}
	value, ok := q.Chosen(q.v, text)
	if !ok {
		q.w.say("%q is none of the choices%s.", text, federation.DidYouMean(text, q.Term.Values))
	}
	return value, ok
}

func (q query) help() {
	w := q.w
	for _, line := range q.Explain(q.v) {
		w.say("%s", unmarked(line))
	}
	if q.document() {
		w.say("A PEM text ends with its END line and XML with its last tag; one long line of base64 is whole by itself. Anything else ends with a line that holds a single dot.")
		w.say("Many terminals cut a typed line after 4095 characters. For a longer one give the path of a file.")
	}
	if q.Step.Why != "" {
		w.say("Why this step: %s", federation.Stopped(unmarked(q.v.Say(q.Step, q.Step.Why))))
	}
}

// given puts a secret into the vault, or notes that it exists. Without a vault, what was
// typed goes no further than this function.
func (q query) given(ctx context.Context, text string) (move, error) {
	text = strings.TrimSpace(text)
	if q.w.s.Keeps() && text != "y" {
		if path, ok := capture.PathIn(text); ok && q.w.d.ReadFile != nil {
			if raw, _, err := capture.Find(path, q.w.d.ReadFile); err == nil && len(raw) <= most {
				text = strings.TrimSpace(string(raw))
			}
		}
		q.secret = vault.New(text)
		return q.submit(ctx, pasted{})
	}
	if text != "y" {
		q.w.say("What was typed is forgotten: a secret is never kept. Only that it was given is noted.")
	}
	return q.submit(ctx, pasted{})
}

// read takes a document or a text of several lines that begins with first.
func (q query) read(ctx context.Context, first string) (move, error) {
	sort := document
	if !q.document() {
		sort = loose
	}
	q.w.before = nil
	if q.Fetches() && capture.IsAddress(first) && q.w.d.ReadFile != nil {
		address := strings.TrimSpace(first)
		raw, err := q.w.d.ReadFile(address)
		if err != nil {
			q.w.say("%s. Nothing was taken.", federation.Sentence(err.Error()))
			return move{verb: again}, nil
		}
		return q.submit(ctx, pasted{string(raw), address})
	}
	if q.Either() && !capture.MayBeDocument(first) && !q.file(first) {
		return q.submit(ctx, pasted{text: first})
	}
	const cut = 4095 // characters, where the line discipline of a terminal stops taking more
	p, err := q.w.paste(ctx, first, q.w.d.ReadFile, sort)
	var no *unreadable
	var half *unended
	switch {
	case errors.As(err, &no):
		q.w.say("%s. Nothing was taken.", federation.Sentence(err.Error()))
		return move{verb: again}, nil
	case errors.As(err, &half):
		q.keep(half.text)
		return move{}, err
	case errors.Is(err, errLong):
		q.w.say("%s. Nothing of it was taken.", federation.Sentence(err.Error()))
		return move{verb: again}, nil
	case err != nil:
		return move{}, err
	}
	if p.origin == "pasted" && len(p.text) == cut {
		q.w.say("The line has exactly %d characters: the terminal may have cut it. Give the path of a file to be sure.", cut)
	}
	return q.submit(ctx, p)
}

// file reports whether text, where a value may stand as well, names a file.
func (q query) file(text string) bool {
	path, ok := capture.PathIn(text)
	if !ok || path.LooksLikeFile() || q.w.d.ReadFile == nil {
		return ok
	}
	_, _, err := capture.Find(path, q.w.d.ReadFile)
	return err == nil
}
