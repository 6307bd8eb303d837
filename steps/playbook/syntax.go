package playbook

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

var (
	afterKey   = regexp.MustCompile(`^\s*(?:- +)?(?:[\w.-]+: +)?(.*)$`) // of one line
	hyphen     = regexp.MustCompile(`^\s*-[^\s-]`)
	twoColons  = regexp.MustCompile(`: .*: `)
	colonTight = regexp.MustCompile(`^\s*(?:- +)?[\w.-]+:\S`)
	innerQuote = regexp.MustCompile(`(?:^|[\s\[{,:])'(?:[^']|'')*?\w(')\w`)
	keyTwice   = regexp.MustCompile(`^mapping key (".*") already defined at \[(\d+):`)
)

// syntax says what an author did where the parser of YAML stumbled over line and
// column: its own words are about its grammar. Both count from 1.
func syntax(lines []string, line, column int, said string) (int, int, string) {
	if line < 1 || line > len(lines) {
		return line, column, said
	}
	text := lines[line-1]
	indent := text[:len(text)-len(strings.TrimLeft(text, " \t"))]
	what := afterKey.FindStringSubmatch(text)[1]
	from := 1 + utf8.RuneCountInString(text) - utf8.RuneCountInString(what)
	if m := keyTwice.FindStringSubmatch(said); m != nil {
		return line, column, fmt.Sprintf("the key %s is there already, in line %s", m[1], m[2])
	}
	if tab := strings.IndexByte(indent, '\t'); tab >= 0 {
		return line, tab + 1, "a tab indents this line; put blanks in its place"
	}
	if at, from := unclosed(lines[:line]); at > 0 {
		return at, from, "this quote is opened and not closed in its line"
	}
	if strings.Contains(said, "must be specified") || strings.Contains(said, "not found") {
		if at, from := bracket(lines[:line]); at > 0 {
			return at, from, "this bracket is opened and not closed"
		}
	}
	switch {
	case strings.HasPrefix(what, "{{"):
		return line, from, "a text that begins with {{ goes in quotes: '{{…}} …'"
	case what != "" && strings.ContainsRune("*&!%@`", rune(what[0])):
		return line, from, fmt.Sprintf("a text that begins with %c goes in quotes: '%c…'", what[0], what[0])
	case innerQuote.MatchString(text):
		return line, 1 + utf8.RuneCountInString(text[:innerQuote.FindStringSubmatchIndex(text)[2]]), "a ' inside a text in single quotes is written twice: ''"
	case hyphen.MatchString(text):
		return line, len(indent) + 2, "a blank is missing after the hyphen"
	case twoColons.MatchString(text):
		return line, from, "a text with a colon and a blank in it goes in quotes: '…: …'"
	case said == "non-map value is specified" && colonTight.MatchString(text):
		return line, strings.IndexByte(text, ':') + 2, "a blank is missing after the colon"
	case said == "non-map value is specified":
		return line, column, "a colon is missing here, after the key"
	}
	if line < len(lines) && deep(lines[line]) > deep(text) && said == "mapping value is not allowed in this context" {
		return uneven(line+1, lines[line], text) // the parser took the next line for more of this one
	}
	if before := above(lines[:line-1]); before != "" && deep(before) != deep(text) {
		return uneven(line, text, before)
	}
	return line, column, "this is no YAML: " + said
}

// deep is the column before the first word of a line.
func deep(line string) int {
	rest := strings.TrimLeft(line, " ")
	rest = strings.TrimLeft(strings.TrimPrefix(rest, "- "), " ")
	return len(line) - len(rest)
}

func uneven(line int, text, before string) (int, int, string) {
	return line, deep(text) + 1, fmt.Sprintf("this line begins after %s, the one above after %s: what belongs together stands in one column",
		blanks(deep(text)), blanks(deep(before)))
}

func blanks(n int) string {
	if n == 1 {
		return "1 blank"
	}
	return fmt.Sprintf("%d blanks", n)
}

// above is the last of lines that says something.
func above(lines []string) string {
	for _, l := range slices.Backward(lines) {
		if t := strings.TrimSpace(l); t != "" && !strings.HasPrefix(t, "#") {
			return l
		}
	}
	return ""
}

// unclosed is the last of lines whose text begins with a quote and has no other.
func unclosed(lines []string) (line, column int) {
	for i, l := range slices.Backward(lines) {
		what := afterKey.FindStringSubmatch(l)[1]
		if what != "" && (what[0] == '"' || what[0] == '\'') && strings.Count(what, what[:1]) == 1 {
			return i + 1, 1 + utf8.RuneCountInString(l) - utf8.RuneCountInString(what)
		}
	}
	return 0, 0
}

// bracket is the last one in lines that nothing closes.
func bracket(lines []string) (line, column int) {
	for i, l := range slices.Backward(lines) {
		depth := 0
		runes := []rune(strings.NewReplacer("{{", "  ", "}}", "  ").Replace(l))
		for j, r := range slices.Backward(runes) {
			switch r {
			case ']', '}':
				depth++
			case '[', '{':
				if depth--; depth < 0 {
					return i + 1, j + 1
				}
			}
		}
		if depth > 0 {
			return 0, 0
		}
	}
	return 0, 0
}
