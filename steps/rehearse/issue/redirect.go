package issue

import (
	"bytes"
	"compress/flate"
	"crypto"
	"encoding/base64"
	"net/url"
	"strings"
)

// Redirect is the address that carries a message to another (saml-bindings-2.0-os
// 3.4.4.1): packed, and signed beside it where there is a key. parameter is
// "SAMLRequest" or "SAMLResponse".
func Redirect(address, parameter string, xml []byte, relayState string, key *Key) (string, error) {
	var packed bytes.Buffer
	w, err := flate.NewWriter(&packed, flate.BestCompression)
	if err != nil {
		return "", err
	}
	if _, err = w.Write(xml); err != nil {
		return "", err
	}
	if err = w.Close(); err != nil {
		return "", err
	}
	query := parameter + "=" + url.QueryEscape(base64.StdEncoding.EncodeToString(packed.Bytes()))
	if relayState != "" {
		query += "&RelayState=" + url.QueryEscape(relayState)
	}
	if key != nil {
		query += "&SigAlg=" + url.QueryEscape(rsaSHA256)
		signature, err := key.sign(crypto.SHA256, digested(crypto.SHA256, []byte(query)))
		if err != nil {
			return "", err
		}
		query += "&Signature=" + url.QueryEscape(base64.StdEncoding.EncodeToString(signature))
	}
	return address + joint(address) + query, nil
}

// joint is what stands between an address and its further parameters.
func joint(address string) string {
	if strings.Contains(address, "?") {
		return "&"
	}
	return "?"
}
