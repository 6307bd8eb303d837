package oidc

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"math/big"
	"slices"
	"strings"
)

// algorithms are those with a public key whose signature is over a digest
// (RFC 7518 3.1). EdDSA is over the token itself, which is not kept.
var algorithms = []string{"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"}

func hashOf(algorithm string) crypto.Hash {
	if !slices.Contains(algorithms, algorithm) {
		return 0
	}
	return map[string]crypto.Hash{"256": crypto.SHA256, "384": crypto.SHA384, "512": crypto.SHA512}[algorithm[2:]]
}

// fits reports whether a key can make signatures of algorithm at all.
func fits(k Key, algorithm string) bool {
	if k.Algorithm.Present() && k.Algorithm.Text != algorithm || k.Public == nil || !k.signs() {
		return false
	}
	switch p := k.Public.(type) {
	case *rsa.PublicKey:
		return strings.HasPrefix(algorithm, "RS") || strings.HasPrefix(algorithm, "PS")
	case *ecdsa.PublicKey:
		return curves[algorithm] == p.Params().BitSize
	}
	return false
}

// curves are the sizes of the curves that each algorithm is tied to (RFC 7518 3.4).
var curves = map[string]int{"ES256": 256, "ES384": 384, "ES512": 521}

// by reports whether key k, which fits, made the signature.
func (p proof) by(k Key, algorithm string) bool {
	switch key := k.Public.(type) {
	case *rsa.PublicKey:
		if strings.HasPrefix(algorithm, "PS") {
			return rsa.VerifyPSS(key, p.hash, p.digest, p.signature, &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash}) == nil
		}
		return rsa.VerifyPKCS1v15(key, p.hash, p.digest, p.signature) == nil
	case *ecdsa.PublicKey:
		half := (key.Params().BitSize + 7) / 8
		if len(p.signature) != 2*half {
			return false
		}
		r, s := new(big.Int).SetBytes(p.signature[:half]), new(big.Int).SetBytes(p.signature[half:])
		return ecdsa.Verify(key, p.digest, r, s)
	}
	return false
}

// named are the keys that the token can mean: the one whose ID it names or, where it
// names none, all of them.
func (s *KeySet) named(t *Token) (out []Key) {
	for _, k := range s.Keys {
		if !t.KeyID.Present() || k.ID.Text == t.KeyID.Text {
			out = append(out, k)
		}
	}
	return out
}

// fitting are those of the named keys that can make a signature of the token's
// algorithm.
func (s *KeySet) fitting(t *Token) []Key {
	return slices.DeleteFunc(s.named(t), func(k Key) bool { return !fits(k, t.Algorithm.Text) })
}

// proves reports whether one of the fitting keys made the signature.
func (s *KeySet) proves(t *Token) bool {
	return slices.ContainsFunc(s.fitting(t), func(k Key) bool { return t.proof.by(k, t.Algorithm.Text) })
}
