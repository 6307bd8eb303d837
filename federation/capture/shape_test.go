package capture_test

import (
	"errors"
	"io/fs"
	"strings"
	"testing"

	"federate/federation/capture"
)

// What may name a file, and what can be nothing else: a document that is asked for
// and a file that is not there are told apart by that.
func TestPath(t *testing.T) {
	const none, maybe, sure = 0, 1, 2
	for text, want := range map[string]int{
		`C:\logins\request.txt`:           sure,
		"https.txt":                       sure,
		" 'my cert.pem' ":                 sure,
		"file:///tmp/cert.pem":            sure,
		"/" + strings.Repeat("a/", 40):    sure,
		strings.Repeat("x/y.", 100):       maybe,
		strings.Repeat("MIIC", 20):        maybe,
		"eyJ" + strings.Repeat("a.b", 30): maybe,
		strings.Repeat("x/y.", 300):       none,
		"":                                none,
		"https://dir.example/authorize?client_id=4711&state=1": none,
		"HTTPS://dir.example/callback#id_token=1":              none,
		"<a/>":                              none,
		`{"a":1}`:                           none,
		"[1]":                               none,
		"a\nb":                              none,
		"-----BEGIN CERTIFICATE----- MIIC":  none,
		"––BEGIN CERTIFICATE–– MIIC":        none,
		"subject=CN=idp.example":            none,
		"POST /acs SAMLResponse=PHNhbWxwOg": none,
	} {
		p, ok := capture.PathIn(text)
		got := none
		if ok {
			got = maybe
		}
		if p.Sure {
			got = sure
		}
		if got != want {
			t.Errorf("%.80q: got %d, want %d", text, got, want)
		}
	}
	p, _ := capture.PathIn(`"file:///tmp/my\ cert.pem"`)
	raw, name, err := capture.Find(p, func(path string) ([]byte, error) {
		if path != "/tmp/my cert.pem" {
			return nil, fs.ErrNotExist
		}
		return []byte("x"), nil
	})
	if string(raw) != "x" || name != "/tmp/my cert.pem" || err != nil {
		t.Errorf("%q %s %v", raw, name, err)
	}
	if _, name, err = capture.Find(p, func(string) ([]byte, error) { return nil, fs.ErrNotExist }); name != p.Text || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%s %v", name, err)
	}
}

// What is a document wherever it is pasted, what is one where a document fits, and
// what is a value.
func TestShape(t *testing.T) {
	const value, maybe, sure = 0, 1, 2
	for text, want := range map[string]int{
		"https://dir.example/saml": value, "Acme": value, "a<b": value, "": value,
		"<b>x</b>": maybe, `{"a":1}`: maybe, "a\nb": maybe, strings.Repeat("a", 301): maybe,
		"-----BEGIN CERTIFICATE-----\nMIIC": sure, "text, and —BEGIN CERTIFICATE—": sure, response: sure, request: sure,
		`<EntityDescriptor entityID="x">`: sure, "<md:a/>": sure, "<Response a": sure, "SAMLResponse=PHNhbWxwOg": sure, "SAMLRequest=PHNhbWxwOg": sure,
	} {
		got := value
		if capture.MayBeDocument(text) {
			got = maybe
		}
		if capture.IsDocument(text) {
			got++
		}
		if got != want {
			t.Errorf("%.60q: got %d, want %d", text, got, want)
		}
	}
}

// Where a document of several lines begins and ends, and which lines are values.
func TestLines(t *testing.T) {
	const begins, whole, values = "begins", "is whole", "is a value"
	for text, want := range map[string]string{
		"https://dir.example/authorize?client_id=4711&state=1": whole + ", " + values,
		"HTTPS://dir.example/callback#id_token=1":              whole + ", " + values,
		`C:\logins\request.txt`:                                values,
		"https.txt":                                            values,
		"---":                                                  "",
		"{tenant}":                                             values,
		"a<b":                                                  values,
		"-----BEGIN CERTIFICATE-----":                          begins,
		"-----BEGIN X----- AAAA -----END X-----":               begins + ", " + whole,
		"<?xml version='1.0'?>":                                begins,
		"<a>":                                                  begins,
		"<b>x</b>":                                             whole,
		"<a/>":                                                 whole,
		"{":                                                    begins,
		`{"a":`:                                                begins,
		`{"a":1}`:                                              whole + ", " + values,
		"SAMLResponse=PHNhbWxwOg":                              whole + ", " + values,
		strings.Repeat("MIIC", 20):                             "",
		strings.Repeat("MIIC", 80):                             whole,
	} {
		var got []string
		if capture.Begins(text) {
			got = append(got, begins)
		}
		if capture.Ended(text+"\n", text) {
			got = append(got, whole)
		}
		if _, ok := capture.Values(text); ok {
			got = append(got, values)
		}
		if s := strings.Join(got, ", "); s != want {
			t.Errorf("%.60q: %s; want %s", text, s, want)
		}
	}
	if _, ok := capture.Values("a\n\nb"); ok {
		t.Error("an empty line is a value")
	}
	if v, ok := capture.Values("a\nb"); !ok || len(v) != 2 {
		t.Errorf("%q", v)
	}
	if capture.Unended("<a>\n<b>\n</a>") || !capture.Unended("<a>\n</b>") {
		t.Error("the end of XML")
	}
}
