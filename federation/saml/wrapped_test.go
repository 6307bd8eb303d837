package saml

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"federate/federation"
	"federate/federation/vocabulary"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"
)

// A forger takes a sound login of ann apart and puts mallory in, in every way
// and at every place.
type forger struct {
	t       *testing.T
	trusted string // the certificate, in PEM
	sound   *etree.Document
	every   int // of how many places one is tried
	placed  int
	tried   int
}

const plainResponse = `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_r" Version="2.0" IssueInstant="2026-11-20T10:00:00Z" Destination="https://sp.example/acs" InResponseTo="_q"><saml:Issuer>https://idp.example/</saml:Issuer><samlp:Extensions><x:note xmlns:x="urn:x">n</x:note></samlp:Extensions><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status><saml:Assertion ID="_a" Version="2.0" IssueInstant="2026-11-20T10:00:00Z"><saml:Issuer>https://idp.example/</saml:Issuer><saml:Subject><saml:NameID>ann@example.org</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData Recipient="https://sp.example/acs" InResponseTo="_q" NotOnOrAfter="2026-11-20T10:05:00Z"/></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="2026-11-20T09:59:00Z" NotOnOrAfter="2026-11-20T10:05:00Z"><saml:AudienceRestriction><saml:Audience>https://sp.example/</saml:Audience></saml:AudienceRestriction></saml:Conditions><saml:Advice/><saml:AuthnStatement AuthnInstant="2026-11-20T10:00:00Z" SessionIndex="_s"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement><saml:Attribute Name="mail"><saml:AttributeValue>ann@example.org</saml:AttributeValue></saml:Attribute></saml:AttributeStatement></saml:Assertion></samlp:Response>`

// Nothing is clean in which somebody stands whom nobody trusted has named:
// wrapped at every fifth place, stripped of every part, changed in every value.
func TestForgedIsNeverClean(t *testing.T) { forged(t, 5) }

// TestPeerForgedIsNeverClean wraps at every place. It takes a while, and so is no test of
// every run.
func TestPeerForgedIsNeverClean(t *testing.T) {
	if os.Getenv("FEDERATE_PEERS") == "" {
		t.Skip("FEDERATE_PEERS is not set")
	}
	forged(t, 1)
}

func forged(t *testing.T, every int) {
	if raced {
		t.Skip("the race detector takes minutes for this, and nothing in it runs at once but whole forgeries")
	}
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "idp"},
		NotBefore: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2028, 1, 1, 0, 0, 0, 0, time.UTC)},
		&x509.Certificate{Subject: pkix.Name{CommonName: "idp"}}, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	trusted := string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	tried := make(chan int, 3)
	t.Run("signed", func(t *testing.T) {
		for _, part := range []federation.Signed{federation.SignedMessage, federation.SignedAssertion, federation.SignedBoth} {
			t.Run(string(part), func(t *testing.T) {
				t.Parallel()
				f := &forger{t: t, trusted: trusted, every: every, sound: signed(t, part, tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key})}
				if got := f.errors(f.text(f.sound)); len(got) > 0 {
					t.Fatalf("the sound login: %v", got)
				}
				f.wrap()
				f.strip()
				f.change(part)
				tried <- f.tried
			})
		}
	})
	close(tried)
	all := 0
	for n := range tried {
		all += n
	}
	t.Logf("%d forgeries", all)
	if all < 10_000/every {
		t.Errorf("only %d forgeries were tried", all)
	}
}

// signed is the plain response, signed by somebody else's program.
func signed(t *testing.T, part federation.Signed, key tls.Certificate) *etree.Document {
	doc := etree.NewDocument()
	if err := doc.ReadFromString(plainResponse); err != nil {
		t.Fatal(err)
	}
	sign := func(el *etree.Element) *etree.Element {
		ctx := dsig.NewDefaultSigningContext(dsig.TLSCertKeyStore(key))
		ctx.Canonicalizer = dsig.MakeC14N10ExclusiveCanonicalizerWithPrefixList("")
		s, err := ctx.ConstructSignature(el, true)
		if err != nil {
			t.Fatal(err)
		}
		out := el.Copy()
		out.InsertChildAt(1, s) // after the issuer
		return out
	}
	root := doc.Root()
	if part != federation.SignedMessage {
		a := root.FindElement("./Assertion")
		at := a.Index()
		alone := a.Copy()
		alone.CreateAttr("xmlns:saml", nsAssertion)
		root.RemoveChild(a)
		root.InsertChildAt(at, sign(alone))
	}
	if part != federation.SignedAssertion {
		root = sign(root)
	}
	out := etree.NewDocument()
	out.SetRoot(root)
	return out
}

