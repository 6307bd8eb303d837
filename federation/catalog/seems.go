package catalog

import (
	"bytes"
	"strings"

	"federate/federation/capture"
	"federate/federation/pki"
)

// starts are the first bytes of files that people hand over by mistake.
var starts = []struct{ bytes, is string }{
	{"%PDF-", "it is a PDF; save the document itself, as text"},
	{"PK\x03\x04", "it is a ZIP archive or an Office document; unpack it, or copy the text out of it"},
	{"\x89PNG", "it is a picture; copy the text in place of a screenshot"},
	{"\xff\xd8\xff", "it is a picture; copy the text in place of a screenshot"},
	{"GIF8", "it is a picture; copy the text in place of a screenshot"},
	{"\x1f\x8b", "it is packed with gzip; unpack it"},
}

// seems says what a document looks like that c could not name, as the end of a
// sentence; empty where nothing can be said.
func seems(c capture.Capture, raw []byte) string {
	for _, s := range starts {
		if bytes.HasPrefix(raw, []byte(s.bytes)) {
			return s.is
		}
	}
	for _, how := range c.How {
		if strings.HasPrefix(how, "it is ") || strings.HasPrefix(how, "it starts ") {
			return how
		}
	}
	text, _ := pki.Text(raw)
	text = bytes.TrimSpace(text)
	const longest = 2048 // characters of an address
	scheme, _, ok := bytes.Cut(text[:min(len(text), longest)], []byte("://"))
	if ok && len(text) <= longest && !bytes.ContainsAny(text, " \t\r\n") && (strings.EqualFold(string(scheme), "https") || strings.EqualFold(string(scheme), "http")) {
		return "it is an address; open it, and hand over the document that it leads to"
	}
	return ""
}
