package federation

import "strings"

// What stands in a redacted copy for a value that was left out. A word behind it tells
// equal values from different ones; an address keeps its form, in a domain that can
// exist nowhere (RFC 2606 2).
const (
	redacted   = "redacted"
	nobodysEnd = "@redacted.invalid"
)

// RedactedAs is what stands for a value: word may be empty, and mail says that it was an
// address.
func RedactedAs(word string, mail bool) string {
	out := redacted
	if word != "" {
		out += "-" + word
	}
	if mail {
		out += nobodysEnd
	}
	return out
}

// Redacted reports whether value stands in a redacted copy for one that was left out:
// nothing can be said of it.
func Redacted(value string) bool {
	name := strings.TrimSuffix(strings.TrimSpace(value), nobodysEnd)
	word, ok := strings.CutPrefix(name, redacted)
	if !ok || word == "" {
		return ok
	}
	word, ok = strings.CutPrefix(word, "-")
	const length = 12
	return ok && len(word) == length && strings.Trim(word, "0123456789abcdef") == ""
}
