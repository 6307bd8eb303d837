package errorbook

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"federate/federation"
	"federate/federation/lazy"
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
	sure  bool // long enough, or made up enough, to be nobody else's
}

var (
	// token is a name that is a code: letters and digits with a number at the end.
	token = lazy.Regexp(`^[a-z]+[a-z0-9]*_?\d{3,}$`)
	// tokens are the codes in a text. A blank or a hyphen before the number is
	// how people write them down.
	tokens = lazy.Regexp(`[a-z]+(?:2c)?[ _-]?\d{3,}`)
	// number is a code whose prefix was left out.
	number = lazy.Regexp(`^\d{4,7}$`)
	// called is such a number after a word for error or code, as sign-in logs
	// and support pages write it.
	called = lazy.Regexp(`(?:code|fehler|error|erreur|errore|código|codigo|virhe|fout|fel|kod|エラー|コード|错误|오류)[^\d\n]{0,16}(\d{4,7})(?:\D|$)`)
	ending = lazy.Regexp(`\d+$`)
	wordly = lazy.Regexp(`[\p{L}\d_]{3,}`)
)

// Words that a phrase has at the least to be one company's own.
const distinct = 4

func (b *Book) newIndex() index {
	x := index{codes: map[string]int{}, numbers: map[string][]int{}, words: map[string][]int{}}
	common := map[string]bool{} // what a standard says is no vendor's own
	for _, e := range b.entries {
		for _, name := range e.names() {
			common[normal(name)] = common[normal(name)] || b.vendors[e.System].standard
		}
	}
	for i, e := range b.entries {
		v := b.vendors[e.System]
		for _, name := range e.names() {
			n := normal(name)
			switch {
			case token().MatchString(n):
				n = squeeze(n)
				x.codes[n] = i
				d := ending().FindString(n)
				x.numbers[d] = append(x.numbers[d], i)
			case number().MatchString(n):
				x.numbers[n] = append(x.numbers[n], i)
			default:
				made := strings.ContainsAny(n, "_") || !strings.Contains(n, " ") && coined(name)
				own := !common[n] && (made || len(strings.Fields(n)) >= distinct)
				x.phrases = append(x.phrases, phrase{n, i, v.standard || own || v.in(n)})
			}
		}
		heard := map[string]bool{}
		for _, w := range wordly().FindAllString(normal(strings.Join(e.names(), " ")+" "+e.Means), -1) {
			if !dull[w] && !heard[w] {
				heard[w] = true
				x.words[w] = append(x.words[w], i)
			}
		}
	}
	return x
}

// coined reports whether name is one word that a program made up: capitals or a
// dot within, as in InvalidNameIdPolicyException or com.example.Thing.
func coined(name string) bool {
	mark := func(r rune) bool { return unicode.IsUpper(r) || r == '.' }
	return len(name) > 1 && strings.ContainsFunc(name[1:], mark) && strings.ToUpper(name) != name
}

// in reports whether t, in its normal form, names v.
func (v vendor) in(t string) bool {
	return slices.ContainsFunc(v.names, func(n string) bool { return holds(t, n) })
}

// of reports whether one of playbooks is v's.
func (v vendor) of(playbooks []string) bool {
	return slices.ContainsFunc(v.playbooks, func(p string) bool { return slices.Contains(playbooks, p) })
}

// Find returns the entries that text is about, best first: codes in the order
// in which they occur, then sentences, the longest first, those of a vendor that
// is named before all others; then codes of a known family that are in no book.
// Text is a code, a sentence, or a whole page as text or HTML, in any language.
// Where it has none of these, entries whose words it shares are offered as
// guesses. playbooks are those of the federation that it came up in; a text names
// vendors by itself too.
func (b *Book) Find(text string, playbooks ...string) []Entry {
	of := b.named(normal(text), playbooks) // a page names its maker in its mark-up too
	found := b.find(plain(text), of)
	if len(found) == 0 && strings.Contains(text, "<script") {
		// The source of a page, before a browser has drawn the text out of its script.
		found = b.find(text, of)
	}
	return found
}

// Ranks of hits, the best first.
const (
	byCode = iota
	byNumber
	byNamed   // a sentence of a vendor that is named
	bySaid    // a sentence that is distinctive in itself
	byFamily  // a code that no book has
	byPhrase  // a guess: a sentence that many could say
	bySharing // a guess: words in common
)

