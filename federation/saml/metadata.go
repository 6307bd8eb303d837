package saml

import (
	"crypto/x509"
	"encoding/xml"
	"slices"
	"strings"

	"federate/federation"
	"federate/federation/document"
	"federate/federation/pki"

	"github.com/beevik/etree"
)

// Metadata is a metadata document (saml-metadata-2.0-os 2.3): one entity, or
// several.
type Metadata struct {
	Document
	ValidUntil Value        // of the root
	Signatures []*Signature // of the whole, of groups, parties and roles, as they stand
	Entities   []*Entity    // of many parties, without their roles

	unjudged Value   // a signature that is there and was not read; zero where all were
	parties  []party // where they are many, in the order of Entities
}

// An Entity is one party as it describes itself. Roles of other protocols, such
// as the WS-Federation ones that Entra ID adds, are left out.
type Entity struct {
	Here, ID, ValidUntil Value
	IdP                  *IdPRole // nil where it is no identity provider
	SP                   *SPRole  // nil where it is no service provider
}

// An IdPRole is an IDPSSODescriptor.
type IdPRole struct {
	Here, ValidUntil        Value
	WantAuthnRequestsSigned Value
	Keys                    []Key
	SSO, SLO                []Endpoint
	NameIDFormats           []Value
}

// An SPRole is an SPSSODescriptor.
type SPRole struct {
	Here, ValidUntil     Value
	AuthnRequestsSigned  Value
	WantAssertionsSigned Value
	Keys                 []Key
	ACS                  []Endpoint
	NameIDFormats        []Value
	RequestedAttributes  []Value // the names asked for
	SLO                  []Endpoint
}

// A Key is a KeyDescriptor. One without a use serves both uses.
type Key struct {
	Here, Use    Value
	Certificates []Certificate
}

// A Certificate is one X509Certificate; X509 is nil where it cannot be parsed,
// and Wrong then says why.
type Certificate struct {
	Value
	X509  *x509.Certificate
	Wrong error
}

// An Endpoint is where messages of one binding go.
type Endpoint struct {
	Binding, Location, Index, Default Value
}

// ReadMetadata reads metadata, UTF-8. What keeps it from being read is in
// Document.Malformed and becomes a finding.
func ReadMetadata(text []byte) *Metadata {
	m := &Metadata{Document: Document{document.ReadXML(text, xml.Name{Space: nsMetadata, Local: "EntityDescriptor"},
		xml.Name{Space: nsMetadata, Local: "EntitiesDescriptor"})}}
	if m.Fault == document.TooLarge && len(text) <= document.MaxBytes {
		if many, ok := readAggregate(text); ok {
			return many
		}
	}
	if !m.Readable() {
		return m
	}
	in := m.reader()
	m.ValidUntil = in.Attr(m.Root, "validUntil")
	m.Signatures, m.unjudged = in.signatures(m.Root, "", m.judges())
	var parties []*etree.Element
	document.Walk(m.Root, func(el *etree.Element) {
		if document.Is(el, nsMetadata, "EntityDescriptor") {
			parties = append(parties, el)
		}
	})
	if len(parties) > maxDescribed { // whoever is meant is read when that is known
		for _, el := range parties {
			m.parties = append(m.parties, party{element: el})
			m.Entities = append(m.Entities, &Entity{Here: in.Here(el), ID: in.Attr(el, "entityID"), ValidUntil: in.Attr(el, "validUntil")})
		}
		return m
	}
	keys := 0
	for _, el := range parties {
		if keys += certificatesIn(el); keys > maxKeys {
			return &Metadata{Document: Document{document.Refuse(tooManyKeys)}}
		}
		m.Entities = append(m.Entities, in.entity(el))
	}
	return m
}

// signatures reads the signatures below top on the elements that
// saml-metadata-2.0-os lets be signed: groups, parties and roles (2.3, 2.4). Those
// of other parties than entityID are left out, where that is not empty. more is the
// first beyond the limit.
func (r reader) signatures(top *etree.Element, entityID string, most int) (out []*Signature, more Value) {
	document.Walk(top, func(el *etree.Element) {
		if !document.Is(el, nsSignature, "Signature") || el.Parent() == nil || el.Parent().NamespaceURI() != nsMetadata ||
			entityID != "" && ofAnother(el, entityID) {
			return
		}
		if len(out) < most {
			out = append(out, r.signature(el))
		} else if more.Path == "" {
			more = r.Here(el)
		}
	})
	return out, more
}

// ofAnother reports whether el belongs to another party than entityID.
func ofAnother(el *etree.Element, entityID string) bool {
	for ; el != nil; el = el.Parent() {
		if document.Is(el, nsMetadata, "EntityDescriptor") {
			return el.SelectAttrValue("entityID", "") != entityID
		}
	}
	return false
}

