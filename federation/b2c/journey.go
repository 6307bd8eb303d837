package b2c

import (
	"maps"
	"slices"
	"strconv"

	"federate/federation"
)

// starter are the journeys of the starter pack, which all end with its own
// issuer of JSON web tokens.
var starter = []string{"SignUpOrSignIn", "SignUpOrSignInWithPhone", "SignIn", "ProfileEdit", "PasswordReset"}

// jwtIssuer is the starter pack's issuer of JSON web tokens.
const jwtIssuer = "JwtIssuer"

const (
	codeNoJourney federation.Code = "b2c-journey-missing"
	codeStepOrder federation.Code = "b2c-step-order"
)

// journeyChecks judge how a journey reaches the SAML issuer.
func journeyChecks() []federation.Check {
	return []federation.Check{
		on(federation.Rule{Code: codeNoJourney, Severity: federation.Error, Title: "The relying party starts a journey that is not there",
			Remedy: "Set DefaultUserJourney to the Id of a journey of this policy", Source: partyPage("DefaultUserJourney"),
		}, func(j *judgement, p *Policy) {
			if p.RelyingParty == nil || !p.RelyingParty.Journey.Present() {
				return
			}
			if _, found, whole := j.steps(p); !found && whole {
				j.at(p.RelyingParty.Journey, factPolicy, "no journey has this Id, here or in a policy beneath")
			}
		}),
		on(federation.Rule{Code: codeStepOrder, Severity: federation.Error, Title: "The steps of the journey are not in order",
			Remedy: "Give the steps the numbers 1, 2, 3 and so on, in the order of the file, each number once",
			Source: page("UserJourneys", "userjourneys", "OrchestrationSteps"),
		}, func(j *judgement, p *Policy) {
			for _, journey := range p.Journeys {
				last := 0
				for _, s := range journey.Steps {
					n, err := strconv.Atoi(s.Order.Word())
					if err != nil || n <= last || p.Base == nil && n != last+1 {
						j.at(s.Order.OrAt(s.Here), factPolicy,
							"the step after number %d of the journey “%s” has this number", last, journey.ID.Text)
						break
					}
					last = n
				}
			}
			gap(j, p)
		}),
		on(federation.Rule{Code: "b2c-journey-first-step", Severity: federation.Error, Title: "The journey has no first step",
			Remedy: "Set DefaultUserJourney to a journey that the policies beneath have, or give this one its steps from 1 on",
			Source: page("UserJourneys", "userjourneys", "OrchestrationSteps"), Because: []federation.Code{codeNoJourney},
		}, func(j *judgement, p *Policy) {
			files, _ := j.layers(p)
			steps, found, whole := j.steps(p)
			if _, first := steps[1]; found && whole && len(files) > 1 && !first {
				j.at(p.RelyingParty.Journey, factPolicy,
					"of this journey only %s is there, here and in the policies beneath, so the portal says that it does not specify a first step",
					federation.Count(len(steps), "later step"))
			}
		}),
		on(federation.Rule{Code: "b2c-exchanges-without-selection", Severity: federation.Error, Title: "A step has several exchanges and nobody chooses",
			Remedy: "Add a step with ClaimsProviderSelections before this one, with a selection for each exchange, or leave it one exchange",
			Source: page("UserJourneys", "userjourneys", "ClaimsProviderSelections"), Confidence: federation.Likely, Because: []federation.Code{codeNoJourney, "b2c-journey-first-step"},
		}, func(j *judgement, p *Policy) {
			steps, found, whole := j.steps(p)
			if !found || !whole {
				return
			}
			selected := false
			for _, n := range slices.Sorted(maps.Keys(steps)) {
				s := steps[n]
				if len(s.Exchanges) > 1 && !selected && !s.Selects {
					j.at(s.Order, factPolicy, "step %d of the journey has %s and no step before it lets the person choose one", n,
						federation.Count(len(s.Exchanges), "claims exchange"))
				}
				selected = selected || s.Selects
			}
		}),
		onParties(federation.Rule{Code: "b2c-send-claims-missing", Severity: federation.Error, Title: "The journey never sends a token",
			Remedy:  "Add a last step of the type SendClaims that names the SAML issuer's profile",
			Source:  samlPage("Create a sign-up or sign-in policy configured for SAML"),
			Because: []federation.Code{codeNoJourney},
		}, func(j *judgement, p *Policy, _ *Profile) {
			steps, found, whole := j.steps(p)
			if _, ok := sends(steps); !ok && found && whole {
				j.at(p.RelyingParty.Journey, factPolicy,
					"no step of this journey is of the type SendClaims, so it ends with AADB2C90040 or AADB2C90108")
			}
		}),
		onParties(federation.Rule{Code: "b2c-send-claims-not-changed", Severity: federation.Warning,
			Title:      "The journey still ends with the starter pack's issuer",
			Remedy:     "Add the SendClaims step that names the SAML issuer, in this file, in UserJourneys before RelyingParty",
			Source:     samlPage("Create a sign-up or sign-in policy configured for SAML"),
			Confidence: federation.Likely,
		}, func(j *judgement, p *Policy, _ *Profile) {
			steps, _, whole := j.steps(p)
			if _, ok := sends(steps); !ok && !whole && slices.Contains(starter, p.RelyingParty.Journey.Text) {
				j.at(p.RelyingParty.Journey, factPolicy,
					"this journey of the starter pack issues JSON web tokens, and nothing in this file changes that")
			}
		}),
		onParties(federation.Rule{Code: "b2c-send-claims-issuer", Severity: federation.Error,
			Title:  "The journey ends with an issuer that is not SAML",
			Remedy: "Set CpimIssuerTechnicalProfileReferenceId of the SendClaims step to the SAML issuer's profile, such as Saml2AssertionIssuer",
			Source: samlPage("Create a sign-up or sign-in policy configured for SAML"),
		}, func(j *judgement, p *Policy, _ *Profile) {
			steps, _, _ := j.steps(p)
			s, ok := sends(steps)
			if !ok {
				return
			}
			files, whole := j.layers(p)
			at := s.Issuer.OrAt(s.Here)
			var there, saml bool
			for _, f := range files {
				if t := f.profile(s.Issuer); t != nil {
					there, saml = true, saml || t.issues()
				}
			}
			switch {
			case s.Issuer.Word() == "":
				j.at(at, factPolicy, "step %s sends a token and names no issuer", s.Order.Text)
			case there && !saml, !there && s.Issuer.Text == jwtIssuer:
				j.at(at, factPolicy, "step %s names an issuer of other tokens, so the platform gets no SAML response", s.Order.Text)
			case !there && whole:
				j.at(at, factPolicy, "step %s names an issuer that no policy defines", s.Order.Text)
			}
		}),
	}
}

