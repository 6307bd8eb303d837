package capture

import (
	"bytes"

	"federate/federation"
	"federate/federation/lazy"
)

// begins and ends match what is left of a SAML document that cannot be parsed as
// XML: its start tag, with a prolog before it, or its end tag.
var (
	begins = lazy.Regexp(`^(?:\s|\x{feff}|<\?[^>]*>|<!--[^>]*-->|<!DOCTYPE[^>]*>)*<(?:[\w.-]+:)?(Response|AuthnRequest|EntityDescriptor|EntitiesDescriptor)(?:[\s/>]|$)`)
	ends   = lazy.Regexp(`</(?:[\w.-]+:)?(Response|AuthnRequest|EntityDescriptor|EntitiesDescriptor)\s*>\s*$`)
)

// damaged is the kind of document that text was before its root element was damaged:
// a name or an attribute is not well formed, the namespace is lost, or the text
// breaks off. The package that reads the document says what is wrong with it.
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
		return federation.KindSAMLResponse
	case "AuthnRequest":
		return federation.KindSAMLRequest
	}
	if bytes.Contains(text, []byte("SPSSODescriptor")) && !bytes.Contains(text, []byte("IDPSSODescriptor")) {
		return federation.KindSPMetadata
	}
	return federation.KindIdPMetadata
}
