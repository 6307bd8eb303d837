package identity

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// values are those of a JSON text, one after the other, of which none is held longer than
// it is looked at. What is within one is judged when it is decoded.
type values struct {
	from *bufio.Reader
	line int // 1-based, of what comes next
}

func newValues(r io.Reader) values { return values{bufio.NewReaderSize(r, startOfText), 1} }

// damaged is what is said of a text that is no JSON.
func (v *values) damaged() error {
	return fmt.Errorf("line %d is no JSON: the list is damaged or cut off there", v.line)
}

// peek is the first byte of what comes next; io.EOF at the end of all.
func (v *values) peek() (byte, error) {
	for {
		c, err := v.from.ReadByte()
		if err != nil {
			return 0, err
		}
		switch c {
		case '\n':
			v.line++
		case ' ', '\t', '\r':
		default:
			return c, v.from.UnreadByte()
		}
	}
}

// skip passes over the byte that was peeked at.
func (v *values) skip() { v.from.Discard(1) } // it is there: it was peeked at

// within is peek where the text may not end.
func (v *values) within() (byte, error) {
	c, err := v.peek()
	if errors.Is(err, io.EOF) {
		err = v.damaged()
	}
	return c, err
}

// whole is the value that comes. It is errRow where that is larger than a person is, and then
// it comes again.
func (v *values) whole() ([]byte, error) {
	if _, err := v.within(); err != nil {
		return nil, err
	}
	var out []byte
	began, depth, quoted, escaped := v.line, 0, false, false
	for {
		c, err := v.from.ReadByte()
		if errors.Is(err, io.EOF) && depth == 0 && !quoted && len(out) > 0 { // a number, at the end of all
			return out, nil
		}
		if errors.Is(err, io.EOF) {
			return nil, v.damaged()
		}
		if err != nil {
			return nil, err
		}
		if len(out) == mostRow {
			v.from = bufio.NewReaderSize(io.MultiReader(bytes.NewReader(append(out, c)), v.from), startOfText)
			v.line = began
			return nil, errRow
		}
		if c == '\n' {
			v.line++
		}
		switch {
		case escaped:
			escaped = false
		case quoted:
			escaped = c == '\\'
			quoted = c != '"'
		case c == '"':
			quoted = true
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']' || c == ',' || c == ' ' || c == '\n' || c == '\t' || c == '\r':
			if depth == 0 { // behind a number or a word
				if c == '\n' {
					v.line--
				}
				return out, v.from.UnreadByte()
			}
			if c == '}' || c == ']' {
				depth--
			}
		}
		out = append(out, c)
		if depth == 0 && !quoted && (c == '"' || c == '}' || c == ']') {
			return out, nil
		}
	}
}

// element is the next value of a list; ok is false where it ends.
func (v *values) element(end byte, first bool) (raw []byte, ok bool, err error) {
	c, err := v.within()
	if err != nil {
		return nil, false, err
	}
	if c == end {
		v.skip()
		return nil, false, nil
	}
	if !first {
		if c != ',' {
			return nil, false, v.damaged()
		}
		v.skip()
		if _, err := v.within(); err != nil {
			return nil, false, err
		}
	}
	line := v.line
	if raw, err = v.whole(); errors.Is(err, errRow) {
		err = fmt.Errorf("line %d: a person of more than %d MiB", line, mostRow>>20)
	}
	return raw, true, err
}

// name is the name of the next member of an object, up to its value; ok is false where the
// object ends.
func (v *values) name(first bool) (name string, ok bool, err error) {
	raw, ok, err := v.element('}', first)
	if !ok || err != nil {
		return "", false, err
	}
	if json.Unmarshal(raw, &name) != nil {
		return "", false, v.damaged()
	}
	if c, err := v.within(); err != nil {
		return "", false, err
	} else if c != ':' {
		return "", false, v.damaged()
	}
	v.skip()
	return name, true, nil
}

// decode is raw as a value.
func (v *values) decode(raw []byte) (out any, err error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if d.Decode(&out) != nil || d.More() {
		return nil, v.damaged()
	}
	return out, nil
}
