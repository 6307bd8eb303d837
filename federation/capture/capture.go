// Package capture takes whatever an admin can copy out of a browser, a console
// or a mail, and unwraps the document inside.
//
// An admin need not know what base64 is: a response may come as XML, as a form
// field, as a whole address or as the page that posts it, and each leads to the
// same bytes. Only the shape is read here; what a document says is for the package
// that owns its kind. What came along with the document, a RelayState or another
// field, is kept only where a signature covers it.
package capture

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"

	"federate/federation"
	"federate/federation/lazy"
	"federate/federation/pki"
)

// Most is the size up to which a document is read, in bytes, packed and unpacked.
// Above it there is [ErrTooLarge].
const Most = 16 << 20

// The errors of [Unwrap]. The second says what there is too much of.
var (
	ErrTooLarge = errors.New("the document is larger than 16 MiB")
	ErrFlooded  = errors.New("the document was not read")
)

// The kinds of documents, beside those of package pki.
const ()

// A Capture is a document without its wrapping.
type Capture struct {
	Kind   federation.Kind
	Inner  []byte      // the document; nil where it holds a private key, or is a secret
	Layers []Layer     // what was taken off, outermost first
	Guess  string      // what an unknown document seems to be, as "it is a picture"
	Bundle *pki.Bundle // of certificates and keys: what was read of them

	// NoLogin reports whether it is a SAML message that has no part in a login, such
	// as a LogoutRequest.
	NoLogin bool

	// SignedQuery is what a signature in an address covers, and the signature itself
	// (saml-bindings-2.0-os 3.4.4.1): the message, its RelayState, SigAlg and
	// Signature as they stood. Nil where there is none.
	SignedQuery []byte

	// Address is the one that a message was sent to, without its parameters, where
	// the message came in it; else empty.
	Address string
}

// A Layer is one wrapping, as "base64".
type Layer struct {
	Name   string
	Packed bool // with DEFLATE, as in an address (saml-bindings-2.0-os 3.4.4.1)
}

// packed reports whether one of the layers was DEFLATE.
func (c Capture) packed() bool {
	return slices.ContainsFunc(c.Layers, func(l Layer) bool { return l.Packed })
}

// silent reports whether there is neither a layer nor a guess.
func (c Capture) silent() bool { return len(c.Layers) == 0 && c.Guess == "" }

// Unwrap recognises raw. What it cannot name has the kind "unknown" and raw
// itself. Certificates stay in the form they came in, because the form is one
// of the things that are judged.
func Unwrap(raw []byte) (Capture, error) {
	if len(raw) > Most {
		return Capture{Kind: federation.KindUnknown}, ErrTooLarge
	}
	u := unwrapper{left: Most, work: len(raw) + Most, searches: 4}
	c, ok := u.unwrap(raw, 0)
	switch {
	case u.err != nil:
		return Capture{Kind: federation.KindUnknown}, u.err
	case ok:
		return c, nil
	}
	if c.Guess == "" {
		c.Layers, c.Guess = nil, looksLike(raw) // what seemed to be a wrapping held nothing
	}
	return Capture{Kind: federation.KindUnknown, Inner: raw, Layers: c.Layers, Guess: c.Guess, NoLogin: c.NoLogin}, nil
}

// An unwrapper takes off one layer after the other.
type unwrapper struct {
	left     int   // bytes that may still be inflated, over all layers
	work     int   // bytes that may still be looked at, over all attempts
	searches int   // for fields that are still allowed: one inside another is no accident
	err      error // the first reason not to read it
}

func (u *unwrapper) refuse(err error) {
	if u.err == nil {
		u.err = err
	}
}

// mostWrapped is the size up to which a text is searched for a document inside:
// a message has some thousand bytes, and searching is slow.
const mostWrapped = 2 << 20

// deepest is how many layers are taken off: more do not happen by accident.
const deepest = 6

// unwrap returns ok false for a document of no known kind, with a Guess where there is one.
func (u *unwrapper) unwrap(raw []byte, depth int) (c Capture, ok bool) {
	if u.work -= len(raw); u.work < 0 && len(raw) > Most/2 {
		u.refuse(ErrTooLarge) // it came out of what was packed, and fills all that is looked at
	}
	if u.err != nil || u.work < 0 || len(raw) > Most || depth > deepest {
		return Capture{}, false
	}
	text, saved := pki.Text(raw)
	if saved == pki.UTF16 {
		defer func() { c.Layers = append([]Layer{{Name: "UTF-16"}}, c.Layers...) }()
	}
	if pki.HasPrivateKey(text) {
		return keys(raw)
	}
	if text = bytes.TrimSpace(text); clientSecret().Match(text) {
		return Capture{Kind: federation.KindClientSecret}, true
	}
	switch {
	case len(text) == 0:
		return Capture{Guess: "it is empty"}, false
	case text[0] == '<':
		c, ok = u.markup(text, depth)
	case text[0] == '{' || text[0] == '[':
		c, ok = object(text)
	}
	if u.err != nil {
		return Capture{}, false
	}
	tries := []func([]byte, int) (Capture, bool){u.quoted, u.mailed, u.carets, u.dollars, u.fields, u.surrounded, u.labelled, token, u.address, u.encoded}
	if !ok && bytes.HasPrefix(text, []byte("SAMLRe")) { // a form's body: to look for keys in it costs more
		if next, found := u.fields(text, depth); found {
			c, ok = next, true
		}
	}
	if hidesMarkup(text) { // which is neither a certificate nor any other of these
		tries = []func([]byte, int) (Capture, bool){u.mailed, u.encoded}
	} else if !ok && c.Kind == "" {
		if certs, found := keys(raw); found {
			return certs, true
		}
	}
	for _, try := range tries {
		if ok || len(text) > mostWrapped {
			break
		}
		var next Capture
		if next, ok = try(text, depth); ok || c.silent() {
			c = next
		}
	}
	if !ok && text[0] != '<' && len(text) <= mostWrapped { // of what begins like XML, that is known by now
		if kind := damaged(text); kind != "" {
			c, ok = Capture{Kind: kind, Inner: text}, true
		}
	}
	return c, ok
}

