package federation

import "slices"

// An Offerer is a parsed document that states one value of a fact and has others that
// are as right: the sign-in address of another binding, a tenant's other name.
type Offerer interface {
	Offers(f Fact, value string) bool
}

// ToldChecks compare what was told of a side with what a document of that side says:
// one of the two was copied from somewhere else. Certificates, of which a side may have
// several, have a check of their own.
func ToldChecks() []Check {
	rule := Rule{Code: "value-document-differs", Severity: Error, Title: "The document says another value than was told", Role: Either,
		Remedy: "Find out which of the two is right: take the document again, or tell the value that stands in it",
		Source: Source{Document: "federate", Section: "what was told and what a document says"},
		Because: slices.Concat(Malformed, []Code{"oidc-issuer-mismatch", "oidc-okta-server", "oidc-tenants-mixed", "oidc-entra-versions-mixed",
			"oidc-multi-tenant-address"})}
	return []Check{{Rule: rule,
		Applies: func(d *Dossier) (some bool) {
			told(d, func(Artifact, Term, Claim, []Claim) { some = true })
			return some
		},
		Run: func(d *Dossier) (out []Finding) {
			told(d, func(a Artifact, t Term, said Claim, stands []Claim) {
				offers, ok := a.Doc.(Offerer)
				if slices.ContainsFunc(stands, func(c Claim) bool { return t.Agrees(c.Value, said.Value) }) || ok && offers.Offers(said.Fact, said.Value) {
					return
				}
				subject := stands[0].Subject()
				subject.Key = said.Key
				kind, _ := d.Terms.Kind(a.Kind)
				out = append(out, rule.At(subject, "the %s names one thing as %s, and another was told of %s",
					kind.Title, t.Title, d.Words.Name(said.Side)).Differ(stands[0].Value, said.Value))
			})
			return out
		}}}
}

// told calls with for each value that was told of a side which a document of that side
// states as well; stands is what it states.
func told(d *Dossier, with func(a Artifact, t Term, said Claim, stands []Claim)) {
	for _, a := range d.Artifacts() {
		if kind, ok := d.Terms.Kind(a.Kind); !ok || kind.Message {
			continue
		}
		for _, c := range slices.Concat(d.Told, d.claims) {
			t, _ := d.Terms.Term(c.Fact)
			if c.From.Artifact != "" || !c.Stated() || t.Form == Certificate {
				continue
			}
			if stands := pick(a.Claims, func(o Claim) bool { return o.Side == c.Side && o.Fact == c.Fact }); len(stands) > 0 {
				with(a, t, c, stands)
			}
		}
	}
}
