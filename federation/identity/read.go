package identity

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"federate/federation"
	"federate/federation/identity/spill"
)

// A Reading says how a list is read. The zero Reading reads one as it comes.
type Reading struct {
	Named   Columns             // the header of a column that is not found by its name
	Console map[string][]string // the headers that a console's own exports have
	Sheet   string              // of a workbook; empty: the first that is not empty
	Place   spill.Place         // where people are kept who are too many for memory
	Watch   Watch               // is told of bytes; nil: nobody looks on
}

// A Watch is told how much work there is, and how much of it was done, bit by bit and by
// several goroutines.
type Watch interface {
	Expect(more int64)
	Add(done int64)
}

// unwatched is the Watch of nobody.
type unwatched struct{}

func (unwatched) Expect(int64) {}
func (unwatched) Add(int64)    {}

// Read reads a list of people: comma-separated values (RFC 4180), and what programs make of
// that: separated by semicolons or tabs, in UTF-8, in UTF-16 of either order or in
// Windows-1252, with a byte order mark or none, and with the line "sep=;" of a spreadsheet or
// "#TYPE" of PowerShell in front; a workbook; JSON as Graph, SCIM, Okta and Genesys Cloud
// answer it; LDIF of a directory. Cells stay as they are written. A row that does not fit the
// header is left out, and said to be. The list is closed by whoever asked for it.
func Read(ctx context.Context, raw io.ReaderAt, size int64, o Reading) (*List, error) {
	start := make([]byte, min(size, 4))
	if _, err := raw.ReadAt(start, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if o.Watch == nil {
		o.Watch = unwatched{}
	}
	watch := &watched{ctx, raw, o.Watch}
	if isWorkbook(start) {
		o.Watch.Expect(size)
		t, err := workbook(watch, size, o.Sheet)
		if err != nil {
			return nil, cmp.Or(ctx.Err(), err)
		}
		return o.list(ctx, t)
	}
	if o.Sheet != "" {
		return nil, errors.New("this is no workbook, and has no sheets")
	}
	code, mark := encodingOf(start)
	for {
		l, err := o.text(ctx, passage{size, o.Watch, func() io.Reader {
			return code(io.NewSectionReader(watch, int64(mark), size-int64(mark)))
		}})
		if !errors.Is(err, errNotUTF8) {
			return l, err
		}
		code = western // which no byte is wrong in
	}
}

func (o Reading) text(ctx context.Context, text passage) (*List, error) {
	t, err := tableOf(text)
	if err != nil {
		return nil, err
	}
	return o.list(ctx, t)
}

// watched counts what is read, and ends with its context.
type watched struct {
	ctx   context.Context
	from  io.ReaderAt
	watch Watch
}

func (w *watched) ReadAt(p []byte, at int64) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := w.from.ReadAt(p, at)
	w.watch.Add(int64(n))
	return n, err
}

// mostLeft is how many lines that were left out are named.
const mostLeft = 10_000

// list is the people of a table.
func (o Reading) list(ctx context.Context, t *table) (*List, error) {
	at, missing := find(t.head, o.Named, o.Console)
	if len(missing) > 0 {
		return nil, fmt.Errorf("there is no column %q%s", o.Named[missing[0]], federation.DidYouMean(o.Named[missing[0]], t.head))
	}
	l := &List{Headers: map[Column]string{}, Sheet: t.sheet, Others: t.others, log: spill.NewLog(o.Place)}
	var cellOf [len(headers)]int
	var taken []int
	for i, h := range headers {
		if c, ok := at[h.column]; ok {
			l.Headers[h.column] = strings.TrimSpace(t.head[c])
			l.columns, cellOf[i], taken = append(l.columns, i), c, append(taken, c)
		}
	}
	if l.Choose() == "" {
		return nil, fmt.Errorf("no column names a person: the columns are %s", strings.Join(t.head[:min(len(t.head), 50)], ", "))
	}
	for i, h := range t.head {
		if !slices.Contains(taken, i) {
			l.Unread = append(l.Unread, h)
		}
	}
	if err := l.fill(t, cellOf); err != nil {
		l.Close()
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, err
	}
	return l, nil
}

// fill takes in the rows of t, whose cells lie where cellOf says.
func (l *List) fill(t *table, cellOf [len(headers)]int) error {
	states, assigned := newMemo(stateOf), newMemo(truth)
	var record, cells []byte
	for {
		row, line, err := t.next()
		if errors.Is(err, io.EOF) {
			l.leave(t.left...)
			l.Part = t.part
			return l.log.Done()
		}
		if err != nil {
			return err
		}
		if !fits(row, len(t.head)) {
			l.leave(line)
			continue
		}
		bits, empty := uint8(0), true
		cells = cells[:0]
		for _, i := range l.columns {
			cell := ""
			if cellOf[i] < len(row) {
				cell = row[cellOf[i]]
			}
			switch headers[i].column {
			case Active, Invited:
				bits |= states.of(cell)
			case Deleted:
				bits |= deletion(cell)
			case Assigned:
				if !assigned.of(cell) {
					bits |= outside
				}
			}
			empty = empty && !known(cell)
			cells = appendCell(cells, cell)
		}
		if empty {
			continue
		}
		record = append(appendHead(record[:0], bits, line), cells...)
		if err := l.log.Add(record); err != nil {
			return err
		}
	}
}

// leave counts lines that were left out, and names the first of them.
func (l *List) leave(lines ...int) {
	l.LeftOut += len(lines)
	l.Left = append(l.Left, lines[:min(len(lines), mostLeft-len(l.Left))]...)
}

// fits reports whether a row has a cell for each column of the header. A spreadsheet
// leaves out the empty cells at the end of a row, and an editor adds some; a cell too
// many that says something has shifted the others.
func fits(row []string, columns int) bool {
	for len(row) > columns {
		if known(row[len(row)-1]) {
			return false
		}
		row = row[:len(row)-1]
	}
	return true
}
