package ui

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"federate/federation"
	"federate/ui/screen"
)

// Start is where the wizard begins. The zero value is the list of federations.
type Start struct {
	Federation string          // id of the one to open
	Step       string          // where to stand in it; empty: the first that is not done
	Role       federation.Role // whose steps to go through; empty: everybody's
	New        bool            // ask for a new one
	Adopt      bool            // take over one that exists
	Broken     bool            // a login is broken
}

// ErrInterrupted is ctrl+c. Nothing was lost; the exit code is 130.
var ErrInterrupted = errors.New("interrupted")

// Run runs the wizard until the admin leaves it. options are for streams that
// are not the terminal's, tea.WithInput and tea.WithOutput say.
func Run(ctx context.Context, env *screen.Env, start Start, options ...tea.ProgramOption) error {
	a := New(env, start)
	a.every, a.clocked = 2*time.Second, true
	env.After = func(d time.Duration, m tea.Msg) tea.Cmd { return tea.Tick(d, func(time.Time) tea.Msg { return m }) }
	first := []tea.ProgramOption{tea.WithContext(ctx)}
	if in := input(); in != nil {
		first = append(first, tea.WithInput(in))
	}
	_, err := tea.NewProgram(a, append(first, options...)...).Run()
	closed := a.Close()
	switch {
	case a.interrupted, errors.Is(err, tea.ErrInterrupted), errors.Is(err, context.Canceled):
		return ErrInterrupted
	case err != nil:
		return err
	}
	return closed
}

// ASCII reports whether environ, lines of KEY=value, belongs to a terminal that
// shows no more than ASCII. A locale that is not set says nothing.
func ASCII(environ []string) bool {
	get := func(key string) string {
		for _, e := range slices.Backward(environ) {
			if v, ok := strings.CutPrefix(e, key+"="); ok {
				return v
			}
		}
		return ""
	}
	if get("TERM") == "dumb" {
		return true
	}
	for _, k := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := strings.ToUpper(get(k)); v != "" {
			return !strings.Contains(v, "UTF-8") && !strings.Contains(v, "UTF8")
		}
	}
	return false
}
