package identity

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"federate/federation"
)

// The bounds of a workbook: one that unpacks into more is no list of people.
const (
	mostUnpacked = 4 << 30   // bytes of one part: a sheet has up to 1,048,576 rows
	mostShared   = 256 << 20 // bytes of the texts that cells share
	mostParts    = 16 << 20  // bytes of what says which parts there are
)

var (
	errWorkbook = errors.New("this is no workbook that can be read: save it as CSV, or as .xlsx without a password")
	errEmpty    = errors.New("the workbook is empty: its first line must name the columns")
)

// isWorkbook reports whether a file that begins with start is a spreadsheet of today
// (ECMA-376), or at least packed as one is.
func isWorkbook(start []byte) bool { return bytes.HasPrefix(start, []byte("PK\x03\x04")) }

// workbook reads the sheet of a workbook that is called name, row by row; without a name
// the first that has something in it. A library that does more takes more of every start
// of the program than all else does.
func workbook(raw io.ReaderAt, size int64, name string) (t *table, err error) {
	z, err := zip.NewReader(raw, size)
	if err != nil {
		return nil, errWorkbook
	}
	all, err := sheetsOf(z)
	if err != nil {
		return nil, err
	}
	shared, err := sharedTexts(z)
	if err != nil {
		return nil, err
	}
	var others, empty []string
	for _, one := range all {
		from, err := part(z, one.part)
		if err != nil {
			return nil, err
		}
		gate := &gate{from: &bounded{from, mostUnpacked}}
		s := &sheet{xml: xml.NewDecoder(gate), gate: gate, shared: shared}
		head, _, err := s.next()
		switch {
		case errors.Is(err, io.EOF):
			empty = append(empty, one.name)
		case err != nil:
			return nil, err
		case t == nil && (name == "" || one.name == name):
			t = &table{head: head, next: s.next, sheet: one.name}
		default:
			others = append(others, one.name)
		}
	}
	switch {
	case t != nil:
		t.others = others
		return t, nil
	case name == "" || slices.Contains(empty, name):
		return nil, errEmpty
	}
	return nil, fmt.Errorf("there is no sheet %q in the workbook%s", name, federation.DidYouMean(name, append(others, empty...)))
}

// A bounded reader ends with an error, and not as if all had been read, at its bound.
type bounded struct {
	from io.Reader
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errWorkbook
	}
	n, err := b.from.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	return n, err
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
	if err == nil && xml.NewDecoder(&bounded{from, mostParts}).Decode(v) != nil {
		err = errWorkbook
	}
	return err
}

// A tab is a sheet of a workbook: its name, and the part that it lies in.
type tab struct{ name, part string }

// sheetsOf are the sheets in the order of the workbook.
func sheetsOf(z *zip.Reader) (out []tab, err error) {
	var book struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
			ID   string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
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
			out = append(out, tab{s.Name, r.Target})
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

// texts are very many short ones, in one piece of memory.
type texts struct {
	all  []byte
	ends []uint32
}

// of is text n; empty where there is none.
func (t *texts) of(n int) string {
	if n >= len(t.ends) {
		return ""
	}
	from := uint32(0)
	if n > 0 {
		from = t.ends[n-1]
	}
	return string(t.all[from:t.ends[n]])
}

// sharedTexts are those that cells cite by number; none where the workbook has none.
func sharedTexts(z *zip.Reader) (out texts, err error) {
	from, err := z.Open("xl/sharedStrings.xml")
	if err != nil {
		return out, nil
	}
	gate := &gate{from: &bounded{from, mostUnpacked}}
	for d := xml.NewDecoder(gate); ; {
		gate.left = mostRow
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return out, errWorkbook
		}
		if e, ok := t.(xml.StartElement); ok && e.Name.Local == "si" {
			var one text
			if d.DecodeElement(&one, &e) != nil || len(out.all) > mostShared {
				return out, errWorkbook
			}
			out.all = append(out.all, one.String()...)
			out.ends = append(out.ends, uint32(len(out.all)))
		}
	}
}
