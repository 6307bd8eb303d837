package steps

import (
	"slices"
	"strings"

	"federate/federation"
	"federate/steps/playbook"
	"federate/steps/record"
)

// rules are what follows from what in p, by both playbooks.
func rules(p *playbook.Pair) (out []record.Rule) {
	for _, pb := range []playbook.Playbook{p.Platform, p.IdP} {
		for _, d := range pb.Follows {
			t, _ := p.Terms.Term(d.Fact)
			r := record.Rule{Side: t.Owner, Fact: d.Fact, Key: d.Key, Over: d.Over, Free: d.Free}
			facts := d.From()
			for _, f := range facts {
				from, _ := p.Terms.Term(f)
				r.From = append(r.From, record.Source{Side: from.Owner, Fact: f})
			}
			r.Value = func(words []string) (string, bool) {
				return d.Make(func(f federation.Fact) string {
					for i, known := range facts {
						if known == f {
							return words[i]
						}
					}
					return ""
				})
			}
			out = append(out, r)
		}
	}
	return out
}

// Follows says what w follows from, as in “from the region of the organisation”; empty
// where somebody told it.
func (v *Snapshot) Follows(w record.Word) string {
	var from []string
	for _, s := range w.Follows {
		from = append(from, v.Pair.Terms.Title(s.Fact))
	}
	if len(from) == 0 {
		return ""
	}
	last := len(from) - 1
	if last == 0 {
		return "from " + from[0]
	}
	return "from " + strings.Join(from[:last], ", ") + " and " + from[last]
}

// words are what checks go by after event seq: everything but what follows from other
// words and could be another value as well, until the step that asks for it is confirmed.
func (v *Snapshot) words(seq int64) (out []record.Word) {
	for _, w := range v.State.Words(seq) {
		if !w.Free || v.settledOn(w) {
			out = append(out, w)
		}
	}
	return out
}

// settledOn reports whether a step that asks for w was confirmed.
func (v *Snapshot) settledOn(w record.Word) bool {
	for _, s := range v.Plan {
		if mark, _ := v.State.Mark(s.Ref()); mark.Kind != record.Confirmed {
			continue
		}
		for _, f := range s.Fields {
			if f.Fact == w.Fact && f.Key == w.Key && f.Speaker(s) == w.Side {
				return true
			}
		}
	}
	return false
}

// follow makes d hear what follows from the facts that were told beside the federation,
// where nobody told it otherwise.
func (b Bench) follow(d *federation.Dossier) {
	told := func(s record.Source) bool {
		return slices.ContainsFunc(b.Facts, func(c federation.Claim) bool { return c.Side == s.Side && c.Fact == s.Fact })
	}
	for _, r := range b.View.Pair.rules {
		if r.Free || !slices.ContainsFunc(r.From, told) || told(record.Source{Side: r.Side, Fact: r.Fact}) {
			continue
		}
		if w, ok := b.View.State.Said(r.Side, r.Fact, r.Key); ok && w.Follows == nil {
			continue
		}
		var words []string
		for _, s := range r.From {
			if c, ok := d.Said(s.Side, s.Fact, ""); ok && !c.Placeholder {
				words = append(words, c.Value)
			}
		}
		if len(words) != len(r.From) {
			continue
		}
		if value, ok := r.Value(words); ok {
			d.Hear(federation.Claim{Side: r.Side, Fact: r.Fact, Key: r.Key, Value: value})
		}
	}
}
