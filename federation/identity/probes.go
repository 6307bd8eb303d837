package identity

import (
	"hash/maphash"
	"math/bits"
	"sync/atomic"
)

// probes are names that somebody is looked for by. They are added first; then several
// goroutines let them meet the names that there are.
type probes struct {
	hash   hasher
	keys   []key
	found  []uint64 // one more than who was met first, doubled; odd where there were more
	slots  []int32  // one more than the place of a key
	filter []uint64 // a bit for each key: most names meet none, and that must be cheap
	shift  uint
}

func (p *probes) add(k key) { p.keys = append(p.keys, k) }

// ready ends the adding.
func (p *probes) ready() {
	size := uint(bits.Len(uint(len(p.keys))))
	p.slots = make([]int32, 1<<(size+1))
	words := max(int(size)-1, 2) // 32 bits a key
	p.filter, p.shift = make([]uint64, 1<<words), uint(64-6-words)
	p.found = make([]uint64, len(p.keys))
	for i, k := range p.keys {
		if slot := p.slot(k); p.slots[slot] == 0 {
			p.slots[slot] = int32(i + 1)
		}
		bit := k.high >> p.shift
		p.filter[bit/64] |= 1 << (bit % 64)
	}
}

func (p *probes) slot(k key) uint64 {
	for slot := k.low ^ k.high>>32; ; slot++ { // the kind of a key is in its high half
		slot &= uint64(len(p.slots) - 1)
		if at := p.slots[slot]; at == 0 || p.keys[at-1] == k {
			return slot
		}
	}
}

// meet is told that n has a name of a kind, and of more kinds as well.
func (p *probes) meet(name []byte, kind, n int, more ...int) {
	high := maphash.Bytes(p.hash.high, name)
	p.met(key{high: high}.as(kind).high, name, n)
	for _, kind := range more {
		p.met(key{high: high}.as(kind).high, name, n)
	}
}

func (p *probes) met(high uint64, name []byte, n int) {
	if bit := high >> p.shift; p.filter[bit/64]&(1<<(bit%64)) == 0 {
		return
	}
	at := p.slots[p.slot(key{high, maphash.Bytes(p.hash.low, name)})]
	if at == 0 {
		return
	}
	for {
		was := atomic.LoadUint64(&p.found[at-1])
		is := uint64(n+1) << 1
		if was != 0 {
			is = min(is, was&^1) | 1
		}
		if atomic.CompareAndSwapUint64(&p.found[at-1], was, is) {
			return
		}
	}
}

// find is the first who has a name, and whether nobody else has; -1: nobody does.
func (p *probes) find(k key) (who int, only bool) {
	at := p.slots[p.slot(k)]
	if at == 0 {
		return -1, false
	}
	f := p.found[at-1]
	return int(f>>1) - 1, f&1 == 0
}
