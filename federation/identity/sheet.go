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
		var row struct {
			Number int    `xml:"r,attr"`
			Cells  []cell `xml:"c"`
		}
		if s.xml.DecodeElement(&row, &e) != nil {
			return nil, 0, errWorkbook
		}
		if s.line++; row.Number > s.line {
			s.line = row.Number
		}
		if cells := s.cells(row.Cells); strings.Join(cells, "") != "" {
			return cells, s.line, nil
		}
	}
}

// A cell holds a value of a type: a shared text by number, a text of its own, a truth, or
// a number.
type cell struct {
	At     string `xml:"r,attr"`
	Type   string `xml:"t,attr"`
	Value  string `xml:"v"`
	Inline text   `xml:"is"`
}

func (s *sheet) cells(all []cell) (out []string) {
	for _, c := range all {
		at := column(c.At)
		if c.At == "" {
			at = len(out)
		}
		if at < 0 || at >= mostColumns {
			continue
		}
		for len(out) <= at {
			out = append(out, "")
		}
		switch c.Type {
		case "s":
			if n, ok := number(c.Value); ok {
				out[at] = s.shared.of(n)
			}
		case "inlineStr":
			out[at] = c.Inline.String()
		case "b":
			out[at] = map[string]string{"0": "false", "1": "true"}[c.Value]
		default:
			out[at] = c.Value
		}
	}
	return out
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
