package identity

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// A table is a list of people as rows of cells beneath a header, whatever it was
// written as.
type table struct {
	head []string
	next func() (cells []string, line int, err error) // io.EOF: there are no more; the cells are the caller's until the next call
	left []int                                        // lines that hold no person, so far
	part string                                       // why it is not the whole list, as far as it was read; empty where it may be

	code   encoding // of the text; nil where it is none
	marked bool     // it has a byte order mark
	comma  rune     // that parts its cells; zero where nothing does
	sheet  string   // of a workbook, that this is
	others []string // further sheets of it that are not empty
}

// Bounds, which no sound list comes near.
const (
	mostRow     = 1 << 20 // bytes of one person
	mostColumns = 1 << 14 // as many as a sheet has (ECMA-376)
	startOfText = 64 << 10
)

// A passage is a text that is read from its beginning as often as that is asked for.
type passage struct {
	size  int64
	watch Watch
	read  func() io.Reader
}

// tableOf reads the header of a text.
func tableOf(text passage) (*table, error) {
	gate := &gate{from: text.read(), left: mostRow}
	from := bufio.NewReaderSize(gate, startOfText)
	start, err := from.Peek(startOfText)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	switch trimmed := bytes.TrimLeft(start, " \t\r\n"); {
	case bytes.HasPrefix(trimmed, []byte("{")), bytes.HasPrefix(trimmed, []byte("[")):
		return objects(text)
	case isLDIF(string(trimmed)):
		return entries(text)
	}
	text.watch.Expect(text.size)
	return separated(string(start), from, gate)
}

// A gate lets no row pass that is larger than memory ought to bear: one quotation mark too
// few makes a whole file one cell.
type gate struct {
	from io.Reader
	left int
}

var errRow = fmt.Errorf("a row of more than %d MiB: a quotation mark may be missing", mostRow>>20)

func (g *gate) Read(p []byte) (int, error) {
	if g.left <= 0 {
		return 0, errRow
	}
	n, err := g.from.Read(p)
	g.left -= n
	return n, err
}

// separated reads values parted by a character (RFC 4180). start is what from begins with.
func separated(start string, from *bufio.Reader, gate *gate) (*table, error) {
	comma, skipped := rune(0), 0
	skip := func(line, rest string) (string, error) {
		skipped++
		_, err := from.Discard(len(line) + 1)
		return rest, err
	}
	var err error
	if first, rest, ok := strings.Cut(start, "\n"); ok && len(strings.TrimSpace(first)) == 5 && strings.EqualFold(first[:4], "sep=") {
		comma = rune(first[4])
		start, err = skip(first, rest)
	}
	if first, rest, ok := strings.Cut(start, "\n"); ok && err == nil && strings.HasPrefix(strings.Trim(first, `"`), "#TYPE ") {
		start, err = skip(first, rest) // PowerShell says what it wrote
	}
	if err != nil {
		return nil, err
	}
	if comma == 0 {
		comma = separator(start)
	}
	r := csv.NewReader(from)
	r.Comma, r.FieldsPerRecord, r.LazyQuotes, r.ReuseRecord = comma, -1, true, true
	plain := plainRows{from: from, comma: byte(comma)}
	seen, last := 0, 0 // lines that r has read, and where the last row began
	next := func() ([]string, int, error) {
		if comma < utf8.RuneSelf {
			if cells, ok := plain.next(); ok {
				gate.left = mostRow
				last = skipped + seen + plain.lines
				return cells, last, nil
			}
		}
		cells, err := r.Read()
		switch {
		case errors.Is(err, io.EOF):
			return nil, 0, io.EOF
		case errors.Is(err, errRow):
			return nil, 0, fmt.Errorf("after line %d: %w", last, err)
		case err != nil:
			return nil, 0, wrong(err)
		}
		gate.left = mostRow
		line, _ := r.FieldPos(0)
		last = skipped + line + plain.lines
		end, _ := r.FieldPos(len(cells) - 1)
		seen = end + strings.Count(cells[len(cells)-1], "\n")
		return cells, last, nil
	}
	head, _, err := next()
	if errors.Is(err, io.EOF) {
		return nil, errors.New("the list is empty: its first line must name the columns")
	}
	return &table{head: slices.Clone(head), comma: comma, next: next}, err
}

