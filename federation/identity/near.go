package identity

import (
	"cmp"
	"fmt"
	"hash/maphash"
	"slices"
	"strings"
	"unicode"

	"federate/federation"
)

// nearest finds the name that is one slip away from another, among very many: a
// character too many, one too few, another one, or two that changed places. Two
// names are that near only where leaving out one character of each, or of one,
// makes them equal; so it remembers every name without each of its characters.
type nearest struct {
	names []string
	seed  maphash.Seed
	keys  []key
}

type key struct {
	hash uint64
	name int32
}

func newNearest(names []string) *nearest {
	n := &nearest{names: names, seed: maphash.MakeSeed()}
	size := 0
	for _, s := range names {
		size += len(s) + 1
	}
	n.keys = make([]key, 0, size)
	for i, s := range names {
		if s != "" {
			n.without(s, func(h uint64) { n.keys = append(n.keys, key{h, int32(i)}) })
		}
	}
	slices.SortFunc(n.keys, func(a, b key) int { return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.name, b.name)) })
	return n
}

// without calls add with the hash of s and of s without each of its characters.
func (n *nearest) without(s string, add func(uint64)) {
	add(maphash.String(n.seed, s))
	b := make([]byte, 0, len(s))
	for i, r := range s {
		rest := i + len(string(r))
		b = append(append(b[:0], s[:i]...), s[rest:]...)
		add(maphash.Bytes(n.seed, b))
	}
}

// find returns the one name that is a slip away from s; ok is false where there
// is none, or where there are several and nobody could say which was meant.
func (n *nearest) find(s string) (at int, ok bool) {
	found := map[int32]bool{}
	n.without(s, func(h uint64) {
		i, _ := slices.BinarySearchFunc(n.keys, h, func(k key, h uint64) int { return cmp.Compare(k.hash, h) })
		for ; i < len(n.keys) && n.keys[i].hash == h && len(found) < 50; i++ {
			if slip(s, n.names[n.keys[i].name]) {
				found[n.keys[i].name] = true
			}
		}
	})
	if len(found) != 1 {
		return 0, false
	}
	for i := range found {
		at = int(i)
	}
	return at, true
}

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
