package errorbook

import (
	"html"
	"net/url"
	"strings"
	"unicode"

	"federate/federation/lazy"
)

var (
	tags    = lazy.Regexp(`(?s)<(?:script|style)\b.*?</(?:script|style)>|<!--.*?-->|<[a-zA-Z/!][^<>]*>`)
	encoded = lazy.Regexp(`[^\s"'<>]*%[0-9A-Fa-f]{2}[^\s"'<>]*`)
	stop    = lazy.Regexp(`[.!?;:]\s+|[\r\n]+`)
)

// plain is text without mark-up, if it is a page, and with what an address
// carries in its query readable. It is not parsed as HTML: text that somebody copied
// may hold a bracket that opens no tag, and a parser would swallow the rest.
func plain(text string) string {
	if strings.ContainsRune(text, '<') {
		text = html.UnescapeString(tags().ReplaceAllString(text, "\n"))
	} else if strings.Contains(text, "&#") || strings.Contains(text, "&quot;") {
		text = html.UnescapeString(text)
	}
	if strings.ContainsRune(text, '%') {
		text = encoded().ReplaceAllStringFunc(text, func(s string) string {
			if read, err := url.QueryUnescape(s); err == nil {
				return read
			}
			return s
		})
	}
	return text
}

// normal is text in small letters, with plain quotes and single blanks.
func normal(text string) string {
	text = strings.Map(func(r rune) rune {
		switch r {
		case '’', '‘', '´', '`':
			return '\''
		case '“', '”', '„', '«', '»':
			return '"'
		case '–', '—', '‑', '‐':
			return '-'
		case '\u200b', '\u200c', '\u200d', '\ufeff', '\u00ad':
			return -1
		}
		return unicode.ToLower(r)
	}, text)
	return strings.Join(strings.Fields(text), " ")
}

// sentences are the parts of text that stand for themselves: its lines, and what
// a stop ends within them.
func sentences(text string) []string { return stop().Split(text, -1) }

// squeeze takes out what people put between a code's letters and its number.
func squeeze(code string) string { return strings.NewReplacer(" ", "", "-", "", "_", "").Replace(code) }

// dull are words that tell nothing about an error.
var dull = dullWords("the and for not with that this from has have was are but you your can cannot could into its than when who what " +
	"error code page says said person people user users login log sign signin signed sso saml after before again get gets does nothing work works " +
	"cxone entra azure okta genesys cisco nice microsoft message urn oasis names status http https www com org java lang")

func dullWords(list string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(list) {
		m[w] = true
	}
	return m
}
