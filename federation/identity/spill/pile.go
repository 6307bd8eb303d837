package spill

import (
	"context"
	"encoding/binary"
	"sync"
	"sync/atomic"
)

// An Entry is a key, as a hash of 128 bits, and whose it is.
type Entry struct {
	High, Low uint64
	Who       uint32
	Bits      uint32
}

const (
	entrySize = 24
	perPile   = 1 << 15 // a pile and its index fit a core's cache
	mostOpen  = 1 << 19 // entries that a writer holds before they lie on a pile
	mostChunk = 512
)

// Piles are entries parted by their keys: what is equal lies on one pile.
type Piles struct {
	tail
	shift uint
	chunk int // entries that are put on a pile at once
	mu    sync.Mutex
	kept  int64
	piles [][]chunk
}

type chunk struct {
	kept []Entry // nil: they are in the file
	at   int64
	n    int
}

// NewPiles returns piles for so many entries. Two sets for as many go together.
func NewPiles(p Place, entries int) *Piles {
	bits := uint(4)
	for bits < 14 && entries>>bits > perPile {
		bits++
	}
	p.Memory = max(p.memory()/2, 1) // there are two of them
	return &Piles{tail: tail{place: p}, shift: 64 - bits, chunk: min(mostChunk, mostOpen>>bits), piles: make([][]chunk, 1<<bits)}
}

// Len is how many piles there are.
func (p *Piles) Len() int { return len(p.piles) }

// A Writer puts entries on piles, for one goroutine.
type Writer struct {
	to   *Piles
	open [][]Entry
	raw  []byte
}

// Writer returns a writer to p.
func (p *Piles) Writer() *Writer { return &Writer{to: p, open: make([][]Entry, len(p.piles))} }

// Put puts e on its pile.
func (w *Writer) Put(e Entry) error {
	at := e.High >> w.to.shift
	if w.open[at] == nil {
		w.open[at] = make([]Entry, 0, w.to.chunk)
	}
	w.open[at] = append(w.open[at], e)
	if len(w.open[at]) == w.to.chunk {
		return w.flush(int(at))
	}
	return nil
}

// Done puts down what is left.
func (w *Writer) Done() error {
	for at, c := range w.open {
		if len(c) > 0 {
			if err := w.flush(at); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *Writer) flush(at int) error {
	c := w.open[at]
	p := w.to
	p.mu.Lock()
	defer p.mu.Unlock()
	if size := int64(len(c)) * entrySize; p.kept+size <= p.place.memory() {
		p.kept += size
		p.piles[at] = append(p.piles[at], chunk{kept: c, n: len(c)})
		w.open[at] = nil
		return nil
	}
	w.raw = w.raw[:0]
	for _, e := range c {
		w.raw = binary.LittleEndian.AppendUint64(w.raw, e.High)
		w.raw = binary.LittleEndian.AppendUint64(w.raw, e.Low)
		w.raw = binary.LittleEndian.AppendUint32(w.raw, e.Who)
		w.raw = binary.LittleEndian.AppendUint32(w.raw, e.Bits)
	}
	off, err := p.write(w.raw)
	p.piles[at] = append(p.piles[at], chunk{at: off, n: len(c)})
	w.open[at] = c[:0]
	return err
}

// load appends the entries of pile at to to.
func (p *Piles) load(at int, to []Entry, raw *[]byte) ([]Entry, error) {
	for _, c := range p.piles[at] {
		if c.kept != nil {
			to = append(to, c.kept...)
			continue
		}
		if cap(*raw) < c.n*entrySize {
			*raw = make([]byte, mostChunk*entrySize)
		}
		b := (*raw)[:c.n*entrySize]
		if err := p.read(b, c.at); err != nil {
			return to, err
		}
		for ; len(b) > 0; b = b[entrySize:] {
			to = append(to, Entry{binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:]),
				binary.LittleEndian.Uint32(b[16:]), binary.LittleEndian.Uint32(b[20:])})
		}
	}
	return to, nil
}

// Close lets go of the entries, and of the file.
func (p *Piles) Close() error {
	p.piles = nil
	return p.close()
}

// Join gives the piles of a and b with the same keys to look, on several goroutines. The
// entries are look's until it returns.
func Join(ctx context.Context, a, b *Piles, look func(worker int, a, b []Entry) error) error {
	var taken atomic.Int64
	return Both(ctx, func(worker int) error {
		var as, bs []Entry
		var raw []byte
		for ctx.Err() == nil {
			at := int(taken.Add(1)) - 1
			if at >= len(a.piles) {
				return nil
			}
			var err error
			if as, err = a.load(at, as[:0], &raw); err == nil {
				bs, err = b.load(at, bs[:0], &raw)
			}
			if err == nil {
				err = look(worker, as, bs)
			}
			if err != nil {
				taken.Store(int64(len(a.piles)))
				return err
			}
		}
		return nil
	})
}
