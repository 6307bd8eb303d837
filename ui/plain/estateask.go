package plain

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"federate/federation"
	"federate/steps"
	"federate/steps/estate"
)

// field asks one question of an estate.
func (w *tour) field(ctx context.Context, at int, a estate.Ask, number string) (move, error) {
	name := a.Label
	if a.Of != "" {
		name = a.Of + ", " + a.Label
	}
	w.say("%s: %s.", number, name)
	if a.From != "" {
		w.say("%s says so itself: %s. It is changed there.", a.From, strings.Join(strings.Split(a.Value, "\n"), " / "))
		return move{verb: on}, nil
	}
	w.say("Help: %s", a.Help)
	if a.Lines {
		return w.matrix(ctx, at, a)
	}
	var items []string
	for _, v := range a.Values {
		items = append(items, fmt.Sprintf("%s (%s)", federation.Sentence(w.e.Means(a.Fact, v)), v))
	}
	w.list(items)
	question := "The value. Enter leaves it open"
	if len(items) > 0 {
		question = "A number or a word. Enter leaves it open"
	}
	if a.Value != "" {
		w.say("Now: %s.", w.e.Means(a.Fact, a.Value))
		question = strings.Replace(question, "leaves it open", "keeps it, a backslash takes it back", 1)
	}
	r, m, err := w.ask(ctx, at, question)
	if err != nil || m.verb != on || r.blank {
		return m, err
	}
	return w.answer(ctx, a, r.text)
}

// answer records text as the answer to a.
func (w *tour) answer(ctx context.Context, a estate.Ask, text string) (move, error) {
	if n, err := strconv.Atoi(text); err == nil && n >= 1 && n <= len(a.Values) {
		text = a.Values[n-1]
	}
	claims := []federation.Claim{}
	c, err := w.e.Claim(a.Fact, a.Key, text)
	if err != nil {
		w.say("%s%s.", federation.Sentence(err.Error()), federation.DidYouMean(text, a.Values))
		return move{verb: again}, nil
	}
	if claims = append(claims, c); c.Retracted && c.Fact == estate.FactGlass {
		claims = append(claims, estate.Forget(c.Key)[1:]...)
	}
	said := "Saved."
	if c.Retracted {
		said = "Taken back."
	}
	if !w.tell(ctx, said, a.Seen, claims...) {
		return move{verb: again}, nil
	}
	for _, f := range w.e.Report.Findings {
		if f.Subject.Fact == a.Fact && f.Subject.Key == a.Key {
			w.finding(f)
		}
	}
	return move{verb: on}, nil
}

// matrix asks for the groups of one member until there are no more.
func (w *tour) matrix(ctx context.Context, at int, a estate.Ask) (move, error) {
	for {
		for _, x := range w.e.Asks(w.programme[at].ID) {
			if x.Name() == a.Name() {
				a = x
			}
		}
		grants, _ := estate.Grants(a.Value)
		lines := make([]string, len(grants))
		for i, g := range grants {
			lines[i] = g.String()
		}
		w.list(lines)
		r, m, err := w.ask(ctx, at, "A line adds a group, x and a number takes one out. Enter goes on")
		if err != nil || m.verb != on || r.blank {
			return m, err
		}
		text := r.text
		if arg, ok := strings.CutPrefix(text, "x "); ok && digits(strings.TrimSpace(arg)) {
			n, _ := strconv.Atoi(strings.TrimSpace(arg))
			if n < 1 || n > len(lines) {
				w.say("There is no line %s.", strings.TrimSpace(arg))
				continue
			}
			lines = slices.Delete(lines, n-1, n)
		} else {
			lines = append(lines, text)
		}
		if _, err := w.answer(ctx, a, strings.Join(lines, "\n")); err != nil {
			return move{}, err
		}
	}
}

// account asks for one more break-glass account; on says that there is one, or
// that none is wanted.
func (w *tour) account(ctx context.Context, at int) (move, error) {
	r, m, err := w.ask(ctx, at, "A label adds an account, the entry of a vault say and no person's name. Enter goes on")
	label := strings.TrimSpace(r.text)
	if err != nil || m.verb != on || label == "" {
		return m, err
	}
	if strings.ContainsAny(label, "=#") {
		w.say("A label has no = and no #.")
		return move{verb: again}, nil
	}
	for {
		m, err := w.field(ctx, at, w.e.Account(label), "New account")
		_, there := w.e.Dossier.Said(federation.IdP, estate.FactGlass, label)
		switch {
		case err != nil || m.verb == to:
			return m, err
		case m.verb == back, m.verb == on && !there:
			return move{verb: again}, nil
		case m.verb == on:
			return m, nil
		}
	}
}

// newEstate asks for a name and members, and begins an estate.
func (d Deps) newEstate(ctx context.Context, t *talk) (id string, err error) {
	ids, err := d.Shelf.IDs(ctx)
	if err != nil {
		return "", err
	}
	var items, members []string
	for _, id := range ids {
		items = append(items, d.Shelf.Summary(ctx, id).Name+" ("+id+")")
	}
	t.say("Which federations belong together? Those of one company that log in at one identity provider. Nothing is written to them.")
	t.list(items)
	for {
		text, err := t.word(ctx, fmt.Sprintf("A number or a name adds one, %d so far. Enter goes on", len(members)))
		if err != nil {
			return "", err
		}
		if text == "" {
			break
		}
		of := ""
		if n, err := strconv.Atoi(text); err == nil && n >= 1 && n <= len(ids) {
			of = ids[n-1]
		} else if of, err = d.Shelf.Find(ctx, text); err != nil || strings.HasPrefix(of, steps.EstatePrefix) && d.Shelf.IsEstate(ctx, of) {
			t.say("%q is no federation.", text)
			continue
		}
		if !slices.Contains(members, of) {
			members = append(members, of)
		}
	}
	for {
		name, err := t.word(ctx, "What is the estate called? The company, say; b goes back")
		if err != nil {
			return "", err
		}
		id, err := estate.Create(ctx, d.Shelf, strings.TrimPrefix(name, `\`), members)
		if err == nil {
			t.say("Begun: %s, known as %s.", name, id)
			return id, nil
		}
		t.say("%s.", federation.Sentence(err.Error()))
	}
}
