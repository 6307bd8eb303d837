package b2c

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
)

// The limits of a document. Azure AD B2C takes files of 1,024 kB at most (its
// page "Service limits and restrictions"), and the starter pack's largest has
// less than 3,000 elements.
const (
	maxBytes      = 1 << 20
	maxElements   = 50_000
	maxDepth      = 100
	maxAttributes = 100  // of one element
	maxPath       = 1000 // bytes of a path that is shown
)

const namespace = "http://schemas.microsoft.com/online/cpim/schemas/2013/06"

// A Value is a piece of a policy and where it stands.
type Value struct {
	Text string
	Path string // an XPath without namespaces; empty: it is not there
	Line int    // 1-based
}

// Present reports whether the element or attribute was there, even if empty.
func (v Value) Present() bool { return v.Path != "" }

// Word is the text without white space around it.
func (v Value) Word() string { return strings.TrimSpace(v.Text) }

// A node is one element.
type node struct {
	tag    string
	attrs  []xml.Attr
	text   strings.Builder
	line   int
	path   string
	parent *node
	below  []*node
	seen   map[string]int // how often a step of a path was taken below
}

type parser struct {
	dec      *xml.Decoder
	root, at *node
	elements int
	depth    int
	line     int
}

// parse reads raw, which is UTF-8 whatever it declares, in one pass. It stops at
// the first thing that a policy may not hold, so that no entity is ever expanded.
func parse(raw []byte) (root *node, line int, err error) {
	if len(raw) > maxBytes {
		return nil, 0, fmt.Errorf("it has %d kB, and Azure AD B2C takes 1,024 kB at most", len(raw)>>10)
	}
	p := &parser{dec: xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(raw, []byte("\ufeff"))))}
	p.dec.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	for {
		p.line, _ = p.dec.InputPos()
		token, err := p.dec.Token()
		if err == io.EOF {
			break
		}
		if err == nil {
			err = p.take(token)
		}
		var s *xml.SyntaxError
		if errors.As(err, &s) {
			return nil, s.Line, fmt.Errorf("it is not well-formed XML: %s", s.Msg)
		}
		if err != nil {
			return nil, p.line, err
		}
	}
	if p.root == nil {
		return nil, 0, errors.New("there is no XML element in it")
	}
	return p.root, 0, nil
}

func (p *parser) take(token xml.Token) error {
	switch t := token.(type) {
	case xml.StartElement:
		return p.start(t)
	case xml.EndElement:
		p.at = p.at.parent
		p.depth--
	case xml.CharData:
		if p.at != nil {
			p.at.text.Write(t)
		} else if len(bytes.TrimSpace(t)) > 0 {
			return errors.New("there is text outside the root element")
		}
	case xml.Directive:
		return errors.New("it declares a document type, which a policy has not")
	}
	return nil
}

func (p *parser) start(t xml.StartElement) error {
	p.elements++
	p.depth++
	switch {
	case p.elements > maxElements:
		return fmt.Errorf("it has more than %d elements", maxElements)
	case p.depth > maxDepth:
		return fmt.Errorf("its elements are nested more than %d deep", maxDepth)
	case len(t.Attr) > maxAttributes:
		return fmt.Errorf("one element has more than %d attributes", maxAttributes)
	case p.at == nil && p.root != nil:
		return errors.New("there is a second root element")
	case p.at == nil && (t.Name.Space != namespace || t.Name.Local != "TrustFrameworkPolicy"):
		return fmt.Errorf("its root element is %s in the namespace %q, where TrustFrameworkPolicy of custom policies is needed", t.Name.Local, t.Name.Space)
	}
	seen := make(map[xml.Name]bool, len(t.Attr))
	for _, a := range t.Attr {
		if seen[a.Name] {
			return fmt.Errorf("it is not well-formed XML: the attribute %s is given twice", a.Name.Local)
		}
		seen[a.Name] = true
	}
	n := &node{tag: t.Name.Local, attrs: t.Attr, line: p.line, parent: p.at}
	if t.Name.Space != namespace {
		n.tag = "" // somebody's extension, which nothing here asks for
	}
	if p.at == nil {
		n.path = "/" + n.tag
		p.root = n
	} else {
		above := p.at.path
		if len(above) > maxPath {
			above = "…" // names that nobody gave in earnest
		}
		n.path = above + "/" + p.at.step(n, t.Name.Local)
		p.at.below = append(p.at.below, n)
	}
	p.at = n
	return nil
}

// step is the part of a path that leads from n to its next child c: told by its
// Id or Key, which people search for, else by its number.
func (n *node) step(c *node, tag string) string {
	for _, name := range []string{"Id", "Key"} {
		if v, ok := c.raw(name); ok && len(v) < maxPath && !strings.ContainsAny(v, "'\n") {
			tag += "[@" + name + "='" + v + "']"
			break
		}
	}
	if n.seen == nil {
		n.seen = map[string]int{}
	}
	n.seen[tag]++
	if many := n.seen[tag]; many > 1 {
		return fmt.Sprintf("%s[%d]", tag, many)
	}
	return tag
}

func (n *node) raw(name string) (string, bool) {
	for _, a := range n.attrs {
		if a.Name.Space == "" && a.Name.Local == name {
			return a.Value, true
		}
	}
	return "", false
}

// all are the children of that name. A nil node has none.
func (n *node) all(tag string) iter.Seq[*node] {
	return func(yield func(*node) bool) {
		if n == nil {
			return
		}
		for _, c := range n.below {
			if c.tag == tag && !yield(c) {
				return
			}
		}
	}
}

// one is the first descendant along tags, or nil.
func (n *node) one(tags ...string) *node {
	for _, tag := range tags {
		var next *node
		for c := range n.all(tag) {
			next = c
			break
		}
		if n = next; n == nil {
			return nil
		}
	}
	return n
}

func (n *node) attr(name string) Value {
	if n == nil {
		return Value{}
	}
	v, ok := n.raw(name)
	if !ok {
		return Value{}
	}
	return Value{v, n.path + "/@" + name, n.line}
}

func (n *node) value() Value {
	if n == nil {
		return Value{}
	}
	return Value{n.text.String(), n.path, n.line}
}

// here is where an element stands, without its text.
func (n *node) here() Value {
	if n == nil {
		return Value{}
	}
	return Value{Path: n.path, Line: n.line}
}
