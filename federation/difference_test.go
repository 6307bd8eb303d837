package federation_test

import (
	"testing"

	"federate/federation"
)

func TestCompareNamesTheSlip(t *testing.T) {
	const url = "https://cxone.niceincontact.com/sp/1"
	for _, c := range []struct {
		want, got string
		rune      int
		name      string
	}{
		{url, url + "/", 36, "a slash too many at the end"},
		{url + "/", url, 36, "a slash missing at the end"},
		{url, "http://cxone.niceincontact.com/sp/1", 4, "http instead of https"},
		{url, "https://CXone.niceincontact.com/sp/1", 8, `capitals differ: 'C' instead of 'c'`},
		{url, "https://cxone.niceincontact.com:8443/sp/1", 31, "a port, :8443, too many"},
		{"https://a.example:8443/x", "https://a.example/x", 17, "the port :8443 is missing"},
		{"https://a.example:8443/x", "https://a.example:443/x", 18, "port 443 instead of 8443"},
		{url, " " + url, 0, "white space around it"},
		{url, url[:10] + "\u200b" + url[10:], 10, "an invisible character: a zero-width space (U+200B)"},
		{"jane doe", "janedoe", 4, `from character 5 on: "doe" instead of " doe"`},
		{"janedoe", "jane doe", 4, "a space inside"},
		{"genesys", "spn:genesys", 0, "the prefix spn: in front, which Entra ID adds to an identifier that is not a URI"},
		{url, "", 0, "nothing at all"},
		{url, "{audience}", 0, "a placeholder that was never filled in"},
		{"https://a.example/send live", "https://a.example/send%20live", 22, "a space written as %20, which is another value"},
		{"https://a.example/send%20live", "https://a.example/send live", 22, "a space instead of %20, which is another value"},
		{"abc", "ab", 2, `it ends too early: "c" is missing`},
		{"ab", "abc", 2, `"c" too many at the end`},
		{"ünï", "ünî", 2, `from character 3 on: "î" instead of "ï"`},
	} {
		d, ok := federation.Compare(c.want, c.got)
		if !ok || d.Rune != c.rune || d.Name != c.name {
			t.Errorf("Compare(%q, %q) = %d, %q", c.want, c.got, d.Rune, d.Name)
		}
	}
	if _, ok := federation.Compare(url, url); ok {
		t.Error("equal values differ")
	}
}

func FuzzCompare(f *testing.F) {
	f.Add("https://a.example/x", "https://a.example/x/")
	f.Add("a\xff", "a\u200b")
	f.Fuzz(func(t *testing.T, want, got string) {
		d, ok := federation.Compare(want, got)
		if ok != (want != got) || ok && d.Name == "" {
			t.Errorf("Compare(%q, %q) = %+v, %v", want, got, d, ok)
		}
	})
}
