package trace

import (
	"net/url"
	"strings"
	"time"

	"federate/federation"
)

// log reads a member of a HAR file's log (HTTP Archive 1.2).
func (g *gatherer) log(name []byte) {
	switch string(name) {
	case "creator":
		g.s.object(func(name []byte) {
			switch string(name) {
			case "name", "version":
				g.t.Creator = strings.TrimSpace(g.t.Creator + " " + clean(g.s.str(mostHeader), 60))
			default:
				g.s.skip()
			}
		})
	case "entries":
		if g.s.peek() == '[' {
			g.t.Kind = federation.KindHAR
		}
		g.entries(g.harEntry)
	default:
		g.s.skip()
	}
}

func (g *gatherer) harEntry(name []byte) {
	e, s := &g.e, g.s
	switch string(name) {
	case "startedDateTime":
		at, _ := time.Parse(time.RFC3339Nano, s.str(mostHeader)) // one without a time has none
		e.started = at.UTC()
	case "time":
		e.took = milliseconds(s.number())
	case "_resourceType":
		e.resource = s.str(mostHeader)
	case "_fromCache":
		e.stored = true
		s.skip()
	case "request":
		s.object(g.harRequest)
	case "response":
		s.object(g.harResponse)
	case "_standIn":
		s.array(func() {
			var c federation.Claim
			s.object(func(name []byte) {
				switch string(name) {
				case "side":
					c.Side = federation.Side(s.str(mostHeader))
				case "fact":
					c.Fact = federation.Fact(s.str(mostHeader))
				case "value":
					c.Value = clean(s.str(mostHeader), mostHeader)
				default:
					s.skip()
				}
			})
			if len(e.standIn) < mostStandIn && isStandIn(c) {
				e.standIn, g.t.Staged = append(e.standIn, c), true
			}
		})
	default:
		s.skip()
	}
}

// isStandIn reports whether c is an address at which somebody stands in for a platform:
// on the machine itself. Of anything else no recording can say what it is called.
func isStandIn(c federation.Claim) bool {
	u, err := url.Parse(c.Value)
	return err == nil && c.Side == federation.Platform && u.Hostname() == "localhost"
}

// mostStandIn is how many names of a stand-in are read.
const mostStandIn = 8

// milliseconds is n as a duration; zero where it is out of range.
func milliseconds(n float64) time.Duration {
	const day = 24 * 60 * 60 * 1000
	if !(n > 0 && n < day) {
		return 0
	}
	return time.Duration(n * float64(time.Millisecond))
}

func (g *gatherer) harRequest(name []byte) {
	e, s := &g.e, g.s
	switch string(name) {
	case "method":
		e.method = s.str(mostHeader)
	case "url":
		e.url = s.str(mostAddress)
	case "headers":
		g.headers(e.requestHeader)
	case "cookies":
		g.headers(func(name, _ string) { e.send(name) })
	case "postData":
		s.object(func(name []byte) {
			switch string(name) {
			case "text":
				e.post = s.body(e.post)
			case "params":
				g.headers(func(name, value string) { e.param(name, value) })
			default:
				s.skip()
			}
		})
	default:
		s.skip()
	}
}

func (g *gatherer) harResponse(name []byte) {
	e, s := &g.e, g.s
	switch string(name) {
	case "status":
		e.status = status(s.number())
	case "headers":
		g.headers(e.responseHeader)
	case "_error": // of Chrome
		e.failed = failure(s.str(mostHeader))
	case "redirectURL":
		if to := s.str(mostAddress); to != "" {
			e.location = to
		}
	case "content":
		s.object(func(name []byte) {
			switch string(name) {
			case "mimeType":
				e.mime = s.str(mostHeader)
			case "encoding":
				e.coding = s.str(mostHeader)
			case "text":
				if !e.readable() {
					s.skip()
					return
				}
				e.body = s.body(e.body)
			default:
				s.skip()
			}
		})
	default:
		s.skip()
	}
}
