package saml

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"federate/federation"

	"github.com/beevik/etree"
)

// The limits of a document. Real ones stay far below: a response with two
// hundred groups has about 800 elements, the metadata of a tenant 300 kB.
const (
	maxBytes      = 16 << 20
	maxElements   = 50_000
	maxForeseen   = 200 // elements that room is made for before any is read
	maxTexts      = 4 * maxElements
	maxComments   = 1000 // and processing instructions
	maxDepth      = 100
	maxAttributes = 100             // of one element
	maxEveryone   = 2 * maxElements // attributes of all elements
	maxScope      = 100             // namespace prefixes declared in one place
	maxWeight     = 600_000         // of every element and text, how deep it lies: canonical forms copy each level
	maxName       = 256             // bytes of one name
	maxPath       = 1000            // bytes of a path that is shown

	maxChain      = 5          // certificates that a signature brings along
	maxReferences = 100        // of one signature, and transforms of one reference
	maxAssertions = 200        // of one response
	maxNamed      = 5000       // attributes of all assertions; a group is a value of one
	maxDescribed  = 20         // parties up to which their certificates are read
	maxKeys       = 500        // certificates of one party
	maxEncoded    = 350_000    // characters of one certificate
	maxBits       = 16384      // of an RSA key that is tried
	maxTries      = 500        // of signatures with certificates, in one response
	maxJudged     = 50         // signatures of one document of metadata
	maxCopied     = 10_000_000 // elements and texts that those tries may copy
	maxSightings  = 500        // of a thing that is looked for anywhere, such as signatures
)

// A Document is XML as far as it could be read.
type Document struct {
	Malformed string // why it was not read, as part of a sentence; empty where it was
	Line      int    // where that was seen, 1-based; zero when unknown

	fault  federation.Code // which rule a document that was not read has broken
	root   *etree.Element
	places map[*etree.Element]place
}

// The ways of being unreadable. Metadata and requests have one code for all.
const (
	codeMalformed federation.Code = "saml-malformed"
	codeDoctype   federation.Code = "saml-doctype"
	codeTooLarge  federation.Code = "saml-too-large"
	codeTooDeep   federation.Code = "saml-too-deep"
)

// Readable reports whether the document was read at all.
func (d *Document) Readable() bool { return d.root != nil }

type parser struct {
	dec    *xml.Decoder
	doc    *etree.Document
	open   []*etree.Element
	scope  map[string]int // how often a namespace prefix is declared here
	places map[*etree.Element]place
	rooted bool

	elements, texts, comments   int
	attributes, weight, inScope int
}

type fault struct {
	code federation.Code
	line int
	text string
}

func (f *fault) Error() string { return f.text }

// parse reads raw, which is UTF-8 whatever it declares, in one pass. It stops
// at the first thing that a SAML document may not hold, so that neither an
// entity nor a flood of elements ever becomes a tree. It is stricter than
// encoding/xml about names, prefixes and repeated attributes, because parsers
// that differ there read different documents out of one signed text.
func parse(raw []byte, roots ...xml.Name) Document {
	if len(raw) > maxBytes {
		return Document{fault: codeTooLarge, Malformed: fmt.Sprintf("it has %d MiB, and %d are read at most", len(raw)>>20, maxBytes>>20)}
	}
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	p := &parser{
		dec: xml.NewDecoder(bytes.NewReader(raw)), doc: etree.NewDocument(),
		scope: map[string]int{"": 1, "xml": 1}, places: make(map[*etree.Element]place, min(bytes.Count(raw, []byte("<")), maxForeseen)),
	}
	p.dec.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	if err := p.run(); err != nil {
		return refusal(err)
	}
	root := p.doc.Root()
	for _, want := range roots {
		if is(root, want.Space, want.Local) {
			return Document{root: root, places: p.places}
		}
	}
	return Document{fault: codeMalformed, Line: p.places[root].line,
		Malformed: fmt.Sprintf("its root element is %s in the namespace %q, where %s is needed", root.Tag, root.NamespaceURI(), names(roots))}
}

func names(roots []xml.Name) string {
	var out []string
	for _, n := range roots {
		out = append(out, n.Local)
	}
	return strings.Join(out, " or ")
}

