package federation

import "slices"

// A Check looks for one rule's problem. What it needs is said before it runs,
// so that a check which could not run is known to be waiting.
type Check struct {
	Rule Rule

	// Protocol is the one that the check belongs to, "saml" or "oidc": where
	// another is spoken, nobody waits for it. Empty: it belongs to any.
	Protocol string

	Facts    []Fact // the owner must have spoken
	Compares []Fact // the owner and another side must have spoken
	Kinds    []Kind // must have been received
	AnyOf    []Kind // one of these must have been received

	// Needs lists what else is missing in this dossier before anything can be
	// judged; nil: nothing.
	Needs func(*Dossier) []Need

	// Rest lists what a check that found nothing could not look at: then it waits
	// for that and has not passed; nil: nothing.
	Rest func(*Dossier) []Need

	// Applies is false where the check has nothing to say about this pair; nil
	// means it always has. It is asked before the needs are looked at.
	Applies func(*Dossier) bool
	Run     func(*Dossier) []Finding

	kindNeeds []Need // Kinds as needs, made once: most checks wait for a document most of the time
}

// missing lists what c waits for; nil means it can run.
func (c *Check) missing(d *Dossier) (out []Need) {
	for i, k := range c.Kinds {
		switch {
		case slices.ContainsFunc(d.artifacts, func(a Artifact) bool { return a.Kind == k }):
		case out == nil && i < len(c.kindNeeds):
			out = c.kindNeeds[i : i+1 : i+1]
		default:
			out = append(out, Need{Kind: k})
		}
	}
	if len(c.AnyOf) > 0 && !slices.ContainsFunc(d.artifacts, func(a Artifact) bool { return slices.Contains(c.AnyOf, a.Kind) }) {
		out = append(out, Need{Kind: c.AnyOf[0]})
	}
	for _, f := range c.Facts {
		if _, ok := d.Known(f); !ok {
			out = append(out, Need{Fact: f})
		}
	}
	for _, f := range c.Compares {
		owner := d.Owner(f)
		_, spoke := d.Known(f)
		second := slices.ContainsFunc(d.claims, func(o Claim) bool { return o.Fact == f && o.Side != owner && !o.Placeholder })
		if !spoke {
			out = append(out, Need{Fact: f})
		} else if !second {
			out = append(out, Need{Fact: f, Side: owner.Other()})
		}
	}
	if c.Needs != nil {
		for _, n := range c.Needs(d) {
			if !slices.Contains(out, n) {
				out = append(out, n)
			}
		}
	}
	return out
}

// Of marks checks as belonging to protocol, and returns them.
func Of(protocol string, checks []Check) []Check {
	for i := range checks {
		c := &checks[i]
		c.Protocol = protocol
		for _, k := range c.Kinds {
			c.kindNeeds = append(c.kindNeeds, Need{Kind: k})
		}
	}
	return checks
}

// Agree returns the check that every side states the owner's value for f. What a
// side copied by confirming is left out: it was equal then, and a change since makes
// its step stale, not wrong. Placeholders are left out too.
func Agree(f Fact, r Rule) Check {
	return Check{Rule: r, Compares: []Fact{f}, Run: func(d *Dossier) (out []Finding) {
		t, _ := d.Terms.Term(f)
		for _, c := range d.Claims(f) {
			owner, ok := d.Said(d.Owner(f), f, c.Key)
			if !ok || c.Side == owner.Side || !c.Own() || t.Agrees(owner.Value, c.Value) {
				continue
			}
			out = append(out, r.At(c.Subject(), "%s says one thing about %s and %s another",
				d.Words.Name(owner.Side), t.Title, d.Words.Name(c.Side)).Differ(owner.Value, c.Value))
		}
		return out
	}}
}