func (f *forger) text(d *etree.Document) string {
	text, err := d.WriteToString()
	if err != nil {
		f.t.Fatal(err)
	}
	return text
}

// errors are the codes of the errors in a response.
func (f *forger) errors(text string) (out []federation.Code) {
	words := vocabulary.New()
	d := &federation.Dossier{Now: time.Date(2026, 11, 20, 10, 0, 1, 0, time.UTC), Terms: words, Words: federation.Words{Terms: words}}
	for fact, value := range map[federation.Fact]string{factCertificate: f.trusted, factIssuer: "https://idp.example/", factEntityID: "https://sp.example/", factACS: "https://sp.example/acs", factRequest: "_q"} {
		d.Hear(federation.Claim{Side: d.Owner(fact), Fact: fact, Value: value})
	}
	d.Receive(federation.Artifact{Kind: federation.KindSAMLResponse, Doc: ReadResponse([]byte(text))})
	for _, g := range federation.Examine(d, Checks()).Findings {
		if g.Severity == federation.Error {
			out = append(out, g.Code)
		}
	}
	return out
}

// try demands that a forgery is an error.
func (f *forger) try(d *etree.Document, format string, args ...any) {
	f.tried++
	if text := f.text(d); len(f.errors(text)) == 0 {
		f.t.Errorf("clean: %s\n%.6000s", fmt.Sprintf(format, args...), text)
	}
}

// places calls back with a fresh copy of the document for each place where an
// element can stand: every element, before each of its children and after the last.
func (f *forger) places(of *etree.Document, at func(d *etree.Document, put func(*etree.Element), name string)) {
	for n := range all(of.Root()) {
		for i := range len(all(of.Root())[n].Child) + 1 {
			if f.placed++; f.placed%f.every != 0 {
				continue
			}
			d := of.Copy()
			el := all(d.Root())[n]
			at(d, func(c *etree.Element) { el.InsertChildAt(i, c) }, fmt.Sprintf("%s[%d]", el.GetPath(), i))
		}
	}
}

// all are el and everything within, in document order.
func all(el *etree.Element) []*etree.Element {
	out := []*etree.Element{el}
	for _, c := range el.ChildElements() {
		out = append(out, all(c)...)
	}
	return out
}

// evils are elements that name mallory: copies of what is signed, and less.
func (f *forger) evils() (out []*etree.Element) {
	bare := etree.NewDocument()
	if err := bare.ReadFromString(strings.ReplaceAll(plainResponse, "ann@", "mallory@")); err != nil {
		f.t.Fatal(err)
	}
	for _, original := range []*etree.Element{bare.Root().FindElement("./Assertion"), bare.Root()} {
		for _, id := range []string{"_evil", original.SelectAttrValue("ID", ""), ""} {
			e := original.Copy()
			e.CreateAttr("xmlns:saml", nsAssertion)
			e.CreateAttr("xmlns:samlp", nsProtocol)
			if e.CreateAttr("ID", id); id == "" {
				e.RemoveAttr("ID")
			}
			out = append(out, e)
			if s := f.sound.FindElement("//Signature"); s != nil {
				with := e.Copy()
				with.InsertChildAt(1, s.Copy())
				out = append(out, with)
			}
		}
	}
	return out
}

