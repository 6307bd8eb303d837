package trace

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"time"

	"federate/federation"
)

// A gatherer reads one request after the other and keeps what belongs to a login.
type gatherer struct {
	s *scanner
	t *Trace
	e entry

	steps  []kept
	jar    []cookie
	dates  map[string][]time.Duration
	bytes  int               // of the messages kept
	held   map[string][]byte // SAML messages kept, by their key
	more   int               // SAML messages not kept
	tokens int               // ID tokens kept
	names  int               // of the cookies that were sent
	looked int               // messages and pages that were unwrapped
	pages  int               // bytes of the pages searched
	keys   map[digest]int    // what tells OpenID messages apart, by number

	headed, cookies bool // some request came with its headers, some with a cookie, or was answered with one
}

// kept is a step with what is needed until all steps are known.
type kept struct {
	Step
	path string
	date time.Time // of the answer, by the host's clock
	site string
	sent []string // names of the cookies

	standIn []federation.Claim
}

// take looks at one request and forgets it.
func (g *gatherer) take(e *entry) {
	if len(g.steps) == mostSteps {
		return
	}
	u, err := url.Parse(e.url)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return // a picture within the page, an extension
	}
	host := hostOf(u)
	g.headed = g.headed || e.headed
	g.cookies = g.cookies || len(e.sent)+len(e.set) > 0
	for _, line := range e.set {
		if c, ok := readCookie(line, u, e.now()); ok && len(g.jar) < mostCookies {
			c.entry = g.t.Entries - 1
			g.jar = append(g.jar, c)
		}
	}
	g.date(e, host)
	var to *url.URL
	if e.location != "" && e.status/100 == 3 {
		if to, err = u.Parse(e.location); err != nil {
			to = nil
		}
	}
	k := kept{path: u.Path, Step: Step{
		Entry: g.t.Entries - 1,
		At:    e.started, Method: clean(strings.ToUpper(e.method), mostMethod), Scheme: strings.Clone(u.Scheme), Host: host,
		Address: mask(u), Status: e.status, Failed: e.failed, Redirect: mask(to), Took: e.took,
		Frame: e.dest == "iframe" || e.dest == "frame", wished: e.wish,
	}}
	k.standIn = e.standIn
	k.Received = g.received(e, u)
	k.Handed = g.handed(e, to)
	if len(e.body) > 0 && to == nil && e.isPage() && k.Handed == nil {
		k.Says = says(e.body, e.status >= 400)
	}
	if e.isPage() && k.Handed == nil {
		switch {
		case to != nil && to.Fragment != "":
			k.Told = told(to) // for the page it leads to
		case to == nil && k.Received == nil:
			k.Told = told(u)
		}
	}
	if k.Received == nil && k.Handed == nil && (!e.isPage() || strings.HasSuffix(u.Path, "/favicon.ico")) {
		return
	}
	k.path = strings.Clone(k.path)
	k.site = site(host)
	if g.names += len(e.sent); g.names <= mostSent {
		k.sent = cookieNames(e.sent)
	}
	k.date, _ = time.Parse(timeFormat, e.date) // without one, nothing is compared
	for _, line := range e.set {
		name, _, _ := strings.Cut(line, "=")
		if name = clean(strings.TrimSpace(name), mostChars); name != "" && len(k.Set) < mostNames && !slices.Contains(k.Set, name) {
			k.Set = append(k.Set, name)
		}
	}
	g.steps = append(g.steps, k)
}

// cookieNames are names in a slice of their own.
func cookieNames(in []string) (out []string) {
	for _, n := range in {
		if n != "" {
			out = append(out, clean(n, mostChars))
		}
	}
	return out
}

// isPage reports whether the browser meant to show what comes back.
func (e *entry) isPage() bool {
	switch {
	case e.dest != "":
		return e.dest == "document" || e.dest == "iframe" || e.dest == "frame"
	case e.resource != "":
		return e.resource == "document"
	}
	mime := strings.ToLower(e.mime)
	return strings.Contains(mime, "html") || e.location != "" && e.status/100 == 3
}

// timeFormat is the form of an HTTP date (RFC 9110 5.6.7).
const timeFormat = "Mon, 02 Jan 2006 15:04:05 GMT"

