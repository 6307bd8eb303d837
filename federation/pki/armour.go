package pki

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"federate/federation"
	"federate/federation/lazy"
)

// A block is one pair of BEGIN and END lines and what is between them.
type block struct {
	label string // "RSA PRIVATE KEY"
	body  string // with everything that mail and consoles put into it
	from  int    // offset of the BEGIN line
	to    int    // offset of what follows the END line
	ended bool   // has an END line
	exact bool   // five hyphens on either side, nothing else
}

// begin and end allow for the dashes that office programs make of hyphens.
var (
	begin = lazy.Regexp(`(-[-\x{2010}-\x{2015} ]*|[\x{2010}-\x{2015}]+[-\x{2010}-\x{2015} ]*)BEGIN[ \x{a0}]+([A-Z0-9][A-Z0-9 \x{a0}#]{2,40}?)[ \x{a0}]*[-\x{2010}-\x{2015}]+( ?-+)?`)
	end   = lazy.Regexp(`[-\x{2010}-\x{2015}][-\x{2010}-\x{2015} ]*END[ \x{a0}]+[A-Z0-9][A-Z0-9 \x{a0}#]{2,40}?[ \x{a0}]*[-\x{2010}-\x{2015}]+( ?-+)?`)
)

// kinds are the labels that mean something here (RFC 7468 4, and older ones).
var kinds = map[string]federation.Kind{
	"CERTIFICATE":                KindCertificate,
	"X509 CERTIFICATE":           KindCertificate,
	"TRUSTED CERTIFICATE":        KindCertificate,
	"PKCS7":                      KindPKCS7,
	"CMS":                        KindPKCS7,
	"PKCS #7 SIGNED DATA":        KindPKCS7,
	"CERTIFICATE CHAIN":          KindPKCS7,
	"CERTIFICATE REQUEST":        KindCSR,
	"NEW CERTIFICATE REQUEST":    KindCSR,
	"PUBLIC KEY":                 KindPublicKey,
	"RSA PUBLIC KEY":             KindPublicKey,
	"PKCS12":                     KindPKCS12,
	"SSH2 PUBLIC KEY":            KindSSHKey,
	"OPENSSH PRIVATE KEY":        KindSSHKey,
	"SSH2 ENCRYPTED PRIVATE KEY": KindSSHKey,
}

func kindOf(label string) federation.Kind {
	if k := kinds[label]; k != "" {
		return k
	}
	if strings.HasSuffix(label, "PRIVATE KEY") {
		return KindPrivateKey
	}
	return ""
}

// armour finds the blocks of text whose label is known.
func armour(text string) (out []block) {
	const most = 2000 // blocks; the largest lists of authorities have some hundred
	if !strings.Contains(text, "BEGIN") {
		return nil
	}
	var starts [][]int
	tries := mostTries
	for at := 0; len(starts) < most; {
		m := line(begin(), "BEGIN", text, at, &tries)
		if m == nil {
			break
		}
		starts, at = append(starts, m), m[1]
	}
	for i, s := range starts {
		label := strings.Join(strings.Fields(text[s[4]:s[5]]), " ")
		if kindOf(label) == "" {
			continue
		}
		stop := len(text)
		if i+1 < len(starts) {
			stop = starts[i+1][0]
		}
		b := block{label: label, from: s[0], to: stop, body: text[s[1]:stop], exact: text[s[0]:s[1]] == "-----BEGIN "+label+"-----"}
		if e := line(end(), "END", b.body, 0, &tries); e != nil {
			b.exact = b.exact && b.body[e[0]:e[1]] == "-----END "+label+"-----"
			b.body, b.to, b.ended = b.body[:e[0]], s[1]+e[1], true
		}
		out = append(out, b)
	}
	if len(out) > 0 {
		return out
	}
	// As a form body or an address writes it; what comes out has fewer bytes.
	if strings.Contains(text, "BEGIN+") {
		if plain, err := url.QueryUnescape(text); err == nil && len(plain) < len(text) {
			return armour(plain)
		}
	}
	if strings.Contains(text, "BEGIN%20") {
		if plain, err := url.PathUnescape(text); err == nil && len(plain) < len(text) {
			return armour(plain)
		}
	}
	return nil
}

