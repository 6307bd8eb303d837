package pki

import (
	"net/url"
	"regexp"
	"strings"

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

// begin and end also match the dashes that office programs make of hyphens.
var (
	begin = lazy.Regexp(`(-[-\x{2010}-\x{2015} ]*|[\x{2010}-\x{2015}]+[-\x{2010}-\x{2015} ]*)BEGIN[ \x{a0}]+([A-Z0-9][A-Z0-9 \x{a0}#]{2,40}?)[ \x{a0}]*[-\x{2010}-\x{2015}]+( ?-+)?`)
	end   = lazy.Regexp(`[-\x{2010}-\x{2015}][-\x{2010}-\x{2015} ]*END[ \x{a0}]+[A-Z0-9][A-Z0-9 \x{a0}#]{2,40}?[ \x{a0}]*[-\x{2010}-\x{2015}]+( ?-+)?`)
)

// kinds are the labels that mean something here (RFC 7468 4, and older ones).
var kinds = map[string]federation.Kind{
	"CERTIFICATE":                federation.KindCertificate,
	"X509 CERTIFICATE":           federation.KindCertificate,
	"TRUSTED CERTIFICATE":        federation.KindCertificate,
	"PKCS7":                      federation.KindPKCS7,
	"CMS":                        federation.KindPKCS7,
	"PKCS #7 SIGNED DATA":        federation.KindPKCS7,
	"CERTIFICATE CHAIN":          federation.KindPKCS7,
	"CERTIFICATE REQUEST":        federation.KindCSR,
	"NEW CERTIFICATE REQUEST":    federation.KindCSR,
	"PUBLIC KEY":                 federation.KindPublicKey,
	"RSA PUBLIC KEY":             federation.KindPublicKey,
	"PKCS12":                     federation.KindPKCS12,
	"SSH2 PUBLIC KEY":            federation.KindSSHKey,
	"OPENSSH PRIVATE KEY":        federation.KindSSHKey,
	"SSH2 ENCRYPTED PRIVATE KEY": federation.KindSSHKey,
}

func kindOf(label string) federation.Kind {
	if k := kinds[label]; k != "" {
		return k
	}
	if strings.HasSuffix(label, "PRIVATE KEY") {
		return federation.KindPrivateKey
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

// line finds the first match of re from at on, given the word that stands in it.
// Only a few characters around each word are looked at, so that a large text is read
// fast. A word without a dash before it or without a label behind it is skipped, and
// of the others no more are tried than tries allows.
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

// mostTries is in how many places of one text BEGIN and END are looked for: ten
// times as many as there are blocks that are read.
const mostTries = 40_000

// labelled reports whether text begins like a label.
func labelled(text string) bool {
	head := text[:min(len(text), 16)]
	label := strings.TrimLeft(head, " \u00a0")
	return label != head && label != "" && (label[0] >= 'A' && label[0] <= 'Z' || label[0] >= '0' && label[0] <= '9')
}
