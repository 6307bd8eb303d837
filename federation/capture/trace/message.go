package trace

import (
	"bytes"
	"crypto/sha256"
	"encoding/xml"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

	"federate/federation"
	"federate/federation/capture"
)

// A digest stands for a secret that has to be compared.
type digest [sha256.Size]byte

func digestOf(s string) digest { return sha256.Sum256([]byte(s)) }

// asks reports whether m begins a login.
func (m *Message) asks() bool {
	return m != nil && (m.Kind == federation.KindSAMLRequest || m.Kind == federation.KindOIDCRequest)
}

// answers reports whether m is what an identity provider sends to the platform.
func (m *Message) answers() bool {
	return m != nil && (m.Kind == federation.KindSAMLResponse || m.Kind == federation.KindOIDCCallback ||
		m.Kind == federation.KindOIDCError && m.key != "")
}

// received is the message that a request brings, or nil.
func (g *gatherer) received(e *entry, u *url.URL) *Message {
	var posted string
	switch {
	case len(e.post) > 0 && e.post[0] != '{' && e.post[0] != '<' && !bytes.HasPrefix(e.post, []byte("--")):
		posted = string(e.post)
	case len(e.params) > 0:
		var pairs []string
		for name, value := range e.params {
			if name != "SAMLResponse" && name != "SAMLRequest" { // those stay: a plus is a plus in base64
				value = url.QueryEscape(value)
			}
			pairs = append(pairs, name+"="+value)
		}
		posted = strings.Join(pairs, "&")
	}
	if m := g.message(fieldsOf(posted), e.saml); m != nil {
		return g.brought(m, u, posted, "")
	}
	return g.carried(u, e.saml)
}

// carried is the message in an address, or nil.
func (g *gatherer) carried(u *url.URL, decoded []byte) *Message {
	if m := g.message(fieldsOf(u.RawQuery), decoded); m != nil {
		return g.brought(g.asked(m, u), u, u.RawQuery, "?")
	}
	fragment := u.EscapedFragment()
	return g.brought(g.message(fieldsOf(fragment), nil), u, fragment, "#")
}

// handed is the message that the browser receives to pass on, or an error.
func (g *gatherer) handed(e *entry, to *url.URL) *Message {
	if to != nil {
		return g.carried(to, nil)
	}
	if e.body = e.unpacked(); len(e.body) == 0 {
		return nil
	}
	if e.isJSON() {
		if m := g.redeemed(e); m != nil {
			return m
		}
		return tokenError(e)
	}
	if !e.isPage() {
		return nil
	}
	return g.page(e.body)
}

// page looks for a form that posts itself, or an error that can be looked up.
func (g *gatherer) page(body []byte) *Message {
	if !signed.in(body) {
		return nil
	}
	g.looked++
	if g.pages += len(body); g.pages > mostPages || g.looked > mostLooked {
		return nil
	}
	c, err := capture.Unwrap(body)
	if err != nil {
		return nil
	}
	switch c.Kind {
	case federation.KindSAMLRequest, federation.KindSAMLResponse:
		return g.saml(c.Kind, c.Inner)
	case federation.KindOIDCCallback:
		return &Message{Kind: c.Kind, key: g.key(string(c.Inner))}
	case federation.KindErrorPage:
		return &Message{Kind: c.Kind, Code: codeIn(c.Inner)}
	}
	return nil
}

