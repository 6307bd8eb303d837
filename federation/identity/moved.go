package identity

import (
	"context"
	"strings"
)

// fewest is how many people have the same two domains where a domain was renamed, or taken
// over with a company.
const fewest = 3

// moved finds those under another domain who are so many that the domain itself has moved.
func (m *match) moved(context.Context) error {
	theirs, from := m.there.reader(), m.here.reader()
	domains := func(h hit) (pair [2]string, err error) {
		p, err := from.at(h.who())
		if err != nil {
			return pair, err
		}
		name, _ := m.named(p)
		other, err := theirs.at(int(h.other) - 1)
		if err != nil {
			return pair, err
		}
		_, pair[0], _ = strings.Cut(strings.ToLower(name), "@")
		_, pair[1], _ = strings.Cut(strings.ToLower(string(other.cells[place(m.Result.IdP)])), "@")
		return pair, nil
	}
	count := map[[2]string]int{}
	var of []int
	for i, h := range m.hits {
		if h.rule != numberOf(otherDomain) {
			continue
		}
		pair, err := domains(h)
		if err != nil {
			return err
		}
		of = append(of, i)
		count[pair]++
	}
	for _, i := range of {
		pair, err := domains(m.hits[i])
		if err != nil {
			return err
		}
		if n := count[pair]; n >= fewest && pair[1] != "" {
			m.hits[i].rule, m.hits[i].n = numberOf(oldDomain), uint32(n)
		}
	}
	return nil
}
