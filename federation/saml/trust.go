package saml

import (
	"crypto/x509"
	"slices"

	"federate/federation"
	"federate/federation/document"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"
)

// An outcome is the result of verifying one signature.
type outcome int

const (
	unjudged    outcome = iota // its shape or algorithms leave nothing to judge
	unknownKey                 // no certificate at hand to judge it with
	trusted                    // verifies with a certificate that the federation trusts
	untrusted                  // verifies, but only with the certificate it brought along
	unconfirmed                // does not verify with what is trusted, and brings no certificate
	broken                     // does not verify with its own certificate either
)

// A verdict is the outcome for one signature and the element that it signed, as the
// verifier returned it: nothing else counts as signed.
type verdict struct {
	*Signature
	outcome outcome
	by      *x509.Certificate // it verified with
	err     error
	element *etree.Element
}

// A view is a response as it reads with a certain set of trusted certificates.
type view struct {
	trusts   []string            // the certificates, in PEM
	roots    []*x509.Certificate // of them those that signatures can be tried with
	verdicts []verdict
	beside   outcome // of the signature beside the message, where there is one
	message  Message // read from what the judge returned wherever something was signed
}

// view verifies every signature once for each set of trusted certificates. Every
// check asks for it, so the last one is found without allocating anything.
func (r *Response) view(d *federation.Dossier) *view {
	owner := d.Owner(factCertificate)
	trusts := func(c *federation.Claim) bool { return c.Fact == factCertificate && c.Side == owner && !c.Placeholder }
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, v := range r.views {
		if v.madeWith(d, trusts) {
			return v
		}
	}
	v := &view{message: r.Message}
	for _, c := range d.All() {
		if !trusts(&c) {
			continue
		}
		v.trusts = append(v.trusts, c.Value)
		if c, err := trustedCertificate(c.Value); err == nil && triable(c) {
			v.roots = append(v.roots, c)
		}
	}
	roots := v.roots
	judged := map[*etree.Element]bool{} // an element has one signature
	tries := r.tries()
	for _, s := range r.Signatures {
		switch of := s.el.Parent(); {
		case s.Part == "":
		case judged[of], r.ids[id(of)] > 1, tries <= 0: // nobody can say what was signed, or has the time
			v.verdicts = append(v.verdicts, verdict{Signature: s})
		default:
			judged[of] = true
			v.verdicts = append(v.verdicts, s.judge(roots[:min(len(roots), tries)]))
			tries -= max(1, min(len(roots), tries)) // at most
		}
	}
	if r.Redirect != nil {
		v.beside = r.Redirect.judge(roots)
	}
	r.adopt(v)
	r.views = append(r.views, v)
	return v
}

// madeWith reports whether v was made with the certificates that d trusts, and no
// others.
func (v *view) madeWith(d *federation.Dossier, trusts func(*federation.Claim) bool) bool {
	n, claims := 0, d.All()
	for i := range claims {
		if !trusts(&claims[i]) {
			continue
		}
		if n == len(v.trusts) || v.trusts[n] != claims[i].Value {
			return false
		}
		n++
	}
	return n == len(v.trusts)
}

// adopt reads the signed parts again, from the elements that the verifier returned.
func (r *Response) adopt(v *view) {
	for _, w := range v.verdicts {
		if w.element == nil || w.Part != federation.SignedMessage {
			continue
		}
		in := reader{r.Copied(w.element, r.Root, w.el, "")}
		v.message = in.message(w.element)
		return
	}
	var again []*Assertion
	for i, original := range r.assertions {
		a := r.Assertions[i]
		for _, w := range v.verdicts {
			if w.element != nil && w.el.Parent() == original {
				in := reader{r.Copied(w.element, original, w.el, "/"+r.Root.Tag)}
				a = in.assertion(w.element)
			}
		}
		again = append(again, a)
	}
	v.message.Assertions = again
}

