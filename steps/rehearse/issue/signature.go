package issue

import (
	"encoding/base64"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/beevik/etree"

	"federate/federation"
)

// signatureDrills are responses that the wrong key signed, or the wrong part
// (saml-core-2.0-os 5, xmldsig-core1).
func signatureDrills() []Drill {
	other := func(x Exchange, s *signing) { s.key, s.certificate = x.IdP.Other, x.IdP.Other.text() }
	return ofResponses(
		Drill{Code: "saml-unsigned", What: "Nothing is signed", fault: fault{parts: nothing}},
		Drill{Code: "saml-signed-part", What: "The assertion alone is signed", Wants: "does not take a signature of the assertion alone",
			suits: func(e federation.Expect) bool { return !takesAssertion(e) }, fault: fault{parts: assertion}},
		Drill{Code: "saml-signed-part", Variant: "message", What: "The message alone is signed",
			Wants: "does not take a signature of the message alone",
			suits: func(e federation.Expect) bool { return !takesMessage(e) }, fault: fault{parts: message}},
		Drill{Code: "saml-signature-broken", What: "Something on the way changes what was signed",
			fault: fault{after: attribute("AuthnStatement", "SessionIndex", with("x"))}},
		Drill{Code: "saml-signature-reference", What: "The signature names another element than the one it stands in",
			fault: fault{signing: func(_ Exchange, s *signing) { s.reference = "#_nobody" }}},
		Drill{Code: "saml-signature-untrusted-key", What: "The response is signed with a key that nobody trusts",
			Needs: []federation.Fact{"idp.certificate"}, fault: fault{signing: other}},
		Drill{Code: "saml-signature-key-not-loaded",
			What:  "The identity provider signs with its next key, and the platform has the old one",
			setup: func(x *Exchange) { x.IdP.Next = x.IdP.Other },
			facts: func(x Exchange, claims []federation.Claim) []federation.Claim {
				return append(claims, federation.Claim{Side: federation.Platform, Fact: "idp.certificate", Value: x.IdP.Key.PEM()})
			},
			fault: fault{signing: other}},
		Drill{Code: "saml-signature-key-length", What: "The signature is longer than the trusted key can make one",
			Needs: []federation.Fact{"idp.certificate"},
			fault: fault{signing: func(_ Exchange, s *signing) { s.certificate = "" },
				after: texts("SignatureValue", func(_ Exchange, old string) string {
					value, _ := base64.StdEncoding.DecodeString(old) // that was encoded just now
					return base64.StdEncoding.EncodeToString(append(value, value...))
				})}},
		Drill{Code: "saml-embedded-certificate-other", What: "The signature brings along the certificate of another key",
			fault: fault{signing: func(x Exchange, s *signing) { s.certificate = x.IdP.Other.text() }}},
		Drill{Code: "saml-signature-certificate-unreadable", What: "The signature brings along something that is no certificate",
			fault: fault{signing: func(_ Exchange, s *signing) { s.certificate = "AAAA" }}},
		Drill{Code: "saml-signature-misplaced", What: "The signature stands behind everything else",
			fault: fault{signing: func(_ Exchange, s *signing) { s.atEnd = true }}},
		Drill{Code: "pki-expired", What: "The certificate of the identity provider has expired",
			Key: func(random io.Reader, at time.Time) (*Key, error) {
				return NewKey(random, "Stand-in identity provider, last year", at.AddDate(-1, 0, 0), at.AddDate(0, 0, -1))
			}},
		Drill{Code: "pki-not-yet-valid", What: "The certificate of the identity provider begins tomorrow",
			Key: func(random io.Reader, at time.Time) (*Key, error) {
				return NewKey(random, "Stand-in identity provider, from tomorrow", at.AddDate(0, 0, 1), at.AddDate(1, 0, 0))
			}},
		Drill{Code: "pki-expires-within-7-days", What: "The certificate of the identity provider ends in three days",
			Key: func(random io.Reader, at time.Time) (*Key, error) {
				return NewKey(random, "Stand-in identity provider, this week", at.AddDate(-1, 0, 0), at.AddDate(0, 0, 3))
			}},
	)
}

