package screen

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"federate/federation"
	"federate/steps/view"
	"federate/ui/widget"
)

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
		s := p.others()[0]
		like := "like “" + s.Name + "”: " + s.Platform + " – " + s.IdP + " – " + view.Protocol(s.Protocol)
		out = append(out, "  "+t.Here.Render("ctrl+r")+"  "+widget.Fit(like, room-8), "")
	}
	options := p.options()
	if all := len(p.offered(p.stage)); all > 4 || p.search.Value() != "" {
		p.search.Placeholder = "type to filter"
		counted := t.Quiet.Render(fmt.Sprintf("%d of %d", len(options), all))
		out = append(out, "  "+widget.Ends(t.Here.Render("▌ ")+draw(p.env, &p.search, room-30), counted, room), "")
	}
	if len(options) == 0 {
		out = append(out, "  "+t.Quiet.Render("nothing has all of these words"))
	}
	left := height - len(out)
	list, focus := p.list(options, room, left)
	return append(out, widget.Window(t, list, widget.Reach(focus.From, focus.To, len(list), left), left)...)
}

// aboutLines is the most lines that the description of an option may take.
const aboutLines = 4

// list is the options with their descriptions: beside them if there is room, else
// beneath them, and if that is too long, beneath the one under the cursor only.
func (p *Pick) list(options []option, room, height int) (out []string, focus widget.Span) {
	t := p.env.Theme
	column := 0
	for _, o := range options {
		column = max(column, ansi.StringWidth(o.title))
	}
	beside, tall := column+4+40 <= room, 0
	for _, o := range options {
		tall += 2 + min(aboutLines, len(widget.Styled(t, t.Quiet, o.about, room-2)))
	}
	all := beside || tall <= height
	for i, o := range options {
		mark, ink, from := "    ", t.Plain, len(out)
		if i == p.menu.at {
			mark, ink = "  "+t.Here.Render("› "), t.Here
		}
		if beside {
			about := widget.Clip(widget.Styled(t, t.Quiet, o.about, room-column-5), aboutLines, room-column-5)
			out = append(out, widget.Indent(mark+widget.Pad(ink.Render(o.title), column)+"   ", about)...)
		} else {
			out = append(out, mark+ink.Render(widget.Fit(o.title, room-2)))
			if all || i == p.menu.at {
				out = append(out, widget.Indent("    ", widget.Clip(widget.Styled(t, t.Quiet, o.about, room-2), aboutLines, room-2))...)
			}
		}
		if i == p.menu.at {
			focus = widget.Span{From: from, To: len(out)}
		}
		if all && !beside {
			out = append(out, "")
		}
	}
	return out, focus
}

// chosen is what was answered so far: question and answer.
func (p *Pick) chosen() (out [][2]string) {
	lib := p.env.Shelf.Library
	if p.opening.Like != "" {
		s := p.repeats
		return [][2]string{{"Platform", s.Platform}, {"Identity provider", s.IdP}, {"Protocol", view.Protocol(s.Protocol)},
			{"Settings and texts", "as in “" + s.Name + "”"}}
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
		out = append(out, [2]string{"Protocol", view.Protocol(p.opening.Protocol)})
	}
	return out
}

func (p *Pick) naming(room int) (out []string) {
	t := p.env.Theme
	p.name.Placeholder = p.usual()
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
