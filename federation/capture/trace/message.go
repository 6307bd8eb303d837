package trace

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"

	"federate/federation"
	"federate/federation/capture"
	"federate/federation/lazy"
)

// A digest stands for a secret that has to be compared.
type digest [sha256.Size]byte

func digestOf(s string) digest { return sha256.Sum256([]byte(s)) }

// asks reports whether m begins a login.
func (m *Message) asks() bool {
	return m != nil && (m.Kind == capture.KindSAMLRequest || m.Kind == capture.KindOIDCRequest)
}

// answers reports whether m is what an identity provider sends to the platform.
func (m *Message) answers() bool {
	return m != nil && (m.Kind == capture.KindSAMLResponse || m.Kind == capture.KindOIDCCallback || m.Kind == capture.KindOIDCError && m.key != "")
}

// fields are those that a login is known by and compared with.
var fields = []string{"SAMLRequest", "SAMLResponse", "RelayState", "SigAlg", "Signature", "client_id", "response_type", "request_uri", "grant_type",
	"state", "nonce", "code", "id_token", "error", "error_description"}

// fieldsOf are the fields of a login in a query or form, as they stand; the
// first of a name counts.
func fieldsOf(raw string) (out map[string]string) {
	for raw != "" {
		var pair string
		pair, raw, _ = strings.Cut(raw, "&")
		name, value, ok := strings.Cut(pair, "=")
		if _, there := out[name]; !ok || there || !slices.Contains(fields, name) {
			continue
		}
		if out == nil {
			out = map[string]string{}
		}
		out[name] = value
	}
	return out
}

// received is the message that a request brings, or nil.
func (g *gatherer) received(e *entry, u *url.URL) *Message {
	var form map[string]string
	switch {
	case len(e.post) > 0 && e.post[0] != '{' && e.post[0] != '<' && !bytes.HasPrefix(e.post, []byte("--")):
		form = fieldsOf(string(e.post))
	case len(e.params) > 0:
		form = map[string]string{}
		for name, value := range e.params {
			form[name] = value
			if name != "SAMLResponse" && name != "SAMLRequest" { // those stay: a plus is a plus in base64
				form[name] = url.QueryEscape(value)
			}
		}
	}
	if m := g.message(form, e.saml); m != nil {
		return m
	}
	if m := g.message(fieldsOf(u.RawQuery), e.saml); m != nil {
		return g.asked(m, u)
	}
	return g.message(fieldsOf(u.EscapedFragment()), nil)
}

// judged are the parameters of a login request of OpenID Connect that are judged
// by what they say, and present those of which it counts that they are there.
var (
	judged  = []string{"response_type", "client_id", "redirect_uri", "scope", "response_mode"}
	present = []string{"state", "nonce", "code_challenge", "request", "request_uri"}
)

// asked is m, with the address it travelled in where it is a login request of
// OpenID Connect: without the path's tokens, and without what names a person or
// a login.
func (g *gatherer) asked(m *Message, u *url.URL) *Message {
	if m == nil || m.Kind != capture.KindOIDCRequest {
		return m
	}
	var query []string
	for pair := range strings.SplitSeq(u.RawQuery, "&") {
		name, value, _ := strings.Cut(pair, "=")
		switch {
		case slices.Contains(present, name):
			query = append(query, name+"=left-out")
		case slices.Contains(judged, name):
			query = append(query, name+"="+value)
		}
	}
	address := u.Scheme + "://" + u.Host + u.EscapedPath()
	if m.client = g.key(address + " " + u.Query().Get("client_id")); len(query) > 0 {
		address += "?" + strings.Join(query, "&")
	}
	if g.bytes += len(address); g.bytes <= mostKept {
		m.Inner = []byte(address)
	}
	return m
}

// handed is the message that the browser gets to bring elsewhere, or an error.
func (g *gatherer) handed(e *entry, to *url.URL) *Message {
	if to != nil {
		if m := g.message(fieldsOf(to.RawQuery), nil); m != nil {
			return g.asked(m, to)
		}
		return g.message(fieldsOf(to.EscapedFragment()), nil)
	}
	if len(e.body) == 0 {
		return nil
	}
	if e.coding == "base64" {
		plain := make([]byte, base64.StdEncoding.DecodedLen(len(e.body)))
		n, err := base64.StdEncoding.Decode(plain, e.body)
		if err != nil {
			return nil
		}
		e.body = plain[:n]
	}
	if strings.Contains(strings.ToLower(e.mime), "json") {
		return tokenError(e)
	}
	if !e.isPage() {
		return nil
	}
	return g.page(e.body)
}

// signs are what pages worth reading hold.
var signs = []string{"SAMLRe", "id_token", `name="code"`, "name='code'", `name="error"`, "name='error'", "AADSTS", "AADB2C", "MSIS",
	"E00000", "AUTHN_", "AUTHZ_", "400_SAML", "GENERAL_NONSUCCESS", "app_not_configured_for_user", statusURN}

const statusURN = "urn:oasis:names:tc:SAML:2.0:status:"

// A finder looks for many words at once, by how they begin: a recording has many
// pages, and to go through each of them for one word after the other takes longer
// than to read it.
type finder struct {
	begins [1 << 16]bool // by their first two bytes
	words  []string
}

func newFinder(words []string) *finder {
	f := &finder{words: words}
	for _, w := range words {
		f.begins[int(w[0])<<8|int(w[1])] = true
	}
	return f
}

var signed = newFinder(signs)