// judge asks goxmldsig, with each trusted certificate and then with those that the
// signature brings along. One that is both is tried first, and none is tried twice.
func (s *Signature) judge(roots []*x509.Certificate) verdict {
	if !s.judgeable() {
		return verdict{Signature: s}
	}
	// A key that cannot be computed with here proves and refutes nothing.
	came := slices.DeleteFunc(slices.Clone(s.Certificates), untriable)
	roots = slices.DeleteFunc(slices.Clone(roots), untriable)
	var own, rest []*x509.Certificate
	for _, c := range roots {
		if holds(came, c) {
			own = append(own, c)
		} else {
			rest = append(rest, c)
		}
	}
	v, ok := s.first(append(own, rest...))
	switch {
	case ok:
		v.outcome = trusted
		return v
	case len(came) > 0:
		foreign := slices.DeleteFunc(came, func(c *x509.Certificate) bool { return holds(own, c) })
		if v, ok = s.first(foreign); !ok {
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

func holds(cs []*x509.Certificate, c *x509.Certificate) bool {
	return slices.ContainsFunc(cs, c.Equal)
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

// verify lets goxmldsig verify s with one certificate and returns the element that
// is signed. It is given the element alone, changed only where no signature covers
// it: the signature comes first, so that it is the one that is found; the key it
// brings along is removed, so that the given certificate decides; and its value has
// no white space, which base64 allows. The clock stands where the certificate is
// valid: its dates are another rule.
func (s *Signature) verify(cert *x509.Certificate) (*etree.Element, error) {
	ctx := dsig.NewDefaultValidationContext(&dsig.MemoryX509CertificateStore{Roots: []*x509.Certificate{cert}})
	ctx.Clock = dsig.NewFakeClockAt(cert.NotBefore)
	return ctx.Validate(s.detach())
}

// detach returns the element that s stands in as verify describes it. It is a new
// element with the old children, which goxmldsig copies before it does anything;
// only what has to differ is made anew.
func (s *Signature) detach() *etree.Element {
	el := s.el.Parent()
	out := shallow(el)
	for up := el.Parent(); up != nil; up = up.Parent() {
		// Every namespace that it stood under, and for inclusive canonical forms
		// the xml: attributes too (xml-c14n, 2.4), which exclusive ones leave out.
		for _, a := range up.Attr {
			namespace := a.Space == "xmlns" || a.Space == "" && a.Key == "xmlns"
			if (namespace || a.Space == "xml" && s.inclusive()) && !has(out, a) {
				out.Attr = append(out.Attr, etree.Attr{Space: a.Space, Key: a.Key, Value: a.Value})
			}
		}
	}
	signature := shallow(s.el)
	info := document.Child(s.el, nsSignature, "KeyInfo")
	value := document.Child(s.el, nsSignature, "SignatureValue")
	for _, c := range s.el.Child {
		switch {
		case info != nil && c == etree.Token(info):
			signature.Child = append(signature.Child, etree.NewText("")) // the others keep their index
		case value != nil && c == etree.Token(value):
			bare := shallow(value)
			text, _ := document.TextOf(value)
			bare.Child = []etree.Token{etree.NewText(squeeze(text))}
			signature.Child = append(signature.Child, bare)
		default:
			signature.Child = append(signature.Child, c)
		}
	}
	out.Child = append(make([]etree.Token, 0, len(el.Child)), signature)
	for _, c := range el.Child {
		if c != etree.Token(s.el) {
			out.Child = append(out.Child, c)
		}
	}
	return out
}

// shallow is el without its children and without a parent.
func shallow(el *etree.Element) *etree.Element {
	out := &etree.Element{Space: el.Space, Tag: el.Tag, Attr: make([]etree.Attr, 0, len(el.Attr)+4)}
	for _, a := range el.Attr {
		out.Attr = append(out.Attr, etree.Attr{Space: a.Space, Key: a.Key, Value: a.Value})
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
