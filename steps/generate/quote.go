package generate

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"text/template"
	"unicode"
)

// quotes are the functions that put a value into a text of another language. A
// value is data there, whatever it holds.
var quotes = template.FuncMap{
	"sh": shell, "hcl": terraform, "note": note, "md": markdown, "json": compact,
}

// render fills the template at path, which may use those that parts define.
// Values go through one of quotes.
func render(tree fs.FS, data any, path string, parts ...string) ([]byte, error) {
	t, err := template.New(path[strings.LastIndexByte(path, '/')+1:]).Funcs(quotes).ParseFS(tree, append(parts, path)...)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := t.Execute(&b, data); err != nil {
		return nil, err
	}
	return append(bytes.TrimRight(b.Bytes(), "\n"), '\n'), nil
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

// compact is v as JSON in one line.
func compact(v any) (string, error) {
	b, err := encode(v, "")
	return strings.TrimSuffix(string(b), "\n"), err
}

// indented is v as JSON for people, with a line end.
func indented(v any) ([]byte, error) { return encode(v, "  ") }

func encode(v any, indent string) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", indent)
	err := e.Encode(v)
	return b.Bytes(), err
}
