package identity

import (
	"encoding/binary"
	"iter"
	"strings"

	"federate/federation/identity/spill"
)

// A row is a person as a list keeps it: no map, and no text of its own.
type row struct {
	line  int
	bits  uint8                // off, outside, …
	cells [len(headers)][]byte // in the order of headers; those that the list has not are nil
}

// place is where a column's cell lies in a row.
func place(c Column) int {
	for i, h := range headers {
		if h.column == c {
			return i
		}
	}
	return -1
}

// appendHead begins the record of a row: its cells follow, in the order of the columns.
func appendHead(to []byte, bits uint8, line int) []byte {
	return binary.AppendUvarint(append(to, bits), uint64(line))
}

// appendCell adds a cell to a record.
func appendCell(to []byte, cell string) []byte {
	return append(binary.AppendUvarint(to, uint64(len(cell))), cell...)
}

// unpack reads a record into r, whose cells are parts of it.
func (l *List) unpack(record []byte, r *row) {
	r.bits = record[0]
	line, used := binary.Uvarint(record[1:])
	r.line, record = int(line), record[1+used:]
	for _, i := range l.columns {
		size, used := binary.Uvarint(record)
		end := used + int(size)
		r.cells[i], record = record[used:end:end], record[end:]
	}
}

// whole is r as people see it.
func (l *List) whole(r *row) Person {
	p := Person{Line: r.line, Values: make(map[Column]string, len(l.columns))}
	for _, i := range l.columns {
		p.Values[headers[i].column] = string(r.cells[i])
	}
	return p
}

// Len is how many people l has.
func (l *List) Len() int { return l.log.Len() }

// All are the people of l. Where their file cannot be read any more they end.
func (l *List) All() iter.Seq[Person] {
	return func(yield func(Person) bool) {
		from := l.reader()
		for n := range l.Len() {
			r, err := from.at(n)
			if err != nil || !yield(l.whole(r)) {
				return
			}
		}
	}
}

// Close lets go of the people.
func (l *List) Close() error { return l.log.Close() }

// A reader reads rows of a list, for one goroutine.
type reader struct {
	list *List
	from *spill.Reader
	row  row
}

func (l *List) reader() *reader { return &reader{list: l, from: l.log.Reader()} }

// at is row n, until the next call.
func (r *reader) at(n int) (*row, error) {
	record, err := r.from.At(n)
	if err != nil {
		return nil, err
	}
	r.list.unpack(record, &r.row)
	return &r.row, nil
}

// A memo is what a judge of cells said before: those that say whether an account is on have
// few values.
type memo[T any] struct {
	judge func(cell string) T
	said  map[string]T
}

func newMemo[T any](judge func(string) T) memo[T] { return memo[T]{judge, map[string]T{}} }

func (m *memo[T]) of(cell string) T {
	said, ok := m.said[cell]
	if !ok {
		if said = m.judge(cell); len(m.said) < 100 && len(cell) < 100 {
			m.said[strings.Clone(cell)] = said
		}
	}
	return said
}
