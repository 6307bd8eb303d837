package trace

import (
	"errors"
	"io"
	"strconv"
)

// A scanner walks through JSON (RFC 8259) without holding it. It is no judge of
// JSON: what is skipped is only kept balanced. It exists because most of a HAR
// file is bodies of pictures and scripts, and passing over a string costs no more
// than finding its end.
//
// The first error stays; after it every method returns at once.
type scanner struct {
	r    io.Reader
	buf  []byte
	pos  int // next byte in buf
	end  int // bytes in buf
	past int64
	err  error

	stack []byte // of skip
	name  []byte // of object
	spare []byte // of str
}

const (
	window    = 256 << 10 // bytes read at once
	deepest   = 1000      // levels: a browser's call stacks nest
	mostName  = 256       // bytes of a member's name
	mostDigit = 64        // bytes of a number
)

var errSyntax = errors.New("no JSON")

func (s *scanner) fail(err error) {
	if s.err == nil {
		s.err = err
	}
}

// offset is how many bytes were taken.
func (s *scanner) offset() int64 { return s.past + int64(s.pos) }

// fill reads the next window.
func (s *scanner) fill() {
	if s.r == nil {
		s.fail(io.EOF)
		return
	}
	const patience = 100 // empty reads
	s.past += int64(s.end)
	s.pos, s.end = 0, 0
	for range patience {
		n, err := s.r.Read(s.buf)
		if n > 0 {
			s.end = n // an error with bytes comes again
			return
		}
		if err != nil {
			s.fail(err)
			return
		}
	}
	s.fail(io.ErrNoProgress)
}

// take returns the next byte, zero after an error.
func (s *scanner) take() byte {
	for s.err == nil && s.pos == s.end {
		s.fill()
	}
	if s.err != nil {
		return 0
	}
	s.pos++
	return s.buf[s.pos-1]
}

// peek passes over white space and returns the next byte without taking it.
func (s *scanner) peek() byte {
	for s.err == nil {
		for ; s.pos < s.end; s.pos++ {
			switch c := s.buf[s.pos]; c {
			case ' ', '\t', '\n', '\r':
			default:
				return c
			}
		}
		s.fill()
	}
	return 0
}

// bom passes over a byte order mark.
func (s *scanner) bom() {
	if s.peek() == 0xef {
		for range 3 {
			s.take()
		}
	}
}

// object calls member for each member, which has to take its value; name is
// gone as soon as it does. Another value than an object is skipped.
func (s *scanner) object(member func(name []byte)) {
	if s.peek() != '{' {
		s.skip()
		return
	}
	s.pos++
	for first := true; s.err == nil; first = false {
		c, done := s.next('}', first)
		if done {
			return
		}
		if c != '"' {
			s.fail(errSyntax)
			return
		}
		s.name, _ = s.text(s.name[:0], mostName)
		if s.peek() != ':' {
			s.fail(errSyntax)
			return
		}
		s.pos++
		if s.peek(); s.err == nil {
			member(s.name)
		}
	}
}

// next goes to where the next member or element begins, behind a comma unless it is
// the first. done is true where the object or array ends instead.
func (s *scanner) next(end byte, first bool) (c byte, done bool) {
	c = s.peek()
	switch {
	case c == end:
		s.pos++
		return c, true
	case c == ',' && !first:
		s.pos++
		c = s.peek()
	case !first:
		s.fail(errSyntax)
	}
	return c, false
}

// array calls element for each element, which has to take it. Another value
// than an array is skipped.
func (s *scanner) array(element func()) {
	if s.peek() != '[' {
		s.skip()
		return
	}
	s.pos++
	for first := true; s.err == nil; first = false {
		c, done := s.next(']', first)
		if done {
			return
		}
		if c == ',' || c == ']' {
			s.fail(errSyntax)
		}
		if s.err == nil {
			element()
		}
	}
}

// number takes a number; another value is skipped and zero.
func (s *scanner) number() float64 {
	if c := s.peek(); c != '-' && (c < '0' || c > '9') {
		s.skip()
		return 0
	}
	var digits [mostDigit]byte
	n := 0
	for s.err == nil {
		if s.pos == s.end {
			s.fill()
			continue
		}
		if c := s.buf[s.pos]; !isWord(c) {
			break
		} else if n < len(digits) {
			digits[n] = c
			n++
		}
		s.pos++
	}
	f, err := strconv.ParseFloat(string(digits[:n]), 64)
	if err != nil {
		return 0
	}
	return f
}

// isWord reports whether c stands in a number, true, false or null.
func isWord(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '-' || c == '+' || c == '.'
}

// skip takes one value, whatever it is.
func (s *scanner) skip() {
	s.stack = s.stack[:0]
	c := s.peek()
	if s.err == nil && c != '"' && c != '{' && c != '[' && !isWord(c) {
		s.fail(errSyntax)
	}
	word := false
	for s.err == nil {
		if s.pos == s.end {
			if s.fill(); s.err != nil {
				return
			}
		}
		c := s.buf[s.pos]
		if len(s.stack) == 0 && word && !isWord(c) {
			return
		}
		s.pos++
		switch c {
		case '"':
			s.pass()
		case '{', '[':
			if len(s.stack) == deepest {
				s.fail(errSyntax)
			}
			s.stack = append(s.stack, c+2) // the closing one, in ASCII
		case '}', ']':
			last := len(s.stack) - 1
			if last < 0 || s.stack[last] != c {
				s.fail(errSyntax)
				return
			}
			s.stack = s.stack[:last]
		case ' ', '\t', '\n', '\r', ',', ':':
			continue
		default:
			if !isWord(c) {
				s.fail(errSyntax)
			}
			word = true
			continue
		}
		if len(s.stack) == 0 {
			return
		}
	}
}
