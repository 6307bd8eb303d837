package b2c

import (
	"maps"
	"slices"
	"strings"

	"federate/federation"
)

// A bag is the claims that a journey has gathered so far, in lower case: Azure AD B2C
// does not take two names apart by that.
type bag struct {
	claims map[string]bool
	open   bool // a step gave what cannot be known from the policies
}

func (b *bag) put(names ...string) {
	for _, n := range names {
		b.claims[strings.ToLower(n)] = true
	}
}

func (b *bag) has(v Value) bool { return b.open || b.claims[strings.ToLower(v.Word())] }

// claimChecks judge whether a journey has each claim by the time it needs it. What a step
// is skipped by, and what a person leaves empty, is not judged: the portal does not either.
func claimChecks() []federation.Check {
	because := []federation.Code{codeNoJourney, "b2c-journey-first-step", codeStepOrder}
	return []federation.Check{
		on(federation.Rule{Code: "b2c-input-claim-missing", Severity: federation.Error, Title: "A step takes a claim that no step before it gives",
			Remedy: "Add a step before this one whose profile gives the claim, or remove the step where its identity provider was removed",
			Source: page("Technical profiles", "technicalprofiles", "InputClaims"), Confidence: federation.Likely, Because: because,
		}, func(j *judgement, p *Policy) {
			j.walk(p, func(n int, e Exchange, t *Profile, before *bag) {
				for _, c := range t.InputClaims {
					if c.Required && !c.Default && !before.has(c.Type) {
						j.at(c.Type, factPolicy, "step %d of the journey “%s” runs the profile “%s”, which cannot do without this claim, and no step before it gives it",
							n, p.RelyingParty.Journey.Text, e.Profile.Text)
					}
				}
			})
		}),
		on(federation.Rule{Code: "b2c-output-claim-missing", Severity: federation.Error, Title: "The token is to hold a claim that no step gives",
			Remedy: "Add the claim to the output claims of a profile of the journey, give it a DefaultValue, or remove it from the relying party",
			Source: partyPage("OutputClaims"), Confidence: federation.Likely, Because: append(because, "b2c-input-claim-missing"),
		}, func(j *judgement, p *Policy) {
			all := j.walk(p, func(int, Exchange, *Profile, *bag) {})
			if all == nil || p.RelyingParty.Profile == nil {
				return
			}
			for _, c := range p.RelyingParty.Profile.OutputClaims {
				if c.Type.Present() && !c.Default && !all.has(c.Type) {
					j.at(c.Type, factPolicy, "no step of the journey “%s” gives this claim", p.RelyingParty.Journey.Text)
				}
			}
		}),
	}
}

// walk goes through the steps of the journey that p starts, with each profile and the
// claims that were there before it. It returns those at the end; nil where the journey
// is not known as a whole.
func (j *judgement) walk(p *Policy, each func(n int, e Exchange, t *Profile, before *bag)) *bag {
	steps, found, whole := j.steps(p)
	if !found || !whole {
		return nil
	}
	files, _ := j.layers(p)
	now := &bag{claims: map[string]bool{}}
	for _, n := range slices.Sorted(maps.Keys(steps)) {
		s := steps[n]
		after := &bag{claims: maps.Clone(now.claims), open: now.open}
		switch s.Type.Text {
		case "SendClaims", "ClaimsProviderSelection":
		case "ClaimsExchange", "CombinedSignInAndSignUp":
			after.open = after.open || len(s.Exchanges) == 0
		default: // a journey within, or a token that came with the request
			after.open = true
		}
		for _, e := range s.Exchanges {
			t, ok := merged(files, e.Profile.Text, map[string]bool{})
			if after.open = after.open || !ok; !ok {
				continue
			}
			before := &bag{claims: maps.Clone(now.claims), open: now.open}
			before.transformed(files, t)
			each(n, e, t, before)
			after.gathered(files, t)
		}
		now = after
	}
	return now
}

// merged is the profile of that Id with what each layer says of it, and with what it
// includes. ok is false where a part of it is not there.
func merged(files []*Policy, id string, seen map[string]bool) (out *Profile, ok bool) {
	out = &Profile{}
	if seen[id] {
		return out, true // it includes itself, which is no matter of its claims
	}
	seen[id] = true
	for _, f := range files {
		for _, t := range f.Profiles {
			if t.ID.Text != id {
				continue
			}
			ok = true
			parts := []*Profile{t}
			if t.Include.Present() {
				included, there := merged(files, t.Include.Text, seen)
				if !there {
					return out, false
				}
				parts = append(parts, included)
			}
			for _, p := range parts {
				out.InputClaims = append(out.InputClaims, p.InputClaims...)
				out.OutputClaims = append(out.OutputClaims, p.OutputClaims...)
				out.Shown = append(out.Shown, p.Shown...)
				out.Transforms = append(out.Transforms, p.Transforms...)
				out.Validations = append(out.Validations, p.Validations...)
			}
		}
	}
	return out, ok
}

// gathered adds what t gives, by itself and by what checks it.
func (b *bag) gathered(files []*Policy, t *Profile) {
	b.transformed(files, t)
	for _, c := range t.OutputClaims {
		b.put(c.Type.Word())
	}
	b.put(t.Shown...)
	for _, id := range t.Shown {
		for _, f := range files {
			b.put(f.Makes[id]...)
		}
	}
	for _, id := range t.Validations {
		v, ok := merged(files, id, map[string]bool{})
		b.open = b.open || !ok
		b.transformed(files, v)
		for _, c := range v.OutputClaims {
			b.put(c.Type.Word())
		}
	}
}

// transformed adds what the claims transformations of t give. One that no policy has
// may give anything.
func (b *bag) transformed(files []*Policy, t *Profile) {
	for _, id := range t.Transforms {
		there := false
		for _, f := range files {
			claims, ok := f.Makes[id]
			there = there || ok
			b.put(claims...)
		}
		b.open = b.open || !there
	}
}
