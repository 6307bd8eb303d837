package screen

import (
	"strings"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"federate/federation/capture"
	"federate/ui/widget"
)

// Ask asks for one line of text: a reason, a path, a day.
type Ask struct {
	env      *Env
	to       Screen
	what     any
	question string
	about    []string // text with mark-up, one paragraph each
	input    textinput.Model
	check    func(string) error
	trouble  string

	enter, back key.Binding
}

// Told is the answer to an Ask or a Choose; What is what it was asked with.
type Told struct {
	What any
	Text string
}

// NewAsk asks question for the screen to. check refuses an answer, or is nil.
func NewAsk(env *Env, to Screen, what any, question, given string, check func(string) error, about ...string) *Ask {
	a := &Ask{env: env, to: to, what: what, question: question, about: about, check: check, input: line(env, given),
		enter: bind([]string{"enter"}, "enter", "go on"), back: bind([]string{"esc"}, "esc", "back")}
	return a
}

// line is an input of one line that has the focus.
func line(env *Env, given string) textinput.Model {
	in := textinput.New()
	in.Prompt = ""
	in.SetValue(given)
	in.CursorEnd()
	in.Focus()
	draw(env, &in, 40)
	return in
}

// draw is in as it looks in the theme of now.
func draw(env *Env, in *textinput.Model, width int) string {
	s := in.Styles()
	s.Cursor.Blink = false
	s.Focused.Text, s.Blurred.Text = env.Theme.Plain, env.Theme.Plain
	s.Focused.Placeholder, s.Blurred.Placeholder = env.Theme.Quiet, env.Theme.Quiet
	s.Cursor.Color = env.Theme.Accent
	in.SetStyles(s)
	in.SetWidth(max(width, 8))
	return in.View()
}

func (a *Ask) Init() tea.Cmd { return nil }
func (a *Ask) Title() string { return a.question }
func (a *Ask) Typing() bool  { return true }

// Refuses says that one line is asked for, which no document is.
func (a *Ask) Refuses(paste string) string {
	if capture.IsDocument(paste) {
		return "this is a document, and one line is asked for here"
	}
	return ""
}

func (a *Ask) Keys() []key.Binding { return []key.Binding{a.enter, a.back} }

func (a *Ask) Update(msg tea.Msg) tea.Cmd {
	if msg, ok := msg.(tea.KeyPressMsg); ok && key.Matches(msg, a.enter) {
		text := a.input.Value()
		if a.check != nil {
			if err := a.check(text); err != nil {
				a.trouble = err.Error()
				return nil
			}
		}
		return tea.Sequence(Go(Pop{}), Go(To{a.to, Told{a.what, text}}))
	}
	switch msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		a.trouble = ""
		a.input, _ = a.input.Update(msg)
	}
	return nil
}

func (a *Ask) View(width, height int) []string {
	t, room := a.env.Theme, min(width-4, 84)
	out := []string{"", "  " + t.Strong.Render(widget.Fit(a.question, room)), ""}
	for _, p := range a.about {
		if item, ok := strings.CutPrefix(p, "· "); ok {
			out = append(out[:len(out)-1], widget.Indent("  · ", widget.Rich(t, item, room-2))...)
		} else {
			out = append(out, widget.Indent("  ", widget.Rich(t, p, room))...)
		}
		out = append(out, "")
	}
	out = append(out, "  "+t.Here.Render("▌ ")+draw(a.env, &a.input, room-3))
	if a.trouble != "" {
		out = append(out, widget.Indent("    ", widget.Styled(t, t.Failure, "✗ "+a.trouble, room-4))...)
	}
	return widget.Window(t, out, max(0, len(out)-height+1), height)
}

// Choose asks which of a few things is meant.
type Choose struct {
	env      *Env
	to       Screen
	what     any
	question string
	about    []string // lines as they are to be shown
	options  []string
	at       int

	up, down, enter, back key.Binding
}

// NewChoose asks for one of options. The answer's text is the option.
func NewChoose(env *Env, to Screen, what any, question string, about []string, options ...string) *Choose {
	return &Choose{env: env, to: to, what: what, question: question, about: about, options: options,
		enter: bind([]string{"enter"}, "enter", "choose"), up: bind([]string{"up", "k", "shift+tab"}, "↑↓", "move"),
		down: bind([]string{"down", "j", "tab"}, "", ""), back: bind([]string{"esc"}, "esc", "back")}
}

func (c *Choose) Init() tea.Cmd       { return nil }
func (c *Choose) Title() string       { return c.question }
func (c *Choose) Keys() []key.Binding { return []key.Binding{c.enter, c.up, c.down, c.back} }

func (c *Choose) Update(msg tea.Msg) tea.Cmd {
	if msg, ok := msg.(tea.KeyPressMsg); ok {
		switch {
		case key.Matches(msg, c.up):
			c.at = max(0, c.at-1)
		case key.Matches(msg, c.down):
			c.at = min(len(c.options)-1, c.at+1)
		case key.Matches(msg, c.enter):
			return tea.Sequence(Go(Pop{}), Go(To{c.to, Told{c.what, c.options[c.at]}}))
		}
	}
	return nil
}

func (c *Choose) View(width, height int) []string {
	t, room := c.env.Theme, min(width-4, 84)
	out := []string{"", "  " + t.Strong.Render(widget.Fit(c.question, room)), ""}
	for _, l := range c.about {
		for part := range strings.SplitSeq(lipgloss.Wrap(l, room, " "), "\n") {
			out = append(out, "  "+part)
		}
	}
	out = append(out, "")
	for i, o := range c.options {
		if i == c.at {
			out = append(out, "  "+t.Here.Render("› "+widget.Fit(o, room-2)))
			continue
		}
		out = append(out, "    "+t.Plain.Render(widget.Fit(o, room-2)))
	}
	return widget.Window(t, out, max(0, len(out)-height+1), height)
}
