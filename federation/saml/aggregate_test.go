package saml

import (
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"federate/federation"
	"federate/federation/document"
	"federate/federation/vocabulary"
)

const nsXML = "http://www.w3.org/XML/1998/namespace"

// many is metadata about n parties, every third a platform, with the one of the
// fixture among them, in a group of its own.
func many(t testing.TB, n int) (text, entityID string) {
	t.Helper()
	one, err := os.ReadFile("testdata/saml-metadata-expired/good-valid.xml")
	if err != nil {
		t.Fatal(err)
	}
	named := string(one)
	named = named[strings.Index(named, "<md:EntityDescriptor"):]
	named = strings.Replace(named, ` xmlns:md="`+nsMetadata+`"`, "", 1) // it is declared around it
	var b strings.Builder
	fmt.Fprintf(&b, "<?xml version=\"1.0\"?>\n<!-- <md:EntityDescriptor> --><md:EntitiesDescriptor xmlns:md=%q validUntil=\"2027-01-01T00:00:00Z\">\n", nsMetadata)
	for i := range n {
		role := "IDPSSODescriptor"
		if i%3 == 0 {
			role = "SPSSODescriptor"
		}
		if i == n/2 {
			b.WriteString("<md:EntitiesDescriptor Name=\"inner &gt;\">\n" + named + "</md:EntitiesDescriptor>\n")
		}
		fmt.Fprintf(&b, `<md:EntityDescriptor entityID="https://party%d.example/"><md:%s protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">`, i, role)
		b.WriteString(strings.Repeat(`<md:NameIDFormat>x</md:NameIDFormat>`, 40))
		fmt.Fprintf(&b, "</md:%s></md:EntityDescriptor>\n", role)
	}
	b.WriteString("</md:EntitiesDescriptor>\n")
	return b.String(), "http://www.okta.com/exk1abcdefGHIJKLM1d7"
}

// Of many parties the one that is named is read as if it stood alone, whether
// all of them fit into one tree or not.
func TestNamedParty(t *testing.T) {
	alone := ReadMetadata([]byte(readFile(t, "testdata/saml-metadata-expired/good-valid.xml"))).Claims()
	for _, n := range []int{5, 19, 20, 60, 3000} {
		text, id := many(t, n)
		m := ReadMetadata([]byte(text))
		if len(m.Entities) != n+1 || m.Malformed != "" {
			t.Fatalf("%d parties: %d are told apart: %s", n, len(m.Entities), m.Malformed)
		}
		if tree := m.Root.SelectElement("EntityDescriptor") != nil; tree != (n < 3000) {
			t.Errorf("%d parties: a tree: %v", n, tree)
		}
		kind, doc, claims, ok := m.Chosen(func(f federation.Fact) string { return map[federation.Fact]string{factIssuer: id}[f] })
		if !ok || kind != federation.KindIdPMetadata || len(claims) != len(alone) {
			t.Fatalf("%d parties: %v, kind %q, %+v", n, ok, kind, claims)
		}
		for i, c := range claims {
			if c.Value != alone[i].Value || c.Fact != alone[i].Fact || c.Key != alone[i].Key {
				t.Errorf("%d parties: %+v, and alone %+v", n, c, alone[i])
			}
		}
		e := doc.(*Metadata).Entities[0]
		line := 1 + strings.Count(text[:strings.Index(text, "exk1abc")], "\n")
		if e.ID.Line != line || !strings.HasPrefix(e.ID.Path, "/EntitiesDescriptor/EntitiesDescriptor") || len(e.IdP.SSO) == 0 {
			t.Errorf("%d parties: it stands at %s, line %d, not %d", n, e.ID.Path, e.ID.Line, line)
		}
		if at := claims[len(claims)-1].From; !strings.HasPrefix(at.Path, e.Here.Path+"/IDPSSODescriptor") || at.Line <= line-1 {
			t.Errorf("%d parties: its certificate stands at %s, line %d", n, at.Path, at.Line)
		}
		kind, _, _, ok = m.Chosen(func(f federation.Fact) string {
			return map[federation.Fact]string{factEntityID: "https://party3.example/"}[f]
		})
		if !ok || kind != federation.KindSPMetadata {
			t.Errorf("%d parties: a platform is %v, %q", n, ok, kind)
		}
		if m.Of("https://nobody.example/") != nil {
			t.Errorf("%d parties: one that is not there was found", n)
		}
		twice := ReadMetadata([]byte(strings.Replace(text, "https://party4.example/", "https://party3.example/", 1)))
		if n > 4 && twice.Of("https://party3.example/") != nil {
			t.Errorf("%d parties: one of two of the same name was taken", n)
		}
	}
}

