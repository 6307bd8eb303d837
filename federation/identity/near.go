package identity

import (
	"context"
	"fmt"
	"math/bits"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"federate/federation"
	"federate/federation/identity/spill"
)

// slipped is what a name is that is one slip away from somebody's: a character too many, one
// too few, another one, or two that changed places.
const slipped = -1

// mostSlips is how many bytes of names are looked for at a time.
const mostSlips = 2 << 20

// slips finds those of all who are one slip away from somebody; the others are under
// another domain, or nobody.
//
// Two names are that near only where leaving out one character of each, or of one, makes
// them equal; so every name is known without each of its characters.
func (m *match) slips(ctx context.Context, all []missing) error {
	for len(all) > 0 {
		size, n := 0, 0
		for n < len(all) && size < mostSlips {
			size += len(all[n].folded)
			n++
		}
		if err := m.slipsOf(ctx, all[:n]); err != nil {
			return err
		}
		all = all[n:]
	}
	return nil
}

func (m *match) slipsOf(ctx context.Context, all []missing) error {
	near := newNearest(m.hash)
	for i := range all {
		near.add(all[i].folded)
	}
	near.ready()
	at := place(m.Result.IdP)
	var rows [spill.Workers]row
	var spare [spill.Workers]folding
	var own [spill.Workers]shortened
	err := m.there.log.Scan(ctx, func(w, n int, record []byte) error {
		m.there.unpack(record, &rows[w])
		v := rows[w].cells[at]
		if len(v) == 0 {
			return nil
		}
		low := []byte(nil)
		if spare[w].plain(v) {
			low = spare[w].low
		} else {
			low = []byte(strings.ToLower(string(v)))
		}
		near.meet(low, n, &own[w])
		return nil
	})
	if err != nil {
		return err
	}
	for i := range all {
		x := &all[i]
		switch to := near.found[i]; {
		case to >= 0:
			m.meant(x, to, slipped)
		case x.domain >= 0:
			m.meant(x, x.domain, locally)
		case !x.whole:
			m.found(hit{at: person(x.who, ofName)}, noPrefix)
		default:
			m.found(hit{at: person(x.who, ofName)}, unknown)
		}
	}
	return nil
}

// nearest finds, for every name that was added, the one name that is a slip away from it,
// among very many that it meets.
type nearest struct {
	names []string
	own   shortened
	keys  []short
	slots []int32
	mask  uint64
	// A bit for each key: most names meet none.
	filter []uint64
	shift  uint

	mu    sync.Mutex
	found []int // by name; nobody or several where nobody could say which was meant
}

const (
	nobody  = -1
	several = -2
)

// A short is a name without one of its characters, or with all, by its hash.
type short struct {
	hash uint64
	name int32
}

func newNearest(h hasher) *nearest {
	k := h.of([]byte("near"))
	return &nearest{own: shortened{base: k.low | 1}}
}

func (n *nearest) add(name string) {
	for _, hash := range n.own.of([]byte(name)) {
		n.keys = append(n.keys, short{hash, int32(len(n.names))})
	}
	n.names, n.found = append(n.names, name), append(n.found, nobody)
}

// ready ends the adding.
func (n *nearest) ready() {
	size := bits.Len(uint(len(n.keys)))
	n.slots, n.mask = make([]int32, 2<<size), uint64(2<<size-1)
	words := max(size-1, 2) // 32 bits a key
	n.filter, n.shift = make([]uint64, 1<<words), uint(64-6-words)
	for i, k := range n.keys {
		slot := k.hash & n.mask
		for n.slots[slot] != 0 {
			slot = (slot + 1) & n.mask
		}
		n.slots[slot] = int32(i + 1)
		bit := k.hash >> n.shift
		n.filter[bit/64] |= 1 << (bit % 64)
	}
}

// meet is told that who has a name.
func (n *nearest) meet(name []byte, who int, own *shortened) {
	own.base = n.own.base
	for _, hash := range own.of(name) {
		bit := hash >> n.shift
		if n.filter[bit/64]&(1<<(bit%64)) == 0 {
			continue
		}
		for slot := hash & n.mask; n.slots[slot] != 0; slot = (slot + 1) & n.mask {
			k := n.keys[n.slots[slot]-1]
			if k.hash != hash || !slip(n.names[k.name], string(name)) {
				continue
			}
			n.mu.Lock()
			if was := n.found[k.name]; was == nobody {
				n.found[k.name] = who
			} else if was != who {
				n.found[k.name] = several
			}
			n.mu.Unlock()
		}
	}
}

// shortened makes the hashes of a name without each of its characters, in one go.
type shortened struct {
	base   uint64   // odd, and not known to whoever wrote the list
	powers []uint64 // of the base
	parts  []uint64 // hashes of what the name begins with
	all    []uint64
}

// of are the hashes of name, and of name without each of its characters, until the next
// call.
func (s *shortened) of(name []byte) []uint64 {
	if len(s.powers) <= len(name) {
		s.powers = append(s.powers[:0], 1)
		for len(s.powers) <= 2*len(name) {
			s.powers = append(s.powers, s.powers[len(s.powers)-1]*s.base)
		}
		s.parts = make([]uint64, 2*len(name)+1)
	}
	parts, powers := s.parts[:len(name)+1], s.powers[:len(name)+1]
	whole := uint64(0)
	for i, c := range name {
		whole = whole*s.base + uint64(c) + 1
		parts[i+1] = whole
	}
	s.all = append(s.all[:0], mix(whole))
	for i := 0; i < len(name); {
		next := i + 1
		if name[i] >= utf8.RuneSelf {
			_, size := utf8.DecodeRune(name[i:])
			next = i + size
		}
		s.all = append(s.all, mix(whole+(parts[i]-parts[next])*powers[len(name)-next]))
		i = next
	}
	return s.all
}

// mix spreads a hash over all its bits.
func mix(h uint64) uint64 {
	h *= 0x9e3779b97f4a7c15
	return h ^ h>>32
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
