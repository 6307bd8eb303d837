package errorbook

import (
	"fmt"
	"slices"
	"strings"

	"federate/federation/lazy"
)

// A topic is what a sentence is about, in words that everybody uses who speaks of
// it: "audience & mismatch|match*|invalid" is a sentence with the first and one of
// the others. A star stands for any ending, a plus for a blank, and what begins with
// an exclamation mark must not be there. Only the standards have topics: no company
// is known by them.
type topic struct {
	entry  int
	groups [][]string
	not    []string
}

func newTopic(text string, entry int) (t topic, err error) {
	t.entry = entry
	for _, group := range strings.Split(text, "&") {
		words := strings.Split(strings.ReplaceAll(strings.TrimSpace(group), "+", " "), "|")
		if rest, ok := strings.CutPrefix(words[0], "!"); ok {
			t.not = append(t.not, append([]string{rest}, words[1:]...)...)
			continue
		}
		t.groups = append(t.groups, words)
	}
	if len(t.groups) < 2 {
		return t, fmt.Errorf("topic %q needs two groups of words", text)
	}
	for _, w := range t.groups[0] {
		if strings.ContainsAny(w, "* ") {
			return t, fmt.Errorf("topic %q: its first group is looked up, and has whole words alone", text)
		}
	}
	return t, nil
}

// readTopics fills in what the sentences of pages may be about.
func (x *index) readTopics(pages []page) {
	for i, p := range pages {
		if !strings.Contains(string(p.raw), "\n    topics:") {
			continue
		}
		for _, text := range p.entry().Topics {
			t, err := newTopic(text, i)
			if err != nil {
				continue // Lint says so
			}
			for _, w := range t.groups[0] {
				x.topics[w] = append(x.topics[w], len(x.about))
			}
			x.about = append(x.about, t)
		}
	}
}

// in reports whether a sentence in its normal form, with its words, is about t.
func (t topic) in(sentence string, words []string) bool {
	has := func(group []string) bool {
		return slices.ContainsFunc(group, func(w string) bool {
			if stem, ok := strings.CutSuffix(w, "*"); ok {
				return slices.ContainsFunc(words, func(o string) bool { return strings.HasPrefix(o, stem) })
			}
			if strings.Contains(w, " ") {
				return holds(sentence, w)
			}
			return slices.Contains(words, w)
		})
	}
	return !has(t.not) && !slices.ContainsFunc(t.groups, func(g []string) bool { return !has(g) })
}

var (
	// clause is where a sentence ends: at a stop, at a line's end, and at the
	// parameters of an address, whose names are nobody's words.
	clause  = lazy.Regexp(`[.!?;]\s+|[\r\n]+|[?&#]\w+=`)
	address = lazy.Regexp(`https?://[^\s?#]*`)
)

// byTopics are the entries that the sentences of text are about: the first few, and none
// of the systems that are foreign to it.
func (b *Book) byTopics(text string, foreign map[string]bool) (hits []hit) {
	const most = 2
	for at, s := range clause().Split(address().ReplaceAllString(text, " "), -1) {
		if len(s) > 2*longest {
			continue
		}
		sentence := normal(s)
		ws := words(sentence)
		for _, w := range ws {
			for _, i := range b.index.topics[w] {
				t := b.index.about[i]
				if foreign[b.entries[t.entry].file.System] || slices.ContainsFunc(hits, func(h hit) bool { return h.from == t.entry }) || !t.in(sentence, ws) {
					continue
				}
				h := hit{Entry: b.entries[t.entry].entry(), rank: byTopic, by: at, from: t.entry}
				if h.Vague { // what tells nothing stands behind what tells something
					h.rank = byVague
				}
				if hits = append(hits, h); len(hits) == most {
					return hits
				}
			}
		}
	}
	return hits
}
