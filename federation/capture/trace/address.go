package trace

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/publicsuffix"

	"federate/federation/lazy"
)

// masked stands for a value that is not shown.
const masked = "…"

const (
	mostPath   = 200 // characters of a path that are shown
	mostNames  = 24  // parameters that are shown
	mostChars  = 40  // characters of a parameter's name
	mostMethod = 16
)

// mask is an address that may be shown: without the user, the parameters' values and
// what looks like a token in the path. The names of parameters stay.
func mask(u *url.URL) string {
	if u == nil {
		return ""
	}
	var b strings.Builder
	if u.Scheme != "" {
		b.WriteString(clean(strings.ToLower(u.Scheme), mostChars) + ":")
	}
	if u.Opaque != "" {
		return b.String() + masked
	}
	if u.Host != "" {
		b.WriteString("//" + hostOf(u))
	}
	b.WriteString(maskPath(u.EscapedPath()))
	if u.RawQuery != "" {
		b.WriteString("?" + maskQuery(u.RawQuery))
	}
	if u.Fragment != "" {
		b.WriteString("#")
		if raw := u.EscapedFragment(); strings.Contains(raw, "=") {
			b.WriteString(maskQuery(raw))
		} else {
			b.WriteString(masked)
		}
	}
	return b.String()
}

// hostOf is the host of u in lower case, with the port where it is named and
// not the usual one.
func hostOf(u *url.URL) string {
	host := clean(strings.ToLower(u.Host), 255)
	if u.Scheme == "https" {
		return strings.TrimSuffix(host, ":443")
	}
	return strings.TrimSuffix(host, ":80")
}

// tokenish is a part of a path that no person chose as a name: longer than a GUID
// and without a word break, or the beginning of a JSON web token.
var tokenish = lazy.Regexp(`^(?:eyJ.*|[A-Za-z0-9_%+=~-]{40,}|[A-Za-z0-9_%+=~.-]{80,})$`)

func maskPath(path string) string {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		p, _, named := strings.Cut(p, ";") // ";jsessionid=" is a cookie by another way
		if tokenish().MatchString(p) {
			p = masked
		}
		if named {
			p += ";" + masked
		}
		parts[i] = p
	}
	return clean(strings.Join(parts, "/"), mostPath)
}

func maskQuery(query string) string {
	var out []string
	for pair := range strings.SplitSeq(query, "&") {
		if len(out) == mostNames {
			out = append(out, masked)
			break
		}
		name, _, ok := strings.Cut(pair, "=")
		switch {
		case pair == "":
		case !ok || len(name) > mostChars || tokenish().MatchString(name):
			out = append(out, masked)
		default:
			out = append(out, clean(name, mostChars)+"="+masked)
		}
	}
	return strings.Join(out, "&")
}

// clean makes text of unknown origin fit to be shown: printable characters of
// no hidden meaning, at most n of them.
func clean(s string, n int) string {
	out := strings.Map(func(r rune) rune {
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			return '?'
		}
		return r
	}, s)
	if utf8.RuneCountInString(out) > n {
		return string([]rune(out)[:n-1]) + masked
	}
	return strings.Clone(out) // what it was cut from may hold secrets
}

// site is what the hosts of one owner have in common: the registrable domain.
func site(host string) string {
	host, _, _ = strings.Cut(host, ":")
	if s, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil && strings.Trim(host, "0123456789.") != "" { // no address by number
		return s
	}
	return host
}
