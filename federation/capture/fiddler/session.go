package fiddler

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"federate/federation/har"
)

// entry is a session as a browser records it; ok is false for a tunnel, and for what is
// no request.
func (t *tape) entry(request, response []byte) (e har.Entry, ok bool) {
	line, headers, body := message(request)
	method, rest, _ := strings.Cut(line, " ")
	target, version, found := strings.Cut(rest, " ")
	if !found || method == "" || method == "CONNECT" {
		return e, false
	}
	if !strings.Contains(target, "://") { // it was asked of the server, and not of a proxy
		target = "https://" + value(headers, "Host") + "/" + strings.TrimPrefix(target, "/")
	}
	e.Timings = map[string]float64{"send": 0, "wait": 0, "receive": 0}
	e.Request = har.Request{Method: method, URL: target, HTTPVersion: version, Headers: headers, Query: []har.Pair{},
		Cookies: []har.Cookie{}, HeadersSize: -1, BodySize: float64(len(body))}
	if body = t.unpacked(body, headers); len(body) > 0 && utf8.Valid(body) {
		e.Request.Post = &har.Post{Mime: value(headers, "Content-Type"), Text: string(body)}
	}
	line, headers, body = message(response)
	e.Response = har.Response{Headers: headers, Cookies: []har.Cookie{}, HeadersSize: -1, BodySize: float64(len(body))}
	version, rest, _ = strings.Cut(line, " ")
	code, reason, _ := strings.Cut(rest, " ")
	e.Response.HTTPVersion, e.Response.StatusText, e.Response.Redirect = version, reason, value(headers, "Location")
	if n, err := strconv.Atoi(code); err == nil {
		e.Response.Status = float64(n)
	}
	mime := value(headers, "Content-Type")
	e.Response.Content = har.Content{Mime: mime}
	if readable(mime) {
		body = t.unpacked(body, headers)
		e.Response.Content.Text = strings.ToValidUTF8(string(body), "\uFFFD")
	}
	e.Response.Content.Size = float64(len(body))
	return e, true
}

// readable reports whether a body of this type may say something of a login.
func readable(mime string) bool {
	mime = strings.ToLower(mime)
	return mime == "" || strings.Contains(mime, "html") || strings.Contains(mime, "json") || strings.Contains(mime, "xml") || strings.HasPrefix(mime, "text/plain")
}

// message takes an HTTP message apart (RFC 9112 2.1).
func message(raw []byte) (line string, headers []har.Pair, body []byte) {
	const mostHeaders = 500
	headers = []har.Pair{}
	for n := 0; len(raw) > 0 && n < mostHeaders; n++ {
		var one []byte
		one, raw, _ = bytes.Cut(raw, []byte("\n"))
		text := strings.TrimSuffix(string(one), "\r")
		switch name, value, ok := strings.Cut(text, ":"); {
		case n == 0:
			line = text
		case text == "":
			return line, headers, raw
		case ok:
			headers = append(headers, har.Pair{Name: name, Value: strings.TrimSpace(value)})
		}
	}
	return line, headers, raw
}

// value is the first header of that name.
func value(headers []har.Pair, name string) string {
	for _, h := range headers {
		if strings.EqualFold(h.Name, name) {
			return h.Value
		}
	}
	return ""
}

// unpacked is a body as it was before it travelled; nil where it was packed by what
// the standard library does not know.
func (t *tape) unpacked(body []byte, headers []har.Pair) []byte {
	if strings.Contains(strings.ToLower(value(headers, "Transfer-Encoding")), "chunked") {
		body = joined(body)
	}
	var r io.Reader = bytes.NewReader(body)
	var err error
	switch strings.ToLower(value(headers, "Content-Encoding")) {
	case "", "identity":
		return body
	case "gzip", "x-gzip":
		if r, err = gzip.NewReader(r); err != nil {
			return plain(body) // Fiddler took the packing off, and left the header
		}
	case "deflate": // with zlib's frame or without, as servers differ
		if z, err := zlib.NewReader(r); err == nil {
			r = z
		} else {
			r = flate.NewReader(bytes.NewReader(body))
		}
	default:
		return plain(body)
	}
	out, _ := io.ReadAll(io.LimitReader(r, int64(min(mostBody, max(t.left, 0))))) // of a damaged one, what could be read
	t.left -= len(out)
	return out
}

// plain is body where it is text.
func plain(body []byte) []byte {
	if utf8.Valid(body) {
		return body
	}
	return nil
}

// joined is a body without the sizes between its chunks (RFC 9112 7.1); body itself
// where it has none.
func joined(body []byte) []byte {
	var out []byte
	for rest := body; ; {
		line, after, ok := bytes.Cut(rest, []byte("\r\n"))
		size, _, _ := strings.Cut(strings.TrimSpace(string(line)), ";")
		n, err := strconv.ParseUint(size, 16, 31)
		switch {
		case !ok || err != nil:
			if len(out) == 0 {
				return body
			}
			return out
		case n == 0:
			return out
		}
		out = append(out, after[:min(int(n), len(after))]...)
		if int(n)+2 > len(after) {
			return out
		}
		rest = after[n+2:]
	}
}