func (r reader) entity(el *etree.Element) *Entity {
	e := &Entity{Here: r.Here(el), ID: r.Attr(el, "entityID"), ValidUntil: r.Attr(el, "validUntil")}
	for role := range document.Children(el, nsMetadata, "IDPSSODescriptor") {
		if e.IdP == nil {
			e.IdP = &IdPRole{Here: r.Here(role), ValidUntil: r.Attr(role, "validUntil"),
				WantAuthnRequestsSigned: r.Attr(role, "WantAuthnRequestsSigned"), Keys: r.keys(role),
				SSO: r.endpoints(role, "SingleSignOnService"), SLO: r.endpoints(role, "SingleLogoutService"),
				NameIDFormats: r.texts(role, "NameIDFormat")}
		}
	}
	for role := range document.Children(el, nsMetadata, "SPSSODescriptor") {
		if e.SP != nil {
			continue
		}
		e.SP = &SPRole{Here: r.Here(role), ValidUntil: r.Attr(role, "validUntil"), AuthnRequestsSigned: r.Attr(role, "AuthnRequestsSigned"),
			WantAssertionsSigned: r.Attr(role, "WantAssertionsSigned"), Keys: r.keys(role),
			ACS: r.endpoints(role, "AssertionConsumerService"), NameIDFormats: r.texts(role, "NameIDFormat"),
			SLO: r.endpoints(role, "SingleLogoutService")}
		for service := range document.Children(role, nsMetadata, "AttributeConsumingService") {
			for a := range document.Children(service, nsMetadata, "RequestedAttribute") {
				e.SP.RequestedAttributes = append(e.SP.RequestedAttributes, r.Attr(a, "Name"))
			}
		}
	}
	return e
}

func (r reader) texts(el *etree.Element, tag string) (out []Value) {
	for c := range document.Children(el, nsMetadata, tag) {
		v := r.Text(c)
		v.Text = strings.TrimSpace(v.Text)
		out = append(out, v)
	}
	return out
}

func (r reader) endpoints(role *etree.Element, tag string) (out []Endpoint) {
	for e := range document.Children(role, nsMetadata, tag) {
		out = append(out, Endpoint{Binding: r.Attr(e, "Binding"), Location: r.Attr(e, "Location"),
			Index: r.Attr(e, "index"), Default: r.Attr(e, "isDefault")})
	}
	return out
}

func (r reader) keys(role *etree.Element) (out []Key) {
	for k := range document.Children(role, nsMetadata, "KeyDescriptor") {
		key := Key{Here: r.Here(k), Use: r.Attr(k, "use")}
		for data := range document.Children(document.Child(k, nsSignature, "KeyInfo"), nsSignature, "X509Data") {
			for c := range document.Children(data, nsSignature, "X509Certificate") {
				cert := Certificate{Value: r.Text(c)}
				cert.X509, cert.Wrong = embeddedCertificate(cert.Text)
				key.Certificates = append(key.Certificates, cert)
			}
		}
		out = append(out, key)
	}
	return out
}

// signing are the certificates that sign, in order, each once.
func signing(keys []Key) (out []Certificate) {
	for _, k := range keys {
		if k.Use.Text == "encryption" || len(k.Certificates) == 0 {
			continue
		}
		c := k.Certificates[0] // further ones are its chain
		if c.X509 != nil && !slices.ContainsFunc(out, func(o Certificate) bool { return o.X509.Equal(c.X509) }) {
			out = append(out, c)
		}
	}
	return out
}

// SignIn is the address for login requests: that of HTTP-Redirect, else of
// HTTP-POST, else the first.
func (r *IdPRole) SignIn() (Endpoint, bool) {
	for _, binding := range []string{bindingGet, bindingPost} {
		for _, e := range r.SSO {
			if e.Binding.Text == binding {
				return e, true
			}
		}
	}
	if len(r.SSO) == 0 {
		return Endpoint{}, false
	}
	return r.SSO[0], true
}

// Consumer is the assertion consumer service for HTTP-POST: the default one,
// else the one with the lowest place (saml-metadata-2.0-os 2.2.3).
func (r *SPRole) Consumer() (Endpoint, bool) {
	var found *Endpoint
	for i, e := range r.ACS {
		if e.Binding.Text != bindingPost {
			continue
		}
		if e.Default.Text == "true" || e.Default.Text == "1" {
			return e, true
		}
		if found == nil {
			found = &r.ACS[i]
		}
	}
	if found == nil {
		return Endpoint{}, false
	}
	return *found, true
}

// Claims is what the document says of the facts. Of several entities nobody
// knows which is meant, so then it says nothing.
func (m *Metadata) Claims() []federation.Claim {
	if len(m.Entities) != 1 {
		return nil
	}
	e := m.Entities[0]
	var out []federation.Claim
	claim := func(side federation.Side, kind federation.Kind, fact federation.Fact, key, value string, at Value) {
		if value != "" && !strings.ContainsAny(value, "{}") {
			out = append(out, federation.Claim{Side: side, Fact: fact, Key: key, Value: value,
				From: federation.Origin{Artifact: kind, Path: at.Path, Line: at.Line}})
		}
	}
	switch {
	case e.IdP != nil:
		const side, kind = federation.IdP, federation.KindIdPMetadata
		claim(side, kind, factIssuer, "", e.ID.Text, e.ID)
		if sso, ok := e.IdP.SignIn(); ok {
			claim(side, kind, factSSO, "", sso.Location.Text, sso.Location)
		}
		for i, c := range signing(e.IdP.Keys) {
			key := ""
			if i > 0 {
				key = pki.SHA256(c.X509)
			}
			claim(side, kind, factCertificate, key, pki.PEM(c.X509), c.Value)
		}
	case e.SP != nil:
		const side, kind = federation.Platform, federation.KindSPMetadata
		claim(side, kind, factEntityID, "", e.ID.Text, e.ID)
		if acs, ok := e.SP.Consumer(); ok {
			claim(side, kind, factACS, "", acs.Location.Text, acs.Location)
			for _, e := range e.SP.ACS {
				if e.Binding.Text == bindingPost && e.Index.Text != "" && e.Index.Text != acs.Index.Text &&
					e.Location.Text != acs.Location.Text {
					claim(side, kind, factACS, e.Index.Text, e.Location.Text, e.Location)
				}
			}
		}
	}
	return out
}
