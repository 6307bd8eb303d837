package redact

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// claims are those of a token that say by whom, for whom and when it was made.
var claims = strings.Fields(`
iss aud azp exp iat nbf auth_time ver acr amr tid typ alg kid x5t appid idp email_verified hasgroups client_id scp
scope expires_in ext_expires_in not_before error_codes token_type status`)

// token is an ID token as a debugger shows it, header and claims in plain text: nobody
// can log in with it, and nobody can verify it.
func (r *Redactor) token(raw []byte) ([]byte, error) {
	text := bytes.TrimSpace(raw)
	var parts [][]byte
	if bytes.HasPrefix(text, []byte("{")) {
		d := json.NewDecoder(bytes.NewReader(text))
		for len(parts) < 2 {
			var part json.RawMessage
			if d.Decode(&part) != nil {
				break
			}
			parts = append(parts, part)
			rest := bytes.TrimPrefix(bytes.TrimSpace(text[d.InputOffset():]), []byte("."))
			text, d = rest, json.NewDecoder(bytes.NewReader(rest))
		}
	} else {
		for i, part := range bytes.Split(text, []byte(".")) {
			if plain, err := base64.RawURLEncoding.DecodeString(string(part)); err == nil && i < 2 {
				parts = append(parts, plain)
			}
		}
	}
	if len(parts) == 0 {
		return nil, fmt.Errorf("%w: the token cannot be read", ErrUnfit)
	}
	var out [][]byte
	for _, p := range parts {
		copied, err := r.object(p)
		if err != nil {
			return nil, err
		}
		out = append(out, copied)
	}
	if r.Values++; len(out) == 2 {
		out = append(out, []byte("[Signature]"))
	}
	return append(bytes.Join(out, []byte(".")), '\n'), nil
}

// object is a JSON document with the names of its members.
func (r *Redactor) object(raw []byte) ([]byte, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnfit, err)
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(r.member("", v)); err != nil {
		return nil, err
	}
	return bytes.TrimSpace(b.Bytes()), nil
}

// member is the value of the member name.
func (r *Redactor) member(name string, value any) any {
	switch v := value.(type) {
	case map[string]any:
		out := map[string]any{}
		for key, of := range v {
			kept := key
			if strings.ContainsAny(key, "@ ") {
				kept = r.value(key)
			}
			out[kept] = r.member(key, of)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, of := range v {
			out[i] = r.member(name, of)
		}
		return out
	case string:
		if slices.Contains(claims, strings.ToLower(name)) && !strings.Contains(v, "@") {
			return v
		}
		return r.param(name, v)
	case json.Number:
		if slices.Contains(claims, strings.ToLower(name)) {
			return v
		}
		return r.value(v.String())
	}
	return value
}

// answer is a body of JSON where it is the refusal of an endpoint; all others are left
// out.
func (r *Redactor) answer(body []byte) string {
	var top map[string]json.RawMessage
	if json.Unmarshal(body, &top) != nil || top["error"] == nil && top["errorCode"] == nil && top["code"] == nil {
		return ""
	}
	copied, err := r.object(body)
	if err != nil {
		return ""
	}
	return string(copied)
}
