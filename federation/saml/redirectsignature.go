package saml

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"math/big"
	"net/url"
	"strings"

	_ "crypto/sha1" // the digests of the algorithms
	_ "crypto/sha256"
	_ "crypto/sha512"

	"federate/federation"
	"federate/federation/lazy"
)

// A RedirectSignature is the signature of a message that travels in an address: it
// stands beside the message and not inside it (saml-bindings-2.0-os 3.4.4.1).
type RedirectSignature struct {
	Algorithm Value // SigAlg

	octets    []string // what may have been signed: the parameters as they stood
	signature []byte
	redacted  bool // the RelayState was left out, and with it what was signed
	leftOut   bool // this is a redacted copy, which has no signature to verify
}

var relayState = lazy.Regexp(`(^|&)RelayState=([^&]+)`)

// RedactRelayState is query without the value of its RelayState, which may be an
// address; redacted tells whether it had one. After that the signature cannot be
// verified any more, and [ReadRedirectSignature] knows.
func RedactRelayState(query []byte) (kept []byte, redacted bool) {
	kept = relayState().ReplaceAll(query, []byte("${1}RelayState="+federation.LeftOut))
	return kept, !bytes.Equal(kept, query)
}

// ReadRedirectSignature reads the parameters of a redirect that belong to its signature, as
// they stood; nil where there are none.
func ReadRedirectSignature(query []byte) *RedirectSignature {
	if len(query) == 0 {
		return nil
	}
	said := map[string]string{}
	for pair := range strings.SplitSeq(string(query), "&") {
		name, value, _ := strings.Cut(pair, "=")
		if _, there := said[name]; !there {
			said[name] = value
		}
	}
	q := &RedirectSignature{redacted: said["RelayState"] == federation.LeftOut,
		Algorithm: Value{Text: unescape(said["SigAlg"]), Path: "parameter SigAlg", Line: 1}}
	signature := strings.NewReplacer(" ", "+", "\r", "", "\n", "").Replace(unescape(said["Signature"]))
	q.leftOut = federation.Redacted(signature)
	q.redacted = q.redacted || q.leftOut
	q.signature, _ = base64.StdEncoding.DecodeString(signature) // what is none verifies with nothing
	// Tools that show an address may write its escapes differently, and some keep an
	// empty RelayState: each way of writing what was signed is tried.
	signed := ""
	for _, name := range []string{"SAMLRequest", "SAMLResponse", "RelayState", "SigAlg"} {
		if value, ok := said[name]; ok {
			signed += "&" + name + "=" + value
		}
	}
	signed = strings.TrimPrefix(signed, "&")
	q.octets = []string{signed, escapes().ReplaceAllStringFunc(signed, strings.ToUpper),
		escapes().ReplaceAllStringFunc(signed, strings.ToLower),
		strings.Replace(signed, "&RelayState=&", "&", 1)}
	return q
}

var escapes = lazy.Regexp(`%[0-9A-Fa-f]{2}`)

func unescape(s string) string {
	if out, err := url.QueryUnescape(s); err == nil {
		return out
	}
	return s
}

// digestsOf are the hashes of the algorithms that can be verified here.
var digestsOf = map[string]crypto.Hash{"sha1": crypto.SHA1, "sha256": crypto.SHA256, "sha384": crypto.SHA384, "sha512": crypto.SHA512}

// judge tries the certificates in turn. Without any, or with an unknown algorithm,
// the outcome is unjudged.
func (q *RedirectSignature) judge(certificates []*x509.Certificate) outcome {
	key, digest, _ := strings.Cut(short(q.Algorithm.Text), "-")
	hash, ok := digestsOf[digest]
	switch {
	case !ok, q.redacted:
		return unjudged
	case len(certificates) == 0:
		return unknownKey
	}
	for _, octets := range q.octets {
		h := hash.New()
		h.Write([]byte(octets))
		sum := h.Sum(nil)
		for _, c := range certificates[:min(len(certificates), maxTries/len(q.octets))] {
			if triable(c) && verifies(c.PublicKey, key, hash, sum, q.signature) {
				return trusted
			}
		}
	}
	return unconfirmed
}

// verifies tries one key. An ECDSA signature is two numbers side by side
// (RFC 4050 3.3), and some write them in ASN.1.
func verifies(public crypto.PublicKey, key string, hash crypto.Hash, sum, signature []byte) bool {
	switch k := public.(type) {
	case *rsa.PublicKey:
		return key == "rsa" && rsa.VerifyPKCS1v15(k, hash, sum, signature) == nil
	case *ecdsa.PublicKey:
		half := (k.Params().BitSize + 7) / 8
		if key == "ecdsa" && len(signature) == 2*half {
			return ecdsa.Verify(k, sum, new(big.Int).SetBytes(signature[:half]), new(big.Int).SetBytes(signature[half:]))
		}
		return key == "ecdsa" && ecdsa.VerifyASN1(k, sum, signature)
	}
	return false
}
