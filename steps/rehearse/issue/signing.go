package issue

import (
	"crypto"
	_ "crypto/sha1" // some drills are signed with it
	_ "crypto/sha512"
	"encoding/base64"
	"fmt"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"
	"github.com/russellhaering/goxmldsig/etreeutils"
)

// The algorithms by their names in XML (xmldsig-core1 6, xml-exc-c14n).
const (
	enveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
	exclusive = "http://www.w3.org/2001/10/xml-exc-c14n#"
	inclusive = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
	rsaSHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
	rsaSHA384 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384"
	rsaSHA1   = "http://www.w3.org/2000/09/xmldsig#rsa-sha1"
	digest256 = "http://www.w3.org/2001/04/xmlenc#sha256"
	digest1   = "http://www.w3.org/2000/09/xmldsig#sha1"
)

var hashes = map[string]crypto.Hash{rsaSHA256: crypto.SHA256, digest256: crypto.SHA256, rsaSHA384: crypto.SHA384, rsaSHA1: crypto.SHA1,
	digest1: crypto.SHA1}

// A signing is how one element is signed. A drill changes it.
type signing struct {
	key               *Key
	algorithm, digest string
	transforms        []string
	reference         string // names what is signed
	certificate       string // that the signature brings along; empty: none
	atEnd             bool   // behind everything else, and not after the issuer
}

// sound is how elements are signed where nothing is wrong, as saml-core-2.0-os 5.4 has it.
func sound(key *Key, algorithm, id string) signing {
	return signing{key: key, algorithm: algorithm, digest: digest256, transforms: []string{enveloped, exclusive},
		reference: "#" + id, certificate: key.text()}
}

// sign puts a signature into el, right after its issuer, where the schemas have it.
func (s signing) sign(el *etree.Element) error {
	sum, err := canonical(el, s.transforms[len(s.transforms)-1])
	if err != nil {
		return err
	}
	place := el.SelectElement("Issuer") // metadata has none
	signature := root("ds:Signature", "xmlns:ds", nsSignature)
	info := add(signature, "ds:SignedInfo")
	add(info, "ds:CanonicalizationMethod", "Algorithm", exclusive)
	add(info, "ds:SignatureMethod", "Algorithm", s.algorithm)
	reference := add(info, "ds:Reference", "URI", s.reference)
	transforms := add(reference, "ds:Transforms")
	for _, t := range s.transforms {
		add(transforms, "ds:Transform", "Algorithm", t)
	}
	add(reference, "ds:DigestMethod", "Algorithm", s.digest)
	say(reference, "ds:DigestValue", base64.StdEncoding.EncodeToString(digested(hashes[s.digest], sum)))
	text, err := canonical(info, exclusive)
	if err != nil {
		return err
	}
	hash := hashes[s.algorithm]
	value, err := s.key.sign(hash, digested(hash, text))
	if err != nil {
		return fmt.Errorf("signature: %w", err)
	}
	say(signature, "ds:SignatureValue", base64.StdEncoding.EncodeToString(value))
	if s.certificate != "" {
		say(add(add(signature, "ds:KeyInfo"), "ds:X509Data"), "ds:X509Certificate", s.certificate)
	}
	switch {
	case s.atEnd:
		el.AddChild(signature)
	case place == nil:
		el.InsertChildAt(0, signature)
	default:
		el.InsertChildAt(place.Index()+1, signature)
	}
	return nil
}

// canonical is el in a canonical form, together with the namespaces around it.
func canonical(el *etree.Element, form string) ([]byte, error) {
	around, err := etreeutils.NSBuildParentContext(el)
	if err != nil {
		return nil, fmt.Errorf("canonical form: %w", err)
	}
	alone, err := etreeutils.NSDetatch(around, el)
	if err != nil {
		return nil, fmt.Errorf("canonical form: %w", err)
	}
	if form == inclusive {
		return dsig.MakeC14N10RecCanonicalizer().Canonicalize(alone)
	}
	return dsig.MakeC14N10ExclusiveCanonicalizerWithPrefixList("").Canonicalize(alone)
}

func digested(hash crypto.Hash, text []byte) []byte {
	h := hash.New()
	h.Write(text)
	return h.Sum(nil)
}
