package oidc

import (
	"net/url"
	"slices"
	"strings"

	"federate/federation/lazy"
)

const wellKnown = "/.well-known/openid-configuration"

// guid is the form of tenant, application and secret IDs of Entra.
var guid = lazy.Regexp(`^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`)

// entraHosts are where Entra signs people in, its national clouds and former
// names included. The last one is of issuers of v1.0 alone.
var entraHosts = []string{"login.microsoftonline.com", "login.microsoftonline.us",
	"login.partner.microsoftonline.cn", "login.microsoft.com",
	"login.windows.net", "sts.windows.net"}

// elsewhere are the ends of Microsoft's hosts whose addresses name a tenant in
// several ways, so that an issuer is not the beginning of its address.
var elsewhere = []string{".b2clogin.com", ".ciamlogin.com"}

// An entra is an address of Entra ID, taken apart.
type entra struct {
	host    string
	tenant  string
	version int // 1 or 2; zero where the address does not tell
}

// readEntra takes address apart; ok is false where it is not one of Entra ID.
func readEntra(address string) (e entra, ok bool) {
	u, err := url.Parse(address)
	if err != nil || !slices.Contains(entraHosts, strings.ToLower(u.Host)) {
		return entra{}, false
	}
	e.host = strings.ToLower(u.Host)
	path := strings.Split(strings.Trim(u.Path, "/"), "/")
	e.tenant = path[0]
	rest := "/" + strings.Join(path[1:], "/")
	switch {
	case e.host == "sts.windows.net":
		e.version = 1
	case strings.Contains(rest+"/", "/v2.0/"):
		e.version = 2
	case rest == wellKnown || strings.HasPrefix(rest, "/oauth2/") || rest == "/discovery/keys" || rest == "/openid/userinfo":
		e.version = 1
	}
	return e, true
}

// everybody reports whether the address is for people of any tenant.
func (e entra) everybody() bool {
	return slices.Contains([]string{"common", "organizations", "consumers"}, strings.ToLower(e.tenant))
}

// ofMicrosoft reports whether address belongs to a service of Microsoft that issues
// tokens.
func ofMicrosoft(address string) bool {
	if _, ok := readEntra(address); ok {
		return true
	}
	u, err := url.Parse(address)
	return err == nil && slices.ContainsFunc(elsewhere, func(end string) bool { return strings.HasSuffix(strings.ToLower(u.Host), end) })
}

// oktaEndpoint is an address of an Okta authorization server: its org server
// has none between /oauth2 and /v1.
var oktaEndpoint = lazy.Regexp(`^(https://[^/]+)/oauth2(/[^/]+)?/v1/[a-z]+$`)

// oktaHost is a host whose name Okta chose, and not the customer.
var oktaHost = lazy.Regexp(`^https://[^/]+\.(?:okta|oktapreview|okta-emea|okta-gov)\.com(?:/|$)`)

var oktaCustom = lazy.Regexp(`^https://[^/]+/oauth2/[^/]+$`)

// oktaServer is the issuer of the Okta authorization server that address belongs to;
// empty where it does not look like one.
func oktaServer(address string) string {
	if m := oktaEndpoint().FindStringSubmatch(address); m != nil {
		if m[2] == "" {
			return m[1]
		}
		return m[1] + "/oauth2" + m[2]
	}
	base := strings.TrimSuffix(address, wellKnown)
	if oktaHost().MatchString(base) || oktaCustom().MatchString(base) {
		return base
	}
	return ""
}

// discoveryAddress is what address should have been; empty where it is right.
func discoveryAddress(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || strings.HasSuffix(u.Path, wellKnown) {
		return ""
	}
	base := u.Scheme + "://" + u.Host
	path := strings.TrimRight(u.Path, "/")
	const oauth = "/.well-known/oauth-authorization-server"
	switch e, entra := readEntra(address); {
	case entra && e.tenant != "":
		return "https://" + strings.Replace(e.host, "sts.windows.net", "login.microsoftonline.com",
			1) + "/" + e.tenant + "/v2.0" + wellKnown
	case strings.HasPrefix(path, wellKnown+"/"):
		return base + strings.TrimPrefix(path, wellKnown) + wellKnown
	case strings.HasPrefix(path, oauth):
		return base + strings.TrimPrefix(path, oauth) + wellKnown
	}
	for _, end := range []string{oauth, "/.well-known", "/v1/authorize", "/v1/token", "/v1/keys"} {
		path = strings.TrimSuffix(path, end)
	}
	if oktaHost().MatchString(base) && path == "/oauth2" {
		path = ""
	}
	return base + path + wellKnown
}

// bare is address without what follows the path.
func bare(address string) string {
	if i := strings.IndexAny(address, "?#"); i >= 0 {
		return address[:i]
	}
	return address
}