// line finds the first match of re at or after at, given the word that is in
// it: around each word a few characters are enough, and a large text is read fast.
//
// What no dash stands before, and no label behind, is not tried, and of the rest
// no more than are left in tries.
func line(re *regexp.Regexp, word, text string, at int, tries *int) []int {
	const before, after = 24, 96
	for {
		i := strings.Index(text[at:], word)
		if i < 0 {
			return nil
		}
		i += at
		from := max(at, i-before)
		if !strings.ContainsAny(text[from:i], "-\u2010\u2011\u2012\u2013\u2014\u2015") || !labelled(text[i+len(word):]) {
			at = i + len(word)
			continue
		}
		if *tries--; *tries < 0 {
			return nil
		}
		if m := re.FindStringSubmatchIndex(text[from:min(len(text), i+after)]); m != nil {
			for j := range m {
				m[j] += from
			}
			return m
		}
		at = i + len(word)
	}
}

// mostTries is how many places of one text are looked at for BEGIN and END: ten
// times as many as there are blocks that are read.
const mostTries = 40_000

// labelled reports whether text begins like a label.
func labelled(text string) bool {
	head := text[:min(len(text), 16)]
	label := strings.TrimLeft(head, " \u00a0")
	return label != head && label != "" && (label[0] >= 'A' && label[0] <= 'Z' || label[0] >= '0' && label[0] <= '9')
}

// HasPrivateKey reports whether text is a private JSON web key, or a PEM private
// key with its content stands anywhere in it, of whatever kind the document is.
// The words alone do not count: the scripts of many web pages contain them.
func HasPrivateKey(text []byte) bool {
	if fromJWK(text) != nil {
		return true
	}
	if !bytes.Contains(text, []byte("PRIVATE")) {
		return false
	}
	const enough, mostStart = 40, 64 << 10
	return slices.ContainsFunc(armour(string(text)), func(b block) bool {
		if !strings.HasSuffix(b.label, "PRIVATE KEY") {
			return false
		}
		body := withoutHeaders(b.body)
		clean := tidy(body[:min(len(body), mostStart)])
		return len(clean) >= enough && strings.IndexFunc(clean[:enough], func(r rune) bool { return !isBase64(r) }) < 0
	})
}

// fromPEM reads blocks. The structure inside one counts for more than its label.
func fromPEM(raw []byte, text string, blocks []block, mended []string) *Bundle {
	b := &Bundle{Form: FormPEM, Mended: mended}
	var found []federation.Kind
	line, counted := 1, 0
	for i := range blocks {
		bl := &blocks[i]
		kind, key := kindOf(bl.label), sortOf(bl.label)
		der, err := decode(bl.body)
		if shape, what := shapeOf(der); err == nil && shape != "" && kind != KindSSHKey {
			kind = shape
			if what != "" {
				key = what
			}
		}
		found = append(found, kind)
		if bl.from <= len(text) { // it is not where the text was URL-encoded
			line += strings.Count(text[counted:bl.from], "\n")
			counted = bl.from
		}
		switch {
		case kind == KindPrivateKey, kind == KindSSHKey && strings.HasSuffix(bl.label, "PRIVATE KEY"):
			b.Private, b.Key = true, key
		case kind == KindPublicKey, kind == KindSSHKey:
			b.Key = key
		case kind != KindCertificate && kind != KindPKCS7:
		case err != nil:
			b.fault(Fault{Line: line, Reason: err.Error()})
		default:
			b.add(kind, der, line)
		}
	}
	b.Kind = foremost(found)
	if b.Private {
		b.Certificates, b.Malformed = nil, nil
	}
	if b.Kind == KindPrivateKey || b.Kind == KindSSHKey {
		return b
	}
	b.Mended = append(b.Mended, damage(text, blocks)...)
	if len(b.Mended) == 0 && !strict(raw, len(blocks)) {
		b.Mended = append(b.Mended, "strict readers would not have taken it")
	}
	if len(b.Mended) > 0 && b.Form == FormPEM {
		b.Form = FormRepaired
	}
	return b
}

