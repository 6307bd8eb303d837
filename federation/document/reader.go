package document

import (
	"iter"
	"strings"

	"github.com/beevik/etree"
)

// A position is where an element was seen: its line, and its step of the path.
type position struct {
	line int
	step string // "Assertion", or "Assertion[2]" among several
}

// Size is how many elements the document has.
func (x *XML) Size() int { return len(x.positions) }

// Start is where the root element stands, without its text.
func (x *XML) Start() Value {
	return Value{Path: "/" + x.Root.Tag, Line: x.positions[x.Root].line}
}

// Move adds lines to where every element was seen: those of what stood in front
// of the document.
func (x *XML) Move(lines int) {
	for el, p := range x.positions {
		p.line += lines
		x.positions[el] = p
	}
}

// Place says where el was seen.
func (x *XML) Place(el *etree.Element, line int, step string) {
	x.positions[el] = position{line, step}
}

// A Reader takes values out of a tree, or out of a part of one that came back
// from the judge of its signature.
type Reader struct {
	positions map[*etree.Element]position
	top       *etree.Element            // where paths start
	base      string                    // the path of what stands above top
	paths     map[*etree.Element]string // found so far
}

// Reader reads the whole of x.
func (x *XML) Reader() *Reader { return &Reader{positions: x.positions, top: x.Root} }

// Top is the element that paths start at.
func (r *Reader) Top() *etree.Element { return r.top }

// Below reads el and what is in it. base is the path of what stands above it.
func (x *XML) Below(el *etree.Element, base string) *Reader {
	return &Reader{positions: x.positions, top: el, base: base}
}

// Copied reads got, which is a copy of original without the element that is left
// out, as if it stood where the original does.
func (x *XML) Copied(got, original, left *etree.Element, base string) *Reader {
	r := &Reader{positions: map[*etree.Element]position{}, top: got, base: base}
	r.align(x.positions, got, original, left)
	return r
}

func (r *Reader) align(from map[*etree.Element]position, got, original, left *etree.Element) {
	r.positions[got] = from[original]
	rest := got.ChildElements()
	for c := range original.ChildElementsSeq() {
		if c == left {
			continue
		}
		if len(rest) == 0 || rest[0].Tag != c.Tag {
			return
		}
		r.align(from, rest[0], c, left)
		rest = rest[1:]
	}
}

// Path is the XPath of el, without namespaces.
func (r *Reader) Path(el *etree.Element) string {
	if p, ok := r.paths[el]; ok {
		return p
	}
	step := r.positions[el].step
	if step == "" {
		step = el.Tag
	}
	above := r.base
	if el != r.top && el.Parent() != nil {
		above = r.Path(el.Parent())
	}
	if r.paths == nil {
		r.paths = make(map[*etree.Element]string, 32)
	}
	if len(above) > MaxPath {
		above = "…" // names that nobody gave in earnest
	}
	p := above + "/" + step
	r.paths[el] = p
	return p
}

// Text is the value of an element; of nil, the zero Value.
func (r *Reader) Text(el *etree.Element) Value {
	if el == nil {
		return Value{}
	}
	v := r.Here(el)
	v.Text, v.Comment = TextOf(el)
	return v
}

// TextOf is all text of el joined. split is true where a comment or a processing
// instruction stands in it.
func TextOf(el *etree.Element) (text string, split bool) {
	if len(el.Child) == 1 { // nearly always
		if t, ok := el.Child[0].(*etree.CharData); ok {
			return t.Data, false
		}
	}
	var b strings.Builder
	for _, token := range el.Child {
		switch t := token.(type) {
		case *etree.CharData:
			b.WriteString(t.Data)
		case *etree.Comment, *etree.ProcInst:
			split = true
		}
	}
	return b.String(), split
}

// Attr is the value of an attribute that has no namespace.
func (r *Reader) Attr(el *etree.Element, name string) Value {
	text, ok := AttrOf(el, name)
	if !ok {
		return Value{}
	}
	return Value{Text: text, Path: r.Path(el) + "/@" + name, Line: r.positions[el].line}
}

// AttrOf is the text of an attribute that has no namespace. A nil element has none.
func AttrOf(el *etree.Element, name string) (text string, ok bool) {
	if el == nil {
		return "", false
	}
	for _, a := range el.Attr {
		if a.Space == "" && a.Key == name {
			return a.Value, true
		}
	}
	return "", false
}

// Here is where an element stands, without its text; of nil, the zero Value.
func (r *Reader) Here(el *etree.Element) Value {
	if el == nil {
		return Value{}
	}
	return Value{Path: r.Path(el), Line: r.positions[el].line}
}

// Is reports whether el has that name in that namespace.
func Is(el *etree.Element, space, tag string) bool {
	return el.Tag == tag && el.NamespaceURI() == space
}

// Children are those of el that have that name. A nil element has none.
func Children(el *etree.Element, space, tag string) iter.Seq[*etree.Element] {
	return func(yield func(*etree.Element) bool) {
		if el == nil {
			return
		}
		for c := range el.ChildElementsSeq() {
			if Is(c, space, tag) && !yield(c) {
				return
			}
		}
	}
}

// Child is the first descendant along tags, which share a namespace; nil where
// there is none.
func Child(el *etree.Element, space string, tags ...string) *etree.Element {
	for _, tag := range tags {
		var next *etree.Element
		for c := range Children(el, space, tag) {
			next = c
			break
		}
		if el = next; el == nil {
			return nil
		}
	}
	return el
}

// Walk visits el and everything below it, in document order.
func Walk(el *etree.Element, visit func(*etree.Element)) {
	visit(el)
	for c := range el.ChildElementsSeq() {
		Walk(c, visit)
	}
}
