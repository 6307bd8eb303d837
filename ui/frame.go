package ui

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"federate/federation"
	"federate/steps/view"
	"federate/ui/screen"
	"federate/ui/widget"
)

const leastWidth, leastHeight = 40, 10

// View is the frame: where the admin is, the page, one line of news, the keys.
func (a *App) View() tea.View {
	if !a.still {
		a.drawn = a.frame()
	}
	v := tea.NewView(a.drawn)
	v.AltScreen = true
	v.WindowTitle = "federate"
	return v
}

func (a *App) frame() string {
	if a.width < leastWidth || a.height < leastHeight {
		return widget.Fit("The window is too small.", a.width) + "\n" + widget.Fit("federate needs 40 × 10.", a.width)
	}
	size := a.body()
	lines := []string{a.header(), a.rule()}
	page := a.top().View(a.width, size.Height)
	if a.help {
		page = widget.Window(a.env.Theme, a.overlay(size.Height), a.scroll, size.Height)
	}
	for i := range size.Height {
		line := ""
		if i < len(page) {
			line = page[i]
		}
		lines = append(lines, widget.Fit(shown(line), a.width))
	}
	lines = append(lines, a.news(), a.helpLine())
	frame := strings.Join(lines, "\n")
	if a.env.ASCII {
		return widget.ASCII(frame)
	}
	return frame
}

// shown is line with a mark for each character that would steer or hide what
// stands around it; colours pass.
func shown(line string) string {
	hides := func(r rune) bool { return r != '\n' && federation.Obeyed(r) }
	if strings.IndexFunc(line, hides) < 0 {
		return line
	}
	var out strings.Builder
	for i, r := range line {
		switch {
		case r == '\x1b' && !colour(line[i+1:]), r != '\x1b' && hides(r):
			out.WriteRune('␣')
		default:
			out.WriteRune(r)
		}
	}
	return out.String()
}

// colour reports whether what follows an escape character is a colour, as Lip
// Gloss writes one: nothing else is to be obeyed.
func colour(rest string) bool {
	body, ok := strings.CutPrefix(rest, "[")
	return ok && strings.HasPrefix(strings.TrimLeft(body, "0123456789;:"), "m")
}

// header is the way here, and where in the plan here is.
func (a *App) header() string {
	t := a.env.Theme
	var crumbs []string
	last := ""
	for i, s := range a.stack {
		title := s.Title()
		if title == last {
			continue
		}
		last = title
		if i == 0 {
			crumbs = append(crumbs, t.Here.Render(title))
			continue
		}
		crumbs = append(crumbs, t.Plain.Render(title))
	}
	place := ""
	if p, ok := a.top().(screen.Placer); ok {
		place = p.Place() + "  "
	}
	return widget.Ends("  "+strings.Join(crumbs, t.Rule.Render(" › ")), t.Quiet.Render(place), a.width)
}

// rule is the line beneath the header: as much of it is bold as there is done of the
// plan that the page belongs to.
func (a *App) rule() string {
	t, bold := a.env.Theme, 0
	if p, ok := a.top().(screen.Progressor); ok {
		if settled, all := p.Progress(); all > 0 {
			bold = a.width * settled / all
		}
	}
	return t.Here.Render(strings.Repeat("━", bold)) + t.Rule.Render(strings.Repeat("─", a.width-bold))
}

func (a *App) news() string {
	t := a.env.Theme
	switch {
	case a.note.Text == "":
		return ""
	case a.note.Bad:
		return widget.Fit("  "+t.Failure.Render("✗ "+a.note.Text), a.width)
	}
	return widget.Fit("  "+t.Remark.Render("i "+a.note.Text), a.width)
}

func (a *App) helpLine() string {
	t := a.env.Theme
	if a.leaving {
		return widget.Fit("  "+t.Caution.Render("Leave? Everything is kept.")+"   "+t.Strong.Render("y")+t.Quiet.Render(" leave")+
			t.Rule.Render(" · ")+t.Strong.Render("n")+t.Quiet.Render(" stay"), a.width)
	}
	if a.help {
		return widget.Keys(t, []key.Binding{key.NewBinding(key.WithKeys("pgdown"), key.WithHelp("pgdn", "scroll")),
			key.NewBinding(key.WithKeys("esc"), key.WithHelp("any key", "back to the page"))}, a.width)
	}
	return widget.Keys(t, append(a.topKeys(), a.allKeys()), a.width)
}

// topKeys are the keys of the page, the way out among them.
func (a *App) topKeys() []key.Binding {
	keys := a.top().Keys()
	if len(a.stack) > 1 && !slices.ContainsFunc(keys, func(b key.Binding) bool { return b.Enabled() && b.Help().Key == "esc" }) {
		keys = append(keys, key.NewBinding(key.WithKeys("esc"), key.WithHelp("esc", "back")))
	}
	return keys
}

// allKeys is the key that shows every other. While text is typed, a question
// mark is a question mark.
func (a *App) allKeys() key.Binding {
	b := a.keys
	if typing(a.top()) {
		b.SetHelp("f1", "all keys")
	}
	return b
}

// leaf scrolls the help by a page.
func (a *App) leaf(down bool) {
	height := a.body().Height
	by := max(1, height-3)
	if !down {
		by = -by
	}
	a.scroll = max(0, min(a.scroll+by, len(a.overlay(height))-height+1))
}

// overlay is every key that works here, what the signs mean, and what the words do.
func (a *App) overlay(height int) []string {
	t := a.env.Theme
	out := []string{"", "  " + t.Strong.Render("Keys"), ""}
	keys := append(a.top().Keys(), a.allKeys(),
		key.NewBinding(key.WithKeys("esc"), key.WithHelp("esc", "back, always")),
		key.NewBinding(key.WithKeys("ctrl+c"), key.WithHelp("ctrl+c", "leave; keeps everything")))
	table := widget.KeyTable(t, dedupe(keys), a.width-4)
	if len(table) > height-7 && a.width >= 76 {
		half := (len(table) + 1) / 2
		column := (a.width - 4) / 2
		for i := range half {
			line := widget.Pad(table[i], column)
			if i+half < len(table) {
				line += widget.Fit(table[i+half], column)
			}
			out = append(out, "  "+line)
		}
	} else {
		for _, l := range table {
			out = append(out, "  "+l)
		}
	}
	out = append(out, "", "  "+t.Strong.Render("Signs"), "")
	for _, l := range widget.Legend(t, a.width-4) {
		out = append(out, "  "+l)
	}
	out = append(out, "", "  "+t.Strong.Render("Words"), "")
	for _, w := range view.Glossary() {
		out = append(out, widget.Indent("  "+widget.Pad(t.Plain.Render(w.Word), 15), widget.Styled(t, t.Quiet, w.Means, a.width-19))...)
	}
	return out
}

// dedupe keeps the last binding of each key's help.
func dedupe(keys []key.Binding) (out []key.Binding) {
	seen := map[string]bool{}
	for i := len(keys) - 1; i >= 0; i-- {
		if h := keys[i].Help().Key; !seen[h] {
			seen[h] = true
			out = append([]key.Binding{keys[i]}, out...)
		}
	}
	return out
}
