package errorbook

import (
	"cmp"
	"slices"
	"strings"
)

// Find returns the entries that text is about, best first: codes in the order
// in which they occur, then sentences, the longest first, those of a vendor that
// is named before all others; then codes of a known family that are in no book,
// and then what tells nothing about a cause. Text is a code, a sentence, or a whole
// page as text or HTML, in any language. Where it has none of these, entries whose
// words it shares are offered as guesses. playbooks are those of the federation that
// it came up in; a text names vendors by itself too.
func (b *Book) Find(text string, playbooks ...string) []Entry {
	t := plain(text)
	of := b.named(normal(text)+"\n"+normal(t), playbooks) // a page names its maker in its mark-up too
	found := b.find(t, of)
	if len(found) == 0 && strings.ContainsRune(text, '<') {
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
	byTopic   // a sentence that is about it, in anybody's words
	byPhrase  // a guess: a sentence that many could say
	byVague   // a sentence that tells nothing
	bySharing // a guess: words in common
)

// hit is an entry that was found: within a rank, the smaller by comes first.
type hit struct {
	Entry
	rank, by int
	from, to int // where, in the normal form of the text
	made     bool
}

// find looks up a text without mark-up, which comes from the vendors named.
func (b *Book) find(text string, named map[string]bool) []Entry {
	r := read(text)
	numbers := figures(r.norm)
	hits := slices.Concat(b.byCodes(r, numbers), b.byEvents(r, numbers, named), b.bySentences(r, named))
	foreign := b.foreign(r.norm)
	said := hits
	hits = slices.DeleteFunc(slices.Clone(hits), func(h hit) bool { return h.rank >= byNamed && foreign[h.System] })
	hits = b.tellingAlone(hits, named)
	for _, f := range numbers {
		if f.code < 0 {
			continue
		}
		if e, ok := b.unknown(r.norm[f.code:f.to], named); ok {
			hits = append(hits, hit{Entry: e, rank: byFamily, by: f.from})
		}
	}
	if !b.answered(hits, bySaid) {
		hits = append(hits, b.byTopics(text, foreign)...)
	}
	if len(foreign) > 0 && !b.answered(hits, byTopic) {
		hits = append(b.tellingAlone(said, named), b.byTopics(text, nil)...) // the other protocol has no answer
	}
	if !slices.ContainsFunc(hits, func(h hit) bool { return h.rank <= byVague }) {
		for i, score := range b.shared(text, named) {
			if system := b.entries[i].file.System; named[system] || b.vendors[system].standard || len(named) == 0 {
				if e := b.entries[i].entry(); !e.Vague {
					e.Guess = true
					hits = append(hits, hit{Entry: e, rank: bySharing, by: -score})
				}
			}
		}
	}
	slices.SortStableFunc(hits, func(a, c hit) int {
		return cmp.Or(cmp.Compare(a.rank, c.rank), cmp.Compare(a.by, c.by), cmp.Compare(a.Code, c.Code))
	})
	return chosen(hits)
}

// byCodes are the entries whose codes stand in r, or whose numbers do where a
// number is meant.
func (b *Book) byCodes(r reading, numbers []figure) (hits []hit) {
	add := func(entry, rank, from, to int) {
		e := b.entries[entry].entry()
		e.Asked = b.entries[entry].asked(squeeze(r.norm[from:to]))
		if len(e.Quotes) > 0 {
			e.Values = behind(r.original(to, min(len(r.norm), to+1000)), e.Quotes)
		}
		hits = append(hits, hit{Entry: e, rank: rank, by: from, from: from, to: to, made: true})
	}
	if number().MatchString(r.norm) {
		for _, e := range b.index.numbers[r.norm] {
			add(e, byNumber, 0, len(r.norm))
		}
	}
	for _, f := range numbers {
		if f.code >= 0 {
			if e, ok := b.index.codes[squeeze(r.norm[f.code:f.to])]; ok {
				add(e, byCode, f.code, f.to)
			}
		}
		if f.error {
			for _, e := range b.index.numbers[r.norm[f.from:f.to]] {
				add(e, byNumber, f.from, f.to)
			}
		}
	}
	if len(hits) == 0 && column().MatchString(r.norm) { // a log as a table: the word stands far above the number
		for _, at := range cell().FindAllStringSubmatchIndex(r.norm, -1) {
			for _, e := range b.index.numbers[r.norm[at[2]:at[3]]] {
				add(e, byNumber, at[2], at[3])
			}
		}
	}
	return hits
}

// asked is the name of p that a text gives as code, or with its number alone.
func (p page) asked(code string) []string {
	for _, n := range p.names {
		if s := squeeze(normal(n)); token().MatchString(s) && (s == code || ending().FindString(s) == code) {
			return []string{n}
		}
	}
	return nil
}

// byEvents are the entries about events whose numbers stand in r: a guess where
// nobody is named, as every system has events.
func (b *Book) byEvents(r reading, numbers []figure, named map[string]bool) (hits []hit) {
	for _, f := range numbers {
		if f.event < 0 {
			continue
		}
		digits := r.norm[f.from:f.to]
		known := false
		for _, i := range b.index.events[digits] {
			p := b.entries[i]
			if of := named[p.file.System]; of || len(named) == 0 {
				h := hit{Entry: p.entry(), rank: byNamed, by: f.event - 1<<20, from: f.event, to: f.to, made: true}
				if !of {
					h.rank, h.Guess = byPhrase, true
				}
				if h.Vague {
					h.rank = byVague
				}
				hits, known = append(hits, h), true
			}
		}
		if !known {
			if e, ok := b.unknown("event"+digits, named); ok {
				hits = append(hits, hit{Entry: e, rank: byFamily, by: f.from})
			}
		}
	}
	return hits
}

// bySentences are the entries whose sentences stand in r.
func (b *Book) bySentences(r reading, named map[string]bool) (hits []hit) {
	for _, i := range b.index.candidates(r) {
		p := b.index.phrases[i]
		from, to, values, ok := p.in(r)
		if !ok {
			continue
		}
		h := hit{by: from - to, from: from, to: to, made: p.made}
		switch system := b.entries[p.entry].file.System; {
		case named[system]:
			h.rank = byNamed
		case p.sure:
			h.rank = bySaid
		case len(named) == 0 && !p.bound: // another company's sentence is no help
			h.rank = byPhrase
		default:
			continue
		}
		h.Entry = b.entries[p.entry].entry()
		h.Guess, h.Values = h.rank == byPhrase, values
		if h.Vague && h.Guess {
			continue
		}
		if h.Vague {
			h.rank, h.Guess = byVague, false
			if !b.vendors[h.System].standard { // a vendor's own page says more than nobody's words
				h.by -= 1 << 20
			}
		}
		hits = append(hits, h)
	}
	return hits
}

// tellingAlone leaves out what a better hit says: a sentence that is part of
// another's, the words of a vendor whose library another one uses, and a standard's
// where a vendor's own code stands beside it.
func (b *Book) tellingAlone(hits []hit, named map[string]bool) []hit {
	coded := slices.ContainsFunc(hits, func(h hit) bool { return h.rank == byCode && !b.vendors[h.System].standard })
	return slices.DeleteFunc(slices.Clone(hits), func(h hit) bool {
		if h.rank < byNamed {
			return false
		}
		if coded && b.vendors[h.System].standard {
			return true
		}
		return slices.ContainsFunc(hits, func(o hit) bool {
			if o.rank < byNamed || o.rank > h.rank && h.rank < byPhrase && o.rank != byVague || o.System == h.System && o.Code == h.Code {
				return false
			}
			inside := o.from <= h.from && h.to <= o.to
			switch {
			case inside && o.to-o.from > h.to-h.from: // less of the same sentence
				return true
			case o.System == h.System || h.from >= o.to || o.from >= h.to: // another sentence
				return !h.made && h.rank == bySaid && o.rank == byNamed && !b.vendors[h.System].standard && !named[h.System]
			}
			if h.rank == byPhrase { // the same one, which belongs to nobody
				return b.vendors[o.System].standard
			}
			return o.rank == byNamed && h.rank > byNamed // the same one, by a vendor that is named
		})
	})
}

// chosen leaves out guesses where something is known, and all but a few of them
// where nothing is.
func chosen(hits []hit) (out []Entry) {
	const guesses = 3
	for _, h := range hits {
		if h.rank >= byPhrase && (len(out) == guesses || hits[0].rank < byPhrase) {
			break
		}
		if h.rank > hits[0].rank && hits[0].rank == byVague {
			break
		}
		if i := slices.IndexFunc(out, func(o Entry) bool { return o.System == h.System && o.Code == h.Code }); i >= 0 {
			out[i].Values = merged(out[i].Values, h.Values)
			for _, c := range h.Asked {
				if !slices.Contains(out[i].Asked, c) {
					out[i].Asked = append(out[i].Asked, c)
				}
			}
			continue
		}
		out = append(out, h.Entry)
	}
	return out
}

// merged are the values of two hits on one entry, each once.
func merged(a, b []Value) []Value {
	for _, v := range b {
		if !slices.ContainsFunc(a, func(o Value) bool { return o.Name == v.Name }) {
			a = append(a, v)
		}
	}
	return a
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
