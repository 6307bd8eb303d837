package trace

import (
	"net/url"
	"slices"
	"strings"
	"time"
)

// A cookie is one that was set, without its value (RFC 6265 4.1).
type cookie struct {
	name   string
	host   string // that set it
	domain string // it asked for; empty: that host alone
	path   string
	same   string // SameSite in lower case; empty where not said
	secure bool
	open   bool // it was set over HTTP
	gone   bool // it was set in order to delete it
	entry  int
}

// readCookie reads a Set-Cookie header that u answered with at now, which is zero where
// the recording tells no time.
func readCookie(line string, u *url.URL, now time.Time) (cookie, bool) {
	parts := strings.Split(line, ";")
	name, value, ok := strings.Cut(parts[0], "=")
	c := cookie{name: clean(strings.TrimSpace(name), mostChars), host: strings.ToLower(u.Hostname()), open: u.Scheme == "http"}
	if i := strings.LastIndexByte(u.Path, '/'); i > 0 {
		c.path = u.Path[:i]
	}
	if !ok || c.name == "" {
		return c, false
	}
	c.gone = strings.Trim(value, ` "`) == "" // it opens nothing any more
	expired, aged := false, false
	for _, p := range parts[1:] {
		key, value, _ := strings.Cut(strings.TrimSpace(p), "=")
		switch strings.ToLower(key) {
		case "domain":
			c.domain = clean(strings.ToLower(strings.TrimPrefix(value, ".")), 255)
		case "path":
			if strings.HasPrefix(value, "/") {
				c.path = clean(strings.TrimSuffix(value, "/"), mostPath)
			}
		case "samesite":
			c.same = clean(strings.ToLower(value), mostChars)
		case "secure":
			c.secure = true
		case "max-age":
			if age, known := maxAge(value); known {
				aged, expired = true, !age
			}
		case "expires":
			if !aged { // RFC 6265 5.3: Max-Age counts before it
				expired = past(value, now)
			}
		}
	}
	c.gone = c.gone || expired
	c.path, c.host = strings.Clone(c.path), strings.Clone(c.host)
	return c, true
}

// foreign reports whether c asks for a domain that its host does not belong to: a
// browser ignores it (RFC 6265 5.3).
func (c cookie) foreign() bool {
	return c.domain != "" && c.domain != c.host && !strings.HasSuffix(c.host, "."+c.domain)
}

// due reports whether c should be sent to host and path.
func (c cookie) due(host, path string) bool {
	match := host == c.host || !c.foreign() && c.domain != "" && (host == c.domain || strings.HasSuffix(host, "."+c.domain))
	return match && (path == c.path || strings.HasPrefix(path, c.path+"/"))
}

// why is the reason that k came without c, as half a sentence.
func (c cookie) why(k *kept, from string) string {
	elsewhere := from != "" && from != k.site
	switch {
	case c.foreign():
		return "it was set for the domain " + c.domain + ", to which " + c.host + " does not belong"
	case c.same == "none" && !c.secure:
		return "it has SameSite=None without Secure, which browsers refuse"
	case c.secure && (c.open || k.Scheme == "http"):
		return "it is marked Secure and this hop uses HTTP"
	case elsewhere && c.same == "strict":
		return "it has SameSite=Strict and the browser came from another site"
	case elsewhere && c.same == "lax" && k.Method == "POST":
		return "it has SameSite=Lax and another site posted the form"
	case elsewhere && c.same == "" && k.Method == "POST":
		return "it has no SameSite, which counts as Lax, and another site posted the form"
	case k.Frame:
		return "the page is in a frame of another one, where browsers block cookies"
	}
	return "the browser blocked or dropped it"
}

// lost finds the cookies that the platform set earlier and that did not come
// back with the response. A recording without any cookie was cleaned of them.
func (g *gatherer) lost() {
	const mostAnswers = 1000
	if g.names > mostSent { // then nobody knows
		return
	}
	if !slices.ContainsFunc(g.steps, func(k kept) bool { return len(k.sent) > 0 }) {
		return
	}
	answers := 0
	for i := range g.steps {
		k := &g.steps[i]
		if !k.Received.answers() {
			continue
		}
		if answers++; answers > mostAnswers {
			return
		}
		from := ""
		if i > 0 {
			from = g.steps[i-1].site
		}
		host, _, _ := strings.Cut(k.Host, ":")
		live := map[string]cookie{}
		for _, c := range g.jar {
			if c.entry < k.Entry && c.due(host, k.path) {
				live[c.name] = c
			}
		}
		for _, c := range g.jar { // in the order in which they were set
			if now, ok := live[c.name]; ok && now == c && !c.gone && !slices.Contains(k.sent, c.name) && len(k.Lost) < mostNames {
				k.Lost = append(k.Lost, Cookie{c.name, c.why(k, from)})
			}
		}
	}
}
