package capture

import (
	"bytes"
	"cmp"
	"slices"
)

// A codeForm is the form of one vendor's error codes: a word and the characters that
// follow it.
type codeForm struct {
	word        string
	least, most int
	letters     bool // letters follow it, and else digits
	alone       bool // it counts only as a word of its own
}

var codeForms = []codeForm{
	{word: "AADSTS", least: 4, most: 9},              // Microsoft Entra ID
	{word: "AADB2C", least: 4, most: 9},              // Azure AD B2C
	{word: "MSIS", least: 4, most: 4},                // AD FS
	{word: "E00000", least: 2, most: 2, alone: true}, // Okta
	{word: "AUTHN_", least: 3, most: 3, alone: true},
	{word: "AUTHZ_", least: 3, most: 3, alone: true},
	{word: "400_SAML", alone: true},
	{word: "GENERAL_NONSUCCESS"},
	{word: "app_not_configured_for_user"},                                            // Google
	{word: "urn:oasis:names:tc:SAML:2.0:status:", least: 1, most: 40, letters: true}, // saml-core-2.0-os 3.2.2.2
}

// success is a status and not an error.
const success = "urn:oasis:names:tc:SAML:2.0:status:Success"

// CodeWords are the words that the codes of [Codes] begin with.
func CodeWords() (out []string) {
	for _, f := range codeForms {
		out = append(out, f.word)
	}
	return out
}

// Codes returns the error codes in text in their order, at most so many. A page may
// be large, so each form is searched for once.
func Codes(text []byte, most int) (codes []string) {
	type place struct {
		at   int
		code string
	}
	var found []place
	for _, f := range codeForms {
		n := 0
		for at := 0; n < most; {
			i := bytes.Index(text[at:], []byte(f.word))
			if i < 0 {
				break
			}
			i, at = at+i, at+i+len(f.word)
			if code := f.in(text, i); code != "" && code != success {
				found = append(found, place{i, code})
				n++
			}
		}
	}
	slices.SortFunc(found, func(a, b place) int { return cmp.Compare(a.at, b.at) })
	for _, p := range found[:min(len(found), most)] {
		codes = append(codes, p.code)
	}
	return codes
}

// in is the code of form f at offset i, where its word begins; empty where the rest
// does not fit.
func (f codeForm) in(text []byte, i int) string {
	from := i + len(f.word)
	end := from
	for end < len(text) && end-from < f.most && f.takes(text[end]) {
		end++
	}
	if end-from < f.least || f.alone && (i > 0 && word(text[i-1]) || end < len(text) && word(text[end])) {
		return ""
	}
	return string(text[i:end])
}

// takes reports whether c may follow the word.
func (f codeForm) takes(c byte) bool {
	if f.letters {
		return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
	}
	return c >= '0' && c <= '9'
}

func word(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
