package identity

import (
	"bufio"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// isLDIF reports whether text is an export of a directory (RFC 2849).
func isLDIF(text string) bool {
	for line := range strings.Lines(text) {
		line = strings.ToLower(strings.TrimSpace(line))
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		return strings.HasPrefix(line, "version:") || strings.HasPrefix(line, "dn:")
	}
	return false
}

// disabled is the bit of userAccountControl by which Active Directory switches an
// account off (MS-ADTS 2.2.16).
const disabled = 2

// entries reads the entries of a directory as records.
func entries(text passage) (*table, error) {
	t, _, err := twice(text, func() walk { return (&directory{from: bufio.NewReaderSize(text.read(), startOfText)}).entry })
	return t, err
}

// A directory is read entry by entry.
type directory struct {
	from *bufio.Reader
	read int // lines so far

	whole string // a line with those that go on from it
	at    int    // where it began
	held  bool   // whole was read, and belongs to the entry that comes
}

// entry is the next entry.
func (d *directory) entry(r *record) (line int, err error) {
	for size := 0; ; size += len(d.whole) {
		if !d.held {
			if err := d.unfold(); errors.Is(err, io.EOF) && line > 0 {
				return line, nil
			} else if err != nil {
				return 0, err
			}
		}
		d.held = false
		name, value, ok := strings.Cut(d.whole, ":")
		begins := ok && strings.EqualFold(name, "dn")
		switch {
		case begins && line > 0:
			d.held = true
			return line, nil
		case begins:
			line, size = d.at, 0
		case d.whole == "" && line > 0:
			return line, nil
		case line > 0 && size > mostRow:
			return 0, fmt.Errorf("line %d: %w", d.at, errRow)
		}
		if ok && line > 0 && !strings.HasPrefix(d.whole, "#") {
			setAttribute(r, name, value)
		}
	}
}

// unfold reads a line, and those that go on from it: they begin with a blank.
func (d *directory) unfold() error {
	d.whole, d.at = "", d.read+1
	for {
		line, err := d.line()
		if err != nil && line == "" {
			return err
		}
		d.whole += line
		if len(d.whole) > mostRow {
			return fmt.Errorf("line %d: %w", d.at, errRow)
		}
		next, _ := d.from.Peek(1)
		if string(next) != " " {
			return nil
		}
		if _, err := d.from.Discard(1); err != nil {
			return err
		}
	}
}

// line reads one line without its end.
func (d *directory) line() (string, error) {
	var line []byte
	for {
		more, err := d.from.ReadSlice('\n')
		line = append(line, more...)
		if errors.Is(err, bufio.ErrBufferFull) && len(line) <= mostRow {
			continue
		}
		if len(line) > 0 {
			d.read++
			err = nil
		}
		if err != nil {
			return "", err
		}
		return strings.TrimRight(string(line), "\r\n"), nil
	}
}

// setAttribute gives r an attribute of its entry. A value after two colons is base64.
func setAttribute(r *record, name, value string) {
	if packed, ok := strings.CutPrefix(value, ":"); ok {
		raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(packed))
		if err != nil {
			return
		}
		value = string(raw)
	} else {
		value = strings.TrimPrefix(value, " ")
	}
	name, _, _ = strings.Cut(name, ";") // without its options, such as a language
	if strings.EqualFold(name, "userAccountControl") {
		if bits, err := strconv.Atoi(value); err == nil {
			r.set("accountEnabled", strconv.FormatBool(bits&disabled == 0))
		}
	}
	r.set(name, value)
}
