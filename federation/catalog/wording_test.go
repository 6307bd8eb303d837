package catalog_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"federate/federation"
	"federate/federation/catalog"
	"federate/federation/conformance"
	"federate/federation/oidc"
)

// openPlaces are what a format leaves open.
var openPlaces = regexp.MustCompile(`%(?:\[\d+\])?[#+]?[sdqvx]|%%`)

// TestEveryBranchIsInTheWords: a rule often has several branches that find
// something, and a fixture that makes it fire reaches one of them. So every sentence
// that the rules of a package write stands in its golden words, or is said in
// [others]: something leads to the branch, and its words were read.
func TestEveryBranchIsInTheWords(t *testing.T) {
	said := strings.Join(others(t), "\n")
	for _, dir := range []string{"../saml", "../oidc", "../b2c", "../pki", "../estate"} {
		words, err := os.ReadFile(filepath.Join(dir, "testdata", "TestWords.golden"))
		if err != nil {
			t.Fatal(err)
		}
		found := sentences(t, dir)
		for _, s := range found {
			if !s.in(string(words)) && !s.in(said) {
				t.Errorf("%s: no fixture makes a rule say %q", s.at, s.text)
			}
		}
		if len(found) < 5 {
			t.Errorf("%s: %d sentences: what makes a finding there is called otherwise", dir, len(found))
		}
	}
}

