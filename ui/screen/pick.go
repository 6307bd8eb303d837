package screen

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"federate/federation"
	"federate/steps"
	"federate/steps/record"
	"federate/ui/widget"
)

// Pick asks for what a federation begins with: platform, identity provider,
// protocol, name. Esc goes one question back.
type Pick struct {
	env     *Env
	adopt   bool
	others  []steps.Summary // the one worked on last first
	stage   stage
	at      [4]int // the choice at each stage
	opening record.Opening
	name    textinput.Model
	trouble string
	busy    bool

	enter, up, down, like, back key.Binding
}

type stage int

const (
	pickPlatform stage = iota
	pickIdP
	pickProtocol
	pickName
)

// NewPick begins a federation, or with adopt takes over one that exists. others
// are those there are.
func NewPick(env *Env, adopt bool, others []steps.Summary) *Pick {
	p := &Pick{env: env, adopt: adopt, others: others, name: line(env, ""),
		enter: bind([]string{"enter"}, "enter", "choose"), up: bind([]string{"up", "shift+tab"}, "↑↓", "move"),
		down: bind([]string{"down", "tab"}, "", ""), like: bind([]string{"r"}, "r", "repeat the last one's choices"),
		back: bind([]string{"esc"}, "esc", "back")}
	return p
}

type created struct {
	id  string
	err error
}

func (p *Pick) Init() tea.Cmd { return nil }
func (p *Pick) Typing() bool  { return p.stage == pickName }

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
	return []key.Binding{enter, on(p.up, p.stage != pickName), on(p.down, p.stage != pickName), on(p.like, p.repeatable()), p.back}
}

func (p *Pick) Place() string { return fmt.Sprintf("question %d of 4", p.stage+1) }

func (p *Pick) repeatable() bool { return p.stage == pickPlatform && len(p.others) > 0 }

// Escape goes one question back, where there is one.
func (p *Pick) Escape() bool {
	if p.stage == pickPlatform {
		return false
	}
	p.trouble, p.opening.Like = "", ""
	p.stage--
	for p.stage > pickPlatform && len(p.options()) == 1 {
		p.stage--
	}
	return true
}

// an option is one line to choose.
type option struct{ id, title, about string }

