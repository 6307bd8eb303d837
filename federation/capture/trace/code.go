package trace

import (
	"bytes"

	"federate/federation/capture"
	"federate/federation/lazy"
)

// signs are words on pages worth reading.
var signs = []string{"SAMLRe", "id_token", `name="code"`, "name='code'", `name="error"`, "name='error'", "AADSTS", "AADB2C", "MSIS",
	"E00000", "AUTHN_", "AUTHZ_", "400_SAML", "GENERAL_NONSUCCESS", "app_not_configured_for_user", statusURN}

const statusURN = "urn:oasis:names:tc:SAML:2.0:status:"

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
	// vendorCode are the codes by which error pages can be looked up.
	vendorCode = lazy.Regexp(`AADSTS\d{4,9}|AADB2C\d{4,9}|MSIS\d{4}|\bE00000\d\d\b|\bAUTH[NZ]_\d{3}\b|\b400_SAML\b|GENERAL_NONSUCCESS|app_not_configured_for_user|urn:oasis:names:tc:SAML:2\.0:status:[A-Za-z]{1,40}`)
	// plainError is the form of an error of OAuth (RFC 6749 4.1.2.1).
	plainError = lazy.Regexp(`^[a-z_]{3,40}$`)
	jsonError  = lazy.Regexp(`"error"\s*:\s*"([a-z_]{3,40})"`)
)

// codesIn are the first codes in text, at most so many. Success is none.
func codesIn(text []byte, most int) (out []string) {
	for _, code := range vendorCode().FindAll(text, most) {
		if !bytes.HasSuffix(code, []byte(":status:Success")) {
			out = append(out, string(code))
		}
	}
	return out
}

// codeIn is the first code in text; empty where there is none.
func codeIn(text []byte) string {
	const enough = 8 // of a page, that one of them is an error
	for _, code := range codesIn(text, enough) {
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
	return &Message{Kind: capture.KindOIDCError, Code: code}
}
