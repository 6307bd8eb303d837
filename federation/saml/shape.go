package saml

import (
	"strings"

	"federate/federation"
	"federate/federation/check"
	"federate/federation/document"
)

// shapeChecks judge whether there is an assertion to judge.
func shapeChecks() []federation.Check {
	const idp = federation.IdP
	unreadable := func(fault document.Fault, code federation.Code, title, remedy string, source federation.Source) federation.Check {
		return onText(federation.Rule{Code: code, Severity: federation.Error, Title: title, Remedy: remedy,
			Role: federation.Either, Source: source, Uncapped: true,
		}, func(j *check.Judgement, r *Response) {
			if r.Fault == fault {
				j.At(Value{Line: r.Line}, "", "", "The response cannot be read: %s", r.Malformed)
			}
		})
	}
	return []federation.Check{
		unreadable(document.Malformed, codeMalformed, "The response is not a readable SAML response",
			"Capture the response again, as a whole, from the browser's network log", core("3.3.3")),
		unreadable(document.Doctype, codeDoctype, "The response declares a document type",
			"Find out what stands between the identity provider and the browser: no identity provider sends this",
			federation.Source{Document: "saml-sec-consider-2.0-os"}),
		unreadable(document.TooLarge, codeTooLarge, "The response is too large to be read",
			"Reduce the groups and attributes that the identity provider sends", federation.Source{Document: "saml-sec-consider-2.0-os"}),
		unreadable(document.TooDeep, codeTooDeep, "The response is nested too deeply",
			"Find out what stands between the identity provider and the browser: no identity provider sends this",
			federation.Source{Document: "saml-sec-consider-2.0-os"}),

		onResponse(federation.Rule{Code: "saml-version", Severity: federation.Error, Title: "The response is not SAML 2.0",
			Remedy: "Switch the application in {{name \"idp\"}} to SAML 2.0", Role: federation.IdPAdmin, Source: core("4.1.1"),
		}, nil, nil, func(j *check.Judgement, r *Response, v *view) {
			if r.Version.Text != "2.0" {
				j.Differ(r.Version.OrAt(r.Start()), idp, "", "2.0", "SAML 2.0 demands one version and the response names another")
			}
			for _, a := range v.message.Assertions {
				if a.Version.Text != "2.0" {
					j.Differ(a.Version.OrAt(a.Here), idp, "", "2.0", "SAML 2.0 demands one version and the assertion names another")
				}
			}
		}),
		onResponse(federation.Rule{Code: "saml-status", Severity: federation.Error, Title: "The identity provider refused the login",
			Remedy: "Look up the status in the sign-in log of {{name \"idp\"}} at the time of the response", Role: federation.IdPAdmin,
			Source: core("3.2.2.2"),
		}, nil, nil, func(j *check.Judgement, r *Response, v *view) {
			m := v.message
			if m.Status.Text == statusSuccess {
				return
			}
			said := last(m.Status.Text)
			for _, s := range m.SubStatus {
				said += " / " + last(s.Text)
			}
			if said == "" {
				said = "no status"
			}
			if m.StatusText.Text != "" {
				said += ": " + m.StatusText.Text
			}
			f := j.At(m.Status.OrAt(r.Start()), idp, "", "A login needs Success and the identity provider answered %s%s", said,
				besideRefusal(j.Dossier, m.SubStatus))
			f.Want, f.Got, f.Said = statusSuccess, m.Status.Text, refusal(&m)
		}),
		onResponse(federation.Rule{Code: "saml-no-assertion", Severity: federation.Error, Title: "There is no assertion in the response",
			Remedy: "Capture the response of a login that succeeded in {{name \"idp\"}}", Role: federation.IdPAdmin,
			Source:  profiles("4.1.4.2"),
			Because: check.Codes("saml-status", "saml-wrapping"),
		}, nil, nil, func(j *check.Judgement, r *Response, v *view) {
			if len(v.message.Assertions)+len(v.message.Encrypted) == 0 {
				j.At(r.Start(), idp, "", "A login needs an assertion and the response holds none")
			}
		}),
		onResponse(federation.Rule{Code: "saml-several-assertions", Severity: federation.Warning, Title: "There is more than one assertion",
			Remedy: "Set up the application in {{name \"idp\"}} to send one assertion", Role: federation.IdPAdmin,
			Source:  profiles("4.1.4.2"),
			Because: check.Codes("saml-wrapping", "saml-unproven"),
		}, nil, nil, func(j *check.Judgement, _ *Response, v *view) {
			if n := len(v.message.Assertions) + len(v.message.Encrypted); n > 1 {
				where := v.message.Encrypted
				for _, a := range v.message.Assertions {
					where = append(where, a.Here)
				}
				j.At(where[len(where)-1], idp, "", "Most platforms take exactly one assertion and the response holds %d", n)
			}
		}),
		onResponse(federation.Rule{Code: "saml-encrypted-assertion", Severity: federation.Error, Title: "The assertion is encrypted",
			Remedy: "Switch off {{idp \"saml.encryption\"}} in {{name \"idp\"}}", Role: federation.IdPAdmin, Source: core("2.3.4"),
		}, nil, nil, encrypted),
		onResponse(federation.Rule{Code: "saml-duplicate-id", Severity: federation.Error, Title: "Two elements have the same ID",
			Remedy: "Report the response to the maker of the identity provider, or find out who changed it on the way",
			Role:   federation.IdPAdmin, Source: core("1.3.4"),
			Because: check.Codes("saml-wrapping"),
		}, nil, nil, func(j *check.Judgement, r *Response, _ *view) {
			in := r.reader()
			for i, el := range r.repeated {
				if i < 10 {
					j.At(in.Attr(el, "ID"), idp, "", "Every ID has to be unique and this one was given before").Got = id(el)
				}
			}
		}),
		onResponse(federation.Rule{Code: "saml-comment-in-value", Severity: federation.Error, Title: "A value is split by a comment",
			Remedy:  "Find out who put the comment into the response: parsers differ on what such a value says, and attackers use that",
			Role:    federation.IdPAdmin,
			Source:  federation.Source{Document: "CERT/CC Vulnerability Note VU#475445"},
			Because: check.Codes("saml-wrapping"),
		}, nil, nil, func(j *check.Judgement, r *Response, _ *view) {
			for _, v := range r.values() {
				if v.Comment {
					f := j.At(v, idp, "", "A value has to be one piece of text and a comment or instruction splits this one")
					f.Got = v.Text
				}
			}
		}),
	}
}

