package pki

import (
	"encoding/pem"
	"slices"
	"strings"
)

// damage lists what is wrong with the blocks as PEM, as sentences.
func damage(text string, blocks []block) (out []string) {
	say := func(when bool, what string) {
		if when && !slices.Contains(out, what) {
			out = append(out, what)
		}
	}
	for i, b := range blocks {
		body := strings.TrimRight(b.body, " \t\r\n")
		first, _, _ := strings.Cut(body, "\n")
		longest := 0
		for l := range strings.SplitSeq(body, "\n") {
			longest = max(longest, len(strings.TrimSpace(l)))
		}
		escaped := strings.Contains(body, `\n`)
		say(escaped, `its line ends were written as \n`)
		say(!escaped && strings.TrimSpace(first) != "", "its line ends had become spaces or were lost")
		say(!escaped && strings.TrimSpace(first) == "" && longest > 76, "its base64 was not broken into lines of 64 characters")
		say(strings.Contains(body, "\n>"), "mail had put a > before its lines")
		say(!b.ended, "its END line was missing")
		say(b.ended && !b.exact, "its BEGIN or END line was misspelt")
		say(b.label == "X509 CERTIFICATE" || b.label == "TRUSTED CERTIFICATE", "it was labelled "+b.label+" and not CERTIFICATE")
		if i == 0 && b.from <= len(text) {
			say(strings.TrimSpace(text[:b.from]) != "", "there was text above it")
		}
	}
	return out
}

// strict reports whether encoding/pem finds want blocks in raw.
func strict(raw []byte, want int) bool {
	n := 0
	for {
		var b *pem.Block
		if b, raw = pem.Decode(raw); b == nil {
			return n == want
		}
		if n++; n > want {
			return false
		}
	}
}
