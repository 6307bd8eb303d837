package document

import (
	"fmt"
	"strings"

	"github.com/beevik/etree"
)

const (
	mostLines = 5000 // of one outline
	mostText  = 200  // characters of text that are shown where its words are long,
	longWord  = 40   // which are more characters than those of any language
	longTag   = 76   // characters of a start tag that are too many for one line
)

// Outline is the document with an element in each line. What is written in base64, a
// certificate or a signature, is not repeated: it says nothing to anybody.
func (x *XML) Outline() []string {
	if x.Root == nil {
		return nil
	}
	o := outline{}
	o.element(x.Root, "")
	return o.lines
}

type outline struct {
	lines []string
	full  bool
}

func (o *outline) say(line string) {
	switch {
	case o.full:
	case len(o.lines) == mostLines:
		o.lines, o.full = append(o.lines, fmt.Sprintf("… only the first %d lines are shown", mostLines)), true
	default:
		o.lines = append(o.lines, line)
	}
}

func (o *outline) element(el *etree.Element, indent string) {
	if o.full {
		return
	}
	head := o.head(el, indent)
	text, inner := "", 0
	for _, c := range el.Child {
		switch c := c.(type) {
		case *etree.CharData:
			text += c.Data
		case *etree.Element, *etree.Comment, *etree.ProcInst:
			inner++
		}
	}
	switch blank := strings.TrimSpace(text) == ""; {
	case inner == 0 && blank:
		o.say(head + "/>")
		return
	case inner == 0:
		o.say(head + ">" + brief(text) + "</" + el.FullTag() + ">")
		return
	case blank:
		o.say(head + ">")
	default:
		o.say(head + ">" + brief(text))
	}
	for _, c := range el.Child {
		switch c := c.(type) {
		case *etree.Element:
			o.element(c, indent+"  ")
		case *etree.Comment:
			o.say(indent + "  <!--" + brief(c.Data) + "-->")
		case *etree.ProcInst:
			o.say(indent + "  <?" + c.Target + "?>")
		}
	}
	o.say(indent + "</" + el.FullTag() + ">")
}

// head is the start tag of el without its end: in one line, or an attribute in each
// where it is long, of which the last is returned and the others are said.
func (o *outline) head(el *etree.Element, indent string) string {
	var attrs []string
	size := len(indent) + len(el.FullTag())
	for _, a := range el.Attr {
		attr := a.FullKey() + "=\"" + brief(a.Value) + "\""
		attrs, size = append(attrs, attr), size+1+len(attr)
	}
	head := indent + "<" + el.FullTag()
	if size < longTag || len(attrs) < 2 {
		return strings.Join(append([]string{head}, attrs...), " ")
	}
	for _, attr := range attrs {
		o.say(head)
		head = indent + "    " + attr
	}
	return head
}

// brief is text in one line, to the space. What no person reads, such as base64, is its
// length.
func brief(text string) string {
	words := strings.Fields(text)
	switch {
	case len(text) > mostText && len(words) > 0 && len(text)/len(words) > longWord && !strings.ContainsAny(text, "@:"):
		return fmt.Sprintf("(%d characters)", len(text))
	case strings.ContainsAny(text, "\r\n"):
		return strings.Join(words, " ")
	}
	return text
}
