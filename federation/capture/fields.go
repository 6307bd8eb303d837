package capture

import (
	"bytes"
	"net/url"
	"slices"
	"strings"

	"federate/federation"
	"federate/federation/lazy"
)

// messages are the fields that carry a SAML message (saml-bindings-2.0-os
// 3.4.4.1 and 3.5.4). A response comes before a request.
var messages = []string{"SAMLResponse", "SAMLRequest"}

var (
	// field starts a message in a form body, an address, a command line, or
	// what a browser's network view shows.
	field = lazy.Regexp(`SAMLRe(?:sponse|quest)["']?(?:\s{0,8}[=:]\s*["']?|\s*\n)`)
	// follows starts the field after it.
	follows = lazy.Regexp(`["'&<>;#]|\sHTTP/\d|\s(?:RelayState|SigAlg|Signature|SAMLResponse|SAMLRequest|SAMLEncoding)["']?\s{0,8}(?:[=:]|\n)`)
)

// fields takes a SAML message out of a form body or an address. The
// RelayState and whatever else stands there is left behind.
func (u *unwrapper) fields(text []byte, depth int) (Capture, bool) {
	if !bytes.Contains(text, []byte("SAMLRe")) {
		return Capture{}, false
	}
	if u.searches--; u.searches < 0 {
		return Capture{}, false
	}
	if !field().Match(text) && bytes.Contains(text, []byte("%3D")) {
		if plain, err := url.QueryUnescape(string(text)); err == nil && plain != string(text) {
			text = []byte(plain)
		}
	}
	var best Capture
	found := field().FindAllIndex(text, 4)
	for _, name := range messages {
		for _, m := range found {
			if !bytes.HasPrefix(text[m[0]:], []byte(name)) {
				continue
			}
			value := text[m[1]:]
			value = value[:endOf(value)]
			c, ok := u.inside(bytes.TrimSpace(value), depth, "the field "+name)
			if ok {
				if c.packed() { // only such a one is signed beside it
					c.SignedQuery, c.Address = signedQuery(text, m[0], name), addressOf(text[:m[0]])
				}
				return c, true
			}
			if best.silent() {
				best = c
			}
		}
	}
	return best, false
}

// endOf is the length of the value at the start of text.
func endOf(text []byte) int {
	plain := text
	if i := bytes.IndexAny(text, "\"'&<>;#"); i >= 0 {
		plain = text[:i]
	}
	if !bytes.ContainsAny(plain, " \t\r\n") { // then nothing else can follow it
		return len(plain)
	}
	if end := follows().FindIndex(text); end != nil {
		return end[0]
	}
	return len(text)
}

// signed are the parameters that a signature covers, in its order, and the signature.
var signed = []string{"SAMLRequest", "SAMLResponse", "RelayState", "SigAlg", "Signature"}

// signedQuery takes the signed parameters out of the address around the message
// at offset at, each as it stands; nil where it is not signed.
func signedQuery(text []byte, at int, name string) []byte {
	const most = 1 << 20
	from := bytes.LastIndexAny(text[:at], " \t\r\n\"'`<>?#") + 1
	query := text[from:]
	if end := bytes.IndexAny(query, " \t\r\n\"'`<>#"); end >= 0 {
		query = query[:end]
	}
	if len(query) > most {
		return nil
	}
	said := map[string]string{}
	for pair := range strings.SplitSeq(strings.ReplaceAll(string(query), "&amp;", "&"), "&") {
		field, value, ok := strings.Cut(pair, "=")
		if _, there := said[field]; ok && !there && slices.Contains(signed, field) && (field == name || !slices.Contains(messages, field)) {
			said[field] = value
		}
	}
	if said["SigAlg"] == "" || said["Signature"] == "" {
		return nil
	}
	var out []string
	for _, field := range signed {
		if value, ok := said[field]; ok {
			out = append(out, field+"="+value)
		}
	}
	return []byte(strings.Join(out, "&"))
}

// addressOf is the address at the end of before, without its parameters; empty where
// there is none.
func addressOf(before []byte) string {
	const most = 4 << 10
	from := bytes.LastIndexAny(before, " \t\r\n\"'`<>#") + 1
	whole, _, ok := bytes.Cut(before[from:], []byte("?"))
	if u, err := url.Parse(string(whole)); !ok || len(whole) > most || err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && u.Scheme != "http" {
		return ""
	}
	return string(whole)
}

// isAnswer reports whether these fields are an identity provider's answer to an
// authorization request (OpenID Connect Core 1.0, 3.1.2.5 and 3.1.2.6).
func isAnswer(has func(string) bool) bool {
	return has("state") && (has("code") || has("error")) || has("id_token") || has("error") && has("error_description")
}

// address recognises the addresses and form bodies of OpenID Connect.
func (u *unwrapper) address(text []byte, _ int) (Capture, bool) {
	if bytes.ContainsAny(text, " \n\t<") || !bytes.ContainsRune(text, '=') {
		return Capture{}, false
	}
	names := map[string]bool{}
	start := 0
	if i := bytes.IndexAny(text, "?#"); i >= 0 {
		start = i + 1
	}
	for _, pair := range strings.FieldsFunc(string(text[start:]), func(r rune) bool { return strings.ContainsRune("&?#", r) }) {
		name, _, ok := strings.Cut(pair, "=")
		if ok {
			names[name] = true
		}
	}
	has := func(name string) bool { return names[name] }
	switch {
	case has("client_id") && has("response_type") && (has("code") || has("id_token") || has("access_token")):
		return Capture{Kind: federation.KindOIDCCallback, Inner: text}, true // two addresses run into one, and one of them is a login
	case has("client_id") && has("response_type"):
		return Capture{Kind: federation.KindOIDCRequest, Inner: text}, true
	case isAnswer(has):
		return Capture{Kind: federation.KindOIDCCallback, Inner: text}, true
	case has("wa") && slices.ContainsFunc([]string{"wtrealm", "wresult", "wctx"}, has):
		return seems("a message of WS-Federation, which is another protocol than SAML 2.0")
	}
	return Capture{}, false
}
