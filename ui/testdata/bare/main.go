// Command bare is the least that Bubble Tea can be: one line, and gone with the
// first key. The wizard's first frame is measured against it.
package main

import tea "charm.land/bubbletea/v2"

type line struct{}

func (line) Init() tea.Cmd { return nil }

func (l line) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if _, ok := msg.(tea.KeyPressMsg); ok {
		return l, tea.Quit
	}
	return l, nil
}

func (line) View() tea.View {
	v := tea.NewView("one line")
	v.AltScreen = true
	return v
}

func main() {
	if _, err := tea.NewProgram(line{}).Run(); err != nil {
		panic(err)
	}
}
