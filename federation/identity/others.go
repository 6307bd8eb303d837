package identity

import (
	"cmp"
	"context"
	"strings"
	"sync/atomic"

	"federate/federation"
	"federate/federation/identity/spill"
)

// perBatch is how many people without an equal name are looked for at a time.
const perBatch = 1 << 20

// What a name is looked for as. Behind own come the other columns.
const (
	exactly   = iota // as it stands
	visibly          // without what cannot be seen
	folded           // without capitals
	bare             // without dots too
	formed           // in one Unicode form (UAX #15, NFC)
	guestly          // the address that a guest's name was made of
	alikely          // with the letters that look alike made one
	locally          // without the domain
	otherwise        // as the name in another column; this, plus its place
)

// others finds whom those without an equal could have been meant for.
func (m *match) others(ctx context.Context) error {
	m.Watch.Expect(int64(m.residue.len()))
	size := m.Batch
	if size == 0 {
		size = perBatch
	}
	var err error
	var batch []uint32
	look := func() bool {
		if err == nil && len(batch) > 0 {
			err = m.look(ctx, batch)
			m.Watch.Add(int64(len(batch)))
		}
		batch = batch[:0]
		return err == nil
	}
	m.residue.from(0, func(n int) bool {
		batch = append(batch, uint32(n))
		return len(batch) < size || look()
	})
	look()
	return err
}

// named is what r is called on the platform, without a prefix, also where that is missing
// or misspelt.
func (m *match) named(r *row) (name string, whole bool) {
	full := string(r.cells[place(m.Result.Platform)])
	if name, ok := strings.CutPrefix(full, m.Prefix); ok {
		return name, true
	}
	return unprefixed(full), false
}

// A search is for a batch of people without an equal: under every name that each could have
// been meant for lies who has it.
type search struct {
	*match
	batch        []uint32
	columns      []int // of the identity provider's list, besides the one that is sent
	ours, theirs *spill.Piles
	asked        bloom    // for what: most names of the identity provider are asked for by nobody
	found        []uint64 // by place in the batch: how sure, and one more than who; zero: nobody
	whole        set      // who has the prefix
}

// look looks for a batch.
func (m *match) look(ctx context.Context, batch []uint32) error {
	const each = locally + 5 // names that one is looked for by, at the most
	s := &search{match: m, batch: batch, asked: newBloom(each * len(batch)), found: make([]uint64, len(batch)), whole: newSet(len(batch))}
	for _, c := range identities {
		if c != m.Result.IdP && m.there.Has(c) {
			s.columns = append(s.columns, place(c))
		}
	}
	s.ours, s.theirs = spill.NewPiles(m.Place, each*len(batch)), spill.NewPiles(m.Place, each*len(batch))
	defer s.ours.Close()
	defer s.theirs.Close()
	if err := s.ask(ctx); err != nil {
		return err
	}
	if err := s.answer(ctx); err != nil {
		return err
	}
	var tables [spill.Workers]table128
	err := spill.Join(ctx, s.ours, s.theirs, func(w int, ours, theirs []spill.Entry) error {
		s.join(&tables[w], ours, theirs)
		return nil
	})
	if err != nil {
		return err
	}
	return s.settle(ctx)
}

// perPart is how many of a batch a worker takes at a time.
const perPart = 1024

// ask puts down what the batch is looked for by.
func (s *search) ask(ctx context.Context) error {
	var taken atomic.Int64
	return spill.Both(ctx, func(int) error {
		from, to := s.here.reader(), s.ours.Writer()
		q := question{search: s, to: to}
		for ctx.Err() == nil {
			first := int(taken.Add(perPart)) - perPart
			if first >= len(s.batch) {
				break
			}
			for i := first; i < min(first+perPart, len(s.batch)); i++ {
				r, err := from.at(int(s.batch[i]))
				if err != nil {
					return err
				}
				name, whole := s.named(r)
				if whole {
					s.whole.add(i)
				}
				q.who = i
				if q.meanings(name, whole); q.err != nil {
					return q.err
				}
			}
		}
		return to.Done()
	})
}

