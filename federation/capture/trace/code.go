package trace

import (
	"bytes"

	"federate/federation"
	"federate/federation/capture"
	"federate/federation/lazy"
)

// signs are words on pages worth reading.
var signs = append(capture.CodeWords(), "SAMLRe", "id_token", `name="code"`, "name='code'", `name="error"`, "name='error'")

// A finder looks for many words at once, by their first two bytes: a recording has
// many pages, and searching each of them for one word after the other takes longer
// than reading it.
type finder struct {
	begins [1 << 16]bool // by their first two bytes
	words  []string
}

func newFinder(words []string) *finder {
	f := &finder{words: words}
	for _, w := range words {
		f.begins[int(w[0])<<8|int(w[1])] = true
	}
	return f
}

var signed = newFinder(signs)

// in reports whether one of the words stands in text.
func (f *finder) in(text []byte) bool {
	two := 0
	for i, c := range text {
		if two = two<<8&0xffff | int(c); f.begins[two] && i > 0 {
			rest := text[i-1:]
			for _, w := range f.words {
				if len(rest) >= len(w) && string(rest[:len(w)]) == w {
					return true
				}
			}
		}
	}
	return false
}

var (
	// plainError is the form of an error of OAuth (RFC 6749 4.1.2.1).
	plainError = lazy.Regexp(`^[a-z_]{3,40}$`)
	jsonError  = lazy.Regexp(`"error"\s*:\s*"([a-z_]{3,40})"`)
)

// codeIn is the first code in text; empty where there is none.
func codeIn(text []byte) string {
	for _, code := range capture.Codes(text, 1) {
		return code
	}
	return ""
}

// tokenError is what a token endpoint says when it refuses (RFC 6749 5.2).
func tokenError(e *entry) *Message {
	m := jsonError().FindSubmatch(e.body)
	if m == nil || e.status < 400 || e.params["grant_type"] == "" && !bytes.Contains(e.post, []byte("grant_type=")) {
		return nil
	}
	code := codeIn(e.body)
	if code == "" {
		code = string(m[1])
	}
	return &Message{Kind: federation.KindOIDCError, Code: code}
}
