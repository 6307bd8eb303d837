package oidc

import (
	"slices"

	"federate/federation"
	"federate/federation/check"
)

const (
	codeDiscoveryMalformed federation.Code = "oidc-discovery-malformed"
	codeDiscoveryOAuth     federation.Code = "oidc-discovery-oauth-only"
	codeTemplate           federation.Code = "oidc-issuer-template"
)

// describedChecks judge a discovery document by itself.
func describedChecks() []federation.Check {
	const idp = federation.IdP
	again := "Open {{idp \"oidc.discovery_url\"}} in a browser and copy the whole page again"
	return []federation.Check{
		check.On(federation.KindDiscovery, federation.Rule{Code: codeDiscoveryMalformed, Severity: federation.Error,
			Title:  "The discovery document cannot be read",
			Remedy: again, Role: federation.Either, Source: discovery("4.2"), Uncapped: true,
		}, nil, check.Always, func(j *check.Judgement, d *Discovery) {
			if d.Malformed != "" {
				j.At(Value{Line: d.Line}, "", "", "A discovery document is one JSON object and this is none: %s", d.Malformed)
			}
			for _, w := range d.Wrong {
				j.At(w, "", "", "A member has another type than it should: %s", w.Text)
			}
		}),
		check.On(federation.KindDiscovery, federation.Rule{Code: "oidc-discovery-duplicate-member", Severity: federation.Error,
			Title:  "The discovery document says something twice",
			Remedy: "Open {{idp \"oidc.discovery_url\"}} in a browser and compare: if the member is there twice, report it to the maker of {{name \"idp\"}}",
			Role:   federation.IdPAdmin, Source: rfc("8259", "4"),
		}, nil, nil, func(j *check.Judgement, d *Discovery) { twice(j, &d.Document, idp) }),
		check.On(federation.KindDiscovery, federation.Rule{Code: codeDiscoveryOAuth, Severity: federation.Warning,
			Title:  "This document is of OAuth, not of OpenID Connect",
			Remedy: "Copy the document that ends in /.well-known/openid-configuration, not /.well-known/oauth-authorization-server",
			Role:   federation.IdPAdmin,
			Source: rfc("8414", "3"), Because: check.Codes(codeDiscoveryMalformed),
		}, nil, nil, func(j *check.Judgement, d *Discovery) {
			if !d.saysAlgorithms && !d.saysSubjects {
				j.At(d.Issuer, idp, factDiscovery,
					"A discovery document lists how ID tokens are signed and this one does not speak of ID tokens")
			}
		}),
		check.On(federation.KindDiscovery, federation.Rule{Code: "oidc-endpoint-missing", Severity: federation.Error,
			Title:  "The discovery document lacks an address",
			Remedy: "Copy the document again from {{idp \"oidc.discovery_url\"}}; if the address is missing there, turn on the authorization code flow in {{name \"idp\"}}",
			Role:   federation.IdPAdmin, Source: discovery("3"), Because: check.Codes(codeDiscoveryMalformed),
		}, nil, nil, func(j *check.Judgement, d *Discovery) {
			for _, v := range d.says() {
				if v.Text == "" && slices.Contains(check.Facts(factAuthorization, factToken, factKeySet), v.fact) {
					j.At(v.Value, idp, v.fact, "A login by authorization code needs %s and the document does not name it",
						j.Terms.Title(v.fact))
				}
			}
		}),
		check.On(federation.KindDiscovery, federation.Rule{Code: "oidc-issuer-missing", Severity: federation.Error,
			Title:  "The discovery document does not name its issuer",
			Remedy: "Copy the document again from {{idp \"oidc.discovery_url\"}}; if it names none there, report it to the maker of {{name \"idp\"}}",
			Role:   federation.IdPAdmin, Source: discovery("3"), Because: check.Codes(codeDiscoveryMalformed),
		}, nil, nil, func(j *check.Judgement, d *Discovery) {
			if d.Issuer.Text == "" {
				j.At(d.Issuer.Or(Value{Path: "/issuer", Line: 1}), idp, factIssuer,
					"Every ID token names the issuer of the document, and this document has none to compare it with")
			}
		}),
		check.On(federation.KindDiscovery,
			federation.Rule{Code: codeTemplate, Severity: federation.Error, Title: "The issuer is a template",
				Remedy: "Copy {{idp \"oidc.discovery_url\"}} of your own tenant, with its ID in place of common or organizations",
				Role:   federation.IdPAdmin,
				Source: microsoft(protocol),
			}, nil, nil, func(j *check.Judgement, d *Discovery) {
				if template(d.Issuer.Text) {
					j.At(d.Issuer, idp, factIssuer, "An issuer is compared to the character and this one has to be filled in first: no token will ever name it").Got = d.Issuer.Text
				}
			}),
	}
}

// twice reports every member that a document has twice.
func twice(j *check.Judgement, d *Document, side federation.Side) {
	for _, v := range d.Twice {
		j.At(v, side, "", "A member may be there once and %q is there again: programs differ in which one they take", v.Text)
	}
}