// hit is an entry that was found: within a rank, the smaller by comes first.
type hit struct {
	Entry
	rank, by int
}

// find looks up a text without mark-up, which comes from the vendors named.
func (b *Book) find(text string, named map[string]bool) []Entry {
	t := normal(text)
	var hits []hit
	add := func(entry, rank, by int) {
		e := b.entries[entry]
		e.Guess = rank >= byPhrase
		if !slices.ContainsFunc(hits, func(h hit) bool { return h.System == e.System && h.Code == e.Code }) {
			hits = append(hits, hit{e, rank, by})
		}
	}
	codes := tokens().FindAllStringIndex(t, -1)
	for _, at := range codes {
		if e, ok := b.index.codes[squeeze(t[at[0]:at[1]])]; ok {
			add(e, byCode, at[0])
		}
	}
	if number().MatchString(t) {
		for _, e := range b.index.numbers[t] {
			add(e, byNumber, 0)
		}
	}
	for _, at := range called().FindAllStringSubmatchIndex(t, -1) {
		for _, e := range b.index.numbers[t[at[2]:at[3]]] {
			add(e, byNumber, at[2])
		}
	}
	for _, p := range b.index.phrases {
		if !holds(t, p.text) {
			continue
		}
		switch system := b.entries[p.entry].System; {
		case named[system]:
			add(p.entry, byNamed, -len(p.text))
		case p.sure:
			add(p.entry, bySaid, -len(p.text))
		case len(named) == 0: // another company's sentence is no help
			add(p.entry, byPhrase, -len(p.text))
		}
	}
	for _, at := range codes {
		if e, ok := b.unknown(t[at[0]:at[1]]); ok {
			hits = append(hits, hit{e, byFamily, at[0]})
		}
	}
	if !slices.ContainsFunc(hits, func(h hit) bool { return h.rank < byPhrase }) {
		for entry, score := range b.shared(text) {
			if system := b.entries[entry].System; named[system] || b.vendors[system].standard || len(named) == 0 {
				add(entry, bySharing, -score)
			}
		}
	}
	slices.SortStableFunc(hits, func(a, c hit) int {
		return cmp.Or(cmp.Compare(a.rank, c.rank), cmp.Compare(a.by, c.by), cmp.Compare(a.Code, c.Code))
	})
	return chosen(hits)
}

// chosen leaves out guesses where something is known, and all but a few of them
// where nothing is.
func chosen(hits []hit) (out []Entry) {
	const guesses = 3
	for _, h := range hits {
		if h.rank >= byPhrase && (len(out) == guesses || hits[0].rank < byPhrase) {
			break
		}
		if !slices.ContainsFunc(out, func(o Entry) bool { return o.System == h.System && o.Code == h.Code }) {
			out = append(out, h.Entry)
		}
	}
	return out
}

// named says which vendors t, in its normal form, comes from.
func (b *Book) named(t string, playbooks []string) map[string]bool {
	of := map[string]bool{}
	for system, v := range b.vendors {
		if v.of(playbooks) || v.in(t) {
			of[system] = true
		}
	}
	return of
}

// known is a family as it is looked for.
type known struct {
	family
	pattern        *regexp.Regexp
	system, vendor string
}

func (y family) known(f file) (known, error) {
	if y.Prefix == "" || y.Lookup == "" || y.Source.Document == "" {
		return known{}, fmt.Errorf("a family needs prefix, lookup and source")
	}
	form := fmt.Sprintf(`^%s\d{%d,}$`, regexp.QuoteMeta(squeeze(normal(y.Prefix))), max(3, y.Digits))
	return known{y, regexp.MustCompile(form), f.System, f.Title}, nil
}

// unknown says whose code this is and where to look it up, where no book has it.
func (b *Book) unknown(code string) (Entry, bool) {
	code = squeeze(code)
	if _, ok := b.index.codes[code]; ok {
		return Entry{}, false
	}
	for _, y := range b.families {
		if y.pattern.MatchString(code) {
			written := y.Prefix + code[len(squeeze(normal(y.Prefix))):]
			return Entry{Code: written, System: y.system, Vendor: y.vendor, Unknown: true,
				Means:  fmt.Sprintf("This is a code of %s, and it is not among those that are explained here.", y.vendor),
				Remedy: strings.ReplaceAll(y.Lookup, "CODE", written),
				Source: y.Source, Confidence: federation.Solid}, true
		}
	}
	return Entry{}, false
}
