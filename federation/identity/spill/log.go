package spill

import (
	"context"
	"encoding/binary"
	"sync/atomic"
)

// perBlock is how many records lie together: who wants one reads its block.
const perBlock = 128

// A Log holds records in the order in which they came. It is filled by one goroutine, and
// then read by several.
type Log struct {
	tail
	blocks []block
	open   []byte
	n      int
	kept   int64
}

type block struct {
	kept []byte // nil: it is in the file
	at   int64
	size int
}

// NewLog returns an empty log.
func NewLog(p Place) *Log { return &Log{tail: tail{place: p}} }

// Len is how many records there are.
func (l *Log) Len() int { return l.n }

// Add adds a record at the end.
func (l *Log) Add(record []byte) error {
	l.open = binary.AppendUvarint(l.open, uint64(len(record)))
	l.open = append(l.open, record...)
	if l.n++; l.n%perBlock == 0 {
		return l.shut()
	}
	return nil
}

// Done ends the adding.
func (l *Log) Done() error {
	if len(l.open) == 0 {
		return nil
	}
	return l.shut()
}

func (l *Log) shut() error {
	b := block{size: len(l.open)}
	if l.kept+int64(b.size) > l.place.memory() {
		at, err := l.write(l.open)
		if err != nil {
			return err
		}
		b.at = at
	} else {
		b.kept = append(make([]byte, 0, b.size), l.open...)
		l.kept += int64(b.size)
	}
	l.blocks, l.open = append(l.blocks, b), l.open[:0]
	return nil
}

// Close lets go of the records, and of the file.
func (l *Log) Close() error {
	l.blocks, l.n = nil, 0
	return l.close()
}

// A Reader reads records of a log, for one goroutine.
type Reader struct {
	log  *Log
	buf  []byte
	here int // the block that rest is of; -1: none
	next int // the record that rest begins with
	rest []byte
}

// Reader returns a reader of l.
func (l *Log) Reader() *Reader { return &Reader{log: l, here: -1} }

// At returns record n, until the next call. It is cheap for records that are asked for in
// their order.
func (r *Reader) At(n int) ([]byte, error) {
	if b := n / perBlock; b != r.here || n < r.next {
		if err := r.turn(b); err != nil {
			return nil, err
		}
	}
	for {
		size, used := binary.Uvarint(r.rest)
		record := r.rest[used : used+int(size)]
		r.rest = r.rest[used+int(size):]
		if r.next++; r.next > n {
			return record, nil
		}
	}
}

func (r *Reader) turn(b int) error {
	at := r.log.blocks[b]
	r.rest = at.kept
	if at.kept == nil {
		if cap(r.buf) < at.size {
			r.buf = make([]byte, at.size)
		}
		r.rest = r.buf[:at.size]
		if err := r.log.read(r.rest, at.at); err != nil {
			r.here = -1
			return err
		}
	}
	r.here, r.next = b, b*perBlock
	return nil
}

// atOnce is how many blocks a worker of a scan takes at a time.
const atOnce = 32

// Scan gives every record to look, on several goroutines, each in its own worker's number.
func (l *Log) Scan(ctx context.Context, look func(worker, n int, record []byte) error) error {
	var taken atomic.Int64
	return Both(ctx, func(worker int) error {
		r := l.Reader()
		for {
			from := int(taken.Add(atOnce)) - atOnce
			if from >= len(l.blocks) || ctx.Err() != nil {
				return nil
			}
			for n := from * perBlock; n < min(l.n, (from+atOnce)*perBlock); n++ {
				record, err := r.At(n)
				if err == nil {
					err = look(worker, n, record)
				}
				if err != nil {
					taken.Store(int64(len(l.blocks))) // the others stop too
					return err
				}
			}
		}
	})
}
