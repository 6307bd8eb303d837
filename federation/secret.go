package federation

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"regexp"
	"strings"

	"federate/federation/lazy"
)

// secrets are the forms of what must never be written down. No other text has them:
// a wrong suspicion costs an answer.
var secrets = []struct {
	is   func() *regexp.Regexp
	what string
}{
	{lazy.Regexp(`-----BEGIN [A-Z0-9 ]*PRIVATE KEY|PRIVATE KEY-----|---- BEGIN SSH2 ENCRYPTED PRIVATE KEY|PuTTY-User-Key-File`),
		"a private key"},
	{lazy.Regexp(`[A-Za-z0-9_.~-]{3}\dQ~[A-Za-z0-9_.~-]{30,}`), "a client secret of Entra ID"},
	{lazy.Regexp(`\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*\.[A-Za-z0-9_.-]*|eyJ[A-Za-z0-9_-]{8,}\.eyJ`), "a token"},
	{lazy.Regexp(`(?i)\b(bearer|ssws)\s+[A-Za-z0-9._~+/-]{16,}`), "a token"},
	{lazy.Regexp(`(?i)\bbasic\s+[A-Za-z0-9+/]{16,}={0,2}(\s|$)`), "a name with its password"},
	{lazy.Regexp(`\bGOCSPX-[A-Za-z0-9_-]{16,}`), "a client secret of Google"},
	{lazy.Regexp(`\b(AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{30,}|\bgithub_pat_\w{30,}|\bglpat-[\w-]{16,}|\b[rs]k_(live|test)_[A-Za-z0-9]{16,}|\bxox[abprs]-[A-Za-z0-9-]{10,}|\bya29\.[A-Za-z0-9_-]{20,}|\bAIza[A-Za-z0-9_-]{35}|\bsk-[\w-]{32,}`),
		"an access key"},
	{lazy.Regexp(`(?i)\b[a-z][a-z0-9+.-]*://[^/\s:@?#]*:[^/\s@?#]+@`), "an address with a password in it"},
	{lazy.Regexp(`(?i)[?&#](client_secret|access_token|id_token|refresh_token|client_assertion|assertion|password|token|code|code_verifier|sig|signature)=[^&\s]{12,}|[?&#](client_secret|password)=[^&\s]{8,}`),
		"an address with a secret in it"},
	{lazy.Regexp(`(?i)["']?client_secret["']?\s*[:=]\s*["'][^"'\s]{8,}`), "a password or a secret"},
	{lazy.Regexp(`\bSAMLResponse=[A-Za-z0-9%+/_=-]{80,}`), "a login that somebody can use again"},
	{lazy.Regexp(`"(d|k)"\s*:\s*"[A-Za-z0-9_-]{20,}"`), "a private key"}, // RFC 7518 6.2.2.1, 6.3.2.1, 6.4.1
}

// named is a word for a secret, and what is said to be one.
var named = lazy.Regexp(`(?i)\b(?:client[ _-]?secret|secret|password|passwd|passphrase|pwd|passwort|kennwort|api[ _-]?key|access[ _-]?token)\b["']?\s*(?:is|ist|was|:|=)\s*["']?([^\s"',;]{8,})`)

// blobs are the ways in which bytes are written: base64 of either alphabet, perhaps
// in lines, and hexadecimal digits, perhaps with colons.
var (
	base64s = lazy.Regexp(`[A-Za-z0-9+/_-][A-Za-z0-9+/_\s-]{60,}={0,2}`)
	hexes   = lazy.Regexp(`(?i)\b(?:[0-9a-f]{2}[:\s]?){64,}`)
)

// LeftOut stands in an address for a value that is not kept.
const LeftOut = "left-out"

// Secret names what text holds that must never be written down, in words that do not
// repeat it: "a client secret of Entra ID". Empty: nothing.
func Secret(text string) string {
	for _, form := range forms(text) {
		if what := secret(form); what != "" {
			return what
		}
	}
	return ""
}

