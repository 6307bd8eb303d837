package capture

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"html"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"federate/federation"
	"federate/federation/document"
	"federate/federation/lazy"
)

// The namespaces of the root elements that are known.
const (
	nsProtocol  = "urn:oasis:names:tc:SAML:2.0:protocol"
	nsMetadata  = "urn:oasis:names:tc:SAML:2.0:metadata"
	nsAssertion = "urn:oasis:names:tc:SAML:2.0:assertion"
	nsB2C       = "http://schemas.microsoft.com/online/cpim/schemas/2013/06"
)

// markup tells XML and HTML apart and names them.
func (u *unwrapper) markup(text []byte, depth int) (Capture, bool) {
	if isHTML(text) || bytes.Contains(text, []byte("SAMLRe")) && hasMessage(inputsOf(text)) {
		return u.page(text, depth)
	}
	if why := document.Flood(text); why != "" {
		u.refuse(fmt.Errorf("%w: %s", ErrFlooded, why))
		return Capture{Kind: federation.KindUnknown}, false
	}
	text, layers := asUTF8(text)
	root, dec := rootOf(text)
	c := Capture{Inner: text, Layers: layers}
	switch {
	case root.Local == "" || !strings.Contains(root.Space, ":"): // an undeclared prefix is its own namespace
		if c.Kind = damaged(text); c.Kind != "" {
			break
		}
		if root.Local == "" {
			return Capture{Guess: "it starts like XML and has no element that can be read"}, false
		}
		return seems("XML with the root element " + federation.Clip(root.Local, 60))
	case root.Space == nsProtocol && root.Local == "Response":
		c.Kind = federation.KindSAMLResponse
	case root.Space == nsProtocol && root.Local == "AuthnRequest":
		c.Kind = federation.KindSAMLRequest
	case root.Space == nsMetadata && (root.Local == "EntityDescriptor" || root.Local == "EntitiesDescriptor"):
		c.Kind = federation.KindIdPMetadata
		if !hasRole(dec, "IDPSSODescriptor") && bytes.Contains(text, []byte("SPSSODescriptor")) {
			c.Kind = federation.KindSPMetadata
		}
	case root.Space == nsB2C && root.Local == "TrustFrameworkPolicy":
		c.Kind = federation.KindB2CPolicy
	case root.Space == nsAssertion && strings.HasSuffix(root.Local, "Assertion"):
		return seems("a SAML assertion without the response around it")
	case strings.HasPrefix(root.Space, "urn:oasis:names:tc:SAML:1."):
		return seems("a message of SAML 1, which is another protocol than SAML 2.0")
	case root.Space == nsProtocol:
		return Capture{Guess: "it is the SAML message " + root.Local + ", which has no part in a login", NoLogin: true}, false
	case strings.HasPrefix(root.Local, "RequestSecurityToken"):
		return seems("a message of WS-Federation, which is another protocol than SAML 2.0")
	default:
		return seems("XML with the root element " + federation.Clip(root.Local, 60))
	}
	return c, true
}

func seems(what string) (Capture, bool) { return Capture{Guess: "it is " + what}, false }

// rootOf is the name of the first element, also after a document type declaration:
// such a document is refused by the package that reads it, and recognised here.
func rootOf(text []byte) (xml.Name, *xml.Decoder) {
	d := xml.NewDecoder(bytes.NewReader(text))
	d.Strict = false
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	for {
		t, err := d.Token()
		if err != nil {
			return xml.Name{}, d
		}
		if s, ok := t.(xml.StartElement); ok {
			return s.Name, d
		}
	}
}

// hasRole looks for an element of the metadata namespace in the rest of d.
func hasRole(d *xml.Decoder, local string) bool {
	const most = 200_000 // tokens: what has more is not read anyway
	for range most {
		t, err := d.Token()
		if err != nil {
			return false
		}
		if s, ok := t.(xml.StartElement); ok && s.Name.Local == local && s.Name.Space == nsMetadata {
			return true
		}
	}
	return false
}

var encodingName = lazy.Regexp(`^(<\?xml[^>]*?encoding\s*=\s*)(["'])([A-Za-z0-9._-]+)["']`)

// asUTF8 brings a document into UTF-8 and its declaration with it. The
// declaration is no part of what is signed (xml-c14n 1.0, 1.3).
func asUTF8(text []byte) ([]byte, []Layer) {
	m := encodingName().FindSubmatchIndex(text)
	if m == nil {
		return text, nil
	}
	declared := strings.ToLower(string(text[m[6]:m[7]]))
	if declared == "utf-8" || declared == "us-ascii" || declared == "utf8" {
		return text, nil
	}
	rest := text[m[1]:]
	switch {
	case utf8.Valid(text):
	case declared == "iso-8859-1" || declared == "latin1":
		runes := make([]rune, len(rest))
		for i, b := range rest {
			runes[i] = rune(b)
		}
		rest = []byte(string(runes))
	default:
		return text, nil
	}
	out := append([]byte{}, text[:m[3]]...)
	out = append(out, `"UTF-8"`...)
	return append(out, rest...), []Layer{{Name: "the encoding " + declared}}
}

var htmlHead = lazy.Regexp(`(?i)^<(?:!doctype\s+html|html|head|body|form|input|meta|title|script|div|p|br|table|h1)(?:[\s/>]|$)`)

// isHTML looks at the first tag only, behind comments and declarations: XML that
// contains HTML is XML.
func isHTML(text []byte) bool {
	for {
		text = bytes.TrimSpace(text)
		switch {
		case bytes.HasPrefix(text, []byte("<!--")):
			text = behind(text[4:], "-->")
		case bytes.HasPrefix(text, []byte("<?xml")):
			text = behind(text, ">")
		default:
			return htmlHead().Match(text[:min(len(text), 100)])
		}
	}
}

// behind is what follows the first mark in text; nil where there is none.
func behind(text []byte, mark string) []byte {
	if i := bytes.Index(text, []byte(mark)); i >= 0 {
		return text[i+len(mark):]
	}
	return nil
}

// hasMessage reports whether a piece of a page carries a SAML message.
func hasMessage(inputs map[string]string) bool {
	return slices.ContainsFunc(messages, func(name string) bool { _, ok := inputs[name]; return ok })
}

// page looks into an HTML page for the form that a browser would post by
// itself (saml-bindings-2.0-os 3.5.4), and otherwise names the page.
func (u *unwrapper) page(text []byte, depth int) (Capture, bool) {
	inputs := inputsOf(text)
	for _, name := range messages {
		if v, ok := inputs[name]; ok {
			if c, ok := u.inside([]byte(v), depth, "an HTML form with the field "+name); ok {
				return c, true
			}
		}
	}
	if isAnswer(func(name string) bool { _, ok := inputs[name]; return ok }) {
		return Capture{Kind: federation.KindOIDCCallback, Inner: text, Layers: []Layer{{Name: "an HTML form with the answer"}}}, true
	}
	if len(Codes(text, 1)) > 0 {
		return Capture{Kind: federation.KindErrorPage, Inner: text}, true
	}
	return Capture{Kind: federation.KindHTML, Inner: text}, true
}

func unescapeHTML(text []byte) []byte { return []byte(html.UnescapeString(string(text))) }
