package generate

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"strings"
	"text/template"
	"unicode"
	"unicode/utf8"
)

// quotes are the functions that put a value into a text of another language. A
// value is data there, whatever it holds.
var quotes = template.FuncMap{
	"sh": shell, "hcl": terraform, "note": note, "md": markdown, "json": compact, "xml": element, "comment": comment,
}

// shell is s as one word of a POSIX shell (POSIX.1-2024, XCU 2.2.2).
func shell(s string) (string, error) {
	if strings.ContainsRune(s, 0) {
		return "", errors.New("a value holds the character NUL, which no shell passes on")
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'", nil
}

// terraform is s as a quoted template of HCL: neither an interpolation nor a
// directive is left in it (HCL Native Syntax Specification: Template Literals).
func terraform(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	runes := []rune(s)
	for i, r := range runes {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case unicode.IsControl(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		case (r == '$' || r == '%') && i+1 < len(runes) && runes[i+1] == '{':
			b.WriteRune(r)
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// note is s on one line, as it may stand in a comment that ends with the line.
func note(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, s)
}

// markdown is s in a paragraph or a table of GitHub Flavored Markdown.
func markdown(s string) string {
	var b strings.Builder
	for _, r := range note(s) {
		switch {
		case strings.ContainsRune("\\`*_{}[]#|~", r):
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '&':
			b.WriteString("&amp;")
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// element is s fit for an element or an attribute of XML.
func element(s string) (string, error) {
	var b strings.Builder
	err := xml.EscapeText(&b, []byte(s))
	return b.String(), err
}

// comment is s as it may stand in an XML comment.
func comment(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == utf8.RuneError {
			return ' '
		}
		return r
	}, s)
	return strings.ReplaceAll(s, "--", "—")
}

// compact is v as JSON in one line.
func compact(v any) (string, error) {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return strings.TrimSuffix(b.String(), "\n"), err
}
