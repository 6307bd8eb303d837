// Package ber reads ASN.1 in the basic encoding rules (X.690), of which DER is the
// strict part.
//
// A file is read as it was issued: lengths may be longer than they need to be, or
// indefinite, and a file may be cut off, because the start of a private key is a
// private key.
package ber

// An Element is one value: its identifier octet and its contents.
type Element struct {
	Tag  byte
	Body []byte
}

// The identifier octets that certificates and keys are read by (X.690 8.1.2).
const (
	Boolean   = 0x01
	Integer   = 0x02
	BitString = 0x03
	Octets    = 0x04
	OID       = 0x06
	Sequence  = 0x30
	Set       = 0x31
	Context0  = 0xa0 // [0], of a constructed value
	Context3  = 0xa3
)

// Next splits the first element off text; whole is false where its length
// points beyond the end, or is indefinite.
func Next(text []byte) (e Element, rest []byte, whole, ok bool) {
	if len(text) < 2 || text[0]&0x1f == 0x1f { // no structure known here uses high tag numbers
		return e, nil, false, false
	}
	e.Tag = text[0]
	length, at := int(text[1]), 2
	if length == 0x80 {
		e.Body = text[at:]
		return e, nil, false, true
	}
	if length > 0x80 {
		n := length & 0x7f
		if n > 4 {
			return e, nil, false, false
		}
		length = 0
		for ; n > 0; n-- {
			if at == len(text) {
				return e, nil, false, true
			}
			length = length<<8 | int(text[at])
			at++
		}
	}
	if length > len(text)-at {
		e.Body = text[at:]
		return e, nil, false, true
	}
	e.Body = text[at : at+length]
	return e, text[at+length:], true, true
}

// Children are the first elements in body, at most ten: no shape that is told
// by them needs more. The last may be cut off.
func Children(body []byte) (out []Element) {
	for len(body) > 0 && len(out) < 10 {
		e, rest, whole, ok := Next(body)
		if !ok {
			break
		}
		out = append(out, e)
		if !whole {
			break
		}
		body = rest
	}
	return out
}

// Split takes the first element off text; size is what it takes with its header.
// An indefinite length ends with two zero octets (X.690 8.1.3.6). ok is false for
// what is cut off, or nested deeper than any such file.
func Split(text []byte) (e Element, size int, ok bool) { return split(text, 0) }

func split(text []byte, depth int) (e Element, size int, ok bool) {
	const deepest, constructed = 16, 0x20
	e, rest, whole, ok := Next(text)
	switch {
	case !ok || depth > deepest:
		return e, 0, false
	case whole:
		return e, len(text) - len(rest), true
	case len(text) < 2 || text[1] != 0x80 || text[0]&constructed == 0:
		return e, 0, false
	}
	for at := 2; at+1 < len(text); {
		if text[at] == 0 && text[at+1] == 0 {
			e.Body = text[2:at]
			return e, at + 2, true
		}
		_, n, ok := split(text[at:], depth+1)
		if !ok {
			return e, 0, false
		}
		at += n
	}
	return e, 0, false
}
