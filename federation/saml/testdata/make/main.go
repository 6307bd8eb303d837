//go:build ignore

// Command make writes the fixtures beside it: run it in the folder of package
// saml with
//
//	go run testdata/make/*.go
//
// It needs openssl and xmlsec1, so that every signature is made by somebody
// else's program. Keys are made afresh and thrown away; their certificates stay.
package main

import (
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"

	"federate/federation/conformance"
)

const (
	assertionNS = "urn:oasis:names:tc:SAML:2.0:assertion"
	protocolNS  = "urn:oasis:names:tc:SAML:2.0:protocol"
	excC14N     = "http://www.w3.org/2001/10/xml-exc-c14n#"
	c14N        = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
	enveloped   = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
	rsaSHA256   = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
	rsaSHA1     = "http://www.w3.org/2000/09/xmldsig#rsa-sha1"
	sha256      = "http://www.w3.org/2001/04/xmlenc#sha256"
	sha1        = "http://www.w3.org/2000/09/xmldsig#sha1"
)

var keys string // a folder that is removed at the end

// signing is how a signature is made. The zero value is what Entra ID does.
type signing struct {
	key, uri, algorithm, digest string
	transforms                  []string
	canonical                   string
	bare                        bool // without a certificate
	twice                       bool // with a second reference
	prefixes                    string
}

func (s signing) template(id string) string {
	or := func(v, otherwise string) string {
		if v == "" {
			return otherwise
		}
		return v
	}
	if s.transforms == nil {
		s.transforms = []string{enveloped, excC14N}
	}
	var transforms string
	for _, t := range s.transforms {
		switch {
		case t == excC14N && s.prefixes != "":
			transforms += `<ds:Transform Algorithm="` + t + `"><ec:InclusiveNamespaces xmlns:ec="` + excC14N + `" PrefixList="` + s.prefixes + `"/></ds:Transform>`
		case strings.HasPrefix(t, "<"):
			transforms += t
		default:
			transforms += `<ds:Transform Algorithm="` + t + `"/>`
		}
	}
	uri := or(s.uri, "#"+id)
	if s.uri == "none" {
		uri = ""
	}
	reference := fmt.Sprintf(`<ds:Reference URI="%s"><ds:Transforms>%s</ds:Transforms><ds:DigestMethod Algorithm="%s"/><ds:DigestValue/></ds:Reference>`,
		uri, transforms, or(s.digest, sha256))
	if s.twice {
		reference += reference
	}
	info := `<ds:KeyInfo><ds:X509Data/></ds:KeyInfo>`
	if s.bare {
		info = ""
	}
	return `<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm="` + or(s.canonical, excC14N) +
		`"/><ds:SignatureMethod Algorithm="` + or(s.algorithm, rsaSHA256) + `"/>` + reference + `</ds:SignedInfo><ds:SignatureValue/>` + info + `</ds:Signature>`
}

// A fixture is a document on its way to a file.
type fixture struct{ text string }

func response(edits ...string) fixture { return fixture{entra}.edit(edits...) }

// edit replaces each first text by the second; one that is not there is a mistake.
func (f fixture) edit(pairs ...string) fixture {
	for i := 0; i+1 < len(pairs); i += 2 {
		if !strings.Contains(f.text, pairs[i]) {
			log.Fatalf("nothing to replace: %q", pairs[i])
		}
		f.text = strings.Replace(f.text, pairs[i], pairs[i+1], 1)
	}
	return f
}

func (f fixture) id(tag string) string {
	m := regexp.MustCompile(`[<:]` + tag + ` [^>]*?\bID="([^"]*)"`).FindStringSubmatch(f.text)
	if m == nil {
		log.Fatalf("no ID on %s", tag)
	}
	return m[1]
}

func (f fixture) signAssertion(s signing) fixture {
	return f.edit("@A@", s.template(f.id("Assertion"))).sign(s, "//*[local-name()='Assertion']/*[local-name()='Signature']")
}

func (f fixture) signMessage(s signing) fixture {
	return f.edit("@M@", s.template(f.id("Response"))).sign(s, "/*/*[local-name()='Signature']")
}

// signRoot signs a request, or metadata, at the place of @M@.
func (f fixture) signRoot(tag string, s signing) fixture {
	return f.edit("@M@", s.template(f.id(tag))).sign(s, "/*/*[local-name()='Signature']")
}