// in reports whether one of the words stands in text.
func (f *finder) in(text []byte) bool {
	two := 0
	for i, c := range text {
		if two = two<<8&0xffff | int(c); f.begins[two] && i > 0 {
			rest := text[i-1:]
			for _, w := range f.words {
				if len(rest) >= len(w) && string(rest[:len(w)]) == w {
					return true
				}
			}
		}
	}
	return false
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
	case capture.KindSAMLRequest, capture.KindSAMLResponse:
		return g.saml(c.Kind, c.Inner)
	case capture.KindOIDCCallback:
		return &Message{Kind: c.Kind, key: g.key(string(c.Inner))}
	case capture.KindErrorPage:
		return &Message{Kind: c.Kind, Code: codeIn(c.Inner)}
	}
	return nil
}

var (
	// vendorCode are the codes by which error pages can be looked up.
	vendorCode = lazy.Regexp(`AADSTS\d{4,9}|AADB2C\d{4,9}|MSIS\d{4}|\bE00000\d\d\b|\bAUTH[NZ]_\d{3}\b|\b400_SAML\b|GENERAL_NONSUCCESS|app_not_configured_for_user|urn:oasis:names:tc:SAML:2\.0:status:[A-Za-z]{1,40}`)
	// plainError is the form of an error of OAuth (RFC 6749 4.1.2.1).
	plainError = lazy.Regexp(`^[a-z_]{3,40}$`)
	jsonError  = lazy.Regexp(`"error"\s*:\s*"([a-z_]{3,40})"`)
)

// codesIn are the first codes in text, at most so many. Success is none.
func codesIn(text []byte, most int) (out []string) {
	for _, code := range vendorCode().FindAll(text, most) {
		if !bytes.HasSuffix(code, []byte(":status:Success")) {
			out = append(out, string(code))
		}
	}
	return out
}

// codeIn is the first code in text; empty where there is none.
func codeIn(text []byte) string {
	const enough = 8 // of a page, that one of them is an error
	for _, code := range codesIn(text, enough) {
		return code
	}
	return ""
}

// tokenError is what a token endpoint says when it refuses (RFC 6749 5.2).
func tokenError(e *entry) *Message {
	m := jsonError().FindSubmatch(e.body)
	if m == nil || e.status < 400 || e.params["grant_type"] == "" && !bytes.Contains(e.post, []byte("grant_type=")) {
		return nil
	}
	code := codeIn(e.body)
	if code == "" {
		code = string(m[1])
	}
	return &Message{Kind: capture.KindOIDCError, Code: code}
}

// message is the login message in a set of fields, or nil. decoded is the
// message as SAML-tracer read it, for exports whose fields are masked.
func (g *gatherer) message(f map[string]string, decoded []byte) *Message {
	for _, kind := range []federation.Kind{capture.KindSAMLResponse, capture.KindSAMLRequest} {
		name := "SAMLResponse"
		if kind == capture.KindSAMLRequest {
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
		if err == nil && (c.Kind == capture.KindSAMLResponse || c.Kind == capture.KindSAMLRequest) {
			m := g.saml(c.Kind, c.Inner)
			if m.Inner != nil {
				m.Query = c.Query
			}
			if relay, ok := f["RelayState"]; ok && relay != "" {
				m.relay = digestOf(plain(relay))
			}
			return m
		}
		if len(decoded) > 0 {
			c, err = capture.Unwrap(decoded)
		}
		if err == nil && (c.Kind == capture.KindSAMLResponse || c.Kind == capture.KindSAMLRequest) {
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

// parameters are the message in f as it stands, and where it is signed beside
// it, what the signature is over.
func parameters(message string, f map[string]string) string {
	out := message + "=" + f[message]
	if f["SigAlg"] == "" || f["Signature"] == "" {
		return out
	}
	for _, name := range []string{"RelayState", "SigAlg", "Signature"} {
		if value, ok := f[name]; ok {
			out += "&" + name + "=" + value
		}
	}
	return out
}

// unknown stands for a RelayState that cannot be compared.
var unknown = digestOf("a value that was masked before it came here")

// openID is the message of OpenID Connect in a set of fields, or nil (OpenID
// Connect Core 1.0, 3.1.2.1, 3.1.2.5 and 3.1.2.6).
func (g *gatherer) openID(f map[string]string) *Message {
	has := func(name string) bool { return f[name] != "" }
	m := &Message{}
	switch {
	case f == nil || has("grant_type"):
		return nil
	case has("client_id") && (has("response_type") || has("request_uri")):
		m.Kind = capture.KindOIDCRequest
		m.key = g.key("request " + f["state"] + " " + f["nonce"] + " " + f["client_id"])
	case plainError().MatchString(f["error"]) && (has("state") || has("error_description")):
		m.Kind, m.Code = capture.KindOIDCError, f["error"]
		if code := codeIn([]byte(plain(f["error_description"]))); code != "" {
			m.Code = code
		}
		m.key = g.key("error " + f["state"])
	case has("code") && has("state") || has("id_token"):
		m.Kind = capture.KindOIDCCallback
		m.key = g.key("answer " + f["state"] + " " + f["code"])
	default:
		return nil
	}
	if has("state") {
		m.relay = digestOf(plain(f["state"]))
	}
	return m
}

// plain is a field without its URL encoding.
func plain(s string) string {
	if out, err := url.QueryUnescape(s); err == nil {
		return out
	}
	return s
}

// key is a number for a value that is not kept.
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

// saml is a SAML message with what its first element says.
func (g *gatherer) saml(kind federation.Kind, inner []byte) *Message {
	m := &Message{Kind: kind, key: g.key(string(inner))}
	if held, ok := g.held[m.key]; ok { // handed over before, and brought now
		m.Inner = held
	} else if g.bytes += len(inner); g.bytes <= mostKept && len(g.held) < mostParts {
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
