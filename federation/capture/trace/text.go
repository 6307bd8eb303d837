package trace

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"
)

// str takes a string of at most limit bytes. A longer one, and another value, is
// skipped and empty.
func (s *scanner) str(limit int) string {
	var whole bool
	s.spare, whole = s.text(s.spare[:0], limit)
	if !whole {
		return ""
	}
	return string(s.spare)
}

// body takes a string into the room of dst. One of more than MostBody bytes, and
// another value, is skipped and empty.
func (s *scanner) body(dst []byte) []byte {
	dst, whole := s.text(dst[:0], MostBody)
	if !whole {
		return dst[:0]
	}
	return dst
}

// text appends a string to dst. It reports false where it is longer than limit,
// or no string.
func (s *scanner) text(dst []byte, limit int) ([]byte, bool) {
	if s.peek() != '"' {
		s.skip()
		return dst, false
	}
	s.pos++
	from := len(dst)
	quote := -1 // in this window, not before pos; the window's end where there is none
	var high rune
	for s.err == nil {
		if s.pos == s.end {
			s.fill()
			quote = -1
			continue
		}
		if quote < s.pos {
			if quote = bytes.IndexByte(s.buf[s.pos:s.end], '"'); quote < 0 {
				quote = s.end
			} else {
				quote += s.pos
			}
		}
		run := s.buf[s.pos:quote]
		slash := bytes.IndexByte(run, '\\')
		if slash >= 0 {
			run = run[:slash]
		}
		if len(run) > 0 && high != 0 {
			dst, high = utf8.AppendRune(dst, utf8.RuneError), 0
		}
		dst = append(dst, run...)
		s.pos += len(run)
		if len(dst)-from > limit { // before an escape is looked at: where the bytes broke off must not count
			s.pass()
			return dst[:from], false
		}
		switch {
		case slash >= 0 && s.pos+1 < s.end && simple[s.buf[s.pos+1]] != 0: // nearly always
			if high != 0 {
				dst, high = utf8.AppendRune(dst, utf8.RuneError), 0
			}
			dst = append(dst, simple[s.buf[s.pos+1]])
			if s.pos += 2; quote < s.pos {
				quote = -1
			}
		case slash >= 0:
			s.pos++
			before := s.past
			dst, high = s.escape(dst, high)
			if s.past != before || quote < s.pos { // another window, or the quote was escaped
				quote = -1
			}
		case quote < s.end:
			s.pos++
			if high != 0 {
				dst = utf8.AppendRune(dst, utf8.RuneError)
			}
			return dst, len(dst)-from <= limit
		}
	}
	return dst, false
}

// simple are the escapes of one letter (RFC 8259 7), and what they stand for.
var simple = [256]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// hex is the value of a hexadecimal digit.
func hex(c byte) (rune, bool) {
	switch {
	case c >= '0' && c <= '9':
		return rune(c - '0'), true
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return rune(c|0x20-'a') + 10, true
	}
	return 0, false
}

// escape appends what stands behind a backslash. A high surrogate waits for the
// low one.
func (s *scanner) escape(dst []byte, high rune) ([]byte, rune) {
	c := s.take()
	r := rune(simple[c])
	switch {
	case r != 0:
	case c == 'u':
		for range 4 {
			digit, ok := hex(s.take())
			if !ok {
				s.fail(errSyntax)
				return dst, 0
			}
			r = r<<4 | digit
		}
	default:
		s.fail(errSyntax)
		return dst, 0
	}
	if high != 0 {
		if both := utf16.DecodeRune(high, r); both != utf8.RuneError {
			return utf8.AppendRune(dst, both), 0
		}
		dst = utf8.AppendRune(dst, utf8.RuneError)
	}
	if c == 'u' && r >= 0xd800 && r < 0xdc00 {
		return dst, r
	}
	return utf8.AppendRune(dst, r), 0
}

// pass takes the rest of a string, of which no escape is half taken.
func (s *scanner) pass() {
	odd := false // an odd number of backslashes stands right before pos
	for s.err == nil {
		if s.pos == s.end {
			s.fill()
			continue
		}
		w := s.buf[s.pos:s.end]
		n := bytes.IndexByte(w, '"')
		found := n >= 0
		if !found {
			n = len(w)
		}
		k := n
		for k > 0 && w[k-1] == '\\' {
			k--
		}
		odd = (n-k)%2 == 1 != (k == 0 && odd)
		s.pos += n
		if found {
			s.pos++
			if !odd {
				return
			}
			odd = false
		}
	}
}
