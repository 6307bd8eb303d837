package document

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/beevik/etree"
)

// A Fault is a way of being unreadable.
type Fault string

// The faults.
const (
	Malformed Fault = "malformed"
	Doctype   Fault = "doctype"
	TooLarge  Fault = "too-large"
	TooDeep   Fault = "too-deep"
)

// XML is a document as far as it could be read.
type XML struct {
	Unread
	Fault Fault
	Root  *etree.Element // nil where it was not read

	positions map[*etree.Element]position
}

// Readable reports whether the document was read at all.
func (x *XML) Readable() bool { return x.Root != nil }

// Refuse is a document that was not read for what it would cost.
func Refuse(why string) XML { return XML{Unread: Unread{Malformed: why}, Fault: TooLarge} }

// The namespace that every document declares without saying.
const nsXML = "http://www.w3.org/XML/1998/namespace"

type parser struct {
	dec       *xml.Decoder
	doc       *etree.Document
	open      []*etree.Element
	scope     map[string]int // how often a namespace prefix is declared here
	positions map[*etree.Element]position
	keys      []string // attributes that tell elements of one name apart
	rooted    bool

	elements, texts, comments   int
	attributes, weight, inScope int
}

// A refusal is what ended the reading.
type refusal struct {
	fault Fault
	line  int
	text  string
}

func (r *refusal) Error() string { return r.text }

func malformed(line int, text string) error { return &refusal{Malformed, line, text} }

// ReadXML reads raw, which is UTF-8 whatever it declares, in one pass. It stops
// at the first thing that no document here may hold, so that neither an entity nor
// a flood of elements ever becomes a tree. It is stricter than encoding/xml about
// names, prefixes and repeated attributes, because parsers that differ there read
// different documents out of one signed text. The root is one of roots.
func ReadXML(raw []byte, roots ...xml.Name) XML { return ReadKeyed(raw, nil, roots...) }

// ReadKeyed is ReadXML where paths name elements by the first of the attributes
// keys that they have.
func ReadKeyed(raw []byte, keys []string, roots ...xml.Name) XML {
	if len(raw) > MaxBytes {
		return Refuse(fmt.Sprintf("it has %d MiB, and %d are read at most", len(raw)>>20, MaxBytes>>20))
	}
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	p := &parser{
		dec: xml.NewDecoder(bytes.NewReader(raw)), doc: etree.NewDocument(), keys: keys,
		scope: map[string]int{"": 1, "xml": 1}, positions: make(map[*etree.Element]position, min(bytes.Count(raw, []byte("<")), foreseen)),
	}
	p.dec.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	if err := p.run(); err != nil {
		return refused(err)
	}
	root := p.doc.Root()
	for _, want := range roots {
		if Is(root, want.Space, want.Local) {
			return XML{Root: root, positions: p.positions}
		}
	}
	return XML{Fault: Malformed, Unread: Unread{Line: p.positions[root].line,
		Malformed: fmt.Sprintf("its root element is %s in the namespace %q, where %s is needed", root.Tag,
			root.NamespaceURI(), names(roots))}}
}

func names(roots []xml.Name) string {
	var out []string
	for _, n := range roots {
		out = append(out, n.Local)
	}
	return strings.Join(out, " or ")
}

func refused(err error) XML {
	var r *refusal
	if errors.As(err, &r) {
		return XML{Fault: r.fault, Unread: Unread{r.text, r.line}}
	}
	var s *xml.SyntaxError
	if errors.As(err, &s) {
		if s.Msg == "unexpected EOF" {
			return XML{Fault: Malformed, Unread: Unread{"it is cut off inside a tag", s.Line}}
		}
		return XML{Fault: Malformed, Unread: Unread{"it is damaged and no well-formed XML: " + s.Msg, s.Line}}
	}
	return XML{Fault: Malformed, Unread: Unread{Malformed: "it is damaged and no well-formed XML: " + err.Error()}}
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

func (p *parser) take(token xml.Token, line int) error {
	switch t := token.(type) {
	case xml.StartElement:
		return p.start(t, line)
	case xml.EndElement:
		return p.end(t, line)
	case xml.CharData:
		return p.text(t, line)
	case xml.Comment, xml.ProcInst:
		return p.aside(t, line)
	case xml.Directive:
		return &refusal{Doctype, line, "it declares a document type or entities"}
	}
	return nil
}

func (p *parser) text(t xml.CharData, line int) error {
	if p.texts++; p.texts > MaxTexts {
		return &refusal{TooLarge, line, fmt.Sprintf("it has more than %d pieces of text", MaxTexts)}
	}
	if err := p.weigh(line); err != nil {
		return err
	}
	switch {
	case len(p.open) > 0:
		p.top().CreateText(string(t))
	case len(bytes.TrimSpace(t)) == 0:
	case !p.rooted:
		return malformed(line, "there is text before its first element: its beginning is missing, or something else was copied along")
	default:
		return malformed(line, "there is text behind its last element")
	}
	return nil
}

// aside takes what is not said, which canonical forms may leave out.
func (p *parser) aside(token xml.Token, line int) error {
	if p.comments++; p.comments > MaxComments {
		return &refusal{TooLarge, line, fmt.Sprintf("it has more than %d comments", MaxComments)}
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
	if p.weight += len(p.open); p.weight > MaxWeight {
		return &refusal{TooLarge, line, "it has too many elements that are nested deeply"}
	}
	return nil
}

func (p *parser) top() *etree.Element { return p.open[len(p.open)-1] }
