package errorbook

import "slices"

// answered reports whether there is a hit of that rank or a better one, or a vendor's own
// page that tells nothing: nobody else's words are looked for beside it.
func (b *Book) answered(hits []hit, rank int) bool {
	return slices.ContainsFunc(hits, func(h hit) bool { return h.rank <= rank || h.rank == byVague && !b.vendors[h.System].standard })
}

// foreign are the standards' books about another protocol than the one that a text, in
// its normal form, speaks of.
func (b *Book) foreign(norm string) map[string]bool {
	spoken := map[string]bool{}
	for system, v := range b.vendors {
		if slices.ContainsFunc(v.speaks, func(w string) bool { return holds(norm, w) }) {
			spoken[system] = true
		}
	}
	out := map[string]bool{}
	for system, v := range b.vendors {
		if len(v.speaks) > 0 && len(spoken) > 0 && !spoken[system] {
			out[system] = true
		}
	}
	return out
}
