// Package fiddler turns what Fiddler saved of a login, an archive of sessions (SAZ) or
// their text, into the recording that a browser would have made (HTTP Archive 1.2), so
// that whatever reads recordings reads these.
//
// An archive comes from somebody else and may be a bomb: it is read within bounds, and
// a recording that did not fit in ends in the middle, as one that was cut off does.
package fiddler

import (
	"bytes"
	"encoding/json"
	"errors"

	"federate/federation/har"
	"federate/federation/lazy"
)

// Most is the size up to which an archive or a text is read, in bytes. The others bound
// what comes out of it.
const (
	Most     = 64 << 20
	mostBody = 4 << 20  // bytes of one request or answer, packed or not
	mostAll  = 48 << 20 // bytes of all of them
	mostKept = 20_000   // sessions
)

// ErrLocked says that an archive was saved with a password.
var ErrLocked = errors.New("the Fiddler archive has a password; save it again without one")

// begins is a text of sessions: a request for a whole address, as a proxy gets it.
var begins = lazy.Regexp(`^\x{FEFF}?(?:GET|POST|PUT|HEAD|OPTIONS|CONNECT|DELETE|PATCH) \S+ HTTP/[12](?:\.[01])?\r?\n`)

// sessions is how the name of a session looks in the first bytes of an archive.
var sessions = lazy.Regexp(`(?i)\braw[/\\]\d+_[csm]\.`)

// Sniff reports whether head, the first bytes of a file, begins like what Fiddler saved,
// so that a large one can be read with [HAR] instead of being refused.
func Sniff(head []byte) bool {
	return bytes.HasPrefix(head, []byte("PK")) && sessions().Match(head) || begins().Match(head) && answers().Match(head)
}

// HAR is raw as a recording; ok is false where Fiddler did not save it.
func HAR(raw []byte) (recording []byte, ok bool, err error) {
	t := &tape{left: mostAll}
	switch {
	case len(raw) > Most:
		return nil, false, nil
	case bytes.HasPrefix(raw, []byte("PK")):
		ok, err = t.archive(raw)
	case begins().Match(raw):
		ok = t.text(raw)
	}
	if err != nil || !ok {
		return nil, false, err
	}
	return t.written(), true, nil
}

// A tape is the sessions that were read so far.
type tape struct {
	entries []har.Entry
	left    int  // bytes that may still be read
	cut     bool // there was more than that
}

// written is t as a recording, unfinished where more was there than is read.
func (t *tape) written() []byte {
	var b bytes.Buffer
	b.WriteString(`{"log":{"version":"1.2","creator":{"name":"Fiddler","version":""},"entries":[`)
	for i, e := range t.entries {
		if i > 0 {
			b.WriteString(",\n")
		}
		raw, err := json.Marshal(e)
		if err != nil {
			panic(err) // these are texts and numbers
		}
		b.Write(raw)
	}
	if !t.cut {
		b.WriteString("]}}\n")
	}
	return b.Bytes()
}

// take adds a session: what was sent, what came back, and when, where that is known.
func (t *tape) take(request, response []byte, begun, done string) {
	if t.cut || len(t.entries) == mostKept || t.left < len(request)+len(response) {
		t.cut = true
		return
	}
	t.left -= len(request) + len(response)
	e, ok := t.entry(request, response)
	if !ok {
		return
	}
	e.Started, e.Time = begun, lasted(begun, done)
	t.entries = append(t.entries, e)
}
