package issue

import "github.com/beevik/etree"

// The namespaces of SAML and of XML signatures.
const (
	nsProtocol  = "urn:oasis:names:tc:SAML:2.0:protocol"
	nsAssertion = "urn:oasis:names:tc:SAML:2.0:assertion"
	nsMetadata  = "urn:oasis:names:tc:SAML:2.0:metadata"
	nsSignature = "http://www.w3.org/2000/09/xmldsig#"
)

const (
	bearer   = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
	success  = "urn:oasis:names:tc:SAML:2.0:status:Success"
	statuses = "urn:oasis:names:tc:SAML:2.0:status:"
	bindings = "urn:oasis:names:tc:SAML:2.0:bindings:"
	classes  = "urn:oasis:names:tc:SAML:2.0:ac:classes:"
	basic    = "urn:oasis:names:tc:SAML:2.0:attrname-format:basic"
)

// add puts an element at the end of parent. attributes are names and values, of which
// empty ones are left out.
func add(parent *etree.Element, tag string, attributes ...string) *etree.Element {
	el := parent.CreateElement(tag)
	for i := 0; i+1 < len(attributes); i += 2 {
		if attributes[i+1] != "" {
			el.CreateAttr(attributes[i], attributes[i+1])
		}
	}
	return el
}

// say puts an element with a text at the end of parent.
func say(parent *etree.Element, tag, text string, attributes ...string) *etree.Element {
	el := add(parent, tag, attributes...)
	el.SetText(text)
	return el
}

// root is a new document's first element.
func root(tag string, attributes ...string) *etree.Element {
	return add(&etree.NewDocument().Element, tag, attributes...)
}

// all are the elements called tag, with or without a prefix, in el or el itself.
func all(el *etree.Element, tag string) (out []*etree.Element) {
	if el.Tag == tag {
		out = append(out, el)
	}
	for _, c := range el.ChildElements() {
		out = append(out, all(c, tag)...)
	}
	return out
}

// written is the document that el stands in.
func written(el *etree.Element) ([]byte, error) {
	doc := etree.NewDocument()
	doc.SetRoot(el)
	text, err := doc.WriteToBytes()
	return text, err
}

// formatURN is the name of a NameID format in full (saml-core-2.0-os 8.3).
func formatURN(name string) string {
	switch name {
	case "persistent", "transient", "entity", "kerberos":
		return "urn:oasis:names:tc:SAML:2.0:nameid-format:" + name
	}
	return "urn:oasis:names:tc:SAML:1.1:nameid-format:" + name
}
