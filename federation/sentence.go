package federation

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Sentence is text with a capital at its beginning, in whatever script. A host, a
// file or a fact that it begins with is written as it is.
func Sentence(text string) string {
	if word, _, _ := strings.Cut(text, " "); strings.ContainsAny(strings.TrimRight(word, ".,:;"), "._/@") {
		return text
	}
	return begun(text, unicode.ToUpper)
}

// Clause is text with a small letter at its beginning, to go on with.
func Clause(text string) string { return begun(text, unicode.ToLower) }

func begun(text string, as func(rune) rune) string {
	r, size := utf8.DecodeRuneInString(text)
	if r == utf8.RuneError {
		return text
	}
	return string(as(r)) + text[size:]
}

// Article is noun after the indefinite article that its first letter asks for, where it
// can be counted.
// The kinds of documents begin with no silent h, and no u as in "unit".
func Article(noun string) string {
	if strings.HasSuffix(noun, "metadata") {
		return noun
	}
	if noun != "" && strings.ContainsAny(noun[:1], "aeiouAEIOU") {
		return "an " + noun
	}
	return "a " + noun
}

// Count is n with its noun, in the plural where there are several.
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// Clip is text of at most so many characters: its beginning, where it has more.
func Clip(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most]) + "…"
}

// OneLine is text with every run of white space as one space.
func OneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// Stopped is text with a full stop at its end, unless it has a mark there.
func Stopped(text string) string {
	if text == "" || strings.ContainsAny(text[len(text)-1:], ".:!?") {
		return text
	}
	return text + "."
}
