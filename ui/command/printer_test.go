package command

import (
	"bytes"
	"testing"
)

func TestPrinterIsHarmless(t *testing.T) {
	for in, want := range map[string]string{
		"plain\ttext\n":             "plain\ttext\n",
		"a\x1b]0;title\x07b":        "a<U+001B>]0;title<U+0007>b",
		"first\rsecond":             "first<U+000D>second",
		"C1 \u009b31m and é and 漢字": "C1 <U+009B>31m and é and 漢字",
		"a line\r\n":                "a line\r\n",
		"\x7f\x00":                  "<U+007F><U+0000>",
		"Acme\u202egnp\u200b":       "Acme<U+202E>gnp<U+200B>",
	} {
		var b bytes.Buffer
		p := &printer{to: &b}
		if n, err := p.Write([]byte(in)); n != len(in) || err != nil || b.String() != want {
			t.Errorf("%q became %q (%d, %v), want %q", in, b.String(), n, err, want)
		}
	}
}