// plainRows reads rows without a quotation mark, which most are, in less time than a reader of
// all that RFC 4180 allows takes.
type plainRows struct {
	from  *bufio.Reader
	comma byte
	lines int // that were read, the empty ones among them
	cells []string
}

// next is the next row, if it lies in memory whole, says something and is plain.
func (p *plainRows) next() ([]string, bool) {
	for {
		ahead, _ := p.from.Peek(p.from.Buffered())
		end := bytes.IndexByte(ahead, '\n')
		if end < 0 || bytes.IndexByte(ahead[:end], '"') >= 0 {
			return nil, false
		}
		line := string(bytes.TrimSuffix(ahead[:end], []byte("\r")))
		p.from.Discard(end + 1) // it is there
		p.lines++
		if line == "" {
			continue
		}
		p.cells = p.cells[:0]
		for {
			at := strings.IndexByte(line, p.comma)
			if at < 0 {
				p.cells = append(p.cells, line)
				return p.cells, true
			}
			p.cells, line = append(p.cells, line[:at]), line[at+1:]
		}
	}
}

// separator is the character that parts the header most often, outside quotes.
func separator(text string) rune {
	count := map[rune]int{}
	quoted := false
	for _, r := range text {
		if r == '"' {
			quoted = !quoted
		}
		if !quoted && (r == '\n' || r == '\r') {
			break
		}
		if !quoted {
			count[r]++
		}
	}
	best := ','
	for _, r := range []rune{';', '\t', '|'} {
		if count[r] > count[best] {
			best = r
		}
	}
	return best
}

// wrong is an error of the reader without the cell that it stumbled over.
func wrong(err error) error {
	var p *csv.ParseError
	if errors.As(err, &p) {
		return fmt.Errorf("line %d is no line of a list: %w", p.Line, p.Err)
	}
	return err
}

// A record is a row whose cells name themselves, as JSON and LDIF have them. Its header
// grows with what it comes across.
type record struct {
	head []string
	at   map[string]int // by name
	row  []string
}

// begin makes r empty.
func (r *record) begin() { clear(r.row) }

// set gives r a cell. Of several values of one name the first counts.
func (r *record) set(name, value string) {
	if r.at == nil {
		r.at = map[string]int{}
	}
	i, there := r.at[name]
	if !there {
		if len(r.head) == mostColumns {
			return
		}
		i = len(r.head)
		r.at[name], r.head = i, append(r.head, name)
		r.row = append(r.row, "")
	}
	switch {
	case r.row[i] == "":
		r.row[i] = value
	case isGroups(name) && len(r.row[i]) < mostRow:
		r.row[i] += "\n" + value
	}
}

// isGroups reports whether a name is of a cell with groups, of which all count.
func isGroups(name string) bool {
	name = plain(name[strings.LastIndexByte(name, '.')+1:])
	return slices.ContainsFunc(headers[:], func(h struct {
		column Column
		names  []string
	}) bool {
		return h.column == Groups && slices.Contains(h.names, name)
	})
}

// A walk goes through a text of records, one a call, until io.EOF.
type walk func(r *record) (line int, err error)

// twice walks a text two times: for its header, which is known when all was seen, and for
// its rows. It returns how many there are.
func twice(text passage, start func() walk) (t *table, rows int, err error) {
	text.watch.Expect(2 * text.size)
	var r record
	for next := start(); ; rows++ {
		if _, err := next(&r); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, 0, err
		}
	}
	next := start()
	return &table{head: r.head, next: func() ([]string, int, error) {
		r.begin()
		line, err := next(&r)
		return r.row, line, err
	}}, rows, nil
}
