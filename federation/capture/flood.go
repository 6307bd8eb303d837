package capture

import (
	"bytes"
	"fmt"
)

// What makes a tree costly before anybody can look at it. Real documents stay far
// below: package saml and package b2c judge the rest while they build.
const (
	mostNested  = 1000    // elements inside one another
	mostInTag   = 1000    // attributes of one element
	mostInJSON  = 1 << 20 // bytes of a JSON document that is no recording
	mostSpacing = 4 * mostInTag
)

// flooded reports why text, which is XML, is not to be parsed at all; nil where
// nothing speaks against it. It looks at tags alone and holds nothing.
func flooded(text []byte) error {
	depth := 0
	for {
		i := bytes.IndexByte(text, '<')
		if i < 0 {
			return nil
		}
		text = text[i+1:]
		switch {
		case bytes.HasPrefix(text, []byte("!--")):
			text = behind(text[3:], "-->")
		case bytes.HasPrefix(text, []byte("![CDATA[")):
			text = behind(text, "]]>")
		case bytes.HasPrefix(text, []byte("?")):
			text = behind(text, "?>")
		case bytes.HasPrefix(text, []byte("!")):
		case bytes.HasPrefix(text, []byte("/")):
			depth--
		default:
			end, attributes, empty := tag(text)
			if attributes {
				return fmt.Errorf("%w: one element has more than %d attributes", ErrFlooded, mostInTag)
			}
			if text = text[end:]; !empty {
				depth++
			}
			if depth > mostNested {
				return fmt.Errorf("%w: its elements are nested more than %d deep", ErrFlooded, mostNested)
			}
		}
	}
}

// behind is text after the first mark; nothing where there is none.
func behind(text []byte, mark string) []byte {
	if i := bytes.Index(text, []byte(mark)); i >= 0 {
		return text[i+len(mark):]
	}
	return nil
}

// tag finds the end of the start tag that text begins with. many is true where it
// has too many attributes, with values or without, and empty where it ends in a slash.
func tag(text []byte) (end int, many, empty bool) {
	var quote byte
	values, spaces := 0, 0
	for i, c := range text {
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
			if i > 0 && text[i-1] != c {
				spaces++
			}
		case c == '>':
			return i + 1, false, i > 0 && text[i-1] == '/'
		}
		if values > mostInTag || spaces > mostSpacing {
			return 0, true, false
		}
	}
	return len(text), false, false
}
