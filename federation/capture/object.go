package capture

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"

	"federate/federation"
	"federate/federation/lazy"
)

// mostInJSON is the size of the largest JSON document that is not a recording, in bytes.
const mostInJSON = 1 << 20

// object names a JSON document by the members at its top.
func object(text []byte) (Capture, bool) {
	if len(text) > mostInJSON {
		return seems(fmt.Sprintf("JSON of more than %d MiB, or looks like it, and no document that is known here has as much",
			mostInJSON>>20))
	}
	var doc map[string]json.RawMessage
	if json.Unmarshal(text, &doc) != nil {
		if json.Valid(text) {
			return seems("JSON that is no object")
		}
		return decoded(text)
	}
	has := func(names ...string) bool {
		for _, n := range names {
			if v, ok := doc[n]; !ok || bytes.Equal(v, []byte("null")) {
				return false
			}
		}
		return true
	}
	str := func(name string) string {
		var s string
		_ = json.Unmarshal(doc[name], &s) // another type than a string is no string
		return s
	}
	c := Capture{Inner: text}
	switch {
	case has("log") && members(doc["log"])["entries"] != nil:
		c.Kind = federation.KindHAR
	case has("requests") && isTrace(doc["requests"]):
		c.Kind = federation.KindSAMLTrace
	case isDiscovery(has):
		c.Kind = federation.KindDiscovery
	case has("keys") && isKeySet(doc["keys"]):
		c.Kind = federation.KindKeySet
	case has("kty"):
		c.Kind, c.Layers = federation.KindKeySet, []Layer{{Name: "a single key"}}
		c.Inner = bytes.Join([][]byte{[]byte(`{"keys":[`), text, []byte(`]}`)}, nil)
	case has("id_token"):
		if t, ok := token([]byte(str("id_token")), 0); ok {
			t.Layers = []Layer{{Name: "the answer of a token endpoint"}}
			return t, true
		}
		return seems("the answer of a token endpoint, with an ID token that cannot be read")
	case has("iss", "sub", "aud", "exp", "iat"): // openid-connect-core-1_0 2
		c.Kind, c.Layers = federation.KindIDToken, []Layer{{Name: "the claims of a token that was decoded"}}
	case str("error") != "":
		c.Kind = federation.KindOIDCError
	case has("Response") || has("samlResponse") || has("SAMLResponse"):
		return seems("JSON around a SAML message; copy the message itself")
	default:
		return seems("JSON of a kind that is not known here")
	}
	return c, true
}

// isDiscovery reports whether these are the members of a discovery document
// (openid-connect-discovery-1_0 3), even one that lacks some required ones.
func isDiscovery(has func(...string) bool) bool {
	n := 0
	for _, name := range []string{"issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"} {
		if has(name) {
			n++
		}
	}
	lists := has("response_types_supported") || has("subject_types_supported") || has("id_token_signing_alg_values_supported")
	return n >= 2 || n == 1 && lists
}

func members(raw json.RawMessage) (out map[string]json.RawMessage) {
	_ = json.Unmarshal(raw, &out) // what is no object has no members
	return out
}

// elements are the first objects of a list; what is no list of objects has none.
func elements(raw json.RawMessage) (out []map[string]json.RawMessage) {
	const most = 1 // all that anybody asks for
	d := json.NewDecoder(bytes.NewReader(raw))
	if t, err := d.Token(); err != nil || t != json.Delim('[') {
		return nil
	}
	for d.More() && len(out) < most {
		var one map[string]json.RawMessage
		if d.Decode(&one) != nil {
			return nil
		}
		out = append(out, one)
	}
	return out
}

// isTrace recognises an export of SAML-tracer by what each request holds.
func isTrace(raw json.RawMessage) bool {
	es := elements(raw)
	return len(es) > 0 && es[0]["url"] != nil && es[0]["method"] != nil
}

func isKeySet(raw json.RawMessage) bool {
	es := elements(raw)
	if bytes.HasPrefix(bytes.TrimSpace(raw), []byte("[")) && len(es) == 0 {
		return bytes.Equal(bytes.Join(bytes.Fields(raw), nil), []byte("[]")) // empty, and that is a finding
	}
	return len(es) > 0 && es[0]["kty"] != nil
}

// compact is a JSON web token: signed in three parts (RFC 7515 7.1), or
// encrypted in five (RFC 7516 7.1).
var compact = lazy.Regexp(`^(?:[Bb]earer\s+)?([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)?)$`)

// token recognises a compact token by its header. Line ends within are left out.
func token(text []byte, _ int) (Capture, bool) {
	m := compact().FindSubmatch(unfold(text))
	if m == nil {
		return Capture{}, false
	}
	head, _, _ := strings.Cut(string(m[1]), ".")
	raw, err := base64.RawURLEncoding.DecodeString(head)
	if err != nil || members(raw)["alg"] == nil {
		return Capture{}, false
	}
	return Capture{Kind: federation.KindIDToken, Inner: m[1]}, true
}

// unfold joins lines, as a terminal breaks them.
func unfold(text []byte) []byte {
	return bytes.Map(func(r rune) rune {
		if r == '\n' || r == '\r' {
			return -1
		}
		return r
	}, text)
}
