package saml

import (
	"slices"
	"strings"
	"unicode"

	"federate/federation"
	"federate/federation/check"
)

// subjectChecks judge who is logged in and what is said about that person.
func subjectChecks() []federation.Check {
	const idp = federation.IdP
	return []federation.Check{
		onAssertions(federation.Rule{Code: "saml-name-id-missing", Severity: federation.Error, Title: "The assertion names nobody",
			Remedy: "Map {{idp \"user.name_id\"}} in {{name \"idp\"}}, and see that the attribute is filled for this person",
			Role:   federation.IdPAdmin, Source: core("2.4.1"),
			Because: check.Codes("saml-wrapping"),
		}, nil, nil, func(j *check.Judgement, a *Assertion) {
			if a.NameID.Text == "" && !a.EncryptedID {
				j.At(a.NameID.Value.OrAt(a.Here), idp, factNameID,
					"A platform has to be told who logs in and the NameID is missing or empty")
			}
		}),
		leftOutIn(ofNames(onAssertions(federation.Rule{Code: "saml-name-id-mismatch", Severity: federation.Error,
			Title:  "The platform does not know this NameID",
			Remedy: "Set {{platform \"user.external_identity\"}} of the person in {{name \"platform\"}} to exactly the NameID, or map {{idp \"user.name_id\"}} in {{name \"idp\"}} to an attribute that holds the wanted value",
			Role:   federation.Either, Source: core("2.2.3"), Because: check.Codes("saml-wrapping", "saml-comment-in-value"),
		}, check.Facts(factExternal), named, nameIDMismatch)), nameLeftOut),
		ofNames(onAssertions(federation.Rule{Code: "saml-name-id-format", Severity: federation.Error,
			Title:  "The NameID has an unwelcome format",
			Remedy: "Set {{idp \"saml.name_id_format\"}} in {{name \"idp\"}} to one that {{name \"platform\"}} takes",
			Role:   federation.IdPAdmin, Source: core("8.3"),
			Because: check.Codes("saml-wrapping", "saml-name-id-missing"),
		}, nil, func(d *federation.Dossier) bool {
			return d.Expect.NameIDFormats.Set && len(d.Expect.NameIDFormats.Value) > 0
		}, func(j *check.Judgement, a *Assertion) {
			want := j.Expect.NameIDFormats
			got := last(a.NameID.Format.Text)
			if got == "" {
				got = "unspecified"
			}
			if a.NameID.Text == "" || slices.Contains(want.Value, got) {
				return
			}
			f := j.At(a.NameID.Format.OrAt(a.NameID.Value), idp, factFormat, "%s takes %s and the identity provider sent %s",
				j.Words.Name(federation.Platform), strings.Join(want.Value, " or "), got)
			f.Want, f.Got = strings.Join(want.Value, " or "), got
			check.Rests(f, want)
		})),
		onAssertions(federation.Rule{Code: "saml-subject-confirmation-missing", Severity: federation.Error,
			Title:  "Nothing confirms the subject",
			Remedy: "Report the response to the maker of the identity provider", Role: federation.IdPAdmin, Source: profiles("4.1.4.2"),
			Because: check.Codes("saml-wrapping"),
		}, nil, nil, func(j *check.Judgement, a *Assertion) {
			if len(a.Confirmations) == 0 {
				j.At(a.Here, idp, "", "A browser login needs a confirmation of the subject and the assertion has none")
			}
		}),
		onAssertions(federation.Rule{Code: "saml-not-bearer", Severity: federation.Error, Title: "The assertion is not for a browser login",
			Remedy: "Set up the application in {{name \"idp\"}} for web browser single sign-on", Role: federation.IdPAdmin,
			Source: profiles("4.1.4.2"), Because: check.Codes("saml-wrapping"),
		}, nil, nil, func(j *check.Judgement, a *Assertion) {
			if len(a.Confirmations) > 0 && len(a.bearers()) == 0 {
				j.Differ(a.Confirmations[0].Method, idp, "", methodBearer,
					"A browser login needs the method bearer and the assertion names another")
			}
		}),
		onAssertions(federation.Rule{Code: "saml-authn-statement-missing", Severity: federation.Error,
			Title:  "The assertion does not say that anybody logged in",
			Remedy: "Report the response to the maker of the identity provider", Role: federation.IdPAdmin, Source: profiles("4.1.4.2"),
			Because: check.Codes("saml-wrapping"),
		}, nil, nil, func(j *check.Judgement, a *Assertion) {
			if len(a.Statements) == 0 {
				j.At(a.Here, idp, "", "A browser login needs a statement about the login and the assertion has none")
			}
		}),
		ofAttributes(onAssertions(federation.Rule{Code: "saml-attribute-missing", Severity: federation.Error,
			Title:  "A required attribute is missing",
			Remedy: "Add the attribute to the claims of the application in {{name \"idp\"}}", Role: federation.IdPAdmin,
			Source: core("2.7.3.1"), Because: check.Codes("saml-wrapping"),
		}, nil, wantsAttributes, func(j *check.Judgement, a *Assertion) {
			for _, want := range j.Expect.Attributes.Value {
				if exact, folded := a.find(want.Name); exact == nil && folded == nil && !want.Optional && !a.EncryptedAttribute.Present() {
					if a.near(want.Name, j.Expect.Attributes.Value) != nil {
						continue // that it has another name is another rule
					}
					f := j.At(a.Here, idp, "", "%s needs the attribute %q and the assertion does not have it",
						j.Words.Name(federation.Platform), want.Name)
					f.Want = want.Name
					check.Rests(f, j.Expect.Attributes)
				}
			}
		})),
		ofAttributes(onAssertions(federation.Rule{Code: "saml-attribute-near", Severity: federation.Error,
			Title:  "A required attribute has another name",
			Remedy: "Rename the claim in {{name \"idp\"}} to exactly the wanted name, or add one of that name; leave its namespace empty",
			Role:   federation.IdPAdmin,
			Source: core("2.7.3.1"), Because: check.Codes("saml-wrapping"),
		}, nil, wantsAttributes, func(j *check.Judgement, a *Assertion) {
			for _, want := range j.Expect.Attributes.Value {
				exact, folded := a.find(want.Name)
				if near := a.near(want.Name, j.Expect.Attributes.Value); exact == nil && folded == nil && near != nil && !want.Optional &&
					!a.EncryptedAttribute.Present() {
					f := j.Differ(near.Name, idp, "", want.Name,
						"%s reads an attribute by its exact name, and the assertion has another that is like it",
						j.Words.Name(federation.Platform))
					check.Rests(f, j.Expect.Attributes)
				}
			}
		})),
		ofAttributes(onAssertions(federation.Rule{Code: "saml-attribute-case", Severity: federation.Error,
			Title:  "The name of an attribute differs in capitals",
			Remedy: "Rename the claim in {{name \"idp\"}} to exactly the wanted name", Role: federation.IdPAdmin, Source: core("2.7.3.1"),
			Because: check.Codes("saml-wrapping"),
		}, nil, wantsAttributes, func(j *check.Judgement, a *Assertion) {
			for _, want := range j.Expect.Attributes.Value {
				if exact, folded := a.find(want.Name); exact == nil && folded != nil {
					f := j.Differ(folded.Name, idp, "", want.Name,
						"%s reads an attribute by its exact name and the assertion writes it otherwise", j.Words.Name(federation.Platform))
					check.Rests(f, j.Expect.Attributes)
				}
			}
		})),
		leftOutIn(ofAttributes(onAssertions(federation.Rule{Code: "saml-attribute-mismatch", Severity: federation.Error,
			Title:  "An attribute has another value than the wanted one",
			Remedy: "Map the attribute in {{name \"idp\"}} to what holds exactly the wanted value, or correct that value in {{name \"platform\"}}",
			Role:   federation.Either,
			Source: core("2.7.3.1.1"), Because: check.Codes("saml-wrapping", "saml-comment-in-value",
				"saml-attribute-white-space", "saml-name-id-mismatch"),
		}, nil, comparesAttributes, attributeMismatch)), attributeLeftOut),
	}
}

