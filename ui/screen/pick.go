package screen

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"federate/federation"
	"federate/federation/capture"
	"federate/steps"
	"federate/steps/playbook"
	"federate/steps/record"
	"federate/steps/view"
)

// Pick asks for what a federation begins with: platform, identity provider,
// protocol, name. Esc goes one question back.
type Pick struct {
	env     *Env
	adopt   bool
	others  func() []steps.Summary // most recently changed first; grows while the list is read
	stage   stage
	menu           // of the stage
	at      [4]int // where it stood at each stage
	opening record.Opening
	repeats steps.Summary // the one whose choices are repeated
	name    textinput.Model
	trouble string
	busy    bool

	enter, like, back key.Binding
}

type stage int

const (
	pickPlatform stage = iota
	pickIdP
	pickProtocol
	pickName
)

// NewPick begins a federation or, with adopt, takes over one that exists already.
// others are the federations read so far.
func NewPick(env *Env, adopt bool, others func() []steps.Summary) *Pick {
	p := &Pick{env: env, adopt: adopt, others: others, name: line(env, ""), menu: newMenu(env, true),
		enter: bind([]string{"enter"}, "enter", "choose"), like: bind([]string{"ctrl+r"}, "ctrl+r", "repeat the last one's choices"),
		back: bind([]string{"esc"}, "esc", "back")}
	return p
}

type created struct {
	id  string
	err error
}

func (p *Pick) Init() tea.Cmd { return nil }
func (p *Pick) Typing() bool  { return true }
func (p *Pick) Leaving() bool { return p.busy }

// Refuses says what is typed here instead of a document.
func (p *Pick) Refuses(paste string) string {
	if p.stage == pickName && capture.MayBeDocument(paste) {
		return "this is a document; it goes on a page of its own later"
	}
	return p.menu.Refuses(paste)
}

func (p *Pick) Title() string {
	if p.adopt {
		return "Adopt a federation"
	}
	return "New federation"
}

func (p *Pick) Keys() []key.Binding {
	enter := p.enter
	if p.stage == pickName {
		enter.SetHelp("enter", "create it")
	}
	if p.stage == pickName {
		return []key.Binding{enter, p.back}
	}
	return append([]key.Binding{enter, p.up, on(p.like, p.repeatable()), p.back}, p.keys()[1:]...)
}

func (p *Pick) Place() string { return fmt.Sprintf("question %d of 4", p.stage+1) }

func (p *Pick) repeatable() bool { return p.stage == pickPlatform && len(p.others()) > 0 }

// Escape empties the filter, and then goes one question back where there is one.
func (p *Pick) Escape() bool {
	switch {
	case p.stage != pickName && p.menu.Escape():
		return true
	case p.stage == pickPlatform:
		return false
	}
	p.trouble = ""
	stage := p.stage - 1
	for stage > pickPlatform && len(p.offered(stage)) == 1 {
		stage--
	}
	if p.opening.Like != "" {
		stage, p.opening = pickPlatform, record.Opening{}
	}
	p.turn(stage)
	return true
}

// turn shows another question, with the cursor where it stood.
func (p *Pick) turn(to stage) {
	p.at[p.stage] = p.menu.at
	p.stage = to
	p.menu = newMenu(p.env, true)
	p.menu.at = p.at[to]
}

// An option is one line to choose.
type option struct{ id, title, about string }

// options are those that match the filter: first those whose id begins with it, then those
// whose title has its words, then those that only tell of them.
func (p *Pick) options() (out []option) {
	rank := map[string]int{}
	typed := strings.ToLower(strings.TrimSpace(p.search.Value()))
	for _, o := range p.offered(p.stage) {
		switch {
		case strings.HasPrefix(o.id, typed):
		case p.mentions(o.title):
			rank[o.id] = 1
		case p.mentions(o.id + " " + o.title + " " + o.about):
			rank[o.id] = 2
		default:
			continue
		}
		out = append(out, o)
	}
	slices.SortStableFunc(out, func(a, b option) int { return rank[a.id] - rank[b.id] })
	return out
}

