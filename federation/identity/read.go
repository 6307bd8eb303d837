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

	code encoding // of a text that was read before; nil: it is to be found out
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
func Read(ctx context.Context, raw io.ReaderAt, size int64, o Reading) (l *List, err error) {
	err = o.table(ctx, raw, size, func(t *table) error {
		l, err = o.list(ctx, t)
		return err
	})
	return l, err
}

// table gives take the table that raw is. What is not UTF-8 after all is given once more.
func (o Reading) table(ctx context.Context, raw io.ReaderAt, size int64, take func(*table) error) error {
	start := make([]byte, min(size, 4))
	if _, err := raw.ReadAt(start, 0); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if o.Watch == nil {
		o.Watch = unwatched{}
	}
	watch := &watched{ctx, raw, o.Watch}
	if isWorkbook(start) {
		o.Watch.Expect(size)
		t, err := workbook(watch, size, o.Sheet)
		if err == nil {
			err = take(t)
		}
		return cmp.Or(ctx.Err(), err)
	}
	if o.Sheet != "" {
		return errors.New("this is no workbook, and has no sheets")
	}
	code, mark := encodingOf(start)
	if o.code != nil {
		code = o.code
	}
	for {
		t, err := tableOf(passage{size, o.Watch, func() io.Reader {
			return code(io.NewSectionReader(watch, int64(mark), size-int64(mark)))
		}})
		if err == nil {
			t.code, t.marked = code, mark > 0
			err = take(t)
		}
		if !errors.Is(err, errNotUTF8) {
			return cmp.Or(ctx.Err(), err)
		}
		code = western // which no byte is wrong in
	}
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

// An UnnamedError says that the name of no column means that it names a person: somebody has
// to say which does.
type UnnamedError struct{ Headers []string }

func (e *UnnamedError) Error() string {
	var names []string
	for _, h := range e.Headers {
		names = append(names, federation.Clip(strings.TrimSpace(h), 60))
	}
	return "no column names a person: the columns are " + strings.Join(names, ", ")
}

// mostHeaders is how many columns of a list are named that cannot be read.
const mostHeaders = 50

// mostLeft is how many lines that were left out are named.
const mostLeft = 10_000

// columnsOf says which cells of t hold which columns, as places in headers.
func (o Reading) columnsOf(t *table) (columns []int, cellOf [len(headers)]int, err error) {
	at, missing := find(t.head, o.Named, o.Console)
	if len(missing) > 0 {
		name := o.Named[missing[0]]
		return nil, cellOf, fmt.Errorf("there is no column %q%s", name, federation.DidYouMean(name, t.head))
	}
	for i, h := range headers {
		if c, ok := at[h.column]; ok {
			columns, cellOf[i] = append(columns, i), c
		}
	}
	return columns, cellOf, nil
}

// list is the people of a table.
func (o Reading) list(ctx context.Context, t *table) (*List, error) {
	columns, cellOf, err := o.columnsOf(t)
	if err != nil {
		return nil, err
	}
	l := &List{Headers: map[Column]string{}, Sheet: t.sheet, Others: t.others, columns: columns, code: t.code, marked: t.marked, log: spill.NewLog(o.Place)}
	var taken []int
	for _, i := range columns {
		l.Headers[headers[i].column] = strings.TrimSpace(t.head[cellOf[i]])
		taken = append(taken, cellOf[i])
	}
	if l.Choose() == "" {
		return nil, &UnnamedError{t.head[:min(len(t.head), mostHeaders)]}
	}
	for i, h := range t.head {
		if !slices.Contains(taken, i) {
			l.Unread = append(l.Unread, h)
		}
	}
	if err := l.fill(t, cellOf); err != nil {
		return nil, cmp.Or(ctx.Err(), errors.Join(err, l.Close()))
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
		if !says(row, l.columns, cellOf) {
			continue
		}
		bits := uint8(0)
		cells = cells[:0]
		for _, i := range l.columns {
			cell := cellAt(row, cellOf[i])
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
			cells = appendCell(cells, cell)
		}
		record = append(appendHead(record[:0], bits, line), cells...)
		if err := l.log.Add(record); err != nil {
			return err
		}
	}
}

// cellAt is a cell of a row, which may end before it.
func cellAt(row []string, at int) string {
	if at < len(row) {
		return row[at]
	}
	return ""
}

// says reports whether a row says anything of a person.
func says(row []string, columns []int, cellOf [len(headers)]int) bool {
	return slices.ContainsFunc(columns, func(i int) bool { return known(cellAt(row, cellOf[i])) })
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
