package capture

import (
	"bytes"

	"federate/federation"
	"federate/federation/lazy"
)

// begins and ends are what is left of a document of SAML where it cannot be read
// as XML: its start tag behind what may stand above it, or its end tag.
var (
	begins = lazy.Regexp(`^(?:\s|\x{feff}|<\?[^>]*>|<!--[^>]*-->|<!DOCTYPE[^>]*>)*<(?:[\w.-]+:)?(Response|AuthnRequest|EntityDescriptor|EntitiesDescriptor)(?:[\s/>]|$)`)
	ends   = lazy.Regexp(`</(?:[\w.-]+:)?(Response|AuthnRequest|EntityDescriptor|EntitiesDescriptor)\s*>\s*$`)
)

// damaged is the kind of document that text was, where its root is not one of
// SAML's any more: a name or an attribute of it is none, its namespace was lost,
// or it breaks off within. Who reads the document says what is wrong with it.
func damaged(text []byte) federation.Kind {
	const look, tail = 64 << 10, 1 << 10
	m := begins().FindSubmatch(text[:min(len(text), look)])
	if m == nil {
		m = ends().FindSubmatch(text[max(0, len(text)-tail):])
	}
	if m == nil || !bytes.Contains(text, []byte("urn:oasis:names:tc:SAML:2.0:")) || bytes.Contains(text, []byte("MajorVersion=")) {
		return ""
	}
	switch string(m[1]) {
	case "Response":
		return KindSAMLResponse
	case "AuthnRequest":
		return KindSAMLRequest
	}
	if bytes.Contains(text, []byte("SPSSODescriptor")) && !bytes.Contains(text, []byte("IDPSSODescriptor")) {
		return KindSPMetadata
	}
	return KindIdPMetadata
}
