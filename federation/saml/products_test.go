package saml_test

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"federate/federation"
	"federate/federation/catalog"
	"federate/federation/conformance"
)

// A pair is what a product is told before it issues a response. The file of
// the certificate holds the one that is trusted.
type pair struct {
	IdP         string `json:"idp"`
	SSO         string `json:"sso"`
	SP          string `json:"sp"`
	ACS         string `json:"acs"`
	NameID      string `json:"name_id"`
	Request     string `json:"request"`
	Key         string `json:"key,omitempty"` // path; a committed pair has none
	Certificate string `json:"certificate"`   // path
}

// products are the identity providers that issue, and how each is started.
var products = map[string]func() *exec.Cmd{
	"pysaml2": func() *exec.Cmd { return exec.Command(python(), "testdata/products/pysaml2.py") },
	"samlify": func() *exec.Cmd { return node("testdata/products/samlify.js") },
	"samlp":   func() *exec.Cmd { return node("testdata/products/samlp.js") },
}

// python is the interpreter that Debian's packages are installed for, which
// need not be the first on the path.
func python() string {
	if _, err := os.Stat("/usr/bin/python3"); err == nil {
		return "/usr/bin/python3"
	}
	return "python3"
}

// node runs a script with the packages that .ci/run installed.
func node(script string) *exec.Cmd {
	c := exec.Command("node", script)
	packages, _ := filepath.Abs("../../.ci/peers/node_modules")
	c.Env = append(os.Environ(), "NODE_PATH="+packages)
	return c
}

// issue lets a product sign the message, the assertion and both.
func issue(t *testing.T, name string, p pair) map[federation.Signed][]byte {
	t.Helper()
	told, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	c := products[name]()
	var talk bytes.Buffer
	c.Stdin, c.Stderr = bytes.NewReader(told), &talk
	out, err := c.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, talk.Bytes())
	}
	var issued map[federation.Signed]string
	if err := json.Unmarshal(out, &issued); err != nil || len(issued) != 3 {
		t.Fatalf("%s: %v: %.200s", name, err, out)
	}
	texts := map[federation.Signed][]byte{}
	for part, text := range issued {
		texts[part] = []byte(text)
	}
	return texts
}

