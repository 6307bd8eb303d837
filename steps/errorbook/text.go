package errorbook

import (
	"html"
	"net/url"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"federate/federation/lazy"
)

var (
	tags    = lazy.Regexp(`(?s)<(?:script|style)\b.*?</(?:script|style)>|<!--.*?-->|<[a-zA-Z/!?][^<>]*>`)
	said    = lazy.Regexp(`(?i)<(?:\w+:)?statuscode\b[^<>]*\bvalue\s*=\s*["']([^"'<>]+)`)
	event   = lazy.Regexp(`(?i)<eventid\b`)
	encoded = lazy.Regexp(`[^\s"'<>]*%[0-9A-Fa-f]{2}[^\s"'<>]*`)
	plus    = lazy.Regexp(`\w*error\w*=[^\s"'<>]*\+[^\s"'<>]*`)
	escape  = lazy.Regexp(`\\u[0-9a-fA-F]{4}|\\[nrt"/]`)
	cited   = lazy.Regexp(`(?m)^[ \t]*(?:[>|][ \t]?)+`)
	stop    = lazy.Regexp(`[.!?;:]\s+|[\r\n]+`)
)

// plain is text without what it was wrapped in: the mark-up of a page, the escapes
// of JSON and of addresses, the marks of a mail that is quoted. It is not parsed as
// HTML: text that somebody copied may hold a bracket that opens no tag, and a
// parser would swallow the rest.
func plain(text string) string {
	if strings.ContainsRune(text, '<') {
		text = tags().ReplaceAllStringFunc(text, outOf)
	}
	if strings.ContainsRune(text, '&') {
		text = html.UnescapeString(text)
	}
	for range 2 { // what was encoded for an address within an address is encoded twice
		if strings.ContainsRune(text, '%') {
			text = encoded().ReplaceAllStringFunc(text, func(s string) string { return orSame(url.QueryUnescape(s))(s) })
		}
	}
	if strings.ContainsRune(text, '+') && strings.Contains(text, "error") {
		text = plus().ReplaceAllStringFunc(text, func(s string) string { return strings.ReplaceAll(s, "+", " ") })
	}
	if strings.ContainsRune(text, '\\') {
		text = escape().ReplaceAllStringFunc(text, unescaped)
	}
	if strings.ContainsAny(text, ">|") {
		text = cited().ReplaceAllString(text, "")
	}
	return text
}

// outOf is what a tag says to a reader: nothing, but for those that carry an error.
func outOf(tag string) string {
	if m := said().FindStringSubmatch(tag); m != nil {
		return "\n" + m[1] + "\n"
	}
	if event().MatchString(tag) {
		return "\nevent id "
	}
	return "\n"
}

func orSame(read string, err error) func(string) string {
	return func(s string) string {
		if err != nil {
			return s
		}
		return read
	}
}

// unescaped is one escape of JSON as it is meant. What only looks like one, in the
// path of a Windows file, becomes a blank at the worst.
func unescaped(s string) string {
	switch s[1] {
	case 'u':
		if n, err := strconv.ParseUint(s[2:], 16, 32); err == nil {
			return string(rune(n))
		}
		return s
	case '"', '/':
		return s[1:]
	}
	return "\n"
}

// A reading is a text in its normal form, small letters with plain quotes and
// single blanks, which remembers where it comes from: values count to the letter.
type reading struct {
	norm string
	orig string
	at   []int32 // for each byte of norm, where it stands in orig
}

func read(text string) reading {
	r := reading{orig: text}
	var b strings.Builder
	b.Grow(len(text))
	r.at = make([]int32, 0, len(text))
	blank := false
	for i, c := range text {
		if unicode.IsSpace(c) {
			blank = true
			continue
		}
		if c = folded(c); c < 0 {
			continue
		}
		if blank && b.Len() > 0 {
			b.WriteByte(' ')
			r.at = append(r.at, int32(i))
		}
		blank = false
		b.WriteRune(c)
		for range utf8.RuneLen(c) {
			r.at = append(r.at, int32(i))
		}
	}
	r.norm = b.String()
	return r
}

// original is what stands in the text from s to e of its normal form.
func (r reading) original(s, e int) string {
	if s >= e {
		return ""
	}
	end := len(r.orig)
	if e < len(r.at) {
		end = int(r.at[e])
	}
	return strings.TrimSpace(r.orig[r.at[s]:end])
}

// folded is one letter of a normal form; less than nothing where it leaves none.
func folded(c rune) rune {
	switch c {
	case '’', '‘', '´', '`', '‚', '‹', '›':
		return '\''
	case '“', '”', '„', '«', '»', '「', '」', '『', '』':
		return '"'
	case '–', '—', '‑', '‐':
		return '-'
	case '：':
		return ':'
	case '\u200b', '\u200c', '\u200d', '\ufeff', '\u00ad', '\u200e', '\u200f':
		return -1
	case utf8.RuneError:
		return '?'
	}
	return unicode.ToLower(c)
}

// normal is text in small letters, with plain quotes and single blanks.
func normal(text string) string {
	return strings.Join(strings.Fields(strings.Map(func(c rune) rune {
		if unicode.IsSpace(c) {
			return c
		}
		return folded(c)
	}, text)), " ")
}

// sentences are the parts of text that stand for themselves: its lines, and what
// a stop ends within them.
func sentences(text string) []string { return stop().Split(text, -1) }

// squeeze takes out what people put between a code's letters and its number.
func squeeze(code string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '_' {
			return -1
		}
		return r
	}, code)
}

// words are the words of t, a normal form.
func words(t string) []string {
	return strings.FieldsFunc(t, func(r rune) bool { return !wordRune(r) })
}

// wordRune says which letters belong to a word. Scripts that set no blanks have no
// words in this sense: each of their letters stands for itself.
func wordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || r == '_' || 'A' <= r && r <= 'Z'
	}
	return (unicode.IsLetter(r) || unicode.IsDigit(r)) && !crowded(r)
}

// crowded reports whether r is of a script whose words stand together.
func crowded(r rune) bool {
	return r >= 0x0e00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai) || r == 'ー'
}

// within returns where phrase occurs in t as whole words, from a place on; less
// than nothing where it does not.
func within(t, phrase string, from int) int {
	for from <= len(t) {
		i := strings.Index(t[from:], phrase)
		if i < 0 {
			return -1
		}
		i += from
		end := i + len(phrase)
		before, _ := utf8.DecodeLastRuneInString(t[:i])
		first, _ := utf8.DecodeRuneInString(phrase)
		last, _ := utf8.DecodeLastRuneInString(phrase)
		after, _ := utf8.DecodeRuneInString(t[end:])
		if !(wordRune(before) && wordRune(first)) && !(wordRune(last) && wordRune(after)) {
			return i
		}
		from = i + 1
		for from < len(t) && !utf8.RuneStart(t[from]) {
			from++
		}
	}
	return -1
}

// holds reports whether phrase occurs in t as whole words.
func holds(t, phrase string) bool { return within(t, phrase, 0) >= 0 }
