package identity

import (
	"cmp"
	"context"
	"math/bits"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

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
	// Names that halves know nothing of come last, for themselves.
	var h halves
	slices.SortStableFunc(all, func(a, b missing) int { return cmp.Compare(h.strange(a.folded), h.strange(b.folded)) })
	for len(all) > 0 {
		size, n := 0, 0
		for n < len(all) && size < mostSlips && h.strange(all[n].folded) == h.strange(all[0].folded) {
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
		if spare[w].plain(v) {
			near.meet(spare[w].low, true, n, &own[w])
		} else {
			near.meet([]byte(strings.ToLower(string(v))), false, n, &own[w])
		}
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
	seen  bloom // of all keys: most names meet none
	gate  halves

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
	n.own.read([]byte(name))
	n.gate.add(&n.own, []byte(name))
	for _, hash := range n.own.without([]byte(name)) {
		n.keys = append(n.keys, short{hash, int32(len(n.names))})
	}
	n.names, n.found = append(n.names, name), append(n.found, nobody)
}

// ready ends the adding.
func (n *nearest) ready() {
	n.slots = make([]int32, 2<<bits.Len(uint(len(n.keys))))
	mask := uint64(len(n.slots) - 1)
	n.seen = newBloom(len(n.keys))
	for i, k := range n.keys {
		slot := k.hash & mask
		for n.slots[slot] != 0 {
			slot = (slot + 1) & mask
		}
		n.slots[slot] = int32(i + 1)
		n.seen.add(k.hash)
	}
	n.gate.ready()
}

// meet is told that who has a name, and whether that is plain.
func (n *nearest) meet(name []byte, plain bool, who int, own *shortened) {
	own.base = n.own.base
	own.read(name)
	if plain && !n.gate.passes(own, name) {
		return
	}
	mask := uint64(len(n.slots) - 1)
	for _, hash := range own.without(name) {
		if !n.seen.has(hash) {
			continue
		}
		for slot := hash & mask; n.slots[slot] != 0; slot = (slot + 1) & mask {
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

// read takes in a name.
func (s *shortened) read(name []byte) {
	if len(s.powers) <= len(name) {
		s.powers = append(s.powers[:0], 1)
		for len(s.powers) <= 2*len(name) {
			s.powers = append(s.powers, s.powers[len(s.powers)-1]*s.base)
		}
		s.parts = make([]uint64, 2*len(name)+1)
	}
	parts, whole := s.parts[:len(name)+1], uint64(0)
	for i, c := range name {
		whole = whole*s.base + uint64(c) + 1
		parts[i+1] = whole
	}
}

// before is the hash of the first n bytes of the name that was read.
func (s *shortened) before(n int) uint64 { return mix(s.parts[n]) }

// behind is the hash of its bytes from n on, of all in all.
func (s *shortened) behind(n, all int) uint64 {
	return mix(^(s.parts[all] - s.parts[n]*s.powers[all-n]))
}

// without are the hashes of the name that was read, and of it without each of its
// characters, until the next call.
func (s *shortened) without(name []byte) []uint64 {
	whole := s.parts[len(name)]
	s.all = append(s.all[:0], mix(whole))
	for i := 0; i < len(name); {
		next := i + 1
		if name[i] >= utf8.RuneSelf {
			_, size := utf8.DecodeRune(name[i:])
			next = i + size
		}
		s.all = append(s.all, mix(whole+(s.parts[i]-s.parts[next])*s.powers[len(name)-next]))
		i = next
	}
	return s.all
}

// mix spreads a hash over all its bits.
func mix(h uint64) uint64 {
	h *= 0x9e3779b97f4a7c15
	return h ^ h>>32
}
