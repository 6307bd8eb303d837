package identity

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// A sheet is read row by row.
type sheet struct {
	xml    *xml.Decoder
	gate   *gate
	shared texts
	line   int
}

// next is the next row that says something.
func (s *sheet) next() ([]string, int, error) {
	for {
		s.gate.left = 2 * mostRow // a row has marks besides its cells
		t, err := s.xml.Token()
		if errors.Is(err, io.EOF) {
			return nil, 0, io.EOF
		}
		if err != nil {
			return nil, 0, errWorkbook
		}
		e, ok := t.(xml.StartElement)
		if !ok || e.Name.Local != "row" {
			continue
		}
		at, _ := number(valueOf(e, "r"))
		s.line = max(s.line+1, at)
		cells, err := s.row()
		if err != nil {
			return nil, 0, errWorkbook
		}
		if strings.Join(cells, "") != "" {
			return cells, s.line, nil
		}
	}
}

// valueOf is an attribute of e; empty where it has none of that name.
func valueOf(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// row reads the cells of the row that has begun.
func (s *sheet) row() (out []string, err error) {
	for {
		t, err := s.xml.Token()
		if err != nil {
			return nil, err
		}
		switch e := t.(type) {
		case xml.EndElement: // of the row: what is within has ended
			return out, nil
		case xml.StartElement:
			if e.Name.Local != "c" {
				if err := s.xml.Skip(); err != nil {
					return nil, err
				}
				continue
			}
			at, kind := len(out), valueOf(e, "t")
			if place := valueOf(e, "r"); place != "" {
				at = column(place)
			}
			value, err := s.cell(kind)
			if err != nil {
				return nil, err
			}
			if at < 0 || at >= mostColumns {
				continue
			}
			for len(out) <= at {
				out = append(out, "")
			}
			out[at] = value
		}
	}
}

// cell reads the cell that has begun. It holds a value of a kind: a shared text by number, a
// text of its own, a truth, or a number.
func (s *sheet) cell(kind string) (string, error) {
	value := ""
	for {
		t, err := s.xml.Token()
		if err != nil {
			return "", err
		}
		switch e := t.(type) {
		case xml.EndElement:
			switch kind {
			case "s":
				n, ok := number(value)
				if !ok {
					return "", nil
				}
				return s.shared.of(n), nil
			case "b":
				return map[string]string{"0": "false", "1": "true"}[value], nil
			}
			return value, nil
		case xml.StartElement:
			var one text
			switch {
			case e.Name.Local == "is" && kind == "inlineStr":
				err = s.xml.DecodeElement(&one, &e)
				value = one.String()
			case e.Name.Local == "v" && kind != "inlineStr":
				value, err = s.chars()
			default:
				err = s.xml.Skip()
			}
			if err != nil {
				return "", err
			}
		}
	}
}

// chars is the text up to the end of the element that has begun.
func (s *sheet) chars() (string, error) {
	out := ""
	for {
		t, err := s.xml.Token()
		if err != nil {
			return "", err
		}
		switch e := t.(type) {
		case xml.CharData:
			out += string(e)
		case xml.StartElement:
			if err := s.xml.Skip(); err != nil {
				return "", err
			}
		case xml.EndElement:
			return out, nil
		}
	}
}

// number reads a number without a sign; ok is false for one that is none.
func number(s string) (n int, ok bool) {
	for _, r := range strings.TrimSpace(s) {
		if r < '0' || r > '9' || n > 1<<30 {
			return 0, false
		}
		n, ok = n*10+int(r-'0'), true
	}
	return n, ok
}

// column is the number of the column that a place such as "AB12" is in, from zero; -1 for
// what is no place.
func column(place string) int {
	n := 0
	for _, r := range place {
		if r < 'A' || r > 'Z' {
			break
		}
		if n = n*26 + int(r-'A') + 1; n > mostColumns {
			return -1
		}
	}
	return n - 1
}
