package identity

import (
	"bytes"
	"context"
	"strings"

	"golang.org/x/text/unicode/norm"

	"federate/federation/identity/spill"
)

// perBatch is how many people without an equal name are looked for at a time: what they
// could have been meant for fits memory.
const perBatch = 100_000

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

// A missing person is one of the platform who has no equal at the identity provider.
type missing struct {
	who    int
	name   string // without its prefix
	whole  bool   // it has its prefix
	folded string // as it is compared with what is one slip away
	domain int    // who has the name under another domain; -1: nobody
}

// others finds whom those without an equal could have been meant for.
func (m *match) others(ctx context.Context) error {
	size := m.Batch
	if size == 0 {
		size = perBatch
	}
	m.Watch.Expect(int64(m.residue.len()))
	var batch []missing
	from := m.here.reader()
	var err error
	m.residue.from(0, func(n int) bool {
		var r *row
		if r, err = from.at(n); err != nil {
			return false
		}
		name, whole := m.named(r)
		batch = append(batch, missing{who: n, name: name, whole: whole, domain: -1})
		if len(batch) == size {
			err = m.look(ctx, batch)
			batch = batch[:0]
		}
		return err == nil
	})
	if err == nil && len(batch) > 0 {
		err = m.look(ctx, batch)
	}
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

// look looks for a batch.
func (m *match) look(ctx context.Context, batch []missing) error {
	defer m.Watch.Add(int64(len(batch)))
	p := &probes{hash: m.hash}
	var columns []int
	for _, c := range identities {
		if c != m.Result.IdP && m.there.Has(c) {
			columns = append(columns, place(c))
		}
	}
	for i := range batch {
		m.meanings(&batch[i], columns, func(k key, _ meaning) bool { p.add(k); return true })
	}
	p.ready()
	if err := m.ask(ctx, p, columns); err != nil {
		return err
	}
	var left []missing
	for _, x := range batch {
		if !m.settle(&x, columns, p) {
			left = append(left, x)
		}
	}
	return m.slips(ctx, left)
}

// A meaning is what a name would be, were it meant so.
type meaning struct {
	kind int
	any  bool // it need not be the only one
}

// meanings gives what x could have been meant for, the surest first, until yield is false.
func (m *match) meanings(x *missing, columns []int, yield func(key, meaning) bool) {
	ask := func(kind int, name string, any bool) bool {
		return yield(m.hash.of([]byte(name)).as(kind), meaning{kind, any})
	}
	s := seen(x.name)
	if x.folded == "" {
		x.folded = strings.ToLower(s)
	}
	if !ask(exactly, x.name, true) || !ask(exactly, s, false) || !ask(visibly, s, false) {
		return
	}
	for _, c := range columns {
		if !ask(otherwise+c, x.name, false) {
			return
		}
	}
	local, _, domain := strings.Cut(x.folded, "@")
	_ = ask(folded, x.folded, false) && ask(bare, strings.ReplaceAll(x.folded, ".", ""), false) &&
		ask(formed, norm.NFC.String(x.name), false) && ask(guestly, x.folded, false) && ask(alikely, skeleton(s), false) &&
		domain && local != "" && ask(locally, local, false)
}

// settle says what x was meant for, and whether that is known.
func (m *match) settle(x *missing, columns []int, p *probes) (settled bool) {
	m.meanings(x, columns, func(k key, as meaning) bool {
		to, only := p.find(k)
		switch {
		case to < 0 || !only && !as.any:
		case as.kind == locally:
			x.domain = to
		default:
			m.meant(x, to, as.kind)
			settled = true
		}
		return !settled
	})
	return settled
}

// meant takes down whom x was meant for, and how the names differ.
func (m *match) meant(x *missing, to, kind int) {
	m.seen.add(to)
	at := hit{at: person(x.who, ofName), other: other32(to)}
	if !x.whole {
		m.found(at, noPrefix)
		return
	}
	switch kind {
	case exactly:
		m.found(at, whiteSpace)
	case visibly:
		m.found(at, hiddenThere)
	case folded:
		m.found(at, capitals)
	case bare:
		m.found(at, dot)
	case formed:
		m.found(at, form)
	case guestly:
		m.found(at, guest)
	case alikely:
		m.found(at, lookAlike)
	case locally:
		m.found(at, otherDomain)
		return // who was meant is a guess
	case slipped:
		m.found(at, nearMiss)
		return
	default:
		at.n = uint32(kind - otherwise)
		m.found(at, attribute)
	}
	m.account(x.who, to)
}

// ask gives the names of the identity provider's people to p.
func (m *match) ask(ctx context.Context, p *probes, columns []int) error {
	at := place(m.Result.IdP)
	var rows [spill.Workers]row
	var spare [spill.Workers]folding
	return m.there.log.Scan(ctx, func(w, n int, record []byte) error {
		r := &rows[w]
		m.there.unpack(record, r)
		for _, c := range columns {
			if v := r.cells[c]; len(v) > 0 {
				p.meet(v, otherwise+c, n)
			}
		}
		if v := r.cells[at]; len(v) > 0 {
			m.offer(p, n, v, &spare[w])
		}
		return nil
	})
}

// offer gives p everything that the name v of n is found by.
func (m *match) offer(p *probes, n int, v []byte, f *folding) {
	if !f.plain(v) {
		text := string(v)
		low := strings.ToLower(text)
		p.meet(v, exactly, n)
		p.meet([]byte(seen(text)), visibly, n)
		p.meet([]byte(low), folded, n)
		p.meet([]byte(strings.ReplaceAll(low, ".", "")), bare, n)
		p.meet([]byte(norm.NFC.String(text)), formed, n)
		p.meet([]byte(skeleton(text)), alikely, n)
		if own := ownAddress(text); own != "" {
			p.meet([]byte(own), guestly, n)
		}
		if local, _, _ := strings.Cut(low, "@"); local != "" {
			p.meet([]byte(local), locally, n)
		}
		return
	}
	p.meet(v, exactly, n, visibly, formed)
	p.meet(f.low, folded, n, alikely)
	p.meet(f.bare, bare, n)
	if local, _, _ := bytes.Cut(f.low, []byte("@")); len(local) > 0 {
		p.meet(local, locally, n)
	}
	if bytes.IndexByte(v, '#') >= 0 {
		if own := ownAddress(string(v)); own != "" {
			p.meet([]byte(own), guestly, n)
		}
	}
}

// A folding is a plain name in its simpler forms: of letters, digits and signs of ASCII,
// which nearly all are.
type folding struct{ low, bare []byte }

// small are the signs of ASCII that can be seen, its letters small; zero for all else.
var small = func() (out [256]byte) {
	for c := byte('!'); c <= '~'; c++ {
		out[c] = c
		if c >= 'A' && c <= 'Z' {
			out[c] += 'a' - 'A'
		}
	}
	return out
}()

// plain folds v; it is false where v is not plain.
func (f *folding) plain(v []byte) bool {
	if cap(f.low) < len(v) {
		f.low, f.bare = make([]byte, 2*len(v)), make([]byte, 2*len(v))
	}
	low, bare := f.low[:cap(f.low)][:len(v)], f.bare[:cap(f.bare)]
	n := 0
	for i, c := range v {
		c = small[c]
		if c == 0 {
			return false
		}
		low[i], bare[n] = c, c
		if c != '.' {
			n++
		}
	}
	f.low, f.bare = low, bare[:n]
	return true
}
