package identity

import (
	"fmt"
	"strings"

	"golang.org/x/text/unicode/norm"

	"federate/federation"
)

// rare are the names of the identity provider's people as they are found where nothing
// simpler finds them.
type rare struct {
	formed   map[string][]int // in one Unicode form (UAX #15, NFC)
	skeleton map[string][]int // with the letters that look alike made one
	guests   map[string][]int // a guest's own address, where the name is made of it
	local    map[string][]int // without the domain
	column   Column
	there    *List
}

func (m *match) indexRare() *rare {
	x := &rare{map[string][]int{}, map[string][]int{}, map[string][]int{}, map[string][]int{}, m.Result.IdP, m.there}
	for i, p := range m.there.People {
		v := p.Values[m.Result.IdP]
		if v == "" {
			continue
		}
		add := func(to map[string][]int, name string) {
			if name != "" {
				to[name] = append(to[name], i)
			}
		}
		add(x.formed, norm.NFC.String(v))
		add(x.skeleton, skeleton(v))
		add(x.guests, ownAddress(v))
		local, _, _ := strings.Cut(strings.ToLower(v), "@")
		add(x.local, local)
	}
	return x
}

// meant is whom name stands for, where the two are the same to the eye, or the one is
// made of the other. bare is name without what cannot be seen.
func (x *rare) meant(name, bare string) (int, federation.Rule, string) {
	if at := x.formed[norm.NFC.String(name)]; len(at) == 1 {
		return at[0], form, "the letters are the same, and their bytes are not: one side joins a letter with its mark, and the other writes two characters"
	}
	if at := x.guests[strings.ToLower(bare)]; len(at) == 1 {
		return at[0], guest, "the account is a guest's, and its name is made of the address"
	}
	if at := x.skeleton[skeleton(bare)]; len(at) == 1 {
		return at[0], lookAlike, scripts(name, x.there.People[at[0]].Values[x.column])
	}
	return -1, federation.Rule{}, ""
}

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

// elsewhere is the one person who has the name under another domain.
func (x *rare) elsewhere(name string) (int, bool) {
	local, _, ok := strings.Cut(strings.ToLower(name), "@")
	if at := x.local[local]; ok && local != "" && len(at) == 1 {
		return at[0], true
	}
	return 0, false
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
