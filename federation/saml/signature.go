package saml

import (
	"crypto/x509"
	"encoding/base64"
	"slices"
	"strings"

	"federate/federation"
	"federate/federation/document"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"
)

// A Signature is what an XML signature says about itself, before it is verified
// (xmldsig-core1 4).
type Signature struct {
	Here             Value
	Part             federation.Signed // message or assertion; empty where it stands elsewhere
	Canonicalization Value
	Algorithm        Value
	References       []Reference
	Certificates     []*x509.Certificate // as embedded, the signer's first
	Length           int                 // of the signature itself, in bytes; zero where it cannot be read
	Unreadable       bool                // a certificate is embedded that cannot be parsed
	AfterIssuer      bool                // it stands where the schema wants it
	LeftOut          bool                // this is a redacted copy, which has no signature to verify

	el *etree.Element
}

// A Reference is what a signature covers.
type Reference struct {
	URI        Value
	Digest     Value
	Transforms []Value
}

func (r reader) signature(el *etree.Element) *Signature {
	info := document.Child(el, nsSignature, "SignedInfo")
	s := &Signature{
		Here: r.Here(el), el: el, AfterIssuer: afterIssuer(el),
		Canonicalization: r.Attr(document.Child(info, nsSignature, "CanonicalizationMethod"), "Algorithm"),
		Algorithm:        r.Attr(document.Child(info, nsSignature, "SignatureMethod"), "Algorithm"),
	}
	switch parent := el.Parent(); {
	case parent == r.Top() && document.Is(parent, nsProtocol, "Response"):
		s.Part = federation.SignedMessage
	case document.Is(parent, nsAssertion, "Assertion") && parent.Parent() == r.Top():
		s.Part = federation.SignedAssertion
	}
	if value := document.Child(el, nsSignature, "SignatureValue"); value != nil {
		text := squeeze(r.Text(value).Text)
		if s.LeftOut = federation.Redacted(text); !s.LeftOut {
			raw, _ := base64.StdEncoding.DecodeString(text)
			s.Length = len(raw)
		}
	}
	for ref := range document.Children(info, nsSignature, "Reference") {
		if len(s.References) == maxReferences {
			break
		}
		out := Reference{URI: r.Attr(ref, "URI"), Digest: r.Attr(document.Child(ref, nsSignature, "DigestMethod"), "Algorithm")}
		for t := range document.Children(document.Child(ref, nsSignature, "Transforms"), nsSignature, "Transform") {
			if len(out.Transforms) < maxReferences {
				out.Transforms = append(out.Transforms, r.Attr(t, "Algorithm"))
			}
		}
		s.References = append(s.References, out)
	}
	for data := range document.Children(document.Child(el, nsSignature, "KeyInfo"), nsSignature, "X509Data") {
		for c := range document.Children(data, nsSignature, "X509Certificate") {
			if len(s.Certificates) == maxChain {
				break
			}
			cert, err := embeddedCertificate(r.Text(c).Text)
			if err != nil {
				s.Unreadable = true
				continue
			}
			s.Certificates = append(s.Certificates, cert)
		}
	}
	return s
}

func squeeze(s string) string {
	if !strings.ContainsAny(s, " \t\r\n\v\f\u0085\u00a0") {
		return s
	}
	return strings.Join(strings.Fields(s), "")
}

func afterIssuer(el *etree.Element) bool {
	at := 0
	for c := range el.Parent().ChildElementsSeq() {
		switch {
		case c == el:
			return true
		case at > 0 || !document.Is(c, nsAssertion, "Issuer"):
			return false
		}
		at++
	}
	return false
}

// covers reports whether the one reference names the element that the
// signature stands in, as saml-core-2.0-os 5.4.2 demands.
func (s *Signature) covers() bool {
	return len(s.References) == 1 && id(s.el.Parent()) != "" && s.References[0].URI.Text == "#"+id(s.el.Parent())
}

// coversAll reports whether the one reference is empty and stands in the root: then
// the whole document is signed, which SAML does not allow but which can be verified
// all the same (xmldsig-core1 4.4.3.3).
func (s *Signature) coversAll() bool {
	top := s.el.Parent().Parent()
	return len(s.References) == 1 && s.References[0].URI.Text == "" && (top == nil || top.Parent() == nil && top.Tag == "")
}

// judgeable reports whether s can be verified with any key.
func (s *Signature) judgeable() bool {
	return !s.LeftOut && (s.covers() || s.coversAll()) && s.supported()
}

// supported reports whether all algorithms can be verified here.
func (s *Signature) supported() bool {
	ok := known(algorithms, s.Algorithm.Text) && slices.Contains(canonicalizations, s.Canonicalization.Text)
	for _, ref := range s.References {
		ok = ok && known(digests, ref.Digest.Text) && !slices.ContainsFunc(ref.Transforms, foreign)
	}
	return ok
}

// inclusive reports whether what is signed is canonicalised together with the
// namespaces around it.
func (s *Signature) inclusive() bool {
	for _, ref := range s.References {
		for _, t := range ref.Transforms {
			if slices.Contains(exclusive, t.Text) {
				return false
			}
		}
	}
	return true
}

func foreign(t Value) bool {
	return t.Text != string(dsig.EnvelopedSignatureAltorithmId) && !slices.Contains(canonicalizations, t.Text)
}

func known(table map[string]string, uri string) bool { _, ok := table[uri]; return ok }

// Short names, as consoles write them.
var (
	algorithms = map[string]string{
		dsig.RSASHA1SignatureMethod: "rsa-sha1", dsig.RSASHA256SignatureMethod: "rsa-sha256",
		dsig.RSASHA384SignatureMethod: "rsa-sha384", dsig.RSASHA512SignatureMethod: "rsa-sha512",
		dsig.ECDSASHA1SignatureMethod: "ecdsa-sha1", dsig.ECDSASHA256SignatureMethod: "ecdsa-sha256",
		dsig.ECDSASHA384SignatureMethod: "ecdsa-sha384", dsig.ECDSASHA512SignatureMethod: "ecdsa-sha512",
	}
	digests = map[string]string{
		"http://www.w3.org/2000/09/xmldsig#sha1":        "sha1",
		"http://www.w3.org/2001/04/xmlenc#sha256":       "sha256",
		"http://www.w3.org/2001/04/xmldsig-more#sha384": "sha384",
		"http://www.w3.org/2001/04/xmlenc#sha512":       "sha512",
	}
	exclusive = []string{
		string(dsig.CanonicalXML10ExclusiveAlgorithmId), string(dsig.CanonicalXML10ExclusiveWithCommentsAlgorithmId),
	}
	canonicalizations = append([]string{
		string(dsig.CanonicalXML10RecAlgorithmId), string(dsig.CanonicalXML10WithCommentsAlgorithmId),
		string(dsig.CanonicalXML11AlgorithmId), string(dsig.CanonicalXML11WithCommentsAlgorithmId),
	}, exclusive...)
)

// short is the name of an algorithm as consoles write it.
func short(uri string) string {
	if n, ok := algorithms[uri]; ok {
		return n
	}
	if n, ok := digests[uri]; ok {
		return n
	}
	return uri
}
