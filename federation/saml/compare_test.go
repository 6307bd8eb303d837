package saml_test

import (
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/beevik/etree"
	crewjam "github.com/crewjam/saml"
	dsig "github.com/russellhaering/goxmldsig"

	"federate/federation"
	"federate/federation/pki"
)

// A rival is one way to take a response: from its bytes to a verdict.
type rival struct {
	name  string
	judge func(tb testing.TB)
}

// rivals are three ways to take the same response, of 6.5 KB: ours with every
// check of the catalogue; that of a service provider's library, which stops at
// the first fault; and the signature alone. All three trust one certificate and
// stand at the response's own time.
func rivals(tb testing.TB) []rival {
	tb.Helper()
	text, err := os.ReadFile("testdata/products/samlp-message.xml")
	if err != nil {
		tb.Fatal(err)
	}
	if n := len(text); n < 6400 || n > 6700 {
		tb.Fatalf("the response has %d bytes, not 6.5 KB", n)
	}
	setup, err := os.ReadFile("testdata/products/setup.json")
	var p pair
	if err == nil {
		err = json.Unmarshal(setup, &p)
	}
	if err != nil {
		tb.Fatal(err)
	}
	ours := newBench(tb, p, filepath.Join("testdata/products", p.Certificate))
	certificate, err := pki.Certificate(ours.facts["idp.certificate"])
	if err != nil {
		tb.Fatal(err)
	}
	a, err := ours.know.Recognise(text)
	if err != nil {
		tb.Fatal(err)
	}
	now := a.Issued.Add(time.Second)
	ours.delay = time.Second

	acs, err := url.Parse(p.ACS)
	if err != nil {
		tb.Fatal(err)
	}
	provider := theirs(p, *acs, certificate)
	crewjam.TimeNow = func() time.Time { return now }
	crewjam.Clock = dsig.NewFakeClockAt(now)
	return []rival{
		{"federate", func(tb testing.TB) {
			if r := ours.examine(tb, text); len(codes(r)) > 0 || len(r.Passed) < len(decides) {
				tb.Fatalf("found %v, passed %d", codes(r), len(r.Passed))
			}
		}},
		{"crewjam", func(tb testing.TB) {
			if _, err := provider.ParseXMLResponse(text, []string{p.Request}, *acs); err != nil {
				tb.Fatal(err.(*crewjam.InvalidResponseError).PrivateErr)
			}
		}},
		{"goxmldsig", func(tb testing.TB) {
			doc := etree.NewDocument()
			if err := doc.ReadFromBytes(text); err != nil {
				tb.Fatal(err)
			}
			ctx := dsig.NewDefaultValidationContext(&dsig.MemoryX509CertificateStore{Roots: []*x509.Certificate{certificate}})
			ctx.Clock = dsig.NewFakeClockAt(now)
			if _, err := ctx.Validate(doc.Root()); err != nil {
				tb.Fatal(err)
			}
		}},
	}
}

// theirs is a service provider that trusts the same as we do.
func theirs(p pair, acs url.URL, certificate *x509.Certificate) *crewjam.ServiceProvider {
	key := crewjam.KeyDescriptor{Use: "signing", KeyInfo: crewjam.KeyInfo{X509Data: crewjam.X509Data{
		X509Certificates: []crewjam.X509Certificate{{Data: base64.StdEncoding.EncodeToString(certificate.Raw)}}}}}
	return &crewjam.ServiceProvider{EntityID: p.SP, AcsURL: acs, IDPMetadata: &crewjam.EntityDescriptor{EntityID: p.IdP,
		IDPSSODescriptors: []crewjam.IDPSSODescriptor{{SSODescriptor: crewjam.SSODescriptor{RoleDescriptor: crewjam.RoleDescriptor{
			KeyDescriptors: []crewjam.KeyDescriptor{key}}}}}}}
}

// examine is judge for what was not wrapped, with every check at once.
func (b *bench) examine(tb testing.TB, text []byte) federation.Report {
	a, err := b.know.Recognise(text)
	if err != nil {
		tb.Fatal(err)
	}
	d := &federation.Dossier{Now: a.Issued.Add(b.delay), Terms: b.know.Terms, Words: federation.Words{Terms: b.know.Terms}, Final: true}
	for f, v := range b.facts {
		d.Hear(federation.Claim{Side: d.Owner(f), Fact: f, Value: v})
	}
	d.Receive(a)
	return federation.Examine(d, b.know.Checks)
}

func BenchmarkRivals(b *testing.B) {
	for _, r := range rivals(b) {
		b.Run(r.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r.judge(b)
			}
		})
	}
}
