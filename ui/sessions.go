package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"federate/steps"
	"federate/steps/record"
	"federate/ui/screen"
)

// polled is the outcome of polling one session.
type polled struct {
	session *steps.Session
	others  []record.Event
	err     error
}

func (a *App) opened(msg screen.Opened) tea.Cmd {
	if msg.For != nil {
		if msg.Err == nil {
			a.sessions[msg.Session] = msg.Session.View().State.Last
			a.home.StandAt(msg.Session.View().State.ID)
		}
		return tea.Batch(msg.For.Update(msg), a.sweep())
	}
	if msg.Err != nil {
		t := a.env.Theme
		return tea.Batch(a.top().Update(screen.Returned{}), screen.Go(screen.Push{Screen: screen.NewChoose(a.env, a.top(), nil,
			"It cannot be opened", []string{t.Failure.Render("✗ " + msg.Err.Error())}, "go back")}))
	}
	v := msg.Session.View()
	a.sessions[msg.Session] = v.State.Last
	a.home.StandAt(v.State.ID)
	if msg.Step == "" && screen.Unasked(v) {
		return a.push(screen.NewValues(a.env, msg.Session), msg.Over)
	}
	return a.push(screen.NewStep(a.env, msg.Session, msg.Step), msg.Over)
}

func (a *App) changed(msg screen.Changed) tea.Cmd {
	var cmds []tea.Cmd
	for _, s := range a.stack {
		if w, ok := s.(screen.Worker); ok && w.Session() == msg.Session {
			cmds = append(cmds, s.Update(msg))
		}
	}
	return tea.Batch(cmds...)
}

// poll asks every open session for changes by others, and saves drafts to disk, so that
// nothing is lost if the machine dies.
func (a *App) poll() tea.Cmd {
	cmds := []tea.Cmd{a.again(), a.flush()}
	for s, seen := range a.sessions {
		if a.refreshed[s] {
			continue
		}
		a.refreshed[s] = true
		r := s.Refresh()
		cmds = append(cmds, func() tea.Msg {
			_, err := r.Wait()
			return polled{s, s.Others(seen), err}
		})
	}
	return tea.Batch(cmds...)
}

func (a *App) announce(msg polled) tea.Cmd {
	delete(a.refreshed, msg.session)
	if _, open := a.sessions[msg.session]; !open {
		return nil
	}
	if msg.err != nil {
		a.note = screen.Say{Text: msg.err.Error(), Bad: true}
	}
	if n := len(msg.others); n > 0 {
		e := msg.others[n-1]
		a.sessions[msg.session] = e.Seq
		a.note = screen.Say{Text: screen.Theirs(msg.session.View(), e)}
	}
	return a.changed(screen.Changed{Session: msg.session})
}

// sweep closes the sessions that no screen works on any more.
func (a *App) sweep() tea.Cmd {
	var cmds []tea.Cmd
	for s := range a.sessions {
		used := slices.ContainsFunc(a.stack, func(o screen.Screen) bool {
			w, ok := o.(screen.Worker)
			return ok && w.Session() == s
		})
		if used {
			continue
		}
		delete(a.sessions, s)
		cmds = append(cmds, func() tea.Msg {
			if err := s.Close(); err != nil {
				return screen.Say{Text: err.Error(), Bad: true}
			}
			return nil
		})
	}
	return tea.Batch(cmds...)
}

// flush saves what was typed on every screen.
func (a *App) flush() tea.Cmd {
	var cmds []tea.Cmd
	for _, s := range a.stack {
		if f, ok := s.(screen.Flusher); ok {
			cmds = append(cmds, f.Flush())
		}
	}
	return tea.Batch(cmds...)
}

// Close puts what was typed and answered on disk. The program has ended.
func (a *App) Close() error {
	var first error
	for _, s := range a.stack {
		if f, ok := s.(screen.Flusher); ok {
			f.Flush()
		}
	}
	for s := range a.sessions {
		if err := s.Close(); err != nil && first == nil {
			first = err
		}
	}
	clear(a.sessions)
	return first
}