// offered are all answers to a question.
func (p *Pick) offered(to stage) (out []option) {
	lib := p.env.Shelf.Library
	var parties []playbook.Playbook
	switch to {
	case pickPlatform:
		parties = lib.Platforms()
	case pickIdP:
		parties = lib.IdPs(p.opening.Platform)
	case pickProtocol:
		for _, s := range lib.Protocols(p.opening.Platform, p.opening.IdP) {
			about := view.WhenToTake(s)
			if r, ok := lib.RouteFor(p.opening.Platform, p.opening.IdP, s); ok {
				about += " The steps follow “" + r.Source.Document + "”."
			}
			out = append(out, option{s, view.Protocol(s), about})
		}
	}
	for _, b := range parties {
		out = append(out, option{b.ID, b.Title, b.About})
	}
	return out
}

func (p *Pick) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case created:
		p.busy = false
		if msg.err != nil {
			p.trouble = msg.err.Error()
			return nil
		}
		p.busy = true // until what was created is open
		return Open(p.env, msg.id, "", true)
	case tea.PasteMsg:
		if p.stage == pickName {
			p.name, _ = p.name.Update(msg)
			p.trouble = ""
			return nil
		}
		p.update(msg, len(p.options()))
	case tea.KeyPressMsg:
		return p.press(msg)
	}
	return nil
}

func (p *Pick) press(msg tea.KeyPressMsg) tea.Cmd {
	if p.stage == pickName {
		if key.Matches(msg, p.enter) {
			return p.create()
		}
		p.name, _ = p.name.Update(msg)
		p.trouble = ""
		return nil
	}
	options := p.options()
	switch {
	case key.Matches(msg, p.like) && p.repeatable():
		p.repeats = p.others()[0]
		p.opening = record.Opening{Like: p.repeats.ID}
		p.turn(pickName)
	case !key.Matches(msg, p.enter):
		p.update(msg, len(options))
	case p.menu.at < len(options):
		p.choose(options[p.menu.at].id)
	}
	return nil
}

// choose answers the question and goes to the next that has more than one answer.
func (p *Pick) choose(id string) {
	switch p.stage {
	case pickPlatform:
		p.opening = record.Opening{Platform: id}
	case pickIdP:
		p.opening.IdP = id
	case pickProtocol:
		p.opening.Protocol = id
	}
	p.turn(p.stage + 1)
	if options := p.offered(p.stage); p.stage == pickProtocol && len(options) == 1 {
		p.choose(options[0].id)
	}
}

// check says what is wrong with the name as it stands.
func (p *Pick) check(name string) error { return nameable(name, p.others(), "") }

// usual is the name that it gets where none is typed: that of both sides, with a number
// where one is called so.
func (p *Pick) usual() string {
	o := p.opening
	if o.Like != "" {
		return ""
	}
	platform, _ := p.env.Shelf.Library.Playbook(o.Platform, federation.Platform)
	idp, _ := p.env.Shelf.Library.Playbook(o.IdP, federation.IdP)
	name := view.UsualName(platform, idp)
	for n := 2; p.check(name) != nil && n < 100; n++ {
		name = fmt.Sprintf("%s %d", view.UsualName(platform, idp), n)
	}
	return name
}

func (p *Pick) create() tea.Cmd {
	if p.busy {
		return nil
	}
	name := cmp.Or(strings.TrimSpace(p.name.Value()), p.usual())
	if err := p.check(name); err != nil {
		p.trouble = err.Error()
		return nil
	}
	p.busy = true
	o := p.opening
	o.Name, o.Adopted = name, p.adopt
	shelf := p.env.Shelf
	return Tell(p, func() tea.Msg {
		id, err := shelf.Create(context.Background(), o)
		return created{id, err}
	})
}
