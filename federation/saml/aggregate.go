package saml

import (
	"bytes"
	"compress/flate"
	"fmt"
	"io"

	"federate/federation"
	"federate/federation/document"
)

// maxParties is how many parties of one document are told apart. All the research
// federations of the world together publish some ten thousand.
const maxParties = 100_000

// maxHeld is how many bytes are held of the packed parties of a stream: with it all
// metadata that is published anywhere is read in 150 MB of memory.
const maxHeld = 40 << 20

// readAggregate reads metadata about so many parties that no tree is built: it looks
// at the tags alone and names the parties. ok is false where text is something else.
// Its signatures are not judged.
func readAggregate(text []byte) (m *Metadata, ok bool) {
	a := aggregate{text: text, line: 1, begun: -1}
	return a.metadata(a.read())
}

// StreamMetadata reads metadata about many parties from a stream of any size, and
// holds each party packed; ok is false where r is something else. An error is r's.
// Its signatures are not judged.
func StreamMetadata(r io.Reader) (m *Metadata, kind federation.Kind, ok bool, err error) {
	packer, _ := flate.NewWriter(nil, flate.BestSpeed) // a level that there is
	a := aggregate{r: r, packer: packer, most: maxHeld, line: 1, begun: -1}
	f := a.read()
	if a.err != nil {
		return nil, "", false, a.err
	}
	m, ok = a.metadata(f)
	if kind = federation.KindSPMetadata; a.idps {
		kind = federation.KindIdPMetadata
	}
	return m, kind, ok, nil
}

// IsAggregate reports whether a document that begins so is metadata about several
// parties.
func IsAggregate(head []byte) bool {
	a := aggregate{text: head, line: 1, begun: -1}
	a.read()
	return a.root != nil
}

// An aggregate is a document about many parties while it is being read.
type aggregate struct {
	r      io.Reader     // the rest of it; nil where text is all
	err    error         // of r
	packer *flate.Writer // of parties, where text goes by
	idps   bool          // one of them is an identity provider
	held   int           // bytes of those that were packed
	most   int           // of them

	text  []byte // what is looked at
	at    int    // up to where it was
	begun int    // where the party begins that is open; negative where none is
	line  int    // of seen
	seen  int    // up to where lines were counted

	sealed   Value     // the first signature of a group
	root     *Document // the start tag of the document's root, as a document
	groups   []group   // the EntitiesDescriptors that are open
	parties  []party
	entities []*Entity
}

// A fault is what ended the reading of an aggregate.
type fault struct {
	fault document.Fault
	line  int
	text  string
}

// metadata is what was found, or f, which ended it.
func (a *aggregate) metadata(f *fault) (*Metadata, bool) {
	switch {
	case a.root == nil:
		return nil, false
	case f != nil:
		return &Metadata{Document: Document{document.XML{Fault: f.fault, Unread: document.Unread{Malformed: f.text, Line: f.line}}}}, true
	}
	m := &Metadata{Document: *a.root, parties: a.parties, Entities: a.entities, unjudged: a.sealed}
	m.ValidUntil = m.reader().Attr(m.Root, "validUntil")
	return m, true
}

func (a *aggregate) fault(at int, why document.Fault, text string) *fault {
	a.count(at)
	return &fault{why, a.line, text}
}

// count counts the lines up to the offset at.
func (a *aggregate) count(at int) {
	a.line += bytes.Count(a.text[a.seen:at], []byte("\n"))
	a.seen = at
}

// more reads the next piece of a stream, and forgets what was read before the open
// party.
func (a *aggregate) more() bool {
	const piece = 256 << 10
	if a.r == nil || a.err != nil || len(a.text)-a.at > document.MaxBytes {
		return false
	}
	from := a.at
	if a.begun >= 0 {
		from = a.begun
	}
	a.count(from)
	rest := a.text[from:]
	text := make([]byte, len(rest), len(rest)+max(piece, len(rest))) // of what is long, ever more at once
	copy(text, rest)
	a.at, a.seen = a.at-from, 0
	if a.begun >= 0 {
		a.begun = 0
	}
	n, err := io.ReadFull(a.r, text[len(text):cap(text)])
	a.text = text[:len(text)+n]
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		a.r = nil
	} else if err != nil {
		a.err = err
	}
	return n > 0
}

// close keeps the party that ends at the offset end.
func (a *aggregate) close(end int) {
	text := a.text[a.begun:end]
	a.idps = a.idps || bytes.Contains(text, []byte("IDPSSODescriptor"))
	p := &a.parties[len(a.parties)-1]
	if p.text, a.begun = text, -1; a.packer == nil {
		return
	}
	var b bytes.Buffer
	a.packer.Reset(&b)
	_, _ = a.packer.Write(text) // a Buffer does not fail
	_ = a.packer.Close()
	p.text, p.packed = bytes.Clone(b.Bytes()), true
	a.held += b.Len()
}

func (a *aggregate) read() *fault {
	depth := 0 // elements that are open
	for {
		i := bytes.IndexByte(a.text[a.at:], '<')
		if i < 0 {
			if a.at = len(a.text); a.more() {
				continue
			}
			break
		}
		a.at += i
		end, mark := document.Tag(a.text[a.at+1:])
		switch {
		case end <= 0 && a.more():
			continue
		case end <= 0:
			return a.fault(a.at, document.Malformed, "it is cut off inside a tag")
		case mark == document.Declare:
			return a.fault(a.at, document.Doctype, "it declares a document type or entities")
		case a.held > a.most:
			return a.fault(a.at, document.TooLarge,
				fmt.Sprintf("its parties take more than %d MiB, however they are packed: the document of the one that is meant is needed",
					a.most>>20))
		case a.begun >= 0 && a.at-a.begun > document.MaxBytes:
			return a.fault(a.at, document.TooLarge, fmt.Sprintf("one of its parties has more than %d MiB", document.MaxBytes>>20))
		}
		tag, next := a.text[a.at:a.at+1+end], a.at+1+end
		switch mark {
		case document.End:
			if depth--; depth < 0 {
				return a.fault(a.at, document.Malformed, "an element ends that has no beginning")
			}
			switch {
			case a.begun >= 0 && depth == len(a.groups):
				a.close(next)
			case depth < len(a.groups):
				a.groups = a.groups[:depth]
			}
		case document.Start:
			empty := tag[len(tag)-2] == '/'
			if a.begun < 0 && depth == len(a.groups) {
				is, f := a.start(tag, a.at, empty)
				if f != nil || a.root == nil {
					return f
				}
				if is == "EntityDescriptor" {
					if a.begun = a.at; empty {
						a.close(next)
					}
				}
			}
			if !empty {
				depth++
			}
		}
		a.at = next
	}
	if depth > 0 {
		return a.fault(len(a.text), document.Malformed, "it is cut off before all of its elements end")
	}
	return nil
}