// clientSecret is the form of the secrets that Entra makes. The secrets of other
// vendors cannot be told from any other word.
var clientSecret = lazy.Regexp(`^[A-Za-z0-9_~.-]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34}$`)

// keys reads certificates and keys. A document with a private key is dropped.
func keys(raw []byte) (Capture, bool) {
	b, ok := pki.Read(raw)
	if !ok {
		return Capture{}, false
	}
	c := Capture{Kind: b.Kind, Inner: raw, Bundle: b}
	if b.Private || b.Kind == federation.KindPKCS12 {
		c.Inner = nil
	}
	return c, true
}

// inside unwraps what was found within the wrapping of that name.
func (u *unwrapper) inside(raw []byte, depth int, name string) (Capture, bool) {
	return u.within(raw, depth, Layer{Name: name})
}

func (u *unwrapper) within(raw []byte, depth int, l Layer) (Capture, bool) {
	c, ok := u.unwrap(raw, depth+1)
	c.Layers = append([]Layer{l}, c.Layers...)
	return c, ok
}

// quoted takes off quotation marks and the escapes of HTML.
func (u *unwrapper) quoted(text []byte, depth int) (Capture, bool) {
	n := len(text)
	switch {
	case n > 2 && (text[0] == '"' || text[0] == '\'') && text[n-1] == text[0]:
		inner := bytes.ReplaceAll(text[1:n-1], []byte(`\"`), []byte(`"`))
		return u.inside(inner, depth, "quotation marks")
	case bytes.HasPrefix(text, []byte("&lt;")):
		return u.inside(unescapeHTML(text), depth, "HTML escapes")
	}
	return Capture{}, false
}

// label is a word or two before what was copied.
var label = lazy.Regexp(`^[A-Za-z][A-Za-z0-9_ .-]{0,40}[:=]\s*`)

// labelled takes a label off what is the base64 of XML.
func (u *unwrapper) labelled(text []byte, depth int) (Capture, bool) {
	at := label().FindIndex(text)
	if at == nil || !hidesMarkup(text[at[1]:]) {
		return Capture{}, false
	}
	return u.inside(text[at[1]:], depth, "a label")
}

// caret is an escape of the command line of Windows: what follows stands for
// itself, and a line that ends in one goes on in the next.
var caret = lazy.Regexp(`\^(\r?\n|.)`)

// carets takes them off a request that a browser copied for that command line.
func (u *unwrapper) carets(text []byte, depth int) (Capture, bool) {
	if !bytes.HasPrefix(text, []byte("curl ")) || !bytes.Contains(text, []byte(`^"`)) {
		return Capture{}, false
	}
	return u.inside(caret().ReplaceAll(text, []byte("$1")), depth, "the escapes of a Windows command line")
}

// documents are the root elements worth looking for in the middle of a text.
var documents = lazy.Regexp(`<(?:[A-Za-z_][\w.-]*:)?(Response|AuthnRequest|EntityDescriptor|EntitiesDescriptor)[\s>]`)

// surrounded cuts a document out of a log line, a mail, or what a browser
// writes above XML that it shows as a tree.
func (u *unwrapper) surrounded(text []byte, depth int) (Capture, bool) {
	from := documents().FindSubmatchIndex(text)
	if from == nil || from[0] == 0 {
		return Capture{}, false
	}
	name := string(text[from[2]:from[3]])
	closing := regexp.MustCompile(`</(?:[A-Za-z_][\w.-]*:)?` + name + `\s*>`)
	ends := closing.FindAllIndex(text, -1)
	if ends == nil || ends[len(ends)-1][1] <= from[0] {
		if text[from[3]] != '>' && damaged(text[from[0]:]) != "" { // it has attributes, and breaks off
			return u.inside(text[from[0]:], depth, fmt.Sprintf("text before the %s element", name))
		}
		return Capture{}, false
	}
	return u.inside(text[from[0]:ends[len(ends)-1][1]], depth, fmt.Sprintf("text around the %s element", name))
}
