package saml

import (
	"slices"
	"strings"

	"federate/federation"
	"federate/federation/check"
)

// testButton is the ID of the login request that Entra ID's Test button makes:
// always this one. The response to it names no request.
const testButton = "F84D888AA3B44C1B844375A4E8210D9E"

// start says who began the login that ended with m: the platform, where it asks
// for an answer to its request (saml-profiles-2.0-os 4.1.5).
func (m *Message) start() federation.Start {
	if m.InResponseTo.Text != "" {
		return federation.StartSP
	}
	return federation.StartIdP
}

func startName(s federation.Start) string {
	if s == federation.StartSP {
		return "at the platform"
	}
	return "at the identity provider"
}

// startWay is the remedy that leads to a login of the other kind.
func startWay(s federation.Start) string {
	if s == federation.StartSP {
		return "Start the login at the sign-in page of {{name \"platform\"}}, in a fresh private window"
	}
	return "Start the login at {{name \"idp\"}}, from its tile or start address, in a fresh private window"
}

// tested reports whether a response certainly came from the Test button: by the
// request it answers or the one that was captured with it.
func tested(j *check.Judgement, m Message) bool {
	return strings.Contains(strings.ToUpper(m.InResponseTo.Text), testButton) || request(j.Dossier).testButton()
}

func (r *Request) testButton() bool {
	return r != nil && strings.Contains(strings.ToUpper(r.ID.Text), testButton)
}

// request is the login request of the same login, nil where none was captured. Of
// several logins at once it is the one that the response names.
func request(d *federation.Dossier) *Request {
	r, ok := federation.Doc[*Request](d, federation.KindSAMLRequest)
	if !ok || !r.Readable() {
		return nil
	}
	switch federation.Start(d.Attempt) {
	case "", federation.StartSP, federation.StartIdP:
		return r
	}
	if answer, ok := federation.Doc[*Response](d, federation.KindSAMLResponse); ok && r.ID.Text != "" &&
		answer.InResponseTo.Text == r.ID.Text {
		return r
	}
	return nil
}

// asked is the ID of the platform's login request: from the captured request, or as
// it was stated.
func asked(d *federation.Dossier) (id, from string) {
	if r := request(d); r != nil && r.ID.Text != "" {
		return r.ID.Text, "the captured login request has"
	}
	keys := []string{d.Attempt, ""}
	for _, a := range slices.Backward(d.Artifacts()) {
		if a.Kind == federation.KindSAMLResponse {
			keys = append(keys, a.Key)
			break
		}
	}
	for _, key := range keys {
		if c, ok := d.Said(d.Owner(factRequest), factRequest, key); ok && c.Own() && c.Value != "" {
			return c.Value, "the login request was said to have"
		}
	}
	return "", ""
}

