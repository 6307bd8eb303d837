package capture

import (
	"bytes"
	"compress/flate"
	"compress/zlib"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"io"
	"net/url"
	"strings"
	"unicode"
)

// encoded takes off URL encoding, base64 and DEFLATE (saml-bindings-2.0-os 3.4.4.1),
// whichever there are.
func (u *unwrapper) encoded(text []byte, depth int) (Capture, bool) {
	const least = 16
	if len(text) < least {
		return Capture{}, false
	}
	s := string(text)
	if strings.Contains(s, "%") {
		plain, err := url.PathUnescape(s)
		if err != nil || plain == s {
			return Capture{}, false
		}
		return u.inside([]byte(plain), depth, "URL encoding")
	}
	var best Capture
	readings := decodings(s)
	for _, data := range readings {
		inner, layer, whole := u.inflate(data)
		c, ok := u.within(inner, depth, layer)
		if ok && (whole || len(readings) == 1 || reads(c.Inner)) {
			return c, true
		}
		if best.Kind == "" && (ok || best.silent()) {
			best = c // what it seems to be, at the least
		}
	}
	return best, best.Kind != ""
}

// hidesMarkup reports whether text begins like the base64 of XML or of a page,
// perhaps with URL encoding around it.
func hidesMarkup(text []byte) bool {
	const look, least = 64, 16
	head := make([]byte, 0, look)
	for _, c := range text {
		switch {
		case c == '\r' || c == '\n':
			continue
		case len(head) == look, !word(c) && c != '+' && c != '/', c == '_':
		default:
			head = append(head, c)
			continue
		}
		break
	}
	head = head[:len(head)/4*4]
	data := make([]byte, look)
	n, err := base64.StdEncoding.Decode(data, head)
	return len(head) >= least && err == nil && looksReadable(data[:n]) && bytes.IndexByte(data[:n], '<') >= 0
}

// lineEnds are line ends and slashes as JSON writes them.
var lineEnds = strings.NewReplacer(`\r`, "", `\n`, "", `\/`, "/")

// decodings are the possible readings of s as base64. A space may be a line end that was
// lost, or a plus that a form decoder took for a space.
func decodings(s string) (out [][]byte) {
	if data, err := base64.StdEncoding.DecodeString(s); err == nil && len(data) > 0 { // nearly always; line ends may be in it
		return [][]byte{data}
	}
	s = lineEnds.Replace(s)
	alphabet := strings.NewReplacer("-", "+", "_", "/")
	without := func(drop func(rune) bool) string {
		return strings.Map(func(r rune) rune {
			if drop(r) {
				return -1
			}
			return r
		}, s)
	}
	readings := []string{without(func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) })}
	if strings.Contains(s, " ") {
		plus := without(func(r rune) bool { return r != ' ' && unicode.IsSpace(r) })
		readings = append(readings, strings.ReplaceAll(plus, " ", "+"))
	}
	for _, r := range readings {
		r = alphabet.Replace(strings.TrimRight(r, "="))
		if len(r)%4 == 1 { // cut off: what is left may still tell what it was
			r = r[:len(r)-1]
		}
		if data, err := base64.RawStdEncoding.DecodeString(r); err == nil && len(data) > 0 {
			out = append(out, data)
		}
	}
	return out
}

// inflate is data without its DEFLATE or zlib compression, or data itself where
// it is not compressed; whole is false where it breaks off.
func (u *unwrapper) inflate(data []byte) (inner []byte, l Layer, whole bool) {
	plain, packed := Layer{Name: "base64"}, Layer{Name: "base64 and DEFLATE", Packed: true}
	if looksReadable(data) {
		return data, plain, false
	}
	if inner, whole = u.readAll(flate.NewReader(bytes.NewReader(data))); looksReadable(inner) {
		return inner, packed, whole
	}
	if z, err := zlib.NewReader(bytes.NewReader(data)); err == nil {
		if inner, whole = u.readAll(z); looksReadable(inner) {
			return inner, packed, whole
		}
	}
	return data, plain, false
}

// readAll reads r, within the limit of what may still be inflated.
func (u *unwrapper) readAll(r io.Reader) (out []byte, whole bool) {
	out, err := io.ReadAll(io.LimitReader(r, int64(u.left)+1))
	if len(out) > u.left {
		u.refuse(ErrTooLarge)
		return nil, false
	}
	u.left -= len(out)
	return out, err == nil
}

// looksReadable reports whether data starts like a document.
func looksReadable(data []byte) bool {
	data = bytes.TrimSpace(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")))
	return len(data) > 1 && (data[0] == '<' || data[0] == '{' || data[0] == '%' ||
		bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")))
}

// reads reports whether text is XML from its start to its end, or not XML at all.
func reads(text []byte) bool {
	if len(text) == 0 || text[0] != '<' {
		return true
	}
	d := xml.NewDecoder(bytes.NewReader(text))
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	for {
		if _, err := d.Token(); err != nil {
			return errors.Is(err, io.EOF)
		}
	}
}
