package screen

import (
	"context"
	"maps"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"federate/federation"
	"federate/federation/identity"
	"federate/steps"
	"federate/steps/people"
	"federate/steps/playbook"
	"federate/steps/view"
	"federate/ui/progress"
)

// People compares the platform's people with the identity provider's, from two files, and
// lists who will not get in. The numbers are kept beside the step that lets everybody in;
// nobody's name is.
type People struct {
	env     *Env
	session *steps.Session
	files   map[federation.Side]people.File

	run     int // of the comparisons: an earlier one that comes late is nobody's
	stop    context.CancelFunc
	meters  []*progress.Meter // of the one under way, for reading and comparing; nil: there is none
	trouble error
	found   *people.Comparison

	reasons []view.Reason
	reason  int    // of reasons, from 1; zero: any
	shown   looked // the page
	first   looked // the beginning of everybody
	asking  int    // which page was asked for last
	menu

	next, prev, open, explain, write, correct, again, back key.Binding
}

// comparesPeople reports whether people can be compared at s: where one or all of them are let in.
func comparesPeople(env *Env, v *steps.Snapshot, s playbook.Step) bool {
	_, gate := v.Gate()
	return env.Compare != nil && gate && v.Pair.Protocol != playbook.Password && (s.Kind == playbook.Gate || s.Phase == "users")
}

// around is how many people are looked up at a time, on either side of the cursor.
const around = 60

// What a comparison tells its screen.
type (
	compared struct {
		run   int
		found *people.Comparison
		err   error
	}
	looked struct {
		asked  int
		filter identity.Filter
		from   int // the first on the page
		many   int // whom the filter chooses
		page   []identity.Failure
		err    error
	}
	asks struct{ side federation.Side }
)

// NewPeople compares the people of session.
func NewPeople(env *Env, session *steps.Session) *People {
	return &People{env: env, session: session, files: map[federation.Side]people.File{}, menu: newMenu(env, true),
		open:    bind([]string{"enter"}, "enter", "choose the lists"),
		explain: bind([]string{"enter"}, "enter", "explain"),
		next:    bind([]string{"tab"}, "tab", "next reason"),
		prev:    bind([]string{"shift+tab"}, "shift+tab", "reason before"),
		write:   bind([]string{"ctrl+o"}, "ctrl+o", "write them to a file"),
		correct: bind([]string{"ctrl+u"}, "ctrl+u", "write the corrected upload"),
		again:   bind([]string{"ctrl+r"}, "ctrl+r", "other lists"),
		back:    bind([]string{"esc"}, "esc", "back"),
	}
}

func (p *People) Init() tea.Cmd           { return p.ask(federation.Platform) }
func (p *People) Title() string           { return "Compare the people" }
func (p *People) Typing() bool            { return p.found != nil }
func (p *People) Session() *steps.Session { return p.session }

func (p *People) Keys() []key.Binding {
	back := p.back
	switch {
	case p.meters != nil:
		back.SetHelp("esc", "stop")
		return []key.Binding{back}
	case p.found == nil:
		return []key.Binding{p.open, back}
	}
	return append(append([]key.Binding{p.next, on(p.explain, p.shown.many > 0), p.write, p.correct}, p.keys()...), p.prev, p.again, back)
}

// ask asks where a list is.
func (p *People) ask(side federation.Side) tea.Cmd {
	about := "The export of its people, as its console writes it: CSV, a workbook or JSON. It is read, and not kept."
	if side == federation.IdP {
		about = "The export of those who are assigned to the application, or of everybody: CSV, a workbook, JSON or LDIF. It is read, and not kept."
	}
	question := "Which file has the people of " + p.session.View().Pair.Words.Name(side) + "?"
	return Go(Push{NewAsk(p.env, p, asks{side}, question, p.files[side].Path, need("name a file, or drop it here"), about)})
}

func (p *People) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case Told:
		switch what := msg.What.(type) {
		case asks:
			return p.told(what.side, strings.TrimSpace(msg.Text))
		case column:
			f := p.files[what.side]
			f.Header = msg.Text
			p.files[what.side] = f
			return p.compare()
		case workbook:
			f := p.files[what.side]
			f.Sheet = msg.Text
			p.files[what.side] = f
			return p.compare()
		}
		return p.answered(msg)
	case still:
		if msg.run == p.run && p.meters != nil {
			return p.wait()
		}
	case compared:
		return p.came(msg)
	case looked:
		if msg.filter == (identity.Filter{}) && msg.from == 0 {
			p.first = msg
		}
		if msg.asked == p.asking {
			p.show(msg)
		}
	case written:
		if msg.err != nil {
			return Go(Say{Text: "not written: " + msg.err.Error(), Bad: true})
		}
		return Go(Say{Text: "written to " + msg.path})
	case done:
		if msg.err != nil {
			return Go(Say{Text: "the numbers were not kept: " + msg.err.Error(), Bad: true})
		}
		return Go(Changed{p.session})
	case tea.KeyPressMsg, tea.PasteMsg:
		return p.press(msg)
	}
	return nil
}

