package document_test

import (
	"encoding/xml"
	"strings"
	"testing"

	"federate/federation/document"
)

func TestMalformed(t *testing.T) {
	for text, want := range map[string]string{
		"":                                       "there is no XML element in it",
		"hello":                                  "there is text before its first element: its beginning is missing, or something else was copied along",
		"<a>":                                    "it is cut off inside the element a",
		"</a>":                                   "the end of a has no beginning",
		"<a></b>":                                "the element a is closed by b",
		"<a/><a/>":                               "there is a second root element",
		"<a x='1' x='2'/>":                       "the attribute x is given twice",
		"<p:a/>":                                 `the namespace prefix "p" is not declared`,
		"<a><b xmlns:p='u'/><p:c/></a>":          `the namespace prefix "p" is not declared`,
		"<a :x='1'/>":                            `":x" is not a name`,
		"<a xmlns:xml='u'/>":                     `the namespace prefix "xml" may not be declared so`,
		"<a>&who;</a>":                           "it is damaged and no well-formed XML: invalid character entity &who;",
		"<a>\xff</a>":                            "it is damaged and no well-formed XML: invalid UTF-8",
		"<a/>":                                   `its root element is a in the namespace "", where Response is needed`,
		"\n<!ENTITY a 'b'>":                      "it declares a document type or entities",
		strings.Repeat(" ", document.MaxBytes+1): "it has 16 MiB, and 16 are read at most",
	} {
		if d := document.ReadXML([]byte(text), xml.Name{Space: "urn:p", Local: "Response"}); d.Malformed != want || d.Readable() {
			t.Errorf("%.30q: %q, want %q", text, d.Malformed, want)
		}
	}
	for text, want := range map[string]document.Fault{
		strings.Repeat("<!---->", document.MaxComments+1) + "<a/>":            document.TooLarge,
		"<a>" + strings.Repeat("<![CDATA[x]]>", document.MaxTexts+1) + "</a>": document.TooLarge,
		"<a" + strings.Repeat("a", document.MaxName) + "/>":                   document.TooLarge,
		strings.Repeat("<a>", document.MaxDepth+1):                            document.TooDeep,
		"<a>" + strings.Repeat("<b/>", document.MaxElements) + "</a>":         document.TooLarge,
	} {
		if d := document.ReadXML([]byte(text)); d.Fault != want || d.Readable() {
			t.Errorf("%.30q: %s, want %s", text, d.Fault, want)
		}
	}
	if d := document.ReadXML([]byte("<a>\n\n<b></c></a>")); d.Line != 3 {
		t.Errorf("line %d", d.Line)
	}
}
