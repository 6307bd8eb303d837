package ui

import (
	"bytes"
	"io"
	"os"
	"runtime"
	"unicode/utf8"

	"golang.org/x/term"
)

// A terminal is standard input without what a paste could steer the program with.
type terminal struct {
	*os.File
	pastes
}

func (t *terminal) Read(p []byte) (int, error) { return t.pastes.Read(p) }

// input is the standard input to read keys from; nil where Bubble Tea finds a better one:
// a console of Windows has no such sequences, and what is no terminal has no keys.
func input() io.Reader {
	if runtime.GOOS == "windows" || !term.IsTerminal(int(os.Stdin.Fd())) {
		return nil
	}
	return &terminal{os.Stdin, pastes{from: os.Stdin}}
}

// Bracketed paste, as xterm has it.
var (
	pasteBegin = []byte("\x1b[200~")
	pasteEnd   = []byte("\x1b[201~")
)

// pastes reads the bytes of a terminal and makes those harmless that begin a control
// string inside a paste (ECMA-48 5.6): who pastes a binary file would wait for the end of
// that string for ever, and no key would work any more. Each becomes a question mark.
type pastes struct {
	from   io.Reader
	inside bool
	match  int    // how much of the marker that is looked for was read
	held   []byte // the beginning of what may be the end of the paste
	char   []byte // of UTF-8, as far as it was read
}

func (g *pastes) Read(p []byte) (int, error) {
	for {
		room := len(p) - len(pasteEnd) // for what was held
		if room < 1 {
			return g.from.Read(p) // nobody reads a terminal by so few bytes
		}
		n, err := g.from.Read(p[:room])
		out := g.harmless(p[:n])
		if len(out) > 0 || err != nil || n == 0 {
			return copy(p, out), err
		}
	}
}

// harmless is in, with what was held before it.
func (g *pastes) harmless(in []byte) []byte {
	out := make([]byte, 0, len(in)+len(pasteEnd))
	for i := 0; i < len(in); i++ {
		b := in[i]
		if !g.inside {
			out = append(out, b)
			if g.match = matched(pasteBegin, g.match, b); g.match == len(pasteBegin) {
				g.inside, g.match = true, 0
			}
			continue
		}
		if len(g.held) > 0 || b == pasteEnd[0] {
			out = g.flush(out)
			if g.held = append(g.held, b); bytes.Equal(g.held, pasteEnd) {
				out, g.held, g.inside = append(out, g.held...), nil, false
				continue
			}
			if bytes.HasPrefix(pasteEnd, g.held) {
				continue
			}
			again := g.held[1 : len(g.held)-1] // the last is looked at once more
			out, g.held = append(append(out, '?'), again...), nil
			i--
			continue
		}
		if len(g.char) > 0 && utf8.RuneStart(b) {
			out = g.flush(out)
		}
		if g.char = append(g.char, b); utf8.FullRune(g.char) {
			out = g.flush(out)
		}
	}
	return out
}

// matched is how much of marker was read when b comes after match bytes of it.
func matched(marker []byte, match int, b byte) int {
	if match < len(marker) && b == marker[match] {
		return match + 1
	}
	if b == marker[0] {
		return 1
	}
	return 0
}

// flush puts the character that was read onto out. Bytes that are none are looked at one
// by one: in eight bits they begin a control string too, as DCS, SOS, OSC, PM and APC.
func (g *pastes) flush(out []byte) []byte {
	valid := utf8.Valid(g.char)
	for _, b := range g.char {
		switch {
		case valid:
		case b == 0x90, b == 0x98, b == 0x9d, b == 0x9e, b == 0x9f:
			b = '?'
		}
		out = append(out, b)
	}
	g.char = g.char[:0]
	return out
}
