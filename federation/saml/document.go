package saml

import (
	"federate/federation"
	"federate/federation/document"

	"github.com/beevik/etree"
)

// The limits of what is read from a document.
const (
	maxChain      = 5          // certificates that a signature brings along
	maxReferences = 100        // of one signature, and transforms of one reference
	maxAssertions = 200        // of one response
	maxNamed      = 5000       // attributes of all assertions; a group is a value of one
	maxDescribed  = 20         // parties up to which their certificates are read
	maxKeys       = 500        // certificates of one party
	maxEncoded    = 350_000    // characters of one certificate
	maxBits       = 16384      // of an RSA key that is tried
	maxTries      = 500        // of signatures with certificates, in one response
	maxJudged     = 50         // signatures of one document of metadata
	maxCopied     = 10_000_000 // elements and texts that those tries may copy
	maxSightings  = 500        // of a thing that is looked for anywhere, such as signatures
)

// A Value is one piece of text in a document and where it stands.
type Value = document.Value

// A Document is XML as far as it could be read.
type Document struct{ document.XML }

// The ways of being unreadable. Metadata and requests have one code for all.
const (
	codeMalformed federation.Code = "saml-malformed"
	codeDoctype   federation.Code = "saml-doctype"
	codeTooLarge  federation.Code = "saml-too-large"
	codeTooDeep   federation.Code = "saml-too-deep"
)

// A reader takes values out of a tree.
type reader struct{ *document.Reader }

func (d *Document) reader() reader { return reader{d.Reader()} }

// tries is how many signatures of d are verified: each time, the element that it
// stands in is copied. A login has two signatures and a few keys.
func (d *Document) tries() int { return min(maxTries, 1+maxCopied/(1+d.Size())) }

// judges is how many signatures of metadata are verified.
func (d *Document) judges() int { return min(maxJudged, d.tries()) }

// id is the ID of el; empty where it has none.
func id(el *etree.Element) string {
	text, _ := document.AttrOf(el, "ID")
	return text
}