// gap reports the first number that no policy gives to a step of the journey, over all
// of them together. One that begins behind 1 is another rule's.
func gap(j *judgement, p *Policy) {
	files, _ := j.layers(p)
	steps, found, whole := j.steps(p)
	if _, first := steps[1]; !found || !whole || !first || len(files) == 1 {
		return
	}
	last := 0
	for _, n := range slices.Sorted(maps.Keys(steps)) {
		if n != last+1 {
			j.at(steps[n].Order, factPolicy, "over all policies together, the step after number %d of the journey “%s” has this number",
				last, p.RelyingParty.Journey.Text)
			return
		}
		last = n
	}
}

// steps are those of the journey that p's relying party starts, with the changes
// that upper layers make. found is true where any layer has the journey, whole where
// all layers were handed over.
func (j *judgement) steps(p *Policy) (steps map[int]Step, found, whole bool) {
	files, whole := j.layers(p)
	steps = map[int]Step{}
	for _, f := range files {
		for _, journey := range f.Journeys {
			if p.RelyingParty == nil || journey.ID.Text != p.RelyingParty.Journey.Text {
				continue
			}
			found = true
			for _, s := range journey.Steps {
				if n, err := strconv.Atoi(s.Order.Word()); err == nil {
					if under, ok := steps[n]; ok { // the exchanges of both are there
						s.Exchanges, s.Selects = joined(s.Exchanges, under.Exchanges), s.Selects || under.Selects
					}
					steps[n] = s
				}
			}
		}
	}
	return steps, found, whole
}

// joined is own and those of under that have another Id.
func joined(own, under []Exchange) []Exchange {
	out := slices.Clip(own)
	for _, v := range under {
		if !slices.ContainsFunc(own, func(o Exchange) bool { return o.ID.Text == v.ID.Text }) {
			out = append(out, v)
		}
	}
	return out
}

// sends is the last step that sends a token.
func sends(steps map[int]Step) (out Step, ok bool) {
	last := 0
	for n, s := range steps {
		if s.Type.Text == "SendClaims" && (!ok || n > last) {
			out, ok, last = s, true, n
		}
	}
	return out, ok
}
