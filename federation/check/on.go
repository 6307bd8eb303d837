package check

import (
	"slices"

	"federate/federation"
)

// A Document is the parsed form of one, as far as it could be read.
type Document interface{ Readable() bool }

// On returns a check of the document of one kind. Where there is none it waits;
// where applies says so, or applies is nil and the document could not be read,
// it has nothing to say.
func On[T Document](kind federation.Kind, rule federation.Rule, facts []federation.Fact,
	applies func(*federation.Dossier, T) bool, run func(*Judgement, T)) federation.Check {
	return federation.Check{
		Rule: rule, Kinds: []federation.Kind{kind}, Facts: facts,
		Applies: func(d *federation.Dossier) bool {
			doc, ok := federation.Doc[T](d, kind)
			switch {
			case !ok:
				return true
			case applies == nil:
				return doc.Readable()
			}
			return applies(d, doc)
		},
		Run: func(d *federation.Dossier) []federation.Finding {
			doc, ok := federation.Doc[T](d, kind)
			if !ok {
				return nil
			}
			j := &Judgement{Dossier: d, rule: rule, kind: kind}
			run(j, doc)
			return j.found
		},
	}
}

// Always is for a check of a document that may not have been readable.
func Always[T Document](*federation.Dossier, T) bool { return true }

// Only returns c for those dossiers alone of which where is true, whether there
// is a document or not.
func Only(where func(*federation.Dossier) bool, c federation.Check) federation.Check {
	before := c.Applies
	c.Applies = func(d *federation.Dossier) bool { return where(d) && (before == nil || before(d)) }
	return c
}

// OnClaims returns a check of what either side states about facts. It applies
// where somebody stated something.
func OnClaims(rule federation.Rule, facts []federation.Fact, run func(*Judgement, []federation.Claim)) federation.Check {
	stated := func(d *federation.Dossier) (out []federation.Claim) {
		for _, f := range facts {
			for _, c := range d.Claims(f) {
				if c.Stated() {
					out = append(out, c)
				}
			}
		}
		return out
	}
	return federation.Check{Rule: rule,
		Applies: func(d *federation.Dossier) bool { return len(stated(d)) > 0 },
		Run: func(d *federation.Dossier) []federation.Finding {
			return Judge(d, rule, "", func(j *Judgement) { run(j, stated(d)) })
		}}
}

// EachClaim is OnClaims for rules that look at one value at a time.
func EachClaim(rule federation.Rule, facts []federation.Fact, run func(*Judgement, federation.Claim)) federation.Check {
	return OnClaims(rule, facts, func(j *Judgement, cs []federation.Claim) {
		for _, c := range cs {
			run(j, c)
		}
	})
}

// Several reports whether at least two things were stated about facts: one alone
// is in agreement with itself.
func Several(facts ...federation.Fact) func(*federation.Dossier) bool {
	return func(d *federation.Dossier) bool {
		n := 0
		for _, c := range d.All() {
			if slices.Contains(facts, c.Fact) && c.Stated() {
				n++
			}
		}
		return n > 1
	}
}
