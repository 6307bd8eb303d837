package errorbook

import (
	"slices"
	"strings"
)

// shared scores the entries that share at least two rare words with one sentence
// of text, and at least half of that sentence's: what else stands on a page takes
// nothing away.
func (b *Book) shared(text string, named map[string]bool) map[int]int {
	best := map[int]int{}
	for _, s := range sentences(text) {
		if len(s) > longest {
			continue
		}
		var asked []string
		for _, w := range words(normal(s)) {
			if len(w) >= 3 && !dull[w] && !slices.Contains(asked, w) {
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
			if system := b.entries[e].file.System; !named[system] && !b.vendors[system].standard && (n < 3 || n < len(asked)) {
				continue // a company that nobody named needs each word
			}
			if n >= 2 && 2*n >= len(asked) {
				best[e] = max(best[e], score[e])
			}
		}
	}
	return best
}

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
