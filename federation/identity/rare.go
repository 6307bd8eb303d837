package identity

import (
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// scripts names the first letter that differs, by its number.
func scripts(here, there string) string {
	a, b := []rune(here), []rune(there)
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("character %d is U+%04X on the platform and U+%04X at the identity provider, and both look like %q", i+1, a[i], b[i], skeleton(string(a[i])))
		}
	}
	return "they look alike, and their letters are of different scripts"
}

// ownAddress is the address that a guest's user principal name was made of:
// bob_partner.example#EXT#@tenant is bob@partner.example. Empty of anybody else.
func ownAddress(name string) string {
	name, _, ok := strings.Cut(strings.ToLower(name), "#ext#@")
	at := strings.LastIndexByte(name, '_') // a domain has none
	if !ok || at < 0 {
		return ""
	}
	return name[:at] + "@" + name[at+1:]
}

// alike are letters of other scripts by the Latin ones that they look like: those of
// UTS #39 that keyboards of people have.
var alike = func() map[rune]rune {
	out := map[rune]rune{}
	for latin, others := range map[rune]string{'a': "аα", 'b': "Ь", 'c': "сϲ", 'd': "ԁ", 'e': "е", 'h': "һ", 'i': "іıι", 'j': "ј", 'k': "кκ", 'l': "ӏ",
		'm': "м", 'n': "п", 'o': "оοօ", 'p': "рρ", 'q': "ԛ", 's': "ѕ", 't': "т", 'u': "υս", 'v': "ѵν", 'w': "ԝ", 'x': "хχ", 'y': "уγ", 'z': "ᴢ"} {
		for _, r := range others {
			out[r] = latin
		}
	}
	return out
}()

// skeleton is name as it looks: without capitals, compatible forms made plain (UAX #15,
// NFKC), and letters of other scripts as the Latin ones that they look like.
func skeleton(name string) string {
	return strings.Map(func(r rune) rune {
		if latin, ok := alike[r]; ok {
			return latin
		}
		return r
	}, strings.ToLower(norm.NFKC.String(seen(name))))
}

// seen is s without white space and without what cannot be seen.
func seen(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, s)
}
