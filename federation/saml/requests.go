package saml

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"federate/federation"
	"federate/federation/check"
)

// Entra ID's own rules for requests, and its words for the errors.
func entraSAML(section string) federation.Source {
	return federation.Source{Document: "Microsoft identity platform: Single sign-on SAML protocol", Section: section}
}

// requestChecks judge what the platform asks for.
func requestChecks() []federation.Check {
	return slices.Concat(requestIssuerChecks(), requestAddressChecks(), requestWishChecks(), requestFormChecks())
}

// requestIssuerChecks judge whether the request can be read and who it says asks.
func requestIssuerChecks() []federation.Check {
	const platform, idp = federation.Platform, federation.IdP
	return []federation.Check{
		onRequest(federation.Rule{Code: "saml-request-malformed", Severity: federation.Error, Title: "The login request is not readable",
			Remedy: "Capture the request again, as a whole, from the browser's network log", Role: federation.Either,
			Source: core("3.4.1"), Uncapped: true,
		}, nil, func(*federation.Dossier, *Request) bool { return true }, func(j *check.Judgement, r *Request) {
			if !r.Readable() {
				j.At(Value{Line: r.Line}, "", "", "The login request cannot be read: %s", r.Malformed)
			}
		}),
		onRequest(federation.Rule{Code: "saml-request-issuer-missing", Severity: federation.Error,
			Title:  "The request does not say who asks",
			Remedy: "Set {{platform \"sp.entity_id\"}} in {{name \"platform\"}}; if it is set, report the request to its maker",
			Role:   federation.PlatformAdmin, Source: profiles("4.1.4.1"),
		}, nil, nil, func(j *check.Judgement, r *Request) {
			if r.Issuer.Text == "" {
				j.At(r.here(r.Issuer), platform, factEntityID,
					"A request has to name its issuer and this one names none, so no identity provider knows which application it is for")
			}
		}),
		onRequest(federation.Rule{Code: "saml-request-issuer-mismatch", Severity: federation.Error,
			Title:  "The request names another platform as its issuer",
			Remedy: "Correct {{platform \"sp.entity_id\"}} here and in {{name \"idp\"}}: the platform uses the name in its request",
			Role:   federation.Either, Source: profiles("4.1.4.1"),
			Because: check.Codes("saml-request-issuer-missing", "saml-request-issuer-is-idp"),
		}, check.Facts(factEntityID), nil, func(j *check.Judgement, r *Request) {
			if want := j.Value(factEntityID); r.Issuer.Text != want {
				j.Differ(r.here(r.Issuer).With(r.Issuer.Text), platform, factEntityID, want,
					"%s was said to call itself one thing and its request says another", j.Words.Name(platform))
			}
		}),
		onRequest(federation.Rule{Code: "saml-request-issuer-unregistered", Severity: federation.Error,
			Title:  "The identity provider knows the platform by another name",
			Remedy: "Set {{idp \"sp.entity_id\"}} in {{name \"idp\"}} to exactly the issuer of the request", Role: federation.IdPAdmin,
			Source:  federation.Source{Document: "Microsoft Entra authentication and authorization error codes", Section: "AADSTS700016"},
			Because: check.Codes("saml-request-issuer-missing", "saml-request-issuer-mismatch", "saml-request-issuer-is-idp"),
		}, nil, told(factEntityID), func(j *check.Judgement, r *Request) {
			if c, _ := j.Said(idp, factEntityID, ""); r.Issuer.Text != c.Value {
				j.Differ(r.here(r.Issuer).With(c.Value), idp, factEntityID, r.Issuer.Text,
					"The request is from one platform and %s was told of another, so it will not find the application", j.Words.Name(idp))
			}
		}),
	}
}

