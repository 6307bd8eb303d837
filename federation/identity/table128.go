package identity

import (
	"math/bits"

	"federate/federation/identity/spill"
)

// A table128 finds the entries of one pile by their keys. It is filled again and again.
type table128 struct {
	entries []spill.Entry
	slots   []int32 // one more than the place of the first entry with a key
	// Of the first entry with a key: how many have it, the lowest of them in their list, and
	// the place of the next one; -1: there is none.
	count []int32
	first []uint32
	next  []int32
}

// fill begins anew with those of entries that are wanted.
func (t *table128) fill(entries []spill.Entry, wanted func(spill.Entry) bool) {
	size := 1 << bits.Len(uint(2*len(entries)))
	if cap(t.slots) < size {
		t.slots = make([]int32, size)
	}
	t.slots = t.slots[:size]
	clear(t.slots)
	if cap(t.count) < len(entries) {
		t.count, t.first, t.next = make([]int32, len(entries)), make([]uint32, len(entries)), make([]int32, len(entries))
	}
	t.entries, t.count, t.first, t.next = entries, t.count[:len(entries)], t.first[:len(entries)], t.next[:len(entries)]
	for i := range entries {
		e := &entries[i]
		if !wanted(*e) {
			continue
		}
		t.next[i] = -1
		slot := t.slot(e)
		at := int(t.slots[slot]) - 1
		if at < 0 {
			t.slots[slot], t.count[i], t.first[i] = int32(i+1), 1, e.Who
			continue
		}
		t.count[at]++
		t.first[at] = min(t.first[at], e.Who)
		t.next[i], t.next[at] = t.next[at], int32(i)
	}
}

// slot is where the key of e is, or would be.
func (t *table128) slot(e *spill.Entry) uint64 {
	for slot := e.Low; ; slot++ {
		slot &= uint64(len(t.slots) - 1)
		at := t.slots[slot]
		if at == 0 {
			return slot
		}
		if other := &t.entries[at-1]; other.Low == e.Low && other.High == e.High {
			return slot
		}
	}
}

// find is the place of the first entry with the key of e; -1 where there is none.
func (t *table128) find(e *spill.Entry) int { return int(t.slots[t.slot(e)]) - 1 }
