package b2c

import (
	"federate/federation"
	"federate/federation/check"
)

// A judgement is one rule looking at policies.
type judgement struct {
	*check.Judgement
	files []*Policy // every policy of the dossier
}

// at reports the rule about v. The identity provider's admin corrects it.
func (j *judgement) at(v Value, fact federation.Fact, format string, args ...any) *federation.Finding {
	return j.Differ(v, federation.IdP, fact, "", format, args...)
}

// on returns a check of every policy that can be read.
func on(rule federation.Rule, run func(*judgement, *Policy)) federation.Check {
	return onSuch(rule, (*Policy).Readable, run)
}

// onSuch returns a check of every policy that suits.
func onSuch(rule federation.Rule, which func(*Policy) bool, run func(*judgement, *Policy)) federation.Check {
	rule.Role = federation.IdPAdmin
	chosen := func(d *federation.Dossier) (out []*Policy) {
		for _, a := range d.Artifacts() {
			if p, ok := a.Doc.(*Policy); ok && a.Kind == federation.KindB2CPolicy && which(p) {
				out = append(out, p)
			}
		}
		return out
	}
	return federation.Check{
		Rule: rule, Kinds: []federation.Kind{federation.KindB2CPolicy},
		Applies: func(d *federation.Dossier) bool { return len(chosen(d)) > 0 },
		Run: func(d *federation.Dossier) []federation.Finding {
			return check.Judge(d, rule, federation.KindB2CPolicy, func(on *check.Judgement) {
				j := &judgement{on, chosen(d)}
				for _, p := range j.files {
					run(j, p)
				}
			})
		},
	}
}

// needs returns c, which waits for facts that the owner has to state.
func needs(c federation.Check, facts ...federation.Fact) federation.Check {
	c.Facts = facts
	return c
}

// onIssuers returns a check of every SAML issuer that is defined in a policy.
func onIssuers(rule federation.Rule, run func(*judgement, *Profile)) federation.Check {
	return on(rule, func(j *judgement, p *Policy) {
		for _, t := range p.Profiles {
			if t.issues() && t.defined() {
				run(j, t)
			}
		}
	})
}

// onParties returns a check of every policy that is to answer a SAML platform.
func onParties(rule federation.Rule, run func(*judgement, *Policy, *Profile)) federation.Check {
	return on(rule, func(j *judgement, p *Policy) {
		if p.RelyingParty != nil && p.RelyingParty.Profile != nil && p.meansSAML(j.Dossier) {
			run(j, p, p.RelyingParty.Profile)
		}
	})
}

// layers returns p and the policies beneath it that were handed over, the lowest
// first. whole is true where none is missing.
func (j *judgement) layers(p *Policy) (out []*Policy, whole bool) {
	seen := map[*Policy]bool{}
	for p != nil && !seen[p] {
		seen[p] = true
		out = append([]*Policy{p}, out...)
		if p.Base == nil {
			return out, true
		}
		p = j.named(p.Base.PolicyID)
	}
	return out, false
}

func (j *judgement) named(id Value) *Policy {
	want := (&Policy{PolicyID: id}).Key()
	for _, p := range j.files {
		if want != "" && p.Key() == want {
			return p
		}
	}
	return nil
}
