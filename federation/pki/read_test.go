package pki_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"federate/federation"
	"federate/federation/pki"
)

// wide is s in UTF-16 without a mark.
func wide(s string, little bool) []byte {
	var out []byte
	for _, u := range utf16.Encode([]rune(s)) {
		if little {
			out = append(out, byte(u), byte(u>>8))
		} else {
			out = append(out, byte(u>>8), byte(u))
		}
	}
	return out
}

// One certificate in every form it was ever pasted in.
func TestReadCertificate(t *testing.T) {
	text := string(fixture(t, "entra.pem"))
	want, err := pki.Certificate(text)
	if err != nil {
		t.Fatal(err)
	}
	b64 := base64.StdEncoding.EncodeToString(want.Raw)
	body := strings.Join(strings.Split(strings.TrimSpace(text), "\n")[1:len(strings.Split(strings.TrimSpace(text), "\n"))-1], "\n")
	json1, _ := json.Marshal(text)
	for _, c := range []struct {
		name, form, mended string // mended is part of one of the sentences
		raw                []byte
	}{
		{"PEM", pki.FormPEM, "", []byte(text)},
		{"CRLF", pki.FormPEM, "", []byte(strings.ReplaceAll(text, "\n", "\r\n"))},
		{"no last line end", pki.FormPEM, "", []byte(strings.TrimSpace(text))},
		{"empty lines around", pki.FormPEM, "", []byte("\n\n" + text + "\n\n")},
		{"DER", pki.FormDER, "", want.Raw},
		{"DER and a line end", pki.FormDER, "", append(bytes.Clone(want.Raw), '\n')},
		{"base64 in one line", pki.FormBase64, "", []byte(b64)},
		{"base64 in lines", pki.FormBase64, "", []byte(body)},
		{"base64 in lines with CRLF", pki.FormBase64, "", []byte(strings.ReplaceAll(body, "\n", "\r\n"))},
		{"base64 with spaces", pki.FormBase64, "", []byte(strings.ReplaceAll(body, "\n", " "))},
		{"base64 with \\n", pki.FormBase64, "", []byte(strings.ReplaceAll(body, "\n", `\n`))},
		{"base64 in quotes", pki.FormBase64, "", []byte(`"` + b64 + `"`)},
		{"base64 of the URL alphabet", pki.FormBase64, "", []byte(base64.RawURLEncoding.EncodeToString(want.Raw))},
		{"base64 in UTF-16", pki.FormBase64, "UTF-16", wide(b64, true)},
		{"out of metadata", pki.FormBase64, "", []byte("<ds:X509Certificate>\n" + b64 + "\n</ds:X509Certificate>")},
		{"byte order mark", pki.FormRepaired, "byte order mark", []byte("\ufeff" + text)},
		{"UTF-16 with mark", pki.FormRepaired, "UTF-16", append([]byte{0xff, 0xfe}, wide(text, true)...)},
		{"UTF-16 big-endian with mark", pki.FormRepaired, "UTF-16", append([]byte{0xfe, 0xff}, wide(text, false)...)},
		{"UTF-16 without mark", pki.FormRepaired, "UTF-16", wide(text, true)},
		{"UTF-16 big-endian without mark", pki.FormRepaired, "UTF-16", wide(text, false)},
		{"spaces for line ends", pki.FormRepaired, "line ends", []byte(strings.ReplaceAll(text, "\n", " "))},
		{"no line ends", pki.FormRepaired, "line ends", []byte(strings.ReplaceAll(text, "\n", ""))},
		{"\\n for line ends", pki.FormRepaired, `written as \n`, []byte(strings.ReplaceAll(text, "\n", `\n`))},
		{"\\r\\n for line ends", pki.FormRepaired, `written as \n`, []byte(strings.ReplaceAll(text, "\n", `\r\n`))},
		{"a JSON string", pki.FormRepaired, `written as \n`, json1},
		{"a JSON value", pki.FormRepaired, `written as \n`, []byte(`{"x509cert": ` + string(json1) + `}`)},
		{"one long line", pki.FormRepaired, "64 characters", []byte("-----BEGIN CERTIFICATE-----\n" + b64 + "\n-----END CERTIFICATE-----\n")},
		{"text above", pki.FormRepaired, "text above", []byte("Bag Attributes\n    localKeyID: 01\n" + text)},
		{"mail quoting", pki.FormRepaired, "mail", []byte("> " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n> "))},
		{"dashes", pki.FormRepaired, "misspelt", []byte(strings.ReplaceAll(text, "-----", "—–—"))},
		{"four hyphens", pki.FormRepaired, "misspelt", []byte(strings.ReplaceAll(text, "-----BEGIN", "----BEGIN"))},
		{"no END line", pki.FormRepaired, "END line", []byte(strings.SplitN(text, "-----END", 2)[0])},
		{"another label", pki.FormRepaired, "labelled", []byte(strings.ReplaceAll(text, "CERTIFICATE", "X509 CERTIFICATE"))},
		{"URL encoding", pki.FormRepaired, "", []byte(url.PathEscape(text))},
		{"form encoding", pki.FormRepaired, "", []byte(url.QueryEscape(text))},
		{"base64 around PEM", pki.FormRepaired, "once more", []byte(base64.StdEncoding.EncodeToString([]byte(text)))},
		{"base64 around base64 around PEM", pki.FormRepaired, "once more",
			[]byte(base64.StdEncoding.EncodeToString([]byte(base64.StdEncoding.EncodeToString([]byte(text)))))},
		{"zero-width spaces", pki.FormRepaired, "line ends", []byte(strings.ReplaceAll(text, "-----\n", "-----\u200b"))},
	} {
		b, ok := pki.Read(c.raw)
		if !ok {
			t.Errorf("%s: not recognised", c.name)
			continue
		}
		if b.Kind != federation.KindCertificate || b.Form != c.form || b.Private || len(b.Malformed) > 0 ||
			len(b.Certificates) != 1 || !b.Certificates[0].Equal(want) {
			t.Errorf("%s: got %+v", c.name, b)
		}
		said := strings.Join(b.Mended, "; ")
		if (c.form == pki.FormRepaired) != (said != "") && c.mended == "" || !strings.Contains(said, c.mended) {
			t.Errorf("%s: mended %q, want %q", c.name, said, c.mended)
		}
		claims := b.Claims("sha256:x")
		if len(claims) != 1 || claims[0].Value != text || claims[0].Side != federation.IdP || claims[0].Key != "" || claims[0].From.Digest != "sha256:x" {
			t.Errorf("%s: claims %+v", c.name, claims)
		}
	}
}

// Every other thing, as PEM, DER, base64 and cut off after half of it.
func TestReadOthers(t *testing.T) {
	for name, want := range map[string]federation.Kind{
		"pki-private-key/bad-pkcs8.pem":     federation.KindPrivateKey,
		"pki-private-key/bad-pkcs1.pem":     federation.KindPrivateKey,
		"pki-private-key/bad-encrypted.pem": federation.KindPrivateKey,
		"pki-private-key/bad-legacy.pem":    federation.KindPrivateKey,
		"pki-private-key/bad-ec.pem":        federation.KindPrivateKey,
		"pki-private-key/bad-openssh":       federation.KindSSHKey,
		"pki-public-key/bad.pem":            federation.KindPublicKey,
		"pki-public-key/bad-pkcs1.pem":      federation.KindPublicKey,
		"pki-csr/bad.csr":                   federation.KindCSR,
		"pki-pkcs12/bad.pfx":                federation.KindPKCS12,
		"pki-ssh-key/bad.pub":               federation.KindSSHKey,
		"pki-not-pem/bad.p7b":               federation.KindPKCS7,
		"entra.pem":                         federation.KindCertificate,
	} {
		raw := fixture(t, name)
		variants := map[string][]byte{"itself": raw, "base64 around it": []byte(base64.StdEncoding.EncodeToString(raw))}
		der := raw
		if block, _ := pem.Decode(raw); block != nil {
			variants["spaces for line ends"] = bytes.ReplaceAll(raw, []byte("\n"), []byte(" "))
			variants["half of it"] = raw[:len(raw)/2]
			variants["UTF-16"] = wide(string(raw), true)
			variants["form encoding"] = []byte(url.QueryEscape(string(raw)))
			variants["URL encoding"] = []byte(url.PathEscape(string(raw)))
			der = block.Bytes
		}
		if der[0] == 0x30 && !bytes.Contains(raw, []byte("DEK-Info")) {
			variants["DER"] = der
			variants["half of the DER"] = der[:len(der)/2]
			variants["bare base64"] = []byte(base64.StdEncoding.EncodeToString(der))
			variants["half of the base64"] = variants["bare base64"][:len(variants["bare base64"])/2]
			variants["the label of a certificate"] = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
		}
		for how, v := range variants {
			if name == "pki-ssh-key/bad.pub" && how != "itself" {
				continue
			}
			b, ok := pki.Read(v)
			if !ok || b.Kind != want {
				t.Errorf("%s, %s: got %+v", name, how, b)
				continue
			}
			if private := strings.HasPrefix(name, "pki-private-key"); b.Private != private || private && (b.Certificates != nil || b.Claims("") != nil) {
				t.Errorf("%s, %s: private %v, certificates %d", name, how, b.Private, len(b.Certificates))
			}
		}
	}
	b, _ := pki.Read(fixture(t, "pki-private-key/bad-with-certificate.pem"))
	if b.Kind != federation.KindPrivateKey || b.Certificates != nil {
		t.Errorf("a certificate beside a private key: %+v", b)
	}
	for _, line := range []string{"-----BEGIN RSA PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----", "PuTTY-User-Key-File-3: ssh-ed25519\n",
		`{"kty":"RSA","n":"x","e":"AQAB","d":"secret"}`, `{"keys":[{"kty":"EC"},{"kty":"EC","d":"secret"}]}`, `{"kty":"oct","k":"secret"}`} {
		if b, ok := pki.Read([]byte(line)); !ok || !b.Private {
			t.Errorf("%q: got %+v", line, b)
		}
	}
	for _, line := range []string{"", " ", "hello", "https://idp.example/saml", `{"keys":[{"kty":"RSA","n":"x","e":"AQAB"}]}`,
		"<html></html>", strings.Repeat("A", 400), "-----BEGIN PGP MESSAGE-----\nxx\n-----END PGP MESSAGE-----", "MIIC", "\x30\x80", "\x30\x84\xff\xff\xff\xff"} {
		if b, ok := pki.Read([]byte(line)); ok {
			t.Errorf("%.40q: got %+v", line, b)
		}
	}
}

// The description of a private key holds no part of it.
func TestNothingOfAKeyIsKept(t *testing.T) {
	for _, name := range []string{"bad-pkcs8.pem", "bad-pkcs1.pem", "bad-encrypted.pem", "bad-ec.pem", "bad-openssh", "bad.der", "bad-with-certificate.pem"} {
		raw := fixture(t, "pki-private-key/"+name)
		b, ok := pki.Read(raw)
		if !ok {
			t.Fatal(name)
		}
		said := fmt.Sprintf("%+v", *b)
		for i := 64; i+8 <= len(raw); i += 8 {
			if strings.Contains(said, string(raw[i:i+8])) && !bytes.Contains(raw[i:i+8], []byte("KEY")) {
				t.Errorf("%s: %q is in %s", name, raw[i:i+8], said)
			}
		}
	}
}

func TestHasPrivateKey(t *testing.T) {
	key := string(fixture(t, "pki-private-key/bad-pkcs8.pem"))
	legacy := string(fixture(t, "pki-private-key/bad-legacy.pem"))
	for text, want := range map[string]bool{
		"<a>" + key + "</a>": true,
		legacy:               true,
		`{"private_key": "` + strings.ReplaceAll(key, "\n", `\n`) + `"}`:           true,
		`function(k){return "-----BEGIN PRIVATE KEY-----\n"+wrap(k,64)+"-----END"`: false,
		string(fixture(t, "entra.pem")):                                            false,
		"the PRIVATE key":                                                          false,
	} {
		if got := pki.HasPrivateKey([]byte(text)); got != want {
			t.Errorf("%.60q: %v", text, got)
		}
	}
}

func TestChains(t *testing.T) {
	for name, leaves := range map[string][]string{
		"bad-chain.pem":       {"signer"},
		"bad-upside-down.pem": {"signer"},
		"bad.p7b":             {"signer"},
		"bad-der.p7c":         {"signer"},
		"bad-stream.p7b":      {"signer"},
		"bad-two.pem":         {"entra", "signer"},
	} {
		b, ok := pki.Read(fixture(t, "pki-several-certificates/"+name))
		if !ok || len(b.Certificates) != 2 || len(b.Malformed) > 0 {
			t.Errorf("%s: %+v", name, b)
			continue
		}
		var got []string
		for _, c := range b.Leaves() {
			got = append(got, c.Subject.CommonName)
		}
		if !slices.Equal(got, leaves) {
			t.Errorf("%s: leaves %v, want %v", name, got, leaves)
		}
		claims := b.Claims("")
		if len(claims) != len(leaves) || claims[0].Key != "" || len(claims) > 1 && claims[1].Key != pki.SHA256(b.Leaves()[1]) {
			t.Errorf("%s: claims %+v", name, claims)
		}
	}
}

// What is cut off, or nested without an end, is said to be so and holds nothing up.
func TestDamagedPKCS7(t *testing.T) {
	whole := fixture(t, "pki-several-certificates/bad-stream.p7b")
	cut := 0
	for n := 30; n < len(whole); n++ {
		b, ok := pki.Read(whole[:n])
		if !ok || b.Kind != federation.KindPKCS7 {
			t.Fatalf("%d bytes: %+v", n, b)
		}
		if len(b.Malformed) == 1 && strings.Contains(b.Malformed[0].Reason, "cut off") {
			cut++
		}
	}
	if least := len(whole) - 40; cut < least { // the last bytes are ends alone
		t.Errorf("%d of %d pieces are said to be cut off, want %d", cut, len(whole), least)
	}
	deep := append(bytes.Clone(whole[:13]), bytes.Repeat([]byte{0xa0, 0x80, 0x30, 0x80}, 1<<18)...)
	if b, ok := pki.Read(deep); !ok || len(b.Malformed) != 1 || len(b.Certificates) > 0 {
		t.Errorf("nested: %+v %v", b, ok)
	}
}

// Of a file with more certificates than anybody has, the first are read, and
// that is said.
func TestTooManyCertificates(t *testing.T) {
	one := fixture(t, "entra.pem")
	b, ok := pki.Read(bytes.Repeat(one, 600))
	if !ok || len(b.Certificates) != 500 || len(b.Malformed) != 1 || !strings.Contains(b.Malformed[0].Reason, "more than 500") {
		t.Errorf("%d certificates, %+v", len(b.Certificates), b.Malformed)
	}
}

// Words that look like the beginning of a block, and none that is.
func TestAlmostBlocks(t *testing.T) {
	for _, text := range []string{"-----BEGIN ", "PRIVATE -BEGIN x ", "-BEGIN A PRIVATE END "} {
		long := bytes.Repeat([]byte(text), 1<<20/len(text))
		if pki.HasPrivateKey(long) {
			t.Errorf("%q is taken for a private key", text)
		}
		if b, ok := pki.Read(long); ok {
			t.Errorf("%q is read as %+v", text, b)
		}
	}
}

// A roll-over has two certificates of the same name, each issued by itself.
func TestLeavesOfTheSameName(t *testing.T) {
	raw := fixture(t, "entra.pem")
	b, _ := pki.Read(append(bytes.Clone(raw), raw...))
	if len(b.Certificates) != 2 || len(b.Leaves()) != 1 {
		t.Errorf("twice the same: %d leaves of %d", len(b.Leaves()), len(b.Certificates))
	}
}

func TestMalformed(t *testing.T) {
	for name, want := range map[string]struct {
		line   int
		reason string
	}{
		"bad-cut-off.pem":   {1, "it is cut off"},
		"bad-line-lost.pem": {1, ""},
		"bad-stray.pem":     {1, `'#' does not belong into base64`},
	} {
		b, ok := pki.Read(fixture(t, "pki-malformed/"+name))
		if !ok || b.Kind != federation.KindCertificate || len(b.Malformed) != 1 || b.Malformed[0].Line != want.line || !strings.Contains(b.Malformed[0].Reason, want.reason) {
			t.Errorf("%s: %+v", name, b)
		}
	}
	b, ok := pki.Read([]byte("mail\n\n-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n"))
	if !ok || len(b.Malformed) != 1 || b.Malformed[0].Line != 3 || !strings.Contains(b.Malformed[0].Reason, "nothing between") {
		t.Errorf("empty block: %+v", b)
	}
}

// What Convert writes, Read reads in the form that was asked for.
func TestConvert(t *testing.T) {
	c, err := pki.Certificate(string(fixture(t, "entra.pem")))
	if err != nil {
		t.Fatal(err)
	}
	extensions := map[string]string{"pem": ".pem", "der": ".cer", "base64": ".txt"}
	for _, form := range pki.Forms() {
		data, ext, err := pki.Convert(c, form)
		if err != nil || ext != extensions[form] {
			t.Errorf("%s: %q, %v", form, ext, err)
		}
		b, ok := pki.Read(data)
		if !ok || b.Form != form || len(b.Certificates) != 1 || !b.Certificates[0].Equal(c) || len(b.Mended) > 0 {
			t.Errorf("%s: read back %+v", form, b)
		}
	}
	if _, _, err := pki.Convert(c, "pme"); err == nil || !strings.Contains(err.Error(), "did you mean pem?") {
		t.Errorf("got %v", err)
	}
}

func TestBrief(t *testing.T) {
	text := string(fixture(t, "entra.pem"))
	c, _ := pki.Certificate(text)
	if got := pki.Brief(text); got != "entra, until 2028-09-01, SHA-1 "+pki.SHA1(c)[:8]+"…" {
		t.Error(got)
	}
	if got := pki.Brief("x"); got != "not a certificate" {
		t.Error(got)
	}
	if !pki.Same(text, strings.ReplaceAll(text, "\n", "\r\n")) || pki.Same(text, string(fixture(t, "pki-expired/bad.pem"))) {
		t.Error("same")
	}
}

func FuzzRead(f *testing.F) {
	for _, name := range []string{"entra.pem", "pki-several-certificates/bad.p7b", "pki-several-certificates/bad-der.p7c", "pki-private-key/bad-legacy.pem",
		"pki-private-key/bad.der", "pki-pkcs12/bad.pfx", "pki-csr/bad.csr", "pki-public-key/bad-pkcs1.pem", "pki-repaired/bad-utf16.pem",
		"pki-repaired/bad-dashes.pem", "pki-repaired/good.b64", "pki-weak-curve/bad-p192.pem", "pki-ssh-key/bad.pub"} {
		f.Add(fixture(f, name))
	}
	f.Add([]byte(`{"kty":"oct","k":"x"}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		b, ok := pki.Read(raw)
		pki.HasPrivateKey(raw)
		if !ok {
			return
		}
		if b.Kind == "" || b.Form == "" {
			t.Errorf("recognised as nothing: %+v", b)
		}
		if b.Private && (b.Certificates != nil || b.Claims("") != nil) {
			t.Error("something beside a private key was kept")
		}
		for _, c := range b.Claims("") {
			if _, err := pki.Certificate(c.Value); err != nil {
				t.Errorf("a claim that is no certificate: %v", err)
			}
		}
	})
}

// What is read of UTF-16 is what unicode/utf16 makes of it, broken or not.
func TestUTF16(t *testing.T) {
	for _, units := range [][]uint16{{}, {'a'}, {0xd83d, 0xde00, 'b'}, {0xd83d, 'b'}, {0xde00, 0xd83d}, {0xd83d}, {0x65e5, 0xffff}} {
		raw := []byte{0xff, 0xfe}
		for _, u := range units {
			raw = append(raw, byte(u), byte(u>>8))
		}
		if got, _ := pki.Text(raw); string(got) != string(utf16.Decode(units)) {
			t.Errorf("%x: %q", units, got)
		}
		if got, _ := pki.Text(append(raw, 'x')); string(got) != string(utf16.Decode(units)) {
			t.Errorf("%x and half a unit: %q", units, got)
		}
	}
}