func refusal(err error) Document {
	var f *fault
	if errors.As(err, &f) {
		return Document{fault: f.code, Line: f.line, Malformed: f.text}
	}
	var s *xml.SyntaxError
	if errors.As(err, &s) {
		if s.Msg == "unexpected EOF" {
			return Document{fault: codeMalformed, Line: s.Line, Malformed: "it is cut off inside a tag"}
		}
		return Document{fault: codeMalformed, Line: s.Line, Malformed: "it is damaged and no well-formed XML: " + s.Msg}
	}
	return Document{fault: codeMalformed, Malformed: "it is damaged and no well-formed XML: " + err.Error()}
}

func (p *parser) run() error {
	for {
		line, _ := p.dec.InputPos()
		token, err := p.dec.RawToken()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		if err := p.take(token, line); err != nil {
			return err
		}
	}
	line, _ := p.dec.InputPos()
	switch {
	case len(p.open) > 0:
		return malformed(line, "it is cut off inside the element "+p.open[len(p.open)-1].Tag)
	case !p.rooted:
		return malformed(line, "there is no XML element in it")
	}
	return nil
}

func malformed(line int, text string) error { return &fault{codeMalformed, line, text} }

func (p *parser) take(token xml.Token, line int) error {
	switch t := token.(type) {
	case xml.StartElement:
		return p.start(t, line)
	case xml.EndElement:
		return p.end(t, line)
	case xml.CharData:
		if p.texts++; p.texts > maxTexts {
			return &fault{codeTooLarge, line, fmt.Sprintf("it has more than %d pieces of text", maxTexts)}
		}
		if err := p.weigh(line); err != nil {
			return err
		}
		if len(p.open) > 0 {
			p.top().CreateText(string(t))
		} else if len(bytes.TrimSpace(t)) > 0 {
			if !p.rooted {
				return malformed(line, "there is text before its first element: its beginning is missing, or something else was copied along")
			}
			return malformed(line, "there is text behind its last element")
		}
	case xml.Comment, xml.ProcInst:
		return p.aside(t, line)
	case xml.Directive:
		return &fault{codeDoctype, line, "it declares a document type or entities"}
	}
	return nil
}

// aside takes what is not said, which canonical forms may leave out.
func (p *parser) aside(token xml.Token, line int) error {
	if p.comments++; p.comments > maxComments {
		return &fault{codeTooLarge, line, fmt.Sprintf("it has more than %d comments", maxComments)}
	}
	if len(p.open) == 0 {
		return nil
	}
	switch t := token.(type) {
	case xml.Comment:
		p.top().CreateComment(string(t))
	case xml.ProcInst:
		p.top().CreateProcInst(t.Target, string(t.Inst))
	}
	return nil
}

// weigh counts what lies here.
func (p *parser) weigh(line int) error {
	if p.weight += len(p.open); p.weight > maxWeight {
		return &fault{codeTooLarge, line, "it has too many elements that are nested deeply"}
	}
	return nil
}

func (p *parser) top() *etree.Element { return p.open[len(p.open)-1] }

