package capture

import (
	"strings"

	"federate/federation/lazy"
)

// longestValue is the length of the longest value of one line, in bytes, and of the
// longest text that is taken for a path without a doubt.
const longestValue = 300

var (
	// address is an address with nothing around it.
	address  = lazy.Regexp(`^(?i:https?)://\S+$`)
	pemBegin = lazy.Regexp(`(?:-{2,}|[\x{2010}-\x{2015}]+-*)\s*BEGIN [A-Z0-9 #]+[-\x{2010}-\x{2015}]+`)
	pemEnd   = lazy.Regexp(`(?:-{2,}|[\x{2010}-\x{2015}]+-*)\s*END [A-Z0-9 #]+[-\x{2010}-\x{2015}]+`)
	// preamble is what OpenSSL writes above a certificate.
	preamble = lazy.Regexp(`^(?:Bag Attributes|Certificate:|subject=|issuer=)`)
	// dataLine is a long line of base64, with URL encoding or without, or a token. No
	// base64 of a document begins with a slash.
	dataLine = lazy.Regexp(`^(?:[A-Za-z0-9+_=%-][A-Za-z0-9+/_=%-]{59,}|eyJ[A-Za-z0-9_.-]{57,})$`)
	// documentBegin begins a text that is a document wherever it is pasted.
	documentBegin = lazy.Regexp(`^(?:<\?xml|<md:|<saml|<(?:[\w.-]+:)?(?:Response|AuthnRequest|EntityDescriptor|EntitiesDescriptor)[\s>]|SAMLRe(?:sponse|quest)=)`)
)

// HasPEM reports whether text holds a BEGIN line (RFC 7468), also one whose hyphens
// an office program turned into dashes.
func HasPEM(text string) bool { return pemBegin().MatchString(text) }

// IsAddress reports whether text begins with a web address. Where a document is asked
// for, that is one (the address of a login request, say), and never a path.
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
	return strings.HasPrefix(text, "<") || strings.HasPrefix(text, "{") || strings.Contains(text, "\n") ||
		len(text) > longestValue || IsDocument(text)
}

// A Path is a line of text that may name a file.
type Path struct {
	Text string
	Sure bool // it cannot be anything else
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

// LooksLikeFile reports whether whoever wrote p meant a file, whether or not there is one:
// it begins or ends as paths do.
func (p Path) LooksLikeFile() bool {
	plain := strings.ReplaceAll(p.Text, `\ `, " ")
	return p.Sure && (ending().MatchString(plain) || beginning().MatchString(plain) || strings.ContainsAny(plain, `/\`) && !strings.Contains(plain, " "))
}

var (
	beginning = lazy.Regexp(`^(~|/|\.{1,2}[/\\]|[A-Za-z]:\\)`)
	ending    = lazy.Regexp(`(?i)\.(har|saz|xml|ce?rt?|pem|der|p7[bc]|p12|pfx|json|jwt|txt|b64|log|eml|html?|csv|saml|zip|gz)$`)
)

// Find opens the file and returns the name by which it was found: the path of a file that
// was dragged into a terminal has its spaces escaped.
func Find[T any](p Path, open func(path string) (T, error)) (file T, name string, err error) {
	file, err = open(p.Text)
	if plain := strings.ReplaceAll(p.Text, `\ `, " "); err != nil && plain != p.Text {
		if again, other := open(plain); other == nil {
			return again, plain, nil
		}
	}
	return file, p.Text, err
}
