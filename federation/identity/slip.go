package identity

import (
	"fmt"
	"strings"
	"unicode"

	"federate/federation"
)

// slip reports whether b is a with one character too many, too few or changed, or
// with two neighbours swapped.
func slip(a, b string) bool {
	_, x, y := parts(a, b)
	switch {
	case len(x) <= 1 && len(y) <= 1:
		return true
	case len(x) == 2 && len(y) == 2:
		return x[0] == y[1] && x[1] == y[0]
	}
	return false
}

// parts is where a and b begin to differ, and what of each does.
func parts(a, b string) (at int, x, y []rune) {
	x, y = []rune(a), []rune(b)
	for len(x) > 0 && len(y) > 0 && x[0] == y[0] {
		at, x, y = at+1, x[1:], y[1:]
	}
	for len(x) > 0 && len(y) > 0 && x[len(x)-1] == y[len(y)-1] {
		x, y = x[:len(x)-1], y[:len(y)-1]
	}
	return at, x, y
}

// difference says what is wrong with got, naming the one character where it is
// one.
func difference(want, got string) string {
	at, x, y := parts(want, got)
	d, _ := federation.Compare(want, got)
	switch {
	case strings.TrimSpace(got) == want, strings.EqualFold(want, got):
		return d.Name
	case len(x) == 1 && len(y) == 0:
		return fmt.Sprintf("character %d, %q, is missing", at+1, x[0])
	case len(x) == 0 && len(y) == 1:
		if unicode.IsPrint(y[0]) {
			return fmt.Sprintf("character %d, %q, is too many", at+1, y[0])
		}
	case len(x) == 1 && len(y) == 1:
		return fmt.Sprintf("character %d is %q instead of %q", at+1, y[0], x[0])
	case slip(want, got):
		return fmt.Sprintf("characters %d and %d, %q and %q, are swapped", at+1, at+2, y[0], y[1])
	}
	return d.Name
}
