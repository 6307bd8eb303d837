package saml

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"

	"federate/federation"

	"github.com/beevik/etree"
)

// maxParties is how many parties of one document are told apart. All that share
// their metadata in the world's research federations are some ten thousand.
const maxParties = 100_000

// A party is one of many, as far as it was looked at: who it is and where it
// stands. It is read when somebody asks for it.
type party struct {
	element *etree.Element // where the whole document is a tree

	text  []byte // where it is not: from its start tag to its end tag
	scope string // the namespaces declared around it, as attributes
	base  string // the path of what is around it
	step  string
	line  int
}

// describe reads one party of m.
func (m *Metadata) describe(p party) (Document, *Entity) {
	doc := m.Document
	in := &reader{places: m.places, top: m.root}
	el := p.element
	if el == nil {
		doc = parse([]byte("<x:EntitiesDescriptor xmlns:x=\""+nsMetadata+"\""+p.scope+">"+string(p.text)+"</x:EntitiesDescriptor>"), xml.Name{Space: nsMetadata, Local: "EntitiesDescriptor"})
		if !doc.Readable() {
			doc.Line += p.line - 1
			return doc, nil
		}
		el = child(doc.root, nsMetadata, "EntityDescriptor")
		for at, place := range doc.places {
			place.line += p.line - 1
			doc.places[at] = place
		}
		doc.places[el] = place{line: p.line, step: p.step}
		in = &reader{places: doc.places, top: el, base: p.base}
	}
	if certificatesIn(el) > maxKeys {
		return Document{fault: codeTooLarge, Malformed: tooManyKeys}, nil
	}
	return doc, in.entity(el)
}

var tooManyKeys = fmt.Sprintf("it has more than %d certificates", maxKeys)

func certificatesIn(el *etree.Element) (n int) {
	walk(el, func(el *etree.Element) {
		if is(el, nsSignature, "X509Certificate") {
			n++
		}
	})
	return n
}

// readAggregate reads metadata about so many parties that it is no tree: it
// looks at tags alone, and names the parties. ok is false where text is something
// else. Its signature is not judged.
func readAggregate(text []byte) (m *Metadata, ok bool) {
	a := aggregate{text: text, line: 1}
	f := a.read()
	if a.root == nil {
		return nil, false
	}
	if f != nil {
		return &Metadata{Document: Document{fault: f.code, Line: f.line, Malformed: f.text}}, true
	}
	m = &Metadata{Document: *a.root, parties: a.parties, Entities: a.entities}
	m.ValidUntil = (&reader{places: m.places, top: m.root}).attr(m.root, "validUntil")
	return m, true
}

// An aggregate is a document about many parties while it is looked through.
type aggregate struct {
	text []byte
	line int // of what comes next
	seen int // up to where lines were counted

	root     *Document // the start tag of the document's root, as a document
	groups   []group   // the EntitiesDescriptors that are open
	parties  []party
	entities []*Entity
}

// A group is an EntitiesDescriptor, which may hold others.
type group struct {
	names  map[string]string // prefixes and their namespaces
	path   string
	groups int // in it
	alone  int // parties in it
}

func (a *aggregate) fault(at int, code federation.Code, text string) *fault {
	a.count(at)
	return &fault{code, a.line, text}
}

// count moves the line on to the offset at.
func (a *aggregate) count(at int) {
	a.line += bytes.Count(a.text[a.seen:at], []byte("\n"))
	a.seen = at
}

func (a *aggregate) read() *fault {
	depth, begun := 0, -1 // elements that are open; where the party that is open begins
	for at := 0; ; {
		i := bytes.IndexByte(a.text[at:], '<')
		if i < 0 {
			break
		}
		at += i
		rest, mark := a.text[at+1:], ""
		switch {
		case bytes.HasPrefix(rest, []byte("!--")):
			mark = "-->"
		case bytes.HasPrefix(rest, []byte("![CDATA[")):
			mark = "]]>"
		case bytes.HasPrefix(rest, []byte("?")):
			mark = "?>"
		case bytes.HasPrefix(rest, []byte("!")):
			return a.fault(at, codeDoctype, "it declares a document type or entities")
		default:
			mark = ">"
		}
		end := 0
		if mark == ">" {
			end = tagEnd(rest)
		} else if end = bytes.Index(rest, []byte(mark)); end >= 0 {
			end += len(mark)
		}
		if end <= 0 {
			return a.fault(at, codeMalformed, "it is cut off inside a tag")
		}
		tag, next := a.text[at:at+1+end], at+1+end
		switch {
		case mark != ">":
		case tag[1] == '/':
			if depth--; depth < 0 {
				return a.fault(at, codeMalformed, "an element ends that has no beginning")
			}
			switch {
			case begun >= 0 && depth == len(a.groups):
				a.parties[len(a.parties)-1].text, begun = a.text[begun:next], -1
			case depth < len(a.groups):
				a.groups = a.groups[:depth]
			}
		default:
			empty := tag[len(tag)-2] == '/'
			if begun < 0 && depth == len(a.groups) {
				is, f := a.start(tag, at, empty)
				if f != nil || a.root == nil {
					return f
				}
				if is == "EntityDescriptor" && !empty {
					begun = at
				}
			}
			if !empty {
				depth++
			}
		}
		at = next
	}
	if depth > 0 {
		return a.fault(len(a.text), codeMalformed, "it is cut off before all of its elements end")
	}
	return nil
}

