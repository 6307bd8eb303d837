package command

import (
	"bytes"
	"io"

	"federate/steps"
)

// A printer remembers that something could not be printed: an answer that nobody
// got is no success. And it lets nothing through that a terminal would obey,
// because values come from documents of strangers: what is not a line end or a
// tab among the control characters becomes a question mark. JSON has none. A
// carriage return passes in front of a line end: a calendar needs it there.
type printer struct {
	to  io.Writer
	err error
}

func (p *printer) Write(b []byte) (int, error) {
	if _, err := p.to.Write(harmless(b)); err != nil && p.err == nil {
		p.err = &steps.NotSavedError{Err: err}
	}
	if p.err != nil {
		return 0, p.err
	}
	return len(b), nil
}

// harmless is b without control characters: C0, DEL, and C1 as UTF-8 has them.
func harmless(b []byte) []byte {
	control := func(c byte) bool { return c < 0x20 && c != '\n' && c != '\t' || c == 0x7f }
	c1 := func(i int) bool { return b[i] == 0xc2 && i+1 < len(b) && b[i+1] >= 0x80 && b[i+1] <= 0x9f }
	if !bytes.ContainsFunc(b, func(r rune) bool { return r < 0x20 || r >= 0x7f && r <= 0x9f }) {
		return b
	}
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		switch {
		case c1(i):
			out = append(out, '?')
			i++
		case b[i] == '\r' && i+1 < len(b) && b[i+1] == '\n':
			out = append(out, b[i])
		case control(b[i]):
			out = append(out, '?')
		default:
			out = append(out, b[i])
		}
	}
	return out
}
