package pki

import (
	"bytes"
	"encoding/json"

	"federate/federation"
	"federate/federation/lazy"
)

// publicSSH starts a line of authorized_keys (RFC 4253 6.6 and OpenSSH's own).
var publicSSH = lazy.Regexp(`^\s*((?:ssh|sk-ssh|ecdsa-sha2|sk-ecdsa-sha2)-[a-z0-9@.-]+) +AAAA[A-Za-z0-9+/]{16}`)

// fromSSH recognises the keys of the secure shell that are not PEM.
func fromSSH(text []byte) *Bundle {
	if m := publicSSH().FindSubmatch(text); m != nil {
		return &Bundle{Kind: federation.KindSSHKey, Form: FormSSH, Key: string(m[1]) + " public key"}
	}
	if bytes.HasPrefix(bytes.TrimSpace(text), []byte("PuTTY-User-Key-File-")) {
		return &Bundle{Kind: federation.KindSSHKey, Form: FormSSH, Key: "PuTTY private key", Private: true}
	}
	return nil
}

// fromJWK recognises a key, or a set of keys, with a private part (RFC 7518 6.2.2,
// 6.3.2 and 6.4.1). Public ones belong to package oidc.
func fromJWK(text []byte) *Bundle {
	const most = 1 << 20 // bytes: package oidc reads no larger set
	if text = bytes.TrimSpace(text); len(text) == 0 || len(text) > most || text[0] != '{' || !bytes.Contains(text, []byte(`"kty"`)) {
		return nil
	}
	type key struct {
		Type    string          `json:"kty"`
		Private json.RawMessage `json:"d"`
		Secret  json.RawMessage `json:"k"`
	}
	var doc struct {
		key
		Keys []key `json:"keys"`
	}
	if json.Unmarshal(text, &doc) != nil {
		return nil
	}
	for _, k := range append(doc.Keys, doc.key) {
		if k.Type != "" && (k.Private != nil || k.Type == "oct" && k.Secret != nil) {
			return &Bundle{Kind: federation.KindPrivateKey, Form: FormJWK, Key: "private JSON web key", Private: true}
		}
	}
	return nil
}
