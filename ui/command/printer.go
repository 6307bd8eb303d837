package command

import (
	"bytes"
	"io"
	"strings"

	"federate/federation"
	"federate/steps"
)

// A printer remembers that something could not be printed: an answer that nobody
// got is no success. And it lets nothing through that a terminal would obey or
// hide, because values come from documents of strangers, and names from people:
// each such character is named. JSON has none, for it escapes them. A carriage
// return passes in front of a line end: a calendar needs it there.
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
