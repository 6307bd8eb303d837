package redact

import (
	"net/textproto"
	"slices"
	"strings"
)

// telltale are the headers whose values say how something travelled.
var telltale = strings.Fields(`
Accept Accept-Encoding Age Allow Cache-Control Connection Content-Encoding Content-Length Content-Type Date Expires
Host Last-Modified Pragma Retry-After Server Status Strict-Transport-Security Transfer-Encoding
Upgrade-Insecure-Requests User-Agent Vary X-Frame-Options X-Content-Type-Options X-Powered-By Sec-Fetch-Dest
Sec-Fetch-Mode Sec-Fetch-Site Sec-Fetch-User Cross-Origin-Opener-Policy Referrer-Policy :method :scheme :status
:authority`)

// header is the value of the header name.
func (r *Redactor) header(name, value string) string {
	switch canonical := textproto.CanonicalMIMEHeaderKey(name); canonical {
	case "Cookie":
		return r.cookies(value)
	case "Set-Cookie":
		var lines []string
		for line := range strings.SplitSeq(value, "\n") { // as some browsers join them
			lines = append(lines, r.setCookie(line))
		}
		return strings.Join(lines, "\n")
	case "Authorization", "Proxy-Authorization", "Www-Authenticate", "Proxy-Authenticate":
		scheme, rest, _ := strings.Cut(strings.TrimSpace(value), " ")
		if rest == "" {
			return r.value(value)
		}
		return scheme + " " + r.value(rest)
	case "Location", "Referer", "Origin", "Content-Location", ":path":
		return r.address(value)
	default:
		if r.found(name, value) || slices.Contains(telltale, canonical) || slices.Contains(telltale, strings.ToLower(name)) {
			return value
		}
		return r.value(value)
	}
}

// cookies is the value of a Cookie header: the names stay.
func (r *Redactor) cookies(value string) string {
	var out []string
	for c := range strings.SplitSeq(value, ";") {
		name, value, ok := strings.Cut(strings.TrimSpace(c), "=")
		if !ok {
			out = append(out, r.value(name))
			continue
		}
		out = append(out, r.cookieName(name)+"="+r.value(value))
	}
	return strings.Join(out, "; ")
}

// setCookie is one cookie with what a browser is told to do with it.
func (r *Redactor) setCookie(line string) string {
	pair, rest, more := strings.Cut(line, ";")
	name, value, _ := strings.Cut(strings.TrimSpace(pair), "=")
	out := r.cookieName(name) + "=" + r.value(value)
	if !more {
		return out
	}
	for a := range strings.SplitSeq(rest, ";") {
		key, value, _ := strings.Cut(strings.TrimSpace(a), "=")
		switch strings.ToLower(key) {
		case "domain", "expires", "max-age", "secure", "httponly", "samesite", "partitioned", "priority":
			out += "; " + strings.TrimSpace(a)
		case "path":
			out += "; " + key + "=" + r.path(value)
		}
	}
	return out
}

// cookieName is a name, which some products make of somebody's.
func (r *Redactor) cookieName(name string) string {
	if strings.Contains(name, "@") || strings.Contains(name, "%40") || r.people[strings.ToLower(name)] {
		return r.value(name)
	}
	return name
}