// wrap puts mallory at every place, beside ann and instead of her, who then
// stands at every place of him.
func (f *forger) wrap() {
	evils := f.evils()
	for i, evil := range evils {
		f.places(f.sound, func(d *etree.Document, put func(*etree.Element), name string) {
			put(evil.Copy())
			f.try(d, "evil %d at %s", i, name)
		})
		f.places(f.sound, func(d *etree.Document, put func(*etree.Element), name string) {
			a := d.Root().FindElement("./Assertion")
			put(evil.Copy())
			a.Parent().RemoveChild(a)
			f.try(d, "evil %d at %s, the assertion gone", i, name)
		})
		host := etree.NewDocument()
		host.SetRoot(evil.Copy())
		if evil.Tag == "Assertion" {
			d := f.sound.Copy()
			d.Root().RemoveChild(d.Root().FindElement("./Assertion"))
			d.Root().AddChild(evil.Copy())
			host = d
		}
		for _, victim := range []*etree.Element{f.sound.Root(), f.sound.Root().FindElement("./Assertion")} {
			f.places(host, func(d *etree.Document, put func(*etree.Element), name string) {
				v := victim.Copy()
				v.CreateAttr("xmlns:saml", nsAssertion)
				put(v)
				f.try(d, "%s at %s of evil %d", victim.Tag, name, i)
			})
		}
	}
	for _, root := range []string{"Envelope", "Response", "Assertion", "x"} {
		d := etree.NewDocument()
		out := etree.NewElement(root)
		out.AddChild(f.sound.Root().Copy())
		d.SetRoot(out)
		f.try(d, "another root, %s", root)
	}
}

// strip takes away every part of every signature, and puts other algorithms and
// names in.
func (f *forger) strip() {
	signature := func(el *etree.Element) bool {
		for ; el != nil; el = el.Parent() {
			if el.Tag == "Signature" {
				return true
			}
		}
		return false
	}
	others := []string{"", "none", "http://www.w3.org/2000/09/xmldsig#hmac-sha1", "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256", "http://www.w3.org/2001/04/xmldsig-more#rsa-md5",
		"http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512", "http://www.w3.org/2000/09/xmldsig#sha1",
		"http://www.w3.org/TR/1999/REC-xslt-19991116", "http://www.w3.org/2000/09/xmldsig#base64"}
	for n, el := range all(f.sound.Root()) {
		if !signature(el) || slices.Contains([]string{"KeyInfo", "X509Data", "X509Certificate"}, el.Tag) {
			continue // the key that comes along decides nothing
		}
		d := f.sound.Copy()
		gone := all(d.Root())[n]
		gone.Parent().RemoveChild(gone)
		if f.count(d) < f.count(f.sound) || el.Tag != "Signature" {
			f.stripped(d, "without %s", el.GetPath())
		}
		for _, a := range el.Attr {
			if a.Space == "xmlns" || a.Key == "xmlns" {
				continue
			}
			for _, v := range append(others, "#_evil", "#xpointer(/)") {
				if v == a.Value {
					continue
				}
				d := f.sound.Copy()
				all(d.Root())[n].CreateAttr(a.Key, v)
				f.stripped(d, "%s/@%s=%s", el.GetPath(), a.Key, v)
			}
			d := f.sound.Copy()
			all(d.Root())[n].RemoveAttr(a.Key)
			f.stripped(d, "%s without @%s", el.GetPath(), a.Key)
		}
	}
}

func (f *forger) count(d *etree.Document) int { return len(d.FindElements("//Signature")) }

// stripped demands an error of a login of which one signature is damaged or gone,
// unless the other one still covers everything that is read.
func (f *forger) stripped(d *etree.Document, format string, args ...any) {
	if f.count(d) == f.count(f.sound) || f.count(d) == 0 {
		f.try(d, format, args...)
	}
}

// change alters every value that is signed.
func (f *forger) change(part federation.Signed) {
	for n, el := range all(f.sound.Root()) {
		inside := part != federation.SignedAssertion
		for up := el; up != nil; up = up.Parent() {
			inside = inside || up.Tag == "Assertion"
		}
		if !inside || slices.Contains([]string{"KeyInfo", "X509Data", "X509Certificate"}, el.Tag) {
			continue
		}
		for i, a := range el.Attr {
			if a.Space == "xmlns" || a.Key == "xmlns" {
				continue
			}
			d := f.sound.Copy()
			all(d.Root())[n].Attr[i].Value += "x"
			f.try(d, "%s/@%s changed", el.GetPath(), a.Key)
		}
		if el.Text() != "" {
			d := f.sound.Copy()
			e := all(d.Root())[n]
			e.SetText("mallory" + e.Text())
			f.try(d, "%s changed", el.GetPath())
		}
		if el != f.sound.Root() && el.Tag != "Signature" {
			d := f.sound.Copy()
			e := all(d.Root())[n]
			e.Parent().RemoveChild(e)
			f.try(d, "%s removed", el.GetPath())
		}
	}
}