// told takes the path of a list, and compares once it has both.
func (p *People) told(side federation.Side, path string) tea.Cmd {
	p.files[side] = people.File{Path: path}
	if side == federation.Platform {
		return p.ask(federation.IdP)
	}
	return p.compare()
}

// compare compares the two files.
func (p *People) compare() tea.Cmd {
	ctx, stop := context.WithCancel(context.Background())
	p.leave()
	p.run, p.stop, p.trouble = p.run+1, stop, nil
	p.meters = []*progress.Meter{progress.New(progress.Bytes, p.env.Shelf.Now()), progress.New(progress.Of("people"), p.env.Shelf.Now())}
	run, meters, files, env, session := p.run, p.meters, maps.Clone(p.files), p.env, p.session
	return tea.Batch(Tell(p, func() tea.Msg {
		found, err := env.Compare(ctx, session.View(), files, meters[0], meters[1])
		return compared{run, found, err}
	}), p.wait())
}

// wait looks again in a moment how far the work is.
func (p *People) wait() tea.Cmd {
	if p.env.After == nil {
		return nil
	}
	return p.env.After(250*time.Millisecond, To{p, still{p.run}})
}

func (p *People) came(msg compared) tea.Cmd {
	if msg.run != p.run {
		if msg.found != nil {
			_ = msg.found.Close() // nobody wants it any more
		}
		return nil
	}
	p.stop()
	p.meters, p.found, p.trouble = nil, msg.found, msg.err
	if p.trouble != nil {
		return p.asksColumn()
	}
	if side, sheets := p.found.Sheets(); sheets != nil {
		p.leave()
		return p.asksSheet(side, sheets)
	}
	m := p.found.Matching()
	p.reasons, p.reason, p.at = view.Reasons(m.Codes), 0, 0
	p.search.SetValue("")
	return tea.Batch(p.look(), submit(p, p.session, steps.Matched{Matching: m}, nil))
}

// filter is what is shown: those with the chosen reason whom the search fits.
func (p *People) filter() identity.Filter {
	f := identity.Filter{Search: strings.TrimSpace(p.search.Value())}
	if p.reason > 0 {
		f.Code = p.reasons[p.reason-1].Code
	}
	return f
}

// look gets those around the cursor.
func (p *People) look() tea.Cmd {
	p.asking++
	asked, found, filter, from := p.asking, p.found, p.filter(), max(0, p.at-around)
	return Tell(p, func() tea.Msg {
		page, many, err := found.Page(filter, from, 2*around)
		return looked{asked, filter, from, many, page, err}
	})
}

// show shows a page.
func (p *People) show(page looked) {
	p.shown = page
	p.at = max(0, min(p.at, p.shown.many-1))
}

func (p *People) press(msg tea.Msg) tea.Cmd {
	pressed, _ := msg.(tea.KeyPressMsg)
	switch {
	case p.meters != nil:
		return nil
	case p.found == nil:
		if key.Matches(pressed, p.open) {
			return p.ask(federation.Platform)
		}
		return nil
	case key.Matches(pressed, p.explain):
		if i := p.at - p.shown.from; i >= 0 && i < len(p.shown.page) {
			return Go(Push{NewFinding(p.env, nil, p.shown.page[i].Finding)})
		}
		return nil
	case key.Matches(pressed, p.again):
		return p.ask(federation.Platform)
	case key.Matches(pressed, p.correct):
		return p.asksGuesses()
	case key.Matches(pressed, p.write):
		return Go(Push{NewAsk(p.env, p, saving{}, "Write them where?", "will-not-get-in.csv", need("name a file"),
			"Everybody who will not get in, with the reason and what to do, as CSV. It names people: keep it where only those who mend it can read it.")})
	case key.Matches(pressed, p.next, p.prev):
		by := 1
		if key.Matches(pressed, p.prev) {
			by = len(p.reasons)
		}
		p.reason, p.at = (p.reason+by)%(len(p.reasons)+1), 0
		return p.look()
	}
	if p.update(msg, p.shown.many) || p.at < p.shown.from || p.at >= p.shown.from+len(p.shown.page) && p.at < p.shown.many {
		return p.look()
	}
	return nil
}

// leave ends what is under way and closes what was found.
func (p *People) leave() {
	if p.stop != nil {
		p.stop()
	}
	if p.found != nil {
		_ = p.found.Close()
	}
	p.run, p.meters, p.found = p.run+1, nil, nil
}

// Escape ends the work first, then the search, then what was chosen.
func (p *People) Escape() bool {
	switch {
	case p.meters != nil:
		p.leave()
		return true
	case p.found != nil && (p.menu.Escape() || p.reason > 0):
		p.reason, p.at = 0, 0
		p.asking++ // what is under way is not wanted any more
		p.show(p.first)
		return true
	}
	p.leave()
	return false
}
