package fiddler_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"federate/federation/capture/fiddler"
	"federate/federation/har"
)

const (
	request  = "POST https://sp.example/acs HTTP/1.1\r\nHost: sp.example\r\nCookie: a=1\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\nSAMLResponse=x"
	response = "HTTP/1.1 302 Found\r\nLocation: /home\r\nSet-Cookie: b=2\r\nSet-Cookie: c=3\r\nContent-Type: text/html\r\n\r\n<p>moved</p>"
	timers   = `<?xml version="1.0"?><Session><SessionTimers ClientConnected="2026-03-02T09:59:00+01:00" ClientBeginRequest="2026-03-02T10:00:00.5+01:00" ClientDoneResponse="2026-03-02T10:00:00.75+01:00" /></Session>`
)

// saz is an archive of files, in this order.
func saz(t testing.TB, files ...[2]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range files {
		w, err := z.Create(f[0])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(f[1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// entries are what a recording holds; whole is false where it breaks off.
func entries(t testing.TB, recording []byte) (out []har.Entry, whole bool) {
	t.Helper()
	whole = json.Valid(recording)
	if !whole {
		recording = append(recording, "]}}"...)
	}
	var file struct {
		Log struct{ Entries []har.Entry }
	}
	if err := json.Unmarshal(recording, &file); err != nil {
		t.Fatalf("%v: %.200s", err, recording)
	}
	return file.Log.Entries, whole
}

// TestHAR reads the same sessions from an archive, whose order is that of the numbers, and
// from their text.
func TestHAR(t *testing.T) {
	tunnel := "CONNECT sp.example:443 HTTP/1.1\r\nHost: sp.example:443\r\n\r\n"
	first := "GET /login?x=1 HTTP/1.1\r\nHost: sp.example\r\n\r\n"
	archive := saz(t, [2]string{"_index.htm", "<html>"}, [2]string{"raw/010_c.txt", request}, [2]string{"raw/010_s.txt", response}, [2]string{"raw/010_m.xml", timers},
		[2]string{"raw/2_c.txt", first}, [2]string{"raw/2_s.txt", "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\npicture"}, [2]string{"raw/1_c.txt", tunnel})
	line := "\r\n\r\n------------------------------------------------------------------\r\n\r\n"
	text := []byte("\xEF\xBB\xBF" + strings.Replace(first, "GET /", "GET https://sp.example/", 1) + "\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\npicture" + line + tunnel +
		"\r\n\r\nHTTP/1.1 200 Connection Established\r\n\r\n" + line + request + "\r\n\r\n\r\n" + response + line)
	for name, raw := range map[string][]byte{"archive": archive, "text": text} {
		if !fiddler.Sniff(raw[:min(len(raw), 4096)]) {
			t.Errorf("%s: not known by its beginning", name)
		}
		recording, ok, err := fiddler.HAR(raw)
		if !ok || err != nil {
			t.Fatalf("%s: %v, %v", name, ok, err)
		}
		es, whole := entries(t, recording)
		if len(es) != 2 || !whole {
			t.Fatalf("%s: %d requests, whole %v", name, len(es), whole)
		}
		if a := es[0]; a.Request.URL != "https://sp.example/login?x=1" || a.Request.Method != "GET" || a.Response.Status != 200 || a.Response.Content.Text != "" {
			t.Errorf("%s: first %+v", name, a)
		}
		b := es[1]
		if b.Request.Post == nil || b.Request.Post.Text != "SAMLResponse=x" || b.Response.Status != 302 || b.Response.Redirect != "/home" ||
			strings.TrimSpace(b.Response.Content.Text) != "<p>moved</p>" || len(b.Response.Headers) != 4 || len(b.Request.Headers) != 3 {
			t.Errorf("%s: second %+v", name, b)
		}
		if name == "archive" && (b.Started != "2026-03-02T10:00:00.5+01:00" || b.Time != 250) {
			t.Errorf("begun %s, took %v", b.Started, b.Time)
		}
	}
}

// TestPacked reads bodies as they travelled: in chunks, and packed.
func TestPacked(t *testing.T) {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, _ = w.Write([]byte("<p>hello</p>"))
	_ = w.Close()
	chunked := fmt.Sprintf("%x;ext=1\r\n%s\r\n3\r\n%s\r\n0\r\n\r\n", packed.Len()-3, packed.Bytes()[:packed.Len()-3], packed.Bytes()[packed.Len()-3:])
	for name, c := range map[string]struct{ headers, body, want string }{
		"packed":              {"Content-Encoding: gzip", packed.String(), "<p>hello</p>"},
		"in chunks":           {"Content-Encoding: gzip\r\nTransfer-Encoding: chunked", chunked, "<p>hello</p>"},
		"unpacked by Fiddler": {"Content-Encoding: gzip\r\nTransfer-Encoding: chunked", "<p>hello</p>", "<p>hello</p>"},
		"packed otherwise":    {"Content-Encoding: br", "\xff\xfe\x00", ""},
	} {
		raw := saz(t, [2]string{"raw/1_c.txt", "GET https://a.example/ HTTP/1.1\r\n\r\n"}, [2]string{"raw/1_s.txt", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + c.headers + "\r\n\r\n" + c.body})
		recording, _, err := fiddler.HAR(raw)
		if err != nil {
			t.Fatal(err)
		}
		if es, _ := entries(t, recording); es[0].Response.Content.Text != c.want {
			t.Errorf("%s: %q", name, es[0].Response.Content.Text)
		}
	}
}

// TestNot leaves alone what Fiddler did not save, and one with a password is called so.
func TestNot(t *testing.T) {
	for name, raw := range map[string][]byte{
		"another archive":     saz(t, [2]string{"xl/workbook.xml", "<workbook/>"}),
		"a cut off archive":   saz(t, [2]string{"raw/1_c.txt", request})[:60],
		"a single request":    []byte(request),
		"one with its answer": []byte(request + "\r\n\r\n" + response),
		"a letter":            []byte("Dear all"),
		"nothing":             nil,
	} {
		if _, ok, err := fiddler.HAR(raw); ok || err != nil {
			t.Errorf("%s: %v, %v", name, ok, err)
		}
	}
	locked := saz(t, [2]string{"raw/1_c.txt", request})
	i := bytes.Index(locked, []byte("PK\x01\x02"))
	locked[i+8] |= 1
	if _, _, err := fiddler.HAR(locked); !errors.Is(err, fiddler.ErrLocked) {
		t.Errorf("locked: %v", err)
	}
}

// TestBomb: an archive that unpacks to more than is read ends in the middle, and so does
// the recording.
func TestBomb(t *testing.T) {
	page := "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + strings.Repeat("a", 5<<20)
	var files [][2]string
	for n := range 14 {
		files = append(files, [2]string{fmt.Sprintf("raw/%d_c.txt", n), "GET https://a.example/ HTTP/1.1\r\n\r\n"}, [2]string{fmt.Sprintf("raw/%d_s.txt", n), page})
	}
	recording, ok, err := fiddler.HAR(saz(t, files...))
	if !ok || err != nil {
		t.Fatal(ok, err)
	}
	if es, whole := entries(t, recording); whole || len(es) < 2 || len(recording) > 64<<20 {
		t.Errorf("%d requests, %d MiB, whole %v", len(es), len(recording)>>20, whole)
	}
}

func FuzzHAR(f *testing.F) {
	f.Add(saz(f, [2]string{"raw/1_c.txt", request}, [2]string{"raw/1_s.txt", response}))
	f.Add([]byte(request + "\r\n\r\n" + response + "\r\n" + strings.Repeat("-", 66) + "\r\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		recording, ok, err := fiddler.HAR(raw)
		if ok && err == nil && !json.Valid(recording) && !json.Valid(append(recording, "]}}"...)) {
			t.Errorf("no JSON: %.200q", recording)
		}
	})
}