// start takes a start tag that stands in the open groups and nothing else.
func (a *aggregate) start(tag []byte, at int, empty bool) (is string, f *fault) {
	name := strings.TrimRight(string(tag[1:min(len(tag), maxName)]), "/>")
	if i := strings.IndexAny(name, " \t\r\n/>"); i >= 0 {
		name = name[:i]
	}
	local := name[strings.IndexByte(name, ':')+1:]
	if local != "EntitiesDescriptor" && local != "EntityDescriptor" {
		return "", nil
	}
	token, err := xml.NewDecoder(bytes.NewReader(tag)).RawToken()
	s, ok := token.(xml.StartElement)
	if err != nil || !ok {
		return "", a.fault(at, codeMalformed, "a start tag is not well-formed XML")
	}
	var around group
	if n := len(a.groups); n > 0 {
		around = a.groups[n-1]
	}
	names := map[string]string{}
	for prefix, space := range around.names {
		names[prefix] = space
	}
	entityID, validUntil := "", ""
	for _, attr := range s.Attr {
		if prefix, ok := declares(attr.Name); ok && prefix != "xml" {
			names[prefix] = attr.Value
		}
		switch {
		case attr.Name.Space != "":
		case attr.Name.Local == "entityID":
			entityID = attr.Value
		case attr.Name.Local == "validUntil":
			validUntil = attr.Value
		}
	}
	switch {
	case names[s.Name.Space] != nsMetadata, len(a.groups) == 0 && local == "EntityDescriptor":
		return "", nil
	case len(names) > maxScope:
		return "", a.fault(at, codeTooLarge, fmt.Sprintf("more than %d namespace prefixes are declared here", maxScope))
	case len(a.groups) > maxDepth:
		return "", a.fault(at, codeTooDeep, fmt.Sprintf("its elements are nested more than %d deep", maxDepth))
	}
	a.count(at)
	if len(a.groups) == 0 {
		root := parse([]byte(strings.TrimRight(string(tag), "/>")+"/>"), xml.Name{Space: nsMetadata, Local: local})
		if a.root = &root; !root.Readable() {
			return "", &fault{root.fault, a.line, root.Malformed}
		}
		root.places[root.root] = place{line: a.line, step: local}
	}
	if local == "EntitiesDescriptor" {
		step := local
		if n := len(a.groups); n > 0 {
			a.groups[n-1].groups++
			step = fmt.Sprintf("%s[%d]", local, a.groups[n-1].groups)
		}
		if !empty {
			a.groups = append(a.groups, group{names: names, path: around.path + "/" + step})
		}
		return local, nil
	}
	if len(a.parties) == maxParties {
		return "", a.fault(at, codeTooLarge, fmt.Sprintf("it describes more than %d parties: the document of the one that is meant is needed", maxParties))
	}
	own := &a.groups[len(a.groups)-1]
	own.alone++
	p := party{text: tag, scope: scope(own.names), base: own.path, step: fmt.Sprintf("%s[%d]", local, own.alone), line: a.line}
	a.parties = append(a.parties, p)
	here := Value{Path: p.base + "/" + p.step, Line: p.line}
	e := &Entity{Here: here, ID: Value{Text: entityID, Path: here.Path + "/@entityID", Line: p.line}}
	if validUntil != "" {
		e.ValidUntil = Value{Text: validUntil, Path: here.Path + "/@validUntil", Line: p.line}
	}
	a.entities = append(a.entities, e)
	return local, nil
}

// scope are namespace declarations as attributes.
func scope(names map[string]string) string {
	var b strings.Builder
	for prefix, space := range names {
		b.WriteString(" xmlns")
		if prefix != "" {
			b.WriteString(":" + prefix)
		}
		b.WriteString(`="`)
		_ = xml.EscapeText(&b, []byte(space)) // a Builder does not fail
		b.WriteString(`"`)
	}
	return b.String()
}

// tagEnd is how long the rest of a tag is, with its closing bracket; zero where
// it has none.
func tagEnd(text []byte) int {
	var quote byte
	for i, c := range text {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i + 1
		}
	}
	return 0
}

// names are the first of the parties, for people.
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

// Chosen picks the party whose entity ID was told, as [federation.Gathering]
// demands.
func (m *Metadata) Chosen(value func(federation.Fact) string) (kind federation.Kind, doc any, claims []federation.Claim, ok bool) {
	if len(m.Entities) < 2 {
		return "", nil, nil, false
	}
	for _, f := range facts(factIssuer, factEntityID) {
		if one := m.Of(value(f)); one != nil {
			return one.kind(), one, one.Claims(), true
		}
	}
	return "", nil, nil, false
}

// kind is which side m describes, empty where it says nothing of either.
func (m *Metadata) kind() federation.Kind {
	switch {
	case len(m.Entities) != 1:
	case m.Entities[0].IdP != nil:
		return KindIdPMetadata
	case m.Entities[0].SP != nil:
		return KindSPMetadata
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
	if m.parties == nil {
		return &one
	}
	doc, e := m.describe(m.parties[found])
	if e == nil {
		return &Metadata{Document: doc}
	}
	one.Document, one.Entities = doc, []*Entity{e}
	return &one
}
