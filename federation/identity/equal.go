package identity

import (
	"bytes"
	"cmp"
	"context"
	"strings"

	"federate/federation/identity/spill"
)

// What an entry of the platform is there for.
const (
	asked  = 1 << iota // is looked for at the identity provider
	single             // has to be the only one
	asleep             // is looked for, although the account on the platform is off
	voter              // helps to find out which column is sent
)

// equal finds who has an equal name on both sides.
func (m *match) equal(ctx context.Context) error {
	columns := []Column{m.Result.IdP}
	if m.Options.IdP == "" || !m.there.Has(m.Options.IdP) {
		columns = columns[:0]
		for _, c := range identities {
			if m.there.Has(c) {
				columns = append(columns, c)
			}
		}
	}
	m.Watch.Expect(int64(m.here.Len() + m.there.Len()))
	size := max(m.here.Len(), m.there.Len()*len(columns))
	ours, theirs := spill.NewPiles(m.Place, size), spill.NewPiles(m.Place, size)
	defer ours.Close()
	defer theirs.Close()
	if err := m.pileOurs(ctx, ours); err != nil {
		return err
	}
	if err := m.pileTheirs(ctx, theirs, columns); err != nil {
		return err
	}
	if len(columns) > 1 {
		if err := m.vote(ctx, ours, theirs, columns); err != nil {
			return err
		}
	}
	var tables [spill.Workers][2]table128
	return spill.Join(ctx, ours, theirs, func(w int, ours, theirs []spill.Entry) error {
		m.join(&tables[w][0], &tables[w][1], ours, theirs)
		return nil
	})
}

// A clerk is one goroutine that looks at rows, with room to write in.
type clerk struct {
	*spill.Writer
	row   row
	spare []byte
	roles memo[bool]
	met   int
}

// each gives every row of l to look, and takes down the entries that it writes.
func (m *match) each(ctx context.Context, l *List, to *spill.Piles, look func(c *clerk, n int) error) (met int, err error) {
	var clerks [spill.Workers]clerk
	for w := range clerks {
		clerks[w].Writer = to.Writer()
		clerks[w].roles = newMemo(m.may)
	}
	err = l.log.Scan(ctx, func(w, n int, record []byte) error {
		if n%1024 == 0 {
			m.Watch.Add(int64(min(1024, l.Len()-n)))
		}
		l.unpack(record, &clerks[w].row)
		return look(&clerks[w], n)
	})
	for w := range clerks {
		err = cmp.Or(err, clerks[w].Done())
		met += clerks[w].met
	}
	return met, err
}

// entry is of somebody with the name in front of which stands before.
func (c *clerk) entry(h hasher, before string, name []byte, who int, bits uint32) spill.Entry {
	if before != "" {
		c.spare = append(append(c.spare[:0], before...), name...)
		name = c.spare
	}
	k := h.of(name)
	return spill.Entry{High: k.high, Low: k.low, Who: uint32(who), Bits: bits}
}

// pileOurs makes entries of the platform's people, and finds what is wrong with a name by
// itself.
func (m *match) pileOurs(ctx context.Context, to *spill.Piles) (err error) {
	at := place(m.Result.Platform)
	givesRoles, err := m.givesRoles(ctx)
	if err != nil {
		return err
	}
	m.People, err = m.each(ctx, m.here, to, func(c *clerk, n int) error {
		if m.glass.is(m, c, n) {
			return nil // it has no identity, and must not need one
		}
		full := c.row.cells[at]
		name, whole := bytes.CutPrefix(full, []byte(m.Prefix))
		if c.row.bits&off != 0 {
			return c.Put(c.entry(m.hash, m.Prefix, name, n, asleep|voter))
		}
		c.met++
		if !known(string(full)) {
			m.found(hit{at: person(n, ofName)}, empty)
			return nil
		}
		m.logsIn(c, n, givesRoles)
		switch {
		case !whole:
			m.residue.add(n)
			if err := c.Put(c.entry(m.hash, m.Prefix, full, n, voter)); err != nil {
				return err
			}
			return c.Put(c.entry(m.hash, "", full, n, single))
		case m.Prefix == "" && isClaim(name):
			m.found(hit{at: person(n, ofName)}, anyPrefix)
			return c.Put(c.entry(m.hash, "", full, n, single|voter))
		}
		return c.Put(c.entry(m.hash, "", full, n, asked|single|voter))
	})
	return err
}

// isClaim reports whether a name begins with a prefix of OpenID Connect.
func isClaim(name []byte) bool {
	return bytes.IndexByte(name, '(') >= 0 && strings.HasPrefix(strings.ToLower(strings.TrimSpace(string(name))), "claim(")
}

// pileTheirs makes entries of the names that the identity provider's people have in columns.
func (m *match) pileTheirs(ctx context.Context, to *spill.Piles, columns []Column) error {
	var at []int
	for _, c := range columns {
		at = append(at, place(c))
	}
	_, err := m.each(ctx, m.there, to, func(c *clerk, n int) error {
		for i := range m.states {
			if c.row.bits&(1<<i) != 0 {
				m.states[i].add(n)
			}
		}
		for _, i := range at {
			if v := c.row.cells[i]; len(v) > 0 {
				if err := c.Put(c.entry(m.hash, m.Prefix, v, n, uint32(i))); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return err
}

// vote chooses the column of the identity provider's list that has the most names of the
// platform.
func (m *match) vote(ctx context.Context, ours, theirs *spill.Piles, columns []Column) error {
	var votes [spill.Workers][len(headers)]int
	var tables [spill.Workers]table128
	err := spill.Join(ctx, ours, theirs, func(w int, ours, theirs []spill.Entry) error {
		t := &tables[w]
		t.fill(ours, func(e spill.Entry) bool { return e.Bits&voter != 0 })
		for i := range theirs {
			if t.find(&theirs[i]) >= 0 {
				votes[w][theirs[i].Bits]++
			}
		}
		return nil
	})
	best, most := m.there.Choose(), 0
	for _, c := range columns {
		n := 0
		for w := range votes {
			n += votes[w][place(c)]
		}
		if n > most {
			best, most = c, n
		}
	}
	m.Result.IdP = best
	return err
}

// join judges who has an equal name, on one pair of piles.
func (m *match) join(same, there *table128, ours, theirs []spill.Entry) {
	sent := uint32(place(m.Result.IdP))
	same.fill(ours, func(e spill.Entry) bool { return e.Bits&single != 0 })
	there.fill(theirs, func(e spill.Entry) bool { return e.Bits == sent })
	assigned := m.there.Has(Assigned)
	for i := range ours {
		e := &ours[i]
		n := int(e.Who)
		if e.Bits&single != 0 {
			if all := same.count[same.find(e)]; all > 1 {
				m.found(hit{at: double(n), n: uint32(all)}, twiceHere)
			}
		}
		if e.Bits&(asked|asleep) == 0 {
			continue
		}
		at := there.find(e)
		if at < 0 {
			if e.Bits&asked != 0 {
				m.residue.add(n)
			}
			continue
		}
		other := int(there.first[at])
		m.seen.add(other)
		m.taken.add(other)
		if e.Bits&asleep != 0 {
			if assigned && m.comes(other) {
				m.found(hit{at: person(n, ofName), other: other32(other)}, offHere)
			}
			continue
		}
		if all := there.count[at]; all > 1 {
			for j := at; j >= 0; j = int(there.next[j]) {
				m.seen.add(int(theirs[j].Who))
			}
			m.found(hit{at: person(n, ofTwins), other: other32(other), n: uint32(all)}, twiceThere)
		}
		m.account(n, other)
	}
}
