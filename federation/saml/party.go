package saml

import (
	"bytes"
	"compress/flate"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"

	"federate/federation"
	"federate/federation/check"
	"federate/federation/document"

	"github.com/beevik/etree"
)

// A party is one of many: its entity ID and where it stands. The rest is read when
// somebody asks for it.
type party struct {
	element *etree.Element // where the whole document is a tree

	text   []byte // where it is not: from its start tag to its end tag
	packed bool   // with DEFLATE
	scope  string // the namespaces declared around it, as attributes
	base   string // the path of what is around it
	step   string
	line   int
}

// describe reads one party of m, and its own signatures where m is no tree.
func (m *Metadata) describe(p party) (doc Document, e *Entity, own []*Signature) {
	doc = m.Document
	in := m.reader()
	el := p.element
	if el == nil {
		text := p.text
		if p.packed {
			text, _ = io.ReadAll(flate.NewReader(bytes.NewReader(text))) // we packed it
		}
		doc = Document{document.ReadXML([]byte("<x:EntitiesDescriptor xmlns:x=\""+nsMetadata+"\""+p.scope+">"+string(text)+"</x:EntitiesDescriptor>"),
			xml.Name{Space: nsMetadata, Local: "EntitiesDescriptor"})}
		if !doc.Readable() {
			doc.Line += p.line - 1
			return doc, nil, nil
		}
		el = document.Child(doc.Root, nsMetadata, "EntityDescriptor")
		doc.Move(p.line - 1)
		doc.Place(el, p.line, p.step)
		in = reader{doc.Below(el, p.base)}
	}
	if certificatesIn(el) > maxKeys {
		return Document{document.Refuse(tooManyKeys)}, nil, nil
	}
	if p.element == nil {
		own, _ = in.signatures(el, "", doc.judges())
	}
	return doc, in.entity(el), own
}

var tooManyKeys = fmt.Sprintf("it has more than %d certificates", maxKeys)

func certificatesIn(el *etree.Element) (n int) {
	document.Walk(el, func(el *etree.Element) {
		if document.Is(el, nsSignature, "X509Certificate") {
			n++
		}
	})
	return n
}

// names are the entity IDs of the first parties, for people.
func (m *Metadata) names() string {
	const most = 5
	var out []string
	for _, e := range m.Entities[:min(len(m.Entities), most)] {
		out = append(out, e.ID.Text)
	}
	if more := len(m.Entities) - most; more > 0 {
		out = append(out, fmt.Sprintf("%d more", more))
	}
	return strings.Join(out, ", ")
}

// Chosen picks the party whose entity ID is known, as [federation.Gathering]
// demands.
func (m *Metadata) Chosen(value func(federation.Fact) string) (kind federation.Kind, doc any, claims []federation.Claim, ok bool) {
	if len(m.Entities) < 2 {
		return "", nil, nil, false
	}
	for _, f := range check.Facts(factIssuer, factEntityID) {
		if one := m.Of(value(f)); one != nil {
			if e := one.Entities; f == factEntityID && len(e) == 1 && e[0].SP != nil { // a party may be both, and is asked for as this
				platform := *e[0]
				platform.IdP, one.Entities = nil, []*Entity{&platform}
			}
			return one.kind(), one, one.Claims(), true
		}
	}
	return "", nil, nil, false
}

// Offers reports whether value is an address of m, for whichever binding.
func (m *Metadata) Offers(fact federation.Fact, value string) bool {
	is := func(e Endpoint) bool { return e.Location.Text == value }
	return slices.ContainsFunc(m.Entities, func(e *Entity) bool {
		return fact == factSSO && e.IdP != nil && slices.ContainsFunc(e.IdP.SSO, is) ||
			fact == factACS && e.SP != nil && slices.ContainsFunc(e.SP.ACS, is)
	})
}

// kind says which side m describes; empty where that is unclear.
func (m *Metadata) kind() federation.Kind {
	switch {
	case len(m.Entities) != 1:
	case m.Entities[0].IdP != nil:
		return federation.KindIdPMetadata
	case m.Entities[0].SP != nil:
		return federation.KindSPMetadata
	}
	return ""
}

// Of is the part of m that describes one of several parties; nil where none has
// that entity ID, or more than one.
func (m *Metadata) Of(entityID string) *Metadata {
	found := -1
	for i, e := range m.Entities {
		switch {
		case e.ID.Text != entityID:
		case found >= 0:
			return nil
		default:
			found = i
		}
	}
	if found < 0 {
		return nil
	}
	one := *m
	one.parties, one.Entities = nil, m.Entities[found:found+1]
	if m.parties == nil || m.parties[found].element != nil { // the whole is a tree
		one.Signatures, one.unjudged = m.reader().signatures(m.Root, entityID, m.judges())
	}
	if m.parties == nil {
		return &one
	}
	doc, e, own := m.describe(m.parties[found])
	if e == nil {
		return &Metadata{Document: doc}
	}
	one.Document, one.Entities, one.Signatures = doc, []*Entity{e}, append(one.Signatures, own...)
	return &one
}
