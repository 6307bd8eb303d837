package trouble

import (
	"cmp"
	"html"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// index is what Find looks things up in.
type index struct {
	codes   map[string]int   // "aadsts50105" → entry
	numbers map[string][]int // "50105" → entries, for codes with a prefix that is left out
	phrases []phrase
	words   map[string][]int // a word → the entries that it occurs in
}

type phrase struct {
	text  string // normal form
	entry int
}

var (
	// token is a name that is a code: letters and digits with a number at the end.
	token = regexp.MustCompile(`^[a-z]+[a-z0-9]*_?\d{3,}$`)
	// tokens are the codes in a text. A blank or a hyphen before the number is
	// how people write them down.
	tokens = regexp.MustCompile(`[a-z]+(?:2c)?[ _-]?\d{3,}`)
	// number is a code whose prefix was left out.
	number = regexp.MustCompile(`^\d{4,7}$`)
	// called is such a number after a word for error or code, as sign-in logs
	// and support pages write it.
	called = regexp.MustCompile(`(?:code|fehler|error|erreur|errore|código|codigo|virhe|fout|fel|kod|エラー|コード|错误|오류)[^\d\n]{0,16}(\d{4,7})(?:\D|$)`)
	tags   = regexp.MustCompile(`(?s)<(?:script|style)\b.*?</(?:script|style)>|<!--.*?-->|<[a-zA-Z/!][^<>]*>`)
	ending = regexp.MustCompile(`\d+$`)
	wordly = regexp.MustCompile(`[\p{L}\d_]{3,}`)
)

func newIndex(entries []Entry) index {
	x := index{codes: map[string]int{}, numbers: map[string][]int{}, words: map[string][]int{}}
	for i, e := range entries {
		for _, name := range e.names() {
			n := normal(name)
			switch {
			case token.MatchString(n):
				n = squeeze(n)
				x.codes[n] = i
				d := ending.FindString(n)
				x.numbers[d] = append(x.numbers[d], i)
			case number.MatchString(n):
				x.numbers[n] = append(x.numbers[n], i)
			default:
				x.phrases = append(x.phrases, phrase{n, i})
			}
		}
		heard := map[string]bool{}
		for _, w := range wordly.FindAllString(normal(strings.Join(e.names(), " ")+" "+e.Means), -1) {
			if !dull[w] && !heard[w] {
				heard[w] = true
				x.words[w] = append(x.words[w], i)
			}
		}
	}
	return x
}

// Find returns the entries that text is about, best first: codes in the order
// in which they occur, then sentences, the longest first. Text is a code, a
// sentence, or a whole page as text or HTML, in any language. Where it has
// neither and is short, the entries that share most of its words are offered.
func (b *Book) Find(text string) []Entry {
	found := b.find(normal(plain(text)))
	if len(found) == 0 && strings.Contains(text, "<script") {
		// The source of a page, before a browser has drawn the text out of its script.
		found = b.find(normal(text))
	}
	return found
}

// find looks up a text in its normal form.
func (b *Book) find(t string) []Entry {
	type hit struct{ entry, rank, by int }
	var hits []hit
	add := func(entry, rank, by int) {
		if !slices.ContainsFunc(hits, func(h hit) bool { return h.entry == entry }) {
			hits = append(hits, hit{entry, rank, by})
		}
	}
	for _, at := range tokens.FindAllStringIndex(t, -1) {
		if e, ok := b.index.codes[squeeze(t[at[0]:at[1]])]; ok {
			add(e, 0, at[0])
		}
	}
	if number.MatchString(t) {
		for _, e := range b.index.numbers[t] {
			add(e, 1, 0)
		}
	}
	for _, at := range called.FindAllStringSubmatchIndex(t, -1) {
		for _, e := range b.index.numbers[t[at[2]:at[3]]] {
			add(e, 1, at[2])
		}
	}
	for _, p := range b.index.phrases {
		if holds(t, p.text) {
			add(p.entry, 2, -len(p.text))
		}
	}
	if len(hits) == 0 && len(t) <= 300 {
		for entry, score := range b.shared(t) {
			add(entry, 3, -score)
		}
	}
	slices.SortFunc(hits, func(a, c hit) int {
		return cmp.Or(cmp.Compare(a.rank, c.rank), cmp.Compare(a.by, c.by), cmp.Compare(a.entry, c.entry))
	})
	if len(hits) > 0 && hits[0].rank == 3 && len(hits) > 3 {
		hits = hits[:3]
	}
	out := make([]Entry, len(hits))
	for i, h := range hits {
		out[i] = b.entries[h.entry]
	}
	return out
}

// shared scores the entries that share at least two rare words with t, and at
// least half of them.
func (b *Book) shared(t string) map[int]int {
	var asked []string
	for _, w := range wordly.FindAllString(t, -1) {
		if !dull[w] && !slices.Contains(asked, w) {
			asked = append(asked, w)
		}
	}
	count, score := map[int]int{}, map[int]int{}
	for _, w := range asked {
		in := b.index.words[w]
		for _, e := range in {
			count[e]++
			score[e] += 1 + 100/len(in)
		}
	}
	for e, n := range count {
		if n < 2 || 2*n < len(asked) {
			delete(score, e)
		}
	}
	return score
}

// holds reports whether phrase occurs in t as whole words.
func holds(t, phrase string) bool {
	for from := 0; ; {
		i := strings.Index(t[from:], phrase)
		if i < 0 {
			return false
		}
		i += from
		before, _ := utf8.DecodeLastRuneInString(t[:i])
		after, _ := utf8.DecodeRuneInString(t[i+len(phrase):])
		if !wordRune(before) && !wordRune(after) {
			return true
		}
		from = i + len(phrase)
	}
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' }

// plain is text without mark-up, if it is a page.
func plain(text string) string {
	if !strings.ContainsRune(text, '<') {
		return text
	}
	return html.UnescapeString(tags.ReplaceAllString(text, " "))
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

// squeeze takes out what people put between a code's letters and its number.
func squeeze(code string) string { return strings.NewReplacer(" ", "", "-", "", "_", "").Replace(code) }

// dull are words that tell nothing about an error.
var dull = dullWords("the and for not with that this from has have was are but you your can cannot could into its than when who what " +
	"error code page says said person people user users login log sign signin signed sso saml after before again get gets does nothing work works " +
	"cxone entra azure okta genesys cisco nice microsoft message")

func dullWords(list string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(list) {
		m[w] = true
	}
	return m
}
