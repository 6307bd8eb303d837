package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"federate/ui/screen"
)

// quiet is the message to check whether a burst is over.
type quiet struct{}

// stayed carries what was typed for a page that did not come.
type stayed string

// settled is what the key of a turn caused, done.
type settled struct{ turn int }

// wait brings msg after d; without a clock at once.
func (a *App) wait(d time.Duration, msg tea.Msg) tea.Cmd {
	if !a.clocked {
		return screen.Go(msg)
	}
	return tea.Tick(d, func(time.Time) tea.Msg { return msg })
}

// stroke takes a key as it comes. A letter goes at once to a page that takes text. On any
// other page it waits a moment, in case it belongs to a burst.
func (a *App) stroke(msg tea.KeyPressMsg) tea.Cmd {
	now := a.env.Shelf.Now()
	b := &a.burst
	var cmds []tea.Cmd
	do := func(cmd tea.Cmd) {
		if cmd != nil {
			cmds = append(cmds, cmd)
		}
	}
	switch {
	case b.over(now):
		do(a.release())
	case b.parts(now):
		if first, had := b.part(); had == nil {
			do(a.give(first))
		}
	}
	_, fields := a.top().(screen.Flusher)
	plainly := !gathers(msg) && (b.n == 0 || b.n == 1 && b.on != nil)
	if lineEnd(msg) && b.n == 0 && fields && a.types() { // on to the next field
		plainly = true
	}
	if msg.Code == tea.KeyTab && b.n > 0 && !b.indents() { // to another field
		b.late = b.late || b.on == nil && now.Sub(b.last) <= together
		plainly = true
	}
	if msg.Mod != 0 && msg.Text == "" || msg.Code > tea.KeyExtended {
		a.pasted = time.Time{} // no paste has such a key
	}
	if plainly || msg.Code > tea.KeyExtended || msg.String() == "ctrl+c" {
		do(a.release())
		do(a.give(msg))
		return tea.Batch(cmds...)
	}
	if b.n == 0 {
		b.late = msg.Text != "" && now.Sub(a.pasted) < hiccup
	}
	if b.n == 0 && msg.Text != "" && a.types() && len(a.ahead) == 0 && !a.held() {
		b.on = a.top()
		do(a.press(msg))
	} else {
		a.still = len(cmds) == 0
	}
	b.add(msg, now)
	if !a.watching {
		a.watching = true
		do(a.wait(b.patience(), quiet{}))
	}
	return tea.Batch(cmds...)
}

// types reports whether a letter is text now, whatever follows.
func (a *App) types() bool { return typing(a.top()) && !a.leaving && !a.help }

// hush checks whether the burst is over.
func (a *App) hush() tea.Cmd {
	a.watching, a.still = false, true
	if a.burst.n == 0 {
		return nil
	}
	if left := a.burst.patience() - a.env.Shelf.Now().Sub(a.burst.last); a.clocked && left > 0 {
		a.watching = true
		return a.wait(left, quiet{})
	}
	a.still = false
	return a.release()
}

// release hands on what was gathered.
func (a *App) release() tea.Cmd {
	b := a.burst
	a.burst = burst{}
	if b.n > 2 && b.text.Len() > 2 || b.late && b.on == nil {
		a.pasted = b.last
	}
	var cmds []tea.Cmd
	for _, msg := range b.messages(a.top()) {
		cmds = append(cmds, a.give(msg))
	}
	return tea.Batch(cmds...)
}

// give hands on a key or a paste, or keeps it for the page that is on its way.
func (a *App) give(msg tea.Msg) tea.Cmd {
	k, isKey := msg.(tea.KeyPressMsg)
	switch name := k.String(); {
	case isKey && (name == "esc" || name == "ctrl+c"):
		a.ahead = nil
	case len(a.ahead) > 0, (!isKey || gathers(k)) && a.held():
		a.ahead = append(a.ahead, msg)
		return nil
	}
	return a.take(msg)
}

func (a *App) take(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return a.press(msg)
	case after:
		if a.types() {
			return a.press(msg.key)
		}
	case tea.PasteMsg:
		return a.paste(msg)
	case stayed: // why it stays is said already
		if text := string(msg); text != "" && a.refusal(text) == "" {
			return a.paste(tea.PasteMsg{Content: text})
		}
	}
	return nil
}

// hold keeps back what is typed until the effect of msg on the page s is done, because
// that may bring another page. In a field it does not, and a letter never waits for a
// disk.
func (a *App) hold(s screen.Screen, msg tea.KeyPressMsg, cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	if _, fields := s.(screen.Flusher); fields && typing(s) && (msg.Mod == 0 || msg.Text != "") {
		return cmd
	}
	a.turn++
	a.bound, a.pending = s, true
	return tea.Batch(tea.Sequence(cmd, screen.Go(settled{a.turn})), a.wait(time.Second, settled{a.turn}))
}

// held reports whether what is typed now is meant for a page that has not come yet.
func (a *App) held() bool {
	top := a.top()
	if l, ok := top.(screen.Leaver); ok && l.Leaving() {
		a.left = top
		return true
	}
	if a.pending && a.bound == top {
		return true
	}
	a.bound, a.pending = nil, false
	if a.left == top && !typing(top) {
		// It did not go. What was typed for the next page is no command of this one.
		for i, msg := range a.ahead {
			if k, ok := msg.(tea.KeyPressMsg); ok && gathers(k) {
				a.ahead[i] = stayed(k.Text)
			}
		}
	}
	a.left = nil
	return false
}

// drain delivers what was kept back as soon as its page is there.
func (a *App) drain() tea.Cmd {
	var cmds []tea.Cmd
	for len(a.ahead) > 0 && !a.held() {
		msg := a.ahead[0]
		a.ahead = a.ahead[1:]
		cmds = append(cmds, a.take(msg))
	}
	return tea.Batch(cmds...)
}
