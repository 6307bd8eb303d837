package screen

import (
	"errors"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"federate/federation"
	"federate/federation/estate"
	"federate/steps"
	"federate/steps/playbook"
)

// estateTopic is one part of an estate's programme: what to do, what the members
// say side by side, its questions with what is wrong beneath them, and what a
// guide says that the makers do not.
type estateTopic struct {
	of   *Estate
	step playbook.Step
	size tea.WindowSizeMsg
	menu
	scroller

	unfolded bool // the explanations are open, however long the page

	enter, drop, export, undo, unfold key.Binding
}

// An item is something on the page that the cursor stands on.
type item struct {
	ask     steps.Ask
	line    int // of a role matrix; -1: the whole answer
	add     string
	finding *federation.Finding
}

// What an answer is to.
type (
	telling  struct{ item } // a value of an ask
	choosing struct{ steps.Ask }
	naming   struct{} // a break-glass account
)

func newEstateTopic(of *Estate, step playbook.Step) *estateTopic {
	return &estateTopic{of: of, step: step, menu: newMenu(of.env, false), enter: bind([]string{"enter"}, "enter", "answer"),
		drop: bind([]string{"x"}, "x", "take the answer back"), export: bind([]string{"ctrl+o", "o"}, "o", "export and copy"), undo: undoing(),
		unfold: bind([]string{"ctrl+w", "w"}, "ctrl+w", "disputes, source")}
}

func (p *estateTopic) Init() tea.Cmd { return nil }
func (p *estateTopic) Title() string { return p.step.Title }

// Progress is how much of the plan is settled.
func (p *estateTopic) Progress() (settled, all int) { return p.view().Count() }

func (p *estateTopic) Place() string { return string(p.view().Status[p.step.Ref()].State) }

func (p *estateTopic) Session() *steps.Session { return p.of.session }
func (p *estateTopic) view() *steps.Snapshot   { return p.of.session.View() }

func (p *estateTopic) Keys() []key.Binding {
	items := p.items()
	some := p.at < len(items)
	enter := p.enter
	if some && items[p.at].finding != nil {
		enter.SetHelp("enter", "explain")
	}
	answered := some && items[p.at].ask.Value != "" && items[p.at].ask.From == "" && items[p.at].add == ""
	return append([]key.Binding{on(enter, some), on(p.drop, answered), p.export, p.unfold, p.undo}, p.keys()...)
}

// items are what the cursor goes through.
func (p *estateTopic) items() (out []item) {
	v := p.view()
	for _, a := range v.Asks(p.step) {
		if !a.Lines {
			out = append(out, item{ask: a, line: -1})
			continue
		}
		for i := range grants(a.Value) {
			out = append(out, item{ask: a, line: i})
		}
		if a.From == "" {
			out = append(out, item{ask: a, line: -1, add: "add a group of " + a.Of})
		}
	}
	if v.AsksForAccounts(p.step) {
		out = append(out, item{line: -1, add: "add an account"})
	}
	for _, f := range v.FindingsAt(p.step.Ref()) {
		if !p.beneath(f) {
			out = append(out, item{finding: &f})
		}
	}
	return out
}

// beneath reports whether f is shown beneath a question.
func (p *estateTopic) beneath(f federation.Finding) bool {
	return slices.ContainsFunc(p.view().Asks(p.step), func(a steps.Ask) bool { return about(a, f) })
}

func about(a steps.Ask, f federation.Finding) bool {
	return f.Subject.Fact == a.Fact && f.Subject.Key == a.Key
}

func (p *estateTopic) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		p.size = msg
	case Told:
		return p.told(msg)
	case tea.KeyPressMsg:
		return p.press(msg)
	}
	return nil
}

func (p *estateTopic) press(msg tea.KeyPressMsg) tea.Cmd {
	items := p.items()
	p.at = max(0, min(p.at, len(items)-1))
	switch {
	case key.Matches(msg, p.page), key.Matches(msg, p.pageUp), len(items) == 0 && (key.Matches(msg, p.up) || key.Matches(msg, p.down)):
		lines, focus := p.lines()
		p.turn(key.Matches(msg, p.page) || key.Matches(msg, p.down), focus, len(lines), p.size.Height)
		return nil
	case key.Matches(msg, p.unfold):
		p.unfolded = !p.unfolded
		return nil
	case key.Matches(msg, p.export):
		return Go(Push{newEstateExport(p.of.env, p.of.session, p.step.ID)})
	case key.Matches(msg, p.undo):
		return p.of.change(tookBack, steps.Undo{})
	case len(items) == 0:
		return nil
	case !p.seen(): // what is out of sight is shown before anything is done to it
		p.follow()
		return nil
	case key.Matches(msg, p.enter):
		return p.answer(items[p.at])
	case key.Matches(msg, p.drop):
		return p.take(items[p.at])
	}
	p.follow()
	p.update(msg, len(items))
	return nil
}

