package trace

import (
	"errors"
	"slices"
	"strings"
	"time"

	"federate/federation"
)

var errTooMany = errors.New("too many requests")

// An entry is one request as it was recorded, secrets included. It lives until
// the next one is read.
type entry struct {
	started  time.Time
	took     time.Duration
	method   string
	url      string
	resource string // what Chrome takes it for: "document", "xhr", "preflight"
	wish     bool   // somebody clicked or typed: Sec-Fetch-User
	dest     string // of Sec-Fetch-Dest: "document", "iframe", "empty"
	headed   bool   // it came with the headers that every browser sends
	sent     []string
	post     []byte
	params   map[string]string
	saml     []byte // the message as SAML-tracer decoded it

	status   int
	location string
	failed   string // the browser's own error where no answer came
	set      []string
	date     string
	stored   bool // from a cache: its date is an old one
	mime     string
	body     []byte
	coding   string
	standIn  []federation.Claim
}

func (e *entry) reset() {
	*e = entry{sent: e.sent[:0], post: e.post[:0], set: e.set[:0], saml: e.saml[:0], body: e.body[:0]}
}

// entries reads a list of requests, each by member.
func (g *gatherer) entries(member func(name []byte)) {
	g.s.array(func() {
		if g.t.Entries == MostEntries {
			g.s.fail(errTooMany)
			return
		}
		g.e.reset()
		g.s.object(member)
		if g.s.err == nil {
			g.t.Entries++
			g.take(&g.e)
		}
	})
}

func (e *entry) param(name, value string) {
	if e.params == nil {
		e.params = map[string]string{}
	}
	if _, there := e.params[name]; !there && slices.Contains(fields, name) {
		e.params[name] = value
	}
}

// mostEach is how many cookies of one request, and of its answer, are read.
const mostEach = 500

func (e *entry) send(name string) {
	if len(e.sent) < mostEach {
		e.sent = append(e.sent, name)
	}
}

func (e *entry) requestHeader(name, value string) {
	switch {
	case strings.EqualFold(name, "User-Agent"):
		e.headed = true
	case strings.EqualFold(name, "Cookie"):
		for c := range strings.SplitSeq(value, ";") {
			name, _, _ := strings.Cut(c, "=")
			e.send(strings.TrimSpace(name))
		}
	case strings.EqualFold(name, "Sec-Fetch-Dest"):
		e.dest = value
	case strings.EqualFold(name, "Sec-Fetch-User"):
		e.wish = value == "?1"
	}
}

func (e *entry) responseHeader(name, value string) {
	switch {
	case strings.EqualFold(name, "Set-Cookie"):
		for line := range strings.SplitSeq(value, "\n") { // as some browsers join them
			if len(e.set) < mostEach {
				e.set = append(e.set, line)
			}
		}
	case strings.EqualFold(name, "Location"):
		e.location = value
	case strings.EqualFold(name, "Date"):
		e.date = value
	case strings.EqualFold(name, "Age"):
		e.stored = true
	case strings.EqualFold(name, "Content-Type") && e.mime == "":
		e.mime = value
	}
}

// status is n as an HTTP status, zero where it is none.
func status(n float64) int {
	if !(n >= 100 && n < 600) {
		return 0
	}
	return int(n)
}

// failure is the name that a browser gives to an answer that did not come, as in
// "net::ERR_NAME_NOT_RESOLVED"; empty where text is none.
func failure(text string) string {
	text = strings.TrimPrefix(text, "net::")
	for _, r := range text {
		if (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '_' {
			return ""
		}
	}
	return clean(text, mostChars)
}

// readable reports whether the body may hold a message: a page with a form or
// an error, or what a token endpoint answers (RFC 6749 5).
func (e *entry) readable() bool {
	mime := strings.ToLower(e.mime)
	switch {
	case strings.Contains(mime, "html"):
		return true
	case strings.Contains(mime, "json"):
		return e.status == 0 || e.status >= 400 || e.redeems()
	}
	return mime == "" || strings.Contains(mime, "unknown")
}

// headers reads a list of {name, value}, or of [name, value] as old exports of
// SAML-tracer have it.
func (g *gatherer) headers(each func(name, value string)) {
	s := g.s
	s.array(func() {
		var name, value string
		if s.peek() == '[' {
			n := 0
			s.array(func() {
				switch n++; n {
				case 1:
					name = s.str(mostHeader)
				case 2:
					value = s.str(MostBody)
				default:
					s.skip()
				}
			})
		} else {
			s.object(func(member []byte) {
				switch string(member) {
				case "name":
					name = s.str(mostHeader)
				case "value":
					value = s.str(MostBody)
				default:
					s.skip()
				}
			})
		}
		if name != "" && s.err == nil {
			each(name, value)
		}
	})
}

// tracerRequest reads a member of a request as SAML-tracer exports it.
func (g *gatherer) tracerRequest(name []byte) {
	e, s := &g.e, g.s
	switch string(name) {
	case "method":
		e.method = s.str(mostHeader)
	case "url":
		e.url = s.str(mostAddress)
	case "requestHeaders":
		g.headers(e.requestHeader)
	case "responseHeaders":
		g.headers(e.responseHeader)
	case "responseStatus":
		e.status = status(s.number())
	case "post":
		g.headers(e.param)
	case "saml":
		e.saml = s.body(e.saml)
	default:
		s.skip()
	}
}
