package saml

import (
	"bytes"
	"crypto/x509"
	"encoding/base64"
	"slices"
	"testing"

	"federate/federation"
	"federate/federation/capture"
	"federate/federation/conformance"
	"federate/federation/vocabulary"
)

// A response in an address is judged by the signature beside it: one that does
// not verify, one over SHA-1, and one that is not there.
func TestRedirectedResponse(t *testing.T) {
	for name, want := range map[string][]federation.Code{
		"broken":   {"saml-signature-broken", "saml-response-redirect"},
		"sha1":     {"saml-signature-algorithm", "saml-response-redirect"},
		"unsigned": {"saml-unsigned"},
	} {
		t.Run(name, func(t *testing.T) {
			s := conformance.Around(t, "testdata")
			certificate := "@redirect-idp.pem"
			s.Facts["idp.certificate"] = &certificate
			d := s.Dossier(t, vocabulary.New())
			text := conformance.Read(t, "testdata/redirect/"+name+".query")
			if c, err := capture.Unwrap(text); err != nil || (c.SignedQuery == nil) != (name == "unsigned") {
				t.Fatalf("%+v %v", c, err)
			} else if c.SignedQuery == nil {
				text = c.Inner
			}
			receive(d, "", text)
			got := conformance.Found(federation.Examine(d, Checks()))
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
}

// Whatever stands in a query, reading it ends; what is no signature verifies with
// nothing; and what was kept of an address reads as the address did.
func TestQuery(t *testing.T) {
	if ReadRedirectSignature(nil) != nil {
		t.Error("there is a signature where nothing was")
	}
	key := conformance.Read(t, "testdata/redirect-idp.pem")
	c, err := trustedCertificate(string(key))
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"&", "SigAlg=%zz&Signature=%zz", "SAMLRequest=a&SigAlg=http%3A%2F%2Fwww.w3.org%2F2001%2F04%2Fxmldsig-more%23rsa-sha256&Signature=" + base64.StdEncoding.EncodeToString(make([]byte, 256))} {
		if o := ReadRedirectSignature([]byte(text)).judge([]*x509.Certificate{c}); o == trusted {
			t.Errorf("%q verifies", text)
		}
	}
	raw := conformance.Read(t, "testdata/saml-request-signature-broken/good.query")
	once, err := capture.Unwrap(raw)
	if err != nil {
		t.Fatal(err)
	}
	again, err := capture.Unwrap(once.SignedQuery)
	if err != nil || !bytes.Equal(again.SignedQuery, once.SignedQuery) || !bytes.Equal(again.Inner, once.Inner) {
		t.Errorf("%+v %v", again, err)
	}
}
