package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"federate/ui/screen"
)

// gone reports whether s works on a session that was closed while s was on its way,
// because the admin has left it with esc.
func (a *App) gone(s screen.Screen) bool {
	w, ok := s.(screen.Worker)
	if !ok || w.Session() == nil {
		return false
	}
	_, open := a.sessions[w.Session()]
	return !open
}

func (a *App) push(s screen.Screen, over bool) tea.Cmd {
	if a.gone(s) {
		return nil
	}
	var cmds []tea.Cmd
	if f, ok := a.top().(screen.Flusher); ok {
		cmds = append(cmds, f.Flush())
	}
	if over && len(a.stack) > 1 {
		a.stack = a.stack[:len(a.stack)-1]
	}
	a.stack = append(a.stack, s)
	cmds = append(cmds, s.Update(a.body()), s.Init(), a.sweep())
	return tea.Batch(cmds...)
}

// pop goes back. The first screen has nothing behind it.
func (a *App) pop() tea.Cmd {
	if len(a.stack) == 1 {
		a.note = screen.Say{Text: "q leaves"}
		return nil
	}
	var cmds []tea.Cmd
	if f, ok := a.top().(screen.Flusher); ok {
		cmds = append(cmds, f.Flush())
	}
	a.stack = a.stack[:len(a.stack)-1]
	cmds = append(cmds, a.top().Update(screen.Returned{}), a.sweep())
	return tea.Sequence(cmds...)
}

// back shows s in place of the first screen of its session and all above it.
func (a *App) back(s screen.Screen) tea.Cmd {
	if a.gone(s) {
		return nil
	}
	w, ok := s.(screen.Worker)
	i := slices.IndexFunc(a.stack, func(o screen.Screen) bool {
		x, is := o.(screen.Worker)
		return ok && is && x.Session() == w.Session()
	})
	if i < 1 {
		return a.push(s, false)
	}
	flush := a.flush()
	a.stack = append(a.stack[:i:i], s)
	return tea.Batch(flush, s.Update(a.body()), s.Init(), a.sweep())
}
