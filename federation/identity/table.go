package identity

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// A table is a list of people as rows of cells beneath a header, whatever it was
// written as.
type table struct {
	head []string
	next func() (cells []string, line int, err error) // io.EOF: there are no more; the cells are the caller's until the next call
	left []int                                        // lines that hold no person
	part string                                       // why it is not the whole list; empty where it may be
}

// tableOf reads the header of raw.
func tableOf(raw []byte) (table, error) {
	if isWorkbook(raw) {
		return workbook(raw)
	}
	text, err := decode(raw)
	if err != nil {
		return table{}, err
	}
	switch trimmed := strings.TrimLeft(text, " \t\r\n"); {
	case strings.HasPrefix(trimmed, "{"), strings.HasPrefix(trimmed, "["):
		return objects(trimmed)
	case isLDIF(trimmed):
		return entries(text), nil
	}
	return separated(text)
}

// separated reads values parted by a character (RFC 4180).
func separated(text string) (table, error) {
	comma, skipped := rune(0), 0
	if first, rest, _ := strings.Cut(text, "\n"); len(strings.TrimSpace(first)) == 5 && strings.EqualFold(first[:4], "sep=") {
		comma, text, skipped = rune(first[4]), rest, 1
	}
	if first, rest, _ := strings.Cut(text, "\n"); strings.HasPrefix(strings.Trim(first, `"`), "#TYPE ") { // PowerShell says what it wrote
		text, skipped = rest, skipped+1
	}
	if comma == 0 {
		comma = separator(text)
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes, r.ReuseRecord = comma, -1, true, true
	head, err := r.Read()
	if errors.Is(err, io.EOF) {
		return table{}, errors.New("the list is empty: its first line must name the columns")
	}
	if err != nil {
		return table{}, wrong(err)
	}
	return table{head: slices.Clone(head), next: func() ([]string, int, error) {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil, 0, io.EOF
		}
		if err != nil {
			return nil, 0, wrong(err)
		}
		line, _ := r.FieldPos(0)
		return cells, line + skipped, nil
	}}, nil
}

// wrong is an error of the reader without the cell that it stumbled over.
func wrong(err error) error {
	var p *csv.ParseError
	if errors.As(err, &p) {
		return fmt.Errorf("line %d is no line of a list: %w", p.Line, p.Err)
	}
	return err
}

// records are rows that name their cells themselves, as JSON and LDIF do.
type records struct {
	head  []string
	at    map[string]int // by name
	cells [][]string
	lines []int
	left  []int // what is no record
}

// add begins a record that stands at line.
func (r *records) add(line int) {
	r.cells, r.lines = append(r.cells, nil), append(r.lines, line)
}

// set gives the last record a cell. Of several values of one name the first counts.
func (r *records) set(name, value string) {
	if r.at == nil {
		r.at = map[string]int{}
	}
	i, there := r.at[name]
	if !there {
		i = len(r.head)
		r.at[name], r.head = i, append(r.head, name)
	}
	row := &r.cells[len(r.cells)-1]
	for len(*row) <= i {
		*row = append(*row, "")
	}
	if (*row)[i] == "" {
		(*row)[i] = value
	}
}

// table is r with as many cells in each row as the header has.
func (r *records) table() table {
	next := 0
	return table{head: r.head, left: r.left, next: func() ([]string, int, error) {
		if next == len(r.cells) {
			return nil, 0, io.EOF
		}
		row, line := r.cells[next], r.lines[next]
		for len(row) < len(r.head) {
			row = append(row, "")
		}
		r.cells[next] = nil // it is read once
		next++
		return row, line, nil
	}}
}
