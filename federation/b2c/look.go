package b2c

import (
	"fmt"

	"federate/federation"
)

// A look is one rule looking at one policy.
type look struct {
	*federation.Dossier
	rule  federation.Rule
	files []*Policy // every policy of the dossier
	found []federation.Finding
}

// at reports the rule about v. The identity provider's admin mends it.
func (l *look) at(v Value, fact federation.Fact, format string, args ...any) *federation.Finding {
	l.found = append(l.found, federation.Finding{Rule: l.rule, Detail: fmt.Sprintf(format, args...), Got: v.Text,
		Subject: federation.Subject{Side: federation.IdP, Fact: fact, Artifact: KindPolicy, Path: v.Path, Line: v.Line}})
	return &l.found[len(l.found)-1]
}

// on returns a check of every policy that can be read.
func on(rule federation.Rule, run func(*look, *Policy)) federation.Check {
	return all(rule, func(p *Policy) bool { return p.Readable() }, run)
}

// all returns a check of every policy that which is true of.
func all(rule federation.Rule, which func(*Policy) bool, run func(*look, *Policy)) federation.Check {
	rule.Role = federation.IdPAdmin
	chosen := func(d *federation.Dossier) (out []*Policy) {
		for _, a := range d.Artifacts() {
			if p, ok := a.Doc.(*Policy); ok && a.Kind == KindPolicy && which(p) {
				out = append(out, p)
			}
		}
		return out
	}
	return federation.Check{
		Rule: rule, Kinds: []federation.Kind{KindPolicy},
		Applies: func(d *federation.Dossier) bool { return len(chosen(d)) > 0 },
		Run: func(d *federation.Dossier) []federation.Finding {
			l := &look{Dossier: d, rule: rule, files: chosen(d)}
			for _, p := range l.files {
				run(l, p)
			}
			return l.found
		},
	}
}

// needs adds facts that the owner must have told.
func needs(c federation.Check, facts ...federation.Fact) federation.Check {
	c.Facts = facts
	return c
}

// only returns c for those pairs alone of which where is true.
func only(where func(*federation.Dossier) bool, c federation.Check) federation.Check {
	document := c.Applies
	c.Applies = func(d *federation.Dossier) bool { return where(d) && document(d) }
	return c
}

// onIssuers returns a check of every SAML issuer that is defined in a policy.
func onIssuers(rule federation.Rule, run func(*look, *Profile)) federation.Check {
	return on(rule, func(l *look, p *Policy) {
		for _, t := range p.Profiles {
			if t.issues() && t.defined() {
				run(l, t)
			}
		}
	})
}

// onParties returns a check of every policy that is to answer a SAML platform.
func onParties(rule federation.Rule, run func(*look, *Policy, *Profile)) federation.Check {
	return on(rule, func(l *look, p *Policy) {
		if p.RelyingParty != nil && p.RelyingParty.Profile != nil && p.meansSAML(l.Dossier) {
			run(l, p, p.RelyingParty.Profile)
		}
	})
}

// layers returns p and what it stands on, as far as it is in sight, the lowest
// first. whole is true where nothing is out of sight.
func (l *look) layers(p *Policy) (out []*Policy, whole bool) {
	seen := map[*Policy]bool{}
	for p != nil && !seen[p] {
		seen[p] = true
		out = append([]*Policy{p}, out...)
		if p.Base == nil {
			return out, true
		}
		p = l.named(p.Base.PolicyID)
	}
	return out, false
}

func (l *look) named(id Value) *Policy {
	want := (&Policy{PolicyID: id}).Key()
	for _, p := range l.files {
		if want != "" && p.Key() == want {
			return p
		}
	}
	return nil
}

func rests[T any](f *federation.Finding, e federation.Expected[T]) { f.Rule = e.Cite(f.Rule) }