// message is the login message in a set of fields, or nil. decoded is the
// message as SAML-tracer read it, for exports whose fields are masked.
func (g *gatherer) message(f map[string]string, decoded []byte) *Message {
	for _, kind := range []federation.Kind{federation.KindSAMLResponse, federation.KindSAMLRequest} {
		name := "SAMLResponse"
		if kind == federation.KindSAMLRequest {
			name = "SAMLRequest"
		}
		value, ok := f[name]
		if !ok || len(value) > MostBody {
			continue
		}
		if g.looked++; g.looked > mostLooked {
			return &Message{Kind: kind, key: g.key(value), relay: unknown}
		}
		c, err := capture.Unwrap([]byte(parameters(name, f)))
		if err == nil && (c.Kind == federation.KindSAMLResponse || c.Kind == federation.KindSAMLRequest) {
			m := g.saml(c.Kind, c.Inner)
			if m.Inner != nil {
				m.SignedQuery = c.SignedQuery
			}
			if relay, ok := f["RelayState"]; ok && relay != "" {
				m.relay = digestOf(plain(relay))
			}
			return m
		}
		if len(decoded) > 0 {
			c, err = capture.Unwrap(decoded)
		}
		if err == nil && (c.Kind == federation.KindSAMLResponse || c.Kind == federation.KindSAMLRequest) {
			m := g.saml(c.Kind, c.Inner)
			m.relay = unknown
			return m
		}
		if c.NoLogin {
			return nil
		}
		return &Message{Kind: kind, key: g.key(value), relay: unknown}
	}
	return g.openID(f)
}

// openID is the message of OpenID Connect in a set of fields, or nil (OpenID
// Connect Core 1.0, 3.1.2.1, 3.1.2.5 and 3.1.2.6).
func (g *gatherer) openID(f map[string]string) *Message {
	has := func(name string) bool { return f[name] != "" }
	m := &Message{}
	switch {
	case f == nil || has("grant_type"):
		return nil
	case has("client_id") && (has("response_type") || has("request_uri")):
		m.Kind = federation.KindOIDCRequest
		m.key = g.key("request " + f["state"] + " " + f["nonce"] + " " + f["client_id"])
	case plainError().MatchString(f["error"]) && (has("state") || has("error_description")):
		m.Kind, m.Code = federation.KindOIDCError, f["error"]
		if code := codeIn([]byte(plain(f["error_description"]))); code != "" {
			m.Code = code
		}
		m.key = g.key("error " + f["state"])
	case has("code") && has("state") || has("id_token"):
		m.Kind = federation.KindOIDCCallback
		m.key = g.key("answer " + f["state"] + " " + f["code"])
	default:
		return nil
	}
	if has("state") {
		m.relay = digestOf(plain(f["state"]))
	}
	return m
}

// key is a number that stands for a value which is not kept.
func (g *gatherer) key(value string) string {
	d := digestOf(value)
	if g.keys == nil {
		g.keys = map[digest]int{}
	}
	if _, ok := g.keys[d]; !ok {
		g.keys[d] = len(g.keys) + 1
	}
	return fmt.Sprintf("message %d", g.keys[d])
}

// most is how many messages are kept.
func (g *gatherer) most() int {
	if g.t.Staged {
		return mostStaged
	}
	return mostParts
}

// saml is a SAML message with what its first element says.
func (g *gatherer) saml(kind federation.Kind, inner []byte) *Message {
	m := &Message{Kind: kind, key: g.key(string(inner))}
	if held, ok := g.held[m.key]; ok { // handed over before, and brought now
		m.Inner = held
	} else if g.bytes += len(inner); g.bytes <= mostKept && len(g.held) < g.most() {
		if m.Inner = bytes.Clone(inner); g.held == nil {
			g.held = map[string][]byte{}
		}
		g.held[m.key] = m.Inner
	} else {
		g.more++
	}
	d := xml.NewDecoder(bytes.NewReader(inner))
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	for {
		t, err := d.Token()
		if err != nil {
			return m
		}
		root, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		for _, a := range root.Attr {
			switch a.Name.Local {
			case "ID":
				m.ID = clean(a.Value, mostPath)
			case "InResponseTo":
				m.InReplyTo = clean(a.Value, mostPath)
			case "IssueInstant":
				m.Issued, _ = time.Parse(time.RFC3339Nano, a.Value) // package saml says what is wrong with it
			}
		}
		return m
	}
}