// newPair is a pair with a fresh key, RSA 2048, whose certificate is good for a
// year.
func newPair(t *testing.T) pair {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	template := &x509.Certificate{SerialNumber: big.NewInt(now.UnixNano()), Subject: pkix.Name{CommonName: "login.contoso.example"},
		NotBefore: now.Add(-24 * time.Hour), NotAfter: now.Add(365 * 24 * time.Hour), KeyUsage: x509.KeyUsageDigitalSignature, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	p := pair{IdP: "https://login.contoso.example/saml", SSO: "https://login.contoso.example/saml/sso", SP: "https://cxone.example/need/entity",
		ACS: "https://cxone.example/saml/acs", NameID: "ann.agent@contoso.example", Request: "_request-1",
		Key: filepath.Join(dir, "idp.key"), Certificate: filepath.Join(dir, "idp.pem")}
	for file, block := range map[string]*pem.Block{p.Key: {Type: "PRIVATE KEY", Bytes: private}, p.Certificate: {Type: "CERTIFICATE", Bytes: der}} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

// A bench judges responses as the program does: recognised as they are posted,
// with everything that both sides say.
type bench struct {
	know   federation.Knowledge
	facts  map[federation.Fact]string
	signed federation.Signed // the part that the platform wants signed; empty: either
	delay  time.Duration     // from issue to judgement
}

func newBench(t testing.TB, p pair, certificate string) *bench {
	t.Helper()
	text, err := os.ReadFile(certificate)
	if err != nil {
		t.Fatal(err)
	}
	return &bench{know: catalog.Knowledge(), facts: map[federation.Fact]string{
		"idp.entity_id": p.IdP, "idp.sso_url": p.SSO, "idp.certificate": string(text), "sp.entity_id": p.SP, "sp.acs_url": p.ACS,
		"user.external_identity": p.NameID, "request.id": p.Request}}
}

func (b *bench) judge(t testing.TB, text []byte) federation.Report {
	t.Helper()
	a, err := b.know.Recognise([]byte(base64.StdEncoding.EncodeToString(text)))
	if err != nil || a.Kind != federation.KindSAMLResponse || a.Issued.IsZero() {
		t.Fatalf("read as %q of %v: %v", a.Kind, a.Issued, err)
	}
	a.Received = a.Issued.Add(b.delay)
	standing := &federation.Dossier{Now: a.Received, Terms: b.know.Terms, Words: federation.Words{Terms: b.know.Terms}, Final: true}
	for f, v := range b.facts {
		standing.Hear(federation.Claim{Side: standing.Owner(f), Fact: f, Value: v})
	}
	if b.signed != "" {
		standing.Expect.Signed = federation.Expected[[]federation.Signed]{Value: []federation.Signed{b.signed}, Set: true}
	}
	attempt := *standing
	attempt.Receive(a)
	return conformance.Judge(standing, []*federation.Dossier{&attempt}, b.know.Checks)
}

// codes are what fired, above a note.
func codes(r federation.Report) (out []federation.Code) {
	for _, f := range r.Findings {
		if f.Severity > federation.Note && !slices.Contains(out, f.Code) {
			out = append(out, f.Code)
		}
	}
	return out
}

// decides are the checks that must have run and passed before a response counts
// as trusted.
var decides = []federation.Code{"saml-unsigned", "saml-signature-broken", "saml-signature-untrusted-key", "saml-signed-part", "saml-wrapping",
	"saml-audience-mismatch", "saml-issuer-mismatch", "saml-recipient-mismatch", "saml-destination-mismatch", "saml-name-id-mismatch", "saml-expired",
	"saml-in-response-to-differs"}

// sound holds a response to what its product meant it to be: silent and
// trusted, and each thing that is spoilt is named, and nothing else.
func sound(t *testing.T, b *bench, part federation.Signed, text []byte) {
	t.Helper()
	good := *b
	good.signed = part
	r := good.judge(t, text)
	for _, f := range r.Findings {
		if f.Severity > federation.Note {
			t.Errorf("%s: %s: want %q got %q (%s)", f.Code, f.Detail, f.Want, f.Got, f.Subject.Path)
		}
	}
	for _, code := range decides {
		if !slices.Contains(r.Passed, code) {
			t.Errorf("%s has not passed", code)
		}
	}
	with := func(f federation.Fact, v string) *bench {
		c := good
		c.facts = map[federation.Fact]string{}
		for k, v := range good.facts {
			c.facts[k] = v
		}
		c.facts[f] = v
		return &c
	}
	late := good
	late.delay = 20 * time.Minute
	for _, spoilt := range []struct {
		name string
		b    *bench
		text []byte
		want federation.Code
	}{
		{"it is meant for another", with("sp.entity_id", good.facts["sp.entity_id"]+"/"), text, "saml-audience-mismatch"},
		{"it is about another", with("user.external_identity", "bob.agent@contoso.example"), text, "saml-name-id-mismatch"},
		{"it comes too late", &late, text, "saml-expired"},
		{"a byte of the assertion is another", &good, inAssertion(t, text), "saml-signature-broken"},
	} {
		if got := codes(spoilt.b.judge(t, spoilt.text)); !slices.Equal(got, []federation.Code{spoilt.want}) {
			t.Errorf("%s: found %v, want %s", spoilt.name, got, spoilt.want)
		}
	}
}

// inAssertion changes one byte of the assertion that nothing but a signature
// watches.
func inAssertion(t *testing.T, text []byte) []byte {
	t.Helper()
	at := bytes.Index(text, []byte("SessionIndex=\""))
	if at < 0 {
		t.Fatal("no SessionIndex to change")
	}
	changed := bytes.Clone(text)
	changed[at+len("SessionIndex=\"")+2] ^= 1
	return changed
}

// The responses that real products issued once, kept as they came.
func TestProducts(t *testing.T) {
	text, err := os.ReadFile("testdata/products/setup.json")
	if err != nil {
		t.Fatal(err)
	}
	var p pair
	if err := json.Unmarshal(text, &p); err != nil {
		t.Fatal(err)
	}
	b := newBench(t, p, filepath.Join("testdata/products", p.Certificate))
	for name := range products {
		for _, part := range []federation.Signed{federation.SignedMessage, federation.SignedAssertion, federation.SignedBoth} {
			t.Run(fmt.Sprintf("%s/%s", name, part), func(t *testing.T) {
				response, err := os.ReadFile(fmt.Sprintf("testdata/products/%s-%s.xml", name, part))
				if err != nil {
					t.Fatal(err)
				}
				sound(t, b, part, response)
			})
		}
	}
}

// What real products issue now, with a key of this minute. With
// FEDERATE_KEEP=1 the responses become those of TestProducts.
func TestPeerProducts(t *testing.T) {
	if os.Getenv("FEDERATE_PEERS") == "" {
		t.Skip("FEDERATE_PEERS is not set")
	}
	p := newPair(t)
	b := newBench(t, p, p.Certificate)
	keep := map[string][]byte{}
	for name := range products {
		t.Run(name, func(t *testing.T) {
			for part, text := range issue(t, name, p) {
				t.Run(string(part), func(t *testing.T) {
					sound(t, b, part, text)
					trustedByXMLSec(t, p, part, text)
				})
				keep[fmt.Sprintf("%s-%s.xml", name, part)] = text
			}
		})
	}
	if os.Getenv("FEDERATE_KEEP") == "" || t.Failed() {
		return
	}
	keep["idp.pem"] = []byte(b.facts["idp.certificate"])
	p.Key, p.Certificate = "", "idp.pem"
	keep["setup.json"], _ = json.MarshalIndent(p, "", "  ")
	keep["setup.json"] = append(keep["setup.json"], '\n')
	for name, text := range keep {
		if err := os.WriteFile(filepath.Join("testdata/products", name), text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// trustedByXMLSec asks a third party whether the product signed well, so that a
// verdict of ours that differs is known to be ours.
func trustedByXMLSec(t *testing.T, p pair, part federation.Signed, text []byte) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "response.xml")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	paths := map[federation.Signed]string{federation.SignedMessage: "/*/*[local-name()='Signature']", federation.SignedAssertion: "/*/*/*[local-name()='Signature']"}
	for of, path := range paths {
		if part != federation.SignedBoth && part != of {
			continue
		}
		if out, err := exec.Command("xmlsec1", append(xmlsecArgs(p.Certificate), "--node-xpath", path, file)...).CombinedOutput(); err != nil {
			t.Errorf("xmlsec1 refuses the signature of the %s: %v\n%s", of, err, strings.TrimSpace(string(out)))
		}
	}
}

// xmlsecArgs verify a signature with one certificate, its key alone.
func xmlsecArgs(certificate string) []string {
	return []string{"--verify", "--enabled-key-data", "x509,rsa", "--id-attr:ID", "urn:oasis:names:tc:SAML:2.0:assertion:Assertion",
		"--id-attr:ID", "urn:oasis:names:tc:SAML:2.0:protocol:Response", "--trusted-pem", certificate}
}
