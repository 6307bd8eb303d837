package screen

import (
	"strings"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"federate/federation/capture"
	"federate/ui/widget"
)

// A menu is a list with a cursor and, if it can be searched, an input line. What is
// typed goes to the search directly, without a mode.
type menu struct {
	env    *Env
	at     int
	all    int
	search textinput.Model
	typed  bool // letters go to the search

	up, down, page, pageUp key.Binding
}

func newMenu(env *Env, searched bool) menu {
	m := menu{env: env, typed: searched, search: line(env, ""),
		up: bind([]string{"up", "shift+tab"}, "↑↓", "move"), down: bind([]string{"down", "tab"}, "", ""),
		page: bind([]string{"pgdown"}, "pgdn", "a page down"), pageUp: bind([]string{"pgup"}, "pgup", "a page up")}
	if !searched {
		m.up.SetKeys("up", "shift+tab", "k")
		m.down.SetKeys("down", "tab", "j")
	}
	return m
}

func (m *menu) keys() []key.Binding { return []key.Binding{m.up, m.down, m.page, m.pageUp} }

// update handles the keys that move the cursor, and typing; changed reports whether
// the search has changed.
func (m *menu) update(msg tea.Msg, all int) (changed bool) {
	m.all = all
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		switch {
		case key.Matches(msg, m.up):
			m.at--
		case key.Matches(msg, m.down):
			m.at++
		case key.Matches(msg, m.page):
			m.at += 10
		case key.Matches(msg, m.pageUp):
			m.at -= 10
		case m.typed:
			before := m.search.Value()
			m.search, _ = m.search.Update(msg)
			changed = m.search.Value() != before
		}
	case tea.PasteMsg:
		if m.typed {
			m.search, _ = m.search.Update(msg)
			changed = true
		}
	}
	if changed {
		m.at = 0
	}
	m.at = max(0, min(m.at, all-1))
	return changed
}

// searches is what a list answers when a document is pasted.
const searches = "a list is searched here; a document goes on its own page"

// Refuses says that a document is no search.
func (m *menu) Refuses(paste string) string {
	switch {
	case !m.typed:
		return "nothing here takes text; the paste was dropped"
	case capture.MayBeDocument(paste):
		return searches
	}
	return ""
}

// Escape empties the search before it lets the screen go.
func (m *menu) Escape() bool {
	if m.search.Value() == "" {
		return false
	}
	m.search.SetValue("")
	m.at = 0
	return true
}

// line is the search as it stands.
func (m *menu) line(aside string, width int) string {
	t := m.env.Theme
	m.search.Placeholder = "search"
	return "  " + widget.Ends(t.Here.Render("▌ ")+draw(m.env, &m.search, width-30), t.Quiet.Render(aside), width-4)
}

// mentions reports whether text has every word of the search, in any case.
func (m *menu) mentions(text string) bool {
	text = strings.ToLower(text)
	for w := range strings.FieldsSeq(strings.ToLower(m.search.Value())) {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}
