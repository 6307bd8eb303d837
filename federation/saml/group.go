package saml

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"

	"federate/federation/document"
)

// start reads a start tag that stands directly in the open groups.
func (a *aggregate) start(tag []byte, at int, empty bool) (is string, f *fault) {
	name := strings.TrimRight(string(tag[1:min(len(tag), document.MaxName)]), "/>")
	if i := strings.IndexAny(name, " \t\r\n/>"); i >= 0 {
		name = name[:i]
	}
	local := name[strings.IndexByte(name, ':')+1:]
	if n := len(a.groups); local == "Signature" && n > 0 && a.sealed.Path == "" {
		a.count(at)
		a.sealed = Value{Path: a.groups[n-1].path + "/Signature", Line: a.line}
	}
	if local != "EntitiesDescriptor" && local != "EntityDescriptor" {
		return "", nil
	}
	token, err := xml.NewDecoder(bytes.NewReader(tag)).RawToken()
	s, ok := token.(xml.StartElement)
	if err != nil || !ok {
		return "", a.fault(at, document.Malformed, "a start tag is not well-formed XML")
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
		if prefix, ok := document.Declares(attr.Name); ok {
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
	case len(names) > document.MaxScope:
		return "", a.fault(at, document.TooLarge, fmt.Sprintf("more than %d namespace prefixes are declared here", document.MaxScope))
	case len(a.groups) > document.MaxDepth:
		return "", a.fault(at, document.TooDeep, fmt.Sprintf("its elements are nested more than %d deep", document.MaxDepth))
	}
	a.count(at)
	if len(a.groups) == 0 {
		root := Document{document.ReadXML([]byte(strings.TrimRight(string(tag), "/>")+"/>"), xml.Name{Space: nsMetadata, Local: local})}
		if a.root = &root; !root.Readable() {
			return "", &fault{root.Fault, a.line, root.Malformed}
		}
		root.Place(root.Root, a.line, local)
	}
	if local == "EntitiesDescriptor" {
		step := local
		if n := len(a.groups); n > 0 {
			a.groups[n-1].groups++
			step = fmt.Sprintf("%s[%d]", local, a.groups[n-1].groups)
		}
		if !empty {
			a.groups = append(a.groups, group{names: names, scope: scope(names), path: around.path + "/" + step})
		}
		return local, nil
	}
	if len(a.parties) == maxParties {
		return "", a.fault(at, document.TooLarge,
			fmt.Sprintf("it describes more than %d parties: the document of the one that is meant is needed", maxParties))
	}
	own := &a.groups[len(a.groups)-1]
	own.alone++
	p := party{scope: own.scope, base: own.path, step: fmt.Sprintf("%s[%d]", local, own.alone), line: a.line}
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

// A group is an EntitiesDescriptor, which may hold others.
type group struct {
	names  map[string]string // prefixes and their namespaces
	scope  string            // the same as attributes
	path   string
	groups int // in it
	alone  int // parties in it
}