func wantsAttributes(d *federation.Dossier) bool {
	return d.Expect.Attributes.Set && len(d.Expect.Attributes.Value) > 0
}

// comparesAttributes reports whether the value of an attribute is known beforehand.
func comparesAttributes(d *federation.Dossier) bool {
	return slices.ContainsFunc(d.Expect.Attributes.Value,
		func(a federation.Attribute) bool { return a.Fact != "" && len(owned(d, a.Fact)) > 0 })
}

// owned are the owner's values of f without placeholders: of every person or of
// every address, where there are several.
func owned(d *federation.Dossier, f federation.Fact) (out []federation.Claim) {
	for _, c := range d.Claims(f) {
		if c.Side == d.Owner(f) && !c.Placeholder {
			out = append(out, c)
		}
	}
	return out
}

// attributeMismatch compares an attribute with the values of every known person, as
// nameIDMismatch does: the response is about one of them.
func attributeMismatch(j *check.Judgement, a *Assertion) {
	for _, want := range j.Expect.Attributes.Value {
		got, _ := a.find(want.Name)
		if want.Fact == "" || got == nil || got.leftOut() {
			continue
		}
		said := owned(j.Dossier, want.Fact)
		if len(said) == 0 || slices.ContainsFunc(said, func(c federation.Claim) bool {
			return transformed(c.Value) || slices.ContainsFunc(got.Values, func(v Value) bool { return v.Text == c.Value })
		}) {
			continue
		}
		v := got.Name.With("")
		if len(got.Values) > 0 {
			v = got.Values[0]
		}
		near := said[0]
		for _, c := range said {
			if strings.EqualFold(c.Value, v.Text) {
				near = c
			}
		}
		f := j.Differ(v, near.Side, near.Fact, near.Value,
			"%s compares the attribute %q with its own records and the assertion has another value",
			j.Words.Name(federation.Platform), want.Name)
		f.Subject.Key = near.Key
		check.Rests(f, j.Expect.Attributes)
		if strings.EqualFold(near.Value, v.Text) {
			f.Severity = min(f.Severity, federation.Warning) // no source says whether capitals count
		}
	}
}

