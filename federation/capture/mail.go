package capture

import (
	"bytes"
	"io"
	"mime/quotedprintable"
	"strconv"

	"federate/federation/lazy"
)

// mailed takes off what a mail program puts around what somebody pasted: the signs of
// a quotation before each line, and quoted-printable (RFC 2045 6.7).
func (u *unwrapper) mailed(text []byte, depth int) (Capture, bool) {
	name, plain := "the quotation of a mail", unquoted(text)
	soft := bytes.Contains(text, []byte("=\n")) || bytes.Contains(text, []byte("=\r\n")) // which most text has not
	if plain == nil && (soft && softEnd().Match(text) || bytes.Contains(text, []byte("=3D"))) {
		name = "quoted-printable"
		plain, _ = io.ReadAll(quotedprintable.NewReader(bytes.NewReader(text))) // what is not written so stays away
	}
	if len(plain) == 0 {
		return Capture{}, false
	}
	if c, ok := u.inside(plain, depth, name); ok {
		return c, true
	}
	return Capture{}, false
}

// softEnd is the end of a line that goes on in the next one.
var softEnd = lazy.Regexp(`[^=]=\r?\n`)

// unquoted is text without the sign of a quotation before each of its lines; nil where
// a line has none.
func unquoted(text []byte) []byte {
	var out []byte
	for line := range bytes.Lines(text) {
		rest, quoted := bytes.CutPrefix(line, []byte(">"))
		if !quoted && len(bytes.TrimSpace(line)) > 0 {
			return nil
		}
		out = append(out, bytes.TrimPrefix(rest, []byte(" "))...)
	}
	return out
}

// dollar is an escape within the $'…' of bash.
var dollar = lazy.Regexp(`\\(u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|.)`)

// dollars takes off the escapes of a request that a browser copied for bash, where it
// holds a character that bash would read as its own.
func (u *unwrapper) dollars(text []byte, depth int) (Capture, bool) {
	if !bytes.HasPrefix(text, []byte("curl ")) || !bytes.Contains(text, []byte(` $'`)) {
		return Capture{}, false
	}
	plain := dollar().ReplaceAllFunc(text, func(escape []byte) []byte {
		if n, err := strconv.ParseUint(string(escape[2:]), 16, 32); err == nil && len(escape) > 2 {
			return []byte(string(rune(n)))
		}
		return escape[1:]
	})
	return u.inside(bytes.ReplaceAll(plain, []byte(` $'`), []byte(` '`)), depth, "the escapes of bash")
}
