package command_test

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What cannot be read or recognised ends with one line that says what it is, and
// with the exit code of an input.
func TestInputsThatAreNone(t *testing.T) {
	dir := t.TempDir()
	const known = "this was not recognised as any document: it is "
	for name, x := range map[string]struct{ text, want string }{
		"empty":    {"", "there is nothing in it"},
		"binary":   {"\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x03\x00", known + "binary, and neither a certificate nor a key"},
		"picture":  {"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", known + "a picture: the text itself is needed"},
		"archive":  {"PK\x03\x04\x14\x00\x06\x00", known + "a ZIP archive, or an office file, which is one: unpack it first"},
		"utf-7":    {"+ADw-samlp:Response xmlns:samlp+AD0AIg-urn:oasis", known + "text in UTF-7: save it as UTF-8"},
		"ebcdic":   {"\x4c\x6f\xa7\x94\x93\x40\xa5\x85\x99\xa2\x89\x96\x95\x7e\x7f\xf1\x4b\xf0\x7f\x6f\x6e", known + "text in EBCDIC: save it as UTF-8"},
		"latin-1":  {"M\xfcller and nothing else", known + "binary, or text that is not UTF-8"},
		"prose":    {"Dear colleague, the certificate is in the other mail.", known + "text without a document in it that is known here"},
		"large":    {strings.Repeat("lorem ipsum ", 1500<<10), "this is larger than 16 MiB, and not the recording of a browser"},
		"nested":   {strings.Repeat("<a>", 5000), "the document was not read: its elements are nested more than 1000 deep"},
		"json":     {`{"a":` + strings.Repeat("[", 2<<20), known + "JSON of more than 1 MiB, or looks like it, and no document that is known here has as much"},
		"cut json": {`{"issuer": "https://idp.example/", "jwks_uri": "htt`, known + "text without a document in it that is known here"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(dir, name)
			if err := os.WriteFile(path, []byte(x.text), 0o600); err != nil {
				t.Fatal(err)
			}
			d := newDesk(t)
			d.must(t, 3, "check", path)
			if got, want := d.err.String(), "federate: "+path+": "+x.want+"\n"; got != want {
				t.Errorf("it says %q, want %q", got, want)
			}
			d.In = strings.NewReader(x.text) // a pipe has no size
			d.must(t, 3, "check", "-")
			if got, want := d.err.String(), "federate: -: "+x.want+"\n"; got != want {
				t.Errorf("from a pipe it says %q, want %q", got, want)
			}
		})
	}
	d := newDesk(t)
	d.must(t, 3, "check", filepath.Join(dir, "nowhere"))
	if got := d.err.String(); !strings.HasSuffix(got, ": no such file or directory\n") || strings.Count(got, "nowhere") != 1 {
		t.Errorf("it says %q", got)
	}
	if code, err := d.run(context.Background(), "check", t.TempDir()); code != 3 || !strings.Contains(err.Error(), "holds no file") {
		t.Errorf("an empty folder: %d %v", code, err)
	}
}

// A document that is there and damaged is a finding, with the line.
func TestDamagedInputs(t *testing.T) {
	const open = `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_1" Version="2.0">`
	for want, text := range map[string]string{
		"it is cut off inside the element":                    open + "\n<a>",
		"it is damaged and no well-formed XML: invalid UTF-8": open + "\n<samlp:Status>M\xfcller</samlp:Status></samlp:Response>",
		"it is cut off inside a tag":                          open + "\n<a b='",
		"there is text behind its last element":               open + "</samlp:Response> and more",
		"the namespace prefix \"saml\" is not declar":         open + "<saml:Issuer/></samlp:Response>",
	} {
		path := filepath.Join(t.TempDir(), "response.xml")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		d := newDesk(t)
		d.must(t, 1, "check", path)
		if got := d.out.String(); !strings.Contains(got, want) || !strings.Contains(got, "error[saml-malformed]") {
			t.Errorf("%q: it says %s", text, got)
		}
	}
}

// A pipe is read once, from its beginning to its end; one that nobody writes to
// is waited for until somebody has enough.
func TestPipe(t *testing.T) {
	response, err := os.ReadFile("../../federation/saml/testdata/products/samlp-message.xml")
	if err != nil {
		t.Fatal(err)
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		_, _ = w.Write(response)
		w.Close()
	}()
	d := newDesk(t)
	d.In = r
	if code, err := d.run(context.Background(), "check", "-", "--json"); code > 1 || !strings.Contains(d.out.String(), `"kind":"saml-response"`) && !strings.Contains(d.out.String(), `"kind": "saml-response"`) {
		t.Errorf("%d %v %s", code, err, d.out.String())
	}

	ctx, cancel := context.WithCancel(context.Background())
	still, hand := io.Pipe()
	defer hand.Close()
	d.In = waiting{still, cancel}
	if code, err := d.run(ctx, "check", "-"); code != 130 {
		t.Errorf("%d %v", code, err)
	}
}

// waiting is a pipe whose reader has enough as soon as it reads.
type waiting struct {
	io.Reader
	enough func()
}

func (w waiting) Read(p []byte) (int, error) {
	w.enough()
	return w.Reader.Read(p)
}
