package plain

import (
	"strings"
	"testing"
)

// The ways in which a document may come.
func TestDocuments(t *testing.T) {
	pem := newCertificate(t)
	long := response("https://hub.example/sp/1", 1<<20)
	wrapped := ""
	for rest := response("https://hub.example/sp/1", 600); rest != ""; {
		n := min(76, len(rest))
		wrapped, rest = wrapped+rest[:n]+"\n", rest[n:]
	}
	read := files(map[string]string{"/tmp/my cert.pem": pem, "response.b64": long})
	const cert, test = "dir/app", "hub/test"
	for name, c := range map[string]struct{ step, script, origin string }{
		"PEM":                  {cert, "\n\n" + pem, "pasted"},
		"PEM with CRLF":        {cert, "\n\n" + strings.ReplaceAll(pem, "\n", "\r\n"), "pasted"},
		"PEM and BOM":          {cert, "\n\n\ufeff" + pem, "pasted"},
		"PEM in one line":      {cert, "\n\n" + strings.ReplaceAll(strings.TrimSpace(pem), "\n", " ") + "\n", "pasted"},
		"PEM after a preamble": {cert, "\n\nBag Attributes\n" + pem, "pasted"},
		"a path":               {cert, "\n\n/tmp/my cert.pem\n", "/tmp/my cert.pem"},
		"a quoted path":        {cert, "\n\n'/tmp/my cert.pem'\n", "/tmp/my cert.pem"},
		"an escaped path":      {cert, "\n\n/tmp/my\\ cert.pem\n", "/tmp/my cert.pem"},
		"after a wrong path":   {cert, "\n\n/tmp/none.pem\n/tmp/my cert.pem\n", "/tmp/my cert.pem"},
		"one long line":        {test, long + "\n", "pasted"},
		"lines and a dot":      {test, wrapped + ".\n", "pasted"},
		"a path of a response": {test, "response.b64\n", "response.b64"},
	} {
		t.Run(name, func(t *testing.T) {
			m, sh := begun(t)
			out := talked(t, Deps{Shelf: sh, Federation: "classics", Step: c.step, ReadFile: read}, c.script)
			events := m.events["classics"]
			if len(events) != 2 || len(events[1].Artifacts) != 1 || events[1].Artifacts[0].Origin != c.origin {
				t.Fatalf("events %+v\n%s", events, out)
			}
		})
	}
}

// The next certificate of a chain belongs to the one before it; a PEM text
// anywhere else answers nothing.
func TestChain(t *testing.T) {
	m, sh := begun(t)
	pem := newCertificate(t)
	out := talked(t, Deps{Shelf: sh, Federation: "classics"}, "\n\n"+pem+pem+"b\ns\n")
	has(t, out, "This follows the certificate before it.", "2 certificates")
	if n := len(m.events["classics"]); n != 3 {
		t.Errorf("%d events", n)
	}
	m, sh = begun(t)
	out = talked(t, Deps{Shelf: sh, Federation: "classics"}, pem+"https://dir.example/x\nb\n")
	has(t, out, "A PEM text was pasted where Directory Identifier is asked for. It was not taken", "Now: https://dir.example/x")
	if n := len(m.events["classics"]); n != 1+1 {
		t.Errorf("%d events", n)
	}
}

// No line of a document that comes where a value is asked for answers a question.
func TestStrayDocument(t *testing.T) {
	for name, text := range map[string]string{
		"XML":  "<?xml version=\"1.0\"?>\n<md:EntityDescriptor entityID=\"x\">\n\n  y\n</md:EntityDescriptor>\n",
		"JSON": "{\n  \"issuer\": \"https://x\"\n}\n",
		"half": "<a>\n<b>\n.\n",
	} {
		m, sh := begun(t)
		out := talked(t, Deps{Shelf: sh, Federation: "classics"}, text+text+"https://dir.example/x\nb\n")
		has(t, out, "A document was pasted where Directory Identifier is asked for. It was not taken", "Now: https://dir.example/x")
		if n := len(m.events["classics"]); n != 2 {
			t.Errorf("%s: %d events\n%s", name, n, out)
		}
	}
}

func TestTooLong(t *testing.T) {
	m, sh := begun(t)
	out := talked(t, Deps{Shelf: sh, Federation: "classics", Step: "test"}, strings.Repeat("A", most+10)+"\n"+response("x", 400)+"\n")
	has(t, out, "This is larger than 16 MiB. Nothing of it was taken.")
	if n := len(m.events["classics"]); n != 2 {
		t.Errorf("%d events", n)
	}
}
