// Package document reads documents so that every value keeps the place where it
// stands, and so that no text that somebody made up can cost more than its size.
//
// Reading never fails: what keeps a document from being read is said in words and
// becomes a finding. XML is read here because no Go module does all of this: it
// refuses document types, attributes that are given twice and prefixes that are
// not declared, and it counts lines.
package document

import (
	"strconv"
	"strings"
	"time"
)

// A Value is one piece of a document and where it stands. The zero Value is one
// that is not there.
type Value struct {
	Text    string // of XML all text of the element joined, as a correct parser reads it; of JSON what is written
	Path    string // an XPath without namespaces: "/Response/Issuer"; a JSON pointer (RFC 6901); the name of a parameter
	Line    int    // 1-based; zero when unknown
	Comment bool   // of XML: a comment or processing instruction splits the text
	Number  bool   // of JSON: it is written as a number
}

// Present reports whether the value was there, even if empty.
func (v Value) Present() bool { return v.Path != "" }

// Word is the text without white space around it.
func (v Value) Word() string { return strings.TrimSpace(v.Text) }

// With is v with another text.
func (v Value) With(text string) Value { v.Text = text; return v }

// True reports whether the value is true as xs:boolean.
func (v Value) True() bool { return v.Text == "true" || v.Text == "1" }

// False reports whether the value is false as xs:boolean.
func (v Value) False() bool { return v.Text == "false" || v.Text == "0" }

// Or is v, or where that is not there, other.
func (v Value) Or(other Value) Value {
	if v.Present() {
		return v
	}
	return other
}

// OrAt is v, or where that is not there, the place of other without its text.
func (v Value) OrAt(other Value) Value {
	return v.Or(Value{Path: other.Path, Line: other.Line})
}

// DateTime is the value as xs:dateTime (saml-core-2.0-os 1.3.3). ok is false for
// anything else. A time without a zone is taken for UTC, which it has to be.
func (v Value) DateTime() (t time.Time, ok bool) {
	text := v.Word()
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t, true
	}
	t, err := time.Parse("2006-01-02T15:04:05", text)
	return t, err == nil
}

// latest is beyond every time that a token can mean, in seconds since 1970:
// about the year 5100. Milliseconds of today are more.
const latest = 1e11

// NumericDate is the value as seconds since 1970 (RFC 7519 2). ok is false for
// anything else.
func (v Value) NumericDate() (t time.Time, ok bool) {
	seconds, err := strconv.ParseFloat(v.Text, 64)
	if !v.Number || err != nil || seconds < 0 || seconds >= latest {
		return time.Time{}, false
	}
	whole := int64(seconds)
	return time.Unix(whole, int64((seconds-float64(whole))*1e9)).UTC(), true
}

// Unread says what kept a document from being read.
type Unread struct {
	Malformed string // why, as part of a sentence; empty where it was read
	Line      int    // where that was seen, 1-based; zero when unknown
}
