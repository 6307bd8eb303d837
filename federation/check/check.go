// Package check is what checks are made with: a rule that looks at one document
// or at what was claimed, and the findings that it has.
//
// Adding a check takes three things, here one of SAML requests:
//
//  1. A rule and what it looks for, in a group of package saml. A check of a
//     document is made by [On], or by what the package makes of it, such as
//     onRequest; one of claims by [EachClaim]. It reports with [Judgement.At] or
//     [Judgement.Differ].
//  2. testdata/<code>/bad.xml, which fires the new code and no other, and good.xml,
//     which fires none and passes. The programs in testdata/make write both.
//  3. Its words: go test ./federation/saml -run TestWords -update, and reading the
//     difference.
//
// No list has to be told: the catalogue, the pages of the codes and the tests find
// the check by itself. One of a message that a login can cause takes a fourth thing: a
// drill in steps/rehearse/issue, which makes that message.
package check

import (
	"time"

	"federate/federation"
	"federate/federation/document"
)

// A Judgement is one rule looking at one dossier, and what it has found so far.
type Judgement struct {
	*federation.Dossier
	rule  federation.Rule
	kind  federation.Kind
	found []federation.Finding
}

// Judge is what rule finds in d. kind is the kind of document it looks at, empty
// where it looks at none.
func Judge(d *federation.Dossier, rule federation.Rule, kind federation.Kind, run func(*Judgement)) []federation.Finding {
	j := &Judgement{Dossier: d, rule: rule, kind: kind}
	run(j)
	return j.found
}

// About reports the rule about s.
func (j *Judgement) About(s federation.Subject, format string, args ...any) *federation.Finding {
	j.found = append(j.found, j.rule.At(s, format, args...))
	return &j.found[len(j.found)-1]
}

// At reports the rule about v, which the console of side mends at fact.
func (j *Judgement) At(v document.Value, side federation.Side, fact federation.Fact, format string, args ...any) *federation.Finding {
	return j.About(federation.Subject{Side: side, Fact: fact, Artifact: j.kind, Path: v.Path, Line: v.Line}, format, args...)
}

// Differ reports that v is not want.
func (j *Judgement) Differ(v document.Value, side federation.Side, fact federation.Fact, want, format string,
	args ...any) *federation.Finding {
	f := j.At(v, side, fact, format, args...)
	f.Want, f.Got = want, v.Text
	return f
}

// Claim reports c, which should have been want; want may be empty. Whoever
// holds the value is the one who corrects it.
func (j *Judgement) Claim(c federation.Claim, want, format string, args ...any) *federation.Finding {
	f := j.About(c.Subject(), format, args...)
	f.Want, f.Got = want, c.Value
	if f.Role == federation.Either {
		f.Role = c.Side.Role()
	}
	return f
}

// Missed reports v, a time of the identity provider that misses the moment by so
// much; got is that time as people read it.
func (j *Judgement) Missed(v document.Value, got string, by time.Duration, format string, args ...any) {
	f := j.At(v, federation.IdP, "", format, args...)
	f.Got = got
	j.Dossier.Missed(f, by)
}

// Rests notes that f stands on what a playbook expects, and no firmer.
func Rests[T any](f *federation.Finding, e federation.Expected[T]) { f.Rule = e.Cite(f.Rule) }

// Likely is r where what it rests on is official, and old or said once.
func Likely(r federation.Rule) federation.Rule {
	r.Confidence = federation.Likely
	return r
}

// Codes is a list of codes.
func Codes(cs ...federation.Code) []federation.Code { return cs }

// Facts is a list of facts.
func Facts(fs ...federation.Fact) []federation.Fact { return fs }
