package ui

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"federate/federation/capture"
	"federate/ui/screen"
)

// How long a pause between two keys of one burst may be. People do not type that fast;
// a line of 2400 baud or a late packet does.
const (
	undecided = 8 * time.Millisecond   // after the first key, before there is a pace
	together  = 2 * time.Millisecond   // what comes in one read, on a busy machine too
	weighty   = 60 * time.Millisecond  // after a letter that leaves or puts away
	hiccup    = 100 * time.Millisecond // within what is long, or of several lines
	unended   = 400 * time.Millisecond // within a document whose end has not come
)

// long is the number of characters from which on a burst cannot be a single value.
const long = 300

// A burst is a run of keys that come faster than a person types: a paste, from a
// terminal that does not mark pastes. No letter of a burst is a command.
type burst struct {
	keys  []tea.KeyPressMsg // the first two
	text  strings.Builder   // up to the last character
	tail  []tea.KeyPressMsg // and what came after it
	n     int
	began time.Time
	next  time.Time // of the second key
	last  time.Time
	pace  time.Duration // the shortest silence: a machine that halts makes none shorter
	late  bool          // it came just after another
	on    screen.Screen // has the first key already: it takes text
}

// lineEnd reports whether msg is what a terminal makes of a pasted line end.
func lineEnd(msg tea.KeyPressMsg) bool {
	return msg.Mod == 0 && msg.Code == tea.KeyEnter || msg.String() == "ctrl+j"
}

// gathers reports whether msg may be the beginning of a paste.
func gathers(msg tea.KeyPressMsg) bool { return msg.Text != "" || lineEnd(msg) && msg.Mod == 0 }

func (b *burst) add(msg tea.KeyPressMsg, now time.Time) {
	if b.n++; b.n == 1 {
		b.began = now
	}
	if b.n == 2 {
		b.next, b.pace = now, now.Sub(b.last)
	}
	if b.n > 2 {
		b.pace = min(b.pace, now.Sub(b.last))
	}
	b.last = now
	if len(b.keys) < 2 {
		b.keys = append(b.keys, msg)
	}
	if msg.Text == "" {
		b.tail = append(b.tail, msg)
		return
	}
	for _, k := range b.tail { // a line end or a tab is text, now that text follows
		switch {
		case lineEnd(k):
			b.text.WriteByte('\n')
		case k.Mod == 0 && k.Code == tea.KeyTab:
			b.text.WriteByte('\t')
		}
	}
	b.tail = nil
	b.text.WriteString(msg.Text)
}

// patience is how long a pause may be now.
func (b *burst) patience() time.Duration {
	text := b.text.String()
	switch {
	case b.n > 0 && b.grave():
		return weighty
	case b.n < 2:
		return undecided
	case capture.Unended(text):
		return unended
	case len(text) >= long, b.lines():
		return hiccup
	}
	return max(together, min(4*b.pace, undecided))
}

// lines reports whether it has several lines.
func (b *burst) lines() bool {
	return strings.Contains(strings.TrimLeft(b.text.String(), "\n"), "\n")
}

// indents reports whether a tab would be part of a document.
func (b *burst) indents() bool {
	_, values := capture.Values(strings.TrimLeft(b.text.String(), "\n"))
	return !values
}

// grave reports whether the first letter would leave the program or archive a
// federation. Such a letter waits longer, in case more keys make it part of a burst.
func (b *burst) grave() bool {
	name := b.keys[0].String()
	return b.on == nil && b.n < 4 && (name == "q" || name == "x")
}

// over reports whether the pause was too long for the next key to belong to the burst.
func (b *burst) over(now time.Time) bool {
	gap := now.Sub(b.last)
	return b.n > 0 && gap > together && gap > b.patience()
}

// parts reports whether the first key stood on its own: the second came after a pause,
// and the third, which comes now, at once.
func (b *burst) parts(now time.Time) bool {
	gap := b.next.Sub(b.began)
	return b.n == 2 && !b.grave() && gap > together && gap > 4*now.Sub(b.next)
}

// part releases the first key; the second becomes the first.
func (b *burst) part() (first tea.KeyPressMsg, had screen.Screen) {
	first, had = b.keys[0], b.on
	second, at := b.keys[1], b.next
	*b = burst{}
	b.add(second, at)
	return first, had
}

// after is a key that ends what was pasted: it is only for what takes text.
type after struct{ key tea.KeyPressMsg }

// messages is what the burst was: keys, or a paste and what ended it.
func (b *burst) messages(top screen.Screen) (out []tea.Msg) {
	text := b.text.String()
	keys := func(keys []tea.KeyPressMsg) {
		for _, k := range keys {
			out = append(out, k)
		}
	}
	apart := b.n == 2 && !b.grave() && b.next.Sub(b.began) > together
	switch moves := strings.Trim(text, "jk ") == ""; {
	case text == "":
		keys(b.tail)
		return out
	case (b.n == 1 || apart) && !b.late:
		if b.on != nil {
			b.keys = b.keys[1:]
		}
		keys(b.keys)
		return out
	case b.on == nil && moves: // a key that is held down
		for _, r := range text {
			keys([]tea.KeyPressMsg{{Code: r, Text: string(r)}})
		}
		keys(b.tail)
		return out
	}
	if b.on != nil && b.on == top {
		out = append(out, tea.KeyPressMsg{Code: tea.KeyBackspace}) // the first comes again, with the rest
	} else if b.on != nil {
		_, size := utf8.DecodeRuneInString(text)
		text = text[size:]
	}
	text = strings.TrimLeft(text, "\n")
	lines := strings.Contains(text, "\n")
	if values, ok := capture.Values(text); ok && lines && len(values) <= answers(top) {
		last := len(values) - 1
		for _, v := range values[:last] { // one for each field, as a script types them
			out = append(out, tea.PasteMsg{Content: v}, after{tea.KeyPressMsg{Code: tea.KeyEnter}})
		}
		text, lines = values[last], false
	}
	if lines && slices.ContainsFunc(b.tail, lineEnd) { // as a paste that is marked has it
		text += "\n"
	}
	out = append(out, tea.PasteMsg{Content: text})
	value, ended := len(text) < long && !lines, false
	for _, k := range b.tail {
		switch {
		case !lineEnd(k):
			out = append(out, k)
		case value && !ended:
			ended = true
			out = append(out, after{tea.KeyPressMsg{Code: tea.KeyEnter}})
		}
	}
	return out
}

// answers is how many lines top takes, one after another.
func answers(top screen.Screen) int {
	if a, ok := top.(screen.Answerer); ok && typing(top) {
		return a.Answers()
	}
	return 1
}