// sortOf is a key's label in words.
func sortOf(label string) string {
	return strings.NewReplacer("OPENSSH", "OpenSSH", "ENCRYPTED", "encrypted", "PRIVATE KEY", "private key", "PUBLIC KEY", "public key").Replace(label)
}

// foremost is the kind of a document that holds blocks of several.
func foremost(found []federation.Kind) federation.Kind {
	for _, k := range []federation.Kind{KindPrivateKey, KindSSHKey, KindPKCS12, KindCertificate, KindPKCS7, KindCSR} {
		if slices.Contains(found, k) {
			return k
		}
	}
	return found[0]
}

// decode reads the base64 of one block.
func decode(body string) ([]byte, error) {
	if len(body) > mostText {
		return nil, fmt.Errorf("it has %d MiB, and %d are read at most", len(body)>>20, mostText>>20)
	}
	clean := tidy(body)
	if clean == "" {
		return nil, errors.New("there is nothing between BEGIN and END")
	}
	return fromBase64(clean)
}

// fromBase64 reads either alphabet (RFC 4648 4 and 5), padded or not. A single
// character left over at the end is dropped: what is cut off is said by the
// structure inside.
func fromBase64(clean string) ([]byte, error) {
	clean = strings.TrimRight(clean, "=")
	clean = strings.NewReplacer("-", "+", "_", "/").Replace(clean)
	if i := strings.IndexFunc(clean, func(r rune) bool { return !isBase64(r) }); i >= 0 {
		return nil, fmt.Errorf("%q does not belong into base64", []rune(clean[i:])[0])
	}
	if len(clean)%4 == 1 {
		clean = clean[:len(clean)-1]
	}
	return base64.RawStdEncoding.DecodeString(clean)
}

func isBase64(r rune) bool {
	return 'A' <= r && r <= 'Z' || 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || r == '+' || r == '/' || r == '-' || r == '_' || r == '='
}

// escapes are line ends and slashes as JSON and shells write them.
var escapes = strings.NewReplacer(`\\n`, "", `\\r`, "", `\n`, "", `\r`, "", `\t`, "", `\/`, "/", `%0A`, "", `%0D`, "", `&#13;`, "", `&#xD;`, "", `&#10;`, "", `&#xA;`, "")

// tidy is s without white space, invisible characters, quotes and the marks
// that mail puts before quoted lines.
func tidy(s string) string {
	return strings.Map(func(r rune) rune {
		if r < utf8.RuneSelf && isBase64(r) { // nearly always
			return r
		}
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || unicode.IsControl(r) || strings.ContainsRune("\"'`>|,", r) {
			return -1
		}
		return r
	}, escapes.Replace(s))
}

// withoutHeaders is a block's body without the headers of RFC 1421 4.6.
func withoutHeaders(body string) string {
	if i := strings.LastIndex(body, "DEK-Info:"); i >= 0 {
		if j := strings.IndexByte(body[i:], '\n'); j >= 0 {
			return body[i+j:]
		}
	}
	return body
}

// fragment is an X509Certificate element by itself, as copied out of metadata.
var fragment = lazy.Regexp(`^\s*<(?:\w+:)?X509Certificate\b[^>]*>([^<]*)</`)

// bare reads a text that is base64 and nothing else.
func bare(text string) ([]byte, bool) {
	if m := fragment().FindStringSubmatch(text); m != nil {
		text = m[1]
	}
	const least = 32 // no certificate and no key is shorter
	clean := tidy(text)
	if len(clean) < least {
		return nil, false
	}
	der, err := fromBase64(clean)
	return der, err == nil
}
