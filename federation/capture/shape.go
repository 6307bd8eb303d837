package capture

import (
	"strings"

	"federate/federation/lazy"
)

// longestValue is how many characters a value of one line has at most, and a path
// that can be nothing else.
const longestValue = 300

var (
	// address is one that stands alone.
	address  = lazy.Regexp(`^(?i:https?)://\S+$`)
	pemBegin = lazy.Regexp(`(?:-{2,}|[\x{2010}-\x{2015}]+-*)\s*BEGIN [A-Z0-9 #]+[-\x{2010}-\x{2015}]+`)
	pemEnd   = lazy.Regexp(`(?:-{2,}|[\x{2010}-\x{2015}]+-*)\s*END [A-Z0-9 #]+[-\x{2010}-\x{2015}]+`)
	// preamble is what OpenSSL writes above a certificate.
	preamble = lazy.Regexp(`^(?:Bag Attributes|Certificate:|subject=|issuer=)`)
	// dataLine is a long line of base64, with URL encoding or without, or a token. No
	// base64 of a document begins with a slash.
	dataLine = lazy.Regexp(`^(?:[A-Za-z0-9+_=%-][A-Za-z0-9+/_=%-]{59,}|eyJ[A-Za-z0-9_.-]{57,})$`)
	// documentBegin begins what is one wherever it is pasted.
	documentBegin = lazy.Regexp(`^(?:<\?xml|<md:|<saml|<(?:[\w.-]+:)?(?:Response|AuthnRequest|EntityDescriptor|EntitiesDescriptor)[\s>]|SAMLRe(?:sponse|quest)=)`)
)

// HasPEM reports whether a BEGIN line stands in text (RFC 7468), in which office
// programs may have made dashes of hyphens.
func HasPEM(text string) bool { return pemBegin().MatchString(text) }

// IsAddress reports whether text begins with a web address. Where a document is
// asked for that is one, as that of a login request, and never the path of a file.
func IsAddress(text string) bool {
	text = strings.ToLower(strings.TrimSpace(text[:min(len(text), longestValue)]))
	return strings.HasPrefix(text, "https://") || strings.HasPrefix(text, "http://")
}

// IsDocument reports whether text is a document, whatever was asked for.
func IsDocument(text string) bool {
	return HasPEM(text) || documentBegin().MatchString(strings.TrimSpace(text))
}

// MayBeDocument reports whether text is more than a value of one line.
func MayBeDocument(text string) bool {
	text = strings.TrimSpace(text)
	return strings.HasPrefix(text, "<") || strings.HasPrefix(text, "{") || strings.Contains(text, "\n") || len(text) > longestValue || IsDocument(text)
}

// A Path is a line of text that may name a file.
type Path struct {
	Text string
	Sure bool // it can be nothing else
}

// PathIn is the path that text may be; ok is false where it can only be a document
// or an address.
func PathIn(text string) (p Path, ok bool) {
	const longest = 1024
	text = strings.TrimPrefix(strings.Trim(strings.TrimSpace(text), `'"`), "file://")
	if text == "" || len(text) >= longest || strings.ContainsAny(text, "\n<{") || text[0] == '[' || IsAddress(text) || HasPEM(text) ||
		preamble().MatchString(text) || strings.Contains(text, "SAMLResponse=") || strings.Contains(text, "SAMLRequest=") {
		return Path{}, false
	}
	return Path{Text: text, Sure: len(text) <= longestValue && !dataLine().MatchString(text)}, true
}

// Read reads the file, and is told by which name it was found: one that was dragged
// into a terminal comes with its spaces escaped.
func (p Path) Read(read func(path string) ([]byte, error)) (raw []byte, name string, err error) {
	raw, err = read(p.Text)
	if plain := strings.ReplaceAll(p.Text, `\ `, " "); err != nil && plain != p.Text {
		if again, other := read(plain); other == nil {
			return again, plain, nil
		}
	}
	return raw, p.Text, err
}
