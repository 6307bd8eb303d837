package oidc

import (
	"strings"

	"slices"

	"federate/federation"
	"federate/federation/check"
)

const (
	codeEveryTenant federation.Code = "oidc-multi-tenant-address"
	codeTenants     federation.Code = "oidc-tenants-mixed"
	codeVersions    federation.Code = "oidc-entra-versions-mixed"
)

// entraChecks judge what Entra ID alone can get wrong.
func entraChecks() []federation.Check {
	addresses := append(check.Facts(factDiscovery, factIssuer), endpoints()...)
	// of v1.0 the key set is at common for every tenant
	tenanted := check.Facts(factDiscovery, factIssuer, factAuthorization, factToken, factEndSession)
	return []federation.Check{
		check.EachClaim(federation.Rule{Code: codeEveryTenant, Severity: federation.Error, Title: "The address is not of one tenant",
			Remedy: "Put the ID of your tenant, from the Overview of the app registration, in place of common, organizations or consumers",
			Role:   federation.Either,
			Source: microsoft(protocol), Because: check.Codes(codeTemplate),
		}, tenanted, func(j *check.Judgement, c federation.Claim) {
			if e, ok := readEntra(c.Value); ok && e.everybody() {
				f := j.Claim(c, "", "An app of one tenant has to be asked under that tenant and this address is for %q", e.tenant)
				if own, ok := readEntra(j.Value(factIssuer)); ok && guid().MatchString(own.tenant) {
					f.Want = strings.Replace(c.Value, "/"+e.tenant, "/"+own.tenant, 1)
				}
			}
		}),
		check.Only(check.Several(addresses...),
			check.OnClaims(federation.Rule{Code: codeTenants, Severity: federation.Error, Title: "Addresses of two tenants are mixed",
				Remedy: "Copy every address again from the Endpoints of one app registration", Role: federation.Either,
				Source: microsoft(protocol),
			}, addresses, func(j *check.Judgement, cs []federation.Claim) {
				own, _ := readEntra(j.Value(factIssuer))
				for _, c := range cs {
					e, ok := readEntra(c.Value)
					switch {
					case !ok || !guid().MatchString(e.tenant):
					case !guid().MatchString(own.tenant):
						own = e
					case !strings.EqualFold(e.tenant, own.tenant):
						j.Claim(c, strings.Replace(c.Value, e.tenant, own.tenant, 1),
							"Other addresses name one tenant and %s names another", j.Terms.Title(c.Fact))
					}
				}
			})),
		check.Only(check.Several(addresses...),
			check.OnClaims(federation.Rule{Code: codeVersions, Severity: federation.Error, Title: "Addresses of v1.0 and v2.0 are mixed",
				Remedy: "Copy every address, the issuer first, from the discovery document whose own address has /v2.0/ in it",
				Role:   federation.Either, Source: microsoft(protocol),
			}, addresses, func(j *check.Judgement, cs []federation.Claim) {
				var first []federation.Claim
				second := false
				for _, c := range cs {
					switch e, _ := readEntra(c.Value); e.version {
					case 1:
						first = append(first, c)
					case 2:
						second = true
					}
				}
				if !second {
					return
				}
				for _, c := range first {
					e, _ := readEntra(c.Value)
					f := j.Claim(c, "", "Other addresses are of v2.0 and %s is of v1.0: tokens of the one are refused by the other",
						j.Terms.Title(c.Fact))
					if c.Fact == factIssuer {
						f.Want = "https://login.microsoftonline.com/" + e.tenant + "/v2.0"
					}
				}
			})),
		check.OnClaims(federation.Rule{Code: "oidc-entra-v1", Severity: federation.Warning, Title: "All addresses are of v1.0 of Entra ID",
			Remedy: "Enter the wanted address as {{platform \"oidc.discovery_url\"}} and discover the settings again",
			Role:   federation.Either, Source: microsoft(protocol),
			Because: check.Codes(codeVersions, codeDiscoveryAddress),
		}, check.Facts(factDiscovery, factIssuer), func(j *check.Judgement, cs []federation.Claim) {
			version := func(n int) func(federation.Claim) bool {
				return func(c federation.Claim) bool { e, _ := readEntra(c.Value); return e.version == n }
			}
			first := slices.IndexFunc(cs, version(1))
			if first < 0 || slices.ContainsFunc(cs, version(2)) {
				return
			}
			e, _ := readEntra(cs[first].Value)
			j.Claim(cs[first], "https://login.microsoftonline.com/"+e.tenant+"/v2.0"+wellKnown,
				"The documented way is v2.0 and %s is of v1.0, whose tokens have another issuer and other claims",
				j.Terms.Title(cs[first].Fact))
		}),
	}
}
