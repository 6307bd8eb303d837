package trace

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"federate/federation"
)

// fields are the parameters that identify a login and are compared.
var fields = []string{"SAMLRequest", "SAMLResponse", "RelayState", "SigAlg", "Signature", "client_id", "response_type",
	"request_uri", "grant_type",
	"state", "nonce", "code", "iss", "id_token", "error", "error_description"}

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

// judged are the parameters of an OpenID Connect login request whose values are
// judged; of those in present it only matters that they are there.
var (
	judged  = []string{"response_type", "client_id", "redirect_uri", "scope", "response_mode"}
	present = []string{"state", "nonce", "code_challenge", "request", "request_uri"}
)

// asked is m with the address of an OpenID Connect login request, without tokens in
// the path and without what identifies a person or a login.
func (g *gatherer) asked(m *Message, u *url.URL) *Message {
	if m == nil || m.Kind != federation.KindOIDCRequest {
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

// brought is m with the address u of an OpenID Connect callback and the fields in raw,
// which stand there behind mark, or were posted where that is empty. Of the code, the
// state and a token it only keeps that they were there, and the ID token beside it,
// which is judged by itself.
func (g *gatherer) brought(m *Message, u *url.URL, raw, mark string) *Message {
	if m == nil || m.Kind != federation.KindOIDCCallback {
		return m
	}
	var query []string
	for pair := range strings.SplitSeq(raw, "&") {
		name, value, _ := strings.Cut(pair, "=")
		switch name {
		case "id_token", "access_token":
			if name == "id_token" && m.Token == nil {
				m.Token = g.token(value)
			}
			if mark == "" {
				continue // no address held it
			}
			value = federation.LeftOut
		case "code", "state":
			if value != "" {
				value = federation.LeftOut
			}
		case "iss":
		default:
			continue
		}
		query = append(query, name+"="+value)
	}
	m.client = u.Scheme + "://" + u.Host + u.EscapedPath()
	if address := m.client + cmp.Or(mark, "?") + strings.Join(query, "&"); g.bytes+len(address) <= mostKept {
		g.bytes += len(address)
		m.Inner = []byte(address)
	}
	return m
}

// parameters are the message in f as it stands and, where it is signed beside, what
// the signature covers.
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

// plain is a field without its URL encoding.
func plain(s string) string {
	if out, err := url.QueryUnescape(s); err == nil {
		return out
	}
	return s
}