// A party that is both sides is the one that it was named as.
func TestPartyOfBothSides(t *testing.T) {
	text := `<EntitiesDescriptor xmlns="` + nsMetadata + `"><EntityDescriptor entityID="x"/><EntityDescriptor entityID="both"><IDPSSODescriptor/><SPSSODescriptor/></EntityDescriptor></EntitiesDescriptor>`
	for fact, want := range map[federation.Fact]federation.Kind{factIssuer: federation.KindIdPMetadata, factEntityID: federation.KindSPMetadata} {
		kind, _, claims, ok := ReadMetadata([]byte(text)).Chosen(func(f federation.Fact) string { return map[federation.Fact]string{fact: "both"}[f] })
		if !ok || kind != want || len(claims) != 1 || claims[0].Fact != fact {
			t.Errorf("named as %s: %s, %+v", fact, kind, claims)
		}
	}
}

// What streams by is told apart like what is held, in whatever pieces it comes.
func TestStreamedParties(t *testing.T) {
	text, id := many(t, 3000)
	text = strings.Replace(text, "<md:EntitiesDescriptor Name", "<!-- "+strings.Repeat("> ", 300<<10)+"--><md:EntitiesDescriptor Name", 1)
	want := ReadMetadata([]byte(text))
	for _, piece := range []func(io.Reader) io.Reader{func(r io.Reader) io.Reader { return r }, iotest.HalfReader, iotest.OneByteReader} {
		got, kind, ok, err := StreamMetadata(piece(strings.NewReader(text)))
		if err != nil || !ok || kind != federation.KindIdPMetadata || len(got.Entities) != len(want.Entities) {
			t.Fatalf("%v %v %s %+v", err, ok, kind, got)
		}
		for i, e := range got.Entities {
			if *e != *want.Entities[i] {
				t.Fatalf("%+v, want %+v", e, want.Entities[i])
			}
		}
		a, b := got.Of(id), want.Of(id)
		if len(a.Claims()) != 3 || !slices.Equal(a.Claims(), b.Claims()) {
			t.Errorf("%+v, want %+v", a.Claims(), b.Claims())
		}
	}
	broken := errors.New("the line is dead")
	if _, _, ok, err := StreamMetadata(io.MultiReader(strings.NewReader(text[:1<<20]), iotest.ErrReader(broken))); ok || !errors.Is(err, broken) {
		t.Errorf("%v %v", ok, err)
	}
	if m, _, ok, err := StreamMetadata(strings.NewReader(text[:1<<20])); err != nil || !ok || m.Readable() || !strings.Contains(m.Malformed, "cut off") {
		t.Errorf("cut off: %v %v %+v", ok, err, m)
	}
	if _, kind, _, _ := StreamMetadata(strings.NewReader(strings.ReplaceAll(text, "IDPSSODescriptor", "SPSSODescriptor"))); kind != federation.KindSPMetadata {
		t.Errorf("platforms alone are %s", kind)
	}
	packer, _ := flate.NewWriter(nil, flate.BestSpeed)
	a := aggregate{r: strings.NewReader(text), packer: packer, most: 1 << 10, line: 1, begun: -1}
	if f := a.read(); f == nil || f.fault != document.TooLarge || len(a.parties) > 20 {
		t.Errorf("more than is held: %v, %d parties", f, len(a.parties))
	}
	for head, want := range map[string]bool{
		text[:4000]: true, "\ufeff" + text[:200]: true, "<!-- x -->" + text[strings.Index(text, "<md:EntitiesDescriptor xmlns"):][:300]: true,
		`<EntityDescriptor xmlns="` + nsMetadata + `">`: false, `<EntitiesDescriptor xmlns="urn:other">`: false, `{"log":{}}`: false, "": false,
	} {
		if got := IsAggregate([]byte(head)); got != want {
			t.Errorf("%.60s: %v", head, got)
		}
	}
}

// What is too much for a tree and damaged is said to be damaged, where it is.
func TestDamagedAggregate(t *testing.T) {
	text, id := many(t, 3000)
	lines := strings.Count(text, "\n")
	for what, c := range map[string]struct {
		text   string
		line   int
		reason string
	}{
		"cut off":         {text[:strings.LastIndex(text, "<md:NameIDFormat>")], lines - 1, "before all of its elements end"},
		"cut in a tag":    {text[:len(text)-5], lines, "inside a tag"},
		"one end too few": {strings.TrimSuffix(text, "</md:EntitiesDescriptor>\n"), lines, "before all"},
		"one too many":    {text + "</md:x>", lines + 1, "no beginning"},
		"a document type": {strings.Replace(text, "<md:EntitiesDescriptor Name", "<!DOCTYPE x><md:EntitiesDescriptor Name", 1), 1 + strings.Count(text[:strings.Index(text, "inner")], "\n"), "document type"},
	} {
		m := ReadMetadata([]byte(c.text))
		if m.Readable() || m.Line != c.line || !strings.Contains(m.Malformed, c.reason) {
			t.Errorf("%s: line %d: %q", what, m.Line, m.Malformed)
		}
	}
	damaged := strings.Replace(text, "<md:IDPSSODescriptor WantAuthn", "<md:IDPSSODescriptor a='' a='' WantAuthn", 1)
	m := ReadMetadata([]byte(damaged)).Of(id)
	if line := 1 + strings.Count(damaged[:strings.Index(damaged, "WantAuthn")], "\n"); m == nil || m.Readable() || m.Line != line || !strings.Contains(m.Malformed, "twice") {
		t.Errorf("the named one is damaged: %+v", m)
	}
}