// date notes how far the clock of a host is from the browser's, as precisely as the
// duration of the answer allows. An answer that may come from a cache says nothing.
func (g *gatherer) date(e *entry, host string) {
	const mostHosts, mostDates = 2000, 64
	asset := strings.Contains("image script stylesheet font media texttrack manifest", e.resource) && e.resource != "" ||
		e.resource == "" && !e.isPage() && !strings.Contains(e.mime, "json")
	if e.date == "" || e.stored || e.started.IsZero() || asset {
		return
	}
	at, err := time.Parse(timeFormat, e.date)
	if err != nil {
		return
	}
	if g.dates == nil {
		g.dates = map[string][]time.Duration{}
	}
	if old := g.dates[host]; len(old) < mostDates && (old != nil || len(g.dates) < mostHosts) {
		g.dates[host] = append(old, off(at, e.started, e.started.Add(e.took)))
	}
}

// off is how far at lies outside of from…until; a date is given in whole seconds.
func off(at, from, until time.Time) time.Duration {
	switch {
	case at.Before(from.Add(-time.Second)):
		return at.Sub(from)
	case at.After(until.Add(time.Second)):
		return at.Sub(until)
	}
	return 0
}

// finish puts the steps in order and works out the logins. What was only needed for
// comparing is dropped.
func (g *gatherer) finish() *Trace {
	slices.SortStableFunc(g.steps, func(a, b kept) int {
		if a.At.IsZero() || b.At.IsZero() {
			return cmp.Compare(a.Entry, b.Entry)
		}
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Entry, b.Entry))
	})
	t := g.t
	for i := range g.steps {
		k := &g.steps[i]
		k.Number = i + 1
		for _, m := range []*Message{k.Received, k.Handed} {
			if m != nil {
				m.Step, m.At, m.StandIn = k.Number, k.At, k.standIn
			}
		}
		if k.Handed != nil && !k.At.IsZero() {
			k.Handed.At = k.At.Add(k.Took)
		}
	}
	g.behind()
	pages := slices.ContainsFunc(g.steps, func(k kept) bool { return !k.Frame && (k.Received.asks() || k.Received.answers()) })
	for i := range g.steps {
		g.steps[i].aside = g.steps[i].Frame && pages // a console within another's page logs in there
	}
	g.outermost()
	g.parts()
	t.Logins = g.logins()
	g.lost()
	t.Cleaned = g.headed && !g.cookies && slices.ContainsFunc(t.Logins, func(l Login) bool { return l.Response > 0 })
	g.clocks()
	for i := range g.steps {
		k := &g.steps[i]
		for _, m := range []*Message{k.Received, k.Handed} {
			if m != nil {
				m.relay = digest{}
			}
		}
		t.Steps = append(t.Steps, k.Step)
	}
	return t
}

// outermost keeps for judging only the OpenID Connect requests that the platform
// made, and the answers to them: one within another login, or in a frame, is between other parties.
func (g *gatherer) outermost() {
	var first *Message
	for i := range g.steps {
		for _, m := range []*Message{g.steps[i].Received, g.steps[i].Handed} {
			switch {
			case m == nil:
			case m.Kind == federation.KindOIDCCallback || m.Kind == federation.KindIDToken:
				if g.steps[i].aside || !m.of(first) {
					m.Inner, m.Token = nil, nil // it ends another login
				}
			case m.Kind != federation.KindOIDCRequest:
				if first == nil && m.asks() {
					first = m
				}
			default:
				if first == nil && !g.steps[i].aside {
					first = m
				}
				if g.steps[i].aside || first == nil || first.Kind != m.Kind || first.client != m.client {
					m.Inner = nil
				}
			}
		}
	}
}

// parts works out the part of each host: the IdP received a request or sent a
// response, the platform the other way round. A host that did both, a broker, has
// the part of the step.
func (g *gatherer) parts() {
	part := map[string]Part{}
	sites := map[string]Part{}
	learn := func(k *kept, p Part) {
		k.Part = p
		if part[k.Host] == "" {
			part[k.Host] = p
		}
		if old := sites[k.site]; old == "" {
			sites[k.site] = p
		} else if old != p {
			sites[k.site] = Other // both live there
		}
	}
	for i := range g.steps {
		k := &g.steps[i]
		switch {
		case k.Received.asks():
			learn(k, IdP)
		case k.Received.answers():
			learn(k, Platform)
		case k.Handed.asks():
			learn(k, Platform)
		case k.Handed.answers():
			learn(k, IdP)
		}
	}
	for i := range g.steps {
		k := &g.steps[i]
		if k.Part == "" {
			k.Part = cmp.Or(part[k.Host], sites[k.site], Other)
		}
	}
}
