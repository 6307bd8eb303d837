package errorbook

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// shared scores the entries that share at least two rare words with one sentence
// of text, and at least half of that sentence's: what else stands on a page takes
// nothing away.
func (b *Book) shared(text string) map[int]int {
	const longest = 300 // bytes of a sentence that somebody typed
	best := map[int]int{}
	for _, s := range sentences(text) {
		if len(s) > longest {
			continue
		}
		sentence := normal(s)
		var asked []string
		for _, w := range wordly().FindAllString(sentence, -1) {
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
			if n >= 2 && 2*n >= len(asked) {
				best[e] = max(best[e], score[e])
			}
		}
	}
	return best
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