// take takes an answer back.
func (p *estateTopic) take(x item) tea.Cmd {
	switch a := x.ask; {
	case x.finding != nil || x.add != "" || a.Value == "" || a.From != "":
		return nil
	case x.line >= 0:
		return p.tell(a, strings.Join(slices.Delete(grants(a.Value), x.line, x.line+1), "\n"))
	case a.Fact == estate.FactGlass:
		return p.of.tell("the account is taken out", a.Seen, estate.Forget(a.Key)...)
	default:
		return p.tell(a, "")
	}
}

func (p *estateTopic) tell(a steps.Ask, value string) tea.Cmd {
	c, err := estate.Answer(a.Fact, a.Key, value, p.view().Member)
	if err != nil {
		return Go(Say{Text: err.Error(), Bad: true})
	}
	said := "kept"
	if c.Retracted {
		said = "taken back"
	}
	return p.of.tell(said, a.Seen, c)
}

// answer asks for x.
func (p *estateTopic) answer(x item) tea.Cmd {
	env, a, v := p.of.env, x.ask, p.view()
	question := a.Label
	if a.Of != "" {
		question += ": " + a.Of
	}
	help := a.Help
	if a.Example != "" && !a.Lines {
		help += " For example `" + a.Example + "`."
	}
	switch {
	case x.finding != nil:
		return Go(Push{NewFinding(env, p.of.session, *x.finding)})
	case x.add != "" && a.Fact == "":
		return Go(Push{NewAsk(env, p, naming{}, "What is the account called here?", "", func(text string) error {
			if text = strings.TrimSpace(text); text == "" || strings.ContainsAny(text, "=#") {
				return errors.New("give it a label, without = and #")
			}
			return nil
		}, "The entry of a vault, say. No person's name and no password.")})
	case a.From != "":
		return Go(Say{Text: a.From + " says so itself; change it there"})
	case len(a.Values) > 0:
		return Go(Push{p.choose(a, question)})
	case a.Lines:
		given := ""
		if x.line >= 0 {
			given = grants(a.Value)[x.line]
		}
		about := []string{"**GROUP | ROLE; ROLE | " + unit(v, a.Key) + "**, of which the last may be missing.", "Roles are parted by semicolons: a comma belongs to a name. Nothing takes the line out."}
		return Go(Push{NewAsk(env, p, telling{x}, question, given, func(text string) error {
			_, err := estate.Answer(a.Fact, a.Key, text, v.Member)
			return err
		}, about...)})
	}
	return Go(Push{NewAsk(env, p, telling{x}, question, a.Value, func(text string) error {
		_, err := estate.Answer(a.Fact, a.Key, text, v.Member)
		return err
	}, help, "Nothing takes the answer back.")})
}

func unit(v *steps.Snapshot, member string) string {
	for _, c := range estate.MatrixOf(v.Together).Columns {
		if c.Member == member && c.Unit != "" {
			return strings.ToUpper(c.Unit)
		}
	}
	return "UNIT"
}

func (p *estateTopic) choose(a steps.Ask, question string) *Choose {
	var options []string
	at := 0
	for i, v := range a.Values {
		options = append(options, p.view().Means(a.Fact, v))
		if v == a.Value {
			at = i
		}
	}
	if a.Value != "" {
		options = append(options, "take the answer back")
	}
	c := NewChoose(p.of.env, p, choosing{a}, question, []string{p.of.env.Theme.Quiet.Render(a.Help)}, options...)
	c.at = at
	return c
}

// told takes what was answered.
func (p *estateTopic) told(msg Told) tea.Cmd {
	switch what := msg.What.(type) {
	case naming:
		a := p.view().Account(msg.Text)
		return Go(Push{p.choose(a, "What does “"+a.Key+"” get into?")})
	case choosing:
		i := slices.IndexFunc(what.Values, func(v string) bool { return p.view().Means(what.Fact, v) == msg.Text })
		if i < 0 {
			return p.take(item{ask: what.Ask, line: -1})
		}
		return p.tell(what.Ask, what.Values[i])
	case telling:
		if !what.ask.Lines {
			return p.tell(what.ask, msg.Text)
		}
		lines := grants(what.ask.Value)
		switch text := strings.TrimSpace(msg.Text); {
		case what.line < 0:
			lines = append(lines, text)
		case text == "":
			lines = slices.Delete(lines, what.line, what.line+1)
		default:
			lines[what.line] = text
		}
		return p.tell(what.ask, strings.TrimSpace(strings.Join(lines, "\n")))
	}
	return nil
}

// seen reports whether what the cursor stands on is on screen.
func (p *estateTopic) seen() bool {
	lines, focus := p.lines()
	offset := p.offset(focus, len(lines), p.size.Height)
	return len(lines) <= p.size.Height || focus.From >= offset && focus.From < offset+p.size.Height-1
}
