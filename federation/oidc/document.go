package oidc

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"federate/federation/document"
)

// The limits of JSON. Real documents stay far below: the discovery document of a
// large product has 10 kB, a key set with certificates 40 kB.
const (
	maxBytes  = 1 << 20
	maxValues = 20_000
	maxDepth  = 32
	maxFaults = 100 // of one sort
)

// A Document is JSON as far as it could be read.
type Document struct {
	document.Unread
	Twice []Value // members that an object has twice; the last one counts
	Wrong []Value // members that hold another thing than they should; Text says what

	root *node
}

// Readable reports whether the document was read at all.
func (d *Document) Readable() bool { return d.root != nil }

// A kind is the type of a JSON value.
type kind byte

const (
	isNull kind = iota
	isString
	isNumber
	isBool
	isObject
	isList
)

func (k kind) String() string {
	return [...]string{"null", "a text", "a number", "true or false", "an object", "a list"}[k]
}

// A node is one value of a document with all that is inside.
type node struct {
	Value
	kind    kind
	names   []string
	members map[string]*node
	items   []*node
}

type parser struct {
	dec    *json.Decoder
	text   []byte
	seen   int64 // up to where lines were counted
	line   int
	values int
	twice  []Value
}

// parse reads one object. It notes members that are there twice, which most parsers
// ignore: two readers of such a document may read two values.
func parse(text []byte, path string) Document {
	if len(text) > maxBytes {
		return unread(0, "it has %d KiB, and %d are read at most", len(text)>>10, maxBytes>>10)
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if !utf8.Valid(text) {
		return unread(0, "it is not UTF-8")
	}
	p := &parser{dec: json.NewDecoder(bytes.NewReader(text)), text: text, line: 1}
	p.dec.UseNumber()
	root, err := p.value(path, 0)
	if err == nil {
		if _, more := p.dec.Token(); more == nil || !errors.Is(more, io.EOF) {
			err = errors.New("there is more after the end of the object")
		}
	}
	switch {
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return unread(p.here(), "it breaks off")
	case err != nil:
		return unread(p.here(), "%s", err)
	case root.kind != isObject:
		return unread(1, "it is %s, where an object is needed", root.kind)
	}
	return Document{root: root, Twice: p.twice}
}

func unread(line int, format string, args ...any) Document {
	return Document{Unread: document.Unread{Malformed: fmt.Sprintf(format, args...), Line: line}}
}

// here is the line that was read last.
func (p *parser) here() int {
	to := min(p.dec.InputOffset(), int64(len(p.text)))
	if to > p.seen {
		p.line += bytes.Count(p.text[p.seen:to], []byte("\n"))
		p.seen = to
	}
	return p.line
}

func (p *parser) value(path string, depth int) (*node, error) {
	token, err := p.dec.Token()
	if err != nil {
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			return nil, fmt.Errorf("it is not JSON: %w", err)
		}
		return nil, err
	}
	p.values++
	n := &node{Value: Value{Path: path, Line: p.here()}}
	switch t := token.(type) {
	case string:
		n.kind, n.Text = isString, t
	case json.Number:
		n.kind, n.Number, n.Text = isNumber, true, t.String()
	case bool:
		n.kind, n.Text = isBool, strconv.FormatBool(t)
	case json.Delim:
		if depth++; depth > maxDepth {
			return nil, fmt.Errorf("its values are nested more than %d deep", maxDepth)
		}
		if t == '{' {
			return n, p.object(n, depth)
		}
		return n, p.list(n, depth)
	}
	return n, p.bounded()
}

func (p *parser) bounded() error {
	if p.values > maxValues {
		return fmt.Errorf("it has more than %d values", maxValues)
	}
	return nil
}

// pointer escapes what a JSON pointer is made of (RFC 6901 3).
var pointer = strings.NewReplacer("~", "~0", "/", "~1")

// step is one further step of a path. Names that nobody gave in earnest are not
// repeated for all that is inside.
func step(path, name string) string {
	const most = 1000
	if len(path) > most {
		path = "…"
	}
	return path + "/" + name
}

func (p *parser) object(n *node, depth int) error {
	n.kind, n.members = isObject, map[string]*node{}
	for p.dec.More() {
		token, err := p.dec.Token()
		if err != nil {
			return err
		}
		name, _ := token.(string) // nothing else stands there
		m, err := p.value(step(n.Path, pointer.Replace(name)), depth)
		if err != nil {
			return err
		}
		if _, ok := n.members[name]; !ok {
			n.names = append(n.names, name)
		} else if len(p.twice) < maxFaults {
			p.twice = append(p.twice, Value{Text: name, Path: m.Path, Line: m.Line})
		}
		n.members[name] = m
	}
	return p.end()
}

func (p *parser) list(n *node, depth int) error {
	n.kind = isList
	for p.dec.More() {
		m, err := p.value(step(n.Path, strconv.Itoa(len(n.items))), depth)
		if err != nil {
			return err
		}
		n.items = append(n.items, m)
	}
	return p.end()
}

func (p *parser) end() error {
	if _, err := p.dec.Token(); err != nil {
		return err
	}
	return p.bounded()
}

// member is what n has under name; null is the same as nothing.
func (n *node) member(name string) *node {
	if n == nil || n.members[name] == nil || n.members[name].kind == isNull {
		return nil
	}
	return n.members[name]
}

// of is the member called name where it is of kind want. Anything else in its
// place is noted.
func (d *Document) of(n *node, name string, want kind) *node {
	m := n.member(name)
	if m == nil || m.kind == want {
		return m
	}
	d.wrong(m, "%s has to be %s and is %s", name, want, m.kind)
	return nil
}

// wrong notes what is wrong with n.
func (d *Document) wrong(n *node, format string, args ...any) {
	if len(d.Wrong) < maxFaults {
		d.Wrong = append(d.Wrong, Value{Path: n.Path, Line: n.Line, Text: fmt.Sprintf(format, args...)})
	}
}

// place is where the member called name of the whole document stands.
func (d *Document) place(name string) Value {
	v := Value{Path: "/" + name}
	if m := d.root.member(name); m != nil {
		v.Line = m.Line
	}
	return v
}

func (d *Document) text(n *node, name string) Value {
	if m := d.of(n, name, isString); m != nil {
		return m.Value
	}
	return Value{}
}

// list is a list of texts; given is false where there is nothing in its place.
func (d *Document) list(n *node, name string) (out []Value, given bool) {
	given = n.member(name) != nil
	m := d.of(n, name, isList)
	if m == nil {
		return nil, given
	}
	for _, item := range m.items {
		if item.kind != isString {
			d.wrong(item, "an entry of %s has to be a text and is %s", name, item.kind)
			continue
		}
		out = append(out, item.Value)
	}
	return out, true
}
