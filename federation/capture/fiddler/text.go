package fiddler

import (
	"bytes"

	"federate/federation/lazy"
)

var (
	// between is the line that Fiddler writes between two sessions.
	between = lazy.Regexp(`(?m)^-{40,}[ \t]*\r?$`)
	// answers is where the answer to a request begins.
	answers = lazy.Regexp(`(?m)^HTTP/[12](?:\.[01])? [1-5]\d\d\b`)
)

// text reads sessions that were saved as text. ok is false for a single request, which
// may hold a message but is no recording.
func (t *tape) text(raw []byte) bool {
	raw = bytes.TrimPrefix(raw, []byte("\xEF\xBB\xBF"))
	if !between().Match(raw) || !answers().Match(raw) {
		return false
	}
	for len(raw) > 0 && !t.cut {
		chunk := raw
		if at := between().FindIndex(raw); at != nil {
			chunk, raw = raw[:at[0]], raw[at[1]:]
		} else {
			raw = nil
		}
		chunk = bytes.TrimLeft(chunk, "\r\n")
		if !begins().Match(chunk) {
			continue
		}
		request, response := chunk, []byte(nil)
		if at := answers().FindIndex(chunk); at != nil {
			request, response = bytes.TrimRight(chunk[:at[0]], "\r\n"), chunk[at[0]:]
		}
		t.take(request, response, "", "")
	}
	return len(t.entries) > 0
}
