package oidc

import (
	"slices"
	"strings"

	"federate/federation"
	"federate/federation/check"
)

const codeClientForm federation.Code = "oidc-client-id-form"

// clientChecks judge the client ID and the addresses that the answer goes to.
func clientChecks() []federation.Check {
	rule := func(code federation.Code, title, remedy string, role federation.Role, source federation.Source,
		because ...federation.Code) federation.Rule {
		// A value that is wrong by itself differs as well, and has to be corrected
		// once.
		because = append(because, "value-placeholder", "value-white-space", "value-invisible-character", "value-not-a-url")
		return federation.Rule{Code: code, Severity: federation.Error, Title: title, Remedy: remedy, Role: role, Source: source,
			Because: because}
	}
	exactly := " to exactly the wanted value"
	return []federation.Check{
		check.EachClaim(rule(codeClientForm, "This is not a client ID",
			"Copy {{idp \"oidc.client_id\"}} from the application in {{name \"idp\"}}: no login name, and no other ID beside it",
			federation.Either, microsoft(protocol)), check.Facts(factClientID), func(j *check.Judgement, c federation.Claim) {
			if what := notClientID(c.Value, j.Value(factIssuer)); what != "" {
				j.Claim(c, "", "%s gives every application an ID and this is %s", j.Words.Name(federation.IdP), what)
			}
		}),
		federation.Agree(factClientID, rule("oidc-client-id-mismatch", "The platform has another client ID",
			"Set {{platform \"oidc.client_id\"}} in {{name \"platform\"}}"+exactly, federation.PlatformAdmin, core("2"), codeClientForm)),
		federation.Agree(factRedirect, rule("oidc-redirect-uri-mismatch", "The identity provider answers to another address",
			"Set {{idp \"oidc.redirect_uri\"}} in {{name \"idp\"}}"+exactly, federation.IdPAdmin, core("3.1.2.1"))),
		// not every federation has one: nothing waits for it
		check.Only(func(d *federation.Dossier) bool { return len(d.Claims(factSignOut)) > 0 },
			federation.Agree(factSignOut, rule("oidc-sign-out-uri-mismatch", "The identity provider has another sign-out address",
				"Set {{idp \"oidc.post_logout_redirect_uri\"}} in {{name \"idp\"}}"+exactly, federation.IdPAdmin,
				federation.Source{Document: "openid-connect-rpinitiated-1_0", Section: "3"}))),
		check.Only(bothSides, check.OnClaims(rule("oidc-endpoint-mismatch", "The platform holds another address of the identity provider",
			"Set the address in {{name \"platform\"}}"+exactly, federation.Either, discovery("3"), codeOktaServer, codeTenants,
			codeVersions, codeEveryTenant),
			endpoints(), func(j *check.Judgement, cs []federation.Claim) {
				for _, c := range cs {
					if own, ok := j.Known(c.Fact); ok && own.Stated() && own.Side != c.Side && own.Value != c.Value &&
						!otherName(own.Value, c.Value) {
						j.Claim(c, own.Value, "%s says one thing about %s and %s another", j.Words.Name(own.Side),
							j.Terms.Title(c.Fact), j.Words.Name(c.Side))
					}
				}
			})),
	}
}

// bothSides reports whether both sides said something about the same endpoint.
func bothSides(d *federation.Dossier) bool {
	return slices.ContainsFunc(endpoints(), func(f federation.Fact) bool { return check.Several(f)(d) })
}

// notClientID says what value is, where it is not a client ID at issuer; empty where
// it may be one.
func notClientID(value, issuer string) string {
	_, entra := readEntra(issuer)
	switch {
	case strings.Contains(value, "@"):
		return "an e-mail address"
	case strings.ContainsAny(value, "{}\"<>"):
		return "one with brackets or quotation marks around it"
	case entra && strings.Contains(value, "://"):
		return "an address"
	case entra && !guid().MatchString(value):
		return "no GUID, as every client ID of Entra is"
	}
	return ""
}
