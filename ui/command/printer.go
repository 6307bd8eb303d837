package command

import (
	"bytes"
	"io"
	"strings"

	"federate/federation"
	"federate/steps"
)

// A printer remembers that something could not be printed, because an answer that
// nobody received is no success. It also names every character that a terminal would
// obey or hide, because values come from documents of strangers. JSON escapes them
// itself. A carriage return in front of a line feed passes, because a calendar needs it.
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

// harmless is b with every character named that a terminal would obey or hide.
func harmless(b []byte) []byte {
	if !bytes.ContainsFunc(b, federation.Obeyed) {
		return b
	}
	lines := strings.Split(string(b), "\r\n")
	for i, l := range lines {
		lines[i] = federation.Visible(l)
	}
	return []byte(strings.Join(lines, "\r\n"))
}