// requestAddressChecks judge where the request goes and where it wants the answer.
func requestAddressChecks() []federation.Check {
	const platform, idp = federation.Platform, federation.IdP
	return []federation.Check{
		onRequest(federation.Rule{Code: "saml-request-acs-mismatch", Severity: federation.Error,
			Title:  "The request wants the answer at another address",
			Remedy: "Correct {{platform \"sp.acs_url\"}} here and in {{name \"idp\"}}: the platform uses the address in its request",
			Role:   federation.Either, Source: core("3.4.1"),
			Because: check.Codes("saml-request-acs-is-idp"),
		}, check.Facts(factACS), nil, func(j *check.Judgement, r *Request) {
			if want, at := j.Value(factACS), r.answerTo(j.Dossier); at.Present() && !listens(j, at.Text) {
				j.Differ(at, platform, factACS, want,
					"%s was said to listen at one address and its request names another", j.Words.Name(platform))
			}
		}),
		onRequest(federation.Rule{Code: "saml-request-acs-unregistered", Severity: federation.Error,
			Title:  "The identity provider does not answer to that address",
			Remedy: "Add the address that the request names to {{idp \"sp.acs_url\"}} in {{name \"idp\"}}", Role: federation.IdPAdmin,
			Source:  federation.Source{Document: "Microsoft Entra authentication and authorization error codes", Section: "AADSTS50011"},
			Because: check.Codes("saml-request-acs-mismatch", "saml-request-acs-is-idp"),
		}, nil, told(factACS), func(j *check.Judgement, r *Request) {
			c, _ := j.Said(idp, factACS, "")
			at := r.answerTo(j.Dossier)
			known := func(o federation.Claim) bool { return o.Side == idp && o.Value == at.Text }
			if at.Present() && !slices.ContainsFunc(j.Claims(factACS), known) {
				j.Differ(at.With(c.Value), idp, factACS, at.Text,
					"The request wants the answer at one address and %s was told of another, so it will refuse", j.Words.Name(idp))
			}
		}),
		onRequest(federation.Rule{Code: "saml-request-destination-mismatch", Severity: federation.Error,
			Title:  "The request is for another sign-in address",
			Remedy: "Set {{platform \"idp.sso_url\"}} in {{name \"platform\"}} to exactly the wanted value", Role: federation.PlatformAdmin,
			Source: core("3.2.1"),
		}, check.Facts(factSSO), nil, func(j *check.Judgement, r *Request) {
			if want := j.Value(factSSO); r.Destination.Text != "" && r.Destination.Text != want &&
				!described(j.Dossier, r.Destination.Text) {
				j.Differ(r.Destination, platform, factSSO, want,
					"%s listens at one address and the request is for another", j.Words.Name(federation.IdP))
			}
		}),
		onRequest(federation.Rule{Code: "saml-request-destination-missing", Severity: federation.Error,
			Title:  "The signed request does not say where it goes",
			Remedy: "Set {{platform \"idp.sso_url\"}} in {{name \"platform\"}}; if it is set, let it send the Destination, or sign no requests",
			Role:   federation.PlatformAdmin, Source: bindings("3.4.5.2"),
		}, nil, func(_ *federation.Dossier, r *Request) bool { return r.Readable() && r.signed() }, func(j *check.Judgement, r *Request) {
			if r.Destination.Text == "" {
				f := j.At(r.here(r.Destination), platform, factSSO,
					"A signed message has to name its destination and this one names none: the signature then holds at any address")
				if r.Redirect == nil {
					f.Source = bindings("3.5.5.2")
				}
				f.Want = j.Value(factSSO)
			}
		}),
		onRequest(federation.Rule{Code: "saml-request-address-mismatch", Severity: federation.Error,
			Title:  "The request went to another address than it names",
			Remedy: "Set {{platform \"idp.sso_url\"}} in {{name \"platform\"}} to one address alone, or look for a proxy that leads requests elsewhere",
			Role:   federation.PlatformAdmin, Source: core("3.2.1"),
			Because: check.Codes("saml-request-destination-mismatch"),
		}, nil, func(_ *federation.Dossier, r *Request) bool {
			return r.Readable() && r.Address != "" && r.Destination.Text != ""
		}, func(j *check.Judgement, r *Request) {
			if leads(r.Destination.Text) != leads(r.Address) {
				f := j.Differ(r.Destination, platform, factSSO, r.Address,
					"The browser took the request to one address and its Destination names another, so an identity provider that compares them refuses")
				f.Want, f.Got = r.Address, r.Destination.Text
			}
		}),
	}
}

