package trace

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"federate/federation"
)

// A Clock is one of those that timed the recording or stamped what is in it.
type Clock struct {
	Owner Part          // [IdP], [Platform] or [Browser]
	Host  string        // whose Date header it is; empty: of the browser, or of who issued the response
	Off   time.Duration // positive: ahead of what most say
}

// Browser is the owner of the clock that timed the recording.
const Browser Part = "browser"

// clocks compares every clock with the one in the middle: one that differs alone is
// wrong. Of two, the browser's counts as right.
func (g *gatherer) clocks() {
	hosts := slices.Sorted(maps.Keys(g.dates))
	all := []time.Duration{0} // the browser's own
	by := map[string]time.Duration{}
	for _, h := range hosts {
		by[h] = middle(g.dates[h])
		all = append(all, by[h])
	}
	issued, ok := g.issued()
	if len(by) == 0 && !ok {
		return
	}
	if ok {
		all = append(all, issued)
	}
	truth := middle(all)
	g.t.Clocks = append(g.t.Clocks, Clock{Browser, "", -truth})
	if ok {
		g.t.Clocks = append(g.t.Clocks, Clock{IdP, "", issued - truth})
	}
	told := map[string]bool{}
	for i := range g.steps {
		k := &g.steps[i]
		if d, ok := by[k.Host]; ok && !told[k.Host] && k.Part != Other {
			told[k.Host] = true
			g.t.Clocks = append(g.t.Clocks, Clock{k.Part, k.Host, d - truth})
		}
	}
}

// issued is how far the IssueInstant of responses lies outside of the time in
// which they can have been issued, by the browser's clock.
func (g *gatherer) issued() (time.Duration, bool) {
	const read = time.Minute // for a page that waits to be sent on
	handed := map[string]*kept{}
	var offs []time.Duration
	for i := range g.steps {
		k := &g.steps[i]
		if k.Handed.answers() && handed[k.Handed.key] == nil {
			handed[k.Handed.key] = k
		}
		m := k.Received
		if m == nil || m.Kind != federation.KindSAMLResponse || m.Issued.IsZero() {
			continue
		}
		if k.At.IsZero() {
			if !k.date.IsZero() {
				g.t.Apart = off(m.Issued, k.date.Add(-read), k.date)
			}
			continue
		}
		from, until := k.At.Add(-read), k.At
		if h := handed[m.key]; h != nil {
			from, until = h.At, h.At.Add(h.Took)
		}
		offs = append(offs, off(m.Issued, from, until))
	}
	if len(offs) == 0 {
		return 0, false
	}
	return middle(offs), true
}

// middle is the median; of two in the middle the one nearer to zero.
func middle(in []time.Duration) time.Duration {
	s := slices.Sorted(slices.Values(in))
	a, b := s[(len(s)-1)/2], s[len(s)/2]
	if cmp.Compare(b.Abs(), a.Abs()) < 0 {
		return b
	}
	return a
}