// startChecks judge which side began the login, whether that was to be tested and
// whether the platform allows it.
func startChecks() []federation.Check {
	const platform = federation.Platform
	return []federation.Check{
		onResponse(federation.Rule{Code: "saml-entra-test-button", Severity: federation.Note,
			Title:  "The login came from Entra ID's Test button",
			Remedy: "Start a further login at {{name \"platform\"}} or at the start page of {{name \"idp\"}}: the button proves the signature and the claims, and neither kind of start",
			Role:   federation.Either, Source: federation.Source{Document: "MicrosoftDocs/azure-docs issue 81334"},
			Confidence: federation.Likely,
		}, nil, nil, func(j *check.Judgement, r *Response, v *view) {
			if tested(j, v.message) {
				j.At(v.message.InResponseTo.OrAt(r.Start()), federation.IdP, "",
					"Entra ID's Test button always asks with the request ID %s, and this login has it", testButton)
			}
		}),
		check.Only(func(d *federation.Dossier) bool {
			return d.Attempt == string(federation.StartSP) || d.Attempt == string(federation.StartIdP)
		}, onResponse(federation.Rule{Code: "saml-start-other", Severity: federation.Error,
			Title:  "This is not the start that was to be tested",
			Remedy: startWay(federation.StartSP), Role: federation.Either, Source: profiles("4.1.5"),
			Because: check.Codes("saml-entra-test-button"),
		}, nil, nil, func(j *check.Judgement, r *Response, v *view) {
			want, got := federation.Start(j.Attempt), v.message.start()
			if want == got {
				return
			}
			says := "answers no request"
			if got == federation.StartSP {
				says = "answers a request"
			}
			f := j.At(v.message.InResponseTo.OrAt(r.Start()), "", "",
				"A login that begins %s was to be tested and the response %s%s", startName(want), says, alsoButton(v.message))
			f.Want, f.Got, f.Remedy = string(want), string(got), startWay(want)
		})),
		check.Only(func(d *federation.Dossier) bool { return d.Expect.Starts.Set && len(d.Expect.Starts.Value) > 0 },
			onResponse(federation.Rule{Code: "saml-start-not-allowed", Severity: federation.Error,
				Title:  "The platform takes no login that begins there",
				Remedy: startWay(federation.StartSP), Role: federation.Either, Source: profiles("4.1.5"),
				Because: check.Codes("saml-entra-test-button", "saml-start-other"),
			}, nil, nil, func(j *check.Judgement, r *Response, v *view) {
				want, got := j.Expect.Starts, v.message.start()
				if slices.Contains(want.Value, got) {
					return
				}
				f := j.At(v.message.InResponseTo.OrAt(r.Start()), platform, "", "%s takes logins that begin %s and this one began %s%s",
					j.Words.Name(platform), startName(want.Value[0]), startName(got), alsoButton(v.message))
				f.Want, f.Got, f.Remedy = string(want.Value[0]), string(got), startWay(want.Value[0])
				check.Rests(f, want)
			})),
		onResponse(federation.Rule{Code: "saml-in-response-to-mismatch", Severity: federation.Error,
			Title:  "The response answers another request",
			Remedy: "Capture request and response of one and the same login, begun at {{name \"platform\"}} in a fresh private window",
			Role:   federation.Either,
			Source: profiles("4.1.4.2"), Because: check.Codes("saml-entra-test-button", "saml-start-other", "saml-start-not-allowed"),
		}, nil, func(d *federation.Dossier, r *Response) bool {
			id, _ := asked(d)
			return r.Readable() && id != ""
		}, func(j *check.Judgement, r *Response, v *view) {
			want, has := asked(j.Dossier)
			got := v.message.InResponseTo
			if got.Text == want || got.Text == "" && j.Attempt == string(federation.StartIdP) {
				return
			}
			j.Differ(got.OrAt(r.Start()).With(got.Text), platform, factRequest, want,
				"A response has to name the request that it answers: %s one ID and the response names %s",
				has, none(got.Text, "another"))
		}),
		onAssertions(federation.Rule{Code: "saml-authn-context-unmet", Severity: federation.Warning,
			Title:  "The person logged in otherwise than was asked",
			Remedy: "Clear {{platform \"sp.requested_authn_context\"}} in {{name \"platform\"}}", Role: federation.PlatformAdmin,
			Source:  core("3.3.2.2.1"),
			Because: check.Codes("saml-wrapping", "saml-in-response-to-mismatch"),
		}, nil, func(d *federation.Dossier) bool { r := request(d); return r != nil && r.exact() }, func(j *check.Judgement, a *Assertion) {
			want := request(j.Dossier).Contexts
			for _, s := range a.Statements {
				got := s.ContextClass
				if !got.Present() || slices.ContainsFunc(want, func(w Value) bool { return w.Text == got.Text }) {
					continue
				}
				j.Differ(got, platform, factContext, want[0].Text,
					"The request asks for exactly one way of logging in and the response names another, which a platform may refuse")
			}
		}),
	}
}

func none(text, otherwise string) string {
	if text == "" {
		return "none"
	}
	return otherwise
}

// alsoButton says where else a response of Entra ID that answers no request may come
// from.
func alsoButton(m Message) string {
	if m.start() == federation.StartIdP && isEntra(m.Issuer.Text) {
		return " (Entra ID's Test button and My Apps send such responses)"
	}
	return ""
}

// isEntra reports whether a value is an issuer or address of Entra ID, in any
// of its clouds.
func isEntra(value string) bool {
	for _, start := range []string{"https://sts.windows.net/", "https://sts.chinacloudapi.cn/", "https://login.microsoftonline.com/",
		"https://login.microsoftonline.us/",
		"https://login.partner.microsoftonline.cn/"} {
		if strings.HasPrefix(value, start) {
			return true
		}
	}
	return false
}
