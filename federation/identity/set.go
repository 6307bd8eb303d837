package identity

import (
	"hash/maphash"
	"math/bits"
	"sync/atomic"
)

// A set holds people by their places in a list, for several goroutines.
type set []uint64

func newSet(n int) set { return make(set, (n+63)/64) }

func (s set) add(n int)      { atomic.OrUint64(&s[n/64], 1<<(n%64)) }
func (s set) has(n int) bool { return atomic.LoadUint64(&s[n/64])&(1<<(n%64)) != 0 }

func (s set) len() (n int) {
	for _, w := range s {
		n += bits.OnesCount64(w)
	}
	return n
}

// without is how many members of s are not in other.
func (s set) without(other set) (n int) {
	for i, w := range s {
		n += bits.OnesCount64(w &^ other[i])
	}
	return n
}

// from gives the members from n on, until yield is false.
func (s set) from(n int, yield func(int) bool) {
	for ; n < len(s)*64; n++ {
		if s[n/64]>>(n%64) == 0 {
			n |= 63
		} else if s.has(n) && !yield(n) {
			return
		}
	}
}

// A hasher makes a hash of 128 bits of a name: two different names do not have the same one
// in the lifetime of anybody.
type hasher struct{ high, low maphash.Seed }

func newHasher() hasher { return hasher{maphash.MakeSeed(), maphash.MakeSeed()} }

// A key is the hash of a name.
type key struct{ high, low uint64 }

func (h hasher) of(name []byte) key {
	return key{maphash.Bytes(h.high, name), maphash.Bytes(h.low, name)}
}

// as is k among the keys of a kind of its own.
func (k key) as(kind int) key { return key{k.high ^ uint64(kind)*0x9e3779b97f4a7c15, k.low} }

// among is the high half of k among the kinds that names of one form are looked for as: many
// forms of a name are alike, and so are their keys.
func (k key) among(kind int) uint64 {
	switch kind {
	case folded, guestly, alikely:
		kind = folded
	case bare, locally:
	default:
		kind = exactly
	}
	return k.as(kind).high
}
