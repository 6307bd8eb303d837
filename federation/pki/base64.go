package pki

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"federate/federation/lazy"
)

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
// character left over at the end is dropped: the structure inside tells what is cut
// off.
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
var escapes = strings.NewReplacer(`\\n`, "", `\\r`, "", `\n`, "", `\r`, "", `\t`, "", `\/`, "/", `%0A`, "", `%0D`, "", `&#13;`, "", `&#xD;`,
	"", `&#10;`, "", `&#xA;`, "")

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