// requestWishChecks judge how the request wants people to log in and be named.
func requestWishChecks() []federation.Check {
	const platform = federation.Platform
	return []federation.Check{
		check.Only(func(d *federation.Dossier) bool {
			return d.Expect.AuthnContext.Set && d.Expect.AuthnContext.Value == "none"
		}, onRequest(federation.Rule{Code: "saml-request-authn-context", Severity: federation.Error,
			Title:  "The request prescribes how people log in",
			Remedy: "Clear {{platform \"sp.requested_authn_context\"}} in {{name \"platform\"}}", Role: federation.PlatformAdmin,
			Source: core("3.3.2.2.1"),
		}, nil, nil, func(j *check.Judgement, r *Request) {
			if !r.Context.Present() {
				return
			}
			var asked []string
			for _, c := range r.Contexts {
				asked = append(asked, last(c.Text))
			}
			f := j.At(r.Context, platform, factContext,
				"The request should leave the way of logging in to the identity provider and asks for %s", strings.Join(asked, " or "))
			f.Got = strings.Join(asked, " or ")
			check.Rests(f, j.Expect.AuthnContext)
		})),
		onRequest(federation.Rule{Code: "saml-request-authn-comparison", Severity: federation.Error,
			Title:  "Entra ID takes no such comparison",
			Remedy: "Clear {{platform \"sp.requested_authn_context\"}} in {{name \"platform\"}}, or set its comparison to exact",
			Role:   federation.PlatformAdmin,
			Source: entraSAML("RequestedAuthnContext"), Confidence: federation.Likely, Because: check.Codes("saml-request-authn-context"),
		}, nil, toEntra, func(j *check.Judgement, r *Request) {
			if r.Context.Present() && r.Comparison.Text != "" && r.Comparison.Text != "exact" {
				j.Differ(r.Comparison, platform, factContext, "exact",
					"Entra ID takes exact alone, answers AADSTS900235 to the rest, and the request asks for another comparison")
			}
		}),
		onRequest(federation.Rule{Code: "saml-request-name-id-policy", Severity: federation.Error,
			Title:  "The request asks for an unwelcome NameID format",
			Remedy: "Set the NameID policy of the request in {{name \"platform\"}} to one of the wanted formats, or leave it out",
			Role:   federation.PlatformAdmin,
			Source: core("3.4.1.1"),
		}, nil, nil, nameIDPolicy),
		onRequest(federation.Rule{Code: "saml-request-name-id-qualifier", Severity: federation.Warning,
			Title:  "The request asks for a name for another platform",
			Remedy: "Set the SPNameQualifier of the request in {{name \"platform\"}} to its own entity ID, or leave it out",
			Role:   federation.PlatformAdmin, Source: core("3.4.1.1"),
		}, check.Facts(factEntityID), nil, func(j *check.Judgement, r *Request) {
			// The platform's own name is right, whatever else is wrong with the
			// issuer.
			if want, got := j.Value(factEntityID), r.SPNameQualifier; got.Present() && got.Text != want && got.Text != r.Issuer.Text {
				j.Differ(got, platform, factEntityID, want,
					"A platform asks for a name of its own, or of a group of platforms that it belongs to, and the request is qualified for another")
			}
		}),
		onRequest(federation.Rule{Code: "saml-request-protocol-binding", Severity: federation.Warning,
			Title:  "The answer is wanted by another binding than POST",
			Remedy: "Set the response binding in {{name \"platform\"}} to HTTP-POST", Role: federation.PlatformAdmin,
			Source: profiles("4.1.2"),
		}, nil, nil, func(j *check.Judgement, r *Request) {
			if r.Binding.Text == "" || r.Binding.Text == bindingPost {
				return
			}
			f := j.Differ(r.Binding, platform, "", bindingPost,
				"Identity providers answer by a form that the browser posts and the request asks for %s", last(r.Binding.Text))
			if toEntra(j.Dossier, r) {
				f.Severity, f.Detail = federation.Error, f.Detail+", to which Entra ID answers AADSTS75003"
			}
		}),
		onRequest(federation.Rule{Code: "saml-request-subject", Severity: federation.Error, Title: "Entra ID takes no subject in a request",
			Remedy: "Switch off in {{name \"platform\"}} that the request names the person", Role: federation.PlatformAdmin,
			Source: entraSAML("Subject"),
		}, nil, toEntra, func(j *check.Judgement, r *Request) {
			if r.Subject.Present() {
				j.At(r.Subject, platform, "", "Entra ID asks the person itself, refuses a request that names one, and this one does")
			}
		}),
	}
}

