package oidc

import (
	"fmt"
	"slices"

	"federate/federation"
)

// A look is one rule looking at one document, or at what was claimed.
type look struct {
	*federation.Dossier
	rule  federation.Rule
	kind  federation.Kind
	found []federation.Finding
}

// at reports the rule about v, which the console of side mends at fact.
func (l *look) at(v Value, side federation.Side, fact federation.Fact, format string, args ...any) *federation.Finding {
	return l.about(federation.Subject{Side: side, Fact: fact, Artifact: l.kind, Path: v.Path, Line: v.Line}, format, args...)
}

func (l *look) about(s federation.Subject, format string, args ...any) *federation.Finding {
	l.found = append(l.found, l.rule.At(s, format, args...))
	return &l.found[len(l.found)-1]
}

// differ reports that v is not want.
func (l *look) differ(v Value, side federation.Side, fact federation.Fact, want, format string, args ...any) *federation.Finding {
	f := l.at(v, side, fact, format, args...)
	f.Want, f.Got = want, v.Text
	return f
}

// rests notes that a finding stands on what a playbook expects, and no firmer.
func rests[T any](f *federation.Finding, e federation.Expected[T]) { f.Rule = e.Cite(f.Rule) }

type document interface{ Readable() bool }

// on returns a check of the document of one kind. Where there is none it waits;
// where applies says so, or applies is nil and the document could not be read,
// it has nothing to say.
func on[T document](kind federation.Kind, rule federation.Rule, facts []federation.Fact,
	applies func(*federation.Dossier, T) bool, run func(*look, T)) federation.Check {
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
			l := &look{Dossier: d, rule: rule, kind: kind}
			run(l, doc)
			return l.found
		},
	}
}

func always[T any](*federation.Dossier, T) bool { return true }

// onClaims returns a check of what either side says about the given facts. It
// applies where somebody said something.
func onClaims(rule federation.Rule, of []federation.Fact, run func(*look, []federation.Claim)) federation.Check {
	judged := func(d *federation.Dossier) (out []federation.Claim) {
		for _, f := range of {
			for _, c := range d.Claims(f) {
				if spoken(c) {
					out = append(out, c)
				}
			}
		}
		return out
	}
	return federation.Check{Rule: rule,
		Applies: func(d *federation.Dossier) bool { return len(judged(d)) > 0 },
		Run: func(d *federation.Dossier) []federation.Finding {
			l := &look{Dossier: d, rule: rule}
			run(l, judged(d))
			return l.found
		}}
}

// eachClaim is onClaims for rules that look at one value at a time.
func eachClaim(rule federation.Rule, of []federation.Fact, run func(*look, federation.Claim)) federation.Check {
	return onClaims(rule, of, func(l *look, cs []federation.Claim) {
		for _, c := range cs {
			run(l, c)
		}
	})
}

// several reports whether at least two things were said about the given facts:
// one alone is in agreement with itself.
func several(of ...federation.Fact) func(*federation.Dossier) bool {
	return func(d *federation.Dossier) bool {
		n := 0
		for _, c := range d.All() {
			if slices.Contains(of, c.Fact) && spoken(c) {
				n++
			}
		}
		return n > 1
	}
}

// claim reports c, which should have been want; want may be empty. Whoever
// holds the value is the one who corrects it.
func (l *look) claim(c federation.Claim, want, format string, args ...any) *federation.Finding {
	f := l.about(c.Subject(), format, args...)
	f.Want, f.Got = want, c.Value
	if f.Role == federation.Either {
		f.Role = c.Side.Role()
	}
	return f
}

// only returns c for those dossiers alone of which where is true.
func only(where func(*federation.Dossier) bool, c federation.Check) federation.Check {
	before := c.Applies
	c.Applies = func(d *federation.Dossier) bool { return where(d) && (before == nil || before(d)) }
	return c
}

// spoken reports whether c is a side's own word, and not a copy or placeholder.
func spoken(c federation.Claim) bool {
	return !c.Copied && !c.Planted && !c.Withheld && c.Value != ""
}

// term is f in a sentence.
func (l *look) term(f federation.Fact) string { return l.Terms.Title(f) }

// likely is r where what it rests on is official, and old or said once.
func likely(r federation.Rule) federation.Rule {
	r.Confidence = federation.Likely
	return r
}

func codes(cs ...federation.Code) []federation.Code { return cs }

func facts(fs ...federation.Fact) []federation.Fact { return fs }

func has(vs []Value, text string) bool {
	return slices.ContainsFunc(vs, func(v Value) bool { return v.Text == text })
}

func plural(n int, one string) string {
	if n == 1 {
		return "one " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}
