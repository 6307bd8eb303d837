package screen

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"federate/federation"
	"federate/steps"
	"federate/steps/playbook"
	"federate/steps/view"
	"federate/ui/widget"
)

// estatePick asks which federations belong to an estate: to a new one, whose name
// it asks for next, or to one that is there.
type estatePick struct {
	env    *Env
	of     *Estate // nil: a new one
	others []steps.Summary
	listed bool
	chosen map[string]bool
	busy   bool
	menu

	mark, enter key.Binding
}

// newEstatePick begins an estate, or with of adds to it.
func newEstatePick(env *Env, of *Estate) *estatePick {
	p := &estatePick{env: env, of: of, chosen: map[string]bool{}, menu: newMenu(env, false), mark: bind([]string{"space"}, "space", "choose"),
		enter: bind([]string{"enter"}, "enter", "go on")}
	p.page.SetKeys("pgdown")
	return p
}

// summaries are the federations there are.
type summaries struct {
	list []steps.Summary
	err  error
}

func (p *estatePick) Init() tea.Cmd {
	shelf := p.env.Shelf
	return Tell(p, func() tea.Msg {
		ctx := context.Background()
		ids, err := shelf.IDs(ctx)
		var out []steps.Summary
		for _, id := range ids {
			out = append(out, shelf.Summary(ctx, id))
		}
		return summaries{out, err}
	})
}

func (p *estatePick) Title() string {
	if p.of != nil {
		return "Add members"
	}
	return "New estate"
}

func (p *estatePick) Place() string { return fmt.Sprintf("%d chosen", len(p.members())) }

func (p *estatePick) Keys() []key.Binding {
	enter := p.enter
	if p.of != nil {
		enter.SetHelp("enter", "add them")
	}
	return append([]key.Binding{on(p.mark, len(p.others) > 0), enter}, p.keys()...)
}

func (p *estatePick) members() (out []string) {
	for _, s := range p.others {
		if p.chosen[s.ID] {
			out = append(out, s.ID)
		}
	}
	return out
}

func (p *estatePick) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case summaries:
		p.listed = true
		p.others = slices.DeleteFunc(msg.list, func(s steps.Summary) bool {
			return s.Err != nil || s.Archived || p.of != nil && slices.ContainsFunc(p.of.view().Members, func(m steps.Member) bool { return m.ID == s.ID })
		})
		if msg.err != nil {
			return Go(Say{Text: msg.err.Error(), Bad: true})
		}
	case created:
		p.busy = false
		if msg.err != nil {
			return Go(Say{Text: msg.err.Error(), Bad: true})
		}
		return Go(Replace{NewEstate(p.env, msg.id)})
	case done:
		p.busy = false
		return tea.Sequence(Go(Pop{}), Go(To{p.of, msg}))
	case Told:
		return p.create(strings.TrimSpace(msg.Text))
	case tea.KeyPressMsg:
		return p.press(msg)
	}
	return nil
}

func (p *estatePick) press(msg tea.KeyPressMsg) tea.Cmd {
	switch {
	case p.busy || !p.listed:
	case key.Matches(msg, p.mark) && p.at < len(p.others):
		id := p.others[p.at].ID
		p.chosen[id] = !p.chosen[id]
	case key.Matches(msg, p.enter) && p.of != nil:
		return p.join()
	case key.Matches(msg, p.enter):
		return Go(Push{NewAsk(p.env, p, nil, "What is the estate called?", "", func(name string) error {
			if playbook.Slug(name) == "" {
				return fmt.Errorf("the name needs a letter or a digit")
			}
			return nil
		}, fmt.Sprintf("The company, say. It begins with **%s**; more can join later.", federation.Count(len(p.members()), "member")))})
	default:
		p.update(msg, len(p.others))
	}
	return nil
}

func (p *estatePick) create(name string) tea.Cmd {
	shelf, members := p.env.Shelf, p.members()
	p.busy = true
	return Tell(p, func() tea.Msg {
		id, err := shelf.CreateEstate(context.Background(), name, members)
		return created{id, err}
	})
}

func (p *estatePick) join() tea.Cmd {
	members := p.members()
	if len(members) == 0 {
		return Go(Say{Text: "space chooses a federation"})
	}
	p.busy = true
	return submit(p, p.of.session, p.of.view().Join(members), federation.Count(len(members), "member")+" joined")
}

func (p *estatePick) View(width, height int) []string {
	t, room := p.env.Theme, min(width-4, 92)
	out := []string{"", "  " + t.Strong.Render("Which federations belong together?")}
	out = append(out, widget.Indent("  ", widget.Styled(t, t.Quiet, "Those of one company that log in at one identity provider. Nothing is written to them.", room))...)
	out = append(out, "")
	switch {
	case !p.listed:
		return append(out, "  "+t.Quiet.Render("reading the list of federations"))
	case len(p.others) == 0 && p.of != nil:
		return append(out, "  "+t.Quiet.Render("every federation is a member already"))
	case len(p.others) == 0:
		return append(out, "  "+t.Quiet.Render("there is no federation yet; they can join later"))
	}
	var focus widget.Span
	for i, s := range p.others {
		mark, ink, box := "  ", t.Plain, "[ ] "
		if i == p.at {
			mark, ink = t.Here.Render("› "), t.Here
			focus = widget.Span{From: len(out), To: len(out) + 2}
		}
		if p.chosen[s.ID] {
			box = "[x] "
		}
		out = append(out, "  "+widget.Fit(mark+ink.Render(box+s.Name), room), "        "+t.Quiet.Render(widget.Fit(s.Platform+" – "+s.IdP+" – "+view.Protocol(s.Protocol), room-6)))
	}
	return widget.Window(t, out, widget.Reach(focus.From, focus.To, len(out), height), height)
}