// encrypted assertions are worth a note where nobody said whether encryption is
// wanted: what is inside cannot be judged.
func encrypted(j *check.Judgement, r *Response, v *view) {
	e := j.Expect.Encryption
	if e.Set && e.Value != federation.EncryptionNone {
		return
	}
	report := func(at Value, what string) {
		f := j.At(at, federation.IdP, factEncryption,
			"%s takes no encryption and the identity provider encrypted %s", j.Words.Name(federation.Platform), what)
		if !e.Set {
			f.Severity, f.Because = federation.Note, check.Codes("saml-unproven")
			f.Detail = "The platform may or may not be able to read it, and the identity provider encrypted " + what + ": nothing inside was judged"
			return
		}
		check.Rests(f, e)
	}
	for _, at := range v.message.Encrypted {
		report(at, "the assertion")
	}
	for _, a := range v.message.Assertions {
		if a.EncryptedID {
			report(a.Here, "the NameID")
		}
		if a.EncryptedAttribute.Present() {
			report(a.EncryptedAttribute, "an attribute")
		}
	}
}

// values are all that a platform may act upon, as the text has them.
func (r *Response) values() []Value {
	out := []Value{r.Issuer}
	for _, a := range r.Assertions {
		out = append(out, a.Issuer, a.NameID.Value)
		for _, any := range a.Audiences {
			out = append(out, any...)
		}
		for _, attribute := range a.Attributes {
			out = append(out, attribute.Values...)
		}
	}
	return out
}

// last is the last part of a URN or URI.
func last(uri string) string {
	return uri[strings.LastIndexAny(uri, ":/#")+1:]
}
