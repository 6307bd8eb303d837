package document

import (
	"encoding/xml"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/beevik/etree"
)

func (p *parser) start(t xml.StartElement, line int) error {
	p.elements++
	switch {
	case p.elements > MaxElements:
		return &refusal{TooLarge, line, fmt.Sprintf("it has more than %d elements", MaxElements)}
	case len(p.open) >= MaxDepth:
		return &refusal{TooDeep, line, fmt.Sprintf("its elements are nested more than %d deep", MaxDepth)}
	case len(t.Attr) > MaxAttributes:
		return &refusal{TooLarge, line, fmt.Sprintf("one element has more than %d attributes", MaxAttributes)}
	case len(p.open) == 0 && p.rooted:
		return malformed(line, "there is a second root element")
	}
	if p.attributes += len(t.Attr); p.attributes > MaxEveryone {
		return &refusal{TooLarge, line, fmt.Sprintf("it has more than %d attributes", MaxEveryone)}
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
	p.open = append(p.open, el)
	if err := p.attrs(el, t.Attr, line); err != nil {
		return err
	}
	p.positions[el] = position{line: line, step: p.step(el)}
	return p.name(t.Name, line)
}

// attrs puts attributes onto el, and takes the prefixes that they declare.
func (p *parser) attrs(el *etree.Element, attrs []xml.Attr, line int) error {
	el.Attr = make([]etree.Attr, 0, len(attrs))
	for i, a := range attrs {
		if given(attrs[:i], a.Name) {
			return malformed(line, fmt.Sprintf("the attribute %s is given twice", full(a.Name)))
		}
		if prefix, ok := Declares(a.Name); ok {
			if prefix == "xml" && a.Value == nsXML {
				continue // which it means without saying, and no canonical form repeats
			}
			if prefix == "xml" || prefix == "xmlns" || prefix != "" && a.Value == "" || a.Value == nsXML {
				return malformed(line, fmt.Sprintf("the namespace prefix %q may not be declared so", prefix))
			}
			if p.scope[prefix]++; p.scope[prefix] == 1 {
				p.inScope++
			}
			if p.inScope > MaxScope {
				return &refusal{TooLarge, line, fmt.Sprintf("more than %d namespace prefixes are declared here", MaxScope)}
			}
		}
		el.CreateAttr(full(a.Name), a.Value)
	}
	for _, a := range attrs {
		if _, ok := Declares(a.Name); !ok {
			if err := p.name(a.Name, line); err != nil {
				return err
			}
		}
	}
	return nil
}

// given reports whether an attribute is among attrs, of which there are few.
func given(attrs []xml.Attr, n xml.Name) bool {
	return slices.ContainsFunc(attrs, func(a xml.Attr) bool { return a.Name == n })
}

// name refuses what is no name here.
func (p *parser) name(n xml.Name, line int) error {
	switch {
	case len(n.Space)+len(n.Local) > MaxName:
		return &refusal{TooLarge, line, fmt.Sprintf("a name has more than %d characters", MaxName)}
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
		if prefix, ok := Declares(xml.Name{Space: a.Space, Local: a.Key}); ok {
			if p.scope[prefix]--; p.scope[prefix] == 0 {
				p.inScope--
			}
		}
	}
	p.open = p.open[:len(p.open)-1]
	p.number(el)
	return nil
}

// step is the part of a path that leads to el, as far as el alone can say it.
func (p *parser) step(el *etree.Element) string {
	for _, key := range p.keys {
		for _, a := range el.Attr {
			if a.Space == "" && a.Key == key && len(a.Value) < MaxPath && !strings.ContainsAny(a.Value, "'\n") {
				return el.Tag + "[@" + key + "='" + a.Value + "']"
			}
		}
	}
	return el.Tag
}

// number tells children of one name apart, as XPath does.
func (p *parser) number(el *etree.Element) {
	if len(el.Child) < 2 {
		return
	}
	var many map[string]int
	before := ""
	for c := range el.ChildElementsSeq() {
		step := p.named(c)
		if many == nil {
			if before == "" {
				before = step
				continue
			}
			many = map[string]int{before: 1}
		}
		many[step]++
	}
	if many == nil {
		return
	}
	var at map[string]int
	for c := range el.ChildElementsSeq() {
		step := p.named(c)
		if many[step] < 2 {
			continue
		}
		if at == nil {
			at = map[string]int{}
		}
		at[step]++
		p.positions[c] = position{p.positions[c].line, step + "[" + strconv.Itoa(at[step]) + "]"}
	}
}

// named is the step that leads to c before it was numbered.
func (p *parser) named(c *etree.Element) string {
	if p.keys == nil {
		return c.Tag
	}
	return p.positions[c].step
}

// Declares returns the prefix that the attribute n declares.
func Declares(n xml.Name) (prefix string, ok bool) {
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