func (p *parser) start(t xml.StartElement, line int) error {
	p.elements++
	switch {
	case p.elements > maxElements:
		return &fault{codeTooLarge, line, fmt.Sprintf("it has more than %d elements", maxElements)}
	case len(p.open) >= maxDepth:
		return &fault{codeTooDeep, line, fmt.Sprintf("its elements are nested more than %d deep", maxDepth)}
	case len(t.Attr) > maxAttributes:
		return &fault{codeTooLarge, line, fmt.Sprintf("one element has more than %d attributes", maxAttributes)}
	case len(p.open) == 0 && p.rooted:
		return malformed(line, "there is a second root element")
	}
	if p.attributes += len(t.Attr); p.attributes > maxEveryone {
		return &fault{codeTooLarge, line, fmt.Sprintf("it has more than %d attributes", maxEveryone)}
	}
	if err := p.weigh(line); err != nil {
		return err
	}
	parent := &p.doc.Element
	if len(p.open) > 0 {
		parent = p.top()
	}
	p.rooted = true
	el := &etree.Element{Space: t.Name.Space, Tag: t.Name.Local}
	parent.AddChild(el)
	p.places[el] = place{line: line, step: el.Tag}
	p.open = append(p.open, el)

	el.Attr = make([]etree.Attr, 0, len(t.Attr))
	for i, a := range t.Attr {
		if given(t.Attr[:i], a.Name) {
			return malformed(line, fmt.Sprintf("the attribute %s is given twice", full(a.Name)))
		}
		if prefix, ok := declares(a.Name); ok {
			if prefix == "xml" && a.Value == nsXML {
				continue // which it means without saying, and no canonical form repeats
			}
			if prefix == "xml" || prefix == "xmlns" || prefix != "" && a.Value == "" || a.Value == nsXML {
				return malformed(line, fmt.Sprintf("the namespace prefix %q may not be declared so", prefix))
			}
			if p.scope[prefix]++; p.scope[prefix] == 1 {
				p.inScope++
			}
			if p.inScope > maxScope {
				return &fault{codeTooLarge, line, fmt.Sprintf("more than %d namespace prefixes are declared here", maxScope)}
			}
		}
		el.CreateAttr(full(a.Name), a.Value)
	}
	for _, a := range t.Attr {
		if _, ok := declares(a.Name); !ok {
			if err := p.name(a.Name, line); err != nil {
				return err
			}
		}
	}
	return p.name(t.Name, line)
}

// given reports whether an attribute is among attrs, of which there are few.
func given(attrs []xml.Attr, n xml.Name) bool {
	return slices.ContainsFunc(attrs, func(a xml.Attr) bool { return a.Name == n })
}

// name refuses what is no name here.
func (p *parser) name(n xml.Name, line int) error {
	switch {
	case len(n.Space)+len(n.Local) > maxName:
		return &fault{codeTooLarge, line, fmt.Sprintf("a name has more than %d characters", maxName)}
	case strings.Contains(n.Local, ":"):
		return malformed(line, fmt.Sprintf("%q is not a name", full(n)))
	case p.scope[n.Space] == 0:
		return malformed(line, fmt.Sprintf("the namespace prefix %q is not declared", n.Space))
	}
	return nil
}

func (p *parser) end(t xml.EndElement, line int) error {
	if len(p.open) == 0 {
		return malformed(line, fmt.Sprintf("the end of %s has no beginning", full(t.Name)))
	}
	el := p.top()
	if el.Space != t.Name.Space || el.Tag != t.Name.Local {
		return malformed(line, fmt.Sprintf("the element %s is closed by %s", el.FullTag(), full(t.Name)))
	}
	for _, a := range el.Attr {
		if prefix, ok := declares(xml.Name{Space: a.Space, Local: a.Key}); ok {
			if p.scope[prefix]--; p.scope[prefix] == 0 {
				p.inScope--
			}
		}
	}
	p.open = p.open[:len(p.open)-1]
	p.number(el)
	return nil
}

// number tells children of one name apart, as XPath does.
func (p *parser) number(el *etree.Element) {
	if n := len(el.Child); n == 0 || n == 1 {
		return
	}
	var many map[string]int
	before := ""
	for c := range el.ChildElementsSeq() {
		if many == nil {
			if before == "" {
				before = c.Tag
				continue
			}
			many = map[string]int{before: 1}
		}
		many[c.Tag]++
	}
	if many == nil {
		return
	}
	var at map[string]int
	for c := range el.ChildElementsSeq() {
		if many[c.Tag] > 1 {
			if at == nil {
				at = map[string]int{}
			}
			at[c.Tag]++
			p.places[c] = place{p.places[c].line, c.Tag + "[" + strconv.Itoa(at[c.Tag]) + "]"}
		}
	}
}

// declares returns the prefix that the attribute n declares.
func declares(n xml.Name) (prefix string, ok bool) {
	switch {
	case n.Space == "xmlns":
		return n.Local, true
	case n.Space == "" && n.Local == "xmlns":
		return "", true
	}
	return "", false
}

func full(n xml.Name) string {
	if n.Space == "" {
		return n.Local
	}
	return n.Space + ":" + n.Local
}
