// Package ui is the wizard: one program, one stack of screens.
//
// Nothing that an admin typed is ever lost: going back always works, leaving asks once
// and keeps everything, and a key press never waits for a disk. The app owns the stack,
// the frame around a page and the sessions; what is on a page is up to its screen.
package ui

import (
	"slices"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"federate/steps"
	"federate/ui/screen"
	"federate/ui/theme"
)

// App is the only tea.Model.
type App struct {
	env   *screen.Env
	start Start
	home  *screen.Home
	stack []screen.Screen

	width, height int
	dark          bool
	profile       colorprofile.Profile

	leaving     bool // ctrl+c was pressed once
	interrupted bool // and again
	help        bool
	scroll      int // of the help
	note        screen.Say

	sessions  map[*steps.Session]int64 // open, and the last event of others that was announced
	refreshed map[*steps.Session]bool  // a refresh is under way
	every     time.Duration            // between looks at what others do; 0: never

	burst    burst     // keys that are held for what comes after them
	watching bool      // a quiet is on its way
	pasted   time.Time // the last key of a burst
	ahead    []tea.Msg // keys and pastes for a page that has not come
	bound    screen.Screen
	pending  bool // what a key caused on bound is not done
	turn     int  // of such keys
	left     screen.Screen
	clocked  bool   // timers take their time; tests have none
	still    bool   // nothing changed since the last frame
	drawn    string // which is this

	stay, leave, keys key.Binding
}

// New returns the app at its first screen. Nothing is read before it has drawn.
func New(env *screen.Env, start Start) *App {
	a := &App{env: env, start: start, width: 80, height: 24, dark: true, profile: colorprofile.TrueColor,
		sessions: map[*steps.Session]int64{}, refreshed: map[*steps.Session]bool{},
		stay:  key.NewBinding(key.WithKeys("n", "esc"), key.WithHelp("n", "stay")),
		leave: key.NewBinding(key.WithKeys("y", "ctrl+c"), key.WithHelp("y", "leave")),
		keys:  key.NewBinding(key.WithKeys("?", "f1"), key.WithHelp("?", "all keys"))}
	if env.Theme == nil {
		env.Theme = theme.New(true, colorprofile.TrueColor)
	}
	env.Role = start.Role
	a.home = screen.NewHome(env)
	a.stack = []screen.Screen{a.home}
	return a
}

// tick is the moment to ask what others did.
type tick struct{}

// Init asks for the background and for what the start asks for.
func (a *App) Init() tea.Cmd {
	cmds := []tea.Cmd{tea.RequestBackgroundColor, a.top().Init(), a.again()}
	switch {
	case a.start.Federation != "":
		cmds = append(cmds, screen.Open(a.env, a.start.Federation, a.start.Step, false))
	case a.start.New, a.start.Adopt:
		cmds = append(cmds, screen.Go(screen.Push{Screen: screen.NewPick(a.env, a.start.Adopt, a.home.Summaries)}))
	case a.start.Broken:
		cmds = append(cmds, screen.Go(screen.Push{Screen: screen.NewBroken(a.env, a.home.Summaries)}))
	}
	return tea.Batch(cmds...)
}

func (a *App) again() tea.Cmd {
	if a.every == 0 {
		return nil
	}
	return tea.Tick(a.every, func(time.Time) tea.Msg { return tick{} })
}

func (a *App) top() screen.Screen { return a.stack[len(a.stack)-1] }

// Update routes: keys and pastes to the screen on top, answers to whom they are
// addressed, what concerns everybody to everybody.
func (a *App) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	a.still = false
	cmd := a.update(msg)
	if more := a.drain(); more != nil {
		cmd = tea.Batch(cmd, more)
	}
	return a, cmd
}

