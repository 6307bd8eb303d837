package saml

import (
	"strings"
	"testing"

	"federate/federation/conformance"
)

func TestDiff(t *testing.T) {
	const file = "testdata/saml-metadata-several-keys/"
	one, two := conformance.Read(t, "testdata/saml-metadata-expired/good-entra.xml"), conformance.Read(t, file+"bad.xml")
	okta := conformance.Read(t, "testdata/saml-metadata-expired/good-okta.xml")
	platform := conformance.Read(t, "testdata/saml-sp-metadata-expired/good.xml")
	several := conformance.Read(t, "testdata/saml-metadata-several-entities/bad.xml")
	edit := func(text []byte, pairs ...string) []byte {
		if s := strings.NewReplacer(pairs...).Replace(string(text)); s != string(text) {
			return []byte(s)
		}
		t.Fatalf("nothing to replace: %q", pairs)
		return nil
	}
	for name, c := range map[string]struct {
		from, to []byte
		want     string // each line one that has to be there, in this order
	}{
		"nothing":                    {one, one, "Nothing changed"},
		"white space and signatures": {one, edit(one, "_6f1f2b8e", "_7f1f2b8e", "<SingleLogout", "\n <SingleLogout"), "Nothing changed"},
		"a certificate more":         {one, two, "signing certificate added: SHA-1 <thumbprint>, SHA-256 "},
		"a certificate fewer":        {two, one, "signing certificate removed: SHA-1 "},
		"another certificate":        {one, conformance.Read(t, file+"good-next.xml"), "signing certificate removed: \nsigning certificate added: "},
		"an address": {okta, edit(okta, `HTTP-POST" Location="https://contoso.okta.com`, `HTTP-POST" Location="https://login.contoso.example`),
			"sign-in address (HTTP-POST) changed:\nfrom https://contoso.okta.com/app\nto   https://login.contoso.example/app"},
		"an address less": {okta, edit(okta, "bindings:HTTP-POST", "bindings:SOAP"), "sign-in address (HTTP-POST) removed: \nsign-in address (SOAP) added: "},
		"another name":    {okta, edit(okta, `.com/exk1abc`, `.com/exk2abc`), "entity ID changed:\nfrom http://www.okta.com/exk1abc\nto   http://www.okta.com/exk2abc"},
		"validity":        {conformance.Read(t, "testdata/saml-metadata-expired/bad.xml"), okta, "valid until removed: 2026-03-01T00:00:00Z"},
		"a logout moved":  {one, edit(one, `<SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://`, `<SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://new.`), "logout service (HTTP-Redirect) changed:\nfrom https://"},
		"demands":         {okta, edit(okta, `RequestsSigned="false"`, `RequestsSigned="true"`), "wants signed requests changed:\nfrom false\nto   true"},
		"the platform's":  {platform, edit(platform, "saml/acs", "saml2/acs"), "assertion consumer service (HTTP-POST) 2 changed:\nfrom https://cxone.example/saml/acs"},
		"another party":   {several, edit(several, "exk1abc", "exk2abc"), "party removed: http://www.okta.com/exk1abc\nparty added: http://www.okta.com/exk2abc"},
		"unreadable":      {one, []byte("<html/>"), "Nothing changed"},
	} {
		var b strings.Builder
		if err := WriteChanges(&b, Diff(ReadMetadata(c.from), ReadMetadata(c.to))); err != nil {
			t.Fatal(err)
		}
		got := thumb.ReplaceAllString(b.String(), "<thumbprint>")
		at := 0
		for line := range strings.SplitSeq(c.want, "\n") {
			i := strings.Index(got[at:], line)
			if i < 0 {
				t.Errorf("%s: no %q in\n%s", name, line, got)
				break
			}
			at += i
		}
		if n := strings.Count(got, "added:") + strings.Count(got, "removed:") + strings.Count(got, "changed:"); n != strings.Count(c.want, "added:")+strings.Count(c.want, "removed:")+strings.Count(c.want, "changed:") {
			t.Errorf("%s: %d changes:\n%s", name, n, got)
		}
	}
}
