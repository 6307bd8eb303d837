package document_test

import (
	"encoding/xml"
	"slices"
	"strings"
	"testing"

	"federate/federation/document"
)

// TestOutline: an element a line, with its text to the space; a long tag has an attribute
// in each line, and what no person reads is told by its length.
func TestOutline(t *testing.T) {
	text := `<a:Top xmlns:a="urn:a"><Name one="1"> x </Name><Empty/><!-- note --><!--` + strings.Repeat(" ", 300) + `-->` +
		`<Long first="` + strings.Repeat("f", 40) + `" second="` + strings.Repeat("s", 40) + `"/><Sealed>` +
		strings.Repeat(strings.Repeat("QUJD", 16)+"\n", 5) + `</Sealed><Prose>` + strings.Repeat("to be read ", 30) + `</Prose></a:Top>`
	x := document.ReadXML([]byte(text), xml.Name{Space: "urn:a", Local: "Top"})
	want := []string{`<a:Top xmlns:a="urn:a">`, `  <Name one="1"> x </Name>`, `  <Empty/>`, `  <!-- note -->`, `  <!--` + strings.Repeat(" ", 300) + `-->`,
		`  <Long`, `      first="` + strings.Repeat("f", 40) + `"`, `      second="` + strings.Repeat("s", 40) + `"/>`,
		`  <Sealed>(325 characters)</Sealed>`, `  <Prose>` + strings.Repeat("to be read ", 30) + `</Prose>`, `</a:Top>`}
	if got := x.Outline(); !slices.Equal(got, want) {
		t.Errorf("%s", strings.Join(got, "\n"))
	}
	many := document.ReadXML([]byte("<a>"+strings.Repeat("<b/>", 6000)+"</a>"), xml.Name{Local: "a"})
	if got := many.Outline(); len(got) != 5001 || !strings.Contains(got[5000], "only the first 5000") {
		t.Errorf("%d lines end with %q", len(got), got[len(got)-1])
	}
	if unread := document.ReadXML([]byte("<a>")); unread.Outline() != nil {
		t.Error("what was not read has an outline")
	}
}