// find returns the attribute called name, and one whose name differs in
// capitals alone.
func (a *Assertion) find(name string) (exact, folded *Attribute) {
	for i := range a.Attributes {
		switch got := a.Attributes[i].Name.Text; {
		case got == name:
			return &a.Attributes[i], nil
		case strings.EqualFold(got, name):
			folded = &a.Attributes[i]
		}
	}
	return nil, folded
}

// named reports whether the NameID identifies the person. A transient one is another
// at each login, and whoever demands it looks at attributes instead.
func named(d *federation.Dossier) bool {
	return !slices.Equal(d.Expect.NameIDFormats.Value, []string{"transient"})
}

// transformed reports whether a platform does not compare the NameID itself but
// one of the attributes: "claim(email)".
func transformed(value string) bool { return strings.HasPrefix(value, "claim(") }

// nameIDMismatch compares the NameID with every known person's: the response is
// about one of them.
func nameIDMismatch(j *check.Judgement, a *Assertion) {
	if a.NameID.Text == "" || nameLeftOut(a) {
		return
	}
	var want federation.Claim
	for _, c := range j.Claims(factExternal) {
		if c.Side != j.Owner(factExternal) || c.Placeholder {
			continue
		}
		exact := j.Expect.ExactNameID.Set && j.Expect.ExactNameID.Value
		if transformed(c.Value) || c.Value == a.NameID.Text || !exact && c.Value == strings.TrimSpace(a.NameID.Text) {
			return // spaces around it are another rule
		}
		if want.Fact == "" || strings.EqualFold(c.Value, a.NameID.Text) {
			want = c
		}
	}
	if want.Fact == "" {
		return
	}
	f := j.Differ(a.NameID.Value, federation.Platform, factExternal, want.Value,
		"%s knows the person by one name and the assertion has another", j.Words.Name(federation.Platform))
	f.Subject.Key = want.Key
}

// near returns the attribute that was most likely meant by name: it has the name
// behind a namespace, with other punctuation, or with a typing error.
func (a *Assertion) near(name string, wanted []federation.Attribute) *Attribute {
	want := letters(name)
	alike := func(got string) int { // the less, the likelier; negative: not at all
		switch d := federation.Distance(want, got); {
		case got == want:
			return 0
		case len(want) > 2 && d == 1, len(want) > 7 && d == 2:
			return d
		case len(want) > 3 && strings.HasPrefix(got, want):
			return 3
		}
		return -1
	}
	best, found := 4, (*Attribute)(nil)
	for i := range a.Attributes {
		got := a.Attributes[i].Name.Text
		if slices.ContainsFunc(wanted, func(w federation.Attribute) bool { return w.Name == got }) {
			continue
		}
		if d := alike(letters(last(got))); d >= 0 && d < best {
			best, found = d, &a.Attributes[i]
		}
	}
	return found
}

// letters is name in lower case, without the punctuation between its words.
func letters(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}
