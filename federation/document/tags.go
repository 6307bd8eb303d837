package document

import (
	"bytes"
	"fmt"
	"strings"
)

// A Mark is what a tag is.
type Mark byte

// The marks. The zero Mark is a tag that does not end.
const (
	Start   Mark = '<' // of an element
	End     Mark = '/' // of an element
	Aside   Mark = '?' // a comment, an instruction, or text without tags
	Declare Mark = '!' // a document type, an entity
)

// Tag is how long the rest of a tag is, behind its opening bracket and with its
// closing one, and what it is. It is zero where there is no end.
func Tag(text []byte) (n int, mark Mark) {
	if len(text) == 0 {
		return 0, 0
	}
	if text[0] == '!' || text[0] == '?' {
		for _, aside := range []struct{ start, end string }{{"!--", "-->"}, {"![CDATA[", "]]>"}, {"?", "?>"}} {
			switch {
			case len(text) < len(aside.start) && strings.HasPrefix(aside.start, string(text)):
				return 0, 0 // or the start of it
			case bytes.HasPrefix(text, []byte(aside.start)):
				if i := bytes.Index(text, []byte(aside.end)); i >= 0 {
					return i + len(aside.end), Aside
				}
				return 0, 0
			}
		}
	}
	var quote byte
	for i, c := range text {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>' && (text[0] == '/' || text[0] == '!'):
			return i + 1, Mark(text[0])
		case c == '>':
			return i + 1, Start
		}
	}
	return 0, 0
}

// Flood says what makes text too costly to be taken apart, as part of a sentence;
// it is empty where nothing does. It looks at tags alone and holds nothing.
func Flood(text []byte) string {
	depth := 0
	for {
		i := bytes.IndexByte(text, '<')
		if i < 0 {
			return ""
		}
		text = text[i+1:]
		n, mark := Tag(text)
		switch {
		case mark == End:
			depth--
		case mark == Start || mark == 0 && len(text) > 0 && text[0] != '!' && text[0] != '?':
			tag := text
			if mark == Start {
				tag = text[:n]
			}
			if crowded(tag) {
				return fmt.Sprintf("one element has more than %d attributes", MaxInTag)
			}
			if !bytes.HasSuffix(tag, []byte("/>")) {
				depth++
			}
			if depth > MaxNested {
				return fmt.Sprintf("its elements are nested more than %d deep", MaxNested)
			}
		}
		if mark == 0 {
			return ""
		}
		text = text[n:]
	}
}

// crowded reports whether a start tag has too many attributes, with values or
// without.
func crowded(tag []byte) bool {
	var quote byte
	values, spaces := 0, 0
	for i, c := range tag {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '=':
			values++
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			if i > 0 && tag[i-1] != c {
				spaces++
			}
		}
	}
	return values > MaxInTag || spaces > maxSpacing
}
