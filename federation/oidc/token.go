package oidc

import (
	"bytes"
	"crypto"
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	_ "crypto/sha256" // the digests of RFC 7518 3.1
	_ "crypto/sha512"
)

// A Token is what an ID token claims (openid-connect-core-1_0 2). The token
// itself is gone once it was read: what is left is no login, only what it takes
// to try a key on it.
type Token struct {
	Document  // the claims; paths start at /claims
	Header    Document
	Encrypted bool // it has five parts, or another token inside: nothing of it was read

	Algorithm, KeyID, ContentType    Value
	Issuer, Subject, AuthorizedParty Value
	Audience                         []Value
	Expires, NotBefore, IssuedAt     Value
	Nonce                            Value
	Version, EmailVerified           Value // of whatever type: products differ
	Overage                          Value // where it says that the groups were too many

	proof proof
}

// A proof is what the signature is over, and the signature.
type proof struct {
	digest, signature []byte
	hash              crypto.Hash // zero: of an algorithm that is not known here
}

// ReadToken reads a token in its compact form (RFC 7515 7.1). What keeps it from
// being read is in Document.Malformed and becomes a finding.
func ReadToken(text []byte) *Token {
	t := &Token{}
	if len(text) > maxBytes {
		t.Malformed = fmt.Sprintf("it has %d KiB, and %d are read at most", len(text)>>10, maxBytes>>10)
		return t
	}
	parts := bytes.Split(bytes.TrimSpace(text), []byte("."))
	header, err := part(parts[0])
	switch {
	case len(parts) != 3 && len(parts) != 5:
		t.Malformed = fmt.Sprintf("a token has three parts between dots, or five, and it has %d", len(parts))
		return t
	case err != nil:
		t.Malformed = "its header is not base64url"
		return t
	}
	t.Header = parse(header, "/header")
	if t.Header.Malformed != "" {
		t.Malformed = "its header: " + t.Header.Malformed
		return t
	}
	t.Algorithm, t.KeyID, t.ContentType = t.Header.text(t.Header.root, "alg"), t.Header.text(t.Header.root, "kid"), t.Header.text(t.Header.root, "cty")
	if t.Encrypted = len(parts) == 5 || strings.EqualFold(t.ContentType.Text, "JWT"); t.Encrypted {
		return t
	}
	claims, err := part(parts[1])
	if err != nil {
		t.Malformed = "its claims are not base64url: part of it was lost or changed"
		return t
	}
	t.Document = parse(claims, "/claims")
	if !t.Readable() {
		t.Malformed, t.Line = "its claims: "+t.Malformed, 0
		return t
	}
	t.claims()
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
	return t
}

func part(text []byte) ([]byte, error) {
	return base64.RawURLEncoding.Strict().DecodeString(string(bytes.TrimRight(text, "=")))
}

func (t *Token) claims() {
	text := func(name string) Value { return t.text(t.root, name) }
	t.Issuer, t.Subject, t.AuthorizedParty = text("iss"), text("sub"), text("azp")
	t.Nonce = text("nonce")
	for name, to := range map[string]*Value{"exp": &t.Expires, "nbf": &t.NotBefore, "iat": &t.IssuedAt, "ver": &t.Version, "email_verified": &t.EmailVerified} {
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
func (t *Token) Issued() time.Time { at, _ := t.IssuedAt.Time(); return at }