// algorithmDrills are responses that are signed in a way that is weak, unknown or not
// allowed (saml-core-2.0-os 5.4).
func algorithmDrills() []Drill {
	const pss = "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1"
	return ofResponses(
		Drill{Code: "saml-signature-algorithm", What: "The signature is made over SHA-1", Wants: "does not take SHA-1",
			suits: func(e federation.Expect) bool { return !slices.Contains(e.SignatureAlgorithms.Value, "rsa-sha1") },
			fault: fault{signing: func(_ Exchange, s *signing) { s.algorithm, s.digest = rsaSHA1, digest1 }}},
		Drill{Code: "saml-digest-algorithm", What: "The digest is SHA-1",
			fault: fault{signing: func(_ Exchange, s *signing) { s.digest = digest1 }}},
		Drill{Code: "saml-signature-unsupported", What: "The signature names an algorithm that few know",
			fault: fault{after: attribute("SignatureMethod", "Algorithm", is(pss))}},
		Drill{Code: "saml-signature-transform", What: "The signature selects with XPath what it covers",
			fault: fault{signing: func(_ Exchange, s *signing) {
				s.transforms = []string{enveloped, "http://www.w3.org/TR/1999/REC-xpath-19991116", exclusive}
			}}},
		Drill{Code: "saml-signature-transform", Variant: "inclusive", What: "What is signed is canonicalised with the namespaces around it",
			fault: fault{signing: func(_ Exchange, s *signing) { s.transforms = []string{enveloped, inclusive} }}},
	)
}

// wrappingDrills are forged responses: what is read is not what was signed. They have
// the shapes of "On Breaking SAML: Be Whoever You Want to Be" (USENIX Security 2012).
func wrappingDrills() []Drill {
	forged := func(variant, what string, parts func(federation.Signed) federation.Signed, forge func(r, real, fake *etree.Element)) Drill {
		suits, wants := takesAssertion, "takes a signed assertion"
		if variant == "message" || variant == "around" {
			suits, wants = takesMessage, "takes a signed message"
		}
		return Drill{Code: "saml-wrapping", Variant: variant, What: what, Wants: wants, suits: suits,
			fault: fault{parts: parts, after: func(x Exchange, r *etree.Element) {
				real := all(r, "Assertion")[0]
				fake := copied(real, "_forged")
				for _, s := range all(fake, "Signature") {
					fake.RemoveChild(s)
				}
				texts("NameID", func(_ Exchange, old string) string { return "admin" + old[strings.IndexByte(old+"@", '@'):] })(x, fake)
				forge(r, real, fake)
			}}}
	}
	return ofResponses(
		forged("", "A forged assertion stands in front of the signed one", assertion,
			func(r, real, fake *etree.Element) { r.InsertChildAt(real.Index(), fake) }),
		forged("behind", "A forged assertion stands behind the signed one", assertion,
			func(r, _, fake *etree.Element) { r.AddChild(fake) }),
		forged("inside", "The signed assertion hides in a forged one", assertion, func(r, real, fake *etree.Element) {
			r.InsertChildAt(real.Index(), fake)
			fake.AddChild(real)
		}),
		forged("extensions", "A forged assertion hides in the extensions", assertion, func(r, real, fake *etree.Element) {
			box := root("samlp:Extensions")
			box.AddChild(fake)
			r.InsertChildAt(real.Index(), box)
		}),
		forged("object", "A forged assertion hides in the signature", assertion, func(_, real, fake *etree.Element) {
			add(all(real, "Signature")[0], "ds:Object").AddChild(fake)
		}),
		forged("message", "The signed message hides in the signature of a forged one", message, func(r, real, fake *etree.Element) {
			whole := r.Copy()
			whole.RemoveChild(all(whole, "Signature")[0])
			r.CreateAttr("ID", "_forged-message")
			r.RemoveChild(real)
			r.AddChild(fake)
			add(all(r, "Signature")[0], "ds:Object").AddChild(whole)
		}),
	)
}
