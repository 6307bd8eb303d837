package oidc

import (
	"cmp"
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"federate/federation/certificate"

	jose "github.com/go-jose/go-jose/v4"
)

// maxKeys is how many keys of a set are read. Large products have ten.
const maxKeys = 200

// mostBits is the greatest size of RSA keys that signatures are verified with:
// longer ones take minutes.
const mostBits = 16384

// A KeySet is a JSON Web Key Set (RFC 7517 5). It holds public keys alone, and of a
// secret or private key only that it was there.
type KeySet struct {
	Document
	Keys []Key
	Here Value // where the list of keys stands
}

// A Key is one public key of a set (RFC 7517 4).
type Key struct {
	Here                     Value
	ID, Type, Use, Algorithm Value
	Operations               []Value
	Certificate              *x509.Certificate // the first of x5c; nil where there is none

	Public    crypto.PublicKey // *rsa.PublicKey, *ecdsa.PublicKey or ed25519.PublicKey; nil where it was not read
	Symmetric bool             // it is a shared secret
	Private   bool             // its private half was there as well
	Wrong     string           // why it was not read, as part of a sentence
}

// ReadKeySet reads a key set. What keeps it from being read is in
// Document.Malformed and becomes a finding.
func ReadKeySet(text []byte) *KeySet {
	s := &KeySet{Document: parse(text, "")}
	if !s.Readable() {
		return s
	}
	keys := s.of(s.root, "keys", isList)
	s.Here = s.place("keys")
	switch {
	case keys == nil && len(s.Wrong) == 0:
		s.Wrong = append(s.Wrong, Value{Text: "there is no list called keys", Path: "/keys"})
	case keys != nil && len(keys.items) > maxKeys:
		s.wrong(keys, "there are more than %d keys", maxKeys)
	case keys != nil:
		for _, n := range keys.items {
			if n.kind == isObject {
				s.Keys = append(s.Keys, s.key(n))
			} else {
				s.wrong(n, "a key has to be an object and is %s", n.kind)
			}
		}
	}
	s.root = &node{} // what was secret in it is gone with it
	return s
}

// Secret reports whether the set held a secret or private key: then it must not be
// kept.
func (s *KeySet) Secret() bool {
	return slices.ContainsFunc(s.Keys, func(k Key) bool { return k.Symmetric || k.Private })
}

// Strange says why s cannot be the key set of the same issuer as old, which the
// federation holds: no key of old is left. An issuer that changes keys keeps the old
// one beside the new until everybody has both (OpenID Connect Core 10.1.1).
func (s *KeySet) Strange(old any) (was, is string) {
	o, ok := old.(*KeySet)
	if !ok || !s.Readable() || !o.Readable() || len(o.Keys) == 0 {
		return "", ""
	}
	if slices.ContainsFunc(s.Keys, func(k Key) bool { return slices.ContainsFunc(o.Keys, k.equal) }) {
		return "", ""
	}
	was, is = o.names(), s.names()
	if was == is {
		is += ", with another value"
	}
	return was, is
}

// names are the keys of s in a sentence.
func (s *KeySet) names() string {
	var out []string
	for _, k := range s.Keys {
		out = append(out, k.name())
	}
	return cmp.Or(strings.Join(out, ", "), "no key")
}

// public are the members of a key that go-jose needs to read its public half.
var public = []string{"kty", "crv", "n", "e", "x", "y"}

func (s *KeySet) key(n *node) Key {
	k := Key{Here: Value{Path: n.Path, Line: n.Line}, ID: s.text(n, "kid"), Type: s.text(n, "kty"), Use: s.text(n, "use"),
		Algorithm: s.text(n, "alg")}
	k.Operations, _ = s.list(n, "key_ops")
	k.Symmetric = k.Type.Text == "oct"
	k.Private = n.member("d") != nil || n.member("p") != nil
	if chain, _ := s.list(n, "x5c"); len(chain) > 0 {
		der, err := base64.StdEncoding.DecodeString(chain[0].Text)
		if err == nil {
			k.Certificate, err = certificate.Parse(der)
		}
		if err != nil {
			k.Wrong = "the certificate in x5c cannot be read"
		}
	}
	if k.Symmetric || !slices.Contains([]string{"RSA", "EC", "OKP"}, k.Type.Text) {
		return k // another type is not ours to judge (RFC 7517 5)
	}
	half := map[string]string{}
	for _, name := range public {
		if m := n.member(name); m != nil && m.kind == isString {
			half[name] = m.Text
		}
	}
	text, err := json.Marshal(half)
	var read jose.JSONWebKey
	if err == nil {
		err = read.UnmarshalJSON(text)
	}
	if err != nil || !read.Valid() {
		if k.Type.Text != "OKP" { // go-jose knows one curve of several
			k.Wrong = fmt.Sprintf("its members are not those of a public key of type %s", k.Type.Text)
		}
		return k
	}
	if p, ok := read.Key.(*rsa.PublicKey); ok && p.N.BitLen() > mostBits {
		k.Wrong = fmt.Sprintf("it has %d bits, and %d are read at most", p.N.BitLen(), mostBits)
		return k
	}
	k.Public = read.Key
	return k
}

// signs reports whether the key is meant for signatures.
func (k Key) signs() bool {
	if k.Use.Present() {
		return k.Use.Text == "sig"
	}
	return len(k.Operations) == 0 || has(k.Operations, "verify") || has(k.Operations, "sign")
}

// equal reports whether two keys are the same; ones that were not read are not.
func (k Key) equal(o Key) bool { return same(k.Public, o.Public) }

func same(a, b crypto.PublicKey) bool {
	e, ok := a.(interface{ Equal(crypto.PublicKey) bool })
	return ok && e.Equal(b)
}

// name is the key in a sentence.
func (k Key) name() string {
	if k.ID.Text == "" {
		return "a key without an ID"
	}
	return fmt.Sprintf("the key %q", k.ID.Text)
}

// kind describes the key itself.
func (k Key) kind() string {
	switch p := k.Public.(type) {
	case *rsa.PublicKey:
		return fmt.Sprintf("RSA with %d bits", p.N.BitLen())
	case *ecdsa.PublicKey:
		return "EC with " + p.Params().Name
	}
	return k.Type.Text
}
