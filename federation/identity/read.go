package identity

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"federate/federation"
)

// Read reads a list of people with names for its columns: comma-separated values (RFC
// 4180), and what programs make of that: separated by semicolons or tabs, in UTF-8, in
// UTF-16 of either order or in Windows-1252, with a byte order mark or none, and with the
// line "sep=;" of a spreadsheet or "#TYPE" of PowerShell in front; a workbook; JSON as
// Graph, SCIM, Okta and Genesys Cloud answer it; LDIF of a directory. named gives the
// header of a column that is not found by its name, and console the headers that a
// console's own exports have. Cells stay as they are written. A row that does not fit the
// header is left out, and said to be.
func Read(raw []byte, named Columns, console map[string][]string) (*List, error) {
	t, err := tableOf(raw)
	if err != nil {
		return nil, err
	}
	at, missing := find(t.head, named, console)
	if len(missing) > 0 {
		return nil, fmt.Errorf("there is no column %q%s", named[missing[0]], federation.DidYouMean(named[missing[0]], t.head))
	}
	l := &List{Headers: map[Column]string{}, Left: t.left, Part: t.part}
	for c, i := range at {
		l.Headers[c] = strings.TrimSpace(t.head[i])
	}
	if l.Choose() == "" {
		return nil, fmt.Errorf("no column names a person: the columns are %s", strings.Join(t.head, ", "))
	}
	for i, h := range t.head {
		if !slices.Contains(slices.Collect(maps.Values(at)), i) {
			l.Unread = append(l.Unread, h)
		}
	}
	for {
		row, line, err := t.next()
		if errors.Is(err, io.EOF) {
			return l, nil
		}
		if err != nil {
			return nil, err
		}
		if !fits(row, len(t.head)) {
			l.Left = append(l.Left, line)
			continue
		}
		p := Person{Line: line, Values: make(map[Column]string, len(at))}
		empty := true
		for c, i := range at {
			v := ""
			if i < len(row) {
				v = row[i]
			}
			p.Values[c] = v
			empty = empty && !known(v)
		}
		if !empty {
			l.People = append(l.People, p)
		}
	}
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

// decode is raw as text.
func decode(raw []byte) (string, error) {
	switch {
	case bytes.HasPrefix(raw, []byte{0xef, 0xbb, 0xbf}):
		raw = raw[3:]
	case bytes.HasPrefix(raw, []byte{0xff, 0xfe}):
		return wide(raw[2:], binary.LittleEndian), nil
	case bytes.HasPrefix(raw, []byte{0xfe, 0xff}):
		return wide(raw[2:], binary.BigEndian), nil
	case len(raw) > 3 && raw[1] == 0 && raw[3] == 0:
		return wide(raw, binary.LittleEndian), nil
	case len(raw) > 3 && raw[0] == 0 && raw[2] == 0:
		return wide(raw, binary.BigEndian), nil
	}
	if bytes.IndexByte(raw, 0) >= 0 {
		return "", errors.New("this is no text")
	}
	if utf8.Valid(raw) {
		return string(raw), nil
	}
	return western(raw), nil
}

// between are the characters of Windows-1252 from 0x80 to 0x9f; the rest of it is
// Latin 1.
var between = []rune("€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ")

// western is Windows-1252 as text.
func western(raw []byte) string {
	out := make([]rune, len(raw))
	for i, b := range raw {
		out[i] = rune(b)
		if b >= 0x80 && b <= 0x9f {
			out[i] = between[b-0x80]
		}
	}
	return string(out)
}

// wide is UTF-16 as text.
func wide(raw []byte, order binary.ByteOrder) string {
	units := make([]uint16, len(raw)/2)
	for i := range units {
		units[i] = order.Uint16(raw[2*i:])
	}
	return string(utf16.Decode(units))
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
