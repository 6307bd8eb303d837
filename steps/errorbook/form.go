package errorbook

import (
	"errors"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"federate/federation/lazy"
)

// A form is a sentence with room for values: "application with identifier
// {sp.entity_id} was not found", or "…" where the value is of no use.
type form struct {
	parts []string
	gaps  []string // between the parts, and behind the last: what stands there
}

var gap = lazy.Regexp(`…|\{[a-z][a-z0-9_.| -]*\}`)

// newForm reads a name in its normal form.
func newForm(name string) (f form, err error) {
	from := 0
	for _, at := range gap().FindAllStringIndex(name, -1) {
		f.parts = append(f.parts, strings.TrimSpace(name[from:at[0]]))
		f.gaps = append(f.gaps, strings.Trim(name[at[0]:at[1]], "…{}"))
		from = at[1]
	}
	if rest := strings.TrimSpace(name[from:]); rest != "" || len(f.parts) == 0 {
		f.parts = append(f.parts, rest)
	}
	for _, p := range f.parts {
		if p == "" {
			return f, errors.New("a form begins with words, and has some between two values")
		}
	}
	return f, nil
}

// words are those that a text has to have for f to be in it.
func (f form) words() (out []string) {
	for _, p := range f.parts {
		out = append(out, words(p)...)
	}
	return out
}

const (
	widest  = 400 // bytes of a value in the middle of a sentence
	longest = 300 // bytes of a sentence that somebody typed
)

// in returns where f stands in r, and the values in it.
func (f form) in(r reading) (from, to int, values []Value, ok bool) {
	for from = within(r.norm, f.parts[0], 0); from >= 0; from = within(r.norm, f.parts[0], from+1) {
		to, values, ok = f.at(r, from)
		if ok {
			return from, to, values, true
		}
	}
	return 0, 0, nil, false
}

// at returns where f ends in r, if it begins at from.
func (f form) at(r reading, from int) (to int, values []Value, ok bool) {
	to = from + len(f.parts[0])
	for i, name := range f.gaps {
		if i+1 == len(f.parts) {
			value := r.original(to, min(len(r.norm), to+widest))
			return to, append(values, named(name, beginning(value))...), true
		}
		next := f.parts[i+1]
		j := within(r.norm[:min(len(r.norm), to+widest+len(next))], next, to)
		if j < 0 {
			return 0, nil, false
		}
		values = append(values, named(name, bare(r.original(to, j)))...)
		to = j + len(next)
	}
	return to, values, true
}

func named(name, value string) []Value {
	if name == "" || value == "" {
		return nil
	}
	return []Value{{name, value}}
}

const quotation = "'\"`‘’‚“”„«»‹›「」『』"

// bare is a value without the quotes around it, and without the blanks between them
// and it that are the page's own.
func bare(value string) string {
	inner := strings.Trim(value, "[]()<>:,=# \n")
	if c, _ := utf8.DecodeRuneInString(inner); strings.ContainsRune(quotation, c) {
		return strings.TrimRight(strings.TrimLeft(inner, quotation), quotation)
	}
	return inner
}

// beginning is the value that text begins with: what is quoted, else one word.
func beginning(text string) string {
	text = strings.TrimLeft(text, ":=[(# \t\n")
	if c, size := utf8.DecodeRuneInString(text); strings.ContainsRune(quotation, c) && size > 0 {
		if value, _, ok := strings.Cut(text[size:], string(closing(c))); ok {
			return value
		}
	}
	end := strings.IndexFunc(text, func(c rune) bool { return unicode.IsSpace(c) || strings.ContainsRune("\"'<>),;]", c) })
	if end >= 0 {
		text = text[:end]
	}
	return strings.TrimRight(text, ".:")
}

// closing is the quote that ends what c begins.
func closing(c rune) rune {
	pairs := []rune("“”„“«»‹›‘’‚‘「」『』")
	if i := slices.Index(pairs, c); i >= 0 && i%2 == 0 {
		return pairs[i+1]
	}
	return c
}

// quoted are the strings in quotes that follow in text, one after the other. An
// apostrophe within a word quotes nothing.
func quoted(text string) (out []string) {
	rest := []rune(text)
	for i := 0; i < len(rest); i++ {
		if !strings.ContainsRune(quotation, rest[i]) || i > 0 && wordRune(rest[i-1]) {
			continue
		}
		end := closing(rest[i])
		for j := i + 1; j < len(rest) && j-i < longest && rest[j] != '\n'; j++ {
			if (rest[j] == end || end == '“' && rest[j] == '”') && (j+1 == len(rest) || !wordRune(rest[j+1])) {
				if value := strings.TrimSpace(string(rest[i+1 : j])); value != "" {
					out = append(out, value)
				}
				i = j
				break
			}
		}
	}
	return out
}

// behind gives the quoted strings that follow a code what the entry calls them: an
// address where an address is meant, and otherwise one after the other.
func behind(text string, quotes []string) (out []Value) {
	strs := quoted(text)
	for _, name := range quotes {
		at := 0
		if name, _, _ := strings.Cut(name, "|"); strings.HasSuffix(name, "_url") || strings.HasSuffix(name, "_uri") {
			at = slices.IndexFunc(strs, func(s string) bool { return strings.Contains(s, "://") })
		}
		if at < 0 || at >= len(strs) {
			continue
		}
		out = append(out, named(strings.Trim(name, "-"), strs[at])...)
		strs = slices.Delete(strs, at, at+1)
	}
	return out
}
