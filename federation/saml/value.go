package saml

import (
	"iter"
	"strings"
	"time"

	"github.com/beevik/etree"
)

// A Value is one piece of text in a document and where it stands. The zero
// Value is one that is not there.
type Value struct {
	Text    string // all text of the element joined, as a correct parser reads it
	Path    string // an XPath without namespaces: "/Response/Assertion/Issuer"
	Line    int    // 1-based; zero when unknown
	Comment bool   // a comment or processing instruction splits the text
}

// Present reports whether the element or attribute was there, even if empty.
func (v Value) Present() bool { return v.Path != "" }

// Time is the value as xs:dateTime (saml-core-2.0-os 1.3.3). ok is false for
// anything else. A time without a zone is taken for UTC, which it has to be.
func (v Value) Time() (t time.Time, ok bool) {
	text := strings.TrimSpace(v.Text)
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t, true
	}
	t, err := time.Parse("2006-01-02T15:04:05", text)
	return t, err == nil
}

// A place is where an element was seen: its line, and its step of the path.
type place struct {
	line int
	step string // "Assertion", or "Assertion[2]" among several
}

// A reader takes values out of a tree, or out of a part of one that came back
// from the judge of its signature.
type reader struct {
	places map[*etree.Element]place
	top    *etree.Element            // where paths start
	base   string                    // the path of what stands above top
	paths  map[*etree.Element]string // found so far
}

func (r *reader) path(el *etree.Element) string {
	if p, ok := r.paths[el]; ok {
		return p
	}
	step := r.places[el].step
	if step == "" {
		step = el.Tag
	}
	above := r.base
	if el != r.top && el.Parent() != nil {
		above = r.path(el.Parent())
	}
	if r.paths == nil {
		r.paths = make(map[*etree.Element]string, 32)
	}
	if len(above) > maxPath {
		above = "…" // names that nobody gave in earnest
	}
	p := above + "/" + step
	r.paths[el] = p
	return p
}

// text is the value of an element; of nil, the zero Value.
func (r *reader) text(el *etree.Element) Value {
	if el == nil {
		return Value{}
	}
	v := Value{Path: r.path(el), Line: r.places[el].line}
	if len(el.Child) == 1 { // nearly always
		if t, ok := el.Child[0].(*etree.CharData); ok {
			v.Text = t.Data
			return v
		}
	}
	var text strings.Builder
	for _, token := range el.Child {
		switch t := token.(type) {
		case *etree.CharData:
			text.WriteString(t.Data)
		case *etree.Comment, *etree.ProcInst:
			v.Comment = true
		}
	}
	v.Text = text.String()
	return v
}

// attr is the value of an attribute that has no namespace.
func (r *reader) attr(el *etree.Element, name string) Value {
	if el == nil {
		return Value{}
	}
	for _, a := range el.Attr {
		if a.Space == "" && a.Key == name {
			return Value{Text: a.Value, Path: r.path(el) + "/@" + name, Line: r.places[el].line}
		}
	}
	return Value{}
}

// here is where an element stands, without its text.
func (r *reader) here(el *etree.Element) Value {
	return Value{Path: r.path(el), Line: r.places[el].line}
}

func is(el *etree.Element, space, tag string) bool {
	return el.Tag == tag && el.NamespaceURI() == space
}

func children(el *etree.Element, space, tag string) iter.Seq[*etree.Element] {
	return func(yield func(*etree.Element) bool) {
		if el == nil {
			return
		}
		for c := range el.ChildElementsSeq() {
			if is(c, space, tag) && !yield(c) {
				return
			}
		}
	}
}

func child(el *etree.Element, space, tag string) *etree.Element {
	for c := range children(el, space, tag) {
		return c
	}
	return nil
}

// walk visits el and everything below it, in document order.
func walk(el *etree.Element, visit func(*etree.Element)) {
	visit(el)
	for c := range el.ChildElementsSeq() {
		walk(c, visit)
	}
}

func id(el *etree.Element) string {
	for _, a := range el.Attr {
		if a.Space == "" && a.Key == "ID" {
			return a.Value
		}
	}
	return ""
}
