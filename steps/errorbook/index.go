package errorbook

import (
	"slices"
	"strings"
	"unicode"

	"federate/federation/lazy"
)

// index is what Find looks things up in.
type index struct {
	codes   map[string]int   // "aadsts50105" → entry
	numbers map[string][]int // "50105" → entries, for codes with a prefix that is left out
	events  map[string][]int // "364" → entries whose name is an event's number
	phrases []phrase
	rare    map[string][]int // a word → the phrases that no text holds without it
	free    []int            // phrases without such a word
	words   map[string][]int // a word → the entries that it occurs in
	about   []topic
	topics  map[string][]int // a word of the first group → topics
}

type phrase struct {
	form
	entry int
	sure  bool // long enough, or made up enough, to be nobody else's
	made  bool // made up: nobody says it by chance
	bound bool // it counts where its vendor is named, and nowhere else
}

var (
	// token is a name that is a code: letters and digits with a number at the end.
	token = lazy.Regexp(`^[a-z]+[a-z0-9]*_?\d{3,}$`)
	// number is a code whose prefix was left out.
	number = lazy.Regexp(`^\d{4,7}$`)
	// eventName is an entry's name for an event.
	eventName = lazy.Regexp(`^event (\d{2,5})$`)
	ending    = lazy.Regexp(`\d+$`)
)

// Words that a phrase has at the least to be one company's own.
const distinct = 5

func (b *Book) newIndex() index {
	x := index{codes: map[string]int{}, numbers: map[string][]int{}, events: map[string][]int{},
		rare: map[string][]int{}, words: map[string][]int{}, topics: map[string][]int{}}
	common := map[string]bool{} // what a standard says, or two vendors, is no vendor's own
	said := map[string]string{}
	for _, e := range b.entries {
		for _, name := range e.names {
			n := normal(name)
			other, ok := said[n]
			common[n] = common[n] || b.vendors[e.file.System].standard || ok && other != e.file.System
			said[n] = e.file.System
		}
	}
	for _, e := range b.entries {
		for _, n := range e.file.Others {
			common[normal(n)] = true
		}
	}
	often := map[string]int{}
	for i, e := range b.entries {
		v := b.vendors[e.file.System]
		for _, name := range e.names {
			n := normal(name)
			switch last := n[len(n)-1]; {
			case last < '0' || last > '9': // no number
				x.phrases = append(x.phrases, newPhrase(name, n, i, v, common[n]))
			case token().MatchString(n):
				n = squeeze(n)
				x.codes[n] = i
				d := ending().FindString(n)
				x.numbers[d] = append(x.numbers[d], i)
			case number().MatchString(n):
				x.numbers[n] = append(x.numbers[n], i)
			case eventName().MatchString(n):
				d := eventName().FindStringSubmatch(n)[1]
				x.events[d] = append(x.events[d], i)
			default:
				x.phrases = append(x.phrases, newPhrase(name, n, i, v, common[n]))
			}
		}
		heard := map[string]bool{}
		for _, w := range words(normal(strings.Join(e.names, " ") + " " + e.means())) {
			if len(w) >= 3 && !dull[w] && !heard[w] {
				heard[w] = true
				x.words[w] = append(x.words[w], i)
			}
		}
	}
	x.readTopics(b.entries)
	for i, p := range x.phrases {
		f := b.entries[p.entry].file
		x.phrases[i].bound = slices.ContainsFunc(f.Others, func(o string) bool { return strings.Join(p.parts, " ") == normal(o) })
		for _, w := range p.words() {
			often[w]++
		}
	}
	for i, p := range x.phrases {
		ws := p.words()
		if len(ws) == 0 {
			x.free = append(x.free, i)
			continue
		}
		rarest := slices.MinFunc(ws, func(a, b string) int { return often[a] - often[b] })
		x.rare[rarest] = append(x.rare[rarest], i)
	}
	return x
}

func newPhrase(name, n string, entry int, v vendor, common bool) phrase {
	f, err := newForm(n)
	if err != nil {
		f = form{parts: []string{n}}
	}
	made := strings.ContainsAny(strings.Join(f.parts, ""), "_") || !strings.Contains(n, " ") && coined(name)
	long := len(strings.Fields(strings.Join(f.parts, " "))) >= distinct || packed(n) >= 8
	own := !common && (made || long)
	return phrase{form: f, entry: entry, sure: v.standard || own || v.in(n), made: made}
}

// packed is how many letters of n belong to scripts that set no blanks.
func packed(n string) (count int) {
	for _, r := range n {
		if crowded(r) {
			count++
		}
	}
	return count
}

// means is the sentence that says what p means, as it stands in the file.
func (p page) means() string {
	_, text, _ := strings.Cut(string(p.raw), "\n    means:")
	for i := 0; ; {
		j := strings.IndexByte(text[i:], '\n')
		if j < 0 {
			return text
		}
		i += j + 1
		if !strings.HasPrefix(text[i:], "     ") {
			return text[:i-1]
		}
	}
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

// candidates are the phrases that r may hold: those whose rarest word it has.
func (x index) candidates(r reading) (out []int) {
	out = slices.Clone(x.free)
	seen := map[string]bool{}
	for _, w := range words(r.norm) {
		if !seen[w] {
			seen[w] = true
			out = append(out, x.rare[w]...)
		}
	}
	slices.Sort(out)
	return out
}
