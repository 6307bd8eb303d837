package federation

import (
	"encoding/base64"
	"regexp"
	"strings"
)

// secrets are what nobody may write down, by its form. Each is one that other
// text does not have: a wrong suspicion costs an answer.
var secrets = []struct {
	is   *regexp.Regexp
	what string
}{
	{regexp.MustCompile(`-----BEGIN [A-Z0-9 ]*PRIVATE KEY|PRIVATE KEY-----|---- BEGIN SSH2 ENCRYPTED PRIVATE KEY|PuTTY-User-Key-File`), "a private key"},
	{regexp.MustCompile(`[A-Za-z0-9_.~-]{3}\dQ~[A-Za-z0-9_.~-]{30,}`), "a client secret of Entra ID"},
	{regexp.MustCompile(`\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*\.[A-Za-z0-9_.-]*`), "a token"},
	{regexp.MustCompile(`(?i)\b(bearer|ssws)\s+[A-Za-z0-9._~+/-]{16,}`), "a token"},
	{regexp.MustCompile(`(?i)\bbasic\s+[A-Za-z0-9+/]{16,}={0,2}(\s|$)`), "a name with its password"},
	{regexp.MustCompile(`\bGOCSPX-[A-Za-z0-9_-]{16,}`), "a client secret of Google"},
	{regexp.MustCompile(`\b(AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{30,}|\bxox[abprs]-[A-Za-z0-9-]{10,}|\bya29\.[A-Za-z0-9_-]{20,}|\bAIza[A-Za-z0-9_-]{35}`), "an access key"},
	{regexp.MustCompile(`(?i)\b[a-z][a-z0-9+.-]*://[^/\s:@?#]+:[^/\s@?#]+@`), "an address with a password in it"},
	{regexp.MustCompile(`(?i)[?&#](client_secret|access_token|id_token|refresh_token|client_assertion|assertion|password)=[^&\s]{8,}`), "an address with a secret in it"},
}

// named is a word for a secret, and what is said to be one.
var named = regexp.MustCompile(`(?i)\b(?:client[ _-]?secret|secret|password|passwd|passphrase|pwd|passwort|kennwort|api[ _-]?key|access[ _-]?token)\b["']?\s*(?:is|ist|was|:|=)\s*["']?([^\s"',;]{8,})`)

// keyed is the beginning of a private key in DER, as base64 writes it.
var keyed = regexp.MustCompile(`\bM(?:II[A-Za-z0-9+/]|C4C|HcC|IG|FEC|HQC)[A-Za-z0-9+/=\s]{60,}`)

// Secret says what text holds that is never to be written down, by its form, in
// words that do not repeat it: "a client secret of Entra ID". Empty: nothing.
func Secret(text string) string {
	for _, s := range secrets {
		if s.is.MatchString(text) {
			return s.what
		}
	}
	for _, m := range named.FindAllStringSubmatch(text, -1) {
		if mixed(m[1]) {
			return "a password or a secret"
		}
	}
	for _, m := range keyed.FindAllString(text, -1) {
		if privateDER(m) {
			return "a private key"
		}
	}
	return ""
}

// mixed reports whether word has letters and digits, as what was made to be
// guessed by nobody has; prose and dates have not both.
func mixed(word string) bool {
	return strings.ContainsAny(word, "0123456789") && strings.ContainsFunc(word, func(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }) && !guid.MatchString(word) && !strings.Contains(word, "://")
}

var guid = regexp.MustCompile(`(?i)^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)

// privateDER reports whether base64 begins a private key: a sequence whose first
// part is a small version number (RFC 5208 5, RFC 8017 A.1.2, RFC 5915 3).
func privateDER(text string) bool {
	head := strings.Join(strings.Fields(text), "")
	der, err := base64.StdEncoding.DecodeString(head[:min(len(head), 40)/4*4])
	if err != nil || len(der) < 10 || der[0] != 0x30 {
		return false
	}
	rest := der[2:]
	if der[1] > 0x80 {
		rest = der[min(2+int(der[1]&0x7f), len(der)-4):]
	}
	return len(rest) >= 4 && rest[0] == 2 && rest[1] == 1 && rest[2] <= 1
}