func (a *App) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return a.stroke(msg)
	case quiet:
		return a.hush()
	case settled:
		if msg.turn == a.turn {
			a.pending = false
		}
	case tea.PasteMsg:
		return tea.Batch(a.release(), a.give(msg))
	case tea.WindowSizeMsg:
		a.width, a.height = msg.Width, msg.Height
		return a.all(a.body())
	case tea.BackgroundColorMsg:
		a.dark = msg.IsDark()
		a.env.Theme = theme.New(a.dark, a.profile)
		return a.all(msg)
	case tea.ColorProfileMsg:
		a.profile = msg.Profile
		a.env.Theme = theme.New(a.dark, a.profile)
		return a.all(tea.BackgroundColorMsg{})
	case screen.Push:
		return a.push(msg.Screen, false)
	case screen.Replace:
		return a.push(msg.Screen, true)
	case screen.Pop:
		return a.pop()
	case screen.Back:
		return a.back(msg.Screen)
	case screen.Leave:
		return a.quit()
	case screen.To:
		return a.deliver(msg)
	case screen.Say:
		a.note = msg
	case screen.Opened:
		return a.opened(msg)
	case screen.Changed:
		return a.changed(msg)
	case tick:
		return a.poll()
	case polled:
		return a.announce(msg)
	}
	return nil
}

// paste hands what was pasted to the page, or says why it is none for it.
func (a *App) paste(msg tea.PasteMsg) tea.Cmd {
	if a.leaving || a.help {
		return nil
	}
	// Terminals send a pasted line end as the key that makes one.
	msg.Content = strings.ReplaceAll(strings.ReplaceAll(msg.Content, "\r\n", "\n"), "\r", "\n")
	a.note = screen.Say{}
	if why := a.refusal(msg.Content); why != "" {
		a.note = screen.Say{Text: why, Bad: true}
		return nil
	}
	return a.top().Update(msg)
}

// refusal is why the page takes no such paste; empty: it does.
func (a *App) refusal(text string) string {
	if r, ok := a.top().(screen.Refuser); ok {
		return r.Refuses(text)
	}
	if !typing(a.top()) {
		return "nothing here takes text; the paste was dropped"
	}
	return ""
}

func (a *App) press(msg tea.KeyPressMsg) tea.Cmd {
	a.note = screen.Say{}
	switch {
	case a.leaving:
		switch {
		case key.Matches(msg, a.leave):
			a.interrupted = true
			return a.quit()
		case key.Matches(msg, a.stay):
			a.leaving = false
		}
		return nil
	case msg.String() == "ctrl+c":
		a.leaving = true
		return a.flush()
	case a.help:
		switch msg.String() {
		case "pgdown", "down", "j", "space":
			a.leaf(true)
		case "pgup", "up", "k":
			a.leaf(false)
		default:
			a.help = false
		}
		return nil
	case msg.String() == "f1", msg.String() == "?" && !typing(a.top()):
		a.help, a.scroll = true, 0
		return nil
	case msg.String() == "esc":
		if e, ok := a.top().(interface{ Escape() bool }); ok && e.Escape() {
			return nil
		}
		return a.pop()
	}
	top := a.top()
	return a.hold(top, msg, top.Update(msg))
}

func typing(s screen.Screen) bool {
	t, ok := s.(screen.Typer)
	return ok && t.Typing()
}

// body is the size of the page within the frame.
func (a *App) body() tea.WindowSizeMsg {
	return tea.WindowSizeMsg{Width: a.width, Height: max(1, a.height-4)}
}

func (a *App) all(msg tea.Msg) tea.Cmd {
	var cmds []tea.Cmd
	for _, s := range a.stack {
		cmds = append(cmds, s.Update(msg))
	}
	return tea.Batch(cmds...)
}

func (a *App) deliver(msg screen.To) tea.Cmd {
	if slices.Contains(a.stack, msg.For) {
		return msg.For.Update(msg.Msg)
	}
	if l, ok := msg.Msg.(interface{ Lost() tea.Msg }); ok {
		return screen.Go(l.Lost())
	}
	return nil
}

func (a *App) quit() tea.Cmd { return tea.Sequence(a.flush(), tea.Quit) }
