package saml

import (
	"federate/federation"
	"federate/federation/check"
)

// askedChecks judge the values in a request by the rules for the same values in a
// console, which may hold a space that nobody sees.
func askedChecks() []federation.Check {
	const platform = federation.Platform
	return []federation.Check{
		onRequest(federation.Rule{Code: "saml-request-value", Severity: federation.Error, Title: "A value in the request cannot work",
			Remedy: "Correct the value in {{name \"platform\"}}: the request carries what its console holds",
			Role:   federation.PlatformAdmin, Source: core("3.4.1"),
			// A value that differs from the one known is reported with both.
			Because: check.Codes("saml-request-issuer-is-idp", "saml-request-acs-is-idp", "saml-request-issuer-mismatch",
				"saml-request-issuer-unregistered", "saml-request-acs-mismatch", "saml-request-acs-unregistered",
				"saml-request-destination-mismatch"),
		}, nil, nil, func(j *check.Judgement, r *Request) {
			for _, x := range []struct {
				v    Value
				name string
				side federation.Side
				fact federation.Fact
			}{{r.Issuer, "Issuer", platform, factEntityID}, {r.ACS, "AssertionConsumerServiceURL", platform, factACS},
				{r.Destination, "Destination", platform, factSSO}} {
				if x.v.Text == "" {
					if x.fact == factACS && x.v.Present() {
						j.At(x.v, x.side, x.fact, "The request has %s to say where the answer is to go, and it is empty", x.name)
					}
					continue // that others are missing is another rule
				}
				for _, w := range federation.Flaws(j.Dossier, federation.Claim{Side: x.side, Fact: x.fact, Value: x.v.Text}) {
					f := j.At(x.v, x.side, x.fact, "The %s of the request breaks a rule of its kind, %s: %s", x.name, w.Code, w.Title)
					f.Want, f.Got, f.Severity = w.Want, x.v.Text, w.Confidence.Cap(w.Severity)
				}
			}
		}),
	}
}

// missingAddress is the check that the second address of a pair is known, where
// the platform is one.
func missingAddress() federation.Check {
	rule := federation.Rule{Code: "saml-acs-second-missing", Severity: federation.Warning,
		Title:  "The second address of the pair is not known",
		Remedy: "Add the address of the second node as {{platform \"sp.acs_url\"}}, and give it to {{name \"idp\"}} as well",
		Role:   federation.PlatformAdmin, Source: metadata("2.4.4")}
	return federation.Check{Rule: rule, Facts: check.Facts(factACS),
		Applies: func(d *federation.Dossier) bool {
			_, told := d.Known(d.Expect.SecondAddress.Value.Fact)
			return d.Expect.SecondAddress.Set && told
		},
		Run: func(d *federation.Dossier) (out []federation.Finding) {
			if all := owned(d, factACS); len(all) == 1 && d.Expect.SecondAddress.Value.Holds(d) {
				f := d.Expect.SecondAddress.Cite(rule).At(all[0].Subject(),
					"%s has two nodes, each with an address of its own, and one alone is known: logins fail on the day that it is down",
					d.Words.Name(federation.Platform))
				out = append(out, f.Saw(all[0].Value))
			}
			return out
		}}
}

// secondAddress is the check that an identity provider that was told one address
// of a cluster was told the others as well.
func secondAddress() federation.Check {
	rule := federation.Rule{Code: "saml-reply-url-second-missing", Severity: federation.Warning,
		Title:  "The identity provider was told one address of several",
		Remedy: "Add the wanted address to {{idp \"sp.acs_url\"}} in {{name \"idp\"}}, and write down what its console holds",
		Role:   federation.IdPAdmin, Source: metadata("2.4.4"),
		Because: check.Codes("saml-reply-url-mismatch")}
	return federation.Check{Rule: rule, Compares: check.Facts(factACS), Run: func(d *federation.Dossier) (out []federation.Finding) {
		if first, ok := d.Said(federation.IdP, factACS, ""); !ok || !first.Own() {
			return nil
		}
		for _, c := range owned(d, factACS) {
			if _, told := d.Said(federation.IdP, factACS, c.Key); c.Key != "" && !told {
				out = append(out, rule.At(federation.Subject{Side: federation.IdP, Fact: factACS, Key: c.Key},
					"%s listens at a second address, and nobody has read back that %s knows it: logins that end there fail",
					d.Words.Name(federation.Platform), d.Words.Name(federation.IdP)).Differ(c.Value, "not told"))
			}
		}
		return out
	}}
}
