package plain

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"federate/federation"
	"federate/federation/estate"
	"federate/steps"
	"federate/steps/playbook"
	"federate/steps/view"
	"federate/ui/report"
)

// greetEstate says which estate this is and how it stands.
func (w *walk) greetEstate(v *steps.Snapshot) {
	settled, all := v.Count()
	w.say("%s: an estate of %s. %d of %s done, %s.", v.State.Name, federation.Count(len(v.Members), "federation"), settled, federation.Count(all, "part"),
		report.Tally(v.Report.Findings))
	if v.State.Archived {
		w.say("It is put away: federate archive --back brings it back.")
	}
}

// overviewEstate is every member and every part in a line.
func (w *walk) overviewEstate(v *steps.Snapshot) {
	w.sides(v, v.Plan[0])
	w.sides(v, v.Plan[len(v.Plan)-1])
	var items []string
	for _, s := range v.Plan {
		st := v.Status[s.Ref()]
		line := s.Title + ". " + federation.Sentence(string(st.State)) + "."
		if len(st.Why) > 0 {
			line += " " + federation.Stopped(federation.Sentence(strings.Join(st.Why, "; ")))
		}
		items = append(items, line)
	}
	w.list(items)
}

// sides says what the members say of topic s.
func (w *walk) sides(v *steps.Snapshot, s playbook.Step) {
	for _, r := range v.MembersSay(s) {
		value := r[1]
		if value == "" {
			value = "not told yet"
		}
		w.say("%s: %s", r[0], federation.Stopped(value))
	}
}

// presentTopic says what topic s is, how it stands, what to do, and what the members
// say of it.
func (w *walk) presentTopic(v *steps.Snapshot, s playbook.Step) {
	st := v.Status[s.Ref()]
	w.say("")
	w.say("Part %d of %d, %s. State: %s. Who: %s.", index(v, s.Ref())+1, len(v.Plan), s.Title, st.State, s.Role.Title())
	for _, why := range st.Why {
		w.say("Because: %s", federation.Stopped(why))
	}
	w.say("What to do:")
	w.list(s.Do)
	w.sides(v, s)
	for _, f := range v.FindingsAt(s.Ref()) {
		w.finding(f)
	}
	for _, c := range s.Cautions {
		w.say("Disputed: %s", c.Text)
	}
	w.say("Source: %s. Confidence: %s.", view.Source(s.Source), s.Confidence)
}

// topicQuestion asks question i of topic s: of the estate, for an account, or
// whether to go on.
func (w *walk) topicQuestion(ctx context.Context, v *steps.Snapshot, s playbook.Step, i int) (move, error) {
	asks := v.Asks(s)
	switch {
	case i < len(asks):
		return w.agree(ctx, s, asks[i], fmt.Sprintf("Question %d of %d", i+1, len(asks)))
	case i == len(asks) && v.AsksForAccounts(s):
		return w.account(ctx, s)
	}
	next := "the end"
	ref := ""
	if at := index(v, s.Ref()) + 1; at < len(v.Plan) {
		next, ref = fmt.Sprintf("part %d, %s", at+1, v.Plan[at].Title), v.Plan[at].Ref()
	}
	_, m, err := w.ask(ctx, v, s, "Enter goes on to "+next, func() {})
	if err == nil && m.verb == on {
		return move{to, ref}, nil
	}
	return m, err
}

// endEstate says that the programme is over, and how it stands.
func (w *walk) endEstate(v *steps.Snapshot) (move, error) {
	w.say("This is the end of the programme.")
	w.overviewEstate(v)
	return move{}, errMenu
}

// agree asks one question of an estate.
func (w *walk) agree(ctx context.Context, s playbook.Step, a steps.Ask, number string) (move, error) {
	v := w.s.View()
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
		return w.matrix(ctx, s, a)
	}
	var items []string
	for _, value := range a.Values {
		items = append(items, fmt.Sprintf("%s (%s)", federation.Sentence(v.Means(a.Fact, value)), value))
	}
	w.list(items)
	question := "The value. Enter leaves it open"
	if len(items) > 0 {
		question = "A number or a word. Enter leaves it open"
	}
	if a.Value != "" {
		w.say("Now: %s.", v.Means(a.Fact, a.Value))
		question = strings.Replace(question, "leaves it open", "keeps it, a backslash takes it back", 1)
	}
	r, m, err := w.ask(ctx, v, s, question, func() {})
	if err != nil || m.verb != on || r.blank {
		return m, err
	}
	return w.agreed(ctx, a, r.text)
}

// agreed records text as the answer to a.
func (w *walk) agreed(ctx context.Context, a steps.Ask, text string) (move, error) {
	if n, err := strconv.Atoi(text); err == nil && n >= 1 && n <= len(a.Values) {
		text = a.Values[n-1]
	}
	c, err := estate.Answer(a.Fact, a.Key, text, w.s.View().Member)
	if err != nil {
		w.say("%s%s.", federation.Sentence(err.Error()), federation.DidYouMean(text, a.Values))
		return move{verb: again}, nil
	}
	claims, said := []federation.Claim{c}, "Saved."
	if c.Retracted {
		said = "Taken back."
		if c.Fact == estate.FactGlass {
			claims = estate.Forget(c.Key)
		}
	}
	v, m, err := w.hand(ctx, steps.Agree{Seen: a.Seen, Claims: claims}, func() {})
	if v == nil || err != nil {
		return m, err
	}
	w.say("%s", said)
	for _, f := range v.Report.Findings {
		if f.Subject.Fact == a.Fact && f.Subject.Key == a.Key {
			w.finding(f)
		}
	}
	return move{verb: on}, nil
}

// matrix asks for the groups of one member until there are no more.
func (w *walk) matrix(ctx context.Context, s playbook.Step, a steps.Ask) (move, error) {
	for {
		v := w.s.View()
		for _, x := range v.Asks(s) {
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
		r, m, err := w.ask(ctx, v, s, "A line adds a group, x and a number takes one out. Enter goes on", func() {})
		if err != nil || m.verb != on || r.blank {
			return m, err
		}
		text := strings.TrimSpace(r.text)
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
		if _, err := w.agreed(ctx, a, strings.Join(lines, "\n")); err != nil {
			return move{}, err
		}
	}
}

// account asks for one more break-glass account; on says that there is one, or
// that none is wanted.
func (w *walk) account(ctx context.Context, s playbook.Step) (move, error) {
	r, m, err := w.ask(ctx, w.s.View(), s, "A label adds an account, the entry of a vault say and no person's name. Enter goes on", func() {})
	label := strings.TrimSpace(r.text)
	if err != nil || m.verb != on || label == "" {
		return m, err
	}
	if strings.ContainsAny(label, "=#") {
		w.say("A label has no = and no #.")
		return move{verb: again}, nil
	}
	for {
		m, err := w.agree(ctx, s, w.s.View().Account(label), "New account")
		_, there := w.s.View().State.Said(federation.IdP, estate.FactGlass, label)
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

// keepsMine shows both answers and asks which stays. Where the input ends, it is the one
// that is kept already.
func (w *walk) keepsMine(ctx context.Context, c *steps.AgreeError) bool {
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
