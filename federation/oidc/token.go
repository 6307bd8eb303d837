package oidc

import (
	"bytes"
	"crypto"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	_ "crypto/sha256" // the digests of RFC 7518 3.1
	_ "crypto/sha512"

	"federate/federation/lazy"
)

// A Token is what an ID token claims (openid-connect-core-1_0 2). The token itself
// is not kept: what is left is not enough to log in, only to verify its signature.
type Token struct {
	Document  // the claims; paths start at /claims
	Header    Document
	Encrypted bool // it has five parts, or another token inside: nothing of it was read
	Masked    bool // another token stands in a claim
	Decoded   bool // it came as a debugger shows it, without its signature: whose it is cannot be told

	Algorithm, KeyID, ContentType    Value
	Issuer, Subject, AuthorizedParty Value
	Audience                         []Value
	Expires, NotBefore, IssuedAt     Value
	Nonce                            Value
	Version, EmailVerified           Value // of whatever type: products differ
	Overage                          Value // where it says that the groups were too many

	proof  proof
	plain  []byte
	access string // what at_hash says of the access token beside it
}

// A proof is a signature and what it covers.
type proof struct {
	digest, signature []byte
	hash              crypto.Hash // zero: of an algorithm that is not known here
}

// ReadToken reads a token in its compact form (RFC 7515 7.1), or decoded, as
// [Token.Redacted] writes it. What keeps it from being read is in
// Document.Malformed and becomes a finding.
func ReadToken(text []byte) *Token {
	t := &Token{}
	text = bytes.TrimSpace(text)
	switch {
	case len(text) > maxBytes:
		t.Malformed = fmt.Sprintf("it has %d KiB, and %d are read at most", len(text)>>10, maxBytes>>10)
	case bytes.HasPrefix(text, []byte("{")):
		t.decoded(text)
	default:
		t.compact(text)
	}
	return t
}

func (t *Token) compact(text []byte) {
	parts := bytes.Split(text, []byte("."))
	header, err := part(parts[0])
	switch {
	case len(parts) != 3 && len(parts) != 5:
		t.Malformed = fmt.Sprintf("a token has three parts between dots, or five, and it has %d", len(parts))
		return
	case err != nil:
		t.Malformed = "its header is not base64url"
		return
	}
	if t.head(header); t.Malformed != "" {
		return
	}
	if t.Encrypted = len(parts) == 5 || strings.EqualFold(t.ContentType.Text, "JWT"); t.Encrypted {
		return
	}
	claims, err := part(parts[1])
	if err != nil {
		t.Malformed = "its claims are not base64url: part of it was lost or changed"
		return
	}
	if t.body(claims); t.Malformed != "" {
		return
	}
	t.plain, t.Masked = redacted(header, claims)
	signature, err := part(parts[2])
	if err != nil {
		t.Wrong = append(t.Wrong, Value{Path: "/signature", Text: "the signature is not base64url"})
	}
	t.proof = proof{signature: signature, hash: hashOf(t.Algorithm.Text)}
	if t.proof.hash != 0 {
		h := t.proof.hash.New()
		h.Write(parts[0])
		h.Write([]byte("."))
		h.Write(parts[1])
		t.proof.digest = h.Sum(nil)
	}
}

// decoded reads header and claims with a dot between, and whatever stands for
// the signature behind; or the claims alone.
func (t *Token) decoded(text []byte) {
	t.Decoded = true
	header, rest := object(text)
	claims, _ := object(bytes.TrimSpace(bytes.TrimPrefix(bytes.TrimSpace(rest), []byte("."))))
	if claims == nil {
		header, claims = nil, text
	} else if t.head(header); t.Malformed != "" {
		return
	}
	if t.body(claims); t.Malformed == "" {
		t.plain, t.Masked = redacted(header, claims)
	}
}

// object separates the JSON value at the beginning of text from what follows; nil
// where there is none.
func object(text []byte) (value json.RawMessage, rest []byte) {
	d := json.NewDecoder(bytes.NewReader(text))
	if d.Decode(&value) != nil {
		return nil, nil
	}
	return value, text[d.InputOffset():]
}

func (t *Token) head(text []byte) {
	if t.Header = parse(text, "/header"); t.Header.Malformed != "" {
		t.Malformed = "its header: " + t.Header.Malformed
		return
	}
	root := t.Header.root
	t.Algorithm, t.KeyID, t.ContentType = t.Header.text(root, "alg"), t.Header.text(root, "kid"), t.Header.text(root, "cty")
}

func (t *Token) body(text []byte) {
	if t.Document = parse(text, "/claims"); !t.Readable() {
		t.Malformed, t.Line = "its claims: "+t.Malformed, 0
		return
	}
	t.claims()
}

// Redacted is the token without its signature, header and claims in plain text as
// jwt.ms shows them, and without tokens that stand in claims: nobody can log in with
// it. It is nil where nothing could be read. [ReadToken] reads it.
func (t *Token) Redacted() []byte { return t.plain }

// inner are the tokens that providers pass on in a claim, as Azure AD B2C does with
// idp_access_token. They are recognised by the claim's name, or by how a JSON web
// token begins.
var inner = lazy.Regexp(`("[A-Za-z_]*(?:_token|Token)"\s*:\s*)"[^"]*"|"eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_.-]+"`)

func redacted(header, claims []byte) (plain []byte, masked bool) {
	kept := inner().ReplaceAll(claims, []byte(`$1"left out"`))
	masked = !bytes.Equal(kept, claims)
	if header == nil {
		return kept, masked
	}
	return bytes.Join([][]byte{header, kept, []byte("[Signature]")}, []byte(".")), masked
}

func part(text []byte) ([]byte, error) {
	return base64.RawURLEncoding.Strict().DecodeString(string(bytes.TrimRight(text, "=")))
}

func (t *Token) claims() {
	text := func(name string) Value { return t.text(t.root, name) }
	t.Issuer, t.Subject, t.AuthorizedParty = text("iss"), text("sub"), text("azp")
	t.Nonce = text("nonce")
	for name, to := range map[string]*Value{"exp": &t.Expires, "nbf": &t.NotBefore, "iat": &t.IssuedAt, "ver": &t.Version,
		"email_verified": &t.EmailVerified} {
		if m := t.root.member(name); m != nil {
			*to = m.Value
		}
	}
	switch aud := t.root.member("aud"); {
	case aud != nil && aud.kind == isString:
		t.Audience = []Value{aud.Value}
	case aud != nil:
		t.Audience, _ = t.list(t.root, "aud")
	}
	for _, name := range []string{"hasgroups", "groups:src1"} {
		if m := t.root.member(name); m != nil && !t.Overage.Present() {
			t.Overage = m.Value
		}
	}
	if names := t.root.member("_claim_names"); names != nil && names.member("groups") != nil {
		t.Overage = names.member("groups").Value
	}
}

// Claim is the claim called name where it is a text; else the zero Value.
func (t *Token) Claim(name string) Value {
	if m := t.root.member(name); m != nil && m.kind == isString {
		return m.Value
	}
	return Value{}
}

// Names are the claims that the token makes, in its own order.
func (t *Token) Names() []string {
	if t.root == nil {
		return nil
	}
	return t.root.names
}

// Issued is the token's own word for its time, zero where it has none.
func (t *Token) Issued() time.Time { at, _ := t.IssuedAt.NumericDate(); return at }
