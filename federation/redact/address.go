package redact

import (
	"net/url"
	"path"
	"slices"
	"strings"

	"federate/federation/lazy"
)

// plainly are the parameters and fields whose values say how a login is done, and
// nothing about the person.
var plainly = strings.Fields(`
response_type response_mode client_id scope prompt grant_type code_challenge_method sigalg samlencoding error_codes
error_subcode suberror wa wtrealm binding protocolbinding acr_values max_age display metaalias index spid idpid
entityid providerid token_type expires_in ext_expires_in not_before status sso_reload instance_aware timestamp
api-version x-client-ver x-client-sku policy p tx_policy`)

// leading are those whose value is an address.
var leading = strings.Fields(`
redirect_uri post_logout_redirect_uri redirecturi wreply returnto return target error_uri spentityid
assertionconsumerserviceurl acs destination referer location origin issuer iss aud`)

// telling are those whose value is a sentence.
var telling = []string{"error_description", "error_message", "message", "statusmessage", "errordescription"}

// param is the value of the parameter or field name.
func (r *Redactor) param(name, value string) string {
	low := strings.ToLower(name)
	switch {
	case value == "":
		return ""
	case name == "SAMLRequest" || name == "SAMLResponse":
		return r.encoded(value)
	case low == "error":
		return r.lines(value)
	case r.found(name, value), slices.Contains(plainly, low) && !strings.ContainsAny(value, "@"):
		return value
	case slices.Contains(leading, low):
		return r.address(value)
	case slices.Contains(telling, low):
		return r.lines(value)
	case slices.Contains(people, low):
		return r.person(value)
	}
	return r.value(value)
}

// people are the fields in which somebody types who they are.
var people = strings.Fields(`
username user login loginfmt login_hint email mail userid identifier j_username name upn preferred_username given_name
family_name unique_name sub oid nickname`)

// address is a URL without the user, the values of its parameters and what looks like a
// token or a name in its path. What is none is replaced.
func (r *Redactor) address(text string) string {
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil || u.Opaque != "" || strings.ContainsAny(text, "\r\n") {
		if err == nil && u.Scheme == "urn" {
			return text
		}
		return r.value(text)
	}
	if u.Scheme == "" && u.Host == "" && !strings.HasPrefix(u.Path, "/") && !strings.ContainsAny(text, "?#/") {
		return r.value(text) // a word
	}
	if u.User != nil {
		r.Values++
	}
	out := ""
	if u.Scheme != "" {
		out = u.Scheme + ":"
	}
	if u.Host != "" {
		out += "//" + u.Host
	}
	out += r.path(u.EscapedPath())
	if u.RawQuery != "" || u.ForceQuery {
		out += "?" + r.query(u.RawQuery)
	}
	if fragment := u.EscapedFragment(); strings.Contains(fragment, "=") {
		out += "#" + r.query(strings.TrimPrefix(fragment, "?"))
	} else if fragment != "" {
		out += "#" + r.value(fragment)
	}
	return out
}

// query is parameters with their names, in their order.
func (r *Redactor) query(raw string) string {
	pairs := strings.Split(raw, "&")
	for i, pair := range pairs {
		name, value, ok := strings.Cut(pair, "=")
		plain, err := url.QueryUnescape(value)
		if name == "SAMLRequest" || name == "SAMLResponse" {
			plain = strings.ReplaceAll(plain, " ", "+") // base64 that nobody escaped
		}
		switch {
		case !ok && pair != "" && !known[strings.ToLower(pair)]:
			pairs[i] = r.value(pair)
		case !ok:
		case err != nil:
			pairs[i] = name + "=" + r.value(value)
		default:
			if kept := r.param(name, plain); kept != plain {
				value = url.QueryEscape(kept)
			}
			pairs[i] = name + "=" + value
		}
	}
	return strings.Join(pairs, "&")
}

var (
	// tokenish is a part of a path that no person chose as a name: longer than a GUID and
	// without a word break, or the beginning of a JSON web token.
	tokenish = lazy.Regexp(`^(?:eyJ.*|[A-Za-z0-9_%+=~-]{40,}|[A-Za-z0-9_%+=~.-]{80,})$`)
	// fileEnds are what stands behind a dot in a path and is no surname.
	fileEnds = lazy.Regexp(`(?i)^\.(?:php|aspx?|jspx?|html?|xml|json|js|css|do|action|cgi|ico|png|svg|gif|jpe?g|woff2?|ashx|asmx|svc|srf|` +
		`saml2|well-known|oauth2|[0-9]+)$`)
)

// homes are the parts of a path behind which somebody's name stands.
var homes = strings.Fields(`
user users u people person profile profiles home account accounts employee employees member members ~`)

func (r *Redactor) path(escaped string) string {
	parts := strings.Split(escaped, "/")
	for i, part := range parts {
		named := i > 0 && part != "" && slices.Contains(homes, strings.ToLower(parts[i-1]))
		part, _, matrix := strings.Cut(part, ";") // ";jsessionid=" is a cookie by another way
		plain, err := url.PathUnescape(part)
		end := path.Ext(part)
		if err != nil || strings.Contains(plain, "@") || tokenish().MatchString(part) || r.people[strings.ToLower(plain)] ||
			named && !known[strings.ToLower(plain)] || end != "" && end != part && !fileEnds().MatchString(end) || strings.ContainsAny(plain, " ,'") {
			part = r.value(plain)
		}
		if matrix {
			r.Values++
			part += ";redacted"
		}
		parts[i] = part
	}
	return strings.Join(parts, "/")
}
