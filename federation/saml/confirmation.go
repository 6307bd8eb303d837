package saml

import (
	"cmp"
	"slices"
	"strings"

	"federate/federation"
	"federate/federation/check"
)

// confirmationChecks judge the subject confirmation of an assertion
// (saml-profiles-2.0-os 4.1.4.2). One that is valid is enough.
func confirmationChecks() []federation.Check {
	const idp = federation.IdP
	rule := func(code federation.Code, title, remedy string) federation.Rule {
		return federation.Rule{Code: code, Severity: federation.Error, Title: title, Remedy: remedy, Role: federation.IdPAdmin,
			Source:  profiles("4.1.4.2"),
			Because: check.Codes("saml-wrapping", "saml-not-bearer")}
	}
	every := func(a *Assertion, is func(Confirmation) bool) (c Confirmation, ok bool) {
		bearers := a.bearers()
		if len(bearers) == 0 || slices.ContainsFunc(bearers, func(c Confirmation) bool { return !is(c) }) {
			return c, false
		}
		return bearers[0], true
	}
	return []federation.Check{
		onAssertions(rule("saml-confirmation-begins", "The confirmation says from when it holds",
			"Report the response to the maker of {{name \"idp\"}}, or take NotBefore out of SubjectConfirmationData there"), nil, nil,
			func(j *check.Judgement, a *Assertion) {
				if c, ok := every(a, func(c Confirmation) bool { return c.NotBefore.Present() }); ok {
					j.At(c.NotBefore, idp, "", "A bearer's SubjectConfirmationData must not have NotBefore and this one has: platforms that follow the standard refuse it").Got = c.NotBefore.Text
				}
			}),
		onAssertions(rule("saml-confirmation-endless", "The confirmation does not say until when it holds",
			"Report the response to the maker of {{name \"idp\"}}: NotOnOrAfter has to stand in SubjectConfirmationData"), nil, nil,
			func(j *check.Judgement, a *Assertion) {
				if c, ok := every(a, func(c Confirmation) bool { return c.NotOnOrAfter.Text == "" }); ok {
					j.At(c.NotOnOrAfter.OrAt(c.Here), idp, "",
						"A bearer's SubjectConfirmationData has to have NotOnOrAfter and this one has none, so it could be used for ever")
				}
			}),
		onAssertions(federation.Rule{Code: "saml-confirmation-none", Severity: federation.Error,
			Title:  "No confirmation of the assertion holds",
			Remedy: "Report the response to the maker of {{name \"idp\"}}: one SubjectConfirmation has to hold in everything",
			Role:   federation.IdPAdmin, Source: profiles("4.1.4.3"),
			Because: check.Codes("saml-wrapping", "saml-confirmation-begins", "saml-confirmation-endless", "saml-recipient-mismatch",
				"saml-subject-confirmation-expired", "saml-expired", "saml-window-empty"),
		}, nil, nil, func(j *check.Judgement, a *Assertion) {
			bearers := a.bearers()
			var why []string
			for _, c := range bearers {
				if w := refuses(j, c); w != "" {
					why = append(why, w)
				}
			}
			if len(bearers) > 1 && len(why) == len(bearers) {
				f := j.At(bearers[0].Here, idp, "", "Of %d confirmations one has to hold, and each fails for a reason of its own", len(bearers))
				f.Got = strings.Join(why, "; ")
			}
		}),
		onAssertions(federation.Rule{Code: "saml-name-id-other-platform", Severity: federation.Error,
			Title:  "The NameID is one for another platform",
			Remedy: "Set the SPNameQualifier of the NameID in {{name \"idp\"}} to exactly the wanted value, or leave it out",
			Role:   federation.IdPAdmin, Source: core("2.2.2"),
			Because: check.Codes("saml-wrapping", "saml-audience-mismatch"),
		}, check.Facts(factEntityID), nil, func(j *check.Judgement, a *Assertion) {
			if want := j.Value(factEntityID); a.NameID.SPNameQualifier.Text != "" && a.NameID.SPNameQualifier.Text != want {
				j.Differ(a.NameID.SPNameQualifier, idp, factEntityID, want,
					"%s calls itself one thing and the NameID is qualified for another", j.Words.Name(federation.Platform))
			}
		}),
		onAssertions(federation.Rule{Code: "saml-name-id-other-issuer", Severity: federation.Warning,
			Title:  "The NameID is qualified by another issuer",
			Remedy: "Set the NameQualifier of the NameID in {{name \"idp\"}} to its own entity ID, or leave it out",
			Role:   federation.IdPAdmin, Source: core("8.3.7"),
			Because: check.Codes("saml-wrapping", "saml-issuer-mismatch", "saml-assertion-issuer-mismatch"),
		}, check.Facts(factIssuer), nil, func(j *check.Judgement, a *Assertion) {
			if want := j.Value(factIssuer); a.NameID.NameQualifier.Text != "" && a.NameID.NameQualifier.Text != want {
				j.Differ(a.NameID.NameQualifier, idp, "", want,
					"The federation knows one identity provider and the NameID is qualified by another name")
			}
		}),
		onResponse(federation.Rule{Code: "saml-name-id-not-as-asked", Severity: federation.Note,
			Title:  "The NameID has another format than was asked for",
			Remedy: "Set {{idp \"saml.name_id_format\"}} in {{name \"idp\"}} to the wanted format, or let {{name \"platform\"}} ask for none",
			Role:   federation.Either, Source: core("3.4.1.1"),
			Because: check.Codes("saml-wrapping", "saml-name-id-format", "saml-request-name-id-policy", "saml-status",
				"saml-in-response-to-mismatch"),
		}, nil, func(d *federation.Dossier, r *Response) bool {
			q, ok := federation.Doc[*Request](d, federation.KindSAMLRequest)
			return r.Readable() && len(r.Assertions) > 0 && ok && q.Readable()
		}, func(j *check.Judgement, _ *Response, v *view) {
			q, _ := federation.Doc[*Request](j.Dossier, federation.KindSAMLRequest)
			want := last(q.NameIDFormat.Text)
			if want == "" || want == "unspecified" || want == "encrypted" {
				return
			}
			for _, a := range v.message.Assertions {
				if got := last(a.NameID.Format.Text); a.NameID.Text != "" && got != want {
					j.Differ(a.NameID.Format.OrAt(a.NameID.Value).With(none(got, got)), idp, factFormat, want,
						"The request asks for a NameID of one format and the response has %s", none(got, "another"))
				}
			}
		}),
		onResponse(federation.Rule{Code: "saml-name-id-qualifier-not-as-asked", Severity: federation.Warning,
			Title:  "The NameID is for another platform than was asked",
			Remedy: "Set the SPNameQualifier of the NameID in {{name \"idp\"}} to the wanted value, or let {{name \"platform\"}} ask for none",
			Role:   federation.Either, Source: core("3.4.1.1"),
			Because: check.Codes("saml-wrapping", "saml-name-id-other-platform",
				"saml-request-name-id-qualifier", "saml-status", "saml-in-response-to-mismatch"),
		}, nil, func(d *federation.Dossier, r *Response) bool {
			q := request(d)
			return r.Readable() && len(r.Assertions) > 0 && q != nil && q.SPNameQualifier.Text != ""
		}, func(j *check.Judgement, _ *Response, v *view) {
			want := request(j.Dossier).SPNameQualifier
			for _, a := range v.message.Assertions {
				if got := a.NameID.SPNameQualifier; got.Text != "" && got.Text != want.Text {
					j.Differ(got, idp, "", want.Text, "The request asks for a NameID for one platform and the response has one for another")
				}
			}
		}),
	}
}

// refuses says why a platform refuses the confirmation c; empty where it does not.
func refuses(j *check.Judgement, c Confirmation) string {
	until, ok := c.NotOnOrAfter.DateTime()
	late, over := j.Late(until, ok)
	_, told := j.Known(factACS)
	switch {
	case c.NotBefore.Present():
		return "it has NotBefore"
	case !ok:
		return "it has no NotOnOrAfter"
	case over && late >= j.Tolerance():
		return "it held until " + c.NotOnOrAfter.Text
	case told && !listens(j, c.Recipient.Text):
		return "it is for " + cmp.Or(c.Recipient.Text, "nobody")
	}
	return ""
}