// The prefix xml may be declared as what it is (Namespaces in XML 1.0, 3), and so
// no other may be.
func TestDeclaredXML(t *testing.T) {
	for text, ok := range map[string]bool{
		`<EntityDescriptor xmlns="` + nsMetadata + `" xmlns:xml="` + nsXML + `" xml:lang="en" entityID="a"/>`: true,
		`<EntityDescriptor xmlns="` + nsMetadata + `" xmlns:xml="urn:other" entityID="a"/>`:                   false,
		`<EntityDescriptor xmlns="` + nsMetadata + `" xmlns:other="` + nsXML + `" entityID="a"/>`:             false,
		`<EntityDescriptor xmlns="` + nsMetadata + `" xmlns:xmlns="urn:other" entityID="a"/>`:                 false,
	} {
		if m := ReadMetadata([]byte(text)); m.Readable() != ok {
			t.Errorf("%s: %q", text, m.Malformed)
		}
	}
}

func readFile(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Of a party that is chosen the signatures around it and its own are judged, and
// those of others are not its business; what was not judged is said.
func TestSignaturesOfAnAggregate(t *testing.T) {
	party := func(name string) string {
		text := readFile(t, "testdata/saml-metadata-signature-broken/"+name)
		return text[strings.Index(text, "<EntityDescriptor"):strings.Index(text, "</md:EntitiesDescriptor>")]
	}
	good, bad := party("good-party.xml"), party("bad-party.xml")
	const mine, other = "https://sts.windows.net/0f8fad5b-d9cb-469f-a165-70867728950e/", "https://other.example/"
	renamed := func(text string) string {
		return strings.NewReplacer(mine, other, "_6f1f2b8e", "_7f1f2b8e").Replace(text)
	} // and broken by it
	open, end := `<md:EntitiesDescriptor xmlns:md="`+nsMetadata+`">`, "</md:EntitiesDescriptor>"
	signature := good[strings.Index(good, "<ds:Signature") : strings.Index(good, "</ds:Signature>")+len("</ds:Signature>")]
	fill := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, `<md:EntityDescriptor entityID="https://party%d.example/"><md:IDPSSODescriptor protocolSupportEnumeration="x">%s</md:IDPSSODescriptor></md:EntityDescriptor>`, i, strings.Repeat(`<md:NameIDFormat>x</md:NameIDFormat>`, 40))
		}
		return b.String()
	}
	verdicts := func(m *Metadata) string {
		d := &federation.Dossier{Terms: vocabulary.New()}
		d.Receive(federation.Artifact{Kind: federation.KindIdPMetadata, Doc: m.Of(mine), Digest: "sha256:0"})
		var out []string
		r := federation.Examine(d, Checks())
		for _, f := range r.Findings {
			if strings.HasPrefix(string(f.Code), "saml-metadata-signature") {
				out = append(out, string(f.Code), f.Severity.String())
			}
		}
		if slices.Contains(r.Passed, "saml-metadata-signature-broken") {
			out = append(out, "passed")
		}
		return strings.Join(out, " ")
	}
	streamed := func(text string) *Metadata {
		m, _, ok, err := StreamMetadata(strings.NewReader(text))
		if !ok || err != nil {
			t.Fatal(ok, err)
		}
		return m
	}
	for name, c := range map[string]struct{ text, want string }{
		"sound":              {open + good + renamed(good) + end, "passed"},
		"broken":             {open + bad + renamed(good) + end, "saml-metadata-signature-broken error"},
		"sound among many":   {open + fill(40) + good + renamed(good) + end, "passed"},
		"broken among many":  {open + fill(40) + bad + end, "saml-metadata-signature-broken error"},
		"sound, no tree":     {open + fill(3000) + good + renamed(good) + end, "passed"},
		"broken, no tree":    {open + fill(3000) + bad + end, "saml-metadata-signature-broken error"},
		"the whole, no tree": {open + signature + fill(3000) + good + end, "saml-metadata-signature-form note"},
		"too many":           {open + strings.Repeat(signature, maxJudged+1) + good + renamed(good) + end, "…"},
	} {
		got := verdicts(ReadMetadata([]byte(c.text)))
		if c.want != "…" && got != c.want || c.want == "…" && (!strings.Contains(got, "saml-metadata-signature-form note") || strings.Contains(got, "passed")) {
			t.Errorf("%s: %q, not %q", name, got, c.want)
		}
		if strings.Contains(name, "tree") {
			if got := verdicts(streamed(c.text)); got != c.want {
				t.Errorf("%s, streamed: %q, not %q", name, got, c.want)
			}
		}
	}
}
