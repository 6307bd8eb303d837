// Package redact makes copies of what was recorded of a login that can be handed to
// somebody else: a vendor's ticket is read by many.
//
// Nothing is taken out of a document; a new one is written, and into it goes what is
// known to be harmless: hosts, paths, status codes, times, the IDs of messages, issuers,
// audiences, algorithms, certificates, the names of everything. Whatever else there is,
// a name, an attribute, a cookie, a password, a token, a sentence of a page, is replaced
// or left out, whether or not it looks like a secret. What is replaced says so, so that
// whoever reads the copy is not told that it was forged: see [federation.Redacted].
//
// A digest or a signature over what is left out would let a reader try names until one
// fits. So they go as well, and the copy can be read but not verified.
package redact

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"time"

	"federate/federation"
	"federate/federation/capture"
	"federate/federation/pki"
)

// A Level is how much of a value a copy still shows.
type Level string

// The levels.
const (
	None Level = "none" // all of it: nothing is redacted
	Hash Level = "hash" // that it is the same value as elsewhere in this copy
	Mask Level = "mask" // that there was one
)

// Levels are all of them.
func Levels() []Level { return []Level{None, Hash, Mask} }

// ErrUnfit says that a document is of a kind that is not copied here.
var ErrUnfit = errors.New("it is neither a recording of a login nor a message, a token, an address, metadata or an error page")

// A Redactor makes one copy. The same value becomes the same word everywhere in it.
type Redactor struct {
	Level Level
	Key   []byte // of the words that stand for values: made for this copy and thrown away

	IDs    []ID // what a vendor finds the login by, in the order met
	Values int  // how many values were replaced or left out

	host   string // of the request that is copied now
	at     time.Time
	people map[string]bool // what names somebody, in lower case; a path may hold it too
}

// New is a redactor for one copy.
func New(level Level, key []byte) *Redactor {
	return &Redactor{Level: level, Key: key, people: map[string]bool{}}
}

// value is what stands for s.
func (r *Redactor) value(s string) string {
	plain := strings.TrimSpace(s)
	if plain == "" || federation.Redacted(s) {
		return s
	}
	r.Values++
	return federation.RedactedAs(r.word(s), strings.Contains(plain, "@") && !strings.ContainsAny(plain, " \t\n/"))
}

// word stands for s alone: empty where nothing of it is to be told.
func (r *Redactor) word(s string) string {
	if r.Level != Hash {
		return ""
	}
	const shown = 6 // bytes: a copy has some thousand values
	mac := hmac.New(sha256.New, r.Key)
	mac.Write([]byte(s))
	return hex.EncodeToString(mac.Sum(nil)[:shown])
}

// person is value of what names somebody.
func (r *Redactor) person(s string) string {
	const least = 3 // characters: "de" is no name to look for
	if name := strings.ToLower(strings.TrimSpace(s)); len(name) >= least && !known[name] && !federation.Redacted(name) {
		r.people[name] = true
	}
	return r.value(s)
}

// Document copies a document that is no recording.
func (r *Redactor) Document(raw []byte) ([]byte, error) {
	c, err := capture.Unwrap(raw)
	if err != nil {
		return nil, err
	}
	text, _ := pki.Text(raw)
	plain := strings.TrimSpace(string(text))
	switch c.Kind {
	case federation.KindSAMLResponse, federation.KindSAMLRequest, federation.KindIdPMetadata, federation.KindSPMetadata:
		switch {
		case c.SignedQuery == nil:
			return r.xml(c.Inner)
		case c.Address == "":
			return []byte(r.query(string(c.SignedQuery))), nil
		}
		return []byte(r.address(c.Address + "?" + string(c.SignedQuery))), nil
	case federation.KindOIDCRequest, federation.KindOIDCCallback:
		switch {
		case strings.HasPrefix(plain, "<"):
			return []byte(r.page(text)), nil
		case strings.Contains(plain, "://"):
			return []byte(r.address(plain)), nil
		}
		return []byte(r.query(plain)), nil
	case federation.KindIDToken:
		return r.token(c.Inner)
	case federation.KindOIDCError:
		return r.object(c.Inner)
	case federation.KindErrorPage, federation.KindHTML:
		return []byte(r.page(text)), nil
	case federation.KindUnknown:
		if len(capture.Codes(text, 1)) > 0 && !bytes.ContainsRune(text, 0) { // the text of an error page
			return []byte(r.lines(plain)), nil
		}
	}
	return nil, ErrUnfit
}
