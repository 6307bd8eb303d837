package document

import (
	"fmt"
	"strings"

	"github.com/beevik/etree"
)

const (
	mostLines = 5000 // of one outline
	mostText  = 200  // characters of text without a space that are shown
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
	head := indent + "<" + el.FullTag()
	for _, a := range el.Attr {
		head += fmt.Sprintf(" %s=%q", a.FullKey(), a.Value)
	}
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

// brief is text in one line, to the space. What no person reads, such as base64, is its
// length.
func brief(text string) string {
	words := strings.Fields(text)
	switch {
	case len(text) > mostText && len(strings.Join(words, "")) > len(text)*9/10 && !strings.ContainsAny(text, "@:"):
		return fmt.Sprintf("(%d characters)", len(text))
	case strings.ContainsAny(text, "\r\n"):
		return strings.Join(words, " ")
	}
	return text
}
