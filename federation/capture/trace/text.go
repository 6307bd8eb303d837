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

// escape appends what stands behind a backslash. A high surrogate waits for the
// low one.
func (s *scanner) escape(dst []byte, high rune) ([]byte, rune) {
	c := s.take()
	var r rune
	switch c {
	case '"', '\\', '/':
		r = rune(c)
	case 'b':
		r = '\b'
	case 'f':
		r = '\f'
	case 'n':
		r = '\n'
	case 'r':
		r = '\r'
	case 't':
		r = '\t'
	case 'u':
		for range 4 {
			digit := bytes.IndexByte([]byte("0123456789abcdef"), s.take()|0x20)
			if digit < 0 {
				s.fail(errSyntax)
				return dst, 0
			}
			r = r<<4 | rune(digit)
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
