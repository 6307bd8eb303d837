package identity

import (
	"bytes"
	"math/bits"
	"strings"
	"sync/atomic"
	"unicode/utf8"
)

// A bloom says of most hashes that were not added that they were not.
type bloom struct {
	words []uint64
	shift uint
}

// newBloom returns one for so many hashes: of few each has 32 bits for itself, of very many 8.
func newBloom(n int) bloom {
	size := max(bits.Len(uint(n))-1, 2)
	if n > 1<<20 {
		size -= 2
	}
	return bloom{make([]uint64, 1<<size), uint(64 - 6 - size)}
}

// add may be called by several goroutines at once.
func (b *bloom) add(hash uint64) {
	if !b.has(hash) {
		atomic.OrUint64(&b.words[hash>>b.shift/64], 1<<(hash>>b.shift%64))
	}
}

func (b *bloom) has(hash uint64) bool {
	return atomic.LoadUint64(&b.words[hash>>b.shift/64])&(1<<(hash>>b.shift%64)) != 0
}

// halves turn away most names that no slip makes one of those that were added: a slip leaves
// one half of what stands before the @ as it is, or the other with all behind it. They know
// that of plain names with one @ in them. Where another was added, all pass.
type halves struct {
	hashes []uint64
	seen   bloom
	open   bool
}

// at is where the @ of a name is that halves know their way about.
func (*halves) at(name []byte) (int, bool) {
	at := bytes.IndexByte(name, '@')
	return at, at >= 2 && bytes.IndexByte(name[at+1:], '@') < 0
}

// strange is 1 for a name that halves know nothing of, and else 0.
func strange(name string) int {
	_, ok := (*halves)(nil).at([]byte(name))
	if ok && !strings.ContainsFunc(name, func(r rune) bool { return r >= utf8.RuneSelf }) {
		return 0
	}
	return 1
}

// add adds a name that was read.
func (h *halves) add(s *shortened, name []byte) {
	if strange(string(name)) == 1 {
		h.open = true
		return
	}
	at, _ := h.at(name)
	half := at / 2
	h.hashes = append(h.hashes, s.before(half), s.behind(half+1, len(name)))
}

// ready ends the adding.
func (h *halves) ready() {
	h.seen = newBloom(len(h.hashes))
	for _, hash := range h.hashes {
		h.seen.add(hash)
	}
}

// passes reports whether a plain name that was read may be one slip away from one that was
// added.
func (h *halves) passes(s *shortened, name []byte) bool {
	at, ok := h.at(name)
	if h.open || !ok {
		return true
	}
	for by := -1; by <= 1; by++ {
		half := (at + by) / 2
		if h.seen.has(s.before(half)) || h.seen.has(s.behind(half+1-by, len(name))) {
			return true
		}
	}
	return false
}

// around adds to to what passes looks for: the other name's @ stands where that of name does,
// or one further to either side.
func (h *halves) around(s *shortened, name []byte, to []uint64) []uint64 {
	at, _ := h.at(name)
	for by := -1; by <= 1; by++ {
		half := (at + by) / 2
		to = append(to, s.before(half), s.behind(half+1-by, len(name)))
	}
	return to
}

// reaches reports whether one of two halves of a name that was read is among near.
func reaches(s *shortened, name []byte, near *bloom) bool {
	at := bytes.IndexByte(name, '@')
	return near.has(s.before(at/2)) || near.has(s.behind(at/2+1, len(name)))
}
