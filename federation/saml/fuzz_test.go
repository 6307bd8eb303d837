package saml

import (
	"crypto/x509"
	"strings"
	"testing"

	"federate/federation"
	"federate/federation/conformance"
	"federate/federation/vocabulary"
)

// fuzz hands anything to a reader and judges what came of it: nothing panics,
// and what was found can be said.
func fuzz(f *testing.F, kind federation.Kind, patterns ...string) {
	for _, p := range patterns {
		for _, file := range conformance.Glob(f, p) {
			if text := conformance.Read(f, file); len(text) < 20_000 {
				f.Add(text)
			}
		}
	}
	s := conformance.Around(f, "testdata")
	checks := Checks()
	var beside [][]byte // documents that the one at hand is compared with
	for _, name := range []string{"request-context.xml", "sp.xml", "idp-signed-requests.xml"} {
		beside = append(beside, conformance.Read(f, "testdata/documents/"+name))
	}
	before := ReadMetadata(beside[2])
	f.Fuzz(func(t *testing.T, text []byte) {
		d := s.Dossier(t, vocabulary.New())
		d.Expect.Signed = federation.Expected[[]federation.Signed]{Value: []federation.Signed{federation.SignedMessage}, Set: true}
		d.Expect.Attributes = federation.Expected[[]federation.Attribute]{Value: []federation.Attribute{{Name: "email"}}, Set: true}
		d.Expect.NameIDFormats = federation.Expected[[]string]{Value: []string{"persistent"}, Set: true}
		d.Expect.AuthnContext = federation.Expected[string]{Value: "none", Set: true}
		d.Expect.Starts = federation.Expected[[]federation.Start]{Value: []federation.Start{federation.StartSP}, Set: true}
		d.Expect.CertificateCount = federation.Expected[int]{Value: 1, Set: true}
		for _, b := range beside {
			receive(d, "", b)
		}
		receive(d, kind, text)
		for _, finding := range federation.Examine(d, checks).Findings {
			if finding.Detail == "" || strings.Contains(finding.Remedy, "{{") {
				t.Errorf("%s: %q, %q", finding.Code, finding.Detail, finding.Remedy)
			}
		}
		if m, ok := federation.Doc[*Metadata](d, kind); ok {
			m.Claims()
			for _, c := range append(Diff(before, m), Diff(m, before)...) {
				if c.Old == c.New || strings.TrimSpace(c.What) == "" {
					t.Errorf("%+v", c)
				}
			}
		}
	})
}

func FuzzResponse(f *testing.F) {
	fuzz(f, federation.KindSAMLResponse, "testdata/sound/*/*.xml", "testdata/saml-wrapping/*.xml", "testdata/saml-sign*/*.xml", "testdata/saml-malformed/*.xml")
}

func FuzzRequest(f *testing.F) { fuzz(f, federation.KindSAMLRequest, "testdata/saml-request-*/*.xml") }

func FuzzMetadata(f *testing.F) {
	fuzz(f, federation.KindIdPMetadata, "testdata/saml-metadata-*/*.xml", "testdata/saml-sp-metadata-*/*.xml")
}

// FuzzQuery tries the signature of any address with a key that is known.
func FuzzQuery(f *testing.F) {
	for _, file := range conformance.Glob(f, "testdata/saml-*/*.query") {
		f.Add(conformance.Read(f, file))
	}
	var keys []*x509.Certificate
	for _, e := range ReadMetadata(conformance.Read(f, "testdata/documents/sp-signing.xml")).Entities {
		for _, k := range e.SP.Keys {
			for _, c := range k.Certificates {
				keys = append(keys, c.X509)
			}
		}
	}
	f.Fuzz(func(t *testing.T, query []byte) {
		q := ReadRedirectSignature(query)
		if q == nil {
			return
		}
		if got := q.judge(keys); got == unknownKey {
			t.Errorf("no key was tried: %v", got)
		}
	})
}
