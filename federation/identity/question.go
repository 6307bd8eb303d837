package identity

import (
	"bytes"
	"strings"

	"golang.org/x/text/unicode/norm"

	"federate/federation/identity/spill"
)

// ranks are the kinds of names from the surest on, but for the other columns, which come
// behind the first three.
var ranks = []int{exactly, exactly, visibly, folded, bare, formed, guestly, alikely, locally}

// behindColumns is the rank of the first kind behind the other columns.
const behindColumns = 3

// kind is what rank stands for.
func (s *search) kind(rank int) int {
	switch {
	case rank < behindColumns:
		return ranks[rank]
	case rank < behindColumns+len(s.columns):
		return otherwise + s.columns[rank-behindColumns]
	}
	return ranks[rank-len(s.columns)]
}

// A question is one person of the batch, for whom it is put down what the name could have
// been meant for.
type question struct {
	*search
	to   *spill.Writer
	who  int
	fold folding
	err  error
}

// ask puts down a name, by its key, with how sure it is: the lower, the surer.
func (q *question) ask(k key, rank int) {
	kind := q.kind(rank)
	q.asked.add(k.among(kind))
	if q.err == nil {
		k = k.as(kind)
		q.err = q.to.Put(spill.Entry{High: k.high, Low: k.low, Who: uint32(q.who), Bits: uint32(rank)})
	}
}

// meanings puts down what a name could have been meant for. The first need not be the only
// one.
func (q *question) meanings(name string, whole bool) {
	behind := behindColumns + len(q.columns)
	of := func(name string) key { return q.hash.of([]byte(name)) }
	raw := []byte(name)
	own := q.hash.of(raw)
	if !whole { // the others have no equal
		q.ask(own, 0)
	}
	for i := range q.columns {
		q.ask(own, behindColumns+i)
	}
	if q.fold.plain(raw) { // and so many of its forms are one
		small := own
		if !bytes.Equal(q.fold.low, raw) {
			small = q.hash.of(q.fold.low)
		}
		q.ask(own, 2)
		q.ask(small, behind)
		q.ask(q.hash.of(q.fold.bare), behind+1)
		q.ask(own, behind+2)
		q.ask(small, behind+3)
		q.ask(small, behind+4)
		if local, _, ok := bytes.Cut(q.fold.low, []byte("@")); ok && len(local) > 0 {
			q.ask(q.hash.of(local), behind+5)
		}
		return
	}
	visible := seen(name)
	small := strings.ToLower(visible)
	q.ask(of(visible), 1)
	q.ask(of(visible), 2)
	q.ask(of(small), behind)
	q.ask(of(strings.ReplaceAll(small, ".", "")), behind+1)
	q.ask(of(norm.NFC.String(name)), behind+2)
	q.ask(of(small), behind+3)
	q.ask(of(skeleton(visible)), behind+4)
	if local, _, ok := strings.Cut(small, "@"); ok && local != "" {
		q.ask(of(local), behind+5)
	}
}
