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

// Bytes of names that are looked for at a time: by their halves, and without each of their
// characters, which takes much more room.
const (
	mostLeftNames = 16 << 20
	mostSlips     = 2 << 20
)

// mostReached is how many halves of names are remembered.
const mostReached = 4 << 20

// slips finds those of all who are one slip away from somebody; the others are under
// another domain, or nobody.
//
// Two names are that near only where leaving out one character of each, or of one, makes
// them equal; so every name is known without each of its characters. That is much work, and
// most names are spared it by their halves.
func (m *match) slips(ctx context.Context, all []missing) error {
	// Names that halves know nothing of come last, for themselves.
	slices.SortStableFunc(all, func(a, b missing) int { return cmp.Compare(strange(a.folded), strange(b.folded)) })
	plain := slices.IndexFunc(all, func(x missing) bool { return strange(x.folded) == 1 })
	if plain < 0 {
		plain = len(all)
	}
	for _, part := range [][]missing{all[:plain], all[plain:]} {
		if len(part) == 0 {
			continue
		}
		near, err := m.reach(ctx, part)
		if err != nil {
			return err
		}
		for from := 0; from < len(part); {
			size, n := 0, from
			for ; n < len(part) && size < mostSlips; n++ {
				size += len(part[n].folded)
			}
			if err := m.slipsOf(ctx, part[from:n], near); err != nil {
				return err
			}
			from = n
		}
	}
	return nil
}

// A vicinity is who may be one slip away from each other, as far as halves tell.
type vicinity struct {
	who  set   // of the identity provider
	near bloom // halves of those
	odd  bool  // there are some of whom halves know nothing
}

// reach finds who of the identity provider may be one slip away from any of all.
func (m *match) reach(ctx context.Context, all []missing) (*vicinity, error) {
	var h halves
	s := newShortened(m.hash)
	for i := range all {
		name := []byte(all[i].folded)
		s.read(name)
		h.add(&s, name)
	}
	h.ready()
	v := &vicinity{who: newSet(m.there.Len())}
	var mu sync.Mutex
	var reached []uint64
	err := m.lowered(ctx, nil, func(own *shortened, name []byte, plain bool, n int) {
		if plain && !h.passes(own, name) {
			return
		}
		v.who.add(n)
		mu.Lock()
		defer mu.Unlock()
		if _, ok := h.at(name); !plain || !ok || len(reached) > mostReached {
			v.odd, reached = true, nil
		}
		if !v.odd {
			reached = h.around(own, name, reached)
		}
	})
	v.near = newBloom(len(reached))
	for _, hash := range reached {
		v.near.add(hash)
	}
	return v, err
}

// lowered gives the names of the identity provider's people without capitals, of some or of
// all, on several goroutines.
func (m *match) lowered(ctx context.Context, some set, look func(own *shortened, name []byte, plain bool, n int)) error {
	at := place(m.Result.IdP)
	var rows [spill.Workers]row
	var spare [spill.Workers]folding
	var own [spill.Workers]shortened
	for w := range own {
		own[w] = newShortened(m.hash)
	}
	return m.there.log.Scan(ctx, func(w, n int, record []byte) error {
		if some != nil && !some.has(n) {
			return nil
		}
		m.there.unpack(record, &rows[w])
		v := rows[w].cells[at]
		if len(v) == 0 {
			return nil
		}
		plain := spare[w].plain(v)
		name := spare[w].low
		if !plain {
			name = []byte(strings.ToLower(string(v)))
		}
		own[w].read(name)
		look(&own[w], name, plain, n)
		return nil
	})
}

func (m *match) slipsOf(ctx context.Context, all []missing, to *vicinity) error {
	near := newNearest(m.hash)
	for i := range all {
		near.add(all[i].folded, to)
	}
	if len(near.keys) > 0 {
		near.ready()
		err := m.lowered(ctx, to.who, func(own *shortened, name []byte, _ bool, n int) { near.meet(own, name, n) })
		if err != nil {
			return err
		}
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

func newNearest(h hasher) *nearest { return &nearest{own: newShortened(h)} }

// add adds a name, unless nobody is near it.
func (n *nearest) add(name string, to *vicinity) {
	raw := []byte(name)
	n.own.read(raw)
	if to.odd || strange(name) == 1 || reaches(&n.own, raw, &to.near) {
		for _, hash := range n.own.without(raw) {
			n.keys = append(n.keys, short{hash, int32(len(n.names))})
		}
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
}

// meet is told that who has a name, which own has read.
func (n *nearest) meet(own *shortened, name []byte, who int) {
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

func newShortened(h hasher) shortened { return shortened{base: h.of([]byte("near")).low | 1} }

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
