package oidc

import (
	"net/url"
	"strings"

	"federate/federation"
	"federate/federation/check"
)

const (
	codeIssuerMismatch   federation.Code = "oidc-issuer-mismatch"
	codeOktaServer       federation.Code = "oidc-okta-server"
	codeDiscoveryAddress federation.Code = "oidc-discovery-address"
)

// issuerChecks judge the identity provider's issuer and where it is found.
func issuerChecks() []federation.Check {
	return []federation.Check{
		check.Only(twoIssuers, check.OnClaims(federation.Rule{Code: codeIssuerMismatch, Severity: federation.Error,
			Title:  "The issuer is not the one of the discovery document",
			Remedy: "Set {{platform \"oidc.issuer\"}} to exactly the wanted value", Role: federation.Either, Source: discovery("4.3"),
			Because: check.Codes(codeOktaServer, codeTenants, codeVersions, codeEveryTenant),
		}, check.Facts(factIssuer), func(j *check.Judgement, cs []federation.Claim) {
			want, by := j.Value(factIssuer), j.Words.Name(federation.IdP)
			if d, ok := federation.Doc[*Discovery](j.Dossier, federation.KindDiscovery); ok &&
				d.Issuer.Text != "" && !template(d.Issuer.Text) {
				want, by = d.Issuer.Text, "the discovery document"
			}
			for _, c := range append(cs, toldIssuers(j.Dossier)...) {
				if want != "" && c.Value != want {
					j.Claim(c, want, "%s names one issuer and %s holds another", by, j.Words.Name(c.Side))
				}
			}
		})),
		check.EachClaim(federation.Rule{Code: codeDiscoveryAddress, Severity: federation.Error,
			Title:  "This is not the address of a discovery document",
			Remedy: "Enter the wanted address as {{platform \"oidc.discovery_url\"}}, and open it in a browser first: it has to show JSON",
			Role:   federation.Either,
			Source: discovery("4"),
		}, check.Facts(factDiscovery), func(j *check.Judgement, c federation.Claim) {
			if want := discoveryAddress(c.Value); want != "" {
				j.Claim(c, want, "A discovery address ends in %s and this one does not", wellKnown)
			}
		}),
		withIssuer(federation.Rule{Code: "oidc-issuer-not-of-address", Severity: federation.Error,
			Title:  "Issuer and discovery address do not belong together",
			Remedy: "Copy issuer and discovery address from the same place: the address is the issuer with " + wellKnown + " behind it",
			Role:   federation.Either,
			Source: discovery("4.3"), Because: check.Codes(codeDiscoveryAddress, codeOktaServer),
		}, check.Facts(factDiscovery), func(j *check.Judgement, c federation.Claim, issuer string) {
			u, err := url.Parse(c.Value)
			if known, _ := j.Known(factIssuer); unsafe(issuer) && secured(issuer)+wellKnown == bare(c.Value) {
				f := j.Claim(known, secured(issuer), "The document was asked at https and names its issuer with http: whoever looks at the tokens compares the two to the character")
				f.Remedy = "Set the public https address in {{name \"idp\"}}, so that its document names the issuer by which people reach it"
				return
			}
			base, ok := strings.CutSuffix(bare(c.Value), wellKnown)
			if err != nil || !ok || ofMicrosoft(c.Value) || ofMicrosoft(issuer) || base == strings.TrimSuffix(issuer, "/") {
				return
			}
			want := strings.TrimSuffix(issuer, "/") + wellKnown
			if u.RawQuery != "" {
				want += "?" + u.RawQuery
			}
			j.Claim(c, want, "Whoever is called by the issuer is asked at the issuer's address, and this address is of another")
		}),
		check.Only(check.Several(append(endpoints(), factDiscovery, factIssuer)...),
			withIssuer(federation.Rule{Code: codeOktaServer, Severity: federation.Error,
				Title:  "Two authorization servers of Okta are mixed",
				Remedy: "Choose one authorization server in {{name \"idp\"}} and copy every address, the issuer first, from its own discovery document",
				Role:   federation.Either,
				Source: okta("Authorization servers"),
			}, append(endpoints(), factDiscovery, factIssuer), func(j *check.Judgement, c federation.Claim, issuer string) {
				server := oktaServer(bare(c.Value))
				if server == "" || strings.TrimSuffix(server, "/") == strings.TrimSuffix(issuer, "/") || c.Value == issuer ||
					!oktaHost().MatchString(server) && !oktaHost().MatchString(issuer) {
					return
				}
				f := j.Claim(c, issuer, "The issuer is %s and %s is of %s", oktaKind(issuer), j.Terms.Title(c.Fact), oktaKind(server))
				f.Got = server
			})),
	}
}

// twoIssuers reports whether two values of the issuer are known that can be
// compared.
func twoIssuers(d *federation.Dossier) bool {
	known, _ := d.Known(factIssuer)
	_, described := federation.Doc[*Discovery](d, federation.KindDiscovery)
	return check.Several(factIssuer)(d) || len(toldIssuers(d)) > 0 || described && known.Stated() && known.From.Artifact != federation.KindDiscovery
}

// toldIssuers are those that somebody told and a document took the place of.
func toldIssuers(d *federation.Dossier) (out []federation.Claim) {
	for _, c := range d.Told {
		if c.Fact == factIssuer {
			out = append(out, c)
		}
	}
	return out
}

// withIssuer is check.EachClaim together with the issuer that the identity provider
// names. The check waits where that is not known.
func withIssuer(rule federation.Rule, of []federation.Fact,
	run func(l *check.Judgement, c federation.Claim, issuer string)) federation.Check {
	c := check.EachClaim(rule, of, func(j *check.Judgement, c federation.Claim) { run(j, c, j.Value(factIssuer)) })
	c.Facts = check.Facts(factIssuer)
	return c
}

// unsafe reports whether address is without TLS.
func unsafe(address string) bool { return strings.HasPrefix(address, "http://") }

// secured is address with TLS, without a slash at its end.
func secured(address string) string {
	return "https://" + strings.TrimSuffix(strings.TrimPrefix(address, "http://"), "/")
}

// oktaKind names the sort of authorization server that an issuer is.
func oktaKind(issuer string) string {
	switch custom := strings.Contains(issuer, "/oauth2/"); {
	case !oktaHost().MatchString(issuer) && custom:
		return "a custom server under a custom domain"
	case !oktaHost().MatchString(issuer):
		return "the org server under a custom domain"
	case custom:
		return "a custom authorization server"
	}
	return "the org authorization server"
}
