package document_test

import (
	"encoding/xml"
	"strings"
	"testing"
	"time"

	"github.com/beevik/etree"

	"federate/federation/document"
)

var root = xml.Name{Space: "u", Local: "r"}

// A value keeps the place where it stands, as XPath and an editor name it.
func TestPlaces(t *testing.T) {
	const text = "<r xmlns='u' v='1'>\n<a>one</a>\n<b Id='x'>two<!-- split --></b>\n<a>\n<c/></a></r>"
	for name, want := range map[string]struct {
		keys []string
		path string
	}{"numbered": {nil, "/r/b"}, "by a key": {[]string{"Id"}, "/r/b[@Id='x']"}} {
		x := document.ReadKeyed([]byte(text), want.keys, root)
		in := x.Reader()
		b := in.Text(document.Child(x.Root, "u", "b"))
		if b.Path != want.path || b.Line != 3 || b.Text != "two" || !b.Comment {
			t.Errorf("%s: %+v", name, b)
		}
		if c := in.Here(document.Child(x.Root, "u", "a", "c")); c.Present() { // of the first a
			t.Errorf("%s: %+v", name, c)
		}
		var last *etree.Element
		for a := range document.Children(x.Root, "u", "a") {
			last = a
		}
		if c := in.Here(document.Child(last, "u", "c")); c.Path != "/r/a[2]/c" || c.Line != 5 {
			t.Errorf("%s: %+v", name, c)
		}
		if v := in.Attr(x.Root, "v"); v.Text != "1" || v.Path != "/r/@v" || in.Attr(x.Root, "w").Present() || in.Text(nil).Present() {
			t.Errorf("%s: %+v", name, v)
		}
		if n := x.Size(); n != 5 {
			t.Errorf("%s: %d elements", name, n)
		}
	}
}

// A part of a document stands where the whole says, and so does a copy of it.
func TestParts(t *testing.T) {
	x := document.ReadXML([]byte("<r xmlns='u'>\n<s/><a><c/></a></r>"), root)
	a := document.Child(x.Root, "u", "a")
	x.Move(10)
	x.Place(a, 7, "a[9]")
	if c := x.Below(a, "/base").Here(document.Child(a, "u", "c")); c.Path != "/base/a[9]/c" || c.Line != 12 {
		t.Errorf("%+v", c)
	}
	got := x.Root.Copy()
	got.RemoveChild(document.Child(got, "u", "s"))
	in := x.Copied(got, x.Root, document.Child(x.Root, "u", "s"), "")
	if c := in.Here(document.Child(got, "u", "a", "c")); c.Path != "/r/a[9]/c" || c.Line != 12 {
		t.Errorf("%+v", c)
	}
}

func TestTimes(t *testing.T) {
	for text, want := range map[string]string{"2026-01-31T09:30:00Z": "2026-01-31T09:30:00Z", " 2026-01-31T09:30:00 ": "2026-01-31T09:30:00Z", "31.1.2026": ""} {
		at, ok := document.Value{Text: text}.DateTime()
		if ok != (want != "") || ok && at.UTC().Format(time.RFC3339) != want {
			t.Errorf("%q: %v %v", text, at, ok)
		}
	}
	for text, want := range map[string]int64{"1780000000": 1780000000, "1780000000.5": 1780000000, "1780000000000": 0, "-1": 0, "soon": 0} {
		at, ok := document.Value{Text: text, Number: true}.NumericDate()
		if ok != (want != 0) || ok && at.Unix() != want {
			t.Errorf("%q: %v %v", text, at, ok)
		}
	}
	if _, ok := (document.Value{Text: "1780000000"}).NumericDate(); ok {
		t.Error("a text is no number")
	}
}

// What is looked at by its tags alone is cut off nowhere but where it ends.
func TestFlood(t *testing.T) {
	deep := strings.Repeat("<a>", document.MaxNested)
	wide := strings.Repeat(" b=''", document.MaxInTag)
	for text, want := range map[string]bool{
		deep: false, deep + "<a/>": false, deep + "<a>": true, deep + "</a><a>": false, "<a" + wide + ">": false, "<a" + wide + " b=''>": true,
		"<!-- " + wide + wide + " --><a/>": false, "<!-- " + wide + wide: false, "<a b='" + strings.Repeat(" = ", 5000) + "'/>": false,
		deep + "<![CDATA[<a>]]>": false, "<a b" + wide + wide: true, "": false, "<": false, "<!": false,
	} {
		if got := document.Flood([]byte(text)); (got != "") != want {
			t.Errorf("%.40q of %d bytes: %q", text, len(text), got)
		}
	}
}
