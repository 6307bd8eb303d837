package trace

import (
	"slices"
	"time"

	"federate/federation"
)

// An open login has no response yet.
type open struct {
	Login
	asked  *Message
	id     string
	relay  digest
	host   string // that was asked
	oidc   bool
	active bool
}

// logins pairs requests with responses: by ID in SAML (saml-core-2.0-os 3.2.2), by
// state in OpenID Connect. A message that is passed on and seen again is the same
// message.
func (g *gatherer) logins() []Login {
	brought := map[string]bool{}
	returned := map[digest]bool{} // what came back as state
	for i := range g.steps {
		if m := g.steps[i].Received; m != nil {
			brought[m.key] = true
			if m.answers() {
				returned[m.relay] = true
			}
		}
	}
	const most = 2000
	var all []*open
	seen := map[string]bool{}
	for i := range g.steps {
		if len(all) >= most {
			break
		}
		k := &g.steps[i]
		for _, m := range []*Message{k.Received, k.Handed} {
			if m == nil || m.key == "" || seen[m.key] || m == k.Handed && brought[m.key] {
				continue
			}
			switch {
			case m.asks():
				seen[m.key] = true
				o := &open{Login: Login{Request: k.Number, Aside: k.aside}, asked: m, id: m.ID, relay: m.relay,
					oidc: m.Kind == federation.KindOIDCRequest, active: true}
				if m == k.Received {
					o.host = k.Host
				}
				all = append(all, o)
			case m.answers():
				seen[m.key] = true
				all = answer(all, k, m, returned)
			}
		}
	}
	out := make([]Login, 0, len(all))
	for _, o := range all {
		out = append(out, o.Login)
	}
	slices.SortStableFunc(out, func(a, b Login) int { return a.begin() - b.begin() })
	return out
}

// begin is the number of the first step of l.
func (l Login) begin() int {
	if l.Request > 0 {
		return l.Request
	}
	return l.Response
}

// answer adds a response to the login that it answers. What came back as state in the
// whole recording tells a login whose state was changed from two that overlap.
func answer(all []*open, k *kept, m *Message, returned map[digest]bool) []*open {
	const mostBack = 200 // logins that are looked back at
	oidc := m.Kind != federation.KindSAMLResponse
	var found, last *open
	for n := len(all) - 1; n >= 0 && n >= len(all)-mostBack; n-- {
		o := all[n]
		if !o.active || o.oidc != oidc {
			continue
		}
		if last == nil {
			last = o
		}
		if oidc && o.relay == m.relay || !oidc && m.InReplyTo != "" && o.id == m.InReplyTo {
			found = o
			break
		}
	}
	named := oidc && m.relay != digest{} || !oidc && m.InReplyTo != "" // it says what it answers
	if found == nil && last != nil && m.StandIn == nil && (!named || last.resumed(all, k, m, returned)) {
		found = last
	}
	if found == nil {
		l := Login{Response: k.Number, Aside: k.aside, Mixed: last != nil && named && m.relay != unknown}
		return append(all, &open{Login: l})
	}
	found.active, found.Response = false, k.Number
	for _, o := range all[max(0, len(all)-mostBack):] {
		if o.Request > found.Request && o.active && o.host == found.host && !o.Aside && !found.Aside {
			found.Mixed = true
		}
	}
	if !oidc || named {
		found.Relay = fate(found.relay, m.relay)
	}
	return all
}

// resumed reports whether the callback m goes on with the login o, though with another
// state: it comes to the address that o asked for, no other login waits there or sent
// that state, and the state of o came back nowhere.
func (o *open) resumed(all []*open, k *kept, m *Message, returned map[digest]bool) bool {
	if m.Kind != federation.KindOIDCCallback || k.aside || o.Aside || m.relay == unknown || o.relay == (digest{}) || returned[o.relay] || !m.of(o.asked) {
		return false
	}
	return !slices.ContainsFunc(all, func(other *open) bool { return other != o && (other.relay == m.relay || other.active && other.oidc) })
}

// fate compares the RelayState that was sent with the one that came back
// (saml-bindings-2.0-os 3.4.3).
func fate(sent, back digest) Relay {
	switch {
	case sent == digest{} || sent == unknown || back == unknown:
		return RelayNone
	case back == digest{}:
		return RelayDropped
	case back != sent:
		return RelayChanged
	}
	return RelayKept
}

// landing is the step at which the redirects from step number end.
func (t *Trace) landing(number int) *Step {
	const most, ahead = 20, 30
	s := t.step(number)
	for range most {
		if s == nil || s.Redirect == "" {
			break
		}
		var next *Step
		for n := s.Number + 1; n <= min(len(t.Steps), s.Number+ahead); n++ {
			if o := t.step(n); s.leadsTo(o) {
				next = o
				break
			}
		}
		if next == nil {
			break
		}
		s = next
	}
	return s
}

// atOnce is how soon a browser goes on by itself: a slower step was a person.
const atOnce = 10 * time.Second

// soon reports whether b began right after a, as far as times are known.
func soon(a, b *Step) bool {
	return a.At.IsZero() || b.At.IsZero() || b.At.Sub(a.At) <= a.Took+atOnce
}

// bounced returns the step that asked for a login again right after a response
// was brought, or nil.
func (t *Trace) bounced(l Login) *Step {
	back := t.step(l.Response)
	for _, o := range t.Logins {
		if s := t.step(o.Request); back != nil && s != nil && s.Number > l.Response && !o.Aside {
			if asked := t.step(l.Request); asked != nil && asked.Host != s.Host {
				continue // another IdP behind this one
			}
			if soon(t.landing(l.Response), s) {
				return s
			}
			return nil
		}
	}
	return nil
}