// Unsaid is text with each secret in it replaced by its name, for quoting what
// somebody typed in the wrong place.
func Unsaid(text string) string {
	if Secret(text) == "" {
		return text
	}
	out := text
	for _, s := range secrets {
		out = s.is().ReplaceAllLiteralString(out, "("+s.what+")")
	}
	out = named().ReplaceAllStringFunc(out, func(m string) string {
		if mixed(named().FindStringSubmatch(m)[1]) {
			return "(a password or a secret)"
		}
		return m
	})
	if what := Secret(out); what != "" {
		return "what was typed holds " + what + ", and is not repeated here"
	}
	return out
}

// forms are the ways in which a secret in text can be read: as it stands, without
// what has no width or ends a line, and without the escapes of an address.
func forms(text string) []string {
	out := []string{text}
	without := func(dropped func(rune) bool) string {
		return strings.Map(func(r rune) rune {
			if dropped(r) {
				return -1
			}
			return r
		}, text)
	}
	tight := without(func(r rune) bool { return r == '\n' || Obeyed(r) })
	if tight != text {
		out = append(out, without(Obeyed), tight)
	}
	if plain, err := url.PathUnescape(tight); err == nil && plain != tight {
		out = append(out, plain)
	}
	return out
}

func secret(text string) string {
	for _, s := range secrets {
		if s.is().MatchString(text) {
			return s.what
		}
	}
	for _, m := range named().FindAllStringSubmatch(text, -1) {
		if mixed(m[1]) {
			return "a password or a secret"
		}
	}
	for _, m := range base64s().FindAllString(text, -1) {
		if privateBase64(m) {
			return "a private key"
		}
	}
	for _, m := range hexes().FindAllString(text, -1) {
		if b, err := hex.DecodeString(strings.NewReplacer(":", "", " ", "", "\n", "", "\t", "", "\r", "").Replace(m)); err == nil &&
			privateDER(b) {
			return "a private key"
		}
	}
	return ""
}

// mixed reports whether word has letters and digits, as generated secrets have;
// prose and dates do not have both.
func mixed(word string) bool {
	return strings.ContainsAny(word, "0123456789") &&
		strings.ContainsFunc(word, func(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }) &&
		!guid().MatchString(word) && !strings.Contains(word, "://")
}

var guid = lazy.Regexp(`(?i)^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)

// privateBase64 reports whether one of the words of text, or from there on all of
// them, is a private key in base64: as DER, or its PEM in base64 once more, as
// configurations carry it.
func privateBase64(text string) bool {
	words := strings.Fields(strings.NewReplacer("-", "+", "_", "/").Replace(text))
	for i, w := range words {
		if !strings.HasPrefix(w, "M") && !strings.HasPrefix(w, "LS0t") { // 0x30, the tag of a sequence; "---"
			continue
		}
		head := strings.Join(words[i:min(i+20, len(words))], "")
		b, err := base64.StdEncoding.DecodeString(head[:min(len(head), 80)/4*4])
		if err == nil && (privateDER(b) || bytes.Contains(b, []byte("PRIVATE KEY"))) {
			return true
		}
	}
	return false
}

// privateDER reports whether der begins a private key: a sequence whose first part
// is a small version number (RFC 5208 5, RFC 8017 A.1.2, RFC 5915 3), or what
// carries one, encrypted by a password (RFC 5958 3, RFC 7292 4).
func privateDER(der []byte) bool {
	rest, ok := sequence(der)
	if !ok || len(rest) < 4 {
		return false
	}
	if rest[0] == 2 && rest[1] == 1 {
		return rest[2] <= 1 || rest[2] == 3 && rest[3] == 0x30
	}
	algorithm, ok := sequence(rest)
	return ok && bytes.HasPrefix(algorithm, pbes2) || ok && bytes.HasPrefix(algorithm, pkcs12PBE)
}

// The object identifiers 1.2.840.113549.1.5.13 and 1.2.840.113549.1.12.1.
var (
	pbes2     = []byte{6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, 13}
	pkcs12PBE = []byte{6, 10, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 12, 1}
)

// sequence is what stands in the sequence that der begins, which may be cut off.
func sequence(der []byte) ([]byte, bool) {
	if len(der) < 10 || der[0] != 0x30 {
		return nil, false
	}
	if der[1] <= 0x80 {
		return der[2:], true
	}
	return der[min(2+int(der[1]&0x7f), len(der)):], true
}
