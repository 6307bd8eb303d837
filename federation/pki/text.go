package pki

import (
	"bytes"
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"
)

// An Encoding is how a text was saved.
type Encoding int

// The encodings that are read.
const (
	UTF8       Encoding = iota
	MarkedUTF8          // with a byte order mark in front of it
	UTF16
)

// mended is what had to be done to read it, as sentences.
func (e Encoding) mended() []string {
	switch e {
	case MarkedUTF8:
		return []string{"a byte order mark was in front of it"}
	case UTF16:
		return []string{"it was saved as UTF-16"}
	}
	return nil
}

// Text is raw as UTF-8 without a byte order mark, and how it was saved. UTF-16 is
// known by its mark, or by a NUL in every other byte as in text of Latin letters.
// Bytes that are not text come back as they are.
func Text(raw []byte) (text []byte, saved Encoding) {
	switch {
	case bytes.HasPrefix(raw, []byte("\xef\xbb\xbf")):
		return raw[3:], MarkedUTF8
	case bytes.HasPrefix(raw, []byte("\xff\xfe")):
		return fromUTF16(raw[2:], binary.LittleEndian), UTF16
	case bytes.HasPrefix(raw, []byte("\xfe\xff")):
		return fromUTF16(raw[2:], binary.BigEndian), UTF16
	case alternates(raw, 1):
		return fromUTF16(raw, binary.LittleEndian), UTF16
	case alternates(raw, 0):
		return fromUTF16(raw, binary.BigEndian), UTF16
	}
	return raw, UTF8
}

// alternates reports whether the first bytes are ASCII with a NUL at every
// other place, counted from first.
func alternates(raw []byte, first int) bool {
	const look = 16
	if len(raw) < look {
		return false
	}
	for i, b := range raw[:look] {
		if isNUL := b == 0; isNUL != (i%2 == first) || b >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// fromUTF16 allocates nothing but its result, because the text may be large.
func fromUTF16(raw []byte, order binary.ByteOrder) []byte {
	out := make([]byte, 0, len(raw)/2+utf8.UTFMax)
	for i := 0; i+1 < len(raw); i += 2 {
		r := rune(order.Uint16(raw[i:]))
		if utf16.IsSurrogate(r) {
			var low rune
			if i+3 < len(raw) {
				low = rune(order.Uint16(raw[i+2:]))
			}
			if r = utf16.DecodeRune(r, low); r != utf8.RuneError {
				i += 2
			}
		}
		out = utf8.AppendRune(out, r)
	}
	return out
}