// others are the details of findings for which a fixture of their own would be a
// whole document more.
func others(t *testing.T) (out []string) {
	know := catalog.Knowledge()
	file := func(name string) string {
		raw, err := os.ReadFile("../" + name)
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	edited := func(name, old, new string) string {
		text := file(name)
		if !strings.Contains(text, old) {
			t.Fatalf("%s has no %q", name, old)
		}
		return strings.Replace(text, old, new, 1)
	}
	const signed, metadata, described = "saml/testdata/saml-version/good.xml", "saml/testdata/saml-metadata-wrong-side/good-okta.xml", "saml/testdata/saml-metadata-signature-broken/good.xml"
	login := "https://login.example/authorize?client_id=c&response_type=none&scope=openid&state=s&nonce=n&redirect_uri=https%3A%2F%2Fsp.example%2Fcb"
	signature := regexp.MustCompile(`(?s)<(?:\w+:)?Signature[ >].*</(?:\w+:)?Signature>`).FindString(file(signed))
	certificate, stray, asked, id := "@redirect-idp.pem", "see attachment", "https://dev-1.okta.com/oauth2/default/.well-known/openid-configuration", regexp.MustCompile(`<EntityDescriptor [^>]* ID="([^"]+)"`).FindStringSubmatch(file(described))[1]
	at := strings.Index(file(signed), "<Assertion ")
	start, assertion := file(signed)[:at], file(signed)[at:]
	for _, c := range []struct {
		what   string
		around conformance.Case
		doc    string
	}{
		{"more signatures than are judged", conformance.Case{Kind: "idp-metadata"}, edited(described, "<IDPSSODescriptor ", strings.Repeat(regexp.MustCompile(`(?s)<ds:Signature[ >].*</ds:Signature>`).FindString(file(described)), 60)+"<IDPSSODescriptor ")},
		{"an ID that is signed, given twice", conformance.Case{Kind: "idp-metadata"}, edited(described, `<IDPSSODescriptor `, `<IDPSSODescriptor ID="`+id+`" `)},
		{"an assertion of another version", conformance.Case{}, start + strings.Replace(assertion, `Version="2.0"`, `Version="1.1"`, 1)},
		{"an attribute that is not there, nor one like it", conformance.Case{Expect: map[string]any{"saml.attributes": []map[string]string{{"name": "department"}}}}, file(signed)},
		{"a signature in the status", conformance.Case{}, strings.Replace(strings.Replace(file(signed), signature, "", 1), "</samlp:Status>", "<samlp:StatusDetail>"+signature+"</samlp:StatusDetail></samlp:Status>", 1)},
		{"a signature in the address, by nobody knows whom", conformance.Case{Facts: map[string]*string{"idp.certificate": &certificate}}, file("saml/testdata/redirect/broken.query")},
		{"an algorithm that the platform does not take", conformance.Case{Expect: map[string]any{"saml.signature_algorithms": []string{"rsa-sha256"}}}, file("saml/testdata/saml-signature-algorithm/bad.xml")},
		{"metadata of an attribute authority", conformance.Case{Kind: "idp-metadata"}, strings.ReplaceAll(file(metadata), "IDPSSODescriptor", "AttributeAuthorityDescriptor")},
		{"a login that asks for nothing", conformance.Case{}, login},
		{"a provider behind a proxy", conformance.Case{Facts: map[string]*string{"oidc.discovery_url": &asked}}, strings.ReplaceAll(file("testdata/held.discovery"), "https://", "http://")},
		{"a certificate that is words", conformance.Case{Facts: map[string]*string{"idp.certificate": &stray}}, ""},
	} {
		found := findings(t, know, c.around, c.doc)
		if len(found) == 0 {
			t.Errorf("%s: nothing was found", c.what)
		}
		for _, f := range found {
			out = append(out, f.Detail)
		}
	}
	// What nothing that is pasted leads to: a set with a private key is known for one
	// before it is read, half a set is not known for one, and a secret is seen by
	// nobody but whoever takes it.
	for _, a := range []federation.Artifact{
		{Kind: federation.KindKeySet, Doc: oidc.ReadKeySet([]byte(`{"keys": [{"kty": "RSA", "kid": "a", "n": "AQAB", "e": "AQAB", "d": "AQAB"}]}`))},
		{Kind: federation.KindKeySet, Doc: oidc.ReadKeySet([]byte(`{"keys": [{"kty": "RSA", "ki`))},
		{Kind: federation.KindOIDCError, Doc: oidc.ReadTokenError([]byte(`{"error": "invalid_cl`))},
	} {
		d := &federation.Dossier{Now: june, Terms: know.Terms}
		d.Receive(a)
		for _, f := range federation.Examine(d, know.Checks).Findings {
			out = append(out, f.Detail)
		}
	}
	return append(out, oidc.SecretIDFinding(federation.Platform).Detail)
}

// findings are those about the document doc in the case around it.
func findings(t *testing.T, know federation.Knowledge, around conformance.Case, doc string) []federation.Finding {
	t.Helper()
	around.Root = "../saml/testdata"
	d := around.Dossier(t, know.Terms)
	if d.Now.IsZero() {
		d.Now = june
	}
	if doc != "" {
		a, err := know.Recognise([]byte(doc))
		if err != nil {
			t.Fatal(err)
		}
		if a.Received = a.Issued; !a.Issued.IsZero() {
			d.Now = a.Moment()
		}
		d.Receive(a)
	}
	r := federation.Examine(d, know.Checks)
	for _, m := range r.Muted {
		r.Findings = append(r.Findings, m.Finding)
	}
	return r.Findings
}

type sentence struct {
	at   token.Position
	text string // a format
}

// in reports whether a line of words holds s, whatever stands in its open places.
func (s sentence) in(words string) bool {
	var b strings.Builder
	rest := s.text
	for _, v := range openPlaces.FindAllStringIndex(s.text, -1) {
		open := len(rest) - (len(s.text) - v[0])
		b.WriteString(regexp.QuoteMeta(rest[:open]) + ".*")
		rest = rest[open+v[1]-v[0]:]
	}
	b.WriteString(regexp.QuoteMeta(rest))
	return regexp.MustCompile(b.String()).MatchString(words)
}

// sentences are the formats that the rules in dir make details of: constants that a
// call of at, At, About, Differ, Claim or Missed is given and that are sentences.
func sentences(t *testing.T, dir string) (out []sentence) {
	t.Helper()
	set := token.NewFileSet()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		p, err := parser.ParseFile(set, file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(p, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			name := ""
			switch f := call.Fun.(type) {
			case *ast.SelectorExpr:
				name = f.Sel.Name
			case *ast.Ident:
				name = f.Name
			}
			few := len(call.Args) < 3 // of a finding, and not what a rule reports
			if name != "at" && name != "At" && name != "About" && (few || !slices.Contains([]string{"Differ", "Claim", "Missed"}, name)) {
				return true
			}
			for _, arg := range call.Args {
				if text, ok := literal(arg); ok && strings.Contains(text, " ") && !strings.HasPrefix(text, "//") {
					out = append(out, sentence{set.Position(arg.Pos()), text})
					break
				}
			}
			return true
		})
	}
	return out
}

// literal is the constant text of e.
func literal(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, err == nil && e.Kind == token.STRING
	case *ast.BinaryExpr:
		x, ok := literal(e.X)
		y, also := literal(e.Y)
		return x + y, ok && also && e.Op == token.ADD
	}
	return "", false
}
