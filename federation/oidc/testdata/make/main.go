//go:build ignore

// Command make writes the fixtures beside it: run it in the folder of package
// oidc with
//
//	go run testdata/make/*.go
//
// Keys are made afresh and thrown away.
package main

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"encoding/json"
	"log"
	"maps"
	"math/big"
	"os"
	"time"

	"federate/federation/conformance"
)

func main() {
	log.SetFlags(0)
	check(os.Chdir("testdata"))
	standing()
	keySets()
	tokens()
	messages()
	sound()
}

type object = map[string]any

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func write(name string, content any) { check(conformance.Write(name, content)) }

// with is o and changes; a change to nil takes the member away.
func with(o object, changes object) object {
	out := maps.Clone(o)
	for k, v := range changes {
		if v == nil {
			delete(out, k)
		} else {
			out[k] = v
		}
	}
	return out
}

func rsaKey(bits int) *rsa.PrivateKey {
	k, err := rsa.GenerateKey(rand.Reader, bits)
	check(err)
	return k
}

func ecKey() *ecdsa.PrivateKey {
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	check(err)
	return k
}

var b64 = base64.RawURLEncoding.EncodeToString

// public is a key as a set holds it.
func public(k crypto.Signer, kid string, more object) object {
	o := object{"kid": kid, "use": "sig"}
	switch p := k.Public().(type) {
	case *rsa.PublicKey:
		o["kty"], o["n"], o["e"] = "RSA", b64(p.N.Bytes()), b64(big.NewInt(int64(p.E)).Bytes())
	case *ecdsa.PublicKey:
		raw, err := p.Bytes()
		check(err)
		o["kty"], o["crv"], o["x"], o["y"] = "EC", "P-256", b64(raw[1:33]), b64(raw[33:])
	}
	return with(o, more)
}

// x5c is a certificate of k that says nothing.
func x5c(k *rsa.PrivateKey) []string {
	t := &x509.Certificate{SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "throw-away"},
		NotBefore: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)}
	der, err := x509.CreateCertificate(rand.Reader, t, t, k.Public(), k)
	check(err)
	return []string{base64.StdEncoding.EncodeToString(der)}
}

func set(keys ...object) object { return object{"keys": keys} }

// sign makes a token in its compact form.
func sign(k crypto.Signer, header object, claims any) string {
	text, ok := claims.(string)
	if !ok {
		raw, err := json.Marshal(claims)
		check(err)
		text = string(raw)
	}
	head, err := json.Marshal(header)
	check(err)
	input := b64(head) + "." + b64([]byte(text))
	if k == nil {
		return input + "."
	}
	sum := sha256.Sum256([]byte(input))
	signature, err := k.Sign(nil, sum[:], crypto.SHA256)
	check(err)
	if _, ok := k.(*ecdsa.PrivateKey); ok {
		var rs struct{ R, S *big.Int }
		_, err := asn1.Unmarshal(signature, &rs)
		check(err)
		signature = append(rs.R.FillBytes(make([]byte, 32)), rs.S.FillBytes(make([]byte, 32))...)
	}
	return input + "." + b64(signature)
}

// then is when every token was issued, in seconds since 1970.
var then = time.Date(2027, 6, 1, 12, 0, 0, 0, time.UTC).Unix()
