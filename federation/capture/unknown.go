package capture

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// Seems describes a document that was not recognised, as the end of a sentence.
func (c Capture) Seems() string {
	if len(c.Layers) == 0 {
		return c.Guess
	}
	var names []string
	for _, l := range c.Layers {
		names = append(names, l.Name)
	}
	return "inside " + strings.Join(append(names, c.Guess), ", ")
}

// files are known by their first bytes.
var files = []struct{ start, what string }{
	{"%PDF", "it is a PDF file: copy the text itself out of it"},
	{"PK\x03\x04", "it is a ZIP archive, or an office file, which is one: unpack it first"},
	{"\x1f\x8b", "it is packed with gzip: unpack it first"},
	{"\x89PNG", "it is a picture: the text itself is needed"},
	{"\xff\xd8\xff", "it is a picture: the text itself is needed"},
	{"GIF8", "it is a picture: the text itself is needed"},
	{"{\\rtf", "it is a text with formats (RTF): save it as plain text"},
	{"\xd0\xcf\x11\xe0", "it is an office file or a saved mail: copy the text itself out of it"},
	{"\x4c\x6f\xa7\x94", "it is text in EBCDIC: save it as UTF-8"},
	{"+ADw-", "it is text in UTF-7: save it as UTF-8"},
	{"+/v8", "it is text in UTF-7: save it as UTF-8"},
	{"\x00\x00\xfe\xff", "it is text in UTF-32: save it as UTF-8"},
	{"\xff\xfe\x00\x00", "it is text in UTF-32: save it as UTF-8"},
}

// looksLike describes a document that nothing here can read.
func looksLike(raw []byte) string {
	for _, f := range files {
		if bytes.HasPrefix(raw, []byte(f.start)) {
			return f.what
		}
	}
	const look = 64 << 10
	head := raw[:min(len(raw), look)]
	switch {
	case bytes.IndexByte(head, 0) >= 0:
		return "it is binary, and neither a certificate nor a key"
	case !utf8.Valid(raw):
		return "it is binary, or text that is not UTF-8"
	}
	if address().Match(bytes.TrimSpace(raw)) {
		return "it is an address: open it, and hand over the document that it leads to"
	}
	return "it is text without a document in it that is known here"
}
