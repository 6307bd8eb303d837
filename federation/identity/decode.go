package identity

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

var (
	errNoText  = errors.New("this is no text")
	errNotUTF8 = errors.New("this is not UTF-8")
)

// An encoding turns what is read into UTF-8.
type encoding func(io.Reader) io.Reader

// encodingOf is the encoding that a text beginning with start is in, and how long its byte
// order mark is. A text without one is taken for UTF-8, until a byte in it says otherwise.
func encodingOf(start []byte) (encoding, int) {
	wide := func(order binary.ByteOrder) encoding {
		return func(r io.Reader) io.Reader {
			return decoded((&wideReader{from: bufio.NewReaderSize(r, startOfText), order: order}).read)
		}
	}
	switch {
	case bytes.HasPrefix(start, []byte{0xef, 0xbb, 0xbf}):
		return utf8Only, 3
	case bytes.HasPrefix(start, []byte{0xff, 0xfe}):
		return wide(binary.LittleEndian), 2
	case bytes.HasPrefix(start, []byte{0xfe, 0xff}):
		return wide(binary.BigEndian), 2
	case len(start) > 3 && start[1] == 0 && start[3] == 0:
		return wide(binary.LittleEndian), 0
	case len(start) > 3 && start[0] == 0 && start[2] == 0:
		return wide(binary.BigEndian), 0
	}
	return utf8Only, 0
}

// A decoder reads pieces of text that are decoded as wholes: whoever asks for less than a
// character gets the rest of it later.
type decoder struct {
	piece func(to []byte) (int, error) // at least utf8.UTFMax bytes are given
	room  []byte
	rest  []byte
	err   error
}

func decoded(piece func([]byte) (int, error)) io.Reader {
	return &decoder{piece: piece, room: make([]byte, startOfText)}
}

func (d *decoder) Read(p []byte) (int, error) {
	for len(d.rest) == 0 && d.err == nil {
		var n int
		n, d.err = d.piece(d.room)
		d.rest = d.room[:n]
	}
	n := copy(p, d.rest)
	if d.rest = d.rest[n:]; len(d.rest) == 0 && d.err != nil {
		return n, d.err
	}
	return n, nil
}

// A strictReader gives on UTF-8 as it is, and ends with errNotUTF8 where it is none.
type strictReader struct {
	from io.Reader
	rest []byte // the beginning of a character that was cut in two
}

func utf8Only(r io.Reader) io.Reader { return decoded((&strictReader{from: r}).read) }

func (s *strictReader) read(p []byte) (int, error) {
	kept := copy(p, s.rest)
	n, err := s.from.Read(p[kept:])
	p = p[:kept+n]
	if bytes.IndexByte(p[kept:], 0) >= 0 {
		return 0, errNoText
	}
	whole := len(p)
	if err == nil { // at the end of all, a character that is cut is none
		whole = cut(p)
	}
	s.rest = append(s.rest[:0], p[whole:]...)
	if !utf8.Valid(p[:whole]) {
		return 0, errNotUTF8
	}
	return whole, err
}

// cut is where the last character of p begins, if its end is not in p.
func cut(p []byte) int {
	for back := 1; back < utf8.UTFMax && back <= len(p); back++ {
		if at := len(p) - back; utf8.RuneStart(p[at]) {
			if !utf8.FullRune(p[at:]) {
				return at
			}
			break
		}
	}
	return len(p)
}

// A wideReader reads UTF-16.
type wideReader struct {
	from  *bufio.Reader
	order binary.ByteOrder
	held  rune // a unit that was read too early
	holds bool
}

func (w *wideReader) unit() (rune, error) {
	if w.holds {
		w.holds = false
		return w.held, nil
	}
	var b [2]byte
	_, err := io.ReadFull(w.from, b[:])
	if errors.Is(err, io.ErrUnexpectedEOF) { // half a unit is dropped
		err = io.EOF
	}
	return rune(w.order.Uint16(b[:])), err
}

func (w *wideReader) read(p []byte) (n int, err error) {
	for len(p)-n >= utf8.UTFMax {
		r, err := w.unit()
		if err != nil {
			return n, err
		}
		if utf16.IsSurrogate(r) {
			low, err := w.unit()
			whole := utf16.DecodeRune(r, low)
			if err == nil && whole == utf8.RuneError {
				w.held, w.holds = low, true
			}
			r = whole
		}
		n += utf8.EncodeRune(p[n:], r)
	}
	return n, nil
}

// between are the characters of Windows-1252 from 0x80 to 0x9f; the rest of it is
// Latin 1.
var between = []rune("€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ")

// A westernReader reads Windows-1252.
type westernReader struct{ from *bufio.Reader }

func western(r io.Reader) io.Reader {
	return decoded(westernReader{bufio.NewReaderSize(r, startOfText)}.read)
}

func (w westernReader) read(p []byte) (n int, err error) {
	for len(p)-n >= utf8.UTFMax {
		b, err := w.from.ReadByte()
		if err != nil {
			return n, err
		}
		r := rune(b)
		switch {
		case b == 0:
			return n, errNoText
		case b >= 0x80 && b <= 0x9f:
			r = between[b-0x80]
		}
		n += utf8.EncodeRune(p[n:], r)
	}
	return n, nil
}