func (f fixture) sign(s signing, xpath string) fixture {
	key := s.key
	if key == "" {
		key = "idp"
	}
	in := filepath.Join(keys, "in.xml")
	write(in, clean(f.text))
	out := run("xmlsec1", "--sign", "--id-attr:ID", assertionNS+":Assertion", "--id-attr:ID", protocolNS+":Response",
		"--id-attr:ID", protocolNS+":AuthnRequest", "--id-attr:ID", nsMetadata+":EntityDescriptor", "--privkey-pem", filepath.Join(keys, key+".key")+","+filepath.Join(keys, key+".pem"), "--node-xpath", xpath, in)
	out = strings.TrimPrefix(out, `<?xml version="1.0"?>`+"\n")
	if strings.Contains(f.text, "@M@") { // the place of the other signature survives the signer
		out = strings.Replace(out, "</Issuer><samlp:Status>", "</Issuer>@M@<samlp:Status>", 1)
		out = strings.Replace(out, "</saml2:Issuer><saml2p:Status>", "</saml2:Issuer>@M@<saml2p:Status>", 1)
		out = strings.Replace(out, "</saml:Issuer><samlp:Status>", "</saml:Issuer>@M@<samlp:Status>", 1)
	}
	return fixture{strings.TrimSpace(out)}
}

func clean(s string) string { return strings.NewReplacer("@A@", "", "@M@", "").Replace(s) }

func (f fixture) save(path ...string) {
	name := filepath.Join(append([]string{"testdata"}, path...)...)
	write(name, clean(f.text)+"\n")
}

func write(name string, content any) {
	if err := conformance.Write(name, content); err != nil {
		log.Fatal(err)
	}
}

func run(name string, args ...string) string {
	c := exec.Command(name, args...)
	var errs strings.Builder
	c.Stderr = &errs
	out, err := c.Output()
	if err != nil {
		log.Fatalf("%s %v: %v\n%s", name, args, err, errs.String())
	}
	return string(out)
}

// authority is the least that openssl ca wants to know; it alone sets both dates.
const authority = `[ca]
default_ca = it
[it]
database = index
serial = serial
new_certs_dir = .
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
[req]
distinguished_name = dn
[dn]
[leaf]
keyUsage = digitalSignature
`

// makeKey makes a key and a certificate that is good around the clock of the
// fixtures, and returns the path of the certificate.
func makeKey(name, subject string) string {
	for file, text := range map[string]string{"ca.cnf": authority, "index": "", "serial": "1001\n"} {
		write(filepath.Join(keys, file), text)
	}
	at := func(ext string) string { return filepath.Join(keys, name+ext) }
	run("openssl", "req", "-new", "-config", filepath.Join(keys, "ca.cnf"), "-newkey", "rsa:"+bits(name), "-nodes", "-subj", subject,
		"-keyout", at(".key"), "-out", at(".csr"))
	c := exec.Command("openssl", "ca", "-batch", "-notext", "-selfsign", "-config", "ca.cnf", "-extensions", "leaf", "-keyfile", at(".key"),
		"-startdate", "20260101000000Z", "-enddate", "20290101000000Z", "-in", at(".csr"), "-out", at(".pem"))
	c.Dir = keys
	if out, err := c.CombinedOutput(); err != nil {
		log.Fatalf("openssl ca: %v\n%s", err, out)
	}
	return at(".pem")
}

// bits is how long a key is.
func bits(name string) string {
	switch name {
	case "long":
		return "4096"
	case "weak":
		return "1024"
	}
	return "2048"
}

// keep copies a certificate into testdata.
func keep(pem string) {
	text, err := os.ReadFile(pem)
	if err != nil {
		log.Fatal(err)
	}
	write(filepath.Join("testdata", filepath.Base(pem)), string(text))
}

// certificate is the base64 of a certificate, as metadata and signatures hold it.
func certificate(name string) string {
	text, err := os.ReadFile(filepath.Join(keys, name+".pem"))
	if err != nil {
		log.Fatal(err)
	}
	s := strings.ReplaceAll(string(text), "\n", "")
	return strings.NewReplacer("-----BEGIN CERTIFICATE-----", "", "-----END CERTIFICATE-----", "").Replace(s)
}

type object map[string]any

func setup(code string, o object) { setupAs(code, "setup.json", o) }

func setupAs(code, name string, o object) { write(filepath.Join("testdata", code, name), o) }

// standing writes a fixture that is facts alone.
func standing(code, name string, facts object) { setupAs(code, name+".json", object{"facts": facts}) }

func main() {
	log.SetFlags(0)
	var err error
	if keys, err = os.MkdirTemp("", "keys"); err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(keys)
	keep(makeKey("idp", "/CN=Microsoft Azure Federated SSO Certificate"))
	keep(makeKey("other", "/CN=Another identity provider"))
	for _, n := range []string{"third", "fourth", "fifth", "long"} {
		makeKey(n, "/CN="+n)
	}
	setup("", object{"facts": object{
		"idp.entity_id": issuer, "idp.certificate": "@idp.pem", "sp.entity_id": audience, "sp.acs_url": acs,
		"user.external_identity": "ann.agent@contoso.example",
	}})
	shapes()
	signatures()
	contents()
	times()
	requests()
	descriptions()
	facts()
	starts()
	attributes()
	asked()
	keysOfMetadata()
	vouched()
	ruled()
	beside()
	addressed()
	sound()
}
