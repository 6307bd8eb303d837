package identity

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"
)

// The bounds of a workbook: one that unpacks into more is no list of people.
const (
	mostUnpacked = 512 << 20 // bytes of one part
	mostShared   = 64 << 20  // bytes of the texts that cells share
	mostColumns  = 1 << 14   // as many as a sheet has (ECMA-376)
)

var (
	errWorkbook = errors.New("this is no workbook that can be read: save it as CSV, or as .xlsx without a password")
	errEmpty    = errors.New("the workbook is empty: its first line must name the columns")
)

// isWorkbook reports whether raw is a spreadsheet of today (ECMA-376), or at least packed
// as one is.
func isWorkbook(raw []byte) bool { return bytes.HasPrefix(raw, []byte("PK\x03\x04")) }

// workbook reads the first sheet of a workbook that has something in it, row by row. A
// library that does more takes more of every start of the program than all else does.
func workbook(raw []byte) (table, error) {
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return table{}, errWorkbook
	}
	sheets, err := sheetsOf(z)
	if err != nil {
		return table{}, err
	}
	shared, err := sharedTexts(z)
	if err != nil {
		return table{}, err
	}
	for _, name := range sheets {
		from, err := part(z, name)
		if err != nil {
			return table{}, err
		}
		s := &sheet{xml: xml.NewDecoder(io.LimitReader(from, mostUnpacked)), shared: shared}
		head, _, err := s.next()
		if errors.Is(err, io.EOF) {
			continue
		}
		return table{head: head, next: s.next}, err
	}
	return table{}, errEmpty
}

// part opens a part of the workbook.
func part(z *zip.Reader, name string) (io.Reader, error) {
	f, err := z.Open(strings.TrimPrefix(name, "/"))
	if err != nil {
		return nil, errWorkbook
	}
	return f, nil
}

// read decodes a part into v.
func read(z *zip.Reader, name string, v any) error {
	from, err := part(z, name)
	if err == nil && xml.NewDecoder(io.LimitReader(from, mostShared)).Decode(v) != nil {
		err = errWorkbook
	}
	return err
}

// sheetsOf are the parts with sheets, in the order of the workbook.
func sheetsOf(z *zip.Reader) (out []string, err error) {
	var book struct {
		Sheets []struct {
			ID string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		} `xml:"sheets>sheet"`
	}
	var relations struct {
		All []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if err := read(z, "xl/workbook.xml", &book); err != nil {
		return nil, err
	}
	if err := read(z, "xl/_rels/workbook.xml.rels", &relations); err != nil {
		return nil, err
	}
	for _, s := range book.Sheets {
		for _, r := range relations.All {
			if r.ID != s.ID {
				continue
			}
			if !strings.HasPrefix(r.Target, "/") {
				r.Target = path.Join("xl", r.Target)
			}
			out = append(out, r.Target)
		}
	}
	return out, nil
}

// A text is one of a workbook: whole, or in runs of different looks.
type text struct {
	T []string `xml:"t"`
	R []struct {
		T string `xml:"t"`
	} `xml:"r"`
}

func (t text) String() string {
	out := strings.Join(t.T, "")
	for _, r := range t.R {
		out += r.T
	}
	return out
}

// sharedTexts are those that cells cite by number; none where the workbook has none.
func sharedTexts(z *zip.Reader) ([]string, error) {
	var all struct {
		Items []text `xml:"si"`
	}
	if _, err := z.Open("xl/sharedStrings.xml"); err != nil {
		return nil, nil
	}
	if err := read(z, "xl/sharedStrings.xml", &all); err != nil {
		return nil, err
	}
	out := make([]string, len(all.Items))
	for i, t := range all.Items {
		out[i] = t.String()
	}
	return out, nil
}

// A sheet is read row by row.
type sheet struct {
	xml    *xml.Decoder
	shared []string
	line   int
}

// next is the next row that says something.
func (s *sheet) next() ([]string, int, error) {
	for {
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
			if n, ok := number(c.Value); ok && n < len(s.shared) {
				out[at] = s.shared[n]
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
