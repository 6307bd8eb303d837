package identity

import (
	"context"
	"encoding/csv"
	"errors"
	"io"
	"iter"
	"strings"
	"unicode/utf8"
)

// Rewrite writes the rows of the platform's list whose names change, as a list of the same
// columns: once as they become and once as they were, so that the change can be taken back.
// raw is read as it was read for the match. Every other cell stays as it is, which the
// platform reads; a row with a cell that a spreadsheet would take for a formula is left, and so
// is a change that says why. It returns what was left.
func (l *List) Rewrite(ctx context.Context, raw io.ReaderAt, size int64, o Reading, column Column, changes iter.Seq2[Change, error],
	becomes, was io.Writer) (made int, left []Change, err error) {
	o.code = l.code
	next, stop := iter.Pull2(changes)
	defer stop()
	err = o.table(ctx, raw, size, func(t *table) error {
		columns, cellOf, err := o.columnsOf(t)
		if err != nil {
			return err
		}
		out := [2]*csv.Writer{csv.NewWriter(becomes), csv.NewWriter(was)}
		for _, w := range []io.Writer{becomes, was} {
			if l.marked {
				io.WriteString(w, "\ufeff") // an error comes again with the next write
			}
		}
		for _, w := range out {
			if t.comma != 0 {
				w.Comma = t.comma
			}
			w.Write(t.head)
		}
		at := cellOf[place(column)]
		change, err, more := next()
		for n := 0; more && err == nil; {
			row, _, failed := t.next()
			if failed != nil {
				return failed // io.EOF too: there are changes left, and so this is another list
			}
			if !fits(row, len(t.head)) || !says(row, columns, cellOf) {
				continue
			}
			for ; more && err == nil && change.place == n; change, err, more = next() {
				change.Left = leftFor(change, row, at)
				if change.Left != "" {
					if len(left) < mostLeft {
						left = append(left, change)
					}
					continue
				}
				made++
				out[1].Write(row)
				row[at] = change.Becomes
				out[0].Write(row)
			}
			n++
		}
		for _, w := range out {
			w.Flush()
			err = errors.Join(err, w.Error())
		}
		return err
	})
	if errors.Is(err, io.EOF) {
		err = errors.New("the list is another one than it was")
	}
	return made, left, err
}

// leftFor says why a change is not made to a row.
func leftFor(c Change, row []string, at int) string {
	switch {
	case c.Left != "":
		return c.Left
	case at >= len(row) || row[at] != c.Got:
		return "the list is another one than it was"
	case IsFormula(c.Becomes):
		return "the wanted name would be a formula in a spreadsheet"
	}
	for _, cell := range row {
		if IsFormula(cell) {
			return "a cell of the row would be a formula in a spreadsheet"
		}
	}
	return ""
}

// IsFormula reports whether a spreadsheet would take a cell for a formula, or for what
// becomes one when it is pasted: names come from strangers. A telephone number is none.
func IsFormula(cell string) bool {
	t := strings.TrimLeft(cell, " \u00a0\ufeff")
	first, size := utf8.DecodeRuneInString(t)
	switch {
	case t == "" || !strings.ContainsRune("=+-@\t\r\n|%＝＋－＠", first):
		return false
	case first == '+' || first == '-':
		return strings.Trim(t[size:], "0123456789 ()/.") != ""
	}
	return true
}
