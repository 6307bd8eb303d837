package saml

import (
	"path/filepath"
	"strings"
	"testing"

	"federate/federation"
	"federate/federation/capture"
	"federate/federation/conformance"
	"federate/federation/vocabulary"
)

// dossier is the case around a fixture, and the fixture in it.
func dossier(t testing.TB, file string) *federation.Dossier {
	t.Helper()
	c, whole := conformance.ReadCase(t, "testdata", file)
	d := c.Dossier(t, vocabulary.New())
	for _, name := range c.Documents {
		receive(d, "", conformance.Read(t, c.Path(name)))
	}
	if !whole {
		receive(d, c.Kind, conformance.Read(t, file))
	}
	return d
}

// receive hands over text as kind; empty: as what it looks like.
func receive(d *federation.Dossier, kind federation.Kind, text []byte) {
	var query *RedirectSignature
	var address string
	if c, err := capture.Unwrap(text); err == nil && (c.SignedQuery != nil || c.Address != "") {
		text, query, address = c.Inner, ReadRedirectSignature(c.SignedQuery), c.Address
	}
	a := federation.Artifact{Kind: kind, Raw: text}
	if a.Kind == "" {
		a.Kind = federation.KindSAMLResponse
		for mark, kind := range map[string]federation.Kind{":AuthnRequest ": federation.KindSAMLRequest, "IDPSSODescriptor ": federation.KindIdPMetadata, "SPSSODescriptor ": federation.KindSPMetadata} {
			if strings.Contains(string(text), mark) {
				a.Kind = kind
			}
		}
	}
	switch a.Kind {
	case federation.KindSAMLResponse:
		r := ReadResponse(text)
		r.Redirect = query
		a.Doc, a.Issued = r, r.Issued()
	case federation.KindSAMLRequest:
		r := ReadRequest(text)
		r.Redirect, r.Address = query, address
		a.Doc, a.Issued = r, r.Issued()
	default:
		m := ReadMetadata(text)
		a.Doc, a.Claims = m, m.Claims()
	}
	if d.Now.IsZero() {
		d.Now = a.Issued
	}
	d.Receive(a)
}

func TestFixtures(t *testing.T) {
	conformance.Walk{Checks: Checks(), Judge: func(t testing.TB, _, file string) federation.Report { return examine(t, file) }}.Run(t)
}

// What sound identity providers send is silent, whichever part they sign, and
// its signatures are trusted.
func TestSound(t *testing.T) {
	files, _ := filepath.Glob("testdata/sound/*/*.xml")
	if len(files) < 12 {
		t.Fatalf("only %d sound responses", len(files))
	}
	for _, file := range files {
		d := dossier(t, file)
		r := federation.Examine(d, Checks())
		for _, f := range append(r.Findings, mutedOf(r)...) {
			t.Errorf("%s: %s: %s", file, f.Code, f.Detail)
		}
		doc, _ := federation.Doc[*Response](d, federation.KindSAMLResponse)
		for _, v := range doc.view(d).verdicts {
			if v.outcome != trusted {
				t.Errorf("%s: %s: %v %v", file, v.Here.Path, v.outcome, v.err)
			}
		}
	}
}

func mutedOf(r federation.Report) (out []federation.Finding) {
	for _, m := range r.Muted {
		out = append(out, m.Finding)
	}
	return out
}