func (p *Pick) options() (out []option) {
	lib := p.env.Shelf.Library
	side := federation.Platform
	switch p.stage {
	case pickIdP:
		side = federation.IdP
		platform, _ := lib.Playbook(p.opening.Platform, federation.Platform)
		for _, b := range lib.Playbooks(side) {
			if !b.Hidden && slices.ContainsFunc(b.Protocols, func(s string) bool { return slices.Contains(platform.Protocols, s) }) {
				out = append(out, option{b.ID, b.Title, b.About})
			}
		}
		return out
	case pickProtocol:
		platform, _ := lib.Playbook(p.opening.Platform, federation.Platform)
		idp, _ := lib.Playbook(p.opening.IdP, federation.IdP)
		for _, s := range platform.Protocols {
			if slices.Contains(idp.Protocols, s) {
				about := "joined by what each step needs; no document gives the order of this pair"
				if r, ok := lib.RouteFor(platform.ID, idp.ID, s); ok {
					about = "in the documented order: " + r.Source.Document
				}
				out = append(out, option{s, protocol(s), about})
			}
		}
		return out
	case pickName:
		return nil
	}
	for _, b := range lib.Playbooks(side) {
		if !b.Hidden {
			out = append(out, option{b.ID, b.Title, b.About})
		}
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
		return Open(p.env, msg.id, "", true)
	case tea.PasteMsg:
		if p.stage == pickName {
			p.name, _ = p.name.Update(msg)
			p.trouble = ""
		}
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
	case key.Matches(msg, p.up), msg.String() == "k":
		p.at[p.stage] = max(0, p.at[p.stage]-1)
	case key.Matches(msg, p.down), msg.String() == "j":
		p.at[p.stage] = max(0, min(len(options)-1, p.at[p.stage]+1))
	case key.Matches(msg, p.like) && p.repeatable():
		p.opening = record.Opening{Like: p.others[0].ID}
		p.stage = pickName
	case key.Matches(msg, p.enter):
		if len(options) > 0 {
			p.choose(options[p.at[p.stage]].id)
		}
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
	p.stage++
	if options := p.options(); p.stage == pickProtocol && len(options) == 1 {
		p.choose(options[0].id)
	}
}

// check says what is wrong with the name as it stands.
func (p *Pick) check(name string) error {
	name = strings.TrimSpace(name)
	if steps.Slug(name) == "" {
		return errors.New("the name needs a letter or a digit")
	}
	for _, s := range p.others {
		if strings.EqualFold(s.Name, name) {
			return fmt.Errorf("there is a federation %q already", s.Name)
		}
	}
	return nil
}

func (p *Pick) create() tea.Cmd {
	if p.busy {
		return nil
	}
	if err := p.check(p.name.Value()); err != nil {
		p.trouble = err.Error()
		return nil
	}
	p.busy = true
	o := p.opening
	o.Name, o.Adopted = strings.TrimSpace(p.name.Value()), p.adopt
	shelf := p.env.Shelf
	return Tell(p, func() tea.Msg {
		id, err := shelf.Create(context.Background(), o)
		return created{id, err}
	})
}

func (p *Pick) View(width, height int) []string {
	t, room := p.env.Theme, min(width-4, 84)
	out := []string{""}
	for _, l := range p.chosen() {
		out = append(out, "  "+t.Success.Render("✓ ")+widget.Fit(t.Quiet.Render(widget.Pad(l[0], 20))+t.Plain.Render(l[1]), room-2))
	}
	if len(out) > 1 {
		out = append(out, "")
	}
	question := [...]string{"Which platform?", "Which identity provider?", "Which protocol?", "What is it called?"}[p.stage]
	out = append(out, "  "+t.Strong.Render(question), "")
	if p.stage == pickName {
		return widget.Window(t, append(out, p.naming(room)...), 0, height)
	}
	if p.repeatable() {
		s := p.others[0]
		out = append(out, "  "+t.Here.Render("r")+"  "+widget.Fit("like “"+s.Name+"”: "+s.Platform+" – "+s.IdP+" – "+protocol(s.Protocol), room-3), "")
	}
	options := p.options()
	column := 0
	for _, o := range options {
		column = max(column, ansi.StringWidth(o.title))
	}
	var from, to int
	for i, o := range options {
		mark, ink := "    ", t.Plain
		if i == p.at[p.stage] {
			mark, ink = "  "+t.Here.Render("› "), t.Here
			from = len(out)
		}
		if column+4+40 <= room {
			about := widget.Styled(t, t.Quiet, o.about, room-column-5)
			out = append(out, widget.Indent(mark+widget.Pad(ink.Render(o.title), column)+"   ", about)...)
		} else {
			out = append(out, mark+ink.Render(widget.Fit(o.title, room-2)))
			out = append(out, widget.Indent("    ", widget.Styled(t, t.Quiet, o.about, room-2))...)
			out = append(out, "")
		}
		if i == p.at[p.stage] {
			to = len(out)
		}
	}
	return widget.Window(t, out, widget.Reach(from, to, len(out), height), height)
}

// chosen is what was answered so far: question and answer.
func (p *Pick) chosen() (out [][2]string) {
	lib := p.env.Shelf.Library
	if p.opening.Like != "" {
		s := p.others[0]
		return [][2]string{{"Platform", s.Platform}, {"Identity provider", s.IdP}, {"Protocol", protocol(s.Protocol)}, {"Settings and texts", "as in “" + s.Name + "”"}}
	}
	if p.stage > pickPlatform {
		b, _ := lib.Playbook(p.opening.Platform, federation.Platform)
		out = append(out, [2]string{"Platform", b.Title})
	}
	if p.stage > pickIdP {
		b, _ := lib.Playbook(p.opening.IdP, federation.IdP)
		out = append(out, [2]string{"Identity provider", b.Title})
	}
	if p.stage > pickProtocol {
		out = append(out, [2]string{"Protocol", protocol(p.opening.Protocol)})
	}
	return out
}

func (p *Pick) naming(room int) (out []string) {
	t := p.env.Theme
	out = append(out, "  "+t.Here.Render("▌ ")+draw(p.env, &p.name, room-3))
	text, ink := "A name for this list, such as the tenant's. Both admins will see it.", t.Quiet
	switch {
	case p.busy:
		text = "creating it"
	case p.trouble != "":
		text, ink = "✗ "+p.trouble, t.Failure
	case strings.TrimSpace(p.name.Value()) != "":
		if err := p.check(p.name.Value()); err != nil {
			text, ink = "✗ "+err.Error(), t.Failure
		}
	}
	return append(out, widget.Indent("    ", widget.Styled(t, ink, text, room-4))...)
}