// answer puts down those names of the identity provider's people that somebody is looked for
// by.
func (s *search) answer(ctx context.Context) error {
	at := place(s.Result.IdP)
	var rows [spill.Workers]row
	var spare [spill.Workers]folding
	var writers [spill.Workers]*spill.Writer
	for w := range writers {
		writers[w] = s.theirs.Writer()
	}
	err := s.there.log.Scan(ctx, func(w, n int, record []byte) error {
		r, o := &rows[w], offer{s, writers[w], n, nil}
		s.there.unpack(record, r)
		for _, c := range s.columns {
			if v := r.cells[c]; len(v) > 0 {
				o.meet(v, otherwise+c)
			}
		}
		if v := r.cells[at]; len(v) > 0 {
			o.all(v, &spare[w])
		}
		return o.err
	})
	for _, w := range writers {
		err = cmp.Or(err, w.Done())
	}
	return err
}

// join notes whom the names of two piles with the same keys lead to.
func (s *search) join(table *table128, ours, theirs []spill.Entry) {
	table.fill(theirs, func(spill.Entry) bool { return true })
	for i := range ours {
		e := &ours[i]
		at := table.find(e)
		if at < 0 || table.count[at] > 1 && e.Bits > 0 {
			continue
		}
		is := uint64(e.Bits)<<32 | uint64(table.first[at]) + 1
		for {
			was := atomic.LoadUint64(&s.found[e.Who])
			if was != 0 && was <= is || atomic.CompareAndSwapUint64(&s.found[e.Who], was, is) {
				break
			}
		}
	}
}

// A missing person is one of the platform whom nobody was found for yet.
type missing struct {
	who    int
	whole  bool   // the name has its prefix
	folded string // the name, as it is compared with what is one slip away
	domain int    // who has the name under another domain; -1: nobody
}

// settle says what everybody of the batch was meant for. Whoever is left is looked for among
// the names that are one slip away.
func (s *search) settle(ctx context.Context) error {
	from := s.here.reader()
	var left []missing
	size := 0
	for i, n := range s.batch {
		if i%perPart == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		to, kind := int(s.found[i]&(1<<32-1))-1, 0
		if to >= 0 {
			kind = s.kind(int(s.found[i] >> 32))
		}
		x := missing{who: int(n), whole: s.whole.has(i), domain: -1}
		if to >= 0 && kind != locally {
			s.meant(&x, to, kind)
			continue
		}
		r, err := from.at(int(n))
		if err != nil {
			return err
		}
		name, _ := s.named(r)
		x.folded, x.domain = strings.ToLower(seen(name)), to
		left = append(left, x)
		if size += len(x.folded); size > mostLeftNames {
			if err := s.slips(ctx, left); err != nil {
				return err
			}
			left, size = left[:0], 0
		}
	}
	return s.slips(ctx, left)
}

// meant takes down whom x was meant for, and how the names differ.
func (m *match) meant(x *missing, to, kind int) {
	m.seen.add(to)
	at := hit{at: person(x.who, ofName), other: other32(to)}
	if !x.whole {
		m.found(at, noPrefix)
		return
	}
	rule := attribute
	switch {
	case kind == slipped:
		rule = nearMiss
	case kind < otherwise:
		rule = unequal[kind]
	default:
		at.n = uint32(kind - otherwise)
	}
	m.found(at, rule)
	if kind != locally && kind != slipped { // else who was meant is a guess
		m.account(x.who, to)
	}
}

// unequal are why a name is not equal to one that it was found as.
var unequal = [...]federation.Rule{exactly: whiteSpace, visibly: hiddenThere, folded: capitals, bare: dot, formed: form, guestly: guest,
	alikely: lookAlike, locally: otherDomain}