// requestFormChecks judge what else is written in the request.
func requestFormChecks() []federation.Check {
	const platform = federation.Platform
	return []federation.Check{
		onRequest(federation.Rule{Code: "saml-request-id", Severity: federation.Warning, Title: "The ID of the request is not allowed",
			Remedy: "Report the request to the maker of {{name \"platform\"}}: an ID begins with a letter or an underscore and has letters, digits, hyphens and stops alone",
			Role:   federation.PlatformAdmin, Source: core("1.3.4"),
		}, nil, nil, func(j *check.Judgement, r *Request) {
			why := notID(r.ID.Text)
			if r.testButton() || why == "" {
				return
			}
			f := j.At(r.here(r.ID), platform, factRequest, "An ID has to be an xs:ID and this one %s", why)
			if f.Got = r.ID.Text; toEntra(j.Dossier, r) {
				f.Severity, f.Detail = federation.Error, f.Detail+", to which Entra ID answers AADSTS7500529"
			}
		}),
		onRequest(federation.Rule{Code: "saml-request-version", Severity: federation.Error, Title: "The request is not SAML 2.0",
			Remedy: "Switch {{name \"platform\"}} to SAML 2.0", Role: federation.PlatformAdmin, Source: core("3.2.1"),
		}, nil, nil, func(j *check.Judgement, r *Request) {
			if r.Version.Text != "2.0" {
				j.Differ(r.here(r.Version).With(r.Version.Text), platform, "", "2.0",
					"SAML 2.0 demands one version and the request names %s", none(r.Version.Text, "another"))
			}
		}),
		onRequest(federation.Rule{Code: "saml-request-force-authn", Severity: federation.Note,
			Title:  "People have to log in afresh each time",
			Remedy: "Clear the forced authentication in {{name \"platform\"}} if people are to pass with the session they have",
			Role:   federation.PlatformAdmin, Source: core("3.4.1"),
		}, nil, nil, func(j *check.Judgement, r *Request) {
			if r.ForceAuthn.True() {
				j.At(r.ForceAuthn, platform, "", "Single sign-on lets a session count and the request demands a fresh login").Got = r.ForceAuthn.Text
			}
		}),
		onRequest(federation.Rule{Code: "saml-request-passive", Severity: federation.Warning, Title: "Nobody without a session can log in",
			Remedy: "Switch off passive requests in {{name \"platform\"}}", Role: federation.PlatformAdmin, Source: core("3.4.1"),
		}, nil, nil, func(j *check.Judgement, r *Request) {
			if r.IsPassive.True() {
				j.At(r.IsPassive, platform, "", "A person without a session has to be asked and the request forbids that").Got = r.IsPassive.Text
			}
		}),
	}
}

// notID says why id is no xs:ID, an NCName (xml-names, 4); empty where it is one.
func notID(id string) string {
	if id == "" {
		return "is empty or missing"
	}
	for i, r := range id {
		switch letter := r == '_' || unicode.IsLetter(r); {
		case letter, i > 0 && (r == '-' || r == '.' || r == '·' || unicode.IsDigit(r) || unicode.Is(unicode.M, r)):
		case i == 0:
			return "does not begin with a letter or an underscore"
		default:
			return fmt.Sprintf("holds %q", r)
		}
	}
	return ""
}

// told returns whether the identity provider's console holds a value of f that is no
// placeholder and that no other rule finds wrong: a value other than the platform's
// is a finding of its own.
func told(f federation.Fact) func(*federation.Dossier, *Request) bool {
	return func(d *federation.Dossier, r *Request) bool {
		c, ok := d.Said(federation.IdP, f, "")
		owner, known := d.Known(f)
		return ok && !c.Placeholder && r.Readable() && (c.Copied || !known || owner.Value == c.Value)
	}
}
