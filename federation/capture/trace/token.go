package trace

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strings"

	"federate/federation"
	"federate/federation/lazy"
)

// mostToken is the size up to which an ID token is kept, in bytes.
const mostToken = 256 << 10

// signedToken is the compact form of a token, signed or encrypted (RFC 7515 7.1, RFC 7516 7.1).
var signedToken = lazy.Regexp(`^eyJ[A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]*){2}(?:(?:\.[A-Za-z0-9_-]*){2})?$`)

// token is the ID token in a field, as long as there is room for it; nil where there is none.
func (g *gatherer) token(value string) []byte {
	if len(value) > mostToken || !signedToken().MatchString(value) || g.bytes+len(value) > mostKept || g.tokens >= g.most() {
		return nil
	}
	g.bytes += len(value)
	g.tokens++
	return []byte(value)
}

// form is what a request posted, as it is compared.
func (e *entry) form() map[string]string {
	if len(e.post) > 0 {
		return fieldsOf(string(e.post))
	}
	return e.params
}

// redeems reports whether the request hands in a code for tokens (RFC 6749 4.1.3). A
// renewal is none: it belongs to no login of the recording.
func (e *entry) redeems() bool {
	return e.method == "POST" && e.form()["grant_type"] == "authorization_code"
}

// redeemed is what a token endpoint answers to a code, where an ID token is in it
// (openid-connect-core-1_0 3.1.3.3), or nil.
func (g *gatherer) redeemed(e *entry) *Message {
	if e.status != 200 || !e.redeems() || !bytes.Contains(e.body, []byte(`"id_token"`)) {
		return nil
	}
	var answer struct {
		Token string `json:"id_token"`
	}
	if json.Unmarshal(e.body, &answer) != nil {
		return nil
	}
	kept := g.token(answer.Token)
	if kept == nil {
		return nil
	}
	return &Message{Kind: federation.KindIDToken, Token: kept, key: g.key(answer.Token), client: plain(e.form()["client_id"])}
}

// of reports whether m, an answer or a token, belongs to the login that the request
// first began, as far as both tell.
func (m *Message) of(first *Message) bool {
	if first == nil || first.Kind != federation.KindOIDCRequest {
		return false
	}
	u, err := url.Parse(string(first.Inner))
	if err != nil {
		return false
	}
	if m.Kind == federation.KindIDToken { // a client that names itself by a header is not told from others
		return m.client == "" || m.client == u.Query().Get("client_id")
	}
	return u.Query().Get("redirect_uri") == m.client
}

// unpacked is a body as it was before the recording packed it into text; nil where it cannot be read.
func (e *entry) unpacked() []byte {
	if e.coding != "base64" {
		return e.body
	}
	out := make([]byte, base64.StdEncoding.DecodedLen(len(e.body)))
	n, err := base64.StdEncoding.Decode(out, e.body)
	if err != nil {
		return nil
	}
	return out[:n]
}

// isJSON reports whether an answer says that it is JSON.
func (e *entry) isJSON() bool { return strings.Contains(strings.ToLower(e.mime), "json") }
