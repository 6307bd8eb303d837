package oidc

import (
	"bytes"
	"fmt"
	"net/url"
	"strings"

	"federate/federation"
	"federate/federation/lazy"
)

// maxParameters is how many parameters of an address are read.
const maxParameters = 200

// A Parameters is an address or a form body, taken apart. It keeps only the
// parameters that its reader asked for.
type Parameters struct {
	Malformed string  // why it was not read, as part of a sentence; empty where it was
	Address   Value   // without its parameters; not there where only a form body was
	Twice     []Value // parameters that are there again

	values   map[string]Value
	fragment bool // a parameter stands behind #
}

// Readable reports whether the address was read at all.
func (p *Parameters) Readable() bool { return p.Malformed == "" }

func readParameters(text []byte, keep ...string) Parameters {
	p := Parameters{values: map[string]Value{}}
	if len(text) > maxBytes {
		p.Malformed = fmt.Sprintf("it has %d KiB, and %d are read at most", len(text)>>10, maxBytes>>10)
		return p
	}
	s := strings.TrimSpace(string(text))
	query, fragment := s, ""
	if i := strings.IndexAny(s, "?#"); i >= 0 {
		p.Address = Value{Text: s[:i], Path: "address", Line: 1}
		query, fragment = s[i+1:], ""
		if s[i] == '#' {
			query, fragment = "", s[i+1:]
		}
	}
	if q, f, ok := strings.Cut(query, "#"); ok {
		query, fragment = q, f
	}
	kept := map[string]bool{}
	for _, k := range keep {
		kept[k] = true
	}
	seen := map[string]bool{}
	for part, text := range []string{query, fragment} {
		for n, pair := range strings.Split(text, "&") {
			name, value, ok := strings.Cut(pair, "=")
			if name == "" || !ok {
				continue
			}
			name, err := url.QueryUnescape(name)
			plain, bad := url.QueryUnescape(value)
			switch {
			case err != nil || bad != nil:
				p.Malformed = "a percent sign in it is not followed by two hexadecimal digits"
				return p
			case n >= maxParameters:
				p.Malformed = fmt.Sprintf("it has more than %d parameters", maxParameters)
				return p
			}
			at := Value{Path: "parameter " + name, Line: 1}
			if seen[name] {
				p.Twice = append(p.Twice, Value{Text: name, Path: at.Path, Line: 1})
			}
			seen[name] = true
			p.fragment = p.fragment || part == 1
			if kept[name] {
				at.Text = plain
			}
			p.values[name] = at
		}
	}
	return p
}

// A Request is an authorization request (openid-connect-core-1_0 3.1.2.1).
type Request struct{ Parameters }

// ReadRequest reads the address of a login request, or its query alone. A hint who
// is to log in is not kept.
func ReadRequest(text []byte) *Request {
	return &Request{readParameters(text, "response_type", "client_id", "redirect_uri", "scope", "response_mode", "nonce")}
}

// Parameter is what the request has under name; the zero Value where it has nothing.
func (r *Request) Parameter(name string) Value { return r.values[name] }

// whole reports whether the parameters stand in the address, and not in a signed
// object of their own (RFC 9101, RFC 9126).
func (r *Request) whole() bool {
	return r.Readable() && !r.values["request"].Present() && !r.values["request_uri"].Present()
}

// scopes are the words of the parameter scope.
func (r *Request) scopes() []string { return strings.Fields(r.values["scope"].Text) }

// A Callback is what the browser brings back from the identity provider
// (openid-connect-core-1_0 3.1.2.5 and 3.1.2.6). Of a code, a token and the
// state it knows only that they were there.
type Callback struct {
	Parameters
	Error, Description, Issuer Value
	Code, State, Token         bool // each: it was there
}

// ReadCallback reads the address that the browser was sent back to, or the form
// that it posted.
func ReadCallback(text []byte) *Callback {
	c := &Callback{Parameters: readParameters(text, "error", "error_description", "iss")}
	c.Error, c.Description, c.Issuer = c.values["error"], c.values["error_description"], c.values["iss"]
	c.Code, c.State = c.values["code"].Present(), c.values["state"].Present()
	c.Token = c.values["id_token"].Present() || c.values["access_token"].Present()
	return c
}

// A TokenError is what a token endpoint answers instead of tokens (RFC 6749 5.2).
type TokenError struct {
	Document
	Error, Description Value
}

// ReadTokenError reads the answer of a token endpoint.
func ReadTokenError(text []byte) *TokenError {
	e := &TokenError{Document: parse(text, "")}
	if e.Readable() {
		e.Error, e.Description = e.text(e.root, "error"), e.text(e.root, "error_description")
	}
	return e
}

// numbered are the codes that Microsoft puts into a description.
var numbered = lazy.Regexp(`AADSTS[0-9]{5,8}|AADB2C[0-9]{5,8}`)

// ErrorCode is the number that Microsoft gives an error in its description,
// "AADSTS7000215"; empty where there is none.
func ErrorCode(description string) string { return numbered().FindString(description) }

// mostDescription is how much of a description is shown, in characters.
const mostDescription = 300

// firstLine is the first line of a description: what follows are identifiers
// of the occurrence.
func firstLine(description string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(description), "\n")
	for _, end := range []string{" Trace ID:", " Correlation ID:"} {
		line, _, _ = strings.Cut(line, end)
	}
	if runes := []rune(strings.TrimSpace(line)); len(runes) > mostDescription {
		return string(runes[:mostDescription]) + "…"
	}
	return strings.TrimRight(strings.TrimSpace(line), ".")
}

// private are the parameters of a request that must not be kept: they name a person,
// hold an address, or are a key.
var private = lazy.Regexp(`((?:^|[?&#])(?:id_token_hint|client_secret|client_assertion|login_hint|logout_hint|state|request)=)([^&#\s]+)`)

// RedactRequest is address without the values that no check looks at; secret tells
// whether one of them is a key. [ReadRequest] reads the same from it.
func RedactRequest(address []byte) (kept []byte, secret bool) {
	for _, m := range private().FindAllSubmatch(address, -1) {
		key := bytes.Contains(m[1], []byte("id_token")) || bytes.Contains(m[1], []byte("client_"))
		secret = secret || key && string(m[2]) != federation.LeftOut
	}
	return private().ReplaceAll(address, []byte("${1}"+federation.LeftOut)), secret
}
