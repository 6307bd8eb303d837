package saml

import (
	"crypto/x509"
	"errors"
	"strings"

	"federate/federation"
	"federate/federation/pki"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"
)

// An outcome is what came of one signature.
type outcome int

const (
	unjudged    outcome = iota // its shape or algorithms leave nothing to judge
	unknownKey                 // no certificate at hand to judge it with
	trusted                    // verifies with a certificate that the federation trusts
	untrusted                  // verifies, but only with the certificate it brought along
	unconfirmed                // does not verify with what is trusted, and brings no certificate
	broken                     // does not verify with its own certificate either
)

// A verdict is the outcome of one signature and the element that it signed, as
// the judge returned it: nothing else counts as said.
type verdict struct {
	*Signature
	outcome outcome
	by      *x509.Certificate // it verified with
	err     error
	element *etree.Element
}

// A view is a response as seen by somebody who trusts certain certificates.
type view struct {
	verdicts []verdict
	message  Message // read from what the judge returned wherever something was signed
}

// view judges every signature once for each set of trusted certificates.
func (r *Response) view(d *federation.Dossier) *view {
	var pems []string
	for _, c := range d.Claims(factCertificate) {
		if c.Side == d.Owner(factCertificate) && !c.Planted {
			pems = append(pems, c.Value)
		}
	}
	key := strings.Join(pems, "\n")
	r.mu.Lock()
	defer r.mu.Unlock()
	if v, ok := r.views[key]; ok {
		return v
	}
	var roots []*x509.Certificate
	for _, p := range pems {
		if c, err := pki.Certificate(p); err == nil {
			roots = append(roots, c)
		}
	}
	v := &view{message: r.Message}
	judged := map[*etree.Element]bool{} // an element has one signature
	for _, s := range r.Signatures {
		switch of := s.el.Parent(); {
		case s.Part == "":
		case judged[of], r.ids[id(of)] > 1: // nobody can say what was signed
			v.verdicts = append(v.verdicts, verdict{Signature: s})
		default:
			judged[of] = true
			v.verdicts = append(v.verdicts, s.judge(roots))
		}
	}
	r.adopt(v)
	if r.views == nil {
		r.views = map[string]*view{}
	}
	r.views[key] = v
	return v
}

// adopt reads again what was signed, from the elements that the judge returned.
func (r *Response) adopt(v *view) {
	for _, w := range v.verdicts {
		if w.element == nil || w.Part != federation.SignedMessage {
			continue
		}
		in := &reader{places: map[*etree.Element]place{}, top: w.element}
		align(in.places, r.places, w.element, r.root, w.el)
		v.message = in.message(w.element)
		return
	}
	var again []*Assertion
	for i, original := range r.assertions {
		a := r.Assertions[i]
		for _, w := range v.verdicts {
			if w.element != nil && w.el.Parent() == original {
				in := &reader{places: map[*etree.Element]place{}, top: w.element, base: "/" + r.root.Tag}
				align(in.places, r.places, w.element, original, w.el)
				a = in.assertion(w.element)
			}
		}
		again = append(again, a)
	}
	v.message.Assertions = again
}

// align gives the elements that the judge returned the places of the ones they
// came from: the same, without the signature.
func align(to, from map[*etree.Element]place, got, original, signature *etree.Element) {
	to[got] = from[original]
	rest := got.ChildElements()
	for c := range original.ChildElementsSeq() {
		if c == signature {
			continue
		}
		if len(rest) == 0 || rest[0].Tag != c.Tag {
			return
		}
		align(to, from, rest[0], c, signature)
		rest = rest[1:]
	}
}

// judge asks goxmldsig, with each trusted certificate and then with those that
// came along.
func (s *Signature) judge(roots []*x509.Certificate) verdict {
	if !s.covers() || !s.supported() {
		return verdict{Signature: s}
	}
	v, ok := s.first(roots)
	switch {
	case ok:
		v.outcome = trusted
		return v
	case len(s.Certificates) > 0:
		if v, ok = s.first(s.Certificates); !ok {
			v.outcome = broken
		} else if len(roots) == 0 {
			v.outcome = unknownKey
		} else {
			v.outcome = untrusted
		}
	case len(roots) == 0:
		v.outcome = unknownKey
	default:
		v.outcome = unconfirmed
	}
	return v
}

// first tries certificates in turn until s verifies with one.
func (s *Signature) first(certificates []*x509.Certificate) (verdict, bool) {
	v := verdict{Signature: s}
	for _, c := range certificates {
		el, err := s.verify(c)
		if err == nil {
			return verdict{Signature: s, by: c, element: el}, true
		}
		v.err = err
	}
	return v, false
}

// verify lets goxmldsig judge s with one certificate and returns the element
// it vouches for. The judge gets a copy of the element alone, in which only
// what no signature covers is changed: the signature comes first, so that it is
// the one that is found; the key it brings along is gone, so that the given
// certificate decides; and its value has no white space, which base64 allows.
// The clock stands where the certificate is valid: its dates are another rule.
func (s *Signature) verify(cert *x509.Certificate) (*etree.Element, error) {
	el := detach(s.el.Parent(), s.inclusive())
	signature, ok := el.Child[s.el.Index()].(*etree.Element)
	if !ok {
		return nil, errors.New("the signature moved")
	}
	for c := range children(signature, nsSignature, "KeyInfo") {
		signature.RemoveChild(c)
		break
	}
	if value := child(signature, nsSignature, "SignatureValue"); value != nil {
		text := squeeze((&reader{}).text(value).Text)
		value.Child = nil
		value.SetText(text)
	}
	el.InsertChildAt(0, signature)
	ctx := dsig.NewDefaultValidationContext(&dsig.MemoryX509CertificateStore{Roots: []*x509.Certificate{cert}})
	ctx.Clock = dsig.NewFakeClockAt(cert.NotBefore)
	return ctx.Validate(el)
}

// detach copies el and declares on it every namespace that it stood under, and
// for inclusive canonical forms the xml: attributes too (xml-c14n, 2.4), which
// exclusive ones leave out.
func detach(el *etree.Element, inclusive bool) *etree.Element {
	out := el.Copy()
	for up := el.Parent(); up != nil; up = up.Parent() {
		for _, a := range up.Attr {
			namespace := a.Space == "xmlns" || a.Space == "" && a.Key == "xmlns"
			if (namespace || inclusive && a.Space == "xml") && !has(out, a) {
				out.Attr = append(out.Attr, etree.Attr{Space: a.Space, Key: a.Key, Value: a.Value})
			}
		}
	}
	return out
}

func has(el *etree.Element, a etree.Attr) bool {
	for _, b := range el.Attr {
		if a.Space == b.Space && a.Key == b.Key {
			return true
		}
	}
	return false
}
