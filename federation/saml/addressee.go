package saml

import (
	"fmt"
	"slices"

	"federate/federation"
	"federate/federation/check"
)

// addresseeChecks judge who sent the response and whom it is for.
func addresseeChecks() []federation.Check {
	const idp = federation.IdP
	return []federation.Check{
		onResponse(federation.Rule{Code: "saml-issuer-mismatch", Severity: federation.Error,
			Title:  "The response comes from another issuer",
			Remedy: "Set {{platform \"idp.entity_id\"}} in {{name \"platform\"}} to the issuer that the response names",
			Role:   federation.PlatformAdmin,
			Source: profiles("4.1.4.2"), Because: check.Codes("saml-issuer-is-platform"),
		}, check.Facts(factIssuer), nil, func(j *check.Judgement, _ *Response, v *view) {
			if m := v.message; m.Issuer.Present() && m.Issuer.Text != j.Value(factIssuer) {
				j.Differ(m.Issuer, federation.Platform, factIssuer, j.Value(factIssuer),
					"The federation knows one identity provider and the response names another as its issuer")
			}
		}),
		onAssertions(federation.Rule{Code: "saml-assertion-issuer-mismatch", Severity: federation.Error,
			Title:  "The assertion comes from another issuer",
			Remedy: "Set {{platform \"idp.entity_id\"}} in {{name \"platform\"}} to the issuer that the assertion names",
			Role:   federation.PlatformAdmin,
			Source: profiles("4.1.4.2"), Because: check.Codes("saml-issuer-mismatch", "saml-wrapping"),
		}, check.Facts(factIssuer), nil, func(j *check.Judgement, a *Assertion) {
			if a.Issuer.Text != j.Value(factIssuer) {
				j.Differ(a.Issuer.OrAt(a.Here).With(a.Issuer.Text), federation.Platform, factIssuer, j.Value(factIssuer),
					"The federation knows one identity provider and the assertion names another as its issuer")
			}
		}),
		onAssertions(federation.Rule{Code: "saml-audience-missing", Severity: federation.Error,
			Title:  "The assertion is addressed to nobody",
			Remedy: "Set {{idp \"sp.entity_id\"}} in {{name \"idp\"}}", Role: federation.IdPAdmin, Source: profiles("4.1.4.2"),
			Because: check.Codes("saml-wrapping"),
		}, nil, nil, func(j *check.Judgement, a *Assertion) {
			if len(a.Audiences) == 0 || slices.ContainsFunc(a.Audiences, func(any []Value) bool { return len(any) == 0 }) {
				j.At(a.Conditions.OrAt(a.Here), idp, factEntityID,
					"A platform has to be named as the audience and the assertion names none")
			}
		}),
		onAssertions(federation.Rule{Code: "saml-audience-mismatch", Severity: federation.Error,
			Title:  "The assertion is addressed to someone else",
			Remedy: "Set {{idp \"sp.entity_id\"}} in {{name \"idp\"}} to exactly the wanted value", Role: federation.IdPAdmin,
			Source:  core("2.5.1.4"),
			Because: check.Codes("saml-wrapping", "saml-audience-is-idp"),
		}, check.Facts(factEntityID), nil, func(j *check.Judgement, a *Assertion) {
			want := j.Value(factEntityID)
			for _, any := range a.Audiences {
				if len(any) > 0 && !slices.ContainsFunc(any, func(v Value) bool { return v.Text == want }) {
					f := j.Differ(any[0], idp, factEntityID, want, "%s calls itself one thing and the assertion is for %s",
						j.Words.Name(federation.Platform), others(len(any)))
					if any[0].Text == "spn:"+want {
						f.Detail = fmt.Sprintf("%s calls itself by what is no URI, and Entra ID puts spn: in front of such an identifier",
							j.Words.Name(federation.Platform))
						f.Remedy = "Give {{name \"platform\"}} an entity ID that is a URI, such as api:// and the GUID, and set {{idp \"sp.entity_id\"}} to it; or let {{name \"platform\"}} take the audience with spn: in front"
					}
				}
			}
		}),
		onResponse(federation.Rule{Code: "saml-destination-mismatch", Severity: federation.Error,
			Title:  "The response is sent to another address",
			Remedy: "Set {{idp \"sp.acs_url\"}} in {{name \"idp\"}} to exactly the wanted value", Role: federation.IdPAdmin,
			Source: core("3.2.2"),
		}, check.Facts(factACS), nil, func(j *check.Judgement, _ *Response, v *view) {
			if m := v.message; m.Destination.Text != "" && !listens(j, m.Destination.Text) {
				j.Differ(m.Destination, idp, factACS, j.Value(factACS),
					"%s listens at one address and the response says it goes to another", j.Words.Name(federation.Platform))
			}
		}),
		onResponse(federation.Rule{Code: "saml-destination-missing", Severity: federation.Warning,
			Title:  "The signed message does not say where it goes",
			Remedy: "Set {{idp \"sp.acs_url\"}} as the destination in {{name \"idp\"}}", Role: federation.IdPAdmin,
			Source: bindings("3.5.5.2"),
		}, nil, hasSignature, func(j *check.Judgement, r *Response, v *view) {
			if p := r.part(); v.message.Destination.Text == "" && p != federation.SignedAssertion && p != "" {
				j.At(r.Start(), idp, factACS, "A signed message has to name its destination and this one names none")
			}
		}),
		onAssertions(federation.Rule{Code: "saml-recipient-mismatch", Severity: federation.Error,
			Title:  "The assertion is to be posted somewhere else",
			Remedy: "Set {{idp \"sp.acs_url\"}} in {{name \"idp\"}} to exactly the wanted value", Role: federation.IdPAdmin,
			Source:  profiles("4.1.4.3"),
			Because: check.Codes("saml-destination-mismatch", "saml-wrapping"),
		}, check.Facts(factACS), nil, func(j *check.Judgement, a *Assertion) {
			want := j.Value(factACS)
			bearers := a.bearers()
			if len(bearers) == 0 || slices.ContainsFunc(bearers, func(c Confirmation) bool { return listens(j, c.Recipient.Text) }) {
				return
			}
			c := bearers[0]
			j.Differ(c.Recipient.OrAt(c.Here).With(c.Recipient.Text), idp, factACS, want,
				"%s listens at one address and the assertion is confirmed for %s", j.Words.Name(federation.Platform),
				none(c.Recipient.Text, "another"))
		}),
		onAssertions(federation.Rule{Code: "saml-in-response-to-differs", Severity: federation.Error,
			Title:  "Message and assertion answer different requests",
			Remedy: "Report the response to the maker of the identity provider", Role: federation.IdPAdmin, Source: profiles("4.1.4.3"),
			Because: check.Codes("saml-wrapping"),
		}, nil, nil, func(j *check.Judgement, a *Assertion) {
			r, _ := federation.Doc[*Response](j.Dossier, federation.KindSAMLResponse)
			want := r.view(j.Dossier).message.InResponseTo // a message that names none says nothing else
			for _, c := range a.bearers() {
				if c.InResponse.Text != "" && want.Text != "" && c.InResponse.Text != want.Text {
					j.Differ(c.InResponse, idp, "", want.Text, "The message answers one request and the assertion another")
				}
			}
		}),
	}
}

// listens reports whether the platform takes responses at address: a cluster
// has one for each of its nodes.
func listens(j *check.Judgement, address string) bool {
	return slices.ContainsFunc(owned(j.Dossier, factACS), func(c federation.Claim) bool { return c.Value == address })
}

func others(n int) string {
	if n == 1 {
		return "another"
	}
	return fmt.Sprintf("%d others", n)
}

// bearers are the confirmations that a browser login can use
// (saml-profiles-2.0-os 3.3).
func (a *Assertion) bearers() (out []Confirmation) {
	for _, c := range a.Confirmations {
		if c.Method.Text == methodBearer {
			out = append(out, c)
		}
	}
	return out
}
